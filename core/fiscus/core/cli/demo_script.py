"""What is said in the demo, and how each turn must come out."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from fiscus.core.bootstrap.turn import Ending
from fiscus.core.desk.policy import Limit, Limits, Policy


@dataclass(frozen=True, slots=True)
class Payment:
    """What must move on the chain: `amount` whole tokens, or that `share` of what there is."""

    token: str
    to: str
    """A name of the sandbox, or an address."""
    amount: Decimal | None = None
    share: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One turn. `text` is what the owner says; `None` is their yes to what waits."""

    text: str | None
    ends: tuple[Ending, ...] = (Ending.DONE,)
    """The ways in which it may end."""
    code: str = ""
    """Of the refusal, where it ends in one."""
    acts: bool = True
    """Whether it is a request that is taken up, were it only to be refused."""
    pays: Payment | None = None
    remark: str = ""
    """Why it ends that way, for the audience."""


POLICY: Final = Policy(
    limits=Limits(
        per_transaction=Limit(usd=Decimal(5_000)), per_24h=Limit(usd=Decimal(50_000)), fee_usd=None
    ),
    first_payment="allow",
)

STRANGER: Final = "0x742d35Cc6634C0532925a3b844Bc454e4438f44e"
SOLANA: Final = "9jW8FPr6BSSsemWPV22UUCzSqkVdTp6HTyPqeqyuBbCa"

SCRIPT: Final = (
    Line("What is my wallet address?"),
    Line("Show my portfolio"),
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
    Line("How much USDC do I have?"),
    Line(
        "Send 8 ETH to bob.eth",
        ends=(Ending.FAILED,),
        code="POLICY_DENIED",
        remark="over the limit",
    ),
    Line(
        f"Send 1 ETH to {SOLANA}",
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
    Line("Don't send any ETH to bob.eth", acts=False, remark="a negation does nothing"),
    Line("Show my transaction history"),
)
