"""The operator's address book: names of their own for addresses, in a file that only they write.

```yaml
version: 1
names:
  - {name: alice, family: evm, address: "0x…"}
  - {name: cold, family: evm, chain: base, address: "0x…"}    # on that chain alone
```
"""

from __future__ import annotations

import os
import re
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Final, Protocol, cast, runtime_checkable

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from fiscus.core.desk.adapter import Adapter, Concern, Move, Plan
from fiscus.core.desk.batches import numbered, plain
from fiscus.core.desk.door import ACTION, Given, Intent, Principal
from fiscus.core.desk.exact import read_yaml
from fiscus.core.errors import ConfigError, NameNotResolved
from fiscus.core.origins import Origin

ROLES: Final = ("recipient", "spender")
"""What can be named by the book."""
_NAME: Final = re.compile(r"[^\W_][\w.]{0,62}")
"""One word that a sentence keeps together; with a dot, it may be a name of a name service, too."""


def _name(text: str) -> str:
    if not _NAME.fullmatch(text) or text.endswith(".") or text[:2] in {"0x", "0X"}:
        raise ValueError(f"{text!r} is no name for the book: it is one word, of at most 63 letters")
    return text


class Entry(BaseModel):
    """A name for an address of a family, or of one of its chains."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, AfterValidator(_name)]
    family: str = Field(min_length=1)
    address: str = Field(min_length=1)
    chain: str | None = None

    @property
    def key(self) -> tuple[str, str, str | None]:
        """What there can be one of."""
        return self.name.casefold(), self.family, self.chain

    @property
    def has_rival(self) -> bool:
        """Whether a name service could know the name, too."""
        return "." in self.name


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    version: int = Field(default=1, ge=1, le=1)
    names: tuple[Entry, ...] = ()


class AddressRules(Protocol):
    """What the installed chains know of addresses."""

    def problem_of(self, entry: Entry) -> str | None:
        """Why the address is none of that family, or `None` where it is one."""
        ...


@runtime_checkable
class Resolves(Protocol):
    """An adapter that knows a name service."""

    async def resolve(self, name: str, chain: str) -> str | None:
        """The address that a name service has for a name on a chain, or `None`."""
        ...


@dataclass(frozen=True, slots=True)
class Addressed:
    """An intent whose names of the book are addresses, and the entries behind them, by role."""

    intent: Intent
    entries: Mapping[str, Entry] = field(default_factory=dict[str, Entry])


@dataclass(frozen=True, slots=True)
class Book:
    """All names, in the order of the file."""

    entries: Sequence[Entry] = ()

    def find(self, name: str, *, family: str, chain: str) -> Entry | None:
        """The entry for a chain, or the one for its whole family.

        Raises `NameNotResolved` where the name is only known for other chains.
        """
        named = [e for e in self.entries if e.key[:2] == (name.casefold(), family)]
        best = min(
            (e for e in named if e.chain in {chain, None}),
            key=lambda e: e.chain is None,
            default=None,
        )
        if best is None and named:
            chains = " and ".join(sorted(str(e.chain) for e in named))
            raise NameNotResolved(
                f"Your address book has {name!r} for {chains} alone, not for {chain}",
                hint="Give the address, or add the name for that chain: `fiscus book add`.",
            )
        return best

    def addressed(self, intent: Intent, chain: str) -> Addressed:
        """`intent` with addresses in the place of names.

        A name that somebody with authority said is the operator's word, `book`; one that a model,
        a memory or a tool brought stays theirs.
        """
        values, entries = dict(intent.values), dict[str, Entry]()
        for role, given in intent.values.items():
            if plain(role) not in ROLES:
                continue
            entry = self.find(given.value, family=intent.family, chain=chain)
            if entry is not None:
                whose = given.origin if given.origin.needs_approval else Origin.BOOK
                values[role], entries[role] = Given(entry.address, whose), entry
        return Addressed(replace(intent, values=values) if entries else intent, entries)

    def recognised(self, intent: Intent, principal: Principal) -> Intent:
        """`intent` of who owns nothing: whom the book names is the operator's word, whoever asks.

        That it is to be done at all stays theirs, so it waits for a yes.
        """
        if principal.owner:
            return intent
        names, values = self.names_of(intent.family), dict(intent.values)
        for role, given in intent.values.items():
            if plain(role) in ROLES and given.value.casefold() in names:
                values[role] = replace(given, origin=Origin.BOOK)
        values.setdefault(ACTION, Given(intent.action, Origin.MODEL))
        return replace(intent, values=values)

    def names_of(self, family: str) -> frozenset[str]:
        """What the reader may take for a name, in lower case."""
        return frozenset(e.name.casefold() for e in self.entries if e.family == family)

    def with_entry(self, entry: Entry) -> Book:
        """With one more. Raises `ConfigError` where its place is taken."""
        for other in self.entries:
            if other.key == entry.key:
                raise ConfigError(
                    f"{entry.name!r} is in the book already, for {other.address}",
                    hint="Remove it first: `fiscus book remove`.",
                )
        return Book((*self.entries, entry))

    def without(self, name: str, *, family: str | None, chain: str | None) -> Book:
        """Without those of a name; `family` and `chain` narrow it down."""
        return Book(
            tuple(
                e
                for e in self.entries
                if e.name.casefold() != name.casefold()
                or (family is not None and e.family != family)
                or (chain is not None and e.chain != chain)
            )
        )


@dataclass(slots=True)
class BookFile:
    """The book of a file, as the file is now; no file is an empty book."""

    path: Path
    addresses: AddressRules | None = None
    _seen: tuple[int, int] | None = None
    _book: Book = field(default_factory=Book)

    def current(self) -> Book:
        """Raises `ConfigError` where the file is broken, for as long as it is."""
        stamp = self._stamp()
        if stamp != self._seen:
            self._book = read_book(self.path, self.addresses) if stamp is not None else Book()
            self._seen = stamp
        return self._book

    def _stamp(self) -> tuple[int, int] | None:
        try:
            found = self.path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size


def read_book(path: Path, addresses: AddressRules | None = None) -> Book:
    """Raises `ConfigError` that says what is to mend."""
    what = f"The address book {str(path)!r}"
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as exc:
        raise ConfigError(f"{what} cannot be read", hint="It is a YAML file in UTF-8.") from exc
    nothing: dict[str, object] = {}
    try:
        names = _File.model_validate(read_yaml(text, what) or nothing).names
    except ValidationError as exc:
        errors = exc.errors(include_url=False, include_input=False)
        told = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in errors)
        raise ConfigError(f"{what} is not valid: {told}", hint="`fiscus book` writes it.") from exc
    book = Book()
    for entry in names:
        problem = addresses.problem_of(entry) if addresses is not None else None
        if problem is not None:
            raise ConfigError(f"{what}, {entry.name!r}: {problem}", hint="Correct or remove it.")
        book = book.with_entry(entry)
    return book


def write_book(path: Path, book: Book) -> None:
    """Replace the file as a whole; nobody but its owner can write it."""
    names = [entry.model_dump(exclude_none=True) for entry in book.entries]
    dump = cast("Callable[..., str]", yaml.safe_dump)  # pyright: ignore[reportUnknownMemberType]
    text = dump({"version": 1, "names": names}, sort_keys=False, allow_unicode=True)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = path.with_name(path.name + ".new")
    with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def named(plan: Plan, entries: Mapping[str, Entry]) -> Plan:
    """`plan`, its recipients called as the book does."""
    entry, effect = entries.get("recipient"), plan.effect
    if entry is not None and plan.recipient == entry.address:
        plan = replace(plan, recipient_name=entry.name)
    if not effect.payees:
        return plan
    payees = list(effect.payees)
    for place, move in enumerate(effect.moves[: len(payees)]):
        entry = entries.get(numbered("recipient", place))
        if entry is not None and move.to == entry.address:
            payees[place] = entry.name
    return replace(plan, effect=replace(effect, payees=tuple(payees)))


def changed(plan: Plan, name: str, now: str, was: Move) -> Concern:
    """A name that stood for somebody else when it was last paid."""
    chain = was.asset.chain
    where = plan.chain_title if chain == plan.effect.chain and plan.chain_title else chain
    return Concern(
        "name_changed",
        f"{name} was {was.to} when it was last paid (on {where}), and is {now} now.",
    )


async def rivals(adapter: Adapter, entries: Mapping[str, Entry], chain: str) -> Sequence[Concern]:
    """Where a name service has another address for a name of the book, somebody must choose."""
    return [concern async for concern in _rivals(adapter, entries, chain)]


async def _rivals(
    adapter: Adapter, entries: Mapping[str, Entry], chain: str
) -> AsyncIterator[Concern]:
    for entry in entries.values():
        if not (entry.has_rival and isinstance(adapter, Resolves)):
            continue
        other = await adapter.resolve(entry.name, chain)
        if other is not None and other != entry.address:
            yield Concern(
                "book_clash",
                f"{entry.name} is {entry.address} in your address book, and {other} where names"
                " are looked up.",
            )
