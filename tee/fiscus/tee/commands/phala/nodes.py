"""`fiscus tee phala nodes`: the machines that run CVMs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from fiscus.core.cli.console import emit
from fiscus.tee.commands.phala.asking import as_json_option, ask
from fiscus.tee.commands.phala.passing import Passing
from fiscus.tee.commands.phala.showing import show_facts, show_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fiscus.tee.phala.models import Node


@click.group(cls=Passing, before=("nodes",))
def nodes() -> None:
    """See the machines that a CVM can run on. Phala calls them teepods."""


@nodes.command("list")
@as_json_option
def list_nodes(as_json: bool) -> None:
    """List the nodes with room. With --json one object a line."""
    found = ask(lambda client: client.nodes()).nodes
    if as_json:
        for node in found:
            emit(node.model_dump(mode="json"))
    else:
        show_rows([_row(node) for node in found], "No node has room.")


nodes.add_command(list_nodes, "ls")


@nodes.command()
@click.argument("node")
@as_json_option
def get(node: str, as_json: bool) -> None:
    """Show a node by its id or name, and the system images that it has."""
    from fiscus.tee.phala.errors import NotThere

    found = ask(lambda client: client.nodes()).nodes
    named = [known for known in found if node in (str(known.teepod_id), known.name)]
    if not named:
        raise NotThere(
            f"No node with room is called {node[:80]!r}",
            hint="`fiscus tee phala nodes list` shows them.",
        )
    if as_json:
        emit(named[0].model_dump(mode="json"))
    else:
        images = ", ".join(image.name for image in named[0].images)
        show_facts({**_row(named[0]), "images": images, "keys": named[0].default_kms or ""})


def _row(node: Node) -> Mapping[str, str]:
    return {
        "id": str(node.teepod_id),
        "name": node.name,
        "region": node.region_identifier or "",
        "room": f"{node.remaining_vcpu:f} vCPU, {node.remaining_memory:f} MB,"
        f" {node.remaining_cvm_slots:f} CVMs",
    }
