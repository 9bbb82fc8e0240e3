from __future__ import annotations

from base64 import b64decode
from typing import Any

import pytest
from solana.rpc.types import MemcmpOpts, TokenAccountOpts
from solders.pubkey import Pubkey
from spl.token.constants import TOKEN_PROGRAM_ID
from spl.token.instructions import get_associated_token_address

from fiscus.chains.sandbox.solana.definition import (
    ALICE,
    BOB,
    BONK,
    CAROL,
    NAMES,
    PLAIN_2022,
    STEWARD,
    TAXED_2022,
    USDC,
    VAULT,
)
from fiscus.chains.sandbox.solana.layouts import Holding, Mint
from fiscus.chains.sandbox.solana.session import SolanaSandbox
from fiscus.chains.solana.sns import name_accounts
from tests.chains.sandbox.solana.wallet import asked, client

WRAPPED = "So11111111111111111111111111111111111111112"
NAME_PROGRAM = "namesLPneVptA9Z5rqUDD9tMTWEJwofgaYwp8cawRkX"


def account(sandbox: SolanaSandbox, key: str, **config: object) -> Any:
    return asked(sandbox, "getAccountInfo", key, config)["value"]


@pytest.mark.parametrize(
    ("mint", "decimals", "program"),
    [
        (USDC, 6, "spl-token"),
        (BONK, 5, "spl-token"),
        (WRAPPED, 9, "spl-token"),
        (PLAIN_2022, 6, "spl-token-2022"),
        (TAXED_2022, 6, "spl-token-2022"),
    ],
)
def test_mints_are_where_they_are_on_mainnet(
    still_solana_sandbox: SolanaSandbox, mint: str, decimals: int, program: str
) -> None:
    data = account(still_solana_sandbox, mint, encoding="jsonParsed")["data"]
    assert (data["program"], data["parsed"]["type"]) == (program, "mint")
    info = data["parsed"]["info"]
    assert info["decimals"] == decimals
    assert info["mintAuthority"] == (None if mint == WRAPPED else STEWARD)
    taxed = [{"extension": "transferFeeConfig"}] if mint == TAXED_2022 else None
    assert info.get("extensions") == taxed


def test_a_token_account_is_read_for_the_asker(still_solana_sandbox: SolanaSandbox) -> None:
    key = get_associated_token_address(Pubkey.from_string(ALICE), Pubkey.from_string(USDC))
    shown = account(still_solana_sandbox, str(key), encoding="jsonParsed")
    assert shown["data"]["parsed"] == {
        "type": "account",
        "info": {
            "mint": USDC,
            "owner": ALICE,
            "state": "initialized",
            "isNative": False,
            "tokenAmount": {
                "amount": "1000000000",
                "decimals": 6,
                "uiAmount": 1000.0,
                "uiAmountString": "1000",
            },
        },
    }
    assert (shown["lamports"], shown["space"]) == (2_039_280, 165)
    assert shown["rentEpoch"] == 2**64 - 1


def test_accounts_come_in_the_encoding_that_is_asked_for(
    still_solana_sandbox: SolanaSandbox,
) -> None:
    data, encoding = account(still_solana_sandbox, USDC, encoding="base64")["data"]
    assert (len(b64decode(data)), encoding) == (82, "base64")
    piece = {"offset": 36, "length": 8}
    sliced = account(still_solana_sandbox, USDC, encoding="base64", dataSlice=piece)["data"][0]
    assert b64decode(sliced) == b64decode(data)[36:44]
    text, name = account(still_solana_sandbox, USDC, encoding="base58")["data"]
    assert (account(still_solana_sandbox, USDC)["data"], name) == (text, "base58")
    with pytest.raises(AssertionError, match=r"-32600.*less than 128 bytes"):
        account(still_solana_sandbox, name_accounts("alice.sol").registry)
    assert account(still_solana_sandbox, ALICE, encoding="jsonParsed")["data"] == ["", "base64"]


def test_nobody_is_null(still_solana_sandbox: SolanaSandbox) -> None:
    assert account(still_solana_sandbox, CAROL) is None
    nobody, bob = asked(still_solana_sandbox, "getMultipleAccounts", [CAROL, BOB])["value"]
    assert nobody is None
    assert (bob["lamports"], bob["owner"]) == (10 * 10**9, "1" * 32)


async def test_people_have_the_token_accounts_they_are_said_to_have(
    still_solana_sandbox: SolanaSandbox,
) -> None:
    async with client(still_solana_sandbox) as http:
        for person, mints in ((ALICE, {USDC, BONK}), (BOB, set[str]()), (VAULT, {USDC})):
            found = await http.get_token_accounts_by_owner_json_parsed(
                Pubkey.from_string(person), TokenAccountOpts(program_id=TOKEN_PROGRAM_ID)
            )
            parsed: list[Any] = [entry.account.data.parsed for entry in found.value]
            assert {row["info"]["mint"] for row in parsed} == mints
        only = await http.get_token_accounts_by_owner(
            Pubkey.from_string(ALICE), TokenAccountOpts(mint=Pubkey.from_string(BONK))
        )
        assert len(only.value) == 1
        filters: list[int | MemcmpOpts] = [165, MemcmpOpts(offset=32, bytes=ALICE)]
        by_program = await http.get_program_accounts(
            TOKEN_PROGRAM_ID, encoding="base64", filters=filters
        )
        assert len(by_program.value) == 2


def test_a_known_name_has_the_address_that_it_has_on_mainnet() -> None:
    assert name_accounts("bonfida.sol").registry == "Crf8hzfthWGbGbLTVCiqRqV5MVnbpHB1L9KQMd6gsinb"


@pytest.mark.parametrize("name", NAMES)
def test_names_are_accounts_of_the_name_service(
    still_solana_sandbox: SolanaSandbox, name: str
) -> None:
    shown = account(still_solana_sandbox, name_accounts(name).registry, encoding="base64")
    data = b64decode(shown["data"][0])
    assert shown["owner"] == NAME_PROGRAM
    assert str(Pubkey.from_bytes(data[:32])) == "58PwtjSDuFHuUkYjH9BYnnQKHfwo9reZhC2zMJv9JPkx"
    assert str(Pubkey.from_bytes(data[32:64])) == NAMES[name]
    assert data[64:] == bytes(32 + 2_000)


def test_state_is_packed_to_the_byte() -> None:
    key = Pubkey.from_string(ALICE)
    assert len(Mint(1, 6).pack()) == 82
    assert len(Holding(key, key, 1, delegate=key, native_rent=5, closer=key).pack()) == 165


def test_wrapped_sol_is_its_lamports(still_solana_sandbox: SolanaSandbox) -> None:
    key = asked(still_solana_sandbox, "sandbox_giveTokens", BOB, WRAPPED, 10**9)
    shown = account(still_solana_sandbox, str(key), encoding="jsonParsed")
    info = shown["data"]["parsed"]["info"]
    assert info["isNative"] is True
    assert info["rentExemptReserve"]["amount"] == "2039280"
    assert shown["lamports"] == 10**9 + 2_039_280
