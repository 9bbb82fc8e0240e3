"""What LI.FI is asked: parameters that are there and make sense, or the refusal."""

from __future__ import annotations

import json
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from fiscus.chains.evm.addresses import checksum, is_address
from fiscus.chains.jsonrpc import Json
from fiscus.chains.sandbox.lifi.shapes import COIN, Action, shown_address
from fiscus.chains.sandbox.loopback import Request
from fiscus.chains.sandbox.places import Traded

USUAL_SLIPPAGE: Final = Decimal("0.005")
USUAL_IMPACT: Final = Decimal("0.1")
NO_QUOTE: Final = 1002
NOT_FOUND: Final = 1003
WRONG: Final = 1011
"""LI.FI's codes: NoQuoteError, NotFoundError, ValidationError."""


class Declined(ValueError):
    """An answer with a status that is no 200."""

    def __init__(self, status: int, code: int, message: str, **more: Json) -> None:
        super().__init__(message)
        self.status = status
        self.body: dict[str, Json] = {"message": message, "code": code, **more}


def wrong(message: str) -> Declined:
    return Declined(400, WRONG, message)


@dataclass(frozen=True, slots=True)
class Shelf:
    """Everything that is traded, by chain id."""

    traded: Mapping[int, tuple[Traded, ...]]

    def chain(self, text: str) -> int:
        """By id or key."""
        for number, known in self.traded.items():
            if text.lower() in {str(number), known[0].chain.name}:
                return number
        raise wrong(f"Chain {text!r} is unknown")

    def token(self, chain: int, text: str) -> Traded:
        """By address or symbol. The coin is its symbol, or an address of zeros."""
        wanted = text.lower()
        for known in self.traded[chain]:
            if wanted in {shown_address(known).lower(), known.symbol.lower()}:
                return known
        raise Declined(404, NOT_FOUND, f"Token {text!r} is unknown on chain {chain}")


def needed(query: Mapping[str, str], name: str) -> str:
    value = query.get(name, "")
    if not value:
        raise wrong(f"Parameter {name} is missing")
    return value


def units(text: str, name: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < len(text) <= 78 and int(text)):
        raise wrong(f"{name} is no amount")
    return int(text)


def share(text: str | None, name: str, usual: Decimal) -> Decimal:
    """A proportion from 0 to 1."""
    try:
        value = usual if text is None else Decimal(text)
    except InvalidOperation:
        raise wrong(f"{name} is no number") from None
    if not 0 <= value <= 1:
        raise wrong(f"{name} is not from 0 to 1")
    return value


def wallet(text: str, name: str) -> str:
    if not is_address(text) or text.lower() == COIN:
        raise wrong(f"{name} is no address")
    return checksum(text)


def action_of(shelf: Shelf, query: Mapping[str, str], amount: int) -> Action:
    """In the words of `/quote`."""
    chains = [shelf.chain(needed(query, name)) for name in ("fromChain", "toChain")]
    sender = wallet(needed(query, "fromAddress"), "fromAddress")
    given = query.get("toAddress")
    return Action(
        sold=shelf.token(chains[0], needed(query, "fromToken")),
        bought=shelf.token(chains[1], needed(query, "toToken")),
        units=amount,
        slippage=share(query.get("slippage"), "slippage", USUAL_SLIPPAGE),
        sender=sender,
        receiver=wallet(given, "toAddress") if given else sender,
    )


def body_of(request: Request) -> Mapping[str, Json]:
    with _declining("The body is no JSON object"):
        return _object(json.loads(request.body, parse_float=str))


def wish_of(body: Mapping[str, Json]) -> dict[str, str]:
    """A body of `/advanced/routes` in the words of `/quote`."""
    options = body.get("options") or {}
    with _declining("options is no object"):
        chosen = _object(options)
    words = {
        "fromChain": body.get("fromChainId"),
        "toChain": body.get("toChainId"),
        "fromToken": body.get("fromTokenAddress"),
        "toToken": body.get("toTokenAddress"),
        "fromAmount": body.get("fromAmount"),
        "fromAddress": body.get("fromAddress"),
        "toAddress": body.get("toAddress"),
        **{name: chosen.get(name) for name in ("slippage", "maxPriceImpact", "integrator")},
    }
    return {name: str(word) for name, word in words.items() if word is not None}


def step_of(body: Mapping[str, Json]) -> tuple[dict[str, str], str]:
    """A step in the words of `/quote`, and its tool."""
    with _declining("This is no step"):
        action = _object(body["action"])
        words = {
            "fromChain": str(action["fromChainId"]),
            "toChain": str(action["toChainId"]),
            "fromToken": str(_object(action["fromToken"])["address"]),
            "toToken": str(_object(action["toToken"])["address"]),
            "fromAmount": str(action["fromAmount"]),
            "fromAddress": str(action["fromAddress"]),
            "toAddress": str(action.get("toAddress") or action["fromAddress"]),
            "slippage": str(action.get("slippage", USUAL_SLIPPAGE)),
            "integrator": str(body.get("integrator", "")),
        }
        return words, str(body["tool"])


@contextmanager
def _declining(message: str) -> Generator[None]:
    try:
        yield
    except (ValueError, KeyError, TypeError):
        raise wrong(message) from None


def _object(value: Json) -> Mapping[str, Json]:
    if not isinstance(value, dict):
        raise TypeError("that is no object")
    return value
