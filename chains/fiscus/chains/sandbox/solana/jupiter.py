"""A stand-in of Jupiter's public API on this chain: Swap v1, Price v3 and Tokens v2.

Paths, parameters and answers are those of Jupiter's OpenAPI descriptions; transactions are made by
the sandbox's market maker. A key is taken and not looked at.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, TypeAlias

from solders.instruction import Instruction
from solders.pubkey import Pubkey

from fiscus.chains.jsonrpc import Json, Malformed, parse
from fiscus.chains.sandbox.loopback import Request, Response
from fiscus.chains.sandbox.solana.ledger import Ledger
from fiscus.chains.sandbox.solana.maker import Maker, Order
from fiscus.chains.sandbox.solana.market import DEPTH, LISTED, WHOLE, Listed, Price, priced
from fiscus.chains.solana.addresses import is_address

LABEL: Final = "Sandbox Market"
MOST_UNITS: Final = 2**64
MOST_IDS: Final = 50
CREATED: Final = "2024-06-05T08:55:25.527Z"
LIFE: Final = 150

Reply: TypeAlias = tuple[int, Json]


class Refused(Exception):
    """`reply` says why, as Jupiter does."""

    def __init__(self, error: str, code: str = "", status: int = 400) -> None:
        super().__init__(error)
        coded: dict[str, Json] = {"errorCode": code} if code else {}
        self.reply: Reply = (status, {"error": error, **coded})


@dataclass(frozen=True, slots=True)
class Jupiter:
    """Handler for `loopback.serve`."""

    ledger: Ledger

    @property
    def maker(self) -> Maker:
        return Maker(self.ledger.engine)

    async def __call__(self, request: Request) -> Response:
        try:
            status, body = self._reply(request)
        except Refused as refused:
            status, body = refused.reply
        return Response(status, json.dumps(body, separators=(",", ":")).encode())

    def _reply(self, request: Request) -> Reply:
        match request.method, request.path:
            case "GET", "/swap/v1/quote":
                return 200, self._quote(request.query)
            case "POST", "/swap/v1/swap":
                return 200, self._swap(_ordered(request.body))
            case "POST", "/swap/v1/swap-instructions":
                return 200, self._parts(_ordered(request.body))
            case "GET", "/price/v3":
                return 200, self._prices(request.query.get("ids", ""))
            case "GET", "/tokens/v2/search":
                return 200, [_listing(token) for token in _found(request.query.get("query", ""))]
            case _:
                raise Refused("Not Found", status=404)

    def _quote(self, query: Mapping[str, str]) -> Json:
        price, exact_out = _price(query)
        swap: dict[str, Json] = {
            "ammKey": price.bought.mint,
            "label": LABEL,
            "inputMint": price.sold.mint,
            "outputMint": price.bought.mint,
            "inAmount": str(price.paid),
            "outAmount": str(price.arrives),
        }
        return {
            "inputMint": price.sold.mint,
            "inAmount": str(price.paid),
            "outputMint": price.bought.mint,
            "outAmount": str(price.arrives),
            "otherAmountThreshold": str(price.bound),
            "swapMode": "ExactOut" if exact_out else "ExactIn",
            "slippageBps": price.slippage_bps,
            "platformFee": None,
            "priceImpactPct": _decimal(price.impact),
            "routePlan": [{"swapInfo": swap, "percent": 100, "bps": WHOLE}],
            "contextSlot": self.ledger.blocks[-1].slot,
            "timeTaken": 0.001,
        }

    def _swap(self, order: Order) -> Json:
        block = self.ledger.bank("confirmed")
        transaction = self.maker.transaction(order, block.hash)
        return {
            "swapTransaction": base64.b64encode(transaction).decode(),
            "lastValidBlockHeight": block.height + LIFE,
        }

    def _parts(self, order: Order) -> Json:
        parts = self.maker.instructions(order)
        *setup, last = parts
        cleanup = None
        if len(parts) > 3:
            *setup, last, cleanup = parts
        return {
            "computeBudgetInstructions": [
                _instruction(part) for part in self.maker.limits(order, parts)
            ],
            "setupInstructions": [_instruction(part) for part in setup],
            "swapInstruction": _instruction(last),
            "cleanupInstruction": _instruction(cleanup) if cleanup else None,
            "otherInstructions": [],
            "addressLookupTableAddresses": [str(self.maker.table(order.owner).key)],
        }

    def _prices(self, ids: str) -> Json:
        asked = [mint for mint in ids.split(",") if mint]
        if not 0 < len(asked) <= MOST_IDS:
            raise Refused("ids must name 1 to 50 tokens")
        return {
            mint: {
                "createdAt": CREATED,
                "liquidity": 2 * DEPTH,
                "usdPrice": token.price,
                "blockId": self.ledger.blocks[-1].slot,
                "decimals": token.decimals,
                "priceChange24h": None,
            }
            for mint in asked
            if (token := LISTED.get(mint)) is not None and not token.suspicious
        }


def _price(query: Mapping[str, str]) -> tuple[Price, bool]:
    """What is asked for, and whether what arrives is exact."""
    sold, bought = _token(query, "inputMint"), _token(query, "outputMint")
    units, slippage = _number(query.get("amount")), _number(query.get("slippageBps", "50"))
    mode = query.get("swapMode", "ExactIn")
    if units is None or not 0 < units < MOST_UNITS:
        raise Refused("Query parameter amount cannot be parsed")
    if slippage is None or slippage > WHOLE:
        raise Refused("Query parameter slippageBps cannot be parsed")
    if mode not in {"ExactIn", "ExactOut"} or query.get("asLegacyTransaction") == "true":
        raise Refused("Query parameter swapMode cannot be parsed, or is not served")
    if sold == bought:
        raise Refused("Input and output mints are not allowed to be equal", "CIRCULAR_ARBITRAGE")
    exact_out = mode == "ExactOut"
    price = priced(sold, bought, units, slippage_bps=slippage, exact_out=exact_out)
    if price is None:
        raise Refused("Could not find any route", "COULD_NOT_FIND_ANY_ROUTE")
    return price, exact_out


def _token(query: Mapping[str, str], name: str) -> Listed:
    mint = query.get(name, "")
    if not is_address(mint):
        raise Refused(f"Query parameter {name} cannot be parsed: Invalid")
    token = LISTED.get(mint)
    if token is None:
        raise Refused(f"The token {mint} is not tradable", "TOKEN_NOT_TRADABLE")
    return token


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and text.isascii() and text.isdigit() else None


def _ordered(body: bytes) -> Order:
    """`SwapRequest`: a quote that was given here, as it was given, and who wants it."""
    try:
        parsed = parse(body)
    except Malformed:
        raise Refused("Failed to parse the request body as JSON", status=422) from None
    asked = parsed if isinstance(parsed, dict) else {}
    quote, owner = asked.get("quoteResponse"), asked.get("userPublicKey")
    if not isinstance(quote, dict) or not (isinstance(owner, str) and is_address(owner)):
        raise Refused("Failed to deserialize the request", status=422)
    exact_out = quote.get("swapMode") == "ExactOut"
    again = {
        "inputMint": str(quote.get("inputMint")),
        "outputMint": str(quote.get("outputMint")),
        "amount": str(quote.get("outAmount" if exact_out else "inAmount")),
        "slippageBps": str(quote.get("slippageBps")),
        "swapMode": str(quote.get("swapMode")),
    }
    price, _ = _price(again)
    if (quote.get("inAmount"), quote.get("outAmount")) != (str(price.paid), str(price.arrives)):
        raise Refused("The quote is not one that was given here")
    return Order(
        Pubkey.from_string(owner),
        price,
        _most_priority(asked.get("prioritizationFeeLamports")),
        fitted=asked.get("dynamicComputeUnitLimit") is True,
    )


def _most_priority(asked: Json) -> int | None:
    """Lamports: a number, or the limit of a level."""
    level = asked.get("priorityLevelWithMaxLamports") if isinstance(asked, dict) else None
    found = level.get("maxLamports") if isinstance(level, dict) else asked
    return found if isinstance(found, int) and found >= 0 else None


def _found(query: str) -> list[Listed]:
    """By mints, or by symbol or name; what is verified first."""
    words = [word.strip() for word in query.split(",") if word.strip()]
    if not words:
        raise Refused("query is missing")
    mints = [LISTED[word] for word in words if word in LISTED]
    if mints or any(map(is_address, words)):
        return mints
    text = query.casefold()
    named = (t for t in LISTED.values() if text in t.symbol.casefold() or text in t.name.casefold())
    return sorted(named, key=lambda token: not token.verified)


def _listing(token: Listed) -> Json:
    audit: dict[str, Json] = {"mintAuthorityDisabled": token.verified}
    return {
        "id": token.mint,
        "name": token.name,
        "symbol": token.symbol,
        "decimals": token.decimals,
        "tokenProgram": token.program,
        "createdAt": CREATED,
        "holderCount": 100_000 if token.verified else 12,
        "audit": {**audit, "isSus": True} if token.suspicious else audit,
        "organicScore": 98.5 if token.verified else 0,
        "organicScoreLabel": "high" if token.verified else "low",
        "isVerified": token.verified,
        "tags": ["verified"] if token.verified else [],
        "usdPrice": token.price,
        "liquidity": 2 * DEPTH,
        "updatedAt": CREATED,
    }


def _instruction(part: Instruction) -> Json:
    return {
        "programId": str(part.program_id),
        "accounts": [
            {
                "pubkey": str(meta.pubkey),
                "isSigner": meta.is_signer,
                "isWritable": meta.is_writable,
            }
            for meta in part.accounts
        ],
        "data": base64.b64encode(bytes(part.data)).decode(),
    }


def _decimal(share: Fraction) -> str:
    """Twelve places, as text."""
    whole = share.numerator * 10**12 // share.denominator
    return f"{whole // 10**12}.{whole % 10**12:012d}".rstrip("0").rstrip(".")
