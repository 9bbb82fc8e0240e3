from __future__ import annotations

from typing import Any

import pytest
from solders.instruction import AccountMeta, Instruction
from solders.keypair import Keypair
from solders.message import Message
from solders.pubkey import Pubkey
from solders.signature import Signature
from solders.transaction import Transaction, VersionedTransaction
from spl.token.constants import TOKEN_PROGRAM_ID
from spl.token.instructions import (
    TransferCheckedParams,
    get_associated_token_address,
    transfer_checked,
)

from fiscus.chains.sandbox.solana.definition import ALICE, USDC
from fiscus.chains.sandbox.solana.session import SolanaSandbox
from tests.chains.sandbox.solana.wallet import (
    SOL,
    advance,
    blockhash,
    client,
    owner,
    pays,
    send,
)
from tests.sandboxes import rpc

MEMO = Pubkey.from_string("MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr")


def told(sandbox: SolanaSandbox, signature: Signature, **config: object) -> Any:
    options = {"commitment": "confirmed", "maxSupportedTransactionVersion": 0, **config}
    return rpc(sandbox.rpc_url, "getTransaction", str(signature), options)


async def test_a_transaction_is_told_with_all_that_it_changed(
    still_solana_sandbox: SolanaSandbox,
) -> None:
    wallet, usdc = owner(still_solana_sandbox), Pubkey.from_string(USDC)
    source = get_associated_token_address(wallet.pubkey(), usdc)
    target = get_associated_token_address(Pubkey.from_string(ALICE), usdc)
    moved = transfer_checked(
        TransferCheckedParams(TOKEN_PROGRAM_ID, source, usdc, target, wallet.pubkey(), 50, 6, [])
    )
    async with client(still_solana_sandbox) as http:
        signature = await send(http, [moved], wallet)
    found = told(still_solana_sandbox, signature, encoding="json")
    meta, keys = found["meta"], found["transaction"]["message"]["accountKeys"]
    assert (meta["err"], meta["status"], meta["fee"]) == (None, {"Ok": None}, 5_000)
    assert meta["preBalances"][0] - meta["postBalances"][0] == 5_000
    amounts = {
        keys[before["accountIndex"]]: (
            before["owner"],
            int(after["uiTokenAmount"]["amount"]) - int(before["uiTokenAmount"]["amount"]),
        )
        for before, after in zip(meta["preTokenBalances"], meta["postTokenBalances"], strict=True)
    }
    assert amounts == {
        str(source): (str(wallet.pubkey()), -50),
        str(target): (ALICE, 50),
    }
    assert meta["logMessages"][-1].endswith("success")
    assert found["version"] == 0


async def test_its_bytes_are_the_ones_that_were_sent(
    still_solana_sandbox: SolanaSandbox,
) -> None:
    wallet = owner(still_solana_sandbox)
    async with client(still_solana_sandbox) as http:
        signature = await send(http, [pays(wallet, Keypair().pubkey(), SOL)], wallet)
        for encoding in ("base64", "base58", "json", "jsonParsed"):
            found = await http.get_transaction(
                signature, encoding, max_supported_transaction_version=0
            )
            assert found.value is not None
            sent: Any = found.value.transaction.transaction
            if isinstance(sent, VersionedTransaction):
                assert sent.signatures == [signature]
                assert all(sent.verify_with_results())
            else:
                assert sent.signatures == [signature]
    parsed = told(still_solana_sandbox, signature, encoding="jsonParsed")
    keys = parsed["transaction"]["message"]["accountKeys"]
    assert [(row["signer"], row["writable"]) for row in keys] == [
        (True, True),
        (False, True),
        (False, False),
    ]


async def test_who_does_not_know_versions_is_told_so(
    still_solana_sandbox: SolanaSandbox,
) -> None:
    wallet = owner(still_solana_sandbox)
    async with client(still_solana_sandbox) as http:
        signature = await send(http, [pays(wallet, Keypair().pubkey(), SOL)], wallet)
        with pytest.raises(AssertionError, match=r"-32015.*version \(0\) is not supported"):
            told(still_solana_sandbox, signature, maxSupportedTransactionVersion=None)
        message = Message.new_with_blockhash(
            [pays(wallet, Keypair().pubkey(), SOL)], wallet.pubkey(), await blockhash(http)
        )
        legacy = Transaction([wallet], message, message.recent_blockhash)
        sent = (await http.send_raw_transaction(bytes(legacy))).value
    assert "version" not in told(still_solana_sandbox, sent, maxSupportedTransactionVersion=None)
    assert told(still_solana_sandbox, sent)["version"] == "legacy"


async def test_it_is_told_once_it_is_as_settled_as_asked_for(
    still_solana_sandbox: SolanaSandbox,
) -> None:
    wallet = owner(still_solana_sandbox)
    async with client(still_solana_sandbox) as http:
        signature = await send(http, [pays(wallet, Keypair().pubkey(), SOL)], wallet)
    assert told(still_solana_sandbox, signature, commitment="finalized") is None
    advance(still_solana_sandbox, 30)
    assert told(still_solana_sandbox, signature, commitment="finalized") is not None
    assert told(still_solana_sandbox, Signature.default()) is None


async def test_signatures_of_an_address_come_newest_first_in_pages(
    still_solana_sandbox: SolanaSandbox,
) -> None:
    wallet, nobody = owner(still_solana_sandbox), Keypair().pubkey()
    async with client(still_solana_sandbox) as http:
        sent = [
            await send(http, [pays(wallet, nobody, SOL + number)], wallet) for number in range(5)
        ]
        newest_first = sent[::-1]

        async def page(**options: Any) -> list[Signature]:
            found = await http.get_signatures_for_address(nobody, **options)
            return [row.signature for row in found.value]

        assert await page() == newest_first
        assert await page(limit=2) == newest_first[:2]
        assert await page(before=newest_first[1], limit=2) == newest_first[2:4]
        assert await page(until=newest_first[3]) == newest_first[:3]
        assert await page(before=Signature.default()) == []


async def test_memos_are_listed(still_solana_sandbox: SolanaSandbox) -> None:
    wallet = owner(still_solana_sandbox)
    memo = Instruction(MEMO, b"hello", [AccountMeta(wallet.pubkey(), True, False)])
    async with client(still_solana_sandbox) as http:
        await send(http, [memo], wallet)
        (row,) = (await http.get_signatures_for_address(wallet.pubkey())).value
    assert row.memo == "[5] hello"
