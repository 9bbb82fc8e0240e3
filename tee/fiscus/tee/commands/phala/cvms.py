"""`fiscus tee phala cvms`: the confidential virtual machines of an account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import click

from fiscus.core.cli.console import emit, say
from fiscus.core.cli.environment import read_environment
from fiscus.tee.commands.phala.asking import as_json_option, ask
from fiscus.tee.commands.phala.deploy import deploy, update
from fiscus.tee.commands.phala.keeping import evidence_option, refuse_full
from fiscus.tee.commands.phala.passing import Passing
from fiscus.tee.commands.phala.reports import attestation, logs
from fiscus.tee.commands.phala.showing import show_facts, show_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fiscus.tee.phala.models import Cvm


@click.group(cls=Passing, before=("cvms",))
def cvms() -> None:
    """List, make, change, stop and delete CVMs. A CVM is named by its name, id or application."""


@cvms.command("list")
@as_json_option
def list_cvms(as_json: bool) -> None:
    """List all CVMs. With --json one object a line."""
    found = ask(lambda client: client.cvms())
    if as_json:
        for cvm in found:
            emit(cvm.model_dump(mode="json"))
    else:
        show_rows([_row(cvm) for cvm in found], "There are no CVMs.")


cvms.add_command(list_cvms, "ls")
cvms.add_command(deploy, "create")
for command in (attestation, logs, update):
    cvms.add_command(command)


@cvms.command()
@click.argument("cvm")
@as_json_option
def get(cvm: str, as_json: bool) -> None:
    """Show a CVM and where it can be reached."""
    found = ask(lambda client: client.cvm(cvm))
    if as_json:
        emit(found.model_dump(mode="json"))
    else:
        show_facts(_facts(found))


@cvms.command()
@click.argument("cvm")
def start(cvm: str) -> None:
    """Start a CVM that is stopped."""
    _change(cvm, "start")


@cvms.command()
@click.argument("cvm")
@click.option("--force", is_flag=True, help="At once, as if the power failed.")
def stop(cvm: str, force: bool) -> None:
    """Stop a CVM: it may finish what it is at, and keeps its disk and its keys."""
    _change(cvm, "stop" if force else "shutdown")


@cvms.command()
@click.argument("cvm")
def restart(cvm: str) -> None:
    """Restart a CVM."""
    _change(cvm, "restart")


@cvms.command()
@click.argument("cvm")
@evidence_option
@click.option("--yes", "-y", is_flag=True, help="Do not ask.")
def delete(cvm: str, evidence: str | None, yes: bool) -> None:
    """Delete a CVM with its disk, for ever.

    The keys of its wallets go with the application: `fiscus tee sweep` inside of it before. It is
    refused as long as anything of value is in wallets that are known here; where none are, it asks
    in spite of --yes.
    """
    from fiscus.tee.phala.deployments import Deployments

    found = ask(lambda client: client.cvm(cvm))
    say(f"{found.name} ({found.app_id or found.id}) is {found.status}.")
    unknown = refuse_full(read_environment(), found, evidence)
    if unknown:
        say("Its wallets are not known here; --evidence names where they are told.", err=True)
    if not yes or unknown:
        say("Its disk is lost, and whatever its wallets hold cannot be reached any more.")
        click.confirm("Delete it?", abort=True)
    ask(lambda client: client.delete(cvm))
    Deployments(read_environment().home).forget_application(found.app_id)
    say(f"{found.name} is deleted.")


def _change(cvm: str, what: Literal["start", "stop", "shutdown", "restart"]) -> None:
    changed = ask(lambda client: client.change(cvm, what))
    say(f"{changed.name}: {changed.status}")


def _row(cvm: Cvm) -> Mapping[str, str]:
    return {
        "name": cvm.name,
        "status": cvm.status,
        "app": cvm.app_id or "",
        "id": cvm.id,
        "resources": _resources(cvm),
        "node": (cvm.node_info and cvm.node_info.name) or "",
    }


def _facts(cvm: Cvm) -> Mapping[str, str]:
    endpoints = [endpoint.app for endpoint in cvm.endpoints or ()]
    return {
        **_row(cvm),
        "uuid": cvm.vm_uuid or "",
        "instance": cvm.instance_id or "",
        "image": (cvm.os and cvm.os.name) or "",
        "keys": cvm.kms_type or "",
        "compose hash": cvm.compose_hash or "",
        **{f"endpoint {number}": url for number, url in enumerate(endpoints, 1)},
    }


def _resources(cvm: Cvm) -> str:
    held = cvm.resource
    parts = [
        f"{held.vcpu} vCPU" if held.vcpu else "",
        f"{held.memory_in_gb:f} GB" if held.memory_in_gb else "",
        f"{held.disk_in_gb} GB disk" if held.disk_in_gb else "",
    ]
    return ", ".join(filter(None, parts))
