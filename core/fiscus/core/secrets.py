"""A value that never prints itself."""

from __future__ import annotations

import hmac
from typing import Final, NoReturn


class Secret:
    """Holds a secret so that no log line, error, state dump or repr can show it."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value: Final = value

    def reveal(self) -> str:
        """The value itself. Call it where it is used, and keep it nowhere."""
        return self._value

    def __repr__(self) -> str:
        return "Secret('…')"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and hmac.compare_digest(
            other._value.encode(), self._value.encode()
        )

    def __hash__(self) -> int:
        return hash(self._value)

    def __getstate__(self) -> NoReturn:
        raise TypeError("a secret is not written anywhere")

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not written anywhere")
