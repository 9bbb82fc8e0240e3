"""Roles of people in a world. They are about the conversation: none of them opens the wallet."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Final, cast

if TYPE_CHECKING:
    from fiscus.core.ids import UUID
    from fiscus.core.store.records import World

ROLES: Final = "roles"
OWNERSHIP: Final = "ownership"


class Role(StrEnum):
    """What somebody may change about the agent's part in a world."""

    OWNER = "OWNER"
    ADMIN = "ADMIN"
    NONE = "NONE"

    @property
    def manages(self) -> bool:
        """Whether they change settings and give roles."""
        return self is not Role.NONE


def roles_of(world: World | None) -> Mapping[UUID, Role]:
    """The roles that were given in a world, by entity. Its founder is an owner."""
    if world is None:
        return {}
    given = _mapping(world.metadata.get(ROLES))
    roles = {cast("UUID", entity): _role(role) for entity, role in given.items()}
    founder = _mapping(world.metadata.get(OWNERSHIP)).get("ownerId")
    if isinstance(founder, str):
        roles.setdefault(cast("UUID", founder), Role.OWNER)
    return roles


def role_of(world: World | None, entity_id: UUID) -> Role:
    """Somebody's role in a world; whoever was given none has none."""
    return roles_of(world).get(entity_id, Role.NONE)


def may_give(giver: Role, *, old: Role, new: Role) -> bool:
    """Whether a role may be changed: owners change all, admins neither make nor unmake owners."""
    return giver is Role.OWNER or (giver is Role.ADMIN and Role.OWNER not in {old, new})


def _mapping(value: object) -> Mapping[str, object]:
    return cast("Mapping[str, object]", value) if isinstance(value, Mapping) else {}


def _role(value: object) -> Role:
    text = str(value).upper()
    return Role(text) if text in Role.__members__ else Role.NONE
