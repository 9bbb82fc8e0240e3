"""Who may change what about the conversation, and whether they said so.

A model proposes, but a role, a setting or a message to another room is nobody's wish unless the
sender of the message may change it and the message itself says what is to change.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from fiscus.core.bootstrap.roles import Role, role_of
from fiscus.core.bootstrap.scene import scene_of
from fiscus.core.errors import NotAllowed
from fiscus.core.store.conversations import Scene

if TYPE_CHECKING:
    from fiscus.core.action import ActionContext

_NEGATED: Final = re.compile(
    r"\b(?:(?:don|can|won)\W?t|do not|never|not|no longer|nobody|cannot|stop)\b",
    re.IGNORECASE,
)


async def manager(context: ActionContext, *, what: str) -> tuple[Scene, Role]:
    """The scene, and the role of whoever asks. Raises `NotAllowed` where they may not manage it.

    The wallet's owner may, and people with a role in the room's world; a role never does more than
    this, and never opens the wallet.
    """
    scene = await scene_of(context.runtime, context.message)
    role = role_of(scene.world, context.message.entity_id)
    if context.principal.owner:
        role = Role.OWNER
    if not role.manages:
        raise NotAllowed(
            f"{what} is for the OWNER and ADMINs of this place",
            hint="Ask one of them, or the wallet's owner.",
        )
    return scene, role


def must_be_said(context: ActionContext, *values: str) -> None:
    """Raise `NotAllowed` unless the message itself names each value, and denies nothing."""
    text = context.message.content.text
    if _NEGATED.search(text) or not all(_names(text, value) for value in values):
        raise NotAllowed(
            "that is not what the message asks for",
            hint=f"Say it in your own words, with {' and '.join(map(repr, values))}.",
        )


def _names(text: str, value: str) -> bool:
    wanted = " ".join(value.lower().replace("_", " ").split())
    said = " ".join(text.lower().replace("_", " ").split())
    return bool(wanted) and re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", said) is not None
