"""What a swap needs first: the right to take its token, exactly so much, by the swap's words."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from fiscus.chains.evm.decoding.refusals import CallRefused
from fiscus.chains.evm.rights import NothingToRevoke, ResetFirst
from fiscus.core.desk.door import Consent, Given, Intent, Principal, Proposed, Ticket, Words
from fiscus.core.desk.outcome import Outcome, State
from fiscus.core.errors import InsufficientFunds, PolicyDenied, RequestError, SimulationFailed
from fiscus.core.origins import Origin
from tests.chains.evm.market import DAI, UNIT, USDC, USDT, V2, WETH, Market
from tests.chains.evm.test_deals import dai_for_usdc, v2
from tests.chains.evm.wallets import BOB
from tests.sandboxes import rpc

WORDS = {"amount": "100", "token": "DAI", "to_token": "USDC"}
DESK_ROLES = {"from_chain": "chain"}


@dataclass(frozen=True, slots=True)
class Message:
    """One step of a message in which the owner asked for a swap, delivered as often as wanted."""

    market: Market
    words: dict[str, str]
    id: str = "one"
    consent: Consent = Consent.GIVEN

    async def submit(self, action: str, proposed: Proposed | None, **values: str) -> Outcome:
        """Through the door that a plugin is handed."""
        said = {
            role: Given(word, Origin.USER)
            for role, word in (self.words | {"from_chain": "base"}).items()
        }
        ticket = Ticket(
            source="test",
            room="room",
            message_id=self.id,
            step=0,
            text="swap it",
            principal=Principal("owner", owner=True, consent=self.consent),
            words=Words("swap", said, Origin.USER),
        )
        given = {DESK_ROLES.get(role, role): value for role, value in said.items()}
        given |= {role: Given(value, Origin.USER) for role, value in values.items()}
        door = self.market.wallet.agent.desk.door(ticket)
        return await door.submit(Intent("evm", action, given, proposed))


async def test_a_right_and_the_swap_are_two_acts_of_one_step_and_each_is_done_once(
    market: Market,
) -> None:
    message, proposed = Message(market, WORDS), dai_for_usdc(market)
    given = await message.submit("approve", proposed)
    assert (given.state, given.deed, given.recipient) == (State.CONFIRMED, "allow", V2)
    assert (given.amount, given.token, market.chain.right(DAI, V2)) == ("100", "DAI", 100 * UNIT)
    swapped = await message.submit("swap", proposed)
    assert (swapped.state, swapped.deed, swapped.detail) == (State.CONFIRMED, "swap", None)
    assert market.chain.right(DAI, V2) == 0
    again = [await message.submit(action, proposed) for action in ("approve", "swap")]
    assert [outcome.hash for outcome in again] == [given.hash, swapped.hash]
    assert market.proxy.count("eth_sendRawTransaction") == 2


async def test_a_right_for_a_share_is_as_much_as_the_swap_takes(market: Market) -> None:
    message = Message(market, WORDS | {"amount": "half"})
    given = await message.submit("approve", dai_for_usdc(market, 7 * UNIT, 6_900_000))
    assert given.amount == "7"


async def test_no_word_is_needed_for_a_right_that_the_words_of_the_swap_cover(
    market: Market,
) -> None:
    message = Message(market, WORDS, consent=Consent.POLICY)
    given = await message.submit("approve", dai_for_usdc(market))
    assert given.state is State.CONFIRMED


async def test_a_right_without_the_transaction_that_needs_it_is_nobodys_word(
    market: Market,
) -> None:
    asked = await Message(market, WORDS).submit("approve", None, spender=BOB)
    assert asked.state is State.PLANNED and asked.approval is not None
    reasons = " ".join(asked.approval.reasons)
    assert reasons.startswith("The action, amount, chain, spender, to_token and token are not your")
    assert market.chain.right(DAI, BOB) == 0


async def test_a_transfer_has_no_part_in_a_swap(market: Market) -> None:
    message = Message(market, WORDS)
    asked = await message.submit("transfer", dai_for_usdc(market), recipient=BOB)
    assert asked.state is State.PLANNED


WIDER = [
    ({"units": 101 * UNIT}, "takes 101 DAI, not at most 100 DAI"),
    ({"least": 0}, "promises 0 USDC"),
]


@pytest.mark.parametrize(("changed", "said"), WIDER)
async def test_no_right_is_given_for_a_transaction_that_is_not_the_swap(
    market: Market, changed: dict[str, int], said: str
) -> None:
    with pytest.raises(CallRefused, match=said):
        await Message(market, WORDS).submit("approve", dai_for_usdc(market, **changed))
    elsewhere = v2(
        "swapExactTokensForTokens", 100 * UNIT, 98_000_000, [DAI, WETH, USDC], BOB, market.later
    )
    with pytest.raises(CallRefused, match="not this wallet"):
        await Message(market, WORDS).submit("approve", elsewhere)
    assert market.proxy.count("eth_sendRawTransaction") == 0


async def test_no_right_is_given_to_a_contract_that_nobody_listed(market: Market) -> None:
    stranger = "0x00000000000000000000000000000000000000c7"
    rpc(
        market.chain.url,
        "anvil_setCode",
        stranger,
        rpc(market.chain.url, "eth_getCode", V2, "latest"),
    )
    proposed = replace(dai_for_usdc(market), target=stranger)
    with pytest.raises(PolicyDenied, match="on no list of known contracts"):
        await Message(market, WORDS).submit("approve", proposed)
    assert market.chain.right(DAI, stranger) == 0


async def test_no_right_is_given_for_a_swap_that_would_fail_with_it(market: Market) -> None:
    with pytest.raises(SimulationFailed, match="This swap would fail"):
        await Message(market, WORDS).submit("approve", dai_for_usdc(market, least=200_000_000))
    low = Message(market, WORDS | {"slippage": "0.1"}, "low")
    with pytest.raises(CallRefused, match=r"0\.1 % are allowed"):
        await low.submit("approve", dai_for_usdc(market))
    assert market.chain.right(DAI, V2) == 0


async def test_native_coin_needs_no_right(market: Market) -> None:
    words = {"amount": "1", "token": "ETH", "to_token": "USDC"}
    path = [WETH, USDC]
    proposed = v2("swapExactETHForTokens", 1_985_000_000, path, BOB, market.later, value=UNIT)
    with pytest.raises(SimulationFailed):
        await Message(market, words).submit("approve", proposed)
    mine = dai_for_usdc(market)
    with pytest.raises(NothingToRevoke):
        await Message(market, WORDS).submit("revoke", mine)


async def test_what_the_wallet_does_not_have_needs_no_right(market: Market) -> None:
    words = WORDS | {"amount": "10000000000"}
    with pytest.raises(InsufficientFunds):
        await Message(market, words).submit("approve", dai_for_usdc(market, 10**28, 1))


async def test_a_token_that_wants_the_old_right_back_gets_it_in_the_same_step(
    market: Market,
) -> None:
    market.chain.call(USDT, "approve(address,uint256)", V2, 10**30)
    add = "addLiquidityETH(address,uint256,uint256,uint256,address,uint256)"
    market.chain.pay(V2, add, 100 * UNIT, USDT, 200_000 * 10**6, 0, 0, BOB, 2**40)
    await market.landed("approve", amount="0.000005", token="USDT", spender=V2)
    words = {"amount": "100", "token": "USDT", "to_token": "USDC"}
    path = [USDT, WETH, USDC]
    proposed = v2(
        "swapExactTokensForTokens", 10**8, 98_500_000, path, "0x" + "7" * 40, market.later
    )
    mine = v2(
        "swapExactTokensForTokens",
        10**8,
        98_500_000,
        path,
        market.wallet.evm.address or "",
        market.later,
    )
    message = Message(market, words)
    with pytest.raises(CallRefused):
        await message.submit("revoke", proposed)
    with pytest.raises(ResetFirst):
        await message.submit("approve", mine)
    back = await message.submit("revoke", mine)
    assert (back.deed, market.chain.right(USDT, V2)) == ("revoke", 0)
    given = await message.submit("approve", mine)
    assert (given.deed, market.chain.right(USDT, V2)) == ("allow", 10**8)


async def test_an_exact_amount_costs_no_more_than_the_slippage_allows(market: Market) -> None:
    words = {"amount": "100", "token": "DAI", "to_token": "USDC", "amount_side": "out"}
    path = [DAI, WETH, USDC]
    me = market.wallet.evm.address or ""

    def most(units: int) -> Proposed:
        data = v2("swapTokensForExactTokens", 100 * 10**6, units, path, me, market.later)
        return replace(data, most_in=units)

    market.chain.allow(DAI, V2, 200 * UNIT)
    with pytest.raises(CallRefused, match="1 % are allowed"):
        await Message(market, words, "a").submit("swap", most(103 * UNIT))
    usdc = market.chain.units(USDC)
    done = await Message(market, words, "b").submit("swap", most(101 * UNIT))
    assert done.state is State.CONFIRMED
    assert market.chain.units(USDC) - usdc == 100 * 10**6
    with pytest.raises(RequestError):
        await Message(market, words, "c").submit("swap", replace(most(101 * UNIT), most_in=None))
