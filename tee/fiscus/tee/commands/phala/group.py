"""`fiscus tee phala`: agents in the CVMs of Phala Cloud."""

from __future__ import annotations

import click

from fiscus.tee.commands.phala.auth import auth
from fiscus.tee.commands.phala.cvms import cvms
from fiscus.tee.commands.phala.deploy import deploy
from fiscus.tee.commands.phala.nodes import nodes
from fiscus.tee.commands.phala.passing import Passing
from fiscus.tee.commands.simulator import simulator


@click.group(cls=Passing)
def phala() -> None:
    """Run agents in the CVMs of Phala Cloud.

    What is not listed here is handed to Phala's own program (`phala`; npx or bunx fetches it where
    it is not installed): `docker login`, `docker build`, `docker push`, `demo`, `join`, `free`, …
    """


for command in (auth, cvms, deploy, nodes, simulator):
    phala.add_command(command)
