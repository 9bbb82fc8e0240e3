"""Whether a transaction in a block did to the wallet what was signed for."""

from __future__ import annotations

from collections.abc import Mapping

from fiscus.chains.solana.decoding.wire import Wire
from fiscus.chains.solana.records import Landed, TokenBalance
from fiscus.core.desk.adapter import Effect

Amounts = Mapping[str, int]
"""Base units by mint."""


def wallet_mismatch(effect: Effect, wire: Wire, landed: Landed) -> str | None:
    """A phrase where more left the wallet, or less arrived, or anything else of it changed."""
    looked_up = sum(len(lookup.written) + len(lookup.read) for lookup in wire.lookups)
    count = len(wire.keys) + looked_up
    if not len(landed.lamports_before) == len(landed.lamports_after) == count:
        return "the block shows another transaction"
    if landed.fee > effect.max_fee_units:
        return "the fee was higher than what was signed for"
    mine = effect.signer
    if _owners(landed.tokens_before, mine) & _strangers(landed.tokens_after, mine):
        return "an account of the wallet is somebody else's now"
    coin = landed.lamports_after[0] - landed.lamports_before[0] + landed.fee
    if coin < _least(effect, None):
        return "more SOL left the wallet, or less arrived, than was signed for"
    before, after = _held(landed.tokens_before, mine), _held(landed.tokens_after, mine)
    for mint in {*before, *after, *_mints(effect)}:
        if held_change(landed, mine, mint) < _least(effect, mint):
            return "more tokens left the wallet, or fewer arrived, than were signed for"
    return None


def held_change(landed: Landed, owner: str, mint: str) -> int:
    """Base units of a mint by which what an owner holds grew."""
    before, after = _held(landed.tokens_before, owner), _held(landed.tokens_after, owner)
    return after.get(mint, 0) - before.get(mint, 0)


def _least(effect: Effect, mint: str | None) -> int:
    """By how much the wallet's holding must change at least; below zero for what may leave."""
    gains = sum(gain.units for gain in effect.gains if gain.asset.address == mint)
    return gains - sum(move.units for move in effect.moves if move.asset.address == mint)


def _mints(effect: Effect) -> set[str]:
    assets = [*(gain.asset for gain in effect.gains), *(move.asset for move in effect.moves)]
    return {asset.address for asset in assets if asset.address is not None}


def _held(balances: tuple[TokenBalance, ...], owner: str) -> Amounts:
    total: dict[str, int] = {}
    for balance in balances:
        if balance.owner == owner:
            total[balance.mint] = total.get(balance.mint, 0) + balance.units
    return total


def _owners(balances: tuple[TokenBalance, ...], owner: str) -> set[int]:
    return {balance.account for balance in balances if balance.owner == owner}


def _strangers(balances: tuple[TokenBalance, ...], owner: str) -> set[int]:
    return {balance.account for balance in balances if balance.owner not in {owner, None}}
