"""What became of signed bytes on an EVM chain: in a block, waiting, or proven never to land.

A place in a lane is a nonce. It is proven lost where a block that cannot be undone counts past it
and no node that answers has a receipt of ours.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from fiscus.chains.answers import BadAnswer
from fiscus.chains.evm import queries
from fiscus.chains.evm.abi import transfer_of
from fiscus.chains.evm.client import EvmClient
from fiscus.chains.evm.records import Receipt
from fiscus.chains.query import Query
from fiscus.core.desk.adapter import Effect, Fate, Look, Sealed, Variant
from fiscus.core.errors import ChainBehind, ChainError, RpcRefused

Variants = Sequence[Sealed]
KEPT_BLOCKS: Final = 127
"""Of which every node has the state; archives have more."""


@dataclass(frozen=True, slots=True)
class Word:
    """One node's word on a place in a lane."""

    receipts: tuple[Receipt | None, ...]
    """Of the variants, in their order."""
    lost: bool
    """A block that cannot be undone counts past the place."""


async def look_at(
    client: EvmClient, effect: Effect, variants: Variants, *, since: int | None
) -> Look:
    """See `Adapter.look`."""
    receipts, final = await _receipts(client, variants, finality=since is not None)
    if landed := _landed(effect, variants, receipts):
        return replace(landed, final=final is not None and (landed.block or 0) <= final)
    used, known, receipts, head = await _standing(client, effect.signer, variants)
    if landed := _landed(effect, variants, receipts):
        return landed
    if since is not None and head < since:
        raise ChainBehind(
            f"A node of {client.chain.title} has not seen block {since}",
            hint="It is behind: wait, or use another RPC.",
        )
    place = variants[0].sequence
    if place is None or used <= place or known:
        return Look(Fate.WAITING)
    return await _judged(client, effect, variants, place)


async def _judged(client: EvmClient, effect: Effect, variants: Variants, place: int) -> Look:
    """Ask every node: something else has the place, as it seems."""
    asked = [_word(alone, effect.signer, variants, place) for alone in client.alone()]
    words = [word for word in await asyncio.gather(*asked) if word is not None]
    for word in words:
        if landed := _landed(effect, variants, word.receipts):
            return landed
    if not words:
        return Look(Fate.WAITING)
    dead = all(word.lost for word in words)
    successor = await find_sender(client, effect.signer, place)
    return Look(Fate.DEAD if dead else Fate.TAKEN, successor=successor)


async def _word(client: EvmClient, signer: str, variants: Variants, place: int) -> Word | None:
    """`None` where the node does not answer."""
    try:
        receipts = await client.gather_all([queries.receipt(v.id) for v in variants])
        return Word(tuple(receipts), await _final_nonce(client, signer) > place)
    except ChainError:
        return None


async def _final_nonce(client: EvmClient, signer: str) -> int:
    """The nonce at the newest block that cannot be undone; by depth where nodes name none."""
    final = await client.ask(queries.nonce(signer, queries.FINALIZED).settled())
    if not isinstance(final, RpcRefused):
        return final
    head = await client.ask(queries.block())
    deep = max(head.number - client.chain.final_depth, 0)
    return await client.ask(queries.nonce(signer, queries.at(deep)))


async def final_block(client: EvmClient) -> int | None:
    """The newest block that cannot be undone, by number."""
    final = await client.ask(queries.final_block())
    if final is not None:
        return final
    head = await client.ask(queries.block())
    return head.number - client.chain.final_depth


async def find_sender(client: EvmClient, signer: str, place: int) -> str | None:
    """The transaction that used a place, found by halving the blocks whose state nodes keep.

    `None` where they do not keep it, or nobody answers.
    """
    try:
        high = (await client.ask(queries.block())).number
        low = max(high - KEPT_BLOCKS, -1)
        while high - low > 1:
            middle = (low + high) // 2
            used = await client.ask(queries.nonce(signer, queries.at(middle)))
            low, high = (low, middle) if used > place else (middle, high)
        sent = await client.ask(queries.sent_in(high))
    except ChainError:
        return None
    mine = (hash for hash, sender, nonce in sent if (sender, nonce) == (signer.lower(), place))
    return next(mine, None)


async def _receipts(
    client: EvmClient, variants: Variants, *, finality: bool
) -> tuple[Sequence[Receipt | None], int | None]:
    """In one request; with `finality` the newest final block comes with them."""
    asked: list[Query[Receipt | None]] = [queries.receipt(v.id) for v in variants]
    if not finality:
        return await client.gather_all(asked), None
    mixed: list[Query[Receipt | int | None]] = [
        *(query.then(_widened) for query in asked),
        queries.final_block().then(_widened),
    ]
    *shown, final = await client.gather_all(mixed)
    receipts = [receipt for receipt in shown if not isinstance(receipt, int)]
    if final is None:
        final = await final_block(client)
    return receipts, final if isinstance(final, int) else None


def _widened(answer: Receipt | int | None) -> Receipt | int | None:
    return answer


async def _standing(
    client: EvmClient, signer: str, variants: Variants
) -> tuple[int, bool, Sequence[Receipt | None], int]:
    """The nonce, whether a node knows any variant, their receipts again, and the newest block."""
    used, head = queries.nonce(signer), queries.block()
    if len(variants) == 1:
        (only,) = variants
        asked = queries.transaction(only.id), queries.receipt(only.id)
        count, sent, receipt, newest = await client.gather(used, *asked, head)
        return count, sent is not None, [receipt], newest.number
    count, newest = await client.gather(used, head)
    known = await client.gather_all([queries.transaction(v.id) for v in variants])
    receipts = await client.gather_all([queries.receipt(v.id) for v in variants])
    return count, any(known), receipts, newest.number


def _landed(effect: Effect, variants: Variants, receipts: Sequence[Receipt | None]) -> Look | None:
    """What the first receipt that is there says."""
    for sealed, receipt in zip(variants, receipts, strict=True):
        if receipt is not None:
            return _included(effect, sealed, receipt)
    return None


def _included(effect: Effect, sealed: Sealed, receipt: Receipt) -> Look:
    if receipt.hash != sealed.id.lower():
        raise BadAnswer("A node gave the receipt of another transaction")
    fate = Fate.INCLUDED if receipt.succeeded else Fate.REVERTED
    mismatch = None
    if receipt.succeeded and sealed.variant is not Variant.CANCEL:
        mismatch = _mismatch(effect, receipt)
    return Look(fate, receipt.fee_wei, receipt.block, mismatch, sealed.id)


def _mismatch(effect: Effect, receipt: Receipt) -> str | None:
    """Where the block shows something else than what was signed for."""
    if receipt.to != effect.target.lower() or receipt.sender != effect.signer.lower():
        return f"the receipt of {receipt.hash} is of another transaction"
    if effect.calls:
        # More than a payment: `inclusion.verified` compares the balances.
        return None
    me = effect.signer.lower()
    left = [moved for log in receipt.logs if (moved := transfer_of(log)) and moved.sender == me]
    shown = sorted((moved.token, moved.recipient, moved.units) for moved in left)
    signed = sorted(
        (move.asset.address.lower(), move.to.lower(), move.units)
        for move in effect.moves
        if move.asset.address
    )
    return None if shown == signed else f"{receipt.hash} moved other tokens than were signed for"
