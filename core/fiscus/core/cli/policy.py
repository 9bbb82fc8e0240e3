"""`fiscus policy`: what the agent may spend, looked at, tried and stopped."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from fiscus.core.cli.console import emit, say
from fiscus.core.cli.environment import read_environment

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence
    from decimal import Decimal

    from fiscus.core.cli.policy_view import Held
    from fiscus.core.desk.ledger import Ledger

T = TypeVar("T")

STOPPED_BY = "by an operator at the terminal"

json_option = click.option("--json", "as_json", is_flag=True, help="Write JSON.")
file_argument = click.argument(
    "file", required=False, type=click.Path(dir_okay=False, path_type=Path)
)
file_option = click.option(
    "--policy",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A policy file in place of the one that FISCUS_POLICY names.",
)


@click.group(invoke_without_command=True)
@click.pass_context
def policy(ctx: click.Context) -> None:
    """See, check and try what the agent may spend, and stop it.

    Alone it shows the policy that holds.
    """
    if ctx.invoked_subcommand is None:
        ctx.invoke(show, file=None, as_json=False)


@policy.command()
@file_option
@json_option
def show(file: Path | None, as_json: bool) -> None:
    """Show the policy that holds, with what is built in.

    What it writes is a policy file itself.
    """
    import asyncio

    from fiscus.core.cli.policy_view import shown
    from fiscus.core.cli.stops import stops

    held = _held(file)
    if as_json:
        emit(held.policy.model_dump(mode="json", exclude_none=True))
    else:
        say(shown(held))
    # Beside the policy, not in it: what is written above stays a policy file.
    for stop in asyncio.run(stops(read_environment())) or ():
        say(f"# {stop.text}. {stop.hint or ''}", err=as_json)


@policy.command()
@file_argument
@json_option
@click.pass_context
def check(ctx: click.Context, file: Path | None, as_json: bool) -> None:
    """Look for mistakes in FILE, or in the file that FISCUS_POLICY names.

    Unknown keys, broken addresses, chains and tokens that no installed chain knows, rules that say
    nothing. Status 1: there is one. With --json one object a line.
    """
    from fiscus.core.cli.policy_view import findings

    found = findings(_named(file))
    for problem in found:
        if as_json:
            emit({"line": problem.line, "place": problem.place, "text": problem.text})
        else:
            say(str(problem))
    if not found and not as_json:
        say("No mistake was found.")
    ctx.exit(int(bool(found)))


@policy.command()
@click.argument("text")
@file_option
@click.option("--agent", metavar="NAME", help="Who acts; else the agent of the settings.")
@click.option(
    "--price",
    "prices",
    metavar="TOKEN=USD",
    multiple=True,
    help="What a token is worth: USDC=1. Prices are not asked for here.",
)
@json_option
def explain(
    text: str, file: Path | None, agent: str | None, prices: Sequence[str], as_json: bool
) -> None:
    """Say what would happen to TEXT, and by which rule.

    Needs no network: what only a chain can tell is named, with the rules that hang on it. Nothing
    is signed or reserved.

    \b
    Example:
      fiscus policy explain 'send 20 usdc to bob.eth on base' --price USDC=1
    """
    import asyncio

    from fiscus.core.cli.policy_view import body, explanations, told

    held, known = _held(file), _prices(prices)
    found = asyncio.run(
        explanations(read_environment(), held.policy, text, agent=agent, prices=known)
    )
    for explained in found:
        if as_json:
            emit(body(held, explained))
        else:
            say(told(held, explained))


@policy.command()
@click.argument("cases", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@file_option
@json_option
@click.pass_context
def test(ctx: click.Context, cases: Path, file: Path | None, as_json: bool) -> None:
    """Try the policy on the CASES of a file.

    Each says what is asked for and what the verdict must be; docs/policy.md has an example. Status
    1: one came out otherwise. With --json one object a line.
    """
    import asyncio

    from fiscus.core.cli.policy_view import tried_cases

    results = asyncio.run(tried_cases(read_environment(), _held(file), cases))
    for tried in results:
        if as_json:
            emit(
                {
                    "name": tried.name,
                    "ok": tried.wrong is None,
                    "verdict": tried.verdict.kind.name.lower(),
                    "rules": [reason.rule for reason in tried.verdict.reasons],
                    "wrong": tried.wrong,
                }
            )
        else:
            say(f"{'ok   ' if tried.wrong is None else 'WRONG'} {tried.name}")
            if tried.wrong is not None:
                say(f"      {tried.wrong}")
    wrong = sum(tried.wrong is not None for tried in results)
    if not as_json:
        say(f"{len(results)} cases, {wrong} wrong.")
    ctx.exit(int(bool(wrong)))


@policy.command()
def schema() -> None:
    """Write the JSON schema of a policy file."""
    from fiscus.core.desk.policyschema import schema_text

    click.echo(schema_text(), nl=False)


@policy.command()
@click.argument("reason", required=False, default=STOPPED_BY)
def stop(reason: str) -> None:
    """Stop all spending, at once and in every process, for a REASON.

    Nothing is signed from now on, however far it is; what was signed before may still land. It
    outlives restarts: `fiscus policy resume` ends it.
    """
    import asyncio

    # One line, whatever was pasted: it stands in every refusal, and behind a # in `policy show`.
    why = " ".join(reason.split()) or STOPPED_BY

    async def work(ledger: Ledger) -> str | None:
        stopped = await ledger.stopped()
        if stopped is None:
            await ledger.stop(why)
        return stopped

    before = asyncio.run(_with_ledger(work))
    if before is None:
        say("All spending is stopped. `fiscus policy resume` lets it go on.")
    else:
        say(f"All spending was stopped already: {before}")


@policy.command()
def resume() -> None:
    """Let spending go on after a stop."""
    import asyncio

    async def work(ledger: Ledger) -> bool:
        return await ledger.resume()

    if asyncio.run(_with_ledger(work)):
        say("Spending goes on.")
    else:
        say("Spending was not stopped.")


def _named(file: Path | None) -> Path:
    """The file to look at. Raises `ConfigError` where none is named."""
    from fiscus.core.errors import ConfigError

    path = file or _configured()
    if path is None:
        raise ConfigError(
            "No policy file is named", hint="Name one, or set FISCUS_POLICY; without, small amounts"
        )
    return path


def _held(file: Path | None) -> Held:
    from fiscus.core.cli.policy_view import hold

    return hold(file or _configured())


def _configured() -> Path | None:
    """The file of the settings. Raises `ConfigError` where the desk is a process of its own: its
    policy holds, whatever is set here."""
    from fiscus.core.desks import elsewhere

    settings = read_environment()
    if settings.desk is not None:
        raise elsewhere()
    return settings.policy


def _prices(given: Sequence[str]) -> Mapping[str, Decimal]:
    from decimal import Decimal, InvalidOperation

    pairs = [one.rpartition("=") for one in given]
    try:
        found = {token: Decimal(usd) for token, _, usd in pairs}
    except InvalidOperation:
        found = {"": Decimal(-1)}
    if any(not token or not usd.is_finite() or usd <= 0 for token, usd in found.items()):
        raise click.BadParameter("Write it like USDC=1.", param_hint="--price")
    return found


async def _with_ledger(work: Callable[[Ledger], Awaitable[T]]) -> T:
    from fiscus.core.desk.database import open_database
    from fiscus.core.desk.ledger import Ledger
    from fiscus.core.desks import desk_location

    async with open_database(desk_location(read_environment())) as database:
        return await work(Ledger(database))
