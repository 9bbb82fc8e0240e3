"""`fiscus memory`: what is remembered, of whom, and how it is forgotten."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from fiscus.core.cli.console import say
from fiscus.core.cli.environment import read_environment

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from fiscus.core.store import Store

T = TypeVar("T")
DAY_MS = 86_400_000
PAYMENTS_STAY = "Payments stay in the desk's journal."


@click.group(invoke_without_command=True)
@click.pass_context
def memory(ctx: click.Context) -> None:
    """See and delete what is remembered.

    Alone it lists everybody who is known, with what they said.
    """
    if ctx.invoked_subcommand is None:
        people = _run(_everybody)
        for entity_id, name, messages in people:
            say(f"{entity_id}  {name}: {messages} messages")
        if not people:
            say("Nobody is known yet.")


@memory.command()
@click.option("--days", type=click.IntRange(min=1), default=30, show_default=True)
def prune(days: int) -> None:
    """Delete messages and log entries older than DAYS.

    What is marked for the long term stays, and so does what a payment came of.
    """
    import time

    now = int(time.time() * 1000)
    gone = _run(lambda store: store.prune(before=now - days * DAY_MS, now=now))
    say("Deleted " + ", ".join(f"{count} {what}" for what, count in gone.items()))


@memory.command()
@click.argument("person", metavar="ID")
@click.argument("file", type=click.Path(path_type=Path))
def export(person: str, file: Path) -> None:
    """Write everything that is remembered of a person to FILE, one JSON object a line."""
    from fiscus.core.errors import RequestError
    from fiscus.core.ids import string_to_uuid

    if file.exists():
        raise RequestError(f"{file.name!r} is there already", hint="Name another file.")
    count = _run(lambda store: store.export_entity(string_to_uuid(person), file))
    say(f"Wrote {count} rows to {file}")


@memory.command()
@click.argument("person", metavar="ID")
def forget(person: str) -> None:
    """Delete a person: what they said, what was answered, what is known of them."""
    from fiscus.core.ids import string_to_uuid

    gone = _run(lambda store: store.forget_entity(string_to_uuid(person)))
    say("Deleted " + ", ".join(f"{count} {what}" for what, count in gone.items() if count))
    say(PAYMENTS_STAY)


async def _everybody(store: Store) -> list[tuple[str, str, int]]:
    people = await store.get_people()
    return [
        (entity.id, ", ".join(entity.names), await store.count_memories(entity_id=entity.id))
        for entity in people
    ]


def _run(work: Callable[[Store], Awaitable[T]]) -> T:
    import asyncio

    from fiscus.core.store import open_store
    from fiscus.core.store.location import store_location

    async def run() -> T:
        async with await open_store(store_location(read_environment())) as store:
            return await work(store)

    return asyncio.run(run())
