"""The sandboxes, opened from the main thread."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import click
from anyio.from_thread import BlockingPortal, start_blocking_portal

from fiscus.core.errors import ConfigError
from fiscus.core.sandbox import Sandbox, SandboxOpener, installed_sandboxes

T = TypeVar("T")

ABSENT = frozenset({"SANDBOX_ENGINE_MISSING", "SANDBOX_ENGINE_NOT_FETCHED"})
"""Codes of engines that are not here. One that is here and fails is a fault, and is raised."""


@dataclass(frozen=True, slots=True)
class Playground:
    """Sandboxes that run, by chain family, and the one loop to ask them on."""

    sandboxes: Mapping[str, Sandbox]
    portal: BlockingPortal

    def ask(self, question: Callable[[], Awaitable[T]]) -> T:
        """Wait for a chain's answer."""
        return self.portal.call(question)

    def environment(self) -> Mapping[str, str]:
        """The settings with which the suite works on all of them, the keys among them."""
        merged: dict[str, str] = {}
        for sandbox in self.sandboxes.values():
            merged |= sandbox.environment()
        return merged

    @property
    def owned_chains(self) -> frozenset[str]:
        return frozenset(c for box in self.sandboxes.values() for c in box.owned_chains)


@contextmanager
def open_playground(home: Path, *, keep: Path | None = None) -> Generator[Playground]:
    """Start every installed sandbox for as long as the block runs.

    One that cannot be had here is left out, and stderr says so; where there is none at all, its
    `ConfigError` is raised. A missing engine is fetched into `home`; stderr says that, too.
    """
    openers = installed_sandboxes()
    if not openers:
        raise ConfigError("no sandbox is installed", hint="pip install 'fiscus[sandbox]'")
    with ExitStack() as stack:
        portal = stack.enter_context(start_blocking_portal())
        sandboxes: dict[str, Sandbox] = {}
        missing: list[ConfigError] = []
        for family, opener in openers.items():
            try:
                sandboxes[family] = _start(opener, stack, portal, home=home, keep=keep)
            except ConfigError as exc:
                if exc.code not in ABSENT:
                    raise
                missing.append(exc)
        if not sandboxes:
            raise missing[0]
        for error in missing:
            _tell(f"Left out: {error.message}. {error.hint or ''}".rstrip())
        yield Playground(sandboxes, portal)


def _start(
    opener: SandboxOpener,
    stack: ExitStack,
    portal: BlockingPortal,
    *,
    home: Path,
    keep: Path | None,
) -> Sandbox:
    opened = opener(home.absolute(), keep=keep, progress=_tell)
    return stack.enter_context(portal.wrap_async_context_manager(opened))


def _tell(text: str) -> None:
    click.echo(f"{text} …" if text.startswith("Fetching") else text, err=True)
