"""Where the conversation is held, how it is configured there, and the tone it wants."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from fiscus.core.bootstrap.room_settings import ROOM_SETTINGS, current
from fiscus.core.bootstrap.scene import scene_of
from fiscus.core.components import Provider
from fiscus.core.memory import ChannelType
from fiscus.core.state import ProviderResult

if TYPE_CHECKING:
    from fiscus.core.memory import Memory
    from fiscus.core.runtime import AgentRuntime
    from fiscus.core.state import State

IN_GROUPS: Final = (
    "Speak when you are spoken to, or have something that helps; otherwise stay silent.",
    "Keep it to one or two sentences.",
    "Do not repeat what was said, and do not answer for others.",
)
IN_PRIVATE: Final = (
    "Answer directly, in few words.",
    "Ask one question at a time.",
    "Do not promise what only an action can do.",
)
BY_VOICE: Final = ("Speak in short sentences.", "Say numbers and names slowly, and once.")
STYLES: Final = {
    ChannelType.DM.value: IN_PRIVATE,
    ChannelType.SELF.value: IN_PRIVATE,
    ChannelType.API.value: IN_PRIVATE,
    ChannelType.VOICE_DM.value: BY_VOICE,
}


async def _anxiety(runtime: AgentRuntime, message: Memory, state: State) -> ProviderResult:
    """The style of answers, by the kind of room."""
    scene = await scene_of(runtime, message)
    lines = STYLES.get(scene.room_type, IN_GROUPS)
    text = "\n".join(f"- {line}" for line in lines)
    return ProviderResult(f"# Response Style\n{text}", values={"anxiety": text})


async def _world(runtime: AgentRuntime, message: Memory, state: State) -> ProviderResult:
    scene = await scene_of(runtime, message)
    room, world = scene.room, scene.world
    if room is None:
        return ProviderResult(values={"world": ""})
    rooms = await runtime.store.get_rooms(world_id=world.id) if world else ()
    lines = [
        f"World: {world.name or world.server_id or world.id}" if world else "World: none",
        f"Room: {room.name or room.channel_id or room.id} ({room.type})",
    ]
    if others := [other for other in rooms if other.id != room.id]:
        lines.append(f"Other rooms: {', '.join(o.name or str(o.channel_id) for o in others)}")
    text = "\n".join(lines)
    return ProviderResult(
        f"# World\n{text}",
        values={"world": text, "roomName": room.name or "", "roomType": scene.room_type},
        data={"world": world, "room": room, "rooms": tuple(rooms)},
    )


async def _settings(runtime: AgentRuntime, message: Memory, state: State) -> ProviderResult:
    """Those that may be changed from a chat: no key and no limit is among them."""
    scene = await scene_of(runtime, message)
    values = {name: current(runtime, scene.settings, name) for name in ROOM_SETTINGS}
    text = "\n".join(f"- {name}: {value}" for name, value in values.items())
    return ProviderResult(
        f"# Settings of this Room\n{text}", values={"settings": text}, data={"settings": values}
    )


PLACE_PROVIDERS = (
    Provider("ANXIETY", _anxiety, description="Response style guidelines"),
    Provider("WORLD", _world, description="The server, and the rooms in it", dynamic=True),
    Provider("SETTINGS", _settings, description="Settings that can be changed from here"),
)
