"""What a turn of the demo should have moved, beside what the chain says has moved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from fiscus.core.cli.demo_script import Bridge, Deed, Payment, Swap
from fiscus.core.money import EXACT, plain
from fiscus.core.sandbox import Sighting

Holdings: TypeAlias = Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the wallet and whoever a line pays have, in whole tokens by symbol."""

    wallets: Mapping[str, Holdings]
    """By family."""
    recipient: Holdings


@dataclass(frozen=True, slots=True)
class Comparison:
    """Before and after a turn, and the transactions between."""

    about: Payment | Swap | Bridge | Deed
    sightings: Sequence[Sighting]
    before: Snapshot
    after: Snapshot

    @property
    def had(self) -> Holdings:
        return self.before.wallets[self.about.on]

    @property
    def has(self) -> Holdings:
        return self.after.wallets[self.about.on]

    @property
    def changes(self) -> dict[str, Decimal]:
        """Of the wallet's tokens, but for the fees."""
        found = _delta(self.has, self.had)
        for sighting in self.sightings:
            coin = sighting.fee_token
            found[coin] = EXACT.add(found.get(coin, Decimal(0)), sighting.fee)
        return {token: change for token, change in found.items() if change}

    def facts(self) -> Iterator[str]:
        """The balances that it is about, for people."""
        if isinstance(self.about, Swap):
            tokens = [self.about.sold, self.about.bought]
        else:
            tokens = [] if isinstance(self.about, Deed) else [self.about.token]
        for token in tokens:
            yield f"wallet {_change(self.had, self.has, token)}"
        if isinstance(self.about, Bridge):
            came = _change(self.before.recipient, self.after.recipient, self.about.token)
            yield f"on the other chain {came}"
        paid = self.about.gives if isinstance(self.about, Deed) else self.about
        if isinstance(paid, Payment):
            whom = paid.to if len(paid.to) < 20 else f"{paid.to[:6]}…{paid.to[-4:]}"
            yield f"{whom} {_change(self.before.recipient, self.after.recipient, paid.token)}"

    def differences(self) -> Iterator[str]:
        """How what happened is not what should have."""
        if isinstance(self.about, Swap):
            return self._of_swap(self.about)
        if isinstance(self.about, Bridge):
            return self._of_bridge(self.about)
        if isinstance(self.about, Deed):
            return self._of_deed(self.about)
        return self._of_payment(self.about)

    def _of_payment(self, pays: Payment) -> Iterator[str]:
        amount = _amount(pays.amount, pays.share, self.had[pays.token])
        expected = {pays.token: -amount}
        if pays.rent and not self.before.recipient[pays.token]:
            coin = self.sightings[0].fee_token
            expected[coin] = EXACT.subtract(expected.get(coin, Decimal(0)), pays.rent)
        if self.changes != expected:
            yield f"the wallet changed by {_listed(self.changes)}, not {_listed(expected)}"
        yield from self._arrived(pays, amount)

    def _of_swap(self, swaps: Swap) -> Iterator[str]:
        changes = self.changes
        left = -changes.pop(swaps.sold, Decimal(0))
        came = changes.pop(swaps.bought, Decimal(0))
        most = swaps.most or _amount(swaps.amount, swaps.share, self.had[swaps.sold])
        if left > most or (left != most and swaps.most is None):
            yield f"the wallet sold {plain(left)} {swaps.sold}, not {plain(most)}"
        if came < swaps.least:
            yield f"{plain(came)} {swaps.bought} came, not at least {plain(swaps.least)}"
        if changes:
            yield f"the wallet's other tokens changed by {_listed(changes)}"

    def _of_bridge(self, bridges: Bridge) -> Iterator[str]:
        if self.changes != {bridges.token: -bridges.amount}:
            yield f"the wallet changed by {_listed(self.changes)}"
        came = _delta(self.after.recipient, self.before.recipient)
        if set(came) != {bridges.token} or came[bridges.token] < bridges.least:
            yield f"{_listed(came)} came on the other chain"

    def _of_deed(self, does: Deed) -> Iterator[str]:
        if self.changes:
            yield f"the wallet changed by {_listed(self.changes)}"
        if does.gives is not None:
            yield from self._arrived(does.gives, does.gives.amount or Decimal(0))

    def _arrived(self, pays: Payment, amount: Decimal) -> Iterator[str]:
        arrived = _delta(self.after.recipient, self.before.recipient)
        if arrived != {pays.token: amount}:
            yield f"{pays.to} got {_listed(arrived)}, not {_listed({pays.token: amount})}"


def _change(before: Holdings, after: Holdings, token: str) -> str:
    return f"{plain(before[token])} -> {plain(after[token])} {token}"


def _amount(amount: Decimal | None, share: Decimal | None, held: Decimal) -> Decimal:
    return amount if amount is not None else EXACT.multiply(held, share or Decimal(0))


def _delta(more: Holdings, less: Holdings) -> dict[str, Decimal]:
    """By how much the first has more; what is equal is left out."""
    changes = {token: EXACT.subtract(more[token], less[token]) for token in more}
    return {token: change for token, change in changes.items() if change}


def _listed(amounts: Mapping[str, Decimal]) -> str:
    return ", ".join(f"{plain(amount)} {token}" for token, amount in amounts.items()) or "nothing"
