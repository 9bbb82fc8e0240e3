"""`fiscus tee build`, up to the builder and from it on; the builder notes how it was called."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import pytest

from fiscus.core.errors import RequestError
from fiscus.tee.packaging.dockerfile import problems_of
from fiscus.tee.packaging.lockfile import Locked, read_lock
from tests.core.cli.programs import Fiscus
from tests.tee.packaging.projects import COMPOSE, ENVIRONMENT, project

ROOT: Final = Path(__file__).parents[3]
BASE: Final = f"python:3.11-slim@sha256:{'a3' * 32}"
DIGEST: Final = f"sha256:{'cd' * 32}"
IMAGE: Final = "docker.io/ada/treasury"
DOCKERFILE: Final = f"""\
# syntax=docker/dockerfile:1
ARG PYTHON={BASE}
FROM ${{PYTHON}} AS build
RUN pip install --require-hashes \\
      -r requirements.lock
FROM ${{PYTHON}}
COPY --from=build /opt /opt
USER 10001:10001
"""
LOCK: Final = f"""\
# made by a compiler
Zope.Interface==1.0 \\
    --hash=sha256:{"01" * 32} \\
    --hash=sha256:{"02" * 32}
click==8.1.7 ; python_version >= "3.11" --hash=sha256:{"03" * 32}
"""
BUILDER: Final = """\
#!/bin/sh
printf '%s\\n' "$(basename "$0")" "$@" END >> {folder}/calls
echo "$SOURCE_DATE_EPOCH $OPENAI_API_KEY" >> {folder}/seen
while [ $# -gt 0 ]; do
  case "$1" in
    --metadata-file) printf '{{"containerimage.digest": "{digest}"}}' > "$2" ;;
    --digestfile) printf '{digest}' > "$2" ;;
  esac
  shift
done
exit {status}
"""


@pytest.fixture
def ada(tmp_path: Path, home: Path) -> Fiscus:
    project(tmp_path)
    (tmp_path / "Dockerfile").write_text(DOCKERFILE)
    (tmp_path / "requirements.lock").write_text(LOCK)
    return Fiscus(tmp_path, {"FISCUS_HOME": str(home), "OPENAI_API_KEY": "sk-not-for-builders"})


def builder(ada: Fiscus, name: str, status: int = 0, digest: str = DIGEST) -> str:
    """A PATH with nothing but this builder and what its script needs."""
    folder = ada.folder / "bin"
    folder.mkdir()
    program = folder / name
    program.write_text(BUILDER.format(folder=folder, digest=digest, status=status))
    program.chmod(0o755)
    (folder / "basename").symlink_to("/usr/bin/basename")
    return str(folder)


def called(ada: Fiscus) -> list[list[str]]:
    text = (ada.folder / "bin" / "calls").read_text()
    return [call.splitlines() for call in text.removesuffix("END\n").split("END\n")]


@pytest.mark.covers("DP-17", "DP-18", "DP-24")
def test_docker_is_called_so_that_the_image_is_the_same_again(ada: Fiscus) -> None:
    path = builder(ada, "docker")
    done = ada("tee", "build", "--image", f"{IMAGE}:v1", "--push", "--json", PATH=path)
    assert done.status == 0, done.err
    assert called(ada) == [
        [
            *("docker", "buildx", "build", "--platform", "linux/amd64", "--no-cache"),
            *("--provenance=false", "--sbom=false", "--build-arg", "SOURCE_DATE_EPOCH=0"),
            "--output",
            f"type=image,name={IMAGE}:v1,push=true,oci-mediatypes=true,rewrite-timestamp=true",
            *("--metadata-file", "dist/image.digest", "--file", "Dockerfile", "."),
        ]
    ]
    assert done.row["image"] == f"{IMAGE}@{DIGEST}"
    assert (ada.folder / "bin" / "seen").read_text() == "0 \n"
    assert not (ada.folder / "dist/image.digest").exists()


@pytest.mark.parametrize("name", ["podman", "buildah"])
@pytest.mark.parametrize("push", [True, False])
def test_other_builders_are_called_with_the_same_meaning(
    ada: Fiscus, name: str, push: bool
) -> None:
    path = builder(ada, name)
    words = ("tee", "build", "-t", IMAGE, "--epoch", "1700000000", *(["--push"] * push))
    done = ada(*words, PATH=path)
    assert done.status == 0, done.err
    target = f"docker://{IMAGE}" if push else "oci-archive:dist/image.tar"
    assert called(ada) == [
        [
            *(name, "build", "--platform", "linux/amd64", "--format", "oci", "--no-cache"),
            *("--timestamp", "1700000000", "--build-arg", "SOURCE_DATE_EPOCH=1700000000"),
            *("--file", "Dockerfile", "--tag", IMAGE, "."),
        ],
        [name, "push", "--digestfile", "dist/image.digest", IMAGE, target],
    ]
    assert ("nothing was pushed" in done.out) is not push


@pytest.mark.covers("DP-19")
def test_the_digest_goes_to_where_it_is_wanted(ada: Fiscus) -> None:
    named = COMPOSE.replace("${DOCKER_IMAGE}", f"{IMAGE}:v1 ", 1)
    project(ada.folder, compose=named)
    (ada.folder / ".env.tee").chmod(0o600)
    done = ada("tee", "build", "-t", f"{IMAGE}:v2", PATH=builder(ada, "docker"))
    assert done.status == 0, done.err
    compose = (ada.folder / "docker-compose.yml").read_text()
    assert compose == named.replace(f"{IMAGE}:v1 ", f"{IMAGE}@{DIGEST}")
    file = ada.folder / ".env.tee"
    lines = [line for line in ENVIRONMENT.splitlines() if not line.startswith("DOCKER_IMAGE")]
    assert f"DOCKER_IMAGE={IMAGE}@{DIGEST}" in file.read_text().splitlines()
    assert set(lines) <= set(file.read_text().splitlines())
    assert file.stat().st_mode & 0o777 == 0o600
    packed = ada("tee", "compose", "--name", "treasury", "--env-file", ".env.tee", "--json")
    assert packed.row["pinned"] is True


def test_the_bill_of_materials_is_made_of_the_lock(ada: Fiscus) -> None:
    path = builder(ada, "docker")
    words = ("tee", "build", "-t", IMAGE, "--epoch", "1700000000")
    assert ada(*words, PATH=path).status == 0
    first = (ada.folder / "dist/sbom.cdx.json").read_bytes()
    assert ada(*words, PATH=path).status == 0
    assert (ada.folder / "dist/sbom.cdx.json").read_bytes() == first
    bill = json.loads(first)
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.5")
    assert bill["metadata"]["timestamp"] == "2023-11-14T22:13:20Z"
    assert bill["metadata"]["component"]["bom-ref"] == f"{IMAGE}@{DIGEST}"
    assert [part["purl"] for part in bill["components"]] == [
        "pkg:pypi/click@8.1.7",
        "pkg:pypi/zope-interface@1.0",
    ]
    (reference,) = bill["components"][1]["externalReferences"]
    assert [held["content"] for held in reference["hashes"]] == ["01" * 32, "02" * 32]


def test_a_dry_run_prints_the_call_and_makes_nothing(ada: Fiscus) -> None:
    done = ada("tee", "build", "-t", IMAGE, "--dry-run", PATH="")
    assert done.status == 0 and done.out.startswith("docker buildx build --platform linux/amd64")
    assert "push=true" not in done.out and not (ada.folder / "dist").exists()


@pytest.mark.parametrize(
    ("status", "digest", "told"),
    [(17, DIGEST, "ended with status 17"), (0, "sha256:short", "did not say which image")],
)
def test_a_build_that_fails_changes_nothing(
    ada: Fiscus, status: int, digest: str, told: str
) -> None:
    before = (ada.folder / ".env.tee").read_text()
    done = ada("tee", "build", "-t", IMAGE, PATH=builder(ada, "docker", status, digest))
    assert done.status == 1 and told in done.err and "BUILD_FAILED" in done.err
    assert (ada.folder / ".env.tee").read_text() == before
    assert not (ada.folder / "dist/sbom.cdx.json").exists()


def test_without_a_builder_that_is_said(ada: Fiscus) -> None:
    done = ada("tee", "build", "-t", IMAGE, PATH=str(ada.folder))
    assert done.status == 1 and "NO_BUILDER" in done.err


@pytest.mark.parametrize("image", ["Ada/Treasury", "a b", "x@sha256:00", "-x"])
def test_a_name_that_is_none_is_refused(ada: Fiscus, image: str) -> None:
    done = ada("tee", "build", "--image", image, "--dry-run")
    assert done.status == 1 and "no name for an image" in done.err


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ((f"PYTHON={BASE}", "PYTHON=python:3.11"), "python:3.11 has no digest"),
        (("USER 10001:10001", ""), "everything runs as root"),
        (("USER 10001:10001", "USER 0:0"), "everything runs as root"),
        (("--require-hashes", "--upgrade"), "without --require-hashes"),
        (("COPY --from", "RUN curl -sSf https://x.example | sh\nCOPY --from"), "fetched from"),
        (("FROM", "# FROM"), "starts from no image"),
    ],
)
def test_a_dockerfile_that_is_not_the_same_again_is_refused(
    ada: Fiscus, change: tuple[str, str], told: str
) -> None:
    assert list(problems_of(DOCKERFILE)) == []
    (ada.folder / "Dockerfile").write_text(DOCKERFILE.replace(*change))
    done = ada("tee", "build", "-t", IMAGE, "--dry-run")
    assert done.status == 1 and told in done.err and "NOT_REPRODUCIBLE" in done.err


@pytest.mark.covers("DP-12")
def test_the_dockerfile_of_a_new_project_is_one_that_can_be_built() -> None:
    template = ROOT / "core/fiscus/core/cli/scaffold/project/Dockerfile.in"
    assert list(problems_of(template.read_text())) == []


@pytest.mark.parametrize(
    "line", ["click==8.1.7", "click>=8", f"-e . --hash=sha256:{'00' * 32}", "./wheel.whl"]
)
def test_a_lock_with_anything_loose_in_it_is_refused(tmp_path: Path, line: str) -> None:
    file = tmp_path / "requirements.lock"
    file.write_text(LOCK)
    assert read_lock(file)[0] == Locked("click", "8.1.7", ("03" * 32,))
    file.write_text(f"{LOCK}{line}\n")
    with pytest.raises(RequestError, match="is not held by a version and a hash"):
        read_lock(file)
