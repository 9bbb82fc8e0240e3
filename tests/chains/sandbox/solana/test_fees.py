from __future__ import annotations

import re
from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from solders.account import Account
from solders.compute_budget import set_compute_unit_limit, set_compute_unit_price
from solders.hash import Hash
from solders.instruction import AccountMeta, Instruction
from solders.keypair import Keypair
from solders.message import Message, MessageV0
from solders.pubkey import Pubkey
from solders.transaction_status import TransactionErrorInsufficientFundsForRent

from fiscus.chains.sandbox.solana.engine import Engine
from fiscus.chains.sandbox.solana.fees import base_fee, priority_fee, unit_limit
from fiscus.chains.sandbox.solana.session import SolanaSandbox
from tests.chains.sandbox.solana.wallet import (
    SOL,
    asked,
    blockhash,
    client,
    lamports,
    owner,
    pays,
    send,
    signed,
)

PAYER = Keypair()
MEMO = Pubkey.from_string("MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr")
SYSTEM = Pubkey.default()


def memo(text: str, signer: Keypair = PAYER) -> Instruction:
    return Instruction(MEMO, text.encode(), [AccountMeta(signer.pubkey(), True, False)])


def message(*instructions: Instruction) -> MessageV0:
    return MessageV0.try_compile(PAYER.pubkey(), list(instructions), [], Hash.default())


@pytest.mark.parametrize(
    ("price", "limit", "fee"),
    [(0, 200_000, 0), (1, 1, 1), (1_000_000, 450, 450), (1_500, 200_001, 301), (1, 2**32 - 1, 2)],
)
def test_the_priority_fee_is_price_times_limit_rounded_up(price: int, limit: int, fee: int) -> None:
    made = message(
        set_compute_unit_limit(limit), set_compute_unit_price(price), pays(PAYER, SYSTEM, 1)
    )
    assert (base_fee(made), priority_fee(made)) == (5_000, fee)


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**32 - 1))
def test_it_is_never_less_than_what_was_offered(price: int, limit: int) -> None:
    made = message(set_compute_unit_price(price), set_compute_unit_limit(limit))
    offered = price * min(limit, 1_400_000)
    assert 0 <= priority_fee(made) * 10**6 - offered < 10**6


def test_every_signature_costs() -> None:
    other = Keypair()
    assert base_fee(message(pays(PAYER, SYSTEM, 1), pays(other, SYSTEM, 1))) == 10_000
    legacy = Message.new_with_blockhash([pays(PAYER, SYSTEM, 1)], PAYER.pubkey(), Hash.default())
    assert base_fee(legacy) == 5_000


@pytest.mark.parametrize("memos", [1, 3, 8])
@pytest.mark.parametrize("transfers", [0, 2])
@pytest.mark.parametrize("limit", [None, 300_000, 5_000_000])
def test_the_limit_is_the_one_that_the_engine_grants(
    memos: int, transfers: int, limit: int | None
) -> None:
    engine = Engine()
    engine.put(PAYER.pubkey(), Account(SOL, b"", SYSTEM))
    instructions = [memo("x")] * memos + [pays(PAYER, PAYER.pubkey(), 1)] * transfers
    if limit is not None:
        instructions.append(set_compute_unit_limit(limit))
    made = signed(Hash.default(), instructions, PAYER)
    outcome = engine.simulate(made)
    assert outcome.error is None
    granted = re.search(r"consumed \d+ of (\d+) compute units", "\n".join(outcome.logs))
    assert granted is not None
    assert int(granted[1]) == unit_limit(made.message)


async def test_the_node_says_and_takes_the_whole_fee(
    still_solana_sandbox: SolanaSandbox,
) -> None:
    wallet = owner(still_solana_sandbox)
    instructions = [
        set_compute_unit_price(123_457),
        set_compute_unit_limit(1_000),
        pays(wallet, Keypair().pubkey(), SOL),
    ]
    async with client(still_solana_sandbox) as http:
        made = signed(await blockhash(http), instructions, wallet)
        assert (await http.get_fee_for_message(made.message)).value == 5_000 + 124
        signature = await send(http, instructions, wallet)
        assert await lamports(http, wallet.pubkey()) == 99 * SOL - 5_124
        found = (await http.get_transaction(signature, max_supported_transaction_version=0)).value
        assert found is not None and found.transaction.meta is not None
        meta = found.transaction.meta
        assert meta.fee == 5_124
        assert sum(meta.pre_balances) - sum(meta.post_balances) == 5_124


async def test_a_transaction_that_fails_in_its_block_pays_all_the_same(
    still_solana_sandbox: SolanaSandbox,
) -> None:
    wallet, nobody = owner(still_solana_sandbox), Keypair().pubkey()
    instructions = [
        set_compute_unit_price(10**6),
        set_compute_unit_limit(500),
        pays(wallet, nobody, SOL),
        pays(wallet, nobody, 1_000 * SOL),
    ]
    async with client(still_solana_sandbox) as http:
        signature = await send(http, instructions, wallet, check=False)
        (status,) = (await http.get_signature_statuses([signature])).value
        assert status is not None and status.err is not None
        assert await lamports(http, nobody) == 0
        assert await lamports(http, wallet.pubkey()) == 100 * SOL - 5_500
        found = (await http.get_transaction(signature, max_supported_transaction_version=0)).value
        assert found is not None and found.transaction.meta is not None
        assert found.transaction.meta.err == status.err
        assert found.transaction.meta.fee == 5_500


async def test_who_cannot_pay_the_fee_is_not_in_the_chain(
    still_solana_sandbox: SolanaSandbox,
) -> None:
    rich, poor = owner(still_solana_sandbox), Keypair()
    async with client(still_solana_sandbox) as http:
        await send(http, [pays(rich, poor.pubkey(), SOL)], rich)
        dear = [set_compute_unit_price(10**9), set_compute_unit_limit(1_400_000)]
        signature = await send(http, [*dear, pays(poor, SYSTEM, 1)], poor, check=False)
        assert (await http.get_signature_statuses([signature])).value == [None]
        assert await lamports(http, poor.pubkey()) == SOL


def test_recent_fees_are_not_all_the_same(still_solana_sandbox: SolanaSandbox) -> None:
    rows = asked(still_solana_sandbox, "getRecentPrioritizationFees", [str(MEMO)])
    assert {row["prioritizationFee"] for row in rows} == {0, 100, 2_500, 10_000, 50_000}


async def test_recent_fees_are_those_of_who_wrote_the_same_accounts(
    still_solana_sandbox: SolanaSandbox,
) -> None:
    wallet, busy, quiet = owner(still_solana_sandbox), Keypair().pubkey(), Keypair().pubkey()
    async with client(still_solana_sandbox) as http:
        dear = [set_compute_unit_price(777_777), set_compute_unit_limit(500)]
        signature = await send(http, [*dear, pays(wallet, busy, 10**7)], wallet)
        found = (await http.get_signature_statuses([signature])).value[0]
    assert found is not None

    def at(slot: int, *keys: Pubkey) -> int:
        asked_for = [[str(key) for key in keys]] if keys else []
        rows = asked(still_solana_sandbox, "getRecentPrioritizationFees", *asked_for)
        return int(next(row["prioritizationFee"] for row in rows if row["slot"] == slot))

    assert at(found.slot, busy) == at(found.slot, quiet, busy) == 777_777
    assert at(found.slot) == at(found.slot, quiet) < 777_777
    assert at(found.slot - 1, busy) < 777_777


def test_a_message_that_is_none_is_refused(still_solana_sandbox: SolanaSandbox) -> None:
    with pytest.raises(AssertionError, match="deserialize"):
        asked(still_solana_sandbox, "getFeeForMessage", b64encode(b"\x80\x01").decode())


@pytest.mark.parametrize("left", [1, 890_879])
async def test_what_leaves_too_little_for_rent_pays_and_changes_nothing(
    still_solana_sandbox: SolanaSandbox, left: int
) -> None:
    wallet, nobody = owner(still_solana_sandbox), Keypair().pubkey()
    async with client(still_solana_sandbox) as http:
        signature = await send(http, [pays(wallet, nobody, left)], wallet, check=False)
        found = (await http.get_transaction(signature, max_supported_transaction_version=0)).value
        assert found is not None and found.transaction.meta is not None
        error = found.transaction.meta.err
        assert isinstance(error, TransactionErrorInsufficientFundsForRent)
        assert error.account_index == 1
        assert await lamports(http, nobody) == 0
        assert await lamports(http, wallet.pubkey()) == 100 * SOL - 5_000
