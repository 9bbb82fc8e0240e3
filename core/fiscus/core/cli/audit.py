"""`fiscus audit`: the desk's journal shown, verified, and exported for accounting."""

from __future__ import annotations

import asyncio
import csv
import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, TypeVar

import click

from fiscus.core.cli.console import emit, say
from fiscus.core.cli.environment import read_environment

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from fiscus.core.desk.pins import Head
    from fiscus.core.desk.verification import Report

T = TypeVar("T")

END: Final = 2**62
"""Unix milliseconds that no row has."""
as_json_option = click.option("--json", "as_json", is_flag=True, help="Write JSON.")
since_option = click.option("--since", metavar="TIME", help="From then, like 2026-11-01. UTC.")
until_option = click.option(
    "--until", metavar="TIME", help="To then; a day without a time is meant as a whole."
)


@click.group()
def audit() -> None:
    """Look into the desk's journal: everything that was asked, approved, signed and sent.

    Reading it needs no network and no key.
    """


@audit.command()
@since_option
@until_option
@click.option("--wallet", metavar="ADDRESS", help="Of this wallet alone.")
@click.option("--payment", "payment_id", metavar="ID", help="Of one payment; its first digits do.")
@as_json_option
def show(
    since: str | None,
    until: str | None,
    wallet: str | None,
    payment_id: str | None,
    as_json: bool,
) -> None:
    """Show what happened, oldest first: a line for every step. With --json one object a line."""
    from fiscus.core.desk.timeline import happened

    begun, ended = _since(since), _until(until)

    def work(connection: Connection) -> int:
        shown = 0
        for step in happened(
            connection, since=begun, until=ended, wallet=wallet, payment_id=payment_id
        ):
            shown += 1
            if as_json:
                emit(step.to_json())
            else:
                say(step.line)
        return shown

    if not _read(work) and not as_json:
        say("Nothing happened.")


@audit.command()
@click.option(
    "--head",
    metavar="ROW:HASH",
    help="A row that was noted elsewhere, as `verify` showed it: the journal must still hold it.",
)
@as_json_option
@click.pass_context
def verify(ctx: click.Context, head: str | None, as_json: bool) -> None:
    """Check that nothing was changed, removed or moved behind the desk's back.

    Every row of the journal is bound to the one before it by its hash, and payments, approvals and
    freezes must stand as the journal says. Status 1 where anything is found; each finding says
    where it is.
    """
    from fiscus.core.desk.verification import verify as verified

    known = _pinned() if head is None else _head(head)
    report = _read(lambda connection: verified(connection, known))
    if as_json:
        emit(_report(report))
    else:
        for finding in report.findings:
            say(f"{finding.place}: {finding.text}")
        say(_conclusion(report))
    ctx.exit(0 if report.whole else 1)


@audit.command()
@click.option("--format", "form", type=click.Choice(["csv", "json"]), default="csv")
@since_option
@until_option
@click.pass_context
def export(ctx: click.Context, form: str, since: str | None, until: str | None) -> None:
    """Write one line for every movement, for accounting. With --format json one object a line.

    A payment's fee and its worth in US dollars stand on its first line. What arrives is the least
    that was promised. A cell that a spreadsheet would run is written behind an apostrophe. Status
    1, and a word on stderr: these are not the figures that the desk wrote (see `verify`).
    """
    from fiscus.core.desk.statement import Line, lines
    from fiscus.core.desk.verification import verify as verified

    begun, ended, known = _since(since), _until(until), _pinned()

    def work(connection: Connection) -> Report:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        if form == "csv":
            writer.writerow([field.name for field in fields(Line)])
        for line in lines(connection, since=begun, until=ended):
            if form == "csv":
                writer.writerow(line.cells())
            else:
                sys.stdout.write(json.dumps(line.to_json()) + "\n")
        return verified(connection, known)

    report = _read(work)
    if not report.whole:
        found = _count(len(report.findings), "finding")
        say(f"The journal was changed ({found}): see `fiscus audit verify`.", err=True)
    ctx.exit(0 if report.whole else 1)


def _read(work: Callable[[Connection], T]) -> T:
    """Run a reading transaction on the desk's database."""
    from fiscus.core.desk.database import open_database
    from fiscus.core.desks import desk_location

    async def read() -> T:
        async with open_database(desk_location(read_environment())) as database:
            return await database.read(work)

    return asyncio.run(read())


def _pinned() -> Head | None:
    """The row that the processes of this folder wrote down outside of the database."""
    from fiscus.core.desk.pins import Pin
    from fiscus.core.desks import PIN_FILE

    return Pin(read_environment().home / PIN_FILE).read()


def _head(text: str) -> Head:
    from fiscus.core.desk.pins import Head

    seq, _, digest = text.strip().partition(":")
    if not (seq.isdecimal() and len(digest) == 64):
        raise click.BadParameter(
            f"{text!r} is no row; write its number, a colon and its hash.", param_hint="--head"
        )
    return Head(int(seq), digest.lower())


def _since(text: str | None) -> int:
    return 0 if text is None else _milliseconds(_moment(text, "--since"))


def _until(text: str | None) -> int:
    if text is None:
        return END
    moment = _moment(text, "--until")
    return _milliseconds(moment + timedelta(days=1) if len(text.strip()) == 10 else moment)


def _moment(text: str, option: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise click.BadParameter(
            f"{text!r} is no time; write 2026-11-28 or 2026-11-28T12:00.", param_hint=option
        ) from None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _milliseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def _conclusion(report: Report) -> str:
    rows, payments = _count(report.entries, "journal row"), _count(report.payments, "payment")
    read = f"{rows} and {payments} were read"
    if not report.whole:
        return f"{read}: {_count(len(report.findings), 'finding')}."
    head = report.head
    return f"{read}: everything is as it was written. The newest row is {head.seq}:{head.hash}"


def _report(report: Report) -> Mapping[str, object]:
    return {
        "whole": report.whole,
        "entries": report.entries,
        "payments": report.payments,
        "head": {"seq": report.head.seq, "hash": report.head.hash},
        "findings": [
            {"place": finding.place, "text": finding.text, "seq": finding.seq}
            for finding in report.findings
        ],
    }


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
