"""`fiscus tee compose`: the very texts that a CVM is measured by."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from fiscus.core.cli.console import emit, say
from fiscus.core.cli.environment import read_environment
from fiscus.tee.commands.packing import (
    compose_option,
    env_file_option,
    image_option,
    keep_token,
    name_of,
    package_of,
    public_logs_option,
)

APP_COMPOSE: Final = "app-compose.json"


@click.command()
@click.option("--name", "-n", help="Of the application.  [default: the folder's name]")
@compose_option
@env_file_option
@image_option
@public_logs_option
@click.option(
    "--out",
    "-o",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("dist"),
    show_default=True,
    help="Folder to write to.",
)
@click.option("--json", "as_json", is_flag=True, help="Write one line of JSON.")
def compose(
    name: str | None,
    compose: Path,
    env_file: Path | None,
    image: str | None,
    public_logs: bool,
    out: Path,
    as_json: bool,
) -> None:
    """Write the docker-compose.yml and app-compose.json that a CVM runs, and print their hash.

    Both are for everybody: they hold the image's digest and the names that may come in, and no
    value of --env-file. The hash is the one that dstack measures for a machine of your own; Phala
    Cloud adds fields to the app-compose, and `deploy` shows the hash that comes of it.
    """
    from fiscus.tee.evidence.compose import loose_images

    package = package_of(
        read_environment(),
        name_of(name, compose),
        compose=compose,
        env_file=env_file,
        image=image,
        public_logs=public_logs,
    )
    for doubt in package.doubts:
        say(f"Doubtful: {doubt}", err=True)
    keep_token(package, env_file)
    out.mkdir(parents=True, exist_ok=True)
    app = package.app
    (out / "docker-compose.yml").write_text(app.compose.text, encoding="utf-8")
    (out / APP_COMPOSE).write_text(app.text, encoding="utf-8")
    if as_json:
        emit(
            {
                "compose_hash": app.hash,
                "app_compose": str(out / APP_COMPOSE),
                "allowed_envs": list(app.may_come_in),
                "pinned": not loose_images(app.text),
            }
        )
        return
    say(f"compose hash  {app.hash}")
    say(f"may come in   {', '.join(app.may_come_in) or 'nothing'}")
    say(f"written       {out / APP_COMPOSE}")
