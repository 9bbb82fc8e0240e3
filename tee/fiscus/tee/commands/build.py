"""`fiscus tee build`: an image that anybody can make again, and what is in it."""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from fiscus.core.cli.console import emit, say
from fiscus.core.errors import RequestError

if TYPE_CHECKING:
    from fiscus.tee.packaging.builders import Build

FILE = click.Path(dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, exists=True, path_type=Path)
BILL: Final = "sbom.cdx.json"


@click.command()
@click.argument("folder", type=FOLDER, default=Path())
@click.option("--image", "-t", required=True, help="Its name, like docker.io/you/agent.")
@click.option("--push", is_flag=True, help="Push it; else it becomes an archive in --out.")
@click.option("--file", "-f", type=FILE, help="The Dockerfile.  [default: FOLDER/Dockerfile]")
@click.option("--lock", type=FILE, help="The libraries.  [default: requirements.lock beside it]")
@click.option("--compose", "-c", type=FILE, help="Gets the digest.  [default: docker-compose.yml]")
@click.option("--env-file", "-e", type=FILE, help="Gets it, too.  [default: .env.tee]")
@click.option("--epoch", type=click.IntRange(0), help="Time of its files.  [default: last commit]")
@click.option("--builder", type=click.Choice(["docker", "podman", "buildah"]), help="Made with.")
@click.option("--out", "-o", type=click.Path(path_type=Path), default=Path("dist"))
@click.option("--dry-run", is_flag=True, help="Check everything, and print the builder's call.")
@click.option("--json", "as_json", is_flag=True, help="Write one line of JSON.")
def build(folder: Path, dry_run: bool, as_json: bool, **given: Any) -> None:
    """Make the image of FOLDER (default: here), and write down what is in it.

    The same sources give the same image: its base is named by digest, its libraries by version and
    hash, its files have the time of the last commit. Nobody in it is root. The digest is written
    into the compose file where that names the image, and as DOCKER_IMAGE into the environment file;
    a bill of materials (CycloneDX) goes to --out.
    """
    from fiscus.tee.packaging.builders import Build, builder_here, calls, made
    from fiscus.tee.packaging.dockerfile import check_dockerfile
    from fiscus.tee.packaging.lockfile import read_lock
    from fiscus.tee.packaging.package import REFERENCE
    from fiscus.tee.packaging.sbom import bill_of_materials

    image: str = given["image"]
    if not REFERENCE.fullmatch(image) or "@" in image:
        raise RequestError(f"{image[:80]!r} is no name for an image", hint="docker.io/you/agent")
    dockerfile: Path = given["file"] or folder / "Dockerfile"
    check_dockerfile(dockerfile)
    locked = read_lock(given["lock"] or dockerfile.parent / "requirements.lock")
    epoch: int = _last_commit(folder) if given["epoch"] is None else given["epoch"]
    wanted = Build(
        image=image,
        dockerfile=dockerfile,
        context=folder,
        epoch=epoch,
        out=given["out"],
        push=given["push"],
    )
    if dry_run:
        for call in calls(given["builder"] or "docker", wanted):
            say(shlex.join(call))
        return
    digest = made(builder_here(given["builder"]), wanted)
    bill = wanted.out / BILL
    bill.write_text(bill_of_materials(wanted.repository, digest, locked, epoch), encoding="utf-8")
    reference = f"{wanted.repository}@{digest}"
    written = _written(wanted, reference, given["compose"], given["env_file"])
    if as_json:
        emit({"image": reference, "sbom": str(bill), "written_to": written, "epoch": epoch})
        return
    say(f"image      {reference}")
    say(f"libraries  {len(locked)}, in {bill}")
    say(f"written    {', '.join(written) or f'nowhere: set DOCKER_IMAGE={reference}'}")
    if not wanted.push:
        say(f"archive    {wanted.archive}: nothing was pushed")


def _written(
    wanted: Build, reference: str, compose: Path | None, env_file: Path | None
) -> list[str]:
    from fiscus.tee.packaging.pinning import pinned_in_compose, pinned_in_environment

    compose = compose or wanted.context / "docker-compose.yml"
    env_file = env_file or wanted.context / ".env.tee"
    done = {
        compose: pinned_in_compose(compose, wanted.repository, reference),
        env_file: pinned_in_environment(env_file, reference),
    }
    return [str(path) for path, changed in done.items() if changed]


def _last_commit(folder: Path) -> int:
    """Its time, in seconds; 0 where the folder is in no repository."""
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), "log", "-1", "--format=%ct"],
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError:
        return 0
    text = done.stdout.strip()
    return int(text) if done.returncode == 0 and text.isdigit() else 0
