"""Several payments of one message: one transaction where they fit, and then all of them or none."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from solders.keypair import Keypair

from fiscus.chains.solana.derivation import token_account
from fiscus.chains.solana.programs import TOKEN
from fiscus.core.cli.approval_view import view
from fiscus.core.cli.preview import preview
from fiscus.core.desk.book import Book, Entry, write_book
from fiscus.core.desk.books import DeskBooks
from fiscus.core.desk.door import Principal
from fiscus.core.desk.policy import OWN_CHAIN, Limit, Limits, Policy, Recipients
from fiscus.core.desk.statement import lines
from tests.chains.market import Market
from tests.chains.market import serve as serve_market
from tests.chains.proxy import Fault, after, dropped, proxied, status
from tests.chains.solana.chain import ALICE, BOB, CAROL, ME, SOL, USDC, Chain
from tests.plugins.solana.test_transfers import SEND, STRANGER, code, only
from tests.plugins.solana.wallets import Talker, open_talker

BOTH = f"Send 0.1 SOL to {STRANGER} and 0.2 SOL to {BOB}"
ASKING = Policy(limits=OWN_CHAIN.limits, first_payment="approve")
OWNER = Principal("owner", owner=True)


def sent(chain: Chain) -> int:
    return len(chain.node.ledger.records)


async def test_payments_of_sol_are_one_transaction(talker: Talker, chain: Chain) -> None:
    before = await chain.lamports(BOB)
    turn = await talker.say(BOTH)
    result = only(turn)
    assert turn.replies[0].text == (
        f"I'll send 0.1 SOL to {STRANGER} and 0.2 SOL to {BOB} in one transaction on Solana."
    )
    assert result.text.startswith(
        f"Successfully transferred 0.1 SOL to {STRANGER} and 0.2 SOL to {BOB}\nTransaction: "
    )
    assert result.data["payments"] == [
        {"to": STRANGER, "token": "SOL", "amount": "0.1", "amount_units": SOL // 10},
        {"to": BOB, "token": "SOL", "amount": "0.2", "amount_units": SOL // 5},
    ]
    assert sent(chain) == 1
    assert await chain.lamports(STRANGER) == SOL // 10
    assert await chain.lamports(BOB) - before == SOL // 5
    fee = await chain.landed(str(result.data["hash"])) or 0
    assert await chain.lamports(ME) == 10 * SOL - 3 * SOL // 10 - fee


async def test_coin_and_tokens_to_names_and_new_accounts_are_one_transaction(
    talker: Talker, chain: Chain
) -> None:
    at_alice = await chain.units(ALICE)
    turn = await talker.say(
        f"Send 0.1 SOL to {STRANGER}, 5 USDC to carol.sol and 8.2 USDC to alice.sol"
    )
    result = only(turn)
    assert result.text.startswith(
        f"Successfully transferred 0.1 SOL to {STRANGER}, 5 USDC to carol.sol ({CAROL}) and"
        f" 8.2 USDC to alice.sol ({ALICE})\n"
    ), result.text
    assert "0.00203928 SOL went into the recipients' new token accounts." in result.text
    assert sent(chain) == 1
    assert await chain.lamports(token_account(CAROL, USDC, TOKEN)) == 2_039_280
    assert (await chain.units(CAROL), await chain.units(ALICE)) == (5_000_000, at_alice + 8_200_000)
    assert await chain.units(ME) == 100_000_000 - 13_200_000


async def test_one_recipient_can_be_paid_twice_in_one(talker: Talker, chain: Chain) -> None:
    turn = await talker.say(f"Send 5 USDC to {CAROL}, 1 USDC to {CAROL} and 0.1 SOL to {CAROL}")
    assert only(turn).success, only(turn).text
    assert await chain.units(CAROL) == 6_000_000
    assert sent(chain) == 1


IMPOSSIBLE = {
    "Send 60 USDC to alice.sol and 60 USDC to carol.sol": "INSUFFICIENT_FUNDS",
    f"Send 6 SOL to {BOB} and 6 SOL to {STRANGER}": "INSUFFICIENT_FUNDS",
    f"Send 0.1 SOL to {BOB} and 0.0000001 SOL to {STRANGER}": "INVALID_AMOUNT",
    f"Send 0.1 SOL to {BOB} and 1 USDC to {USDC}": "INVALID_RECIPIENT",
    f"Send 0.1 SOL to {BOB} and 1.0000001 USDC to alice.sol": "INVALID_AMOUNT",
}


async def test_where_one_of_them_cannot_be_paid_none_is(talker: Talker, chain: Chain) -> None:
    assert {text: code(await talker.say(text)) for text in IMPOSSIBLE} == IMPOSSIBLE
    assert sent(chain) == 0


@pytest.mark.parametrize(
    ("policy", "rule"),
    [
        (Policy(limits=Limits(per_transaction=Limit(usd=Decimal(40)))), "for a transaction"),
        (Policy(limits=OWN_CHAIN.limits, recipients=Recipients(deny=(BOB,))), f"never pays {BOB}"),
    ],
    ids=["the sum", "one of the recipients"],
)
async def test_the_policy_judges_the_sum_and_every_recipient(
    chain: Chain, home: Path, policy: Policy, rule: str
) -> None:
    async with (
        serve_market(Market({"solana": '{"usd": 150}'})) as market,
        open_talker(home, chain.url, policy=policy, COINGECKO_API_URL=market.url) as talker,
    ):
        turn = await talker.say(BOTH)
    assert code(turn) == "POLICY_DENIED"
    assert rule in only(turn).text
    assert sent(chain) == 0


async def test_a_yes_is_asked_once_for_all_and_buys_all(chain: Chain, home: Path) -> None:
    async with open_talker(home, chain.url, policy=ASKING) as talker:
        turn = await talker.say(f"Send 0.1 SOL to {STRANGER} and 5 USDC to carol.sol")
        assert turn.approval is not None
        assert turn.approval.summary.startswith(
            f"Send 0.1 SOL to {STRANGER}, 5 USDC to carol.sol ({CAROL}) and 0.00203928 SOL to"
            f" carol.sol ({CAROL}) in one transaction on Solana; network fee at most "
        ), turn.approval.summary
        assert len(turn.approval.reasons) == 2
        outcome = await talker.agent.desk.status(str(only(turn).data["journal_id"]))
        shown = preview(outcome, turn.approval, chain="Solana")
        assert f"0.1 SOL to {STRANGER}" in shown and "5 USDC to carol.sol" in shown
        whole = view(await DeskBooks(talker.agent.desk).question(turn.approval.id))
        assert f"carol.sol ({CAROL})" in whole and STRANGER in whole
        assert sent(chain) == 0
        done = await talker.agent.approve(turn.approval.id, OWNER)
        assert only(done).text.startswith(f"Successfully transferred 0.1 SOL to {STRANGER} and 5")
        assert sent(chain) == 1
        # Both were paid before now, by themselves or among others.
        again = await talker.say("Send 1 USDC to carol.sol")
        assert only(again).success, only(again).text
    assert await chain.units(CAROL) == 6_000_000


async def test_a_yes_to_the_first_of_two_transactions_brings_the_first_alone(
    chain: Chain, home: Path
) -> None:
    async with open_talker(home, chain.url, policy=ASKING) as talker:
        turn = await talker.say(f"Send half my USDC to alice.sol and 0.2 SOL to {STRANGER}")
        assert turn.approval is not None
        assert turn.replies[-1].text == (
            "Not run, because a step before waits for a yes: TRANSFER_SOLANA (0.2 SOL to"
            f" {STRANGER}). A yes does that step alone: ask for this again afterwards."
        )
        assert only(await talker.agent.approve(turn.approval.id, OWNER)).success
        assert await chain.lamports(STRANGER) == 0
        asked = await talker.say(f"Send 0.2 SOL to {STRANGER}")
        assert asked.approval is not None
        assert only(await talker.agent.approve(asked.approval.id, OWNER)).success
    assert await chain.lamports(STRANGER) == SOL // 5
    assert sent(chain) == 2


async def test_where_the_second_of_two_transactions_fails_the_first_stands(
    talker: Talker, chain: Chain
) -> None:
    turn = await talker.say(f"Send half my USDC to alice.sol and 20 SOL to {STRANGER}")
    assert [bool(result) for result in turn.results] == [True, False]
    assert "Insufficient funds for 20 SOL" in turn.results[1].text
    assert sent(chain) == 1


FAULTS: dict[str, Fault] = {
    "HTTP 500": status(500),
    "a broken connection after it was taken": after(dropped),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
async def test_a_message_that_comes_again_pays_all_of_them_once(
    chain: Chain, home: Path, fault: Fault
) -> None:
    async with proxied(chain.url) as proxy, open_talker(home, proxy.url) as talker:
        proxy.faults[SEND] = [fault]
        await talker.say(BOTH, message="m")
    async with open_talker(home, chain.url) as talker:
        await talker.agent.desk.recover()
        told = [only(await talker.say(BOTH, message="m")) for _ in range(2)]
    assert all(result.success for result in told)
    assert sent(chain) == 1
    assert await chain.lamports(STRANGER) == SOL // 10


async def test_the_books_have_every_recipient(talker: Talker) -> None:
    result = only(await talker.say(f"Send 0.1 SOL to {STRANGER} and 5 USDC to alice.sol"))
    desk = talker.agent.desk
    found = await desk.ledger.database.read(
        lambda connection: [*lines(connection, since=0, until=2**62)]
    )
    assert [(line.recipient, line.name, line.amount, line.asset) for line in found] == [
        (STRANGER, "", "0.1", "SOL"),
        (ALICE, "alice.sol", "5", "USDC"),
    ]
    assert [bool(line.fee) for line in found] == [True, False]
    history = only(await talker.say("Show my transaction history"))
    assert f"0.1 SOL to {STRANGER} and 5 USDC to alice.sol ({ALICE})" in history.text
    assert str(result.data["hash"]) in history.text


async def test_a_name_that_was_paid_among_others_is_known_when_it_changes(
    chain: Chain, home: Path
) -> None:
    for address in (BOB, ALICE):
        entry = Entry(name="bobby", family="solana", address=address)
        write_book(home / "book.yaml", Book((entry,)))
        async with open_talker(home, chain.url) as talker:
            turn = await talker.say(
                f"Send 0.1 SOL to {STRANGER} and 0.2 SOL to bobby", message=address
            )
            if address == BOB:
                assert f"0.2 SOL to bobby ({BOB})" in only(turn).text
    assert code(turn) == "NEEDS_APPROVAL"
    assert f"bobby was {BOB} when it was last paid (on Solana), and is {ALICE}" in only(turn).text
    assert sent(chain) == 1


async def test_more_than_fit_are_several_transactions(talker: Talker, chain: Chain) -> None:
    people = [str(Keypair.from_seed(bytes([n]) * 32).pubkey()) for n in range(101, 110)]
    *first, last = [f"1 USDC to {whom}" for whom in people]
    turn = await talker.say(f"Send {', '.join(first)} and {last}")
    assert all(turn.results), turn.replies
    assert sent(chain) == len(turn.results) == 2
    assert [await chain.units(whom) for whom in people] == [1_000_000] * 9
