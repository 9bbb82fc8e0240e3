"""`.sol` names: accounts as Bonfida's SDK derives them, and whom they stand for (SNS-IP 5)."""

from __future__ import annotations

import struct

import httpx
import pytest
from solders.keypair import Keypair
from solders.pubkey import Pubkey

from fiscus.chains.solana.client import SolanaClient
from fiscus.chains.solana.definitions import SANDBOX
from fiscus.chains.solana.derivation import key_bytes
from fiscus.chains.solana.names import resolve_name
from fiscus.chains.solana.programs import STAKE
from fiscus.chains.solana.sns import (
    NAME_PROGRAM,
    NAME_TOKENIZER,
    NO_CLASS,
    RECORDS_STATE,
    SOL_DOMAIN,
    name_account,
    name_accounts,
    normalise,
)
from fiscus.core.errors import NameNotResolved
from tests.chains.solana.chain import ALICE, BOB, VAULT, Chain

OWNER = Keypair.from_seed(b"o" * 32)
ME = str(OWNER.pubkey())
NAME = name_accounts("dora.sol")

VECTORS = [
    ("bonfida.sol", "Crf8hzfthWGbGbLTVCiqRqV5MVnbpHB1L9KQMd6gsinb"),
    ("dex.bonfida.sol", "HoFfFXqFHAC8RP3duuQNzag1ieUwJRBv1HtRNiWFq4Qu"),
    ("wallet-guide-1.sol", "6WWS69JbYTnQZ1WyGVsJsBAB35iaszgy9KqCANJfmQr8"),
    ("wallet-guide-2.sol", "5GUXAsmcn4pHzJyNFTxe6m9HQAmWE1eCmPL6RJoh3tcZ"),
]
"""Of the tests of Bonfida's SDK (`derivation.test.ts`, `utils.test.ts`)."""


@pytest.mark.parametrize(("name", "address"), VECTORS)
def test_names_have_the_accounts_of_the_sdk(name: str, address: str) -> None:
    assert name_accounts(normalise(name)).registry == address


def test_the_class_of_records_is_derived_from_their_program() -> None:
    program = Pubkey.from_string("HP3D4D1ZCmohQGFVms2SS4LCANgJyksBf5s1F77FuFjZ")
    derived, _ = Pubkey.find_program_address([bytes(program)], program)
    assert str(derived) == RECORDS_STATE


def test_records_are_below_their_name() -> None:
    found = name_accounts("dex.bonfida.sol")
    assert found.parent == VECTORS[0][1]
    assert found.record_v1 == name_account("\x01SOL", parent=VECTORS[1][1])
    assert found.record_v2 == name_account("\x02SOL", parent=VECTORS[1][1], class_=RECORDS_STATE)


@pytest.mark.parametrize("name", ["alice.sol", "Alice.SOL", "a.sol", "x_y-z.bob.sol", "0x33.sol"])
def test_usual_names_are_taken_in_any_case(name: str) -> None:
    assert normalise(name) == name.lower()


@pytest.mark.parametrize(
    "name",
    [
        "alice",
        ".sol",
        "a..sol",
        "a.b.c.sol",
        "al ice.sol",
        "\N{CYRILLIC SMALL LETTER A}lice.sol",
        "alice\u200d.sol",
        "\N{FULLWIDTH LATIN SMALL LETTER B}ob.sol",
        "🍍.sol",
        "-a.sol",
        "alice.eth",
        "alice.sol.",
        "a" * 64 + ".sol",
        "\N{KELVIN SIGN}ate.sol",
    ],
)
def test_what_could_be_taken_for_another_name_is_none(name: str) -> None:
    with pytest.raises(NameNotResolved):
        normalise(name)


def registry(owner: str, *, parent: str = SOL_DOMAIN, class_: str = NO_CLASS) -> bytes:
    return key_bytes(parent) + key_bytes(owner) + key_bytes(class_)


def record_v1(payee: str, signer: Keypair = OWNER, *, account: str = NAME.record_v1) -> bytes:
    signed = (key_bytes(payee) + key_bytes(account)).hex().encode()
    head = registry(ME, parent=NAME.registry)
    return head + key_bytes(payee) + bytes(signer.sign_message(signed))


def record_v2(
    payee: str,
    *,
    confirmed: str = ME,
    agreed: str | None = None,
    validations: tuple[int, int] = (1, 1),
    length: int = 32,
) -> bytes:
    head = registry(ME, parent=NAME.registry, class_=RECORDS_STATE)
    body = key_bytes(confirmed) + key_bytes(agreed or payee) + key_bytes(payee)
    return head + struct.pack("<HHI", *validations, length) + body


async def resolved(chain: Chain, name: str) -> str:
    async with httpx.AsyncClient(trust_env=False) as http:
        client = SolanaClient.connect(SANDBOX, http=http, urls=[chain.url])
        return (await resolve_name(client, name)).address


@pytest.fixture
def named(chain: Chain) -> Chain:
    """`dora.sol` belongs to `OWNER`."""
    chain.put(NAME.registry, registry(ME), owner=NAME_PROGRAM)
    return chain


async def test_a_name_stands_for_its_owner(named: Chain) -> None:
    assert await resolved(named, "alice.sol") == ALICE
    assert await resolved(named, "Dora.sol") == ME


async def test_a_name_below_another_has_an_owner_of_its_own(named: Chain) -> None:
    below = name_accounts("pay.dora.sol")
    named.put(below.registry, registry(BOB, parent=NAME.registry), owner=NAME_PROGRAM)
    assert await resolved(named, "pay.dora.sol") == BOB


async def test_the_newer_record_comes_before_the_older_and_both_before_the_owner(
    named: Chain,
) -> None:
    named.put(NAME.record_v1, record_v1(BOB), owner=NAME_PROGRAM)
    assert await resolved(named, "dora.sol") == BOB
    named.put(NAME.record_v2, record_v2(ALICE), owner=NAME_PROGRAM)
    assert await resolved(named, "dora.sol") == ALICE


async def test_a_record_that_a_former_owner_made_does_not_count(named: Chain) -> None:
    named.put(NAME.record_v2, record_v2(BOB, confirmed=ALICE), owner=NAME_PROGRAM)
    forger = Keypair.from_seed(b"f" * 32)
    named.put(NAME.record_v1, record_v1(BOB, forger), owner=NAME_PROGRAM)
    assert await resolved(named, "dora.sol") == ME
    named.put(NAME.record_v1, record_v1(BOB, account=NAME.record_v2), owner=NAME_PROGRAM)
    assert await resolved(named, "dora.sol") == ME


@pytest.mark.parametrize(
    "record",
    [
        record_v2(BOB, agreed=ALICE),
        record_v2(BOB, validations=(1, 0)),
        record_v2(BOB, validations=(0, 1)),
        record_v2(BOB, validations=(1, 3)),
        record_v2(BOB, length=31),
        record_v2(BOB)[:-1],
    ],
)
async def test_a_record_that_nobody_vouches_for_is_refused(named: Chain, record: bytes) -> None:
    named.put(NAME.record_v2, record, owner=NAME_PROGRAM)
    with pytest.raises(NameNotResolved, match="nobody vouches for"):
        await resolved(named, "dora.sol")


async def test_what_other_programs_write_is_no_record(named: Chain) -> None:
    named.put(NAME.record_v2, record_v2(BOB), owner=STAKE)
    named.put(NAME.record_v1, record_v1(BOB), owner=STAKE)
    named.put(NAME.token, bytes([2]) + bytes(97), owner=STAKE)
    assert await resolved(named, "dora.sol") == ME
    named.put(NAME.record_v2, registry(ME, parent=NAME.registry), owner=NAME_PROGRAM)
    assert await resolved(named, "dora.sol") == ME


async def test_a_name_that_is_a_token_is_refused_while_it_is_one(named: Chain) -> None:
    named.put(NAME.token, bytes([2]) + bytes(97), owner=NAME_TOKENIZER)
    with pytest.raises(NameNotResolved, match="turned into a token"):
        await resolved(named, "dora.sol")
    named.put(NAME.token, bytes([3]) + bytes(97), owner=NAME_TOKENIZER)
    assert await resolved(named, "dora.sol") == ME


async def test_a_name_that_nobody_has_is_not_resolved(chain: Chain) -> None:
    with pytest.raises(NameNotResolved, match=r"'dora\.sol' is not a registered name"):
        await resolved(chain, "dora.sol")
    chain.put(NAME.registry, registry(ME), owner=STAKE)
    with pytest.raises(NameNotResolved):
        await resolved(chain, "dora.sol")
    chain.put(NAME.registry, registry(ME, parent=ALICE), owner=NAME_PROGRAM)
    with pytest.raises(NameNotResolved):
        await resolved(chain, "dora.sol")


async def test_a_vault_can_own_a_name_and_a_sale_cannot_be_paid(named: Chain) -> None:
    assert await resolved(named, "vault.sol") == VAULT
    escrow, _ = Pubkey.find_program_address([b"escrow"], Pubkey.from_string(STAKE))
    named.put(NAME.registry, registry(str(escrow)), owner=NAME_PROGRAM)
    with pytest.raises(NameNotResolved, match="for sale"):
        await resolved(named, "dora.sol")
    named.put(str(escrow), b"data", owner=STAKE)
    with pytest.raises(NameNotResolved, match="for sale"):
        await resolved(named, "dora.sol")
