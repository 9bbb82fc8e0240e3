from __future__ import annotations

import asyncio
from typing import Any

import pytest
from solana.rpc.async_api import AsyncClient
from solana.rpc.commitment import Confirmed, Finalized, Processed
from solana.rpc.core import RPCException
from solana.rpc.types import TxOpts
from solders.hash import Hash
from solders.keypair import Keypair
from solders.rpc.errors import SendTransactionPreflightFailureMessage
from solders.transaction import VersionedTransaction
from solders.transaction_status import (
    TransactionConfirmationStatus,
    TransactionErrorFieldless,
)

from fiscus.chains.sandbox.solana.session import SolanaSandbox
from tests.chains.sandbox.solana.wallet import (
    SOL,
    advance,
    asked,
    blockhash,
    client,
    lamports,
    owner,
    pays,
    send,
    signed,
)

CHECKED = TxOpts(preflight_commitment=Confirmed)
UNCHECKED = TxOpts(skip_preflight=True)


async def refusal(
    http: AsyncClient, transaction: VersionedTransaction, options: TxOpts = CHECKED
) -> Any:
    """The error object with which the node answers."""
    with pytest.raises(RPCException) as caught:
        await http.send_transaction(transaction, options)
    return caught.value.args[0]


def is_valid(sandbox: SolanaSandbox, blockhash: Hash) -> Any:
    config = {"commitment": "processed"}
    return asked(sandbox, "isBlockhashValid", str(blockhash), config)["value"]


async def test_a_blockhash_is_good_for_150_blocks_and_no_more(
    still_solana_sandbox: SolanaSandbox,
) -> None:
    wallet, nobody = owner(still_solana_sandbox), Keypair().pubkey()
    async with client(still_solana_sandbox) as http:
        latest = (await http.get_latest_blockhash(Processed)).value
        transaction = signed(latest.blockhash, [pays(wallet, nobody, SOL)], wallet)
        checked = TxOpts(preflight_commitment=Processed)
        advance(still_solana_sandbox, 150)
        assert (await http.get_block_height(Processed)).value == latest.last_valid_block_height
        assert is_valid(still_solana_sandbox, latest.blockhash)
        advance(still_solana_sandbox)
        assert not is_valid(still_solana_sandbox, latest.blockhash)
        error = await refusal(http, transaction, checked)
        assert isinstance(error, SendTransactionPreflightFailureMessage)
        assert error.message == "Transaction simulation failed: Blockhash not found"
        assert error.data.err == TransactionErrorFieldless.BlockhashNotFound
        assert error.data.logs == [] and error.data.units_consumed == 0
        advance(still_solana_sandbox, 5)
        assert await lamports(http, nobody) == 0


async def test_what_was_not_checked_beforehand_gets_a_signature_and_never_lands(
    still_solana_sandbox: SolanaSandbox,
) -> None:
    wallet, nobody = owner(still_solana_sandbox), Keypair().pubkey()
    async with client(still_solana_sandbox) as http:
        old = await blockhash(http)
        advance(still_solana_sandbox, 151)
        transaction = signed(old, [pays(wallet, nobody, SOL)], wallet)
        signature = (await http.send_transaction(transaction, UNCHECKED)).value
        assert signature == transaction.signatures[0]
        advance(still_solana_sandbox, 5)
        statuses = await http.get_signature_statuses([signature], search_transaction_history=True)
        assert statuses.value == [None]
        assert await lamports(http, nobody) == 0


async def test_a_transaction_can_still_land_at_its_last_valid_height(
    still_solana_sandbox: SolanaSandbox,
) -> None:
    wallet, nobody = owner(still_solana_sandbox), Keypair().pubkey()
    async with client(still_solana_sandbox) as http:
        latest = (await http.get_latest_blockhash(Processed)).value
        advance(still_solana_sandbox, 149)
        await http.send_transaction(
            signed(latest.blockhash, [pays(wallet, nobody, SOL)], wallet), UNCHECKED
        )
        assert await lamports(http, nobody) == SOL


async def test_a_blockhash_of_another_chain_is_unknown(solana_sandbox: SolanaSandbox) -> None:
    wallet = owner(solana_sandbox)
    async with client(solana_sandbox) as http:
        foreign = signed(Hash.new_unique(), [pays(wallet, Keypair().pubkey(), SOL)], wallet)
        assert "Blockhash not found" in (await refusal(http, foreign)).message


async def test_a_blockhash_too_new_for_the_commitment_is_not_found(
    still_solana_sandbox: SolanaSandbox,
) -> None:
    wallet, nobody = owner(still_solana_sandbox), Keypair().pubkey()
    async with client(still_solana_sandbox) as http:
        transaction = signed(await blockhash(http), [pays(wallet, nobody, SOL)], wallet)
        final = TxOpts(preflight_commitment=Finalized)
        assert "Blockhash not found" in (await refusal(http, transaction, final)).message
        await http.send_transaction(transaction, CHECKED)
        assert await lamports(http, nobody) == SOL


async def test_the_same_bytes_land_once(solana_sandbox: SolanaSandbox) -> None:
    wallet, nobody = owner(solana_sandbox), Keypair().pubkey()
    async with client(solana_sandbox) as http:
        transaction = signed(await blockhash(http), [pays(wallet, nobody, SOL)], wallet)
        signatures = {(await http.send_transaction(transaction, UNCHECKED)).value for _ in range(3)}
        (signature,) = signatures
        await http.confirm_transaction(signature, Confirmed, sleep_seconds=0.02)
        assert (await http.send_transaction(transaction, UNCHECKED)).value == signature
        await asyncio.sleep(0.2)
        assert await lamports(http, nobody) == SOL
        assert await lamports(http, wallet.pubkey()) == 99 * SOL - 5_000
        assert len((await http.get_signatures_for_address(nobody)).value) == 1


async def test_a_check_beforehand_finds_out_that_it_has_landed(
    still_solana_sandbox: SolanaSandbox,
) -> None:
    wallet = owner(still_solana_sandbox)
    async with client(still_solana_sandbox) as http:
        transaction = signed(await blockhash(http), [pays(wallet, Keypair().pubkey(), SOL)], wallet)
        await http.send_transaction(transaction, CHECKED)
        error = await refusal(http, transaction)
        assert error.message.endswith("This transaction has already been processed")
        assert error.data.err == TransactionErrorFieldless.AlreadyProcessed
        advance(still_solana_sandbox, 151)
        assert "Blockhash not found" in (await refusal(http, transaction)).message


async def test_a_transaction_is_processed_then_confirmed_then_final(
    still_solana_sandbox: SolanaSandbox,
) -> None:
    wallet = owner(still_solana_sandbox)
    states = TransactionConfirmationStatus
    async with client(still_solana_sandbox) as http:
        signature = await send(http, [pays(wallet, Keypair().pubkey(), SOL)], wallet)
        seen: list[tuple[Any, int | None]] = []
        for _ in range(31):
            status = (await http.get_signature_statuses([signature])).value[0]
            assert status is not None
            seen.append((status.confirmation_status, status.confirmations))
            advance(still_solana_sandbox)
    assert seen == [(states.Confirmed, depth) for depth in range(1, 31)] + [
        (states.Finalized, None)
    ]


async def test_fresh_transactions_are_processed_first(solana_sandbox: SolanaSandbox) -> None:
    wallet = owner(solana_sandbox)
    seen: list[Any] = []
    async with client(solana_sandbox) as http:
        signature = await send(http, [pays(wallet, Keypair().pubkey(), SOL)], wallet)
        while TransactionConfirmationStatus.Finalized not in seen:
            status = (await http.get_signature_statuses([signature])).value[0]
            state = status and status.confirmation_status
            if not seen or seen[-1] != state:
                seen.append(state)
            await asyncio.sleep(0.005)
    names = TransactionConfirmationStatus
    assert [state for state in seen if state] == [names.Processed, names.Confirmed, names.Finalized]


async def test_old_statuses_need_a_search_in_history(still_solana_sandbox: SolanaSandbox) -> None:
    wallet = owner(still_solana_sandbox)
    async with client(still_solana_sandbox) as http:
        signature = await send(http, [pays(wallet, Keypair().pubkey(), SOL)], wallet)
        advance(still_solana_sandbox, 400)
        assert (await http.get_signature_statuses([signature])).value == [None]
        (found,) = (
            await http.get_signature_statuses([signature], search_transaction_history=True)
        ).value
        assert found is not None
        assert found.confirmation_status == TransactionConfirmationStatus.Finalized


async def test_slots_run_ahead_of_heights_and_newer_blocks_are_less_settled(
    solana_sandbox: SolanaSandbox,
) -> None:
    def at(commitment: str) -> tuple[int, int]:
        config = {"commitment": commitment}
        height = asked(solana_sandbox, "getBlockHeight", config)
        return asked(solana_sandbox, "getSlot", config), height

    final, confirmed, processed = at("finalized"), at("confirmed"), at("processed")
    assert final < confirmed <= processed
    async with client(solana_sandbox) as http:
        info = (await http.get_epoch_info(Confirmed)).value
        assert info.absolute_slot > info.block_height
        hashes = {await blockhash(http, one) for one in (Processed, Finalized)}
        assert len(hashes) == 2
        final_hash = (await http.get_latest_blockhash(Finalized)).value
        height = (await http.get_block_height(Finalized)).value
        assert 0 <= height + 150 - final_hash.last_valid_block_height <= 3


async def test_blocks_come_in_time(solana_sandbox: SolanaSandbox) -> None:
    async with client(solana_sandbox) as http:
        before = (await http.get_block_height(Processed)).value
        await asyncio.sleep(0.5)
        assert 4 <= (await http.get_block_height(Processed)).value - before <= 12
