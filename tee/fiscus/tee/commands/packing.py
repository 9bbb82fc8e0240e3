"""A package out of the files that a command was given, with what is doubtful asked for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from fiscus.core.cli.console import at_terminal, say
from fiscus.core.errors import RequestError

if TYPE_CHECKING:
    from fiscus.core.settings import Settings
    from fiscus.tee.packaging.package import Package

COMPOSE: Final = Path("docker-compose.yml")
FILE = click.Path(dir_okay=False, path_type=Path)

compose_option = click.option(
    "--compose",
    "-c",
    type=FILE,
    default=COMPOSE,
    show_default=True,
    help="The docker-compose file.",
)
env_file_option = click.option(
    "--env-file", "-e", type=FILE, help="Names and values that go in, encrypted."
)
image_option = click.option(
    "--image", help="What ${DOCKER_IMAGE} stands for: you/agent@sha256:…  [DOCKER_IMAGE]"
)
public_logs_option = click.option(
    "--public-logs", is_flag=True, help="Let anybody read what the containers log."
)


def package_of(
    settings: Settings,
    name: str,
    *,
    compose: Path,
    env_file: Path | None,
    image: str | None,
    public_logs: bool = False,
) -> Package:
    """Raises what `packed` raises. Says which names of the environment file nobody asks for."""
    from fiscus.core.settings import DOCKER_IMAGE
    from fiscus.tee.packaging.package import Sources, packed

    found = packed(
        Sources(
            name=name,
            compose=compose,
            env_file=env_file,
            image=image,
            default_image=settings.get(DOCKER_IMAGE) or None,
            public_logs=public_logs,
        )
    )
    if found.left_out:
        say(f"Not sent, for no service asks for it: {', '.join(found.left_out)}", err=True)
    return found


def name_of(name: str | None, compose: Path) -> str:
    """As given; else the name of the folder that the compose file is in."""
    return name or compose.absolute().parent.name


def settle_doubts(package: Package, *, yes: bool) -> None:
    """Ask about what is doubtful. Raises `RequestError` where there is nobody to ask."""
    for doubt in package.doubts:
        say(f"Doubtful: {doubt}", err=True)
    if not package.doubts or yes:
        return
    if not at_terminal():
        raise RequestError(
            "The compose file is doubtful", hint="Mend it, or say --yes. Nothing was sent."
        )
    click.confirm("Go on all the same?", abort=True, err=True)


def keep_token(package: Package, env_file: Path | None) -> None:
    """A token that was made is in the environment file from now on: updates need the same one."""
    from fiscus.tee.packaging.envfile import append_token

    if package.new_token and env_file:
        append_token(env_file, package.new_token)
        say(f"APP_LAUNCH_TOKEN was made and added to {env_file}: keep it.", err=True)
