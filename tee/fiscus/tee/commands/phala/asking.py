"""A question to Phala Cloud, with the key of whoever asks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

import click

from fiscus.core.cli.environment import read_environment

if TYPE_CHECKING:
    from fiscus.core.secrets import Secret
    from fiscus.core.settings import Settings
    from fiscus.tee.phala.client import Phala

T = TypeVar("T")

as_json_option = click.option("--json", "as_json", is_flag=True, help="Write one line of JSON.")


def ask(question: Callable[[Phala], Awaitable[T]]) -> T:
    """Raises the errors of `phala.errors`."""
    from fiscus.tee.phala.credentials import credential

    settings = read_environment()
    return asked(settings, credential(settings).key, question)


def asked(settings: Settings, key: Secret, question: Callable[[Phala], Awaitable[T]]) -> T:
    """The same with a key that is not kept."""
    import asyncio

    from fiscus.core.logs import protect
    from fiscus.core.redaction import redactor_of
    from fiscus.core.settings import PHALA_KEY, PHALA_PREFIX
    from fiscus.tee.phala.client import phala

    protect(redactor_of(settings.with_values({PHALA_KEY.name: key.reveal()})))

    async def run() -> T:
        async with phala(key, settings.get(PHALA_PREFIX)) as client:
            return await question(client)

    return asyncio.run(run())
