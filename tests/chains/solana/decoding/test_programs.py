"""Every instruction of the known programs is read to its last byte, as others write it."""

from __future__ import annotations

import struct
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from solders import system_program as system
from solders.compute_budget import (
    request_heap_frame,
    set_compute_unit_limit,
    set_compute_unit_price,
)
from solders.instruction import Instruction as Written
from solders.keypair import Keypair
from spl.token import instructions as spl
from spl.token.constants import TOKEN_2022_PROGRAM_ID, TOKEN_PROGRAM_ID

from fiscus.chains.solana import programs
from fiscus.chains.solana.decoding.fields import Value
from fiscus.chains.solana.decoding.parsed import Instruction, Parsed
from fiscus.chains.solana.decoding.programs import READERS, parse
from fiscus.chains.solana.decoding.refusing import UnknownInstruction
from fiscus.chains.solana.decoding.system import (
    ASSOCIATED_LAYOUTS,
    BUDGET_LAYOUTS,
    SYSTEM_LAYOUTS,
    TABLE_LAYOUTS,
)
from fiscus.chains.solana.decoding.token import EXTENSIONS, NEW, OLD

ME, BOB, MINT, OTHER = (Keypair.from_seed(bytes([n]) * 32).pubkey() for n in range(1, 5))
S, B = TOKEN_PROGRAM_ID, TOKEN_2022_PROGRAM_ID
KEY = bytes(OTHER)


def read(written: Written) -> Parsed:
    accounts = tuple(str(meta.pubkey) for meta in written.accounts)
    return parse(Instruction(str(written.program_id), accounts, bytes(written.data)))


def raw(program: str, data: bytes, accounts: int) -> Parsed:
    return parse(Instruction(program, tuple(f"a{n}" for n in range(accounts)), data))


WRITTEN: Mapping[str, tuple[Written, Mapping[str, Value]]] = {
    "createAccount": (
        system.create_account(
            system.CreateAccountParams(
                from_pubkey=ME, to_pubkey=BOB, lamports=5, space=6, owner=OTHER
            )
        ),
        {"lamports": 5, "space": 6, "owner": str(OTHER)},
    ),
    "assign": (
        system.assign(system.AssignParams(pubkey=ME, owner=OTHER)),
        {"owner": str(OTHER)},
    ),
    "transfer": (
        system.transfer(system.TransferParams(from_pubkey=ME, to_pubkey=BOB, lamports=7)),
        {"lamports": 7},
    ),
    "createAccountWithSeed": (
        system.create_account_with_seed(
            system.CreateAccountWithSeedParams(
                from_pubkey=ME, to_pubkey=BOB, base=OTHER, seed="säed", lamports=1, space=2,
                owner=MINT,
            )
        ),
        {"base": str(OTHER), "seed": "säed", "lamports": 1, "space": 2, "owner": str(MINT)},
    ),
    "advanceNonce": (
        system.advance_nonce_account(
            system.AdvanceNonceAccountParams(nonce_pubkey=OTHER, authorized_pubkey=ME)
        ),
        {},
    ),
    "withdrawFromNonce": (
        system.withdraw_nonce_account(
            system.WithdrawNonceAccountParams(
                nonce_pubkey=OTHER, authorized_pubkey=ME, to_pubkey=BOB, lamports=3
            )
        ),
        {"lamports": 3},
    ),
    "initializeNonce": (
        system.initialize_nonce_account(
            system.InitializeNonceAccountParams(nonce_pubkey=OTHER, authority=ME)
        ),
        {"authority": str(ME)},
    ),
    "authorizeNonce": (
        system.authorize_nonce_account(
            system.AuthorizeNonceAccountParams(
                nonce_pubkey=OTHER, authorized_pubkey=ME, new_authority=BOB
            )
        ),
        {"authority": str(BOB)},
    ),
    "allocate": (system.allocate(system.AllocateParams(pubkey=ME, space=9)), {"space": 9}),
    "allocateWithSeed": (
        system.allocate_with_seed(
            system.AllocateWithSeedParams(address=BOB, base=ME, seed="s", space=9, owner=OTHER)
        ),
        {"base": str(ME), "seed": "s", "space": 9, "owner": str(OTHER)},
    ),
    "assignWithSeed": (
        system.assign_with_seed(
            system.AssignWithSeedParams(address=BOB, base=ME, seed="s", owner=OTHER)
        ),
        {"base": str(ME), "seed": "s", "owner": str(OTHER)},
    ),
    "transferWithSeed": (
        system.transfer_with_seed(
            system.TransferWithSeedParams(
                from_pubkey=ME, from_base=BOB, from_seed="x", from_owner=OTHER, to_pubkey=MINT,
                lamports=4,
            )
        ),
        {"lamports": 4, "sourceSeed": "x", "sourceOwner": str(OTHER)},
    ),
    "createLookupTable": (
        system.create_lookup_table(
            system.CreateLookupTableParams(authority_address=ME, payer_address=ME, recent_slot=9)
        )[0],
        {"slot": 9},
    ),
    "extendLookupTable": (
        system.extend_lookup_table(
            system.ExtendLookupTableParams(
                lookup_table_address=OTHER, authority_address=ME, payer_address=ME,
                new_addresses=[BOB, MINT],
            )
        ),
        {"addresses": (str(BOB), str(MINT))},
    ),
    "freezeLookupTable": (
        system.freeze_lookup_table(
            system.FreezeLookupTableParams(lookup_table_address=OTHER, authority_address=ME)
        ),
        {},
    ),
    "deactivateLookupTable": (
        system.deactivate_lookup_table(
            system.DeactivateLookupTableParams(lookup_table_address=OTHER, authority_address=ME)
        ),
        {},
    ),
    "closeLookupTable": (
        system.close_lookup_table(
            system.CloseLookupTableParams(
                lookup_table_address=OTHER, authority_address=ME, recipient_address=BOB
            )
        ),
        {},
    ),
    "requestHeapFrame": (request_heap_frame(65536), {"bytes": 65536}),
    "setComputeUnitLimit": (set_compute_unit_limit(77), {"units": 77}),
    "setComputeUnitPrice": (set_compute_unit_price(88), {"microLamports": 88}),
    "create": (spl.create_associated_token_account(ME, BOB, MINT), {}),
    "createIdempotent": (spl.create_idempotent_associated_token_account(ME, BOB, MINT), {}),
    "transferChecked": (
        spl.transfer_checked(spl.TransferCheckedParams(S, ME, MINT, BOB, OTHER, 5, 6, [])),
        {"amount": 5, "decimals": 6},
    ),
    "approve": (spl.approve(spl.ApproveParams(S, ME, BOB, OTHER, 5, [])), {"amount": 5}),
    "approveChecked": (
        spl.approve_checked(spl.ApproveCheckedParams(B, ME, MINT, BOB, OTHER, 5, 6, [])),
        {"amount": 5, "decimals": 6},
    ),
    "revoke": (spl.revoke(spl.RevokeParams(S, ME, OTHER, [])), {}),
    "setAuthority": (
        spl.set_authority(
            spl.SetAuthorityParams(S, ME, spl.AuthorityType.CLOSE_ACCOUNT, OTHER, [], BOB)
        ),
        {"authorityType": 3, "newAuthority": str(BOB)},
    ),
    "mintTo": (spl.mint_to(spl.MintToParams(S, MINT, BOB, OTHER, 5, [])), {"amount": 5}),
    "mintToChecked": (
        spl.mint_to_checked(spl.MintToCheckedParams(B, MINT, BOB, OTHER, 5, 6, [])),
        {"amount": 5, "decimals": 6},
    ),
    "burn": (spl.burn(spl.BurnParams(S, ME, MINT, OTHER, 5, [])), {"amount": 5}),
    "burnChecked": (
        spl.burn_checked(spl.BurnCheckedParams(B, MINT, ME, OTHER, 5, 6, [])),
        {"amount": 5, "decimals": 6},
    ),
    "closeAccount": (spl.close_account(spl.CloseAccountParams(S, ME, BOB, OTHER, [])), {}),
    "freezeAccount": (spl.freeze_account(spl.FreezeAccountParams(S, ME, MINT, OTHER, [])), {}),
    "thawAccount": (spl.thaw_account(spl.ThawAccountParams(B, ME, MINT, OTHER, [])), {}),
    "syncNative": (spl.sync_native(spl.SyncNativeParams(S, ME)), {}),
    "initializeAccount": (
        spl.initialize_account(spl.InitializeAccountParams(S, ME, MINT, OTHER)),
        {},
    ),
    "initializeMint": (
        spl.initialize_mint(spl.InitializeMintParams(6, S, MINT, OTHER, BOB)),
        {"decimals": 6, "mintAuthority": str(OTHER), "freezeAuthority": str(BOB)},
    ),
    "initializeMultisig": (
        spl.initialize_multisig(spl.InitializeMultisigParams(S, OTHER, 2, [ME, BOB])),
        {"m": 2},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("name", "case"), WRITTEN.items(), ids=WRITTEN)
def test_what_another_library_writes_is_read_back(
    name: str, case: tuple[Written, Mapping[str, Value]]
) -> None:
    written, values = case
    parsed = read(written)
    assert parsed.name == name
    assert {key: parsed.values[key] for key in values} == values
    shown = [*parsed.accounts.values(), *parsed.others]
    assert shown == [str(meta.pubkey) for meta in written.accounts]


@pytest.mark.parametrize(("name", "case"), WRITTEN.items(), ids=WRITTEN)
def test_one_byte_more_or_less_is_another_instruction_or_none(
    name: str, case: tuple[Written, Mapping[str, Value]]
) -> None:
    written, _ = case
    accounts = tuple(str(meta.pubkey) for meta in written.accounts)
    program, data = str(written.program_id), bytes(written.data)
    for other in (data + b"\0", data[:-1]):
        try:
            parsed = parse(Instruction(program, accounts, other))
        except UnknownInstruction as exc:
            assert exc.context["program"] == program
            assert exc.context["discriminator"] == other[:8].hex()
        else:
            # Without data the associated token program creates: that is its oldest form.
            assert other in (b"", b"\0") and parsed.name == "create"


ADDED: list[tuple[str, bytes, int, Mapping[str, Value]]] = [
    ("initializeMintCloseAuthority", b"\x19\x01" + KEY, 1, {"newAuthority": str(OTHER)}),
    ("initializeMintCloseAuthority", b"\x19\x00", 1, {"newAuthority": None}),
    (
        "transferCheckedWithFee",
        b"\x1a\x01" + struct.pack("<QBQ", 5, 6, 7),
        4,
        {"amount": 5, "decimals": 6, "fee": 7},
    ),
    ("setTransferFee", b"\x1a\x05" + struct.pack("<HQ", 5, 9), 2, {"basisPoints": 5}),
    ("confidentialTransfer", b"\x1b\x07" + bytes(9), 6, {}),
    ("updateDefaultAccountState", b"\x1c\x01\x02", 2, {"state": 2}),
    ("reallocate", b"\x1d" + struct.pack("<HH", 8, 11), 4, {"extensionTypes": (8, 11)}),
    ("enableRequiredMemoTransfers", b"\x1e\x00", 2, {}),
    ("createNativeMint", b"\x1f", 3, {}),
    ("initializeNonTransferableMint", b"\x20", 1, {}),
    ("updateInterestBearingConfigRate", b"\x21\x01" + struct.pack("<h", -5), 2, {"rate": -5}),
    ("disableCpiGuard", b"\x22\x01", 2, {}),
    ("initializePermanentDelegate", b"\x23" + KEY, 1, {"delegate": str(OTHER)}),
    ("updateTransferHook", b"\x24\x01" + bytes(32), 2, {"hook": None}),
    ("withdrawExcessLamports", b"\x26", 3, {}),
    ("initializeMetadataPointer", b"\x27\x00" + KEY * 2, 1, {"metadata": str(OTHER)}),
    ("updateMultiplier", b"\x2b\x01" + struct.pack("<dQ", 1.5, 3), 2, {"multiplier": 1.5}),
    ("pause", b"\x2c\x01", 2, {}),
    ("unwrapLamports", b"\x2d\x01" + struct.pack("<Q", 5), 3, {"amount": 5}),
]


@pytest.mark.parametrize(
    ("name", "data", "accounts", "values"), ADDED, ids=[row[0] + row[1].hex()[:4] for row in ADDED]
)
def test_instructions_of_extensions_are_read_and_are_not_of_the_older_program(
    name: str, data: bytes, accounts: int, values: Mapping[str, Value]
) -> None:
    parsed = raw(programs.TOKEN_2022, data, accounts)
    assert parsed.name == name
    assert {key: parsed.values[key] for key in values} == values
    with pytest.raises(UnknownInstruction):
        raw(programs.TOKEN, data, accounts)


def test_no_two_variants_of_a_program_have_one_name() -> None:
    tables = (SYSTEM_LAYOUTS, BUDGET_LAYOUTS, TABLE_LAYOUTS, ASSOCIATED_LAYOUTS, OLD)
    extended = [*NEW.values(), *(row for rows in EXTENSIONS.values() for row in rows.values())]
    for layouts in (*(list(table.values()) for table in tables), extended):
        names = [layout.name for layout in layouts]
        assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("program", "data"),
    [
        (programs.SYSTEM, struct.pack("<I", 13) + bytes(52)),
        (programs.SYSTEM, b"\x02\0"),
        (programs.COMPUTE_BUDGET, b"\x05\0\0\0\0"),
        (programs.TOKEN, b"\x19"),
        (programs.TOKEN, b"\xff\x01"),
        (programs.TOKEN_2022, b"\x1a\x09"),
        (programs.TOKEN_2022, b"\x1a"),
        (programs.TOKEN_2022, b""),
        (programs.ASSOCIATED_TOKEN, b"\x03"),
        (programs.LOOKUP_TABLES, struct.pack("<I", 5)),
        (programs.MEMO, b"\xff\xfe"),
        (programs.STAKE, b"\x02\0\0\0"),
        (programs.STAKE, b""),
    ],
)
def test_what_is_not_known_is_refused_by_program_and_discriminator(
    program: str, data: bytes
) -> None:
    with pytest.raises(UnknownInstruction) as caught:
        raw(program, data, 4)
    assert caught.value.code == "INSTRUCTION_UNKNOWN"
    assert caught.value.context == {"program": program, "discriminator": data[:8].hex()}


def test_too_few_or_too_many_accounts_are_refused() -> None:
    transfer = struct.pack("<IQ", 2, 5)
    for accounts in (0, 1, 3):
        with pytest.raises(UnknownInstruction, match=f"given {accounts} accounts"):
            raw(programs.SYSTEM, transfer, accounts)
    signed_by_two = raw(programs.TOKEN, b"\x03" + struct.pack("<Q", 5), 5)
    assert signed_by_two.others == ("a3", "a4")


def test_text_of_others_is_shown_escaped() -> None:
    memo = raw(programs.MEMO, b"http://evil.example/\x1b[31m", 0)
    assert "\x1b" not in memo.text and "evil.example" not in memo.text


@settings(deadline=None)  # the first of them loads the library
@given(
    program=st.sampled_from(sorted(READERS)), data=st.binary(max_size=80), count=st.integers(0, 9)
)
def test_random_bytes_are_read_or_refused_and_never_break_the_reader(
    program: str, data: bytes, count: int
) -> None:
    try:
        parsed = raw(program, data, count)
    except UnknownInstruction:
        return
    assert parsed.program == program
