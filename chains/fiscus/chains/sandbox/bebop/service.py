"""Bebop's endpoints, answered by the sandbox's maker."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, TypeAlias, cast
from uuid import uuid4

from fiscus.chains.api import written
from fiscus.chains.evm.addresses import checksum, is_address
from fiscus.chains.jsonrpc import Call, Json
from fiscus.chains.sandbox.bebop.orders import PLACE_OF_FILLED, Order
from fiscus.chains.sandbox.definition import BEBOP_SETTLEMENT
from fiscus.chains.sandbox.exchanges import Pair, offers_for, offers_of
from fiscus.chains.sandbox.loopback import Request, Response
from fiscus.chains.sandbox.market import INVENTORY
from fiscus.chains.sandbox.places import Place, Traded
from fiscus.core.money import from_base_units

COIN: Final = "0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE"
"""How Bebop writes the native coin."""
INVALID_REQUEST: Final = 101
NO_LIQUIDITY: Final = 102
NO_TOKEN: Final = 105
MARGIN: Final = 10_000
"""The maker keeps one part in so many."""
GOOD_FOR: Final = 60
"""Seconds that a quote is firm, as for known takers."""
GAS: Final = 160_000

Fields: TypeAlias = "dict[str, object]"


class Declined(ValueError):
    """An error of Bebop's documentation."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.body: object = {"error": {"errorCode": code, "message": message}}


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for; of the two amounts one."""

    sold: Traded
    bought: Traded
    units_in: int | None
    units_out: int | None
    taker: str
    receiver: str
    gasless: bool


class BebopService:
    """`answer` is a handler for `loopback.serve`."""

    def __init__(self, places: Sequence[Place]) -> None:
        self._places = {place.chain.name: place for place in places}

    async def answer(self, request: Request) -> Response:
        try:
            status, body = await self._reply(request)
        except Declined as declined:
            status, body = 400, declined.body
        return Response(status, written(body))

    async def _reply(self, request: Request) -> tuple[int, object]:
        if request.method not in {"GET", "HEAD"}:
            return 405, {"detail": "Method Not Allowed"}
        words = request.path.strip("/").split("/")
        if words == ["pmm", "chains"]:
            return 200, {name: place.chain.id for name, place in self._places.items()}
        if len(words) != 4 or (words[0], words[2]) != ("pmm", "v3") or words[1] not in self._places:
            return 404, {"detail": "Not Found"}
        place = self._places[words[1]]
        if words[3] == "tokenlist":
            tokens = [_listed(token) for token in place.traded]
            return 200, {"tokens": tokens, "total": len(tokens)}
        if words[3] == "quote":
            return 200, await _quote(place, _wish(place, request.query))
        return 404, {"detail": "Not Found"}


def _wish(place: Place, query: Mapping[str, str]) -> Wish:
    sold = _token(place, _needed(query, "sell_tokens"))
    bought = _token(place, _needed(query, "buy_tokens"))
    if sold == bought or ("sell_amounts" in query) == ("buy_amounts" in query):
        raise Declined(INVALID_REQUEST, "Two tokens, and either sell_amounts or buy_amounts")
    taker = _address(_needed(query, "taker_address"))
    return Wish(
        sold,
        bought,
        _units(query.get("sell_amounts")),
        _units(query.get("buy_amounts")),
        taker,
        _address(query.get("receiver_address") or taker),
        query.get("gasless", "true").lower() != "false",
    )


def _needed(query: Mapping[str, str], name: str) -> str:
    if not query.get(name):
        raise Declined(INVALID_REQUEST, f"{name} is missing")
    return query[name]


def _token(place: Place, text: str) -> Traded:
    for known in place.traded:
        if text.lower() == (known.address or COIN).lower():
            return known
    raise Declined(NO_TOKEN, "Token is not supported")


def _address(text: str) -> str:
    if not is_address(text):
        raise Declined(INVALID_REQUEST, "That is no address")
    return checksum(text)


def _units(text: str | None) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and 0 < len(text) <= 78 and int(text)):
        raise Declined(INVALID_REQUEST, "That is no amount")
    return int(text)


async def _quote(place: Place, wish: Wish) -> Fields:
    units_in, units_out = await _price(place, wish)
    price, block = await place.console.ask(
        [Call("eth_gasPrice"), Call("eth_getBlockByNumber", ("latest", False))]
    )
    newest = int(str(cast("dict[str, Json]", block)["timestamp"]), 16)
    order = Order(
        chain_id=place.chain.id,
        pair=Pair(wish.sold.address, wish.bought.address),
        units_in=units_in,
        units_out=units_out,
        taker=wish.taker,
        receiver=wish.receiver,
        expiry=max(newest, int(time.time())) + GOOD_FOR,
        nonce=1 + secrets.randbits(120),
    )
    answer = _shown(place, wish, order)
    if not wish.gasless:
        answer["tx"] = {
            "to": BEBOP_SETTLEMENT,
            "value": hex(0 if wish.sold.address else units_in),
            "data": "0x" + order.call().hex(),
            "from": wish.taker,
            "gas": GAS,
            "gasPrice": int(str(price), 16),
        }
    return answer


async def _price(place: Place, wish: Wish) -> tuple[int, int]:
    """What leaves and what comes: a little worse than the best pool, out of what the maker has."""
    pair = Pair(wish.sold.address, wish.bought.address)
    if wish.units_in is not None:
        best = (await offers_of(place.console, pair, wish.units_in))[:1]
        found = [(offer.units_in, offer.units_out * (MARGIN - 1) // MARGIN) for offer in best]
    else:
        best = (await offers_for(place.console, pair, wish.units_out or 0))[:1]
        found = [(-(-offer.units_in * MARGIN // (MARGIN - 1)), offer.units_out) for offer in best]
    for units_in, units_out in found:
        if 0 < units_out <= INVENTORY[pair.path[1]]:
            return units_in, units_out
    raise Declined(NO_LIQUIDITY, "Insufficient liquidity")


def _shown(place: Place, wish: Wish, order: Order) -> Fields:
    sold = from_base_units(order.units_in, wish.sold.decimals)
    bought = from_base_units(order.units_out, wish.bought.decimals)
    left, came = wish.sold.worth(order.units_in), wish.bought.worth(order.units_out)
    impact = (came - left) / left
    amount = str(order.units_out)
    buys = _side(wish.bought, order.units_out, sold / bought)
    more: Fields = {
        "minimumAmount": amount,
        "amountBeforeFee": amount,
        "deltaFromExpected": impact,
    }
    return {
        "requestId": str(uuid4()),
        "type": "121",
        "status": "SIG_SUCCESS",
        "quoteId": f"121-{order.nonce}",
        "chainId": place.chain.id,
        "approvalType": "Standard",
        "nativeToken": place.chain.coin,
        "taker": order.taker,
        "receiver": order.receiver,
        "expiry": order.expiry,
        "slippage": 0,
        "gasFee": {"native": "0", "usd": 0},
        "buyTokens": {wish.bought.address or COIN: {**buys, **more}},
        "sellTokens": {wish.sold.address or COIN: _side(wish.sold, order.units_in, bought / sold)},
        "settlementAddress": BEBOP_SETTLEMENT,
        "approvalTarget": BEBOP_SETTLEMENT,
        "requiredSignatures": [],
        "priceImpact": impact,
        "warnings": [],
        "makers": ["sandbox"],
        "toSign": order.signed(),
        "onchainOrderType": "SingleOrder",
        "partialFillOffset": PLACE_OF_FILLED,
    }


def _side(token: Traded, units: int, price: Decimal) -> Fields:
    return {
        "amount": str(units),
        "decimals": token.decimals,
        "priceUsd": token.usd,
        "symbol": token.symbol,
        "price": price,
        "priceBeforeFee": price,
    }


def _listed(token: Traded) -> Fields:
    available = {"isAvailable": True, "canBuy": True, "canSell": True}
    return {
        "chainId": token.chain.id,
        "address": token.address or COIN,
        "decimals": token.decimals,
        "name": token.name,
        "symbol": token.symbol,
        "logoURI": "",
        "tags": [],
        "extensions": {"availability": available},
    }
