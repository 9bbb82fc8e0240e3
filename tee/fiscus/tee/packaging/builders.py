"""The calls that make an image with whichever builder a machine has."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, TypeAlias, cast

from fiscus.core.errors import ConfigError
from fiscus.core.settings import environment_without_secrets

Builder: TypeAlias = Literal["docker", "podman", "buildah"]
BUILDERS: Final[tuple[Builder, ...]] = ("docker", "podman", "buildah")
PLATFORM: Final = "linux/amd64"
"""Of the machines that have TDX."""
ARCHIVE: Final = "image.tar"


class NoBuilder(ConfigError):
    code = "NO_BUILDER"


class BuildFailed(ConfigError):
    code = "BUILD_FAILED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """An image to make. Without `push` it becomes an OCI archive in `out`."""

    image: str
    """With a tag or without."""
    dockerfile: Path
    context: Path
    epoch: int
    out: Path
    push: bool = False

    @property
    def repository(self) -> str:
        name, colon, tag = self.image.rpartition(":")
        return name if colon and "/" not in tag else self.image

    @property
    def archive(self) -> Path:
        return self.out / ARCHIVE


def builder_here(wanted: Builder | None) -> Builder:
    """The wanted one, or the first that is on PATH. Raises `NoBuilder`."""
    for builder in (wanted,) if wanted else BUILDERS:
        if shutil.which(builder):
            return builder
    raise NoBuilder(
        f"There is no {wanted or 'docker, podman or buildah'} here to make an image with",
        hint="Install Docker with buildx, Podman or Buildah; --dry-run prints the call.",
    )


def calls(builder: Builder, build: Build) -> Sequence[Sequence[str]]:
    """What is run, to the letter."""
    if builder == "docker":
        return [_buildx(build)]
    target = f"docker://{build.image}" if build.push else f"oci-archive:{build.archive}"
    digest = str(_digest_file(build))
    return [
        [
            *(builder, "build", "--platform", PLATFORM, "--format", "oci", "--no-cache"),
            *("--timestamp", str(build.epoch)),
            *("--build-arg", f"SOURCE_DATE_EPOCH={build.epoch}"),
            *("--file", str(build.dockerfile), "--tag", build.image, str(build.context)),
        ],
        [builder, "push", "--digestfile", digest, build.image, target],
    ]


def made(builder: Builder, build: Build) -> str:
    """The image's digest, like `sha256:…`. Raises `BuildFailed`.

    What the builder says goes to stderr. It gets no secret of the environment.
    """
    build.out.mkdir(parents=True, exist_ok=True)
    environment = environment_without_secrets({"SOURCE_DATE_EPOCH": str(build.epoch)})
    for call in calls(builder, build):
        done = subprocess.run(
            call, stdin=subprocess.DEVNULL, stdout=2, env=environment, check=False
        )
        if done.returncode != 0:
            raise BuildFailed(
                f"{builder} {call[1]} ended with status {done.returncode}",
                hint="Its own words are above.",
            )
    return _digest(builder, build)


def _buildx(build: Build) -> Sequence[str]:
    kind = (
        f"type=image,name={build.image},push=true"
        if build.push
        else f"type=oci,dest={build.archive},name={build.image}"
    )
    return [
        *("docker", "buildx", "build", "--platform", PLATFORM, "--no-cache"),
        *("--provenance=false", "--sbom=false"),
        *("--build-arg", f"SOURCE_DATE_EPOCH={build.epoch}"),
        *("--output", f"{kind},oci-mediatypes=true,rewrite-timestamp=true"),
        *("--metadata-file", str(_digest_file(build))),
        *("--file", str(build.dockerfile), str(build.context)),
    ]


def _digest_file(build: Build) -> Path:
    return build.out / "image.digest"


def _digest(builder: Builder, build: Build) -> str:
    try:
        text = _digest_file(build).read_text(encoding="utf-8").strip()
        body = cast("dict[str, object]", json.loads(text)) if builder == "docker" else {}
    except (OSError, ValueError) as error:
        raise BuildFailed(f"{builder} did not say which image it made") from error
    finally:
        _digest_file(build).unlink(missing_ok=True)
    digest = str(body.get("containerimage.digest", "")) if builder == "docker" else text
    if len(digest) != len("sha256:") + 64 or not digest.startswith("sha256:"):
        raise BuildFailed(f"{builder} did not say which image it made")
    return digest
