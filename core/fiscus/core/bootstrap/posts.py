"""Posts: written by a model in the character's style."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from fiscus.core.bootstrap.modelling import ask_text, has_model
from fiscus.core.bootstrap.texts import POST_CREATION
from fiscus.core.ids import generate_id
from fiscus.core.memory import Content, Memory
from fiscus.core.models.xml import parse_key_value_xml

if TYPE_CHECKING:
    from fiscus.core.events import PostEvent

log = logging.getLogger(__name__)

PROVIDERS = ("CHARACTER", "TIME", "RECENT_MESSAGES")


async def generate_post(event: PostEvent) -> None:
    """Write a post and call the event's `callback` with it; without a model nothing is posted."""
    runtime, callback = event.runtime, event.callback
    if callback is None or not has_model(runtime):
        log.info("no post was written: no model writes it")
        return
    occasion = Memory(
        id=generate_id(),
        entity_id=runtime.agent_id,
        agent_id=runtime.agent_id,
        room_id=event.room_id,
        world_id=event.world_id,
        content=Content(source=event.source),
        created_at=runtime.clock.now(),
    )
    state = await runtime.compose_state(occasion, PROVIDERS, only_include=True)
    written = parse_key_value_xml(await ask_text(runtime, state, POST_CREATION))
    post, thought = written.get("post") or written.get("text"), written.get("thought")
    if not isinstance(post, str):
        log.warning("no post was written: the model's answer has none")
        return
    picture = written.get("imagePrompt")
    more = {"imagePrompt": picture} if isinstance(picture, str) else {}
    await callback(
        Content(
            post,
            ("POST",),
            thought=thought if isinstance(thought, str) else None,
            source=event.source,
            more=more,
        )
    )
