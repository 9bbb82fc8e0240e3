"""`fiscus tee phala deploy`, which `cvms create` is another name of; and `cvms update`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from fiscus.core.cli.console import at_terminal, emit, say
from fiscus.core.cli.environment import read_environment
from fiscus.tee.commands.packing import (
    compose_option,
    env_file_option,
    image_option,
    keep_token,
    name_of,
    package_of,
    public_logs_option,
    settle_doubts,
)
from fiscus.tee.commands.phala.asking import as_json_option, ask
from fiscus.tee.commands.phala.keeping import Kept, evidence_option, note_identity
from fiscus.tee.commands.phala.planning import show_plan
from fiscus.tee.commands.phala.showing import show_facts

if TYPE_CHECKING:
    from fiscus.core.settings import Settings
    from fiscus.tee.packaging.package import Package
    from fiscus.tee.phala.deploying import Deployed, Size
    from fiscus.tee.phala.models import Cvm

DASHBOARD: Final = "https://cloud.phala.com/dashboard/cvms"
yes_option = click.option("--yes", "-y", is_flag=True, help="Do not ask.")
dry_run_option = click.option(
    "--dry-run", is_flag=True, help="Print the requests, and send nothing that changes anything."
)


@click.command()
@click.option("--name", "-n", help="Of the CVM.  [default: the folder's name]")
@compose_option
@env_file_option
@image_option
@click.option("--vcpu", type=click.IntRange(1), default=2, show_default=True, help="Processors.")
@click.option(
    "--memory", type=click.IntRange(512), default=4096, show_default=True, help="Memory, in MB."
)
@click.option(
    "--disk",
    "--disk-size",
    "disk",
    type=click.IntRange(1),
    default=40,
    show_default=True,
    help="Disk, in GB.",
)
@click.option("--instance-type", help="Like tdx.small, in place of --vcpu and --memory.")
@click.option("--node", type=int, help="Id of the node that it must run on.  [default: any]")
@public_logs_option
@dry_run_option
@yes_option
@as_json_option
def deploy(
    name: str | None, compose: Path, as_json: bool, dry_run: bool, yes: bool, **given: Any
) -> None:
    """Run a compose file in a CVM of Phala Cloud.

    What runs is measured: the compose file must name its images by digest and hold no secret. What
    services ask for by name comes from --env-file, encrypted so that only this application reads
    it; a launch token in it keeps others from putting another environment in its place.

    If it fails, the same command again goes on where it stopped; it never makes two.
    """
    from fiscus.core.settings import PHALA_PREFIX
    from fiscus.tee.phala.deploying import Size, check_name, planned

    settings = read_environment()
    named = name_of(name, compose)
    check_name(named)
    env_file: Path | None = given["env_file"]
    package = package_of(
        settings,
        named,
        compose=compose,
        env_file=env_file,
        image=given["image"],
        public_logs=given["public_logs"],
    )
    size = Size(
        vcpu=given["vcpu"],
        memory_mb=given["memory"],
        disk_gb=given["disk"],
        instance_type=given["instance_type"],
        node=given["node"],
    )
    if dry_run:
        show_plan(planned(package, size), settings.get(PHALA_PREFIX), as_json=as_json)
        return
    settle_doubts(package, yes=yes)
    keep_token(package, env_file)
    done = _deployed(settings, package, size)
    note_identity(settings, done.app_id, package)
    _show(done, as_json=as_json)


@click.command()
@click.argument("cvm")
@compose_option
@env_file_option
@image_option
@evidence_option
@dry_run_option
@yes_option
@as_json_option
def update(
    cvm: str, compose: Path, env_file: Path | None, dry_run: bool, as_json: bool, **given: Any
) -> None:
    """Change what a CVM runs; its application and its wallets stay.

    Without --env-file its environment stays, too. What would give it other wallets, another salt or
    agent, is refused as long as anything of value is in those that it has.
    """
    from fiscus.core.settings import PHALA_PREFIX
    from fiscus.tee.phala.updating import planned_update

    settings = read_environment()
    found = ask(lambda client: client.cvm(cvm))
    yes: bool = given["yes"]
    package = package_of(
        settings, found.name, compose=compose, env_file=env_file, image=given["image"]
    )
    if dry_run:
        current = ask(lambda client: client.compose_file(cvm))
        orders = planned_update(found.id, current, package)
        show_plan(orders, settings.get(PHALA_PREFIX), as_json=as_json)
        return
    settle_doubts(package, yes=yes)
    kept = Kept.checked(settings, found, package, given["evidence"])
    _consent(found, yes=yes)
    keep_token(package, env_file)
    _update(settings, found, package, as_json=as_json)
    kept.note(settings)


def _deployed(settings: Settings, package: Package, size: Size) -> Deployed:
    from fiscus.tee.phala.deploying import Deployer
    from fiscus.tee.phala.deployments import Deployments
    from fiscus.tee.phala.sealing import Signers

    home = settings.home
    return ask(
        lambda client: Deployer(client, Deployments(home), Signers(home)).deploy(package, size)
    )


def _show(done: Deployed, *, as_json: bool) -> None:
    facts = {
        "name": done.name,
        "app": done.app_id,
        "status": done.status,
        "compose hash": done.compose_hash,
        "dashboard": f"{DASHBOARD}/{done.vm_uuid}" if done.vm_uuid else "",
        "key signed by": done.signer or "",
    }
    if as_json:
        emit({name.replace(" ", "_"): fact for name, fact in facts.items()})
        return
    if done.found:
        say("It was made by an attempt before, whose answer was lost.")
    show_facts(facts)
    say(f"\n`fiscus tee phala cvms get {done.name}` shows where it can be reached.")


def _consent(cvm: Cvm, *, yes: bool) -> None:
    say(f"{cvm.name} ({cvm.app_id}) is {cvm.status}; it restarts with the new file.", err=True)
    if not yes:
        if not at_terminal():
            raise click.UsageError("Without a terminal to ask at, say --yes.")
        click.confirm("Change it?", abort=True, err=True)


def _update(settings: Settings, cvm: Cvm, package: Package, *, as_json: bool) -> None:
    from fiscus.tee.phala.sealing import Signers
    from fiscus.tee.phala.updating import update as change

    signers = Signers(settings.home)
    done = ask(lambda client: change(client, signers, cvm, package))
    facts = {
        "name": done.name,
        "app": done.app_id,
        "compose hash before": done.before or "",
        "compose hash after": done.after,
    }
    if as_json:
        emit({name.replace(" ", "_"): fact for name, fact in facts.items()})
    else:
        show_facts(facts)
