"""From a message that is answered to what is done and said: in plain words first, then a model."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol, cast

from fiscus.core.bootstrap.approving import listed_in
from fiscus.core.bootstrap.choices import LONGEST, chosen, pending_choices
from fiscus.core.bootstrap.context import Context
from fiscus.core.bootstrap.freshness import FreshDoor, Latest
from fiscus.core.bootstrap.generation import generate
from fiscus.core.bootstrap.modelling import has_model
from fiscus.core.bootstrap.outbids import OUTBIDS, outbid
from fiscus.core.bootstrap.plainwords import room_request
from fiscus.core.bootstrap.planning import plan
from fiscus.core.bootstrap.proposing import Proposed, proposed
from fiscus.core.bootstrap.totals import together
from fiscus.core.bootstrap.voice import answer, apology, missing, places
from fiscus.core.desk.door import Words
from fiscus.core.desk.history import History
from fiscus.core.doors import open_door
from fiscus.core.errors import ConfigError, ModelError, RateLimited
from fiscus.core.execution import Call, Execution, Occasion, skip
from fiscus.core.memory import Content
from fiscus.core.origins import Origin
from fiscus.core.passing import passed_on, takes
from fiscus.core.result import ActionResult, Problem
from fiscus.core.state import State
from fiscus.core.unrun import Why

if TYPE_CHECKING:
    from fiscus.core.bootstrap.approving import Approving
    from fiscus.core.bootstrap.delivery import Delivery
    from fiscus.core.bootstrap.talk import Talk
    from fiscus.core.desk.door import Door
    from fiscus.core.ids import UUID
    from fiscus.core.models.decisions import Decision
    from fiscus.core.reader.reading import Reading
    from fiscus.core.runtime import AgentRuntime

log = logging.getLogger(__name__)

REPLY = "REPLY"
RESPONSE_PROVIDERS = ("ENTITIES", "RELATIONSHIPS", "WORLD")
"""Asked for with every answer of a model, beside the default ones."""


class Reads(Protocol):
    """Whoever understands a message: the reader."""

    def read(
        self, text: str, context: Sequence[str], /, *, supplied: frozenset[str] = ...
    ) -> Reading: ...


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a message."""

    execution: Execution = field(default_factory=Execution)
    asked: bool = False
    """Something is missing; a question was put."""
    responded: bool = True
    fault: str | None = None
    """Why the run did not end well: a code."""
    state: State = field(default_factory=State)


NOTHING = Answer(responded=False)


@dataclass(frozen=True, slots=True)
class Answering:
    """Answers one message. The reader goes first; a model is asked where it understood nothing."""

    runtime: AgentRuntime
    latest: Latest
    talk: Talk
    response_id: UUID
    approving: Approving | None = None

    @property
    def delivery(self) -> Delivery:
        return self.talk.delivery

    async def answer(self, reading: Reading, context: Context) -> Answer:
        """Do and say what the message asks for."""
        shown = listed_in(context.last)
        if self.approving is not None and (reading.action == "none" or shown):
            decided = await self.approving.answer(self.talk, context, language=reading.language)
            if decided is not None:
                return Answer(decided.execution, asked=decided.asked)
        if reading.action in OUTBIDS and self.approving is not None:
            return Answer(await outbid(self.approving.decides, self.talk, reading))
        if reading.action == "clarify":
            question = reading.question or missing(reading.missing)
            if "to_chain" in reading.missing and self.runtime.chains:
                question = f"{question} {places(self.runtime)}"
            await self.talk.say(Content(question, (REPLY,)))
            return Answer(asked=True)
        if reading.action != "none":
            return await self._understood(reading, context)
        call = await self._plain_call()
        if call is not None:
            return Answer(await self._run([call]))
        if has_model(self.runtime):
            return await self._converse(reading, context)
        text = answer(self.runtime, self.delivery.text, reading.mood)
        await self.talk.say(Content(text, (REPLY,)))
        return Answer()

    async def _understood(self, reading: Reading, context: Context) -> Answer:
        """A request of the wallet's: planned as a whole before any of it is run."""
        runtime = self.runtime
        turns = (self.delivery.text, *context.own_turns)
        actions = runtime.actions.values()
        planned = plan(reading, actions, turns=turns, wallets=runtime.wallets)
        if planned.obstacle is None:
            execution = await self._run(planned.calls)
            if total := together(execution.results):
                await self.talk.say(Content(total))
            return Answer(execution)
        at, steps, occasion = planned.obstacle_at, planned.steps, self._occasion(())
        await self.talk.say(Content(planned.obstacle.text, ("ERROR",)))
        others = await skip((*steps[:at], *steps[at + 1 :]), occasion, Why.WHOLE)
        refused = ActionResult.failed(planned.obstacle, action=steps[at].action)
        return Answer(Execution((*others[:at], refused, *others[at:])))

    async def _plain_call(self) -> Call | None:
        """A request about the conversation itself, or the answer to a choice, in plain words."""
        runtime, text = self.runtime, self.delivery.text
        request = room_request(text, runtime.character)
        if request is not None and (action := runtime.get_action(request.action)):
            wanted = request.action.lower()
            return Call(action, request=wanted, params=request.params, origin=Origin.USER)
        action = runtime.get_action("CHOICE") if len(text) <= LONGEST else None
        if action is None:
            return None
        waiting = await pending_choices(runtime, self.talk.message)
        found = chosen(waiting, text)
        return Call(action, request="choice", origin=Origin.USER) if found else None

    async def _converse(self, reading: Reading, context: Context) -> Answer:
        """A model's answer. What it proposes is run as proposals, with nobody's word behind it."""
        runtime, message = self.runtime, self.talk.message
        if not self.latest.holds(message, self.response_id):
            return NOTHING
        state = await runtime.compose_state(message, RESPONSE_PROVIDERS)
        try:
            decision = await generate(runtime, message, state)
        except (ModelError, ConfigError) as error:
            return await self._apologised(error)
        if not self.latest.holds(message, self.response_id):
            log.debug("a newer message came: the response is dropped")
            return NOTHING
        said = proposed(decision.proposals, reading, (self.delivery.text, *context.own_turns))
        return await self._decided(decision, said, state)

    async def _decided(self, decision: Decision, said: Proposed, state: State) -> Answer:
        if decision.actions == ("IGNORE",):
            self.talk.note(Content(actions=("IGNORE",), thought=decision.thought or None))
            return Answer(responded=False, state=state)
        if _is_simple(decision):
            content = Content(decision.text, (REPLY,), thought=decision.thought or None)
            await self.talk.say(content)
            return Answer(state=state)
        if said.missing:
            await self.talk.say(Content(missing(said.missing), (REPLY,)))
            return Answer(asked=True, state=state)
        if decision.providers:
            asked_for = (*RESPONSE_PROVIDERS, *decision.providers)
            state = await self.runtime.compose_state(self.talk.message, asked_for)
        calls = [_with_text(call, decision) for call in said.calls]
        return Answer(await self._run(calls, state), state=state)

    async def _apologised(self, error: ModelError | ConfigError) -> Answer:
        """No model answered. What needs none still works, and the answer says so."""
        problem = Problem.of(error)
        log.warning("no model answered: %s", error.code)
        failures = cast("Sequence[tuple[str, str]]", error.context.get("failures", ()))
        codes = {code for _, code in failures} or {error.code}
        said = apology(problem, rate_limited=codes == {RateLimited.code})
        await self.talk.say(said)
        result = ActionResult.failed(replace(problem, message=said.text, hint=None), action=REPLY)
        return Answer(Execution((result,)), fault=error.code)

    async def _run(self, calls: Sequence[Call], state: State | None = None) -> Execution:
        return await self.runtime.execute(calls, occasion=self._occasion(calls), state=state)

    def _occasion(self, calls: Sequence[Call]) -> Occasion:
        talk, delivery = self.talk, self.delivery
        words = {call.step: call.words for call in calls}

        async def completed(call: Call) -> Call:
            if not takes(call.params):
                return call
            before = delivery.ticket(call.step - 1, Words())
            known = passed_on(call, await self.runtime.capability("history", History).came(before))
            words[call.step] = known.words
            return known

        return Occasion(
            talk.message,
            delivery.principal,
            self._door(words),
            talk.say,
            responses=tuple(talk.said),
            completed=completed,
        )

    def _door(self, words: Mapping[int, Words]) -> Callable[[int], Door]:
        talk, latest = self.talk, self.latest

        def door(step: int) -> Door:
            ticket = self.delivery.ticket(step, words.get(step, Words()))
            opened = open_door(self.runtime, ticket)
            return FreshDoor(opened, lambda: latest.stands(talk.message), talk.count_desk)

        return door


def _is_simple(decision: Decision) -> bool:
    """Whether saying the text is all there is to do; no other action is ever simple."""
    alone = decision.actions == (REPLY,) and not decision.providers
    return alone and decision.simple and bool(decision.text)


def _with_text(call: Call, decision: Decision) -> Call:
    """What a model proposes stops the rest only where the action itself is critical; and a reply
    says what the model wrote, unless it first wanted to know more."""
    params = dict(call.params)
    if call.action.name == REPLY and decision.text and not decision.providers:
        params.setdefault("text", decision.text)
    return replace(call, params=params, critical=call.action.critical)
