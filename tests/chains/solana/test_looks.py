"""What the chain's word on a transaction amounts to, answer by answer."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from fiscus.chains.answers import BadAnswer
from fiscus.chains.jsonrpc import Json
from fiscus.chains.sandbox.solana.definition import GENESIS
from fiscus.chains.solana.adapter import SolanaAdapter
from fiscus.chains.solana.fees import Budget
from fiscus.chains.solana.instructions import CoinPayment, compose
from fiscus.chains.solana.keys import SolanaSigner
from fiscus.core.desk.adapter import Asset, Effect, Fate, Move, Sealed, Taken
from fiscus.core.errors import ChainBehind, ChainError
from fiscus.core.secrets import Secret
from tests.chains.nodes import Node, serve
from tests.chains.solana.chain import BOB, KEY, ME
from tests.chains.solana.wallets import open_family

COIN = Asset("solana", None, "SOL", 9)
EFFECT = Effect(
    action="transfer",
    chain="solana",
    chain_id=None,
    signer=ME,
    target=BOB,
    call="",
    moves=(Move(COIN, 7, BOB),),
    fee_asset=COIN,
    max_fee_units=5000,
)
LAST = 100
SIGNED = SolanaSigner(Secret(str(KEY))).sign(
    compose(ME, CoinPayment(ME, BOB, 7), budget=Budget(600))
)
SEALED = Sealed(SIGNED.id, SIGNED.raw, None, valid_until=LAST)
NOTHING: Json = {"context": {"slot": 500}, "value": [None]}


def known(said: Json = "confirmed", err: Json = None, **more: Json) -> Json:
    entry: Json = {"slot": 480, "confirmations": 1, "err": err, "confirmationStatus": said, **more}
    return {"context": {"slot": 500}, "value": [entry]}


def landed(
    before: tuple[int, ...] = (9_000, 50, 1, 1),
    after: tuple[int, ...] = (3_993, 57, 1, 1),
    *,
    fee: int = 5_000,
    err: Json = None,
) -> Json:
    meta: Json = {
        "err": err,
        "fee": fee,
        "preBalances": list(before),
        "postBalances": list(after),
        "preTokenBalances": [],
        "postTokenBalances": None,
    }
    return {"slot": 480, "meta": meta}


def final(height: int, slot: int = 490) -> Json:
    return {"absoluteSlot": slot, "blockHeight": height}


@asynccontextmanager
async def asked(
    status: Json = NOTHING, transaction: Json = None, epoch: Json = None, first: int = 0
) -> AsyncGenerator[SolanaAdapter]:
    node = Node(
        {
            "getGenesisHash": GENESIS,
            "getSignatureStatuses": status,
            "getTransaction": transaction,
            "getEpochInfo": epoch or final(LAST),
            "getFirstAvailableBlock": first,
            "sendTransaction": SIGNED.id,
        }
    )
    async with serve(node), open_family(node.url) as solana:
        yield solana.adapter


async def test_what_is_confirmed_and_moved_the_money_is_included() -> None:
    for said in ("confirmed", "finalized"):
        async with asked(known(said), landed()) as adapter:
            look = await adapter.look(EFFECT, [SEALED])
        assert (look.fate, look.fee_units, look.block, look.mismatch) == (
            Fate.INCLUDED,
            5000,
            480,
            None,
        )


@pytest.mark.parametrize(
    ("status", "transaction"),
    [
        (known("processed"), landed()),
        (known("processed"), None),
        (known("confirmed"), None),
        (NOTHING, landed()),
        (known(None, confirmations=5), landed()),
    ],
    ids=["processed", "processed only", "no details yet", "details only", "still counting votes"],
)
async def test_less_than_confirmed_and_seen_is_waited_for(status: Json, transaction: Json) -> None:
    async with asked(status, transaction, final(LAST + 10)) as adapter:
        assert (await adapter.look(EFFECT, [SEALED])).fate is Fate.WAITING


async def test_a_node_that_counts_votes_says_final_by_counting_none() -> None:
    async with asked(known(None, confirmations=None), landed()) as adapter:
        assert (await adapter.look(EFFECT, [SEALED])).fate is Fate.INCLUDED


async def test_a_failure_in_a_block_is_a_failure() -> None:
    err: Json = {"InstructionError": [2, {"Custom": 1}]}
    async with asked(known(err=err), landed(err=err)) as adapter:
        look = await adapter.look(EFFECT, [SEALED])
    assert (look.fate, look.fee_units) == (Fate.REVERTED, 5000)


@pytest.mark.parametrize(
    ("height", "slot", "fate"),
    [
        (LAST - 1, 490, Fate.WAITING),
        (LAST, 490, Fate.WAITING),
        (LAST + 1, 490, Fate.DEAD),
        (LAST + 1, 500, Fate.DEAD),
        (LAST + 1, 501, Fate.WAITING),
    ],
    ids=["before", "at the last", "after", "as far as the node saw", "further than it saw"],
)
async def test_only_a_final_block_past_the_last_one_is_the_end(
    height: int, slot: int, fate: Fate
) -> None:
    async with asked(epoch=final(height, slot)) as adapter:
        assert (await adapter.look(EFFECT, [SEALED])).fate is fate
        unknown = replace(SEALED, valid_until=None)
        assert (await adapter.look(EFFECT, [unknown])).fate is Fate.WAITING


async def test_a_node_without_the_blocks_it_could_be_in_proves_nothing() -> None:
    later = final(LAST + 1_000, 9_000)
    seen: Json = {"context": {"slot": 9_000}, "value": [None]}
    for first, dead in ((9_000 - 2 * 1_150, True), (9_000 - 2 * 1_150 + 1, False)):
        async with asked(seen, epoch=later, first=first) as adapter:
            if dead:
                assert (await adapter.look(EFFECT, [SEALED])).fate is Fate.DEAD
            else:
                with pytest.raises(ChainBehind, match="no longer has the blocks"):
                    await adapter.look(EFFECT, [SEALED])


MISMATCHES = {
    "less arrived": landed(after=(3_993, 56, 1, 1)),
    "more left": landed(after=(3_992, 57, 1, 1)),
    "less left": landed(after=(3_994, 57, 1, 1)),
    "a higher fee": landed(after=(3_992, 57, 1, 1), fee=5_001),
    "other accounts": landed((1, 2), (1, 2)),
}


@pytest.mark.parametrize("transaction", MISMATCHES.values(), ids=MISMATCHES)
async def test_a_block_that_shows_something_else_is_told(transaction: Json) -> None:
    async with asked(known(), transaction) as adapter:
        look = await adapter.look(EFFECT, [SEALED])
    assert look.fate is Fate.INCLUDED
    assert look.mismatch is not None and look.mismatch.startswith(SIGNED.id)


SLOT: Json = {"slot": 5}
UNREADABLE: list[Json] = [
    None,
    5,
    {"value": [None]},
    {"context": SLOT},
    {"context": SLOT, "value": []},
    {"context": SLOT, "value": [None, None]},
    {"context": SLOT, "value": [{}]},
    {"context": {"slot": -5}, "value": [None]},
    {"context": {"slot": 5.5}, "value": [None]},
    {"context": {"slot": True}, "value": [None]},
]


@pytest.mark.parametrize("status", UNREADABLE)
async def test_a_status_that_cannot_be_read_says_nothing(status: Json) -> None:
    async with asked(status, None, final(LAST + 10)) as adapter:
        with pytest.raises(BadAnswer, match="getSignatureStatuses"):
            await adapter.look(EFFECT, [SEALED])


async def test_a_node_without_history_says_nothing() -> None:
    refused: Json = {"code": -32011, "message": "Transaction history is not available"}
    async with asked(refused, None, final(LAST + 10)) as adapter:
        with pytest.raises(ChainError):
            await adapter.look(EFFECT, [SEALED])


async def test_a_node_takes_the_bytes_or_it_is_not_sure() -> None:
    async with asked() as adapter:
        assert (await adapter.broadcast("solana", SEALED)).taken is Taken.YES
        other = replace(SEALED, id=str(KEY.sign_message(b"x")))
        assert (await adapter.broadcast("solana", other)).taken is Taken.UNSURE
    async with open_family("http://127.0.0.1:9") as solana:
        answer = await solana.adapter.broadcast("solana", SEALED)
        assert (answer.taken, answer.reason) == (
            Taken.UNSURE,
            "No node has confirmed that it took them (NETWORK_ERROR).",
        )
