"""The package that a Solana wallet needs and nobody else: keys, the curve, messages."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Final

from fiscus.core.errors import ConfigError

PACKAGE: Final = "solders"
HINT: Final = "pip install 'fiscus[solana]'"


def is_installed() -> bool:
    """Without importing it."""
    return find_spec(PACKAGE) is not None


def must_be_installed() -> None:
    """Raises `ConfigError`."""
    if not is_installed():
        raise ConfigError(f"Solana needs the package {PACKAGE!r}, which is not here", hint=HINT)
