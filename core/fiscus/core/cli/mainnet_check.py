"""`fiscus mainnet-check`: a first look at a real chain with small amounts."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import TYPE_CHECKING, Final

import click

from fiscus.core.cli.console import at_terminal, emit, say
from fiscus.core.cli.environment import read_environment
from fiscus.core.errors import ConfigError, FiscusError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fiscus.core.agent import Agent
    from fiscus.core.trial import Record, Step

MOST: Final = Decimal(100)
"""US dollars: whoever wants to try more than that does not try."""


class Budget(click.ParamType[Decimal]):
    """`5usd`, `$5`, `5`."""

    name = "budget"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Decimal:
        if isinstance(value, Decimal):
            return value
        text = str(value).strip().lower().removeprefix("$").removesuffix("usd").strip()
        try:
            dollars = Decimal(text)
        except InvalidOperation:
            dollars = Decimal(0)
        if not (dollars.is_finite() and 0 < dollars <= MOST):
            self.fail(f"{value!r} is no amount up to {MOST} US dollars; write it like 5usd.")
        return dollars


@click.command("mainnet-check")
@click.option("--chain", required=True, help="The chain that is tried, like base.")
@click.option("--budget", type=Budget(), required=True, help="The most it may cost, like 5usd.")
@click.option("--token", default="USDC", show_default=True, help="The token that is tried.")
@click.option("--to", help="Another address of yours, for the token; without it that is left out.")
@click.option("--bridge-to", help="The chain of the bridge; without it that is left out.")
@click.option("--yes", is_flag=True, help="Agree to every step that the budget has room for.")
@click.option("--restart", is_flag=True, help="Begin anew; what was spent no longer counts.")
@click.option("--json", "as_json", is_flag=True, help="Write the report as one line of JSON.")
@click.pass_context
def mainnet_check(
    ctx: click.Context,
    chain: str,
    budget: Decimal,
    token: str,
    to: str | None,
    bridge_to: str | None,
    yes: bool,
    restart: bool,
    as_json: bool,
) -> None:
    """Try the wallet on a real chain, with small amounts and real money.

    Address, balance, a transfer to itself, a token, a swap, a bridge: one after another. Each is
    shown with what it costs at most before it is paid, and the first surprise ends it. Call it
    again to go on where it stopped.

    Status 1: it stopped.
    """
    from fiscus.core.cli.session import open_session
    from fiscus.core.trial import Record

    if not (yes or at_terminal()):
        raise click.UsageError("Nobody is here to agree to a step: use a terminal, or --yes.", ctx)
    settings, chain = read_environment(), chain.lower()
    path = settings.home / f"mainnet-check-{_file_name(chain)}.json"
    if restart:
        path.unlink(missing_ok=True)
    record = Record.at(path, chain)
    stopped: FiscusError | None = None
    with open_session(settings) as session:
        work = partial(
            _run,
            session.agent,
            record,
            budget,
            yes=yes,
            words=(token, to, bridge_to),
            quiet=as_json,
        )
        try:
            session.run(work)
        except FiscusError as error:
            stopped = error
    options = (("token transfer", "--to", to), ("bridge", "--bridge-to", bridge_to))
    left_out = {name: option for name, option, given in options if given is None}
    _report(record, budget, stopped, left_out, as_json=as_json)
    ctx.exit(int(stopped is not None))


async def _run(
    agent: Agent,
    record: Record,
    budget: Decimal,
    *,
    yes: bool,
    words: tuple[str, str | None, str | None],
    quiet: bool,
) -> None:
    from fiscus.core.trial import Trial, coin_of, steps_on

    family, coin = coin_of(agent, record.chain)
    if agent.families[family].address is None:
        raise ConfigError(f"There is no wallet on {record.chain}", hint="`fiscus check` says why.")

    async def agrees(step: Step, told: str) -> bool:
        if not quiet:
            say(f"{step.name}: {told}")
        return yes or click.confirm("Go on?", default=False)

    token, to, bridge_to = words
    steps = steps_on(record.chain, family, coin.symbol, token=token, to=to, bridge_to=bridge_to)
    await Trial(agent, record, budget, agrees).run(steps)


def _report(
    record: Record,
    budget: Decimal,
    stopped: FiscusError | None,
    left_out: Mapping[str, str],
    *,
    as_json: bool,
) -> None:
    if as_json:
        emit(
            {
                "chain": record.chain,
                "budget_usd": str(budget),
                "spent_usd": str(record.spent),
                "steps": [{"name": name, **asdict(done)} for name, done in record.steps.items()],
                "left_out": list(left_out),
                "error": stopped
                and {"code": stopped.code, "message": stopped.message, "hint": stopped.hint},
            }
        )
        return
    say("\nReport")
    for name, done in record.steps.items():
        cost = f"${Decimal(done.cost_usd):.4f}" if Decimal(done.cost_usd) else ""
        say(f"  {done.status:8}{name:18}{cost:10}{done.hash or ''}".rstrip())
    for name, option in left_out.items():
        say(f"  {'left out':8}  {name}: needs {option}")
    say(f"Spent ${record.spent:.4f} of ${budget} on {record.chain}.")
    if stopped is not None:
        say(f"Stopped [{stopped.code}]: {stopped.message}")
        if stopped.hint:
            say(stopped.hint)


def _file_name(chain: str) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in chain)
