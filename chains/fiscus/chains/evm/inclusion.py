"""What a block really did to the wallet, held against what was signed for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from fiscus.chains.evm import queries
from fiscus.chains.evm.abi import approval_of, transfer_of
from fiscus.chains.evm.client import EvmClient
from fiscus.chains.evm.comparing import difference
from fiscus.chains.evm.observe import Change, Observed, Watch, readings
from fiscus.chains.evm.quantities import hex_quantity
from fiscus.chains.evm.records import Log, Receipt
from fiscus.chains.evm.watching import COIN, gains_here, kept_right, right_of, seen
from fiscus.core.desk.adapter import Effect, Fate, Look
from fiscus.core.errors import RpcRefused

DEPOSIT: Final = "0xe1fffcc4923d04b559f4d29a8bfc6cda04eb5b0d3c460751c2402c5c5cc9109c"
WITHDRAWAL: Final = "0x7fcf532c15f0a6db0bd6d0e038bea71d30d808c7d98cb3bf7268a95bf5081b65"
"""`Deposit(address,uint256)` and `Withdrawal(address,uint256)` of wrapped coin. The first of its
kind tells of no transfer with them; later ones tell of both."""
ZERO: Final = "0x" + "0" * 40


async def verified(client: EvmClient, effect: Effect, look: Look, hash: str) -> Look:
    """The look, with a mismatch where the block did something else than a deal promised.

    The balances before and after the block say it exactly, where the node still has them and
    nothing else of the wallet is in it. Otherwise the receipt's events do.
    """
    if look.fate is not Fate.INCLUDED or look.mismatch or not effect.calls:
        return look
    receipt = await client.receipt(hash)
    if receipt is None:
        return look
    changes = await _around(client, effect, receipt)
    if changes is None:
        changes = by_events(effect, receipt.logs, client.chain.wrapped)
    shown = Observed(True, "", changes, receipt.logs)
    wrong = difference(effect, shown, fee_wei=receipt.fee_wei)
    return look if wrong is None else replace(look, mismatch=f"{receipt.hash}: {wrong}")


def touched(effect: Effect, logs: tuple[Log, ...]) -> tuple[Watch, ...]:
    """What the promise and the events are about."""
    named = [move.asset for move in effect.moves] + [gain.asset for gain in gains_here(effect)]
    found = [Watch(asset.address.lower()) for asset in named if asset.address]
    found += [right_of(effect, grant) for grant in effect.grants]
    told = seen(Observed(True, "", {}, logs), effect.signer)
    return tuple(dict.fromkeys([COIN, *found, *sorted(told, key=str)]))


async def _around(
    client: EvmClient, effect: Effect, receipt: Receipt
) -> Mapping[Watch, Change | None] | None:
    """The changes by what the chain held before and after the block."""
    watches = touched(effect, receipt.logs)
    before, after = hex_quantity(receipt.block - 1), hex_quantity(receipt.block)
    old, new, first, last = await client.gather(
        readings(effect.signer, watches, before).settled(),
        readings(effect.signer, watches, after).settled(),
        queries.nonce(effect.signer, before).settled(),
        queries.nonce(effect.signer, after).settled(),
    )
    if isinstance(old, RpcRefused) or isinstance(new, RpcRefused):
        return None
    if isinstance(first, RpcRefused) or isinstance(last, RpcRefused) or last - first != 1:
        return None
    return {
        watch: Change(old[watch], new[watch]) if watch in old and watch in new else None
        for watch in watches
    }


def by_events(
    effect: Effect, logs: Iterable[Log], wrapped: str | None
) -> Mapping[Watch, Change | None]:
    """The changes of tokens, and of the rights that the promise names, as events tell them."""
    me, weth = effect.signer.lower(), (wrapped or "").lower()
    net, minted, logged = dict[str, int](), 0, 0
    rights = dict[Watch, Change | None]()
    for log in logs:
        if (moved := transfer_of(log)) and me in {moved.sender, moved.recipient}:
            sign = (moved.recipient == me) - (moved.sender == me)
            net[moved.token] = net.get(moved.token, 0) + sign * moved.units
            minted += sign * moved.units if _makes_coin(log, weth) else 0
        logged += _wrapped_by(log, weth, me)
        if (given := approval_of(log)) and given.owner == me:
            rights[Watch(given.token, given.spender)] = Change(given.units, given.units)
        if kept := kept_right(log, me):
            watch, units = kept
            rights[watch] = Change(units, units)
    if logged and not minted:
        net[weth] = net.get(weth, 0) + logged
    tokens: dict[Watch, Change | None] = {
        Watch(token): Change(0, units) for token, units in net.items()
    }
    unseen = {watch: Change(0, 0) for watch in touched(effect, ()) if watch.spender is None}
    del unseen[COIN]
    return {**unseen, **tokens, **rights}


def _makes_coin(log: Log, weth: str) -> bool:
    """Whether wrapped coin is made or burned."""
    moved = transfer_of(log)
    return log.address == weth and moved is not None and ZERO in {moved.sender, moved.recipient}


def _wrapped_by(log: Log, weth: str, me: str) -> int:
    """Units that the wallet wrapped, or unwrapped (below zero)."""
    if log.address != weth or len(log.topics) != 2 or "0x" + log.topics[1][-40:] != me:
        return 0
    units = int.from_bytes(log.data, "big")
    return {DEPOSIT: units, WITHDRAWAL: -units}.get(log.topics[0], 0)
