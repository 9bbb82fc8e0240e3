"""What an agent knows while it answers one message."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

from fiscus.core.result import ActionResult

WORKING_MEMORY = 50
"""Results of actions that are kept in `data["workingMemory"]`, the newest last, unless
`MAX_WORKING_MEMORY_ENTRIES` is set."""


@dataclass(frozen=True, slots=True)
class ProviderResult:
    """What a provider contributes."""

    text: str = ""
    values: Mapping[str, object] = field(default_factory=dict[str, object])
    data: Mapping[str, object] = field(default_factory=dict[str, object])


@dataclass(frozen=True, slots=True)
class ProviderData:
    """One provider's contribution, in the list of all."""

    provider_name: str
    result: ProviderResult


@dataclass(frozen=True, slots=True)
class Remembered:
    """An entry of the working memory."""

    action_name: str
    result: ActionResult
    timestamp: int
    """Milliseconds since 1970, UTC."""


class StepStatus(StrEnum):
    PENDING = "pending"
    COMPLETED = "completed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class ActionStep:
    """One action of a plan, and how it went."""

    action: str
    status: StepStatus = StepStatus.PENDING
    error: str | None = None
    """The code of what went wrong."""


@dataclass(frozen=True, slots=True)
class ActionPlan:
    """The actions of one message, in order."""

    steps: tuple[ActionStep, ...]
    thought: str = ""

    @property
    def total_steps(self) -> int:
        return len(self.steps)

    @property
    def current_step(self) -> int:
        """How many are behind us, and one: the number of the step that is next or runs."""
        done = sum(step.status is not StepStatus.PENDING for step in self.steps)
        return min(done + 1, self.total_steps)

    def after(self, result: ActionResult) -> ActionPlan:
        """This plan once the next step has come to `result`."""
        at = next((n for n, s in enumerate(self.steps) if s.status is StepStatus.PENDING), None)
        if at is None:
            return self
        status = StepStatus.COMPLETED if result else StepStatus.FAILED
        error = result.error.code if result.error else None
        step = ActionStep(self.steps[at].action, status, error)
        return replace(self, steps=(*self.steps[:at], step, *self.steps[at + 1 :]))


@dataclass(frozen=True, slots=True)
class State:
    """`values` for templates, `data` for programs, `text` for a prompt.

    `data["providers"]` maps each provider's name to its `ProviderResult`, `data["workingMemory"]`
    holds the results of actions, `data["actionPlan"]` the plan where several are run. A value is an
    attribute, too: `state.recentMessages`.
    """

    values: Mapping[str, object] = field(default_factory=dict[str, object])
    data: Mapping[str, object] = field(default_factory=dict[str, object])
    text: str = ""

    @property
    def providers(self) -> Mapping[str, ProviderResult]:
        found = self.data.get("providers")
        return cast("Mapping[str, ProviderResult]", found or MappingProxyType({}))

    @property
    def provider_data(self) -> tuple[ProviderData, ...]:
        """What each provider contributed, in the order of the text."""
        return tuple(ProviderData(name, result) for name, result in self.providers.items())

    @property
    def working_memory(self) -> tuple[Remembered, ...]:
        return cast("tuple[Remembered, ...]", self.data.get("workingMemory", ()))

    @property
    def action_plan(self) -> ActionPlan | None:
        return cast("ActionPlan | None", self.data.get("actionPlan"))

    def planned(self, actions: Iterable[str], *, thought: str = "") -> State:
        """This state with a plan to run these actions."""
        plan = ActionPlan(tuple(map(ActionStep, actions)), thought)
        return replace(self, data={**self.data, "actionPlan": plan})

    def after(self, result: ActionResult, *, at: int = 0, most: int = WORKING_MEMORY) -> State:
        """This state once `result` is in, at that time in milliseconds: its values merged, itself
        in the working memory."""
        entry = Remembered(result.action, result, at)
        remembered = (*self.working_memory, entry)[-most:]
        return replace(
            self,
            values={**self.values, **result.values},
            data={**self.data, "workingMemory": remembered},
        )

    def stepped(self, result: ActionResult) -> State:
        """This state with the next step of its plan done, as `result` says."""
        if self.action_plan is None:
            return self
        return replace(self, data={**self.data, "actionPlan": self.action_plan.after(result)})

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> object:
            values = object.__getattribute__(self, "values")
            if name in values:
                return values[name]
            raise AttributeError(f"the state has no {name!r}")
