"""`jsonParsed` transactions, as solana-py reads them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from solana.rpc.commitment import Confirmed
from solders.instruction import AccountMeta, Instruction
from solders.keypair import Keypair
from solders.pubkey import Pubkey
from solders.signature import Signature
from spl.memo.instructions import MemoParams, create_memo
from spl.token import instructions as spl

from fiscus.chains.sandbox.solana.definition import BOB, TAXED_2022, USDC
from fiscus.chains.sandbox.solana.instructions import READERS, parsed_json
from fiscus.chains.sandbox.solana.session import SolanaSandbox
from fiscus.chains.solana.derivation import token_account
from fiscus.chains.solana.programs import MEMO, SYSTEM, TOKEN, TOKEN_2022
from tests.chains.sandbox.solana.wallet import asked, client, owner, pays, send

TOKENS, MINT, RECIPIENT = (Pubkey.from_string(text) for text in (TOKEN, USDC, BOB))


async def shown(sandbox: SolanaSandbox, signature: Signature) -> Any:
    async with client(sandbox) as http:
        found = await http.get_transaction(
            signature, "jsonParsed", Confirmed, max_supported_transaction_version=0
        )
    assert found.value is not None
    return json.loads(found.value.to_json())


async def test_programs_that_a_node_knows_are_shown_by_name(
    still_solana_sandbox: SolanaSandbox,
) -> None:
    wallet = owner(still_solana_sandbox)
    me = str(wallet.pubkey())
    source, target = (token_account(who, USDC, TOKEN) for who in (me, BOB))
    parts = [
        create_memo(MemoParams(Pubkey.from_string(MEMO), wallet.pubkey(), b"thanks")),
        spl.create_idempotent_associated_token_account(wallet.pubkey(), RECIPIENT, MINT),
        spl.transfer_checked(
            spl.TransferCheckedParams(
                TOKENS,
                Pubkey.from_string(source),
                MINT,
                Pubkey.from_string(target),
                wallet.pubkey(),
                2_500_000,
                6,
            )
        ),
        pays(wallet, RECIPIENT, 5),
    ]
    async with client(still_solana_sandbox) as http:
        signature = await send(http, parts, wallet)
    found = await shown(still_solana_sandbox, signature)
    memo, opened, paid, coin = found["transaction"]["message"]["instructions"]
    assert (memo["program"], memo["parsed"]) == ("spl-memo", "thanks")
    assert opened["program"] == "spl-associated-token-account"
    assert opened["parsed"] == {
        "type": "createIdempotent",
        "info": {
            "source": me,
            "account": target,
            "wallet": BOB,
            "mint": USDC,
            "systemProgram": SYSTEM,
            "tokenProgram": TOKEN,
        },
    }
    assert paid["parsed"] == {
        "type": "transferChecked",
        "info": {
            "source": source,
            "mint": USDC,
            "destination": target,
            "authority": me,
            "tokenAmount": {
                "amount": "2500000",
                "decimals": 6,
                "uiAmount": 2.5,
                "uiAmountString": "2.5",
            },
        },
    }
    assert (coin["program"], coin["parsed"]["type"]) == ("system", "transfer")
    assert coin["parsed"]["info"] == {"source": me, "destination": BOB, "lamports": 5}
    (group,) = found["meta"]["innerInstructions"]
    assert group["index"] == 1
    kinds = [row["parsed"]["type"] for row in group["instructions"]]
    assert kinds == [
        "getAccountDataSize",
        "createAccount",
        "initializeImmutableOwner",
        "initializeAccount3",
    ]
    assert group["instructions"][1]["parsed"]["info"] == {
        "source": me,
        "newAccount": target,
        "lamports": 2_039_280,
        "space": 165,
        "owner": TOKEN,
    }
    assert [row["stackHeight"] for row in group["instructions"]] == [2, 2, 2, 2]
    (key, *_) = found["transaction"]["message"]["accountKeys"]
    assert (key["pubkey"], key["signer"], key["writable"]) == (me, True, True)


async def test_a_transfer_with_a_fee_shows_the_fee(still_solana_sandbox: SolanaSandbox) -> None:
    wallet = owner(still_solana_sandbox)
    asked(still_solana_sandbox, "sandbox_giveTokens", str(wallet.pubkey()), TAXED_2022, 1000)
    asked(still_solana_sandbox, "sandbox_giveTokens", BOB, TAXED_2022, 0)
    source, target = (
        token_account(who, TAXED_2022, TOKEN_2022) for who in (str(wallet.pubkey()), BOB)
    )
    data = bytes([26, 1]) + (1000).to_bytes(8, "little") + b"\6" + (10).to_bytes(8, "little")
    metas = [(source, False, True), (TAXED_2022, False, False), (target, False, True)]
    accounts = [AccountMeta(Pubkey.from_string(key), *rights) for key, *rights in metas]
    accounts.append(AccountMeta(wallet.pubkey(), True, False))
    async with client(still_solana_sandbox) as http:
        part = Instruction(Pubkey.from_string(TOKEN_2022), data, accounts)
        signature = await send(http, [part], wallet)
    (paid,) = (await shown(still_solana_sandbox, signature))["transaction"]["message"][
        "instructions"
    ]
    assert paid["program"] == "spl-token"
    assert paid["parsed"]["type"] == "transferCheckedWithFee"
    assert paid["parsed"]["info"]["feeAmount"]["amount"] == "10"


def test_a_multisig_is_shown_with_its_signers() -> None:
    keys = [str(Keypair().pubkey()) for _ in range(5)]
    found = parsed_json(TOKEN, keys, b"\3" + (7).to_bytes(8, "little"))
    source, target, authority, *signers = keys
    assert found == {
        "program": "spl-token",
        "parsed": {
            "type": "transfer",
            "info": {
                "source": source,
                "destination": target,
                "multisigAuthority": authority,
                "signers": signers,
                "amount": "7",
            },
        },
    }


@pytest.mark.parametrize("program", [*READERS, MEMO])
@given(data=st.binary(max_size=60), count=st.integers(0, 8))
def test_what_cannot_be_read_is_left_as_bytes(program: str, data: bytes, count: int) -> None:
    keys = [str(Pubkey.from_bytes(bytes([n]) * 32)) for n in range(count)]
    found = parsed_json(program, keys, data)
    assert found is None or "parsed" in found
