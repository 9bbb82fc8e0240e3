"""What to read around a transaction, and what events say should be read too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from fiscus.chains.evm.abi import TRANSFER_EVENT, approval_of, transfer_of
from fiscus.chains.evm.decoding.catalogue import Directory
from fiscus.chains.evm.observe import Observed, Watch
from fiscus.chains.evm.records import Log
from fiscus.core.desk.adapter import Effect, Gain, Grant

COIN: Final = Watch(None)
MOST: Final = 100
"""More cannot be read in one simulation."""
FOR_ALL: Final = "0x17307eab39ab6107e8899845ad3d59bd9653f200f220920489ca2b5937696c31"
"""`ApprovalForAll(address,address,bool)` of ERC-721 and ERC-1155."""
SINGLE: Final = "0xc3d58168c5ae7397731d063d5bbf3d657854427343f4c083240f7aacaa2d0f62"
BATCH: Final = "0x4a39dc06d4c0dbc64b70af90fd698a233a518aa5d07e595d983b8c0526c8f7fb"
"""`TransferSingle` and `TransferBatch` of ERC-1155."""
PERMIT2_APPROVAL: Final = "0xda9fa7c1b00402c17d0161b249b1ab8bbec047c5a52207b9c112deffd817036b"
PERMIT2_PERMIT: Final = "0xc6a377bfc4eb120024a8ac08eef205be16b817020812c73223e81d1bdb9708ec"
"""`Approval` and `Permit` of Permit2: owner, token and spender are indexed."""


def right_of(effect: Effect, grant: Grant) -> Watch:
    """The right that a grant is about: kept by the token, or by whom the effect calls."""
    token, called = (grant.asset.address or "").lower(), effect.target.lower()
    return Watch(token, grant.spender.lower(), None if called == token else called)


def gains_here(effect: Effect) -> tuple[Gain, ...]:
    """What arrives by the transaction itself: what a bridge pays out elsewhere is not seen here."""
    return tuple(gain for gain in effect.gains if gain.asset.chain == effect.chain)


def watches(effect: Effect, directory: Directory) -> tuple[Watch, ...]:
    """The coin, every token of the chain's list and of the effect, and the rights to them that the
    effect is about."""
    named = [move.asset.address for move in effect.moves]
    named += [gain.asset.address for gain in gains_here(effect)]
    mine = list(dict.fromkeys(address.lower() for address in named if address))
    listed = [token.address.lower() for token in directory.tokens.on_chain(directory.chain.name)]
    balances = [Watch(token) for token in dict.fromkeys([*mine, *listed])]
    rights = [Watch(token, effect.target.lower()) for token in mine]
    granted = [right_of(effect, grant) for grant in effect.grants]
    balances += [Watch(right.token) for right in granted]
    found = dict.fromkeys([COIN, *rights, *granted, *balances])
    return tuple(found)[:MOST]


def seen(observed: Observed, wallet: str) -> set[Watch]:
    """The balances and rights of the wallet that events tell about."""
    return set(_told(observed.logs or (), wallet.lower()))


def _told(logs: Iterable[Log], me: str) -> Iterator[Watch]:
    for log in logs:
        if (moved := transfer_of(log)) and me in {moved.sender, moved.recipient}:
            yield Watch(moved.token)
        if (given := approval_of(log)) and given.owner == me:
            yield Watch(given.token, given.spender)
        if kept := kept_right(log, me):
            yield kept[0]


def kept_right(log: Log, me: str) -> tuple[Watch, int] | None:
    """A right of the wallet that Permit2 keeps from now on, and its units."""
    if len(log.topics) != 4 or log.topics[0] not in {PERMIT2_APPROVAL, PERMIT2_PERMIT}:
        return None
    owner, token, spender = (_address(topic) for topic in log.topics[1:])
    if owner != me:
        return None
    return Watch(token, spender, log.address), int.from_bytes(log.data[:32], "big")


def collectible(logs: Iterable[Log], wallet: str) -> Log | None:
    """The first event by which an NFT leaves the wallet, or somebody may take them."""
    me = wallet.lower()
    for log in logs:
        name = log.topics[0] if log.topics else ""
        owner = {FOR_ALL: 1, SINGLE: 2, BATCH: 2}.get(name)
        if owner is None and name == TRANSFER_EVENT and len(log.topics) == 4:
            owner = 1
        if owner is not None and len(log.topics) > owner and _address(log.topics[owner]) == me:
            return log
    return None


def _address(topic: str) -> str:
    return "0x" + topic[-40:]
