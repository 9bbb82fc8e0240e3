"""The settings of a command, and where its log goes."""

from __future__ import annotations

import logging
import sys
from typing import Final

from fiscus.core.errors import ConfigError
from fiscus.core.logs import protect
from fiscus.core.redaction import redactor_of
from fiscus.core.settings import LOG_LEVEL, Settings, read_settings

LEVELS: Final = ("debug", "info", "warning", "error")
TALKATIVE: Final = ("httpx", "httpcore", "httpx2", "httpcore2", "openai", "anthropic")
"""They log whole addresses, which may hold keys, and what is said to models."""


def read_environment() -> Settings:
    """Read the settings, and send the log to stderr. Raises `ConfigError`."""
    settings = read_settings()
    set_up_logging(settings)
    return settings


def set_up_logging(settings: Settings) -> None:
    """Log at `LOG_LEVEL` to stderr, without secrets: stdout is for answers alone."""
    level = settings.get(LOG_LEVEL).lower()
    if level not in LEVELS:
        raise ConfigError(f"{LOG_LEVEL.name} is {level!r}", hint=f"It can be {', '.join(LEVELS)}.")
    protect(redactor_of(settings))
    logging.basicConfig(
        level=level.upper(), stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s"
    )
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLogger().level))
