"""The settings of one agent: its character's, its own, and the environment's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fiscus.core.secrets import Secret
from fiscus.core.settings import Setting, Settings

if TYPE_CHECKING:
    from fiscus.core.character import Character
    from fiscus.core.jsontext import Json


class SettingAccess:
    """What is set, looked up in the documented order.

    The character's secrets (those under its settings, too), its settings, then the settings that
    the runtime was given, which are those of the environment. Nothing here prints a secret.
    """

    def __init__(self, character: Character, settings: Settings) -> None:
        self._secrets = dict(character.secrets)
        self._own = dict(character.settings)
        self._settings = settings

    def get_setting(self, key: str) -> Json:
        """`None` where it is unset. The texts `true` and `false` become booleans."""
        secret = self._secrets.get(key)
        value = secret.reveal() if secret else self._own.get(key)
        if value is None:
            value = self._settings.get(Setting(key, help="")) or None
        if isinstance(value, str) and value.lower() in {"true", "false"}:
            return value.lower() == "true"
        return value

    def get_secret(self, key: str) -> Secret | None:
        """The same, in a form that never prints itself."""
        value = self.get_setting(key)
        return None if value is None else Secret(str(value))

    def secrets(self) -> tuple[Secret, ...]:
        """Every value known to be a secret, to keep it out of prompts and answers."""
        return (*self._secrets.values(), *self._settings.secrets())

    def has_setting(self, key: str) -> bool:
        return self.get_setting(key) is not None

    def set_setting(self, key: str, value: Json, *, secret: bool = False) -> None:
        """Set it for this agent, as long as it runs; `None` leaves it to the environment.

        Nothing is written to a file or to the environment, and no other agent sees it.
        """
        self._secrets.pop(key, None)
        self._own.pop(key, None)
        if value is not None and secret:
            self._secrets[key] = Secret(str(value))
        elif value is not None:
            self._own[key] = value
