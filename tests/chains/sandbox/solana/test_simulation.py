from __future__ import annotations

from base64 import b64decode, b64encode
from typing import Any

import pytest
from solders.hash import Hash
from solders.instruction import Instruction
from solders.keypair import Keypair
from solders.message import MessageV0
from solders.pubkey import Pubkey
from solders.signature import Signature
from solders.transaction import VersionedTransaction
from spl.token.constants import TOKEN_PROGRAM_ID
from spl.token.instructions import (
    TransferCheckedParams,
    create_associated_token_account,
    get_associated_token_address,
    transfer_checked,
)

from fiscus.chains.sandbox.solana.definition import ALICE, BOB, USDC
from fiscus.chains.sandbox.solana.session import SolanaSandbox
from fiscus.chains.solana.programs import SYSTEM, TOKEN
from tests.chains.sandbox.solana.wallet import (
    SOL,
    advance,
    asked,
    client,
    lamports,
    owner,
    pays,
    unsigned,
)
from tests.sandboxes import rpc

REPLACED = {"encoding": "base64", "replaceRecentBlockhash": True, "commitment": "confirmed"}


def simulated(sandbox: SolanaSandbox, wire: bytes, **config: object) -> dict[str, Any]:
    """The value of the answer."""
    answer = asked(sandbox, "simulateTransaction", b64encode(wire).decode(), config)
    value: dict[str, Any] = answer["value"]
    return value


def draft(sandbox: SolanaSandbox, *instructions: Instruction) -> bytes:
    return unsigned(Hash.default(), instructions, owner(sandbox).pubkey())


async def test_it_shows_accounts_as_they_would_be_and_changes_nothing(
    still_solana_sandbox: SolanaSandbox,
) -> None:
    wallet, usdc = owner(still_solana_sandbox), Pubkey.from_string(USDC)
    source = get_associated_token_address(wallet.pubkey(), usdc)
    target = get_associated_token_address(Pubkey.from_string(ALICE), usdc)
    wire = draft(
        still_solana_sandbox,
        pays(wallet, Pubkey.from_string(BOB), SOL),
        transfer_checked(
            TransferCheckedParams(
                TOKEN_PROGRAM_ID, source, usdc, target, wallet.pubkey(), 8_200_000, 6, []
            )
        ),
    )
    addresses = [str(wallet.pubkey()), BOB, str(source), str(target), str(Keypair().pubkey())]
    value = simulated(
        still_solana_sandbox,
        wire,
        **REPLACED,
        accounts={"encoding": "base64", "addresses": addresses},
    )
    payer, bob, paid, got, nobody = value["accounts"]
    assert value["err"] is None
    assert payer["lamports"] == 100 * SOL - SOL - 5_000
    assert bob["lamports"] == 11 * SOL
    amounts = [int.from_bytes(b64decode(row["data"][0])[64:72], "little") for row in (paid, got)]
    assert amounts == [25_000_000_000 - 8_200_000, 1_000_000_000 + 8_200_000]
    assert nobody is None
    assert value["unitsConsumed"] > 150
    assert any("TransferChecked" in line for line in value["logs"])
    async with client(still_solana_sandbox) as http:
        assert await lamports(http, wallet.pubkey()) == 100 * SOL
        assert await lamports(http, Pubkey.from_string(BOB)) == 10 * SOL


def test_it_takes_the_place_of_a_blockhash(still_solana_sandbox: SolanaSandbox) -> None:
    wallet = owner(still_solana_sandbox)
    wire = draft(still_solana_sandbox, pays(wallet, wallet.pubkey(), 1))
    value = simulated(still_solana_sandbox, wire, **REPLACED)
    assert value["err"] is None
    latest = asked(still_solana_sandbox, "getLatestBlockhash", {"commitment": "confirmed"})
    assert value["replacementBlockhash"] == latest["value"]
    kept = simulated(still_solana_sandbox, wire, encoding="base64")
    assert (kept["err"], kept["logs"], kept["unitsConsumed"]) == ("BlockhashNotFound", [], 0)


def test_it_says_in_the_nodes_words_why_it_would_fail(
    still_solana_sandbox: SolanaSandbox,
) -> None:
    wallet = owner(still_solana_sandbox)
    wire = draft(still_solana_sandbox, pays(wallet, wallet.pubkey(), 1_000 * SOL))
    asked = {"encoding": "base64", "addresses": [ALICE]}
    value = simulated(still_solana_sandbox, wire, **REPLACED, accounts=asked)
    assert value["err"] == {"InstructionError": [0, {"Custom": 1}]}
    assert value["logs"][-1].endswith("failed: custom program error: 0x1")
    assert value["accounts"] == [None]


def test_a_payer_without_an_account_is_not_found(still_solana_sandbox: SolanaSandbox) -> None:
    stranger = Keypair()
    wire = unsigned(Hash.default(), [pays(stranger, Pubkey.default(), 1)], stranger.pubkey())
    assert simulated(still_solana_sandbox, wire, **REPLACED)["err"] == "AccountNotFound"


def test_a_payer_that_a_program_owns_is_none(still_solana_sandbox: SolanaSandbox) -> None:
    usdc = Pubkey.from_string(USDC)
    holding = get_associated_token_address(owner(still_solana_sandbox).pubkey(), usdc)
    wire = unsigned(Hash.default(), [], holding)
    assert simulated(still_solana_sandbox, wire, **REPLACED)["err"] == "InvalidAccountForFee"


def test_a_program_that_does_not_exist_is_named(still_solana_sandbox: SolanaSandbox) -> None:
    wire = draft(still_solana_sandbox, Instruction(Keypair().pubkey(), b"", []))
    assert simulated(still_solana_sandbox, wire, **REPLACED)["err"] == "ProgramAccountNotFound"


@pytest.mark.parametrize("left", [1, 890_879])
def test_what_would_be_left_must_pay_its_rent(
    still_solana_sandbox: SolanaSandbox, left: int
) -> None:
    wallet = owner(still_solana_sandbox)
    for amount, index in ((100 * SOL - 5_000 - left, 0), (left, 1)):
        wire = draft(still_solana_sandbox, pays(wallet, Keypair().pubkey(), amount))
        value = simulated(still_solana_sandbox, wire, **REPLACED)
        assert value["err"] == {"InsufficientFundsForRent": {"account_index": index}}
    wire = draft(still_solana_sandbox, pays(wallet, Keypair().pubkey(), 100 * SOL - 5_000))
    assert simulated(still_solana_sandbox, wire, **REPLACED)["err"] is None


def test_signatures_are_looked_at_where_that_is_asked_for(
    still_solana_sandbox: SolanaSandbox,
) -> None:
    wallet = owner(still_solana_sandbox)
    wire = draft(still_solana_sandbox, pays(wallet, wallet.pubkey(), 1))
    with pytest.raises(AssertionError, match=r"-32003.*signature verification failure"):
        simulated(still_solana_sandbox, wire, encoding="base64", sigVerify=True)
    with pytest.raises(AssertionError, match=r"-32602.*may not be used with"):
        simulated(still_solana_sandbox, wire, **REPLACED, sigVerify=True)


def test_calls_between_programs_are_shown(still_solana_sandbox: SolanaSandbox) -> None:
    wallet, usdc = owner(still_solana_sandbox).pubkey(), Pubkey.from_string(USDC)
    wire = draft(
        still_solana_sandbox, create_associated_token_account(wallet, Pubkey.from_string(BOB), usdc)
    )
    value = simulated(still_solana_sandbox, wire, **REPLACED, innerInstructions=True)
    (group,) = value["innerInstructions"]
    assert group["index"] == 0
    assert {row["stackHeight"] for row in group["instructions"]} == {2}
    programs = [row["programId"] for row in group["instructions"]]
    assert programs == [TOKEN, SYSTEM, TOKEN, TOKEN]
    assert group["instructions"][0]["parsed"]["info"]["mint"] == USDC
    assert simulated(still_solana_sandbox, wire, **REPLACED)["innerInstructions"] is None


async def test_addresses_come_from_lookup_tables(still_solana_sandbox: SolanaSandbox) -> None:
    wallet, nobody, table = owner(still_solana_sandbox), Keypair().pubkey(), Keypair().pubkey()
    header = bytes.fromhex("01000000" + "ff" * 8 + "00" * 8 + "00" + "00" + "00" * 32 + "0000")
    program = "AddressLookupTab1e1111111111111111111111111"
    data = b64encode(header + bytes(nobody)).decode()
    account = {"lamports": SOL, "owner": program, "data": data}
    rpc(still_solana_sandbox.rpc_url, "sandbox_setAccount", str(table), account)
    advance(still_solana_sandbox)
    async with client(still_solana_sandbox) as http:
        latest = (await http.get_latest_blockhash()).value.blockhash
        message = _with_lookup(wallet, nobody, table, latest)
        sent = (await http.send_transaction(VersionedTransaction(message, [wallet]))).value
        assert await lamports(http, nobody) == SOL
        found = (await http.get_transaction(sent, max_supported_transaction_version=0)).value
        assert found is not None and found.transaction.meta is not None
        loaded = found.transaction.meta.loaded_addresses
        assert loaded is not None and loaded.writable == [nobody]
        listed = (await http.get_signatures_for_address(nobody)).value
        assert [row.signature for row in listed] == [sent]


def _with_lookup(payer: Keypair, target: Pubkey, table: Pubkey, latest: Hash) -> MessageV0:
    from solders.address_lookup_table_account import AddressLookupTableAccount

    return MessageV0.try_compile(
        payer.pubkey(),
        [pays(payer, target, SOL)],
        [AddressLookupTableAccount(table, [target])],
        latest,
    )


def test_nothing_unsigned_is_taken(still_solana_sandbox: SolanaSandbox) -> None:
    url, wallet = still_solana_sandbox.rpc_url, owner(still_solana_sandbox)
    latest = asked(still_solana_sandbox, "getLatestBlockhash", {"commitment": "confirmed"})
    blockhash = Hash.from_string(latest["value"]["blockhash"])
    wire = unsigned(blockhash, [pays(wallet, Keypair().pubkey(), SOL)], wallet.pubkey())
    options: dict[str, object] = {"encoding": "base64", "preflightCommitment": "confirmed"}
    with pytest.raises(AssertionError, match=r"-32003"):
        rpc(url, "sendTransaction", b64encode(wire).decode(), options)
    forged = VersionedTransaction.from_bytes(wire)
    forged = VersionedTransaction.populate(
        forged.message, [Keypair().sign_message(b"something else")]
    )
    sent = rpc(
        url,
        "sendTransaction",
        b64encode(bytes(forged)).decode(),
        {**options, "skipPreflight": True},
    )
    assert Signature.from_string(str(sent)) == forged.signatures[0]
    statuses = asked(still_solana_sandbox, "getSignatureStatuses", [sent])
    assert statuses["value"] == [None]
