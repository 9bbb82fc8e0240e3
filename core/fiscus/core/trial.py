"""A first look at a real chain with small amounts: one request after another, each shown first.

It says what a person would say, and pays what a person agreed to. The first thing that is not as
expected ends it; what was done is on record, and is not done again.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import asdict, dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Final, Never

from fiscus.core.bootstrap.turn import IncomingMessage, Turn
from fiscus.core.desk.adapter import SELF_TRANSFER
from fiscus.core.desk.bridges import BRIDGE
from fiscus.core.desk.door import Consent, Given, Intent, Principal, Ticket
from fiscus.core.desk.outcome import Approval, Outcome, State
from fiscus.core.desk.valuation import highest_prices, value_of
from fiscus.core.errors import ConfigError, RequestError, UnknownChain
from fiscus.core.ids import generate_id
from fiscus.core.money import EXACT, plain
from fiscus.core.origins import Origin
from fiscus.core.receipts import transfer_receipt

if TYPE_CHECKING:
    from fiscus.core.agent import Agent
    from fiscus.core.desk.adapter import Asset
    from fiscus.core.desk.records import Payment
    from fiscus.core.result import ActionResult

CENT: Final = Decimal("0.01")
LEFT_OUT: Final = "NOT_SUPPORTED"
ASTRAY: Final = frozenset({"refunded", "partial"})
"""How a bridge ends that did not bring what it promised."""
LOOK_SECONDS: Final = 1.0
LOST: Final = frozenset({State.FAILED, State.DROPPED, State.REPLACED, State.DENIED})
"""How a payment ends that moved nothing."""


class TrialStopped(RequestError):
    """Something was not as expected: the trial goes no further."""

    code = "TRIAL_STOPPED"


class OverBudget(RequestError):
    """The next step could cost more than is left."""

    code = "OVER_BUDGET"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that is tried. What it may cost at most is what leaves, and the highest fee."""

    name: str
    say: str
    """What a person would say; what nobody can say is what it is."""
    pays: bool = True
    intent: Intent | None = None
    """What the desk is handed where no words are read so."""


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a step. Dollars are exact decimals in text."""

    status: str
    """`asked`, `done`, `skipped`, or `failed`."""
    text: str
    cost_usd: str = "0"
    """What the step took: the fee, and what left the wallet for somebody else or another token."""
    hash: str | None = None
    journal_id: str | None = None


@dataclass(slots=True)
class Record:
    """What was done so far, in a file that only this program's user reads."""

    path: Path
    chain: str
    run: str = field(default_factory=generate_id)
    steps: dict[str, Done] = field(default_factory=dict[str, Done])

    @classmethod
    def at(cls, path: Path, chain: str) -> Record:
        """The record of before, or a new one. Raises `ConfigError` for one that is no record."""
        try:
            body = json.loads(path.read_text("utf-8"))
            steps = {name: Done(**done) for name, done in body["steps"].items()}
            return cls(path, str(body["chain"]), str(body["run"]), steps)
        except FileNotFoundError:
            return cls(path, chain)
        except (ValueError, KeyError, TypeError, AttributeError) as exc:
            raise ConfigError(
                f"{str(path)!r} is no record of a trial", hint="Move it away to begin afresh."
            ) from exc

    @property
    def spent(self) -> Decimal:
        costs = (Decimal(done.cost_usd) for done in self.steps.values())
        return sum(costs, Decimal(0))

    def put(self, name: str, done: Done) -> None:
        """On the disk before anything else happens."""
        self.steps[name] = done
        self.path.parent.mkdir(parents=True, exist_ok=True)
        body = {
            "chain": self.chain,
            "run": self.run,
            "steps": {step: asdict(one) for step, one in self.steps.items()},
        }
        beside = self.path.with_suffix(".new")
        with open(beside, "w", encoding="utf-8", opener=_private) as file:
            json.dump(body, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self.path)


Agrees = Callable[[Step, str], Awaitable[bool]]
"""Shows a person what a step is and costs at most, and brings their answer."""


@dataclass(frozen=True, slots=True)
class Trial:
    """The steps on one chain, within a budget in US dollars."""

    agent: Agent
    record: Record
    budget: Decimal
    agrees: Agrees
    patience: float = 120.0
    """Seconds for which the arrival of a bridge is waited for."""

    async def run(self, steps: Iterator[Step]) -> None:
        """Raises `TrialStopped` or `OverBudget`, and whatever the desk refuses."""
        for step in steps:
            before = self.record.steps.get(step.name)
            if before is not None and before.status in {"done", "skipped"}:
                continue
            if before is not None and before.status == "failed":
                self.record.run = generate_id()
            if before is not None and before.status == "asked":
                await self._settle(step, before)
                if self.record.steps[step.name].status == "done":
                    continue
            await (self._pay(step) if step.pays else self._look(step))

    async def _look(self, step: Step) -> None:
        turn = await self._say(step, Consent.POLICY)
        # Every family with a wallet may answer what is only read.
        told = next((result for result in turn.results if result.success), None)
        if told is None:
            self._stop(step, _only(turn).text)
        self.record.put(step.name, Done("done", told.text))

    async def _pay(self, step: Step) -> None:
        result, approval = await self._asked(step)
        if result.error is not None and result.error.code == LEFT_OUT:
            self.record.put(step.name, Done("skipped", result.text))
            return
        if approval is None:
            self._stop(step, result.text)
        journal_id = str(result.data["journal_id"])
        payment = await self._payment(step, journal_id)
        most = await self._worth(payment, payment.effect.max_fee_units)
        self._afford(step, most, payment)
        self.record.put(step.name, Done("asked", approval.summary, "0", None, journal_id))
        told = f"{approval.summary} At most ${most.quantize(CENT)} of ${self._left}."
        if not await self.agrees(step, told):
            await self.agent.deny(approval.id, _owner(Consent.POLICY))
            self._stop(step, "you did not agree to it")
        ended = _only(await self.agent.approve(approval.id, _owner(Consent.POLICY)))
        await self._settle(step, Done("asked", ended.text, "0", None, journal_id), ended)

    async def _settle(self, step: Step, asked: Done, ended: ActionResult | None = None) -> None:
        """What the desk's record says of it; a question that nobody answered is put again."""
        outcome = await self.agent.desk.status(asked.journal_id or "")
        if outcome.state in {State.PLANNED, State.DENIED} and ended is None:
            if outcome.approval is not None:
                await self.agent.deny(outcome.approval.id, _owner(Consent.POLICY))
            self.record.run = generate_id()
            return
        payment = await self._payment(step, asked.journal_id or "")
        fee = outcome.fee_units or payment.effect.max_fee_units
        told = ended.text if ended else f"It is {outcome.state.value}."
        if outcome.state in LOST:
            await self._lose(step, payment, fee, outcome)
            raise _stopped(step, told)
        cost = plain(await self._worth(payment, fee))
        if outcome.deed == BRIDGE and outcome.state is State.CONFIRMED:
            outcome = await self._arrival(outcome)
            told = f"{told} {_told_side(outcome)}"
            if outcome.side in ASTRAY:
                gone = replace(asked, status="failed", text=told, cost_usd=cost, hash=outcome.hash)
                self.record.put(step.name, gone)
                raise _stopped(step, told)
        if outcome.state is State.CONFIRMED and outcome.detail is None:
            done = Done("done", told, cost, outcome.hash, asked.journal_id)
            self.record.put(step.name, done)
            return
        status = "failed" if outcome.state is State.CONFIRMED else "asked"
        kept = replace(asked, status=status, text=told, cost_usd=cost, hash=outcome.hash)
        self.record.put(step.name, kept)
        raise _stopped(step, told)

    async def _arrival(self, outcome: Outcome) -> Outcome:
        """Where the money of a bridge is, looked at until it has ended, or for so long."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self.patience
        while True:
            seen = await self.agent.desk.books.look(outcome.journal_id)
            if seen.side != "waiting" or loop.time() > deadline:
                return seen
            await asyncio.sleep(LOOK_SECONDS)

    async def _lose(self, step: Step, payment: Payment, fee_units: int, outcome: Outcome) -> None:
        """A payment that never was one: its fee counts, and the step may be tried again."""
        taken = fee_units if outcome.state is not State.DROPPED else 0
        fee = plain(await self._fee(payment, taken))
        lost = Done("failed", f"It is {outcome.state.value}.", fee, outcome.hash)
        self.record.steps.pop(step.name, None)
        self.record.run = generate_id()
        self.record.put(f"{step.name} ({payment.id[:8]})", lost)

    def _afford(self, step: Step, most: Decimal, payment: Payment) -> None:
        if most > self._left:
            raise OverBudget(
                f"The step {step.name!r} could cost ${most.quantize(CENT)}, and ${self._left} of"
                " the budget are left",
                hint=f"Nothing of it was signed. Give a higher budget on {payment.effect.chain}.",
            )

    @property
    def _left(self) -> Decimal:
        return EXACT.subtract(self.budget, self.record.spent).quantize(CENT)

    async def _payment(self, step: Step, journal_id: str) -> Payment:
        found = await self.agent.desk.ledger.get(journal_id)
        if found is None:
            self._stop(step, "the journal does not know it")
        return found

    async def _worth(self, payment: Payment, fee_units: int) -> Decimal:
        """What leaves for somebody else or another token, and a fee, in US dollars."""
        kept = all(move.to == payment.effect.signer for move in payment.effect.moves)
        moved = Decimal(0) if kept else payment.usd
        if moved is None:
            raise _unpriced()
        return EXACT.add(await self._fee(payment, fee_units), moved)

    async def _fee(self, payment: Payment, units: int) -> Decimal:
        sources = self.agent.families[payment.family].price_sources
        prices = await highest_prices(sources, [payment.effect.fee_asset])
        fee = value_of(payment.effect.fee_asset, units, prices)
        if fee is None:
            raise _unpriced()
        return fee

    async def _asked(self, step: Step) -> tuple[ActionResult, Approval | None]:
        """What the desk says to a step, and the question that it puts."""
        if step.intent is None:
            turn = await self._say(step, Consent.ASK)
            return _only(turn), turn.approval
        run = f"{self.record.run}:{step.name}"
        ticket = Ticket("trial", self.record.chain, run, 0, step.say, _owner(Consent.ASK))
        outcome = await self.agent.desk.door(ticket).submit(step.intent)
        return transfer_receipt(outcome, title=outcome.chain), outcome.approval

    async def _say(self, step: Step, consent: Consent) -> Turn:
        attempt = f"{self.record.run}:{step.name}"
        message = IncomingMessage(id=attempt, text=step.say, principal=_owner(consent))
        return await self.agent.handle(message)

    def _stop(self, step: Step, text: str) -> Never:
        self.record.put(step.name, Done("failed", text))
        raise _stopped(step, text)


def steps_on(
    chain: str, family: str, coin: str, *, token: str, to: str | None, bridge_to: str | None
) -> Iterator[Step]:
    """The documentation's order: what is read first, then what costs the least."""
    given = {"amount": "$0.10", "token": coin, "chain": chain}
    itself = Intent(
        family, SELF_TRANSFER, {role: Given(word, Origin.TOOL) for role, word in given.items()}
    )
    yield Step("address", "what is my wallet address?", pays=False)
    yield Step("balance", f"what is my {coin} balance on {chain}?", pays=False)
    yield Step("transfer to self", f"{coin} on {chain} to itself", intent=itself)
    if to is not None:
        yield Step("token transfer", f"send $0.10 of {token} to {to} on {chain}")
    yield Step("swap", f"swap $1 of {coin} for {token} on {chain}")
    if bridge_to is not None:
        yield Step("bridge", f"bridge $1 of {coin} from {chain} to {bridge_to}")


def coin_of(agent: Agent, chain: str) -> tuple[str, Asset]:
    """The family of a chain, and its coin. Raises `UnknownChain`."""
    given = {"chain": Given(chain, Origin.MODEL)}  # it only says where
    refusals: list[UnknownChain] = []
    for name, adapter in agent.desk.adapters.items():
        try:
            return name, adapter.locate(Intent(name, "transfer", given)).fee_asset
        except UnknownChain as exc:
            refusals.append(exc)
    told = "; ".join(refusal.message for refusal in refusals)
    raise UnknownChain(
        f"No wallet here is on a chain {chain!r}",
        hint=f"{told}. `fiscus check` lists what is set up.",
    )


def _told_side(outcome: Outcome) -> str:
    if outcome.side == "waiting":
        return "It has not arrived yet: ask for your history later."
    back = outcome.side == "refunded"
    return f"It came back: {outcome.came}." if back else f"{outcome.came} came."


def _unpriced() -> TrialStopped:
    return TrialStopped(
        "Nobody knows what that is worth, so the budget cannot be kept",
        hint="Nothing more is signed. Try again when prices are reachable.",
    )


def _only(turn: Turn) -> ActionResult:
    if not turn.results:
        text = turn.replies[0].text if turn.replies else "no answer"
        raise TrialStopped(f"The agent asked back: {text}", hint="This is a fault of the trial.")
    return turn.results[0]


def _owner(consent: Consent) -> Principal:
    return Principal("owner", owner=True, consent=consent)


def _stopped(step: Step, text: str) -> TrialStopped:
    return TrialStopped(
        f"The step {step.name!r} did not end as expected: {text}",
        hint="Look at it, then call the same command again: what was done is not done again.",
    )


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
