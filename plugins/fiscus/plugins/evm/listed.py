"""What was listed last in a room: what "it" is in the next sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from fiscus.core.ids import UUID

if TYPE_CHECKING:
    from fiscus.plugins.evm.rights import Standing

ROOMS: Final = 100


class Listed:
    """The rights that were shown, of the rooms that asked last."""

    def __init__(self) -> None:
        self._rooms: dict[UUID, tuple[Standing, ...]] = {}

    def note(self, room: UUID, rights: Sequence[Standing]) -> None:
        self._rooms.pop(room, None)
        self._rooms[room] = tuple(rights)
        while len(self._rooms) > ROOMS:
            del self._rooms[next(iter(self._rooms))]

    def in_room(self, room: UUID) -> Sequence[Standing]:
        return self._rooms.get(room, ())
