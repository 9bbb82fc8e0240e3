"""`fiscus book`: the operator's own names for addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from fiscus.core.cli.console import emit, say
from fiscus.core.cli.environment import read_environment

if TYPE_CHECKING:
    from fiscus.core.book import ChainRules
    from fiscus.core.desk.book import BookFile

as_json_option = click.option("--json", "as_json", is_flag=True, help="Write JSON.")
chain_option = click.option("--chain", help="On this chain alone, like base.")
family_option = click.option("--family", help="evm or solana, where the address leaves it open.")


@click.group(invoke_without_command=True)
@click.pass_context
def book(ctx: click.Context) -> None:
    """See and change the address book: your own names for addresses.

    "send 5 USDC to alice" pays who alice is in it, and shows the address. Only this command
    changes it; no message can.
    """
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_names, as_json=False)


@book.command("list")
@as_json_option
def list_names(as_json: bool) -> None:
    """List the names. With --json one object a line."""
    entries = _file().current().entries
    for entry in entries:
        if as_json:
            emit(entry.model_dump())
        else:
            say(f"{entry.name:<20} {entry.address}  {entry.chain or entry.family}")
    if not entries and not as_json:
        say("The book is empty.")


@book.command()
@click.argument("name")
@click.argument("address")
@family_option
@chain_option
def add(name: str, address: str, family: str | None, chain: str | None) -> None:
    """Call ADDRESS by NAME: one word, like alice or coldwallet."""
    from pydantic import ValidationError

    from fiscus.core.desk.book import Entry, write_book
    from fiscus.core.errors import ConfigError
    from fiscus.core.families import family_title

    file = _file()
    rules = _rules()
    try:
        entry = Entry(
            name=name, family=family or rules.family_of(address), address=address, chain=chain
        )
    except ValidationError as exc:
        told = "; ".join(e["msg"].removeprefix("Value error, ") for e in exc.errors())
        raise click.BadParameter(told) from None
    if problem := rules.problem_of(entry):
        raise ConfigError(f"{address[:80]!r} cannot be added: {problem}", hint="Copy it again.")
    if rules.means_more(name):
        raise ConfigError(
            f"{name!r} means something else in a sentence", hint="Take a name that is no word."
        )
    write_book(file.path, file.current().with_entry(entry))
    say(f"{entry.name} is {entry.address} on {entry.chain or family_title(entry.family)}.")


@book.command()
@click.argument("name")
@family_option
@chain_option
def remove(name: str, family: str | None, chain: str | None) -> None:
    """Forget NAME; --family and --chain forget only that one."""
    from fiscus.core.desk.book import write_book
    from fiscus.core.errors import ConfigError
    from fiscus.core.families import family_title

    file = _file()
    before = file.current()
    after = before.without(name, family=family, chain=chain)
    if len(after.entries) == len(before.entries):
        raise ConfigError(f"{name!r} is not in the book", hint="`fiscus book list` shows it.")
    write_book(file.path, after)
    for entry in before.entries:
        if entry not in after.entries:
            say(f"{entry.name} was {entry.address} on {entry.chain or family_title(entry.family)}.")


def _file() -> BookFile:
    from fiscus.core.book import book_file

    return book_file(read_environment())


def _rules() -> ChainRules:
    from fiscus.core.book import ChainRules
    from fiscus.core.reader.loading import load_lexicons

    return ChainRules(load_lexicons())
