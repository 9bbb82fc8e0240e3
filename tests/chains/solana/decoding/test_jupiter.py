"""Jupiter's instructions: real ones are read exactly, and one changed byte is seen."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fiscus.chains.solana.decoding.jupiter import Route, parse_jupiter, route_of
from fiscus.chains.solana.decoding.parsed import Instruction
from fiscus.chains.solana.decoding.programs import parse
from fiscus.chains.solana.decoding.refusing import ForbiddenInstruction, UnknownInstruction
from fiscus.chains.solana.decoding.wire import Resolved, read_message, resolve, split
from fiscus.chains.solana.programs import JUPITER, WRAPPED_SOL

RECORDED = json.loads(Path(__file__).with_name("recorded.json").read_text())
WALLET = "5QXePTiaWgmqSCHh9YDWAiVvEeKWaM5cUN62K4SXwUSB"
WSOL_ACCOUNT = "49r9w6se5z1gjwng2DsML48oQ8ST4hQGUFtLinn8AWpS"
USDC = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v"
BONK = "DezXAZ8z7PnrnRJjz3wXBoRgixCa6xjnB7YaB1pPB263"
ROUTE, SHARED = "singleHopSolToUsdc", "multiHopSolToBonk"


def recorded(name: str) -> Resolved:
    entry = RECORDED[name]
    _, message = split(base64.b64decode(entry["transaction"]))
    wire, known = read_message(message), entry["tables"]
    tables = {lookup.table: _whole(known.get(lookup.table, {})) for lookup in wire.lookups}
    return resolve(wire, tables)


def _whole(rows: Mapping[str, str]) -> Sequence[str]:
    """Places that no recorded transaction names hold nothing real."""
    return [rows.get(str(place), f"unknown{place}") for place in range(256)]


def swap(name: str) -> Instruction:
    (found,) = (part for part in recorded(name).instructions if part.program == JUPITER)
    return found


def test_a_real_route_is_read_with_all_that_is_around_it() -> None:
    transaction = recorded(ROUTE)
    assert transaction.signers == (WALLET,)
    assert [parse(part).name for part in transaction.instructions] == [
        "setComputeUnitLimit",
        "setComputeUnitPrice",
        "createIdempotent",
        "transfer",
        "syncNative",
        "route",
        "closeAccount",
    ]
    parsed = parse(swap(ROUTE))
    assert parsed.text.endswith(
        "in_amount=1000000000, quoted_out_amount=77616130, slippage_bps=50, platform_fee_bps=0)"
    )
    assert "GoonFiV3" in parsed.text
    assert route_of(parsed) == Route(
        authority=WALLET,
        source=WSOL_ACCOUNT,
        destinations=("CRz7ucCE6ZFhN297AC56ihUBbdDuZNzN3D7MVw2cYPna",),
        source_mint=None,
        destination_mint=USDC,
        most_in=10**9,
        least_out=77_228_050,
        exact_out=False,
        slippage_bps=50,
        fee_bps=0,
    )


def test_a_real_route_over_three_markets_is_read() -> None:
    route = route_of(parse(swap(SHARED)))
    assert (route.authority, route.source_mint, route.destination_mint) == (
        WALLET,
        WRAPPED_SOL,
        BONK,
    )
    assert (route.most_in, route.least_out, route.slippage_bps) == (
        500_000_000,
        960_257_633_408,
        100,
    )
    assert route.destinations == ("8j3M6Js6cBA7xkZzy5obwhFzzNJh82tSmYvkTLAJ5dED",)
    plan = parse(swap(SHARED)).values["route_plan"]
    assert isinstance(plan, tuple) and len(plan) == 3
    assert [market in str(plan) for market in ("AlphaQ", "Hadron", "RaydiumClmm")] == [True] * 3


def test_the_limit_of_the_quote_is_the_one_that_is_read() -> None:
    """120704786 at 50 basis points: the recorded quote says `otherAmountThreshold` 120101263."""
    data = bytearray(swap(ROUTE).data)
    data[25:33] = (120_704_786).to_bytes(8, "little")
    assert route_of(parse(replace(swap(ROUTE), data=bytes(data)))).least_out == 120_101_263


def test_another_destination_is_where_the_money_goes() -> None:
    """The optional account is the program itself where it is absent."""
    instruction = swap(ROUTE)
    accounts = list(instruction.accounts)
    accounts[4] = "thief"
    route = route_of(parse(replace(instruction, accounts=tuple(accounts))))
    assert route.destinations[-1] == "thief"


@pytest.mark.parametrize("name", [ROUTE, SHARED])
def test_bytes_behind_the_values_are_refused(name: str) -> None:
    """The program itself ignores them, and so does the library that reads."""
    instruction = swap(name)
    honest_looking = instruction.data + instruction.data[-19:]
    for data in (instruction.data + b"\0", honest_looking):
        with pytest.raises(UnknownInstruction, match="more than its values"):
            parse(replace(instruction, data=data))


def test_a_yes_that_is_neither_zero_nor_one_is_refused() -> None:
    data = bytearray(swap(ROUTE).data)
    assert data[12] == 151
    data[13] = 2
    with pytest.raises(UnknownInstruction):
        parse(replace(swap(ROUTE), data=bytes(data)))


@pytest.mark.parametrize("market", [189, 255])
def test_a_market_that_is_not_in_the_description_is_refused(market: int) -> None:
    data = bytearray(swap(ROUTE).data)
    data[12] = market
    with pytest.raises(UnknownInstruction) as caught:
        parse(replace(swap(ROUTE), data=bytes(data)))
    assert caught.value.context["discriminator"] == "e517cb977ae3ad2a"


def test_an_instruction_that_is_not_in_the_description_is_refused() -> None:
    for data in (bytes(8), b"", b"\xe5", bytes(range(40))):
        with pytest.raises(UnknownInstruction):
            parse(Instruction(JUPITER, ("a",) * 20, data))


def test_too_few_accounts_are_refused() -> None:
    instruction = swap(ROUTE)
    with pytest.raises(UnknownInstruction, match="8 accounts"):
        parse(replace(instruction, accounts=instruction.accounts[:8]))


def _u(*numbers: int) -> bytes:
    return b"".join(number.to_bytes(8, "little") for number in numbers)


def built(discriminator: str, values: bytes, accounts: int) -> Instruction:
    return Instruction(
        JUPITER, tuple(f"a{n}" for n in range(accounts)), bytes.fromhex(discriminator) + values
    )


PLAN = bytes.fromhex("0100000007640001")
PLAN_2 = bytes.fromhex("010000000710270001")
WAYS: Mapping[str, tuple[Instruction, int, int, bool, int]] = {
    "exact_out_route": (
        built("d033ef977b2bed5c", PLAN + _u(50, 1000) + b"\x64\0" + b"\x05", 11),
        1010,
        50,
        True,
        5,
    ),
    "shared_accounts_exact_out_route": (
        built("b0d169a89a7d453e", b"\1" + PLAN + _u(50, 1000) + b"\x64\0" + b"\0", 13),
        1010,
        50,
        True,
        0,
    ),
    "route_v2": (
        built("bb64facc31c4af14", _u(1000, 50) + b"\x64\0" + b"\x03\0\x04\0" + PLAN_2, 10),
        1000,
        50,
        False,
        7,
    ),
    "shared_accounts_route_v2": (
        built("d19853937cfed8e9", b"\1" + _u(1000, 50) + b"\x64\0" + bytes(4) + PLAN_2, 12),
        1000,
        50,
        False,
        0,
    ),
    "exact_out_route_v2": (
        built("9d8ab85215f4f324", _u(50, 1000) + b"\x64\0" + bytes(4) + PLAN_2, 10),
        1010,
        50,
        True,
        0,
    ),
    "shared_accounts_exact_out_route_v2": (
        built("3560e5cad8bbfa18", b"\1" + _u(50, 1000) + b"\x64\0" + bytes(4) + PLAN_2, 12),
        1010,
        50,
        True,
        0,
    ),
}


@pytest.mark.parametrize(("name", "case"), WAYS.items(), ids=WAYS)
def test_every_way_to_ask_for_a_route_has_its_limits(
    name: str, case: tuple[Instruction, int, int, bool, int]
) -> None:
    instruction, most, least, exact_out, fee = case
    parsed = parse(instruction)
    route = route_of(parsed)
    assert parsed.name == name
    assert (route.most_in, route.least_out, route.exact_out) == (most, least, exact_out)
    assert (route.slippage_bps, route.fee_bps) == (100, fee)


@pytest.mark.parametrize("discriminator", ["96564774a75d0e68", "e6798f50779f6aaa"])
def test_a_route_whose_amount_is_not_in_it_is_forbidden(discriminator: str) -> None:
    shared = b"\1" if discriminator.startswith("e6") else b""
    instruction = built(discriminator, shared + PLAN + _u(50) + b"\x64\0\0", 14)
    with pytest.raises(ForbiddenInstruction) as caught:
        route_of(parse(instruction))
    assert "token_ledger" in str(caught.value.context["instruction"])


def test_a_slippage_above_everything_is_forbidden() -> None:
    data = swap(ROUTE).data
    with pytest.raises(ForbiddenInstruction):
        route_of(parse(replace(swap(ROUTE), data=data[:-3] + b"\x11\x27\0")))


@settings(deadline=None)  # the first of them loads the library
@given(at=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_one_changed_bit_is_another_route_or_none(at: int, bit: int) -> None:
    instruction = swap(SHARED)
    data = bytearray(instruction.data)
    data[at % len(data)] ^= 1 << bit
    try:
        now = parse_jupiter(replace(instruction, data=bytes(data)))
    except UnknownInstruction:
        return
    assert now != parse_jupiter(instruction)


def test_the_library_is_loaded_with_the_first_such_instruction_only() -> None:
    code = (
        "import sys, fiscus.chains.solana.family, fiscus.chains.solana.decoding.programs;"
        "sys.exit('anchorpy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
