"""`fiscus tasks`: what the agent will do later, and what became of what it tried."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Final, cast

import click

from fiscus.core.cli.console import emit, say
from fiscus.core.cli.environment import read_environment
from fiscus.core.errors import RequestError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager

    from fiscus.core.cli.session import Session
    from fiscus.core.ids import UUID
    from fiscus.core.tasks import Task

HEADINGS: Final = ("id", "name", "status", "due", "run", "tries", "by")

as_json_option = click.option("--json", "as_json", is_flag=True, help="Write JSON.")
task_argument = click.argument("task_id", metavar="ID")


@click.group(invoke_without_command=True)
@click.pass_context
def tasks(ctx: click.Context) -> None:
    """See, cancel and run the agent's tasks.

    Alone it lists them. What is due is run by a process that stays, like `fiscus chat`, one process
    at a time.
    """
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_tasks, as_json=False)


@tasks.command("list")
@as_json_option
def list_tasks(as_json: bool) -> None:
    """List the tasks in the order they are due. With --json one object a line."""
    with _session() as session:
        found = session.run(session.agent.runtime.get_tasks)
    if as_json:
        for task in found:
            emit(_body(task))
    elif found:
        _show_table(found)
    else:
        say("There are no tasks.")


@tasks.command()
@task_argument
@as_json_option
def show(task_id: str, as_json: bool) -> None:
    """Show everything about the task ID."""
    with _session() as session:
        task = _known(session, task_id)
    if as_json:
        emit(_body(task))
        return
    for key, value in _body(task).items():
        shown = _time(value) if key in {"scheduledFor", "createdAt", "updatedAt"} else value
        say(f"{key + ':':14}{'-' if shown is None else shown}")


@tasks.command()
@task_argument
@as_json_option
def cancel(task_id: str, as_json: bool) -> None:
    """Delete the task ID. An attempt that is under way goes to its end."""
    with _session() as session:
        task = _known(session, task_id)
        session.run(partial(session.agent.runtime.delete_task, task.id))
    _tell({"id": task.id, "cancelled": True}, f"Cancelled {task.name}.", as_json=as_json)


@tasks.command()
@task_argument
@as_json_option
def pause(task_id: str, as_json: bool) -> None:
    """Do not run the task ID until it is resumed."""
    with _session() as session:
        task = _known(session, task_id)
        session.run(partial(session.agent.runtime.pause_task, task.id))
    _tell({"id": task.id, "status": "paused"}, f"Paused {task.name}.", as_json=as_json)


@tasks.command()
@task_argument
@as_json_option
def resume(task_id: str, as_json: bool) -> None:
    """Let the task ID be run again when it is due."""
    with _session() as session:
        task = _known(session, task_id)
        session.run(partial(session.agent.runtime.resume_task, task.id))
    _tell({"id": task.id, "status": "pending"}, f"Resumed {task.name}.", as_json=as_json)


@tasks.command()
@task_argument
@as_json_option
@click.pass_context
def run(ctx: click.Context, task_id: str, as_json: bool) -> None:
    """Run the task ID now, due or not.

    What an earlier attempt of the same run paid is not paid again. Status 1: it failed.
    """
    from fiscus.core.bootstrap.tasks import TaskService

    with _session() as session:
        task = _known(session, task_id)
        service = session.agent.runtime.get_service(TaskService)
        if service is None:
            raise RequestError("no task service runs here", hint="The bootstrap plugin brings it.")
        left = session.run(partial(service.run_now, task.id))
    error = left.error if left else None
    said = f"{task.name} failed: {error}" if error else f"{task.name} is done."
    _tell({"id": task.id, "error": error, "task": left and _body(left)}, said, as_json=as_json)
    ctx.exit(int(error is not None))


def _session() -> AbstractContextManager[Session]:
    from fiscus.core.cli.session import open_session

    return open_session(read_environment())


def _known(session: Session, task_id: str) -> Task:
    task = session.run(partial(session.agent.runtime.get_task, cast("UUID", task_id)))
    if task is None:
        raise RequestError(f"There is no task {task_id!r}", hint="`fiscus tasks` lists them.")
    return task


def _tell(body: dict[str, object], text: str, *, as_json: bool) -> None:
    if as_json:
        emit(body)
    else:
        say(text)


def _body(task: Task) -> dict[str, object]:
    from fiscus.core.attempts import task_json

    return task_json(task)


def _show_table(found: Sequence[Task]) -> None:
    rows = [HEADINGS, *map(_row, found)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(HEADINGS))]
    for row, task in zip(rows, (None, *found), strict=True):
        say("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
        more = (task.description, task.error) if task is not None else ()
        for text in filter(None, more):
            say(f"{'':{widths[0]}}  {text}")


def _row(task: Task) -> tuple[str, ...]:
    by = task.authority.name if task.authority.owner else f"{task.authority.name} (no owner)"
    tries = f"{task.attempts}/{task.max_attempts or '-'}"
    due = _time(task.scheduled_for)
    return (task.id, task.name, task.status.value, due, str(task.run + 1), tries, by)


def _time(at: object) -> str:
    if not isinstance(at, int):
        return "-"
    return datetime.fromtimestamp(at / 1000, UTC).strftime("%Y-%m-%d %H:%M:%SZ")
