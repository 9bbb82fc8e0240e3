"""Whether what a bridge promised has come: by the other chain's events, receipts and balances."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from fiscus.chains.answers import fields, items
from fiscus.chains.evm import queries
from fiscus.chains.evm.abi import TRANSFER_EVENT, TransferEvent, address_word, transfer_of
from fiscus.chains.evm.assets import native_asset, token_asset, unlisted_asset
from fiscus.chains.evm.bridging import held_of
from fiscus.chains.evm.client import EvmClient
from fiscus.chains.evm.metadata import read_metadata
from fiscus.chains.evm.networks import Networks
from fiscus.chains.evm.quantities import hash32, hex_quantity, quantity
from fiscus.chains.evm.records import log
from fiscus.chains.evm.tokens import TokenList
from fiscus.chains.jsonrpc import Call, Json
from fiscus.chains.query import Query
from fiscus.core.desk.adapter import Asset
from fiscus.core.desk.arrivals import Arrival, Saying, Seen, Watch
from fiscus.core.errors import RpcRefused

SPAN: Final = 2_000
"""Blocks whose events are asked for at once: public nodes refuse more."""
ROUNDS: Final = 10
"""Requests of one look; the next look goes on where this one ended."""
UNSETTLED: Final = 16
"""The newest blocks are looked at again: they may still be others."""


@dataclass(frozen=True, slots=True)
class Event:
    """A token that came, and its place on the chain."""

    moved: TransferEvent
    transaction: str
    index: int


async def arrived(networks: Networks, tokens: TokenList, watch: Watch) -> Seen:
    """See `fiscus.core.desk.arrivals.Watches`."""
    gain = watch.effect.gains[0]
    far = networks[gain.asset.chain]
    if gain.asset.address is None:
        found = Seen(await _grown(far, gain.asset, watch), watch.scanned)
    else:
        found = await _token(far, gain.asset, watch)
    if found.arrival is None and (hinted := await _hinted(networks, tokens, watch)):
        return Seen(hinted, found.scanned)
    return found


async def _token(client: EvmClient, asset: Asset, watch: Watch) -> Seen:
    """The first transfer to the receiver that keeps the promise."""
    gain, newest = watch.effect.gains[0], (await client.block()).number
    start, scanned = watch.scanned + 1, watch.scanned
    for _ in range(ROUNDS):
        if start > newest:
            break
        end = min(start + SPAN - 1, newest)
        asked = transfers_to(asset.address or "", gain.to, start, end)
        events = await client.ask(asked.settled())
        if isinstance(events, RpcRefused):
            # Some nodes give no events, or of few blocks only.
            return Seen(await _grown(client, asset, watch), scanned)
        for event in events:
            key = f"{asset.chain}:{event.transaction}:{event.index}"
            if event.moved.units >= gain.units and key not in watch.taken:
                return Seen(Arrival(asset, event.moved.units, key, event.transaction), scanned)
        scanned, start = max(scanned, min(end, newest - UNSETTLED)), end + 1
    return Seen(None, scanned)


async def _grown(client: EvmClient, asset: Asset, watch: Watch) -> Arrival | None:
    """Without events, as coin is: the balance must have grown by the promise, what is known to have
    come and gone beside it counted."""
    gain = watch.effect.gains[0]
    block, held = await client.gather(queries.block(), held_of(asset, gain.to))
    came = (held or 0) - watch.shore.units + watch.others
    if came < gain.units:
        return None
    return Arrival(asset, came, f"{asset.chain}:{gain.to}:{block.number}", _pointed(watch))


def _pointed(watch: Watch) -> str | None:
    """What the service calls its transaction there; the balance is what proves it."""
    notice, chain = watch.notice, watch.effect.gains[0].asset.chain
    return notice.transaction if notice and notice.chain == chain else None


async def _hinted(networks: Networks, tokens: TokenList, watch: Watch) -> Arrival | None:
    """What came by the transaction that the service points to: maybe something else, maybe less,
    maybe on this side again."""
    notice, effect = watch.notice, watch.effect
    if notice is None or notice.transaction is None:
        return None
    if notice.says not in {Saying.DONE, Saying.PARTIAL, Saying.REFUNDED}:
        return None
    home = notice.chain == effect.chain
    if not home and notice.chain != effect.gains[0].asset.chain:
        return None
    client = networks[notice.chain or effect.chain]
    receipt = await client.receipt(notice.transaction)
    after = watch.source_block if home else watch.shore.block + 1
    receiver = effect.signer if home else effect.gains[0].to
    if receipt is None or not receipt.succeeded or receipt.block < after:
        return None
    if receipt.sender == effect.signer.lower():
        return None
    key = f"{client.chain.name}:{receipt.hash}"
    if any(taken.startswith(key) for taken in watch.taken):
        return None
    moved = [moved for one in receipt.logs if (moved := transfer_of(one))]
    came = await _brought(client, tokens, _sums(moved, receiver.lower()), receipt.block, receiver)
    return Arrival(*came, key, receipt.hash) if came else None


async def _brought(
    client: EvmClient, tokens: TokenList, sums: dict[str, int], block: int, receiver: str
) -> tuple[Asset, int] | None:
    for token, units in sums.items():
        known = tokens.by_address(client.chain.name, token)
        if known is not None:
            return token_asset(known), units
        if found := (await read_metadata(client, [token]))[token]:
            return unlisted_asset(client.chain, found, tokens), units
    coin = native_asset(client.chain)
    before, after = await client.gather(
        held_of(coin, receiver, queries.at(block - 1)).settled(),
        held_of(coin, receiver, queries.at(block)).settled(),
    )
    if isinstance(before, RpcRefused) or isinstance(after, RpcRefused):
        return None
    units = (after or 0) - (before or 0)
    return (coin, units) if units > 0 else None


def _sums(moved: Sequence[TransferEvent], receiver: str) -> dict[str, int]:
    found = dict[str, int]()
    for one in moved:
        if one.recipient == receiver and one.units:
            found[one.token] = found.get(one.token, 0) + one.units
    return found


def transfers_to(token: str, to: str, start: int, end: int) -> Query[list[Event]]:
    """The transfers of a token to somebody in some blocks, in order."""
    topics: list[Json] = [TRANSFER_EVENT, None, "0x" + address_word(to).hex()]
    wanted: dict[str, Json] = {
        "address": token,
        "topics": topics,
        "fromBlock": hex_quantity(start),
        "toBlock": hex_quantity(end),
    }
    return Query(
        Call("eth_getLogs", (wanted,)),
        lambda answer: list(_events(answer, token.lower(), to.lower())),
    )


def _events(answer: Json, token: str, to: str) -> Iterator[Event]:
    """What a node gives beside what it was asked for is left out."""
    for item in items(answer):
        moved, entry = transfer_of(log(item)), fields(item)
        if moved is not None and (moved.token, moved.recipient) == (token, to):
            place = hash32(entry.get("transactionHash")), quantity(entry.get("logIndex"))
            yield Event(moved, *place)
