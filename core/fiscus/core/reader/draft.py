"""A request being understood: roles, their values with places, and what is in doubt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from fiscus.core.reader.conditions import Condition
from fiscus.core.reader.phrases import Named
from fiscus.core.reader.quotations import Quotation, quotation_at
from fiscus.core.reader.reading import ParamValue, Value

_MAY_BE_QUOTED = frozenset({"support", "memo", "reason", "description", "venue", "proposal_text"})


@dataclass(frozen=True, slots=True)
class Option:
    """One of several values the person named for a role, and what `Draft` knows beside it."""

    value: Value
    family: str | None = None
    known: bool = True


@dataclass(slots=True)
class Draft:
    """What one clause says so far. `doubts` maps a role (or `request`) to the reason."""

    frame: str
    action: str
    clause: int
    text: str
    turn: int = 0
    """0 for the message itself, -1 … for earlier turns of the same person."""
    quotations: tuple[Quotation, ...] = ()
    """Of the text."""
    params: dict[str, ParamValue] = field(default_factory=dict[str, ParamValue])
    values: dict[str, Value] = field(default_factory=dict[str, Value])
    doubts: dict[str, str] = field(default_factory=dict[str, str])
    choices: dict[str, list[Option]] = field(default_factory=dict[str, list[Option]])
    """What the person named for a role with "or" between, where nothing else is in doubt there."""
    unknown: set[str] = field(default_factory=set[str])
    """Roles filled with a ticker symbol nobody has heard of."""
    families: dict[str, str | None] = field(default_factory=dict[str, str | None])
    """Family of an address or name, by role."""
    waits: dict[str, tuple[Condition, ...]] = field(
        default_factory=dict[str, tuple[Condition, ...]]
    )
    """Conditions by the parameter they are told in."""
    anaphors: dict[str, tuple[int, int]] = field(default_factory=dict[str, tuple[int, int]])
    """Roles said as "it", and where."""
    definite: tuple[int, int] | None = None
    """Where a token was said with "the" and without an amount: "send the ETH"."""
    pending_amount: bool = False
    """The amount is a share of what the step before yields."""
    evidence: bool = False
    """Something of a wallet was named: otherwise it is only talk."""
    chatter: bool = False
    """Words were left over that no role explains."""
    strangers: int = 0
    """How many such words."""
    stranger_object: bool = False
    """One of them is the object of the verb: "withdraw your statement"."""
    vague: bool = False
    """ "some ETH": money was meant, but not how much."""
    supplied: frozenset[str] = frozenset()
    """Roles that nobody has to name: whoever does it knows them."""

    def put(
        self, role: str, value: str, place: tuple[int, int], *, extra: str | None = None
    ) -> None:
        """Give `role` its value; a second, different one is a doubt."""
        old = self.params.get(role)
        if old is not None and old != value:
            self.doubt(role, f"two values: {old!r} and {value!r}")
            return
        self.params[role] = value
        start, end = place
        if role not in _MAY_BE_QUOTED and self._is_quoted(start, end):
            shown = self.text[start:end].strip("\"'")
            self.doubt(role, f"{shown!r} stands in quotation marks: say it without them")
        self.values[role] = Value(
            role, value, self.text[start:end], start, end, self.clause, self.turn
        )
        if extra is not None:
            self.families[role] = extra

    @property
    def conditions(self) -> tuple[Condition, ...]:
        return tuple(condition for found in self.waits.values() for condition in found)

    def wait(self, role: str, conditions: Sequence[Condition], place: tuple[int, int]) -> None:
        """Wait for all of `conditions`; a second schedule is a doubt, as it may be either."""
        self.put(role, " and ".join(str(condition) for condition in conditions), place)
        self.waits.setdefault(role, tuple(conditions))
        self.evidence = True

    def _is_quoted(self, start: int, end: int) -> bool:
        """In marks it may be somebody else's word; not in those of code, or of a JSON object."""
        if not self.quotations or self.text.lstrip().startswith("{"):
            return False
        quote = quotation_at(self.quotations, start, end)
        return quote is not None and self.text[quote.start] != "`"

    def put_named(self, role: str, named: Named) -> None:
        self.put(role, named.value, (named.start, named.end), extra=named.family)
        self.evidence = True
        if not named.known:
            self.unknown.add(role)

    def doubt(self, role: str, reason: str) -> None:
        self.choices.pop(role, None)
        self.doubts.setdefault(role, reason)

    def offer(self, role: str, named: Named, reason: str) -> None:
        """Another choice for `role`: it is in doubt until one of them is picked."""
        options = self.choices.get(role, [])
        first = self.values.get(role)
        if not options and first is not None and role not in self.doubts:
            options = [Option(first, self.families.get(role), role not in self.unknown)]
        self.doubt(role, reason)
        if options:
            start, end = named.start, named.end
            text = self.text[start:end]
            value = Value(role, named.value, text, start, end, self.clause, self.turn)
            self.choices[role] = [*options, Option(value, named.family, named.known)]

    def pick(self, role: str, option: Option) -> None:
        """Settle on one of the choices."""
        self.drop(role)
        self.doubts.pop(role, None)
        self.params[role] = option.value.value
        self.values[role] = option.value
        self.families[role] = option.family
        if not option.known:
            self.unknown.add(role)

    def drop(self, role: str) -> None:
        self.params.pop(role, None)
        self.choices.pop(role, None)
        self.values.pop(role, None)
        self.waits.pop(role, None)
        self.families.pop(role, None)
        self.unknown.discard(role)

    def rename(self, old: str, new: str) -> None:
        """Move the value of role `old` to role `new`, which has none."""
        self.params[new] = self.params.pop(old)
        self.choices.pop(old, None)
        place = self.values.pop(old, None)
        if place is not None:
            self.values[new] = replace(place, role=new)
        self.families[new] = self.families.pop(old, None)
        if old in self.unknown:
            self.unknown.remove(old)
            self.unknown.add(new)
