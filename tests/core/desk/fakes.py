"""A chain kept in a file, an adapter that does as it is told, and a desk around them.

Nothing is signed that a test did not allow: `FakeAdapter.may_sign` is the budget of signatures.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict, deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

import pytest
from filelock import FileLock

from fiscus.core.desk.adapter import (
    Asset,
    Broadcast,
    Concern,
    Effect,
    Fate,
    Look,
    Move,
    Plan,
    Quote,
    Sealed,
    Sight,
    Standing,
    Taken,
    Target,
    Terms,
    Variant,
)
from fiscus.core.desk.amounts import exact_units, is_share, is_worth, share_units, worth_units
from fiscus.core.desk.approvals import Approvals
from fiscus.core.desk.database import open_database
from fiscus.core.desk.desk import Desk
from fiscus.core.desk.door import Consent, Given, Intent, Principal, Ticket
from fiscus.core.desk.execution import Execution
from fiscus.core.desk.follow import Pace
from fiscus.core.desk.lease import open_leases
from fiscus.core.desk.ledger import Ledger
from fiscus.core.desk.pins import Pin
from fiscus.core.desk.policy import Limits, Policy
from fiscus.core.desk.policyfile import PolicyFile
from fiscus.core.errors import ChainError, InsufficientFunds
from fiscus.core.money import from_base_units
from fiscus.core.origins import Origin
from fiscus.core.secrets import Secret
from fiscus.core.settings import Mode

WALLET = "0x00000000000000000000000000000000000000AA"
ALICE = "0x0000000000000000000000000000000000000A11"
BOB = "0x0000000000000000000000000000000000000B0B"
ETH = Asset("testnet", None, "ETH", 18)
USDC = Asset("testnet", "0x00000000000000000000000000000000000005dC", "USDC", 6)
OWNER = Principal("owner", owner=True)
TERMINAL = Principal("owner", owner=True, consent=Consent.ASK)
BEFOREHAND = Principal("owner", owner=True, consent=Consent.GIVEN)

BOTH = pytest.mark.parametrize("world", ["sqlite", "postgresql"], indirect=True)
"""Marks a module whose tests run on both databases."""
ANYTHING = Policy(
    limits=Limits(fee_usd=None),
    first_payment="allow",
    unknown_price="allow",
    second_opinion_usd=None,
)
FAST = Pace(poll=0.002, poll_most=0.01, retry=0.01, resend=0.05, certain=0.01, behind=(0.01, 0.02))


@dataclass(frozen=True, slots=True)
class Line:
    """Something that happened: `signed`, `offered`, `taken`, or `included` in a block."""

    event: str
    transaction: str
    sequence: int
    units: int


@dataclass(frozen=True, slots=True)
class FakeChain:
    """What was signed, offered, taken and included, in a file that processes can share."""

    path: Path

    def add(self, event: str, sealed: Sealed, units: int) -> None:
        with self.path.open("a") as file:
            file.write(f"{event} {sealed.id} {sealed.sequence} {units}\n")

    def lines(self, event: str) -> list[Line]:
        if not self.path.exists():
            return []
        rows = [line.split() for line in self.path.read_text().splitlines()]
        found = [Line(row[0], row[1], int(row[2]), int(row[3])) for row in rows]
        return [line for line in found if line.event == event]

    @property
    def signed(self) -> list[Line]:
        return self.lines("signed")

    @property
    def included(self) -> list[Line]:
        return self.lines("included")

    def mine(self) -> None:
        """Include what was taken and is next in line. Two processes at it take turns."""
        with FileLock(self.path.with_suffix(".lock")):
            waiting = {line.sequence: line for line in reversed(self.lines("taken"))}
            while (line := waiting.get(len(self.included))) is not None:
                self.add("included", Sealed(line.transaction, b"", line.sequence), line.units)


Answer = Broadcast | Look | BaseException | Callable[[], Awaitable[None]]


@dataclass(slots=True)
class FakeAdapter:
    """Pays out of one wallet of `FakeChain`. `tell` scripts the next answers of a step."""

    chain: FakeChain
    signer: str | None = WALLET
    signatures_allowed: int = 0
    balance: int = 10**24
    fee_units: int = 21_000
    lag: int = 0
    """How many transactions the chain forgets when it is asked for a count."""
    chain_time: int | None = None
    stale_seconds: int | None = None
    concerns: tuple[Concern, ...] = ()
    names: dict[str, str] = field(default_factory=lambda: {"alice.eth": ALICE})
    mines: bool = True
    own: bool = False
    facts: dict[str, str] = field(default_factory=dict[str, str])
    nodes: list[FakeAdapter] = field(default_factory=list["FakeAdapter"])
    """What a second opinion is asked of."""
    offered: list[bytes] = field(default_factory=list[bytes])
    planned: int = 0
    family: str = "fake"
    _script: defaultdict[str, deque[Answer]] = field(
        default_factory=lambda: defaultdict[str, deque[Answer]](deque)
    )

    def may_sign(self, times: int = 1) -> None:
        self.signatures_allowed += times

    def tell(self, step: str, *answers: Answer) -> None:
        """Answers of `plan`, `seal`, `sealed`, `broadcast`, `taken`, `look` or `watch` in order.

        An exception is raised, a coroutine function awaited before the step goes its way;
        `sealed` and `taken` come after the act itself.
        """
        self._script[step].extend(answers)

    def tell_always(self, step: str, answer: Answer) -> None:
        """The same answer of a step until another one is told."""
        self._script[step] = deque([answer] * 99)

    def locate(self, intent: Intent) -> Target:
        return Target("testnet", _asset(intent), ETH)

    async def plan(self, intent: Intent, terms: Terms) -> Plan:
        await self._told("plan")
        self.planned += 1
        asset, recipient = _asset(intent), intent.value("recipient") or ""
        units = terms.units or self._units(intent.value("amount") or "", asset, terms)
        if units > self._left:
            raise InsufficientFunds("The fake wallet is empty")
        to = self.names.get(recipient, recipient)
        effect = Effect(
            action=intent.action,
            chain="testnet",
            chain_id=1337,
            signer=WALLET,
            target=asset.address or to,
            call="transfer(address,uint256)" if asset.address else "",
            moves=(Move(asset, units, to),),
            fee_asset=ETH,
            max_fee_units=self.fee_units,
        )
        return Plan(
            effect=effect,
            amount=from_base_units(units, asset.decimals),
            recipient=to,
            recipient_name=recipient if recipient in self.names else None,
            concerns=self.concerns,
            lane=f"fake:1337:{WALLET}",
            sequence=self._sequence,
            chain_time=self.chain_time,
            facts=self.facts,
            stale_seconds=self.stale_seconds,
        )

    def alone(self, chain: str) -> Sequence[FakeAdapter]:
        return self.nodes

    async def outbid(self, effect: Effect, variants: Sequence[Sealed], variant: Variant) -> Plan:
        await self._told("outbid")
        raised = replace(effect, max_fee_units=effect.max_fee_units * (len(variants) + 1))
        if variant is Variant.CANCEL:
            moves = (Move(ETH, 0, WALLET),)
            raised = replace(raised, action="cancel", target=WALLET, call="", moves=moves)
        return Plan(
            effect=raised,
            amount=Decimal(0),
            recipient=WALLET,
            recipient_name=None,
            concerns=(),
            lane=f"fake:1337:{WALLET}",
            sequence=variants[0].sequence,
            chain_time=None,
            draft=variant,
        )

    async def seal(self, plan: Plan, sequence: int | None) -> Sealed:
        await self._told("seal")
        count = len(self.chain.signed)
        if self.signatures_allowed <= 0:
            pytest.fail(f"nobody allowed signature number {count + 1}")
        assert sequence is not None
        self.signatures_allowed -= 1
        raw = f"{plan.effect.digest()} {sequence} {count} {plan.effect.moves[0].units}".encode()
        variant = plan.draft if isinstance(plan.draft, Variant) else Variant.ORIGINAL
        sealed = Sealed("0x" + hashlib.sha256(raw).hexdigest(), raw, sequence, variant=variant)
        self.chain.add("signed", sealed, plan.effect.moves[0].units)
        await self._told("sealed")
        return sealed

    async def broadcast(self, chain: str, sealed: Sealed) -> Broadcast:
        self.offered.append(sealed.raw)
        self.chain.add("offered", sealed, _units_of(sealed))
        answer = await self._told("broadcast")
        if isinstance(answer, Broadcast):
            return answer
        if sealed.id not in {line.transaction for line in self.chain.lines("taken")}:
            self.chain.add("taken", sealed, _units_of(sealed))
        if self.mines:
            self.chain.mine()
        await self._told("taken")
        return Broadcast(Taken.YES)

    async def look(
        self, effect: Effect, variants: Sequence[Sealed], *, since: int | None = None
    ) -> Look:
        answer = await self._told("look" if since is None else "watch")
        if isinstance(answer, Look):
            return answer
        included = {line.sequence: line.transaction for line in self.chain.included}
        place = variants[0].sequence or 0
        there = included.get(place)
        if there is None:
            return Look(Fate.WAITING)
        if there not in {sealed.id for sealed in variants}:
            return Look(Fate.DEAD)
        return Look(Fate.INCLUDED, 20_000, place + 1, transaction=there)

    async def standing(self, chain: str, mark: Sight | None) -> Standing:
        await self._told("standing")
        return Standing(self._sequence)

    async def ours(self, chain: str, transactions: Sequence[str]) -> Sequence[str]:
        pytest.fail("the transactions of this chain have an order")

    def explorer_url(self, chain: str, transaction: str) -> str | None:
        return f"https://explorer.example/tx/{transaction}"

    def owned(self, chain: str) -> bool:
        return self.own

    @property
    def _sequence(self) -> int:
        return max(len(self.chain.included) - self.lag, 0)

    @property
    def _left(self) -> int:
        return self.balance - sum(line.units for line in self.chain.lines("taken"))

    def _units(self, amount: str, asset: Asset, terms: Terms) -> int:
        if is_worth(amount):
            return worth_units(amount, asset.decimals, price_usd=terms.price_usd)
        if is_share(amount):
            return share_units(amount, self._left)
        return exact_units(amount, asset.decimals)

    async def _told(self, step: str) -> Answer | None:
        answer = self._script[step].popleft() if self._script[step] else None
        if isinstance(answer, BaseException):
            raise answer
        if callable(answer):
            await answer()
        return answer


@dataclass(slots=True)
class FakePrices:
    """A price source. `down` makes it unreachable."""

    usd_of: dict[Asset, Decimal] = field(
        default_factory=lambda: {ETH: Decimal(2000), USDC: Decimal(1)}
    )
    down: bool = False

    async def usd(self, assets: Sequence[Asset]) -> Mapping[Asset, Sequence[Quote]]:
        if self.down:
            raise ChainError("no prices")
        known = [asset for asset in assets if asset in self.usd_of]
        return {asset: (Quote(self.usd_of[asset], "fake"),) for asset in known}


@dataclass(slots=True)
class FakeClock:
    """Unix seconds that move when they are told to."""

    seconds: float = 1_900_000_000.0

    def __call__(self) -> float:
        return self.seconds


@dataclass(frozen=True, slots=True)
class World:
    """A folder with a desk's database and leases, a chain, prices and a clock."""

    folder: Path
    adapter: FakeAdapter
    prices: FakePrices = field(default_factory=FakePrices)
    clock: FakeClock = field(default_factory=FakeClock)
    url: Secret | None = None
    """Of the PostgreSQL database that is used in place of a file."""

    @asynccontextmanager
    async def desk(
        self,
        policy: Policy | PolicyFile | None = ANYTHING,
        *,
        mode: Mode = Mode.LIVE,
        confirm_seconds: float = 5.0,
        pace: Pace = FAST,
    ) -> AsyncGenerator[Desk]:
        place = self.url or self.folder / "desk.db"
        async with (
            open_database(place) as database,
            open_leases(place, self.folder / "leases") as leases,
        ):
            ledger = Ledger(database, self.clock, pin=Pin(self.folder / "journal.pin"))
            yield Desk(
                adapters={"fake": self.adapter},
                ledger=ledger,
                approvals=Approvals(ledger),
                execution=Execution(ledger, leases, confirm_seconds, pace),
                policy=policy,
                prices=[self.prices],
                mode=mode,
            )


def world_in(folder: Path, url: Secret | None = None) -> World:
    return World(folder, FakeAdapter(FakeChain(folder / "chain.txt")), url=url)


def ticket(
    message_id: str = "1", *, by: Principal = OWNER, text: str = "pay", step: int = 0
) -> Ticket:
    return Ticket("test", "room", message_id, step, text, by)


def pay(
    amount: str = "0.001",
    token: str = "ETH",
    to: str = ALICE,
    *,
    whose: Mapping[str, Origin] | None = None,
) -> Intent:
    """`whose` names the origins that are not the person's own word."""
    values = {"amount": amount, "token": token, "recipient": to, "chain": "testnet"}
    origins = dict.fromkeys(values, Origin.USER) | dict(whose or {})
    return Intent(
        "fake", "transfer", {role: Given(text, origins[role]) for role, text in values.items()}
    )


def _asset(intent: Intent) -> Asset:
    return {"ETH": ETH, "USDC": USDC}[intent.value("token") or "ETH"]


def _units_of(sealed: Sealed) -> int:
    return int(sealed.raw.split()[-1])
