"""Where a transfer stands: what the chain says of a transaction of the diamond."""

from __future__ import annotations

from collections.abc import Sequence

from fiscus.chains.jsonrpc import Json
from fiscus.chains.sandbox.lifi.asked import Shelf
from fiscus.chains.sandbox.lifi.shapes import Fields, token_shape
from fiscus.chains.sandbox.lifi.transactions import Landed, Swapped, landed
from fiscus.chains.sandbox.places import Place, Traded


async def status_of(places: Sequence[Place], shelf: Shelf, transaction: str) -> Fields:
    """The answer of `/status`. A swap on one chain is over with its transaction."""
    for place in places:
        found = await landed(place.console, transaction)
        if found is not None:
            return _told(place, shelf, transaction, found)
    first = places[0]
    return {"sending": _side(first.coin, transaction, 0), "status": "NOT_FOUND", "tool": ""}


def _told(place: Place, shelf: Shelf, transaction: str, found: Landed) -> Fields:
    swap = found.swap
    if not found.succeeded or swap is None:
        # Whatever LI.FI's contract did not finish is no transfer of its own.
        sending = {**_side(place.coin, transaction, found.value), **_gas(place, found)}
        state = "INVALID" if found.succeeded else "FAILED"
        return {"sending": sending, "status": state, "tool": "", "fromAddress": found.sender}
    sold, bought = _tokens(place, shelf, swap)
    return {
        "transactionId": swap.number,
        "sending": {**_side(sold, transaction, swap.units_in), **_gas(place, found)},
        "receiving": {**_side(bought, transaction, swap.units_out), **_gas(place, found)},
        "feeCosts": [],
        "lifiExplorerLink": "",
        "fromAddress": found.sender,
        "toAddress": swap.receiver,
        "tool": "lifi",
        "status": "DONE",
        "substatus": "COMPLETED",
        "substatusMessage": "The transfer is complete.",
        "metadata": {"integrator": swap.integrator},
    }


def _tokens(place: Place, shelf: Shelf, swap: Swapped) -> tuple[Traded, Traded]:
    chain = place.chain.id
    return shelf.token(chain, swap.sold), shelf.token(chain, swap.bought)


def _side(token: Traded, transaction: str, units: int) -> Fields:
    return {
        "txHash": transaction,
        "txLink": token.chain.transaction_url(transaction),
        "amount": str(units),
        "amountUSD": token.worth_text(units),
        "token": token_shape(token),
        "chainId": token.chain.id,
    }


def _gas(place: Place, found: Landed) -> dict[str, Json]:
    coin, paid = place.coin, found.gas_used * found.gas_price
    return {
        "gasPrice": str(found.gas_price),
        "gasUsed": str(found.gas_used),
        "gasToken": token_shape(coin),
        "gasAmount": str(paid),
        "gasAmountUSD": coin.worth_text(paid),
        "value": str(found.value),
        "timestamp": found.timestamp,
        "includedSteps": [],
    }
