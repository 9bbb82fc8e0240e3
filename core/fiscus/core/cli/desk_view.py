"""What `fiscus check` says of a desk that is a process of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fiscus.core.desk.remote.client import open_remote_desk
from fiscus.core.desks import refuse_keys
from fiscus.core.errors import FiscusError
from fiscus.core.families import Finding
from fiscus.core.settings import Settings

SECONDS: Final = 3.0
"""Whoever looks does not wait for a desk that is about to start."""


async def desk_apart(settings: Settings) -> tuple[list[Finding], Mapping[str, str] | None]:
    """How it is, and the wallets it signs for; nothing where the desk is in the agent's process."""
    try:
        socket = settings.desk
        if socket is None:
            return [], None
        refuse_keys(settings)
        async with open_remote_desk(socket, patience=SECONDS) as remote:
            about = remote.about
    except FiscusError as error:
        return [Finding("desk", False, error.message, error.hint)], {}
    found = [Finding("desk", True, f"that of {about.agent}, at {socket}")]
    for reason in dict.fromkeys(about.held.values()):
        found.append(Finding("spending", False, reason, "An operator looks where the desk runs."))
    return found, about.wallets
