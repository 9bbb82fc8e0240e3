"""Evaluators, run over a finished exchange."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from fiscus.core.components import Evaluator
from fiscus.core.events import EvaluatorEvent, EventType
from fiscus.core.isolation import settle, where

if TYPE_CHECKING:
    from fiscus.core.memory import Memory
    from fiscus.core.runtime import AgentRuntime
    from fiscus.core.state import State

log = logging.getLogger(__name__)


async def evaluate(
    runtime: AgentRuntime,
    message: Memory,
    *,
    state: State,
    did_respond: bool,
    responses: Sequence[Memory],
) -> tuple[Evaluator, ...]:
    """Run, at the same time, those that always run or follow a response, and find it valid.

    Answers with those that ran to their end.
    """

    async def run(evaluator: Evaluator) -> bool:
        if not await evaluator.validate(runtime, message, state):
            return False
        begun = EvaluatorEvent(runtime=runtime, evaluator=evaluator, message=message)
        await runtime.emit(EventType.EVALUATOR_STARTED, begun)
        learned = await evaluator.handler(runtime, message, state, responses)
        await runtime.emit(EventType.EVALUATOR_COMPLETED, replace(begun, result=learned))
        return True

    candidates = [e for e in runtime.evaluators.values() if e.always_run or did_respond]
    outcomes = await settle(*map(run, candidates))
    for evaluator, outcome in zip(candidates, outcomes, strict=True):
        if isinstance(outcome, Exception):
            log.error("Evaluator %s failed: %s", evaluator.name, where(outcome))
            error = type(outcome).__name__
            failed = EvaluatorEvent(
                runtime=runtime, evaluator=evaluator, message=message, error=error
            )
            await runtime.emit(EventType.EVALUATOR_FAILED, failed)
    return tuple(e for e, outcome in zip(candidates, outcomes, strict=True) if outcome is True)
