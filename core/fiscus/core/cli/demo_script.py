"""What is said in the demo, and how each turn must come out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from fiscus.core.bootstrap.turn import Ending
from fiscus.core.desk.policy import Limit, Limits, Policy, Spenders

EVM: Final = "evm"
SOLANA: Final = "solana"


@dataclass(frozen=True, slots=True)
class Payment:
    """What must move on the chain: `amount` whole tokens, or that `share` of what there is."""

    token: str
    to: str
    """A name of the sandbox, or an address."""
    amount: Decimal | None = None
    share: Decimal | None = None
    on: str = EVM
    """The family of the chain it is on."""
    rent: Decimal = Decimal(0)
    """In the chain's coin, for an account in which the recipient can hold the token; once."""


@dataclass(frozen=True, slots=True)
class Swap:
    """What must leave the wallet and what must come, in whole tokens.

    `amount` leaves, or that `share` of what there is; where neither is said, at most `most`.
    """

    sold: str
    bought: str
    least: Decimal
    """Of what comes."""
    amount: Decimal | None = None
    share: Decimal | None = None
    most: Decimal | None = None
    on: str = EVM


@dataclass(frozen=True, slots=True)
class Bridge:
    """What must leave on one chain, and what must come at least on the chain beyond the bridge."""

    token: str
    amount: Decimal
    least: Decimal
    on: str = EVM


@dataclass(frozen=True, slots=True)
class Deed:
    """A transaction for which the wallet pays nothing but the fee."""

    gives: Payment | None = None
    """What somebody else pays by it."""
    on: str = EVM


@dataclass(frozen=True, slots=True)
class Line:
    """One turn. `text` is what the owner says; `None` is their yes to what waits.

    `{proposal}` in it stands for the proposal that was made last, `{time}` for the time of day.
    """

    text: str | None
    ends: tuple[Ending, ...] = (Ending.DONE,)
    """The ways in which it may end."""
    code: str = ""
    """Of the refusal, where it ends in one."""
    acts: bool = True
    """Whether it is a request that is taken up, were it only to be refused."""
    pays: Payment | None = None
    swaps: Swap | None = None
    bridges: Bridge | None = None
    does: Deed | None = None
    later: int = 0
    """Seconds that pass on the EVM chain before it."""
    remark: str = ""
    """Why it ends that way, for the audience."""
    needs: frozenset[str] = frozenset({EVM})
    """The families whose chains it is about."""


POLICY: Final = Policy(
    limits=Limits(
        per_transaction=Limit(usd=Decimal(5_000)), per_24h=Limit(usd=Decimal(50_000)), fee_usd=None
    ),
    first_payment="allow",
    spenders=Spenders(unlisted="allow"),
)

STRANGER: Final = "0x742d35Cc6634C0532925a3b844Bc454e4438f44e"
SOLANA_STRANGER: Final = "9jW8FPr6BSSsemWPV22UUCzSqkVdTp6HTyPqeqyuBbCa"
USDC_MINT: Final = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v"
ACCOUNT_RENT: Final = Decimal("0.00203928")
"""SOL that an account for a token holds."""

ANYWHERE: Final = frozenset[str]()
ON_SOLANA: Final = frozenset({SOLANA})

SCRIPT: Final = (
    Line("What is my wallet address?", needs=ANYWHERE),
    Line("Show my portfolio", needs=ANYWHERE),
    Line("Send 0.5 ETH to alice.eth", pays=Payment("ETH", "alice.eth", Decimal("0.5"))),
    Line(
        "Transfer twelve hundred and fifty USDC to bob.eth",
        pays=Payment("USDC", "bob.eth", Decimal(1250)),
    ),
    Line(
        f"Pay $60 worth of ETH to {STRANGER}",
        pays=Payment("ETH", STRANGER, Decimal("0.02")),
        remark="ETH is 3,000 USD here",
    ),
    Line(
        "Send half of my DAI to carol.eth", pays=Payment("DAI", "carol.eth", share=Decimal("0.5"))
    ),
    Line(
        "Swap 1 ETH for USDC",
        swaps=Swap("ETH", "USDC", least=Decimal(2900), amount=Decimal(1)),
        remark="the best of what LI.FI, Bebop and Uniswap offer",
    ),
    Line(
        "Swap 500 USDC to DAI with 0.5% slippage",
        swaps=Swap("USDC", "DAI", least=Decimal(490), amount=Decimal(500)),
        remark="the right to take exactly that comes first",
    ),
    Line(
        "Buy 300 DAI with ETH",
        swaps=Swap("ETH", "DAI", least=Decimal(300), most=Decimal("0.105")),
        remark="so much must come, as little as can be leaves",
    ),
    Line(
        "Wrap 0.5 ETH",
        swaps=Swap("ETH", "WETH", least=Decimal("0.5"), amount=Decimal("0.5")),
    ),
    Line(
        "Bridge 100 USDC from sandbox to sandbox2",
        bridges=Bridge("USDC", Decimal(100), least=Decimal(99)),
        remark="what arrives is read on the other chain",
    ),
    Line(
        f"Send 1.005 SOL to {SOLANA_STRANGER}",
        pays=Payment("SOL", SOLANA_STRANGER, Decimal("1.005"), on=SOLANA),
        remark="the other chain, told by the address",
        needs=ON_SOLANA,
    ),
    Line(
        "Transfer 8.2 USDC to alice.sol",
        pays=Payment("USDC", "alice.sol", Decimal("8.2"), on=SOLANA),
        needs=ON_SOLANA,
    ),
    Line(
        "Pay bob.sol 50 BONK",
        pays=Payment("BONK", "bob.sol", Decimal(50), on=SOLANA, rent=ACCOUNT_RENT),
        remark="Bob's new account for BONK has to hold some SOL",
        needs=ON_SOLANA,
    ),
    Line(
        "Swap 2 SOL for USDC",
        swaps=Swap("SOL", "USDC", least=Decimal(290), amount=Decimal(2), on=SOLANA),
        remark="by Jupiter, whose every instruction is read",
        needs=ON_SOLANA,
    ),
    Line("How much USDC do I have?", needs=ANYWHERE),
    Line(
        "Send 8 ETH to bob.eth",
        ends=(Ending.FAILED,),
        code="POLICY_DENIED",
        remark="over the limit",
    ),
    Line(
        f"Send 1 ETH to {SOLANA_STRANGER}",
        ends=(Ending.ASKED, Ending.FAILED),
        code="WRONG_NETWORK",
        remark="an address of another kind of chain",
    ),
    Line(
        "Send 1.0000005 USDC to bob.eth",
        ends=(Ending.FAILED,),
        code="INVALID_AMOUNT",
        remark="refused rather than rounded",
    ),
    Line("Send 100 USDC", ends=(Ending.ASKED,), remark="nobody guesses a recipient"),
    Line("to alice.eth", pays=Payment("USDC", "alice.eth", Decimal(100))),
    Line(
        "Send 250 USDC to treasury.eth",
        ends=(Ending.PENDING,),
        code="NEEDS_APPROVAL",
        remark="a contract wallet is shown to the owner first",
    ),
    Line(None, pays=Payment("USDC", "treasury.eth", Decimal(250))),
    Line(
        "Send 2 SOL to alice.eth",
        ends=(Ending.ASKED, Ending.FAILED),
        code="WRONG_NETWORK",
        remark="a coin of one chain and a name of another",
        needs=ON_SOLANA,
    ),
    Line(
        f"Send 5 USDC to {USDC_MINT}",
        ends=(Ending.FAILED,),
        code="INVALID_RECIPIENT",
        remark="the token itself cannot receive",
        needs=ON_SOLANA,
    ),
    Line(
        "Send 0.5 SOL to vault.sol",
        ends=(Ending.PENDING,),
        code="NEEDS_APPROVAL",
        remark="an address that a program controls is shown to the owner first",
        needs=ON_SOLANA,
    ),
    Line(None, pays=Payment("SOL", "vault.sol", Decimal("0.5"), on=SOLANA), needs=ON_SOLANA),
    Line(
        "Create a proposal to transfer 100 USDC from the treasury to bob.eth"
        ' with description "Rent, asked for at {time}"',
        does=Deed(),
        remark="an assembly of OpenZeppelin's contracts, with a timelock",
    ),
    Line("Vote FOR on proposal #{proposal}", does=Deed(), later=1),
    Line(
        "Execute proposal {proposal}",
        ends=(Ending.FAILED,),
        code="PROPOSAL_NOT_READY",
        remark="the vote is not over",
    ),
    Line(
        "Queue proposal {proposal}",
        does=Deed(),
        later=121,
        remark="two minutes later, by the chain's clock",
    ),
    Line(
        "Execute proposal {proposal}",
        does=Deed(gives=Payment("USDC", "bob.eth", Decimal(100))),
        later=11,
        remark="and when the timelock lets go of it",
    ),
    Line("Don't send any ETH to bob.eth", acts=False, remark="a negation does nothing"),
    Line("Show my transaction history", needs=ANYWHERE),
)


def script_for(families: Collection[str]) -> list[Line]:
    """The lines that can be played on the chains of these families."""
    return [line for line in SCRIPT if line.needs <= set(families)]
