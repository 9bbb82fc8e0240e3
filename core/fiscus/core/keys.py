"""Keys that are derived inside of a TEE, and that no setting holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Final, Protocol

from fiscus.core.characters import configured_character
from fiscus.core.errors import ConfigError
from fiscus.core.secrets import Secret
from fiscus.core.settings import Setting, Settings, TeeMode

if TYPE_CHECKING:
    from fiscus.core.families import Family

GROUP: Final = "fiscus.keys"


class KeyBrought(ConfigError):
    """A setting holds or names a key where keys are derived."""

    code = "KEY_BROUGHT"


@dataclass(frozen=True, slots=True)
class DerivedKey:
    """The key of one family's wallet."""

    path: str
    """What it is derived from, for people: no secret."""
    seed: Secret = field(repr=False)
    """32 bytes in hex, the same for ever for the same path."""


class Deriver(Protocol):
    """What the entry point of `fiscus.keys` exports."""

    async def __call__(
        self, settings: Settings, agent_id: str, curves: Mapping[str, str]
    ) -> Mapping[str, DerivedKey]:
        """A key for each family, by its name; `curves` says what each is for. Raises `ConfigError`
        where nobody derives keys, or nobody vouches for it."""
        ...


async def derived_keys(
    settings: Settings, families: Sequence[Family], agent_id: str | None = None
) -> dict[str, DerivedKey]:
    """By family, for this agent, or for that of the settings. Empty where TEE_MODE is off.

    Raises `ConfigError`; `KeyBrought` names the setting of a key, and does not show it.
    """
    if settings.tee_mode is TeeMode.OFF:
        return {}
    for name in brought_keys(settings, families):
        raise KeyBrought(
            f"{name} is set, and in TEE mode keys are derived and never brought",
            hint=f"Remove {name}; TEE_MODE=off uses it.",
        )
    derive = _deriver()
    agent_id = agent_id or (await configured_character(settings)).id
    return dict(await derive(settings, agent_id, {one.name: one.curve for one in families}))


def brought_keys(settings: Settings, families: Sequence[Family]) -> Iterator[str]:
    """The names of the settings that hold or name a key; others' names for one, too."""
    names = (name for family in families for name in family.key_settings)
    return (name for name in names if settings.get(Setting(name, "")))


def _deriver() -> Deriver:
    points = sorted(entry_points(group=GROUP))
    if len(points) != 1:
        raise ConfigError(
            "TEE_MODE is on, and nothing that is installed derives keys"
            if not points
            else f"Keys are derived by several: {', '.join(point.name for point in points)}",
            hint='One package may: pip install "fiscus[tee]".',
        )
    (point,) = points
    found: Deriver = point.load()
    return found
