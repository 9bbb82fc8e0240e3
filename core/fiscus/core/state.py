"""What an agent knows while it answers one message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import cast

from fiscus.core.result import ActionResult

WORKING_MEMORY = 50
"""Results of actions that are kept in `data["workingMemory"]`, the newest last."""


@dataclass(frozen=True, slots=True)
class ProviderResult:
    """What a provider contributes."""

    text: str = ""
    values: Mapping[str, object] = field(default_factory=dict[str, object])
    data: Mapping[str, object] = field(default_factory=dict[str, object])


@dataclass(frozen=True, slots=True)
class State:
    """`values` for templates, `data` for programs, `text` for a prompt.

    `data["providers"]` maps each provider's name to its `ProviderResult`, `data["workingMemory"]`
    holds the results of actions.
    """

    values: Mapping[str, object] = field(default_factory=dict[str, object])
    data: Mapping[str, object] = field(default_factory=dict[str, object])
    text: str = ""

    @property
    def providers(self) -> Mapping[str, ProviderResult]:
        found = self.data.get("providers")
        return cast("Mapping[str, ProviderResult]", found or MappingProxyType({}))

    @property
    def working_memory(self) -> tuple[ActionResult, ...]:
        return cast("tuple[ActionResult, ...]", self.data.get("workingMemory", ()))

    def after(self, result: ActionResult) -> State:
        """This state once `result` is in: its values merged, itself in the working memory."""
        remembered = (*self.working_memory, result)[-WORKING_MEMORY:]
        return replace(
            self,
            values={**self.values, **result.values},
            data={**self.data, "workingMemory": remembered},
        )
