"""Bebop's stand-in: it keeps to Bebop's documentation, and the chain to what its maker signed."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator
from typing import Any, Final

import httpx
import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data
from web3 import Web3

from fiscus.chains.evm.decode import Message
from fiscus.chains.evm.decoding.calls import decode_message
from fiscus.chains.evm.decoding.catalogue import Directory
from fiscus.chains.evm.decoding.trades import read_trade
from fiscus.chains.evm.tokens import load_tokens
from fiscus.chains.sandbox.bebop.orders import DOMAIN, MAKER_KEY, SIGNED
from fiscus.chains.sandbox.definition import (
    BEBOP_MAKER,
    BEBOP_SETTLEMENT,
    DAI,
    SANDBOX,
    USDC,
    WETH,
)
from fiscus.chains.sandbox.session import Sandbox
from tests.chains.sandbox.aggregators import ETHER, allow, held, sent
from tests.sandboxes import rpc

COIN: Final = "0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE"
PAIRS: Final = [
    pytest.param(COIN, USDC, ETHER, id="coin for token"),
    pytest.param(USDC, COIN, 3000 * 10**6, id="token for coin"),
    pytest.param(DAI, USDC, 500 * ETHER, id="token for token"),
]
DOCUMENTED: Final = {
    "requestId": str, "type": str, "status": str, "quoteId": str, "chainId": int,
    "approvalType": str, "nativeToken": str, "taker": str, "receiver": str, "expiry": int,
    "slippage": int, "gasFee": dict, "buyTokens": dict, "sellTokens": dict,
    "settlementAddress": str, "approvalTarget": str, "requiredSignatures": list,
    "priceImpact": float, "warnings": list, "tx": dict, "makers": list, "toSign": dict,
}  # fmt: skip
"""Of the example at docs.bebop.xyz/rfq-api/api-reference/quote."""


@pytest.fixture
async def http(sandbox: Sandbox) -> AsyncGenerator[httpx.AsyncClient]:
    async with httpx.AsyncClient(trust_env=False, base_url=sandbox.bebop_url) as client:
        yield client


@pytest.fixture
def wallet(sandbox: Sandbox) -> Generator[str]:
    """For whose transactions the node asks no signature."""
    rpc(sandbox.rpc_url, "anvil_impersonateAccount", sandbox.address)
    yield sandbox.address
    rpc(sandbox.rpc_url, "anvil_stopImpersonatingAccount", sandbox.address)


def wish(sold: str, bought: str, units: int, taker: str) -> dict[str, str]:
    return {
        "sell_tokens": sold,
        "buy_tokens": bought,
        "sell_amounts": str(units),
        "taker_address": taker,
        "gasless": "false",
        "approval_type": "Standard",
    }


async def ask(http: httpx.AsyncClient, query: dict[str, str]) -> Any:
    answer = await http.get("/pmm/sandbox/v3/quote", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def coin_or(token: str) -> str | None:
    return None if token == COIN else token


def send(sandbox: Sandbox, quote: Any, **changes: Any) -> tuple[bool, int]:
    tx = {**quote["tx"], **changes}
    _, worked, fee = sent(sandbox, tx["to"], tx["data"], int(tx["value"], 16), tx["gas"])
    return worked, fee


@pytest.mark.parametrize(("sold", "bought", "units"), PAIRS)
async def test_the_chain_does_to_the_unit_what_was_quoted(
    sandbox: Sandbox, http: httpx.AsyncClient, wallet: str, sold: str, bought: str, units: int
) -> None:
    quote = await ask(http, wish(sold, bought, units, wallet))
    left, came = coin_or(sold), coin_or(bought)
    allow(sandbox, left, quote["approvalTarget"], units)
    before = held(sandbox, left), held(sandbox, came)
    worked, fee = send(sandbox, quote)
    assert worked
    fees: dict[str | None, int] = {None: fee}
    promised = int(quote["buyTokens"][bought]["amount"])
    assert before[0] - held(sandbox, left) == units + fees.get(left, 0)
    assert held(sandbox, came) - before[1] == promised - fees.get(came, 0)
    assert not send(sandbox, quote)[0], "an order is taken once"


@pytest.mark.parametrize(("sold", "bought", "units"), PAIRS)
async def test_the_desk_reads_every_word_of_its_transactions(
    sandbox: Sandbox, http: httpx.AsyncClient, sold: str, bought: str, units: int
) -> None:
    quote = await ask(http, wish(sold, bought, units, sandbox.address))
    tx = quote["tx"]
    assert tx["to"] == BEBOP_SETTLEMENT
    message = Message(tx["to"], int(tx["value"], 16), bytes.fromhex(tx["data"][2:]))
    root = decode_message(message, Directory(SANDBOX, load_tokens()))
    trade = read_trade(root, wallet=sandbox.address, wrapped=SANDBOX.wrapped)
    key = {token: (coin_or(token) or "").lower() or None for token in (sold, bought)}
    assert trade.taken == {key[sold]: units}
    assert trade.brought == {key[bought]: int(quote["buyTokens"][bought]["minimumAmount"])}
    assert trade.deadline == quote["expiry"]


async def test_what_must_come_comes_exactly(
    sandbox: Sandbox, http: httpx.AsyncClient, wallet: str
) -> None:
    query = wish(DAI, USDC, 0, wallet)
    del query["sell_amounts"]
    quote = await ask(http, {**query, "buy_amounts": str(700 * 10**6)})
    paid = int(quote["sellTokens"][DAI]["amount"])
    assert 700 * ETHER < paid < 701 * ETHER
    allow(sandbox, DAI, BEBOP_SETTLEMENT, paid)
    before = held(sandbox, USDC)
    assert send(sandbox, quote)[0]
    assert held(sandbox, USDC) - before == 700 * 10**6


async def test_the_maker_has_signed_exactly_what_is_shown(
    sandbox: Sandbox, http: httpx.AsyncClient
) -> None:
    quote = await ask(http, wish(COIN, USDC, ETHER, sandbox.address))
    data = {
        "domain": {
            "name": "BebopSettlement",
            "version": "2",
            "chainId": 31337,
            "verifyingContract": BEBOP_SETTLEMENT,
        },
        "primaryType": "SingleOrder",
        "types": {
            "EIP712Domain": [{"name": name, "type": kind} for name, kind in DOMAIN.items()],
            "SingleOrder": [{"name": name, "type": kind} for name, kind in SIGNED.items()],
        },
        "message": {
            name: int(value) if SIGNED[name].startswith("uint") else value
            for name, value in quote["toSign"].items()
        },
    }
    words = [quote["tx"]["data"][10:][at : at + 64] for at in range(0, 64 * 20, 64)]
    signature = "".join(words[16:19])[:130]
    assert int(words[15], 16) == 65
    signed = encode_typed_data(full_message=data)
    assert Account.recover_message(signed, signature="0x" + signature) == BEBOP_MAKER


def test_everybody_knows_the_makers_key_and_where_it_comes_from() -> None:
    assert Web3.keccak(text="fiscus sandbox bebop maker").to_0x_hex() == "0x" + MAKER_KEY
    assert Account.from_key(MAKER_KEY).address == BEBOP_MAKER


async def test_an_order_that_was_changed_or_is_too_old_is_refused(
    sandbox: Sandbox, http: httpx.AsyncClient, wallet: str
) -> None:
    quote = await ask(http, wish(COIN, USDC, ETHER, wallet))
    amount = f"{int(quote['buyTokens'][USDC]['amount']):064x}"
    assert amount in quote["tx"]["data"]
    more = quote["tx"]["data"].replace(amount, f"{int(amount, 16) + 1:064x}")
    assert not send(sandbox, quote, data=more)[0]
    assert not send(sandbox, quote, value=hex(ETHER - 1))[0]
    rpc(sandbox.rpc_url, "evm_increaseTime", 120)
    assert not send(sandbox, quote)[0]


async def test_a_part_of_an_order_is_a_part_of_what_comes(
    sandbox: Sandbox, http: httpx.AsyncClient, wallet: str
) -> None:
    quote = await ask(http, wish(COIN, USDC, ETHER, wallet))
    data, at = quote["tx"]["data"], 10 + 64 * quote["partialFillOffset"]
    assert int(data[at : at + 64], 16) == 0
    part = data[:at] + f"{ETHER // 4:064x}" + data[at + 64 :]
    message = Message(BEBOP_SETTLEMENT, ETHER // 4, bytes.fromhex(part[2:]))
    root = decode_message(message, Directory(SANDBOX, load_tokens()))
    trade = read_trade(root, wallet=wallet, wrapped=SANDBOX.wrapped)
    whole = int(quote["buyTokens"][USDC]["amount"])
    assert (trade.taken, trade.brought) == ({None: ETHER // 4}, {USDC.lower(): whole // 4})
    before = held(sandbox, USDC)
    assert send(sandbox, quote, data=part, value=hex(ETHER // 4))[0]
    assert held(sandbox, USDC) - before == whole // 4


async def test_the_answer_has_every_field_of_the_documentation(
    sandbox: Sandbox, http: httpx.AsyncClient
) -> None:
    quote = await ask(http, wish(USDC, WETH, 1000 * 10**6, sandbox.address))
    assert {name: type(quote[name]) for name in DOCUMENTED} == DOCUMENTED
    buys, sells = quote["buyTokens"][WETH], quote["sellTokens"][USDC]
    assert set(buys) - set(sells) == {"minimumAmount", "amountBeforeFee", "deltaFromExpected"}
    assert (sells["amount"], sells["decimals"], sells["symbol"]) == ("1000000000", 6, "USDC")
    assert buys["price"] * sells["price"] == pytest.approx(1)
    assert -0.002 < quote["priceImpact"] < 0
    gasless = await ask(http, {**wish(USDC, WETH, 10**9, sandbox.address), "gasless": "true"})
    assert "tx" not in gasless and set(gasless["toSign"]) == set(quote["toSign"])


async def test_chains_and_tokens_are_listed(http: httpx.AsyncClient) -> None:
    assert (await http.get("/pmm/chains")).json() == {"sandbox": 31337}
    listed = (await http.get("/pmm/sandbox/v3/tokenlist")).json()
    assert listed["total"] == 4
    assert {row["address"]: row["symbol"] for row in listed["tokens"]} == {
        COIN: "ETH",
        WETH: "WETH",
        USDC: "USDC",
        DAI: "DAI",
    }


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"sell_amounts": "0"}, 101),
        ({"sell_amounts": "1.5"}, 101),
        ({"buy_amounts": "5"}, 101),
        ({"taker_address": "0x12"}, 101),
        ({"taker_address": ""}, 101),
        ({"buy_tokens": COIN}, 101),
        ({"buy_tokens": WETH}, 102),
        ({"sell_amounts": str(10_000 * ETHER)}, 102),
        ({"buy_tokens": "0x00000000000000000000000000000000000b0b00"}, 105),
    ],
)
async def test_errors_are_numbered_as_documented(
    sandbox: Sandbox, http: httpx.AsyncClient, change: dict[str, str], code: int
) -> None:
    query = {**wish(COIN, USDC, ETHER, sandbox.address), **change}
    answer = await http.get("/pmm/sandbox/v3/quote", params=query)
    assert (answer.status_code, answer.json()["error"]["errorCode"]) == (400, code)


async def test_paths_that_it_does_not_know_are_not_found(http: httpx.AsyncClient) -> None:
    for path in ("/pmm/moon/v3/quote", "/pmm/sandbox/v2/quote", "/pmm/sandbox/v3/x", "/"):
        assert (await http.get(path)).status_code == 404
    assert (await http.post("/pmm/chains")).status_code == 405
