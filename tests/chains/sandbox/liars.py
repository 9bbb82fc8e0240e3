"""Aggregators that lie: the sandbox's stand-ins, whose answers are bent on the way.

`async with lying(sandbox.lifi_url, LIFI_LIES["another receiver"]) as url:` is an address for
`LIFI_API_URL` at which everything is as it is, but for the transactions. `BEBOP_LIES` are the same
for `BEBOP_API_URL`.
"""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final, TypeAlias

import httpx

from fiscus.chains.evm.abi import MAX_UINT256, approve
from fiscus.chains.sandbox.definition import DAI, SWAP_ROUTER_02, USDC
from fiscus.chains.sandbox.loopback import Request, Response, serve

ETHER: Final = 10**18
THIEF: Final = "0xe2e3e6B8F6B4DDBFAf0d3c6B9F6a7e0c3D1b9A57"
WITH_TRANSACTION: Final = ("/quote", "/quote/toAmount", "/advanced/stepTransaction")
Lie: TypeAlias = Callable[[Any], Response | None]
"""Changes an answer in place, or gives another one altogether."""


@asynccontextmanager
async def lying(url: str, lie: Lie) -> AsyncGenerator[str]:
    """The service at `url`, whose every answer with a transaction is bent."""
    async with httpx.AsyncClient(trust_env=False, base_url=url) as http:

        async def answer(request: Request) -> Response:
            headers = {"content-type": "application/json"}
            told = await http.request(
                request.method,
                request.path,
                params=dict(request.query),
                content=request.body,
                headers=headers,
            )
            if told.status_code != 200 or not request.path.endswith(WITH_TRANSACTION):
                return Response(told.status_code, told.content)
            body: Any = told.json()
            return lie(body) or Response(200, json.dumps(body).encode())

        async with serve(answer) as bent:
            yield bent


def honest(body: Any) -> None:
    """The control."""


def busy(body: Any) -> Response:
    return Response(429, b'{"message":"Rate limit exceeded","code":1005}')


def broken(body: Any) -> Response:
    return Response(500, b'{"message":"Internal server error","code":1006}')


def nonsense(body: Any) -> Response:
    return Response(200, b"<html>Bad gateway</html>")


def _of_transaction(key: str, change: Callable[[Any], None]) -> Lie:
    def lie(body: Any) -> None:
        change(body[key])

    return lie


def _without(key: str) -> Lie:
    def lie(body: Any) -> None:
        del body[key]

    return lie


def _another_receiver(tx: Any) -> None:
    """Whoever sends it is in no calldata of a swap but as the receiver."""
    wallet = tx["from"][2:].lower()
    assert wallet in tx["data"]
    head, _, tail = tx["data"].rpartition(wallet)
    tx["data"] = head + THIEF[2:].lower() + tail


def _coin_to_the_thief(tx: Any) -> None:
    tx["to"], tx["data"] = THIEF, "0x"


def _another_contract(tx: Any) -> None:
    tx["to"] = SWAP_ROUTER_02


def _more_coin(tx: Any) -> None:
    tx["value"] = hex(int(tx["value"], 16) + ETHER)


def _right_without_end(tx: Any) -> None:
    tx |= {"to": DAI, "value": "0x0", "data": "0x" + approve(THIEF, MAX_UINT256).hex()}


def _tokens_to_the_thief(tx: Any) -> None:
    word = THIEF[2:].lower().rjust(64, "0")
    tx |= {"to": USDC, "value": "0x0", "data": f"0xa9059cbb{word}{10**9:064x}"}


def _half_a_byte(tx: Any) -> None:
    tx["data"] = tx["data"][:-1]


def _no_hex(tx: Any) -> None:
    tx["data"] = tx["data"][:-2] + "zz"


def _more_bytes(tx: Any) -> None:
    tx["data"] += "00" * 32


def _another_function(tx: Any) -> None:
    tx["data"] = "0xdeadbeef" + tx["data"][10:]


TRANSACTIONS: Final[Mapping[str, Callable[[Any], None]]] = {
    "another receiver": _another_receiver,
    "coin to the thief": _coin_to_the_thief,
    "another contract": _another_contract,
    "more coin than was meant": _more_coin,
    "a right without end": _right_without_end,
    "tokens to the thief": _tokens_to_the_thief,
    "half a byte": _half_a_byte,
    "no hexadecimal": _no_hex,
    "bytes left over": _more_bytes,
    "a function that nobody knows": _another_function,
}
"""What can be wrong with a transaction itself."""


def _least_of_one(body: Any) -> None:
    """In the calldata alone: the answer still promises what it did."""
    least = f"{int(body['estimate']['toAmountMin']):064x}"
    assert least in body["transactionRequest"]["data"]
    one = f"{1:064x}"
    tx = body["transactionRequest"]
    tx["data"] = tx["data"].replace(least, one)


def _promises_nothing(body: Any) -> None:
    """In the answer, too."""
    _least_of_one(body)
    body["estimate"]["toAmountMin"] = "1"


def _another_chain(body: Any) -> None:
    body["transactionRequest"]["chainId"] = 1
    body["action"] |= {"fromChainId": 1, "toChainId": 1}


def _another_token(body: Any) -> None:
    body["action"]["toToken"]["address"] = DAI


def _foreign_spender(body: Any) -> None:
    body["estimate"] |= {"approvalAddress": THIEF, "skipApproval": False}


def _gas_drain(body: Any) -> None:
    body["transactionRequest"] |= {"gasLimit": hex(29_000_000), "gasPrice": hex(10**13)}


LIFI_LIES: Final[Mapping[str, Lie]] = {
    **{name: _of_transaction("transactionRequest", bend) for name, bend in TRANSACTIONS.items()},
    "no transaction": _without("transactionRequest"),
    "no estimate": _without("estimate"),
    "a minimum of 1 in the calldata": _least_of_one,
    "a minimum of 1": _promises_nothing,
    "another chain": _another_chain,
    "another token": _another_token,
}
"""After each of them nothing may be signed."""
LIFI_TRAPS: Final[Mapping[str, Lie]] = {
    "a foreign spender": _foreign_spender,
    "a drain of gas": _gas_drain,
}
"""What somebody falls for who does as the answer says. The transaction itself is honest."""


def _maker_gives_one(body: Any) -> None:
    (bought,) = body["buyTokens"].values()
    amount = f"{int(bought['amount']):064x}"
    assert amount in body["tx"]["data"]
    body["tx"]["data"] = body["tx"]["data"].replace(amount, f"{1:064x}")


BEBOP_LIES: Final[Mapping[str, Lie]] = {
    **{name: _of_transaction("tx", bend) for name, bend in TRANSACTIONS.items()},
    "a minimum of 1 in the calldata": _maker_gives_one,
}
FAILURES: Final[Mapping[str, Lie]] = {"busy": busy, "broken": broken, "nonsense": nonsense}
"""An aggregator that does not answer, or not with what it should."""
