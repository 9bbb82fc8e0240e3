"""The sandbox, opened from the main thread."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import click
from anyio.from_thread import BlockingPortal, start_blocking_portal

from fiscus.core.errors import ConfigError
from fiscus.core.sandbox import Sandbox, installed_sandboxes

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Playground:
    """A sandbox that runs, and the loop to ask it on."""

    sandbox: Sandbox
    portal: BlockingPortal

    def ask(self, question: Callable[[], Awaitable[T]]) -> T:
        """Wait for the chain's answer."""
        return self.portal.call(question)


@contextmanager
def open_playground(home: Path, *, keep: Path | None = None) -> Generator[Playground]:
    """Start the first installed sandbox for as long as the block runs. Raises `ConfigError`.

    Its engine is fetched into `home` where it is missing; stderr says so.
    """
    openers = installed_sandboxes()
    if not openers:
        raise ConfigError("no sandbox is installed", hint="pip install 'fiscus[sandbox]'")
    opened = next(iter(openers.values()))(home.absolute(), keep=keep, progress=_tell)
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(opened) as sandbox:
        yield Playground(sandbox, portal)


def _tell(text: str) -> None:
    click.echo(f"{text} …" if text.startswith("Fetching") else text, err=True)
