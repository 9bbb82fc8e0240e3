"""An agent's entry: its character, and how it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from fiscus.core.character import Character
from fiscus.core.jsontext import Json


class AgentStatus(StrEnum):
    ACTIVE = "active"
    INACTIVE = "inactive"


@dataclass(frozen=True, slots=True)
class AgentProfile:
    """What a list of agents shows. Times are milliseconds since 1970, UTC."""

    character: Character
    created_at: int
    updated_at: int
    enabled: bool = True
    status: AgentStatus = AgentStatus.INACTIVE

    def turned(self, status: AgentStatus, *, at: int) -> AgentProfile:
        return replace(self, status=status, updated_at=at)

    def to_json(self) -> Mapping[str, Json]:
        """With the documented keys, without settings and secrets."""
        return {
            **self.character.to_json(),
            "enabled": self.enabled,
            "status": self.status.value,
            "createdAt": self.created_at,
            "updatedAt": self.updated_at,
        }


def create_agent(character: Character, *, now: int) -> AgentProfile:
    """A new agent of this character: enabled, and not running yet."""
    return AgentProfile(character, created_at=now, updated_at=now)
