"""From the owner's sentence to a swap in a block, and everything that stops it on the way."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from fiscus.chains.sandbox.loopback import Response
from fiscus.chains.sandbox.solana.definition import BONK, JTO, LOOKALIKE, PLAIN_2022, RAY
from fiscus.chains.solana.keys import SolanaSigner
from fiscus.chains.solana.programs import TOKEN_2022, WRAPPED_SOL
from fiscus.chains.solana.swapping.demand import SWAP_RESERVE
from fiscus.core.bootstrap.turn import Ending, Turn
from fiscus.core.desk.door import Consent, Principal
from fiscus.core.result import ActionResult
from tests.chains.market import Market
from tests.chains.market import serve as serve_market
from tests.chains.solana.chain import BOB, ME, SOL, USDC, Chain
from tests.plugins.solana.aggregator import Aggregator, aggregating
from tests.plugins.solana.test_transfers import code, only
from tests.plugins.solana.wallets import Talker, open_talker

ACCOUNT = 2_039_280
"""Lamports that an account for a token holds."""
MARKET = {
    "solana": '{"usd": 150}',
    USDC: '{"usd": 1}',
    BONK: '{"usd": 0.00002}',
    RAY: '{"usd": 2}',
    JTO: '{"usd": 3}',
}


@pytest.fixture
async def jupiter(chain: Chain) -> AsyncGenerator[Aggregator]:
    async with aggregating(chain.node) as found:
        yield found


@pytest.fixture
async def talker(chain: Chain, jupiter: Aggregator, home: Path) -> AsyncGenerator[Talker]:
    """10 SOL at 150 USD, 100 USDC, and a Jupiter that trades at these prices."""
    async with (
        serve_market(Market(dict(MARKET))) as market,
        open_talker(
            home, chain.url, COINGECKO_API_URL=market.url, JUPITER_API_URL=jupiter.url
        ) as found,
    ):
        yield found


def swapped(turn: Turn) -> ActionResult:
    result = only(turn)
    assert result.action == "SWAP_SOLANA"
    assert result.success, result.text
    return result


def untouched(chain: Chain) -> bool:
    return chain.node.ledger.records == {}


@pytest.mark.covers("SOL-20", "SOL-21", "SOL-22", "SOL-25", "SOL-28", "SOL-30")
async def test_an_amount_is_swapped_and_what_really_arrived_is_told(
    talker: Talker, chain: Chain, jupiter: Aggregator
) -> None:
    turn = await talker.say("Swap 2 SOL for USDC")
    result = swapped(turn)
    units = 299_995_500
    link = result.data["hash"]
    assert result.text == f"Swapped 2 SOL for 299.9955 USDC on Solana\nTransaction: {link}"
    assert turn.replies[0].text == (
        "I'll swap 2 SOL for USDC using Jupiter by Sandbox Market.\n"
        "The quote: 2 SOL for about 299.9955 USDC, at least 296.995545 USDC (1 % slippage);"
        " price impact less than 0.01 %."
    )
    assert await chain.units(ME) == 100_000_000 + units
    fee = await chain.landed(str(result.data["hash"]))
    assert await chain.lamports(ME) == 8 * SOL - (fee or 0)
    expected = {
        "fromAmount": "2", "toAmount": "299.9955", "toAmountUnits": units, "toToken": "USDC",
        "route": ["Sandbox Market"], "slippageBps": 100, "fee_units": fee,
        "signature": result.data["hash"], "status": "confirmed", "amount_units": 2 * SOL,
    }  # fmt: skip
    assert {name: result.data[name] for name in expected} == expected
    assert jupiter.paths == ["/swap/v1/quote", "/swap/v1/swap"]
    query = jupiter.asked[0].query
    assert (query["slippageBps"], query["swapMode"]) == ("100", "ExactIn")
    sent = json.loads(jupiter.asked[1].body)
    assert sent["wrapAndUnwrapSol"] is True and sent["userPublicKey"] == ME


@pytest.mark.covers("SOL-24")
@pytest.mark.parametrize(
    ("text", "mint", "slippage"),
    [
        ("Trade 100 USDC for RAY with 1% slippage", RAY, "100"),
        ("Trade 100 USDC for JTO with 2% slippage", JTO, "200"),
        ("swap 50 USDC to BONK at 0.5% slippage", BONK, "50"),
    ],
)
async def test_the_slippage_that_was_said_is_the_bound(
    talker: Talker, chain: Chain, jupiter: Aggregator, text: str, mint: str, slippage: str
) -> None:
    result = swapped(await talker.say(text))
    assert jupiter.asked[0].query["slippageBps"] == slippage
    assert await chain.units(ME, mint) == result.data["toAmountUnits"] != 0


async def test_all_of_a_token_is_swapped_for_sol_that_is_unwrapped(
    talker: Talker, chain: Chain
) -> None:
    chain.give_tokens(1_000_000 * 10**5, BONK)
    result = swapped(await talker.say("Exchange all my BONK for SOL"))
    assert await chain.units(ME, BONK) == 0
    got = int(str(result.data["toAmountUnits"]))
    assert got == 133_333_200
    assert await chain.lamports(ME) == 10 * SOL + got - int(str(result.data["fee_units"]))


@pytest.mark.parametrize(
    ("sold", "bought"), [("2 SOL", "USDC"), ("60 USDC", "SOL")], ids=["a token", "the coin"]
)
async def test_what_the_swap_brought_is_sent_to_the_unit(
    talker: Talker, chain: Chain, sold: str, bought: str
) -> None:
    tokens, coin = await chain.units(BOB), await chain.lamports(BOB)
    turn = await talker.say(f"Swap {sold} for {bought} and send it to bob.sol")
    assert [result.error for result in turn.results] == [None, None], turn
    came = turn.results[0].data["toAmountUnits"]
    grown = (await chain.units(BOB) - tokens, await chain.lamports(BOB) - coin)
    assert grown[0 if bought == "USDC" else 1] == came


@pytest.mark.covers("SOL-64")
async def test_all_sol_leaves_what_fees_and_accounts_take(talker: Talker, chain: Chain) -> None:
    chain.give(SOL // 2)
    result = swapped(await talker.say("Swap all my SOL for BONK"))
    assert result.data["amount_units"] == SOL // 2 - SWAP_RESERVE
    left = await chain.lamports(ME)
    assert left == SWAP_RESERVE - ACCOUNT - int(str(result.data["fee_units"]))


@pytest.mark.parametrize(
    ("text", "paid"),
    [
        ("swap half my USDC to SOL", 50_000_000),
        ("swap 25% of my USDC into SOL", 25_000_000),
        ("swap $30 of USDC for SOL", 30_000_000),
        ("swap all my USDC for BONK", 100_000_000),
    ],
)
async def test_a_share_or_dollars_are_made_exact(
    talker: Talker, chain: Chain, text: str, paid: int
) -> None:
    assert swapped(await talker.say(text)).data["amount_units"] == paid
    assert await chain.units(ME) == 100_000_000 - paid


async def test_dollars_of_sol_are_what_the_price_says(talker: Talker) -> None:
    result = swapped(await talker.say("swap $75 of SOL for USDC"))
    assert result.data["amount_units"] == SOL // 2


async def test_an_exact_amount_out_arrives_to_the_unit(
    talker: Talker, chain: Chain, jupiter: Aggregator
) -> None:
    turn = await talker.say("Buy 60 USDC with SOL")
    result = swapped(turn)
    assert "at most 0.404001214 SOL" in turn.replies[0].text
    assert jupiter.asked[0].query["swapMode"] == "ExactOut"
    assert await chain.units(ME) == 160_000_000
    assert result.data["amount"] == "0.400001201"


async def test_the_least_that_the_person_wants_binds(talker: Talker, chain: Chain) -> None:
    turn = await talker.say("swap 1 SOL for at least 151 USDC")
    assert code(turn) == "SWAP_MISMATCH"
    assert "only 149.998875 USDC must arrive" in only(turn).text
    assert untouched(chain)
    assert swapped(await talker.say("swap 1 SOL for at least 149 USDC")).success


@pytest.mark.covers("SOL-26", "SOL-66")
@pytest.mark.parametrize("percent", ["5.1", "7", "50"])
async def test_more_slippage_than_five_percent_is_refused(
    talker: Talker, chain: Chain, jupiter: Aggregator, percent: str
) -> None:
    turn = await talker.say(f"Swap 1 SOL for USDC with {percent}% slippage")
    assert code(turn) == "INVALID_AMOUNT"
    assert only(turn).text.startswith("Swap failed: ")
    assert untouched(chain) and jupiter.asked == []


async def test_a_question_is_asked_where_something_is_missing(
    talker: Talker, chain: Chain, jupiter: Aggregator
) -> None:
    turn = await talker.say("Swap with 0.5% slippage")
    assert turn.outcome is Ending.ASKED
    assert untouched(chain) and jupiter.asked == []


@pytest.mark.covers("SOL-47")
async def test_a_symbol_on_no_list_is_asked_about_with_what_it_could_be(
    talker: Talker, chain: Chain
) -> None:
    turn = await talker.say("Swap 1 SOL for MOCHI")
    assert code(turn) == "UNKNOWN_TOKEN"
    text = only(turn).text
    assert "Unknown token: MOCHI" in text
    assert f"{PLAIN_2022} 'Mochi' (MOCHI), not verified" in text
    assert f"{LOOKALIKE} 'Mochi' (MOCHI), marked as SUSPICIOUS" in text
    assert untouched(chain)
    nobody = await talker.say("Swap 1 SOL for DOGGO")
    assert code(nobody) == "UNKNOWN_TOKEN" and "Jupiter" not in only(nobody).text


async def test_a_token_on_no_list_is_asked_about_with_its_state(
    talker: Talker, chain: Chain
) -> None:
    turn = await talker.say(f"Swap 1 SOL for {PLAIN_2022}")
    assert (turn.outcome, code(turn)) == (Ending.PENDING, "NEEDS_APPROVAL")
    assert "Jupiter has it as 'Mochi' (MOCHI), not verified." in turn.replies[0].text
    assert "is on no list of known tokens" in only(turn).text
    assert untouched(chain) and turn.approval is not None
    done = await talker.agent.approve(turn.approval.id, Principal("owner", owner=True))
    assert only(done).text.startswith("Swapped 1 SOL for at least 299.99775 ")
    assert await chain.units(ME, PLAIN_2022, TOKEN_2022) == 299_997_750


async def test_a_swap_waits_for_a_yes_and_is_checked_again(
    talker: Talker, chain: Chain, jupiter: Aggregator
) -> None:
    turn = await talker.say("Swap 1 SOL for USDC", consent=Consent.ASK)
    assert turn.outcome is Ending.PENDING and turn.approval is not None
    assert "Swap 1 SOL for at least 149.998875 USDC on Solana" in turn.approval.summary
    assert untouched(chain)
    done = await talker.agent.approve(turn.approval.id, Principal("owner", owner=True))
    assert only(done).success
    assert jupiter.paths == ["/swap/v1/quote", "/swap/v1/swap"]


@pytest.mark.covers("SOL-63")
@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        ("Swap 11 SOL for USDC", "INSUFFICIENT_FUNDS", "Swap at most 9.9939 SOL"),
        ("Swap 10 SOL for USDC", "INSUFFICIENT_FUNDS", "of which 0.0061 SOL stay for fees"),
        ("Swap 100.000001 USDC for SOL", "INSUFFICIENT_FUNDS", "the wallet has 100 USDC"),
        ("Swap 5 BONK for SOL", "INSUFFICIENT_FUNDS", "the wallet has 0 BONK"),
        ("Swap all my BONK for SOL", "INSUFFICIENT_FUNDS", "nothing"),
        ("Swap 1.0000005 USDC for SOL", "INVALID_AMOUNT", ""),
        ("Unwrap all my WSOL", "INVALID_PARAMS", "The wallet has no WSOL"),
        ("Wrap 10 SOL", "INSUFFICIENT_FUNDS", "of which 0.0061 SOL stay for fees"),
        ("Swap 1 WSOL for USDC", "INVALID_PARAMS", "unwrap all my WSOL"),
    ],
)
async def test_what_cannot_be_swapped_is_told_before_anybody_is_asked(
    talker: Talker, chain: Chain, jupiter: Aggregator, text: str, error: str, said: str
) -> None:
    turn = await talker.say(text)
    assert code(turn) == error
    assert said in only(turn).text
    assert untouched(chain) and jupiter.asked == []


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Response(401, b'{"message":"Unauthorized"}'), "SERVICE_REFUSED"),
        (Response(429, b""), "SERVICE_BUSY"),
        (Response(200, b"<html>"), "BAD_SERVICE_ANSWER"),
        (
            Response(400, b'{"error":"x","errorCode":"COULD_NOT_FIND_ANY_ROUTE"}'),
            "NO_ROUTE",
        ),
    ],
)
async def test_an_aggregator_that_does_not_answer_signs_nothing(
    talker: Talker, chain: Chain, jupiter: Aggregator, answer: Response, error: str
) -> None:
    jupiter.answers += [answer, answer]
    turn = await talker.say("Swap 1 SOL for USDC")
    assert code(turn) == error
    assert only(turn).text.startswith("Swap failed: Jupiter ")
    assert untouched(chain)


async def test_nobody_there_is_told(chain: Chain, home: Path) -> None:
    async with open_talker(home, chain.url) as talker:
        turn = await talker.say("Swap 1 SOL for USDC")
        assert code(turn) == "SERVICE_UNAVAILABLE"
        assert "Jupiter cannot be reached" in only(turn).text
    assert untouched(chain)


async def test_a_read_only_wallet_asks_for_no_quote(
    chain: Chain, jupiter: Aggregator, home: Path
) -> None:
    async with open_talker(
        home,
        chain.url,
        SOLANA_PRIVATE_KEY="",
        SOLANA_PUBLIC_KEY=ME,
        JUPITER_API_URL=jupiter.url,
    ) as talker:
        turn = await talker.say("Swap 1 SOL for USDC")
        assert code(turn) == "READ_ONLY"
    assert jupiter.asked == []


async def test_the_same_message_swaps_once_and_its_answer_needs_no_jupiter(
    talker: Talker, chain: Chain, jupiter: Aggregator
) -> None:
    first = swapped(await talker.say("Swap 1 SOL for USDC", message="m"))
    asked = len(jupiter.asked)
    again = swapped(await talker.say("Swap 1 SOL for USDC", message="m"))
    assert (again.text, len(jupiter.asked)) == (first.text, asked)
    assert code(await talker.say("Swap 2 SOL for USDC", message="m")) == "DUPLICATE_REQUEST"
    assert len(chain.node.ledger.records) == 1


async def test_a_question_that_is_open_is_told_again_without_another_quote(
    talker: Talker, chain: Chain, jupiter: Aggregator
) -> None:
    text, asks = "Swap 1 SOL for USDC", Consent.ASK
    first = await talker.say(text, message="m", consent=asks)
    asked = len(jupiter.asked)
    again = await talker.say(text, message="m", consent=asks)
    assert first.approval is not None and again.approval == first.approval
    assert len(jupiter.asked) == asked and untouched(chain)


async def test_the_price_of_a_token_on_no_list_is_told_with_its_state(
    talker: Talker, jupiter: Aggregator
) -> None:
    told = only(await talker.say(f"What is the price of {PLAIN_2022}?"))
    assert told.text == (
        "1 BT6s…5Wrt = $0.5 (jupiter)\n"
        f"{PLAIN_2022} is on no list here: Jupiter has it as 'Mochi' (MOCHI), not verified."
    )
    unknown = await talker.say(f"What is the price of {LOOKALIKE}?")
    assert code(unknown) == "NETWORK_ERROR"
    assert "/price/v3" in jupiter.paths


async def test_sol_is_wrapped_and_all_of_it_unwrapped(
    talker: Talker, chain: Chain, jupiter: Aggregator
) -> None:
    result = swapped(await talker.say("Wrap 2 SOL"))
    link = result.data["hash"]
    assert result.text == f"Wrapped 2 SOL into 2 WSOL on Solana\nTransaction: {link}"
    assert await chain.units(ME, WRAPPED_SOL) == 2 * SOL
    part = await talker.say("Unwrap 1 WSOL")
    assert code(part) == "INVALID_PARAMS" and "as a whole" in only(part).text
    result = swapped(await talker.say("Unwrap all my WSOL"))
    assert result.text.startswith("Unwrapped 2 WSOL into 2 SOL on Solana\n")
    assert await chain.units(ME, WRAPPED_SOL) == 0
    assert 10 * SOL - await chain.lamports(ME) < 20_000
    assert jupiter.asked == []


PROMPTS: dict[str, dict[str, object]] = {
    "Swap 10 SOL for USDC": {"amount": "10", "token": "SOL", "toToken": "USDC"},
    "Exchange all my BONK for SOL": {"amount": "400000", "token": "BONK", "toToken": "SOL"},
    "Trade 100 USDC for RAY with 1% slippage": {"toToken": "RAY", "slippageBps": 100},
    "Trade 100 USDC for JTO with 2% slippage": {"toToken": "JTO", "slippageBps": 200},
    "Swap all my BONK for USDC": {"amount": "400000", "token": "BONK", "toToken": "USDC"},
    "Swap 0.1 SOL for USDC": {"amount": "0.1", "token": "SOL", "slippageBps": 100},
}
"""The documentation's own."""


async def test_the_documented_sentences_do_what_they_say(talker: Talker, chain: Chain) -> None:
    chain.give(50 * SOL)
    chain.give_tokens(1000 * 10**6)
    for text, expected in PROMPTS.items():
        chain.give_tokens(400_000 * 10**5, BONK)
        data = swapped(await talker.say(text)).data
        assert {name: data[name] for name in expected} == expected, text


@pytest.mark.parametrize(
    "text",
    [
        "swap 150% of my USDC for SOL",
        "swap 0% of my USDC for SOL",
        "swap 0 SOL for USDC",
        "swap -1 SOL for USDC",
        "swap 1 SOL for SOL",
        "swap 1 SOL for USDC with 1e2% slippage",
        "swap 1 SOL for USDC with 007% slippage",
        "swap 1 SOL for USDC with 0x10% slippage",
        "swap 1 SOL for USDC with 0% slippage",
        "don't swap 1 SOL for USDC",
        "should I swap 1 SOL for USDC?",
    ],
)
async def test_what_no_swap_can_mean_asks_nobody_for_a_quote(
    talker: Talker, chain: Chain, jupiter: Aggregator, text: str
) -> None:
    turn = await talker.say(text, consent=Consent.GIVEN)
    assert not any(turn.results)
    assert untouched(chain) and jupiter.asked == []


async def test_a_simulation_signs_and_sends_nothing(
    chain: Chain, jupiter: Aggregator, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sign(self: SolanaSigner, message: bytes) -> None:
        pytest.fail("signed")

    monkeypatch.setattr(SolanaSigner, "sign", sign)
    async with open_talker(
        home, chain.url, FISCUS_MODE="simulate", JUPITER_API_URL=jupiter.url
    ) as talker:
        result = swapped(await talker.say("Swap 1 SOL for USDC"))
        assert result.text.startswith("Simulated: the swap of 1 SOL for at least 149.998875 USDC")
        assert result.data["status"] == "simulated" and result.data["hash"] is None
        jupiter.twist = lambda asked: asked.compiled(asked.parts[:2])
        failed = await talker.say("Swap 1 SOL for USDC")
        assert code(failed) == "SWAP_MISMATCH"
    assert untouched(chain)
