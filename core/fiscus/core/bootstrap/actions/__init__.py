"""Actions of every agent, under their documented names."""

from __future__ import annotations

from fiscus.core.bootstrap.actions.choices import choice
from fiscus.core.bootstrap.actions.conversation import ignore, none, reply
from fiscus.core.bootstrap.actions.entities import update_entity
from fiscus.core.bootstrap.actions.images import generate_image
from fiscus.core.bootstrap.actions.messages import send_message
from fiscus.core.bootstrap.actions.roles import update_role
from fiscus.core.bootstrap.actions.room_settings import update_settings
from fiscus.core.bootstrap.actions.rooms import (
    follow_room,
    mute_room,
    unfollow_room,
    unmute_room,
)
from fiscus.core.bootstrap.actions.waiting import cancel_scheduled, list_scheduled, schedule

__all__ = ["ACTIONS"]

ACTIONS = (
    reply,
    ignore,
    none,
    follow_room,
    unfollow_room,
    mute_room,
    unmute_room,
    send_message,
    update_entity,
    choice,
    update_role,
    update_settings,
    generate_image,
    schedule,
    list_scheduled,
    cancel_scheduled,
)
