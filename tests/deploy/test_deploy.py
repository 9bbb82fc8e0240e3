"""What `deploy/` holds: images by digest, settings that exist, no secret, and few rights."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, cast

import pytest
import yaml
from packaging.requirements import Requirement

from fiscus.core.cli.spelling import known_settings
from fiscus.core.desk.known import Known
from fiscus.core.desk.lint import lint
from fiscus.core.desk.policyfile import read_policy
from fiscus.core.families import installed_families
from fiscus.core.reader.loading import load_lexicons
from fiscus.core.settings import SECRETIVE
from fiscus.tee.packaging.identifying import identifying
from fiscus.tee.packaging.package import Package, Sources, packed

ROOT: Final = Path(__file__).parents[2]
DEPLOY: Final = ROOT / "deploy"
COMPOSES: Final = sorted(DEPLOY.rglob("*.yaml"))
IN_A_TEE: Final = sorted((DEPLOY / "dstack").glob("*.yaml"))
OURS: Final = "DOCKER_IMAGE"
"""What the image of this very repository is called by."""
PINNED: Final = re.compile(r"[\w./-]+:[\w.-]+@sha256:[0-9a-f]{64}")
FROM_OUTSIDE: Final = re.compile(
    r"\$\{[A-Z_]+(:[?-][^}]*)?\}|/run/secrets/\w+|%d/\w+|unix:///run/[\w./]+"
)
HARDENED: Final[Mapping[str, object]] = {
    "user": "10001:10001",
    "read_only": True,
    "cap_drop": ["ALL"],
    "security_opt": ["no-new-privileges:true"],
}
UNIT: Final = (
    "DynamicUser=yes",
    "NoNewPrivileges=yes",
    "CapabilityBoundingSet=",
    "ProtectSystem=strict",
    "ProtectHome=yes",
    "PrivateTmp=yes",
    "PrivateDevices=yes",
    "PrivateUsers=yes",
    "ProtectProc=invisible",
    "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX",
    "RestrictNamespaces=yes",
    "MemoryDenyWriteExecute=yes",
    "SystemCallArchitectures=native",
    "SystemCallFilter=@system-service",
    "LimitCORE=0",
    "MemorySwapMax=0",
    "UMask=0077",
)

Service = Mapping[str, Any]


def services(path: Path) -> Mapping[str, Service]:
    body: object = yaml.safe_load(path.read_text())
    return cast("Mapping[str, Service]", cast("dict[str, Any]", body)["services"])


def of_ours(path: Path) -> Iterator[tuple[str, Service]]:
    """Services that run the image of this repository, wherever they are defined."""
    for name, service in services(path).items():
        if OURS in str(service.get("image", OURS)):
            yield name, service


def environment(service: Service) -> dict[str, str]:
    given: object = service.get("environment", {})
    if isinstance(given, list):
        pairs = [str(entry).partition("=") for entry in cast("list[object]", given)]
        return {name: value if equals else "${" + name + "}" for name, equals, value in pairs}
    return {str(name): str(value) for name, value in cast("dict[str, Any]", given).items()}


def known() -> set[str]:
    return {setting.name for setting in known_settings(installed_families())}


@pytest.mark.parametrize("path", COMPOSES, ids=lambda path: path.name)
def test_every_image_is_ours_or_pinned_by_its_digest(path: Path) -> None:
    images = [str(s["image"]) for s in services(path).values() if "image" in s]
    assert all(OURS in image or PINNED.fullmatch(image) for image in images), images


@pytest.mark.parametrize("path", COMPOSES, ids=lambda path: path.name)
def test_only_settings_that_exist_are_named(path: Path) -> None:
    named = {name for _, service in of_ours(path) for name in environment(service)}
    assert named <= known()


@pytest.mark.parametrize("path", COMPOSES, ids=lambda path: path.name)
def test_no_secret_stands_in_a_compose_file(path: Path) -> None:
    for name, service in services(path).items():
        for variable, value in environment(service).items():
            secret = SECRETIVE.search(variable) or "://" in value or variable.endswith("_FILE")
            assert not secret or FROM_OUTSIDE.search(value), f"{name}: {variable}"
    assert not re.search(r"(?<![0-9a-f:])(0x)?[0-9a-f]{64}(?![0-9a-f])", path.read_text())


@pytest.mark.covers("DP-26")
@pytest.mark.parametrize("path", COMPOSES, ids=lambda path: path.name)
def test_our_containers_have_no_more_rights_than_they_need(path: Path) -> None:
    for name, service in of_ours(path):
        if "image" in service:
            # Compose cannot put an inline config into a container that is read-only.
            left_out = {"read_only"} if "configs" in service else set[str]()
            wanted = {key: value for key, value in HARDENED.items() if key not in left_out}
            assert {key: service[key] for key in HARDENED if key in service} == wanted, name
            assert "privileged" not in service
            assert "ports" not in service or path.parent != DEPLOY


def policy_of(path: Path) -> str:
    body = yaml.safe_load(path.read_text())
    return str(body["configs"]["policy"]["content"])


def filled_in(policy: str) -> str:
    """With the addresses that whoever deploys it writes into it."""
    for number, text in enumerate(("an address of yours", "the address of a wallet of yours")):
        policy = policy.replace(text, "0x" + str(number + 1) * 40)
    return policy


def packed_up(path: Path, folder: Path) -> Package:
    """As it is deployed."""
    environment = folder / ".env.tee"
    image = f"docker.io/you/fiscus@sha256:{'ab' * 32}"
    environment.write_text(f"DOCKER_IMAGE={image}\nWALLET_SECRET_SALT=salt\n")
    return packed(Sources(name="treasury", compose=path, env_file=environment))


@pytest.mark.parametrize("path", IN_A_TEE, ids=lambda path: path.name)
def test_what_goes_into_a_cvm_passes_the_inspection_and_derives_keys_in_one_place(
    path: Path, tmp_path: Path
) -> None:
    assert packed_up(path, tmp_path).doubts == ()
    holders = [name for name, service in services(path).items() if "dstack" in str(service)]
    assert len(holders) == 1
    known_names = Known(load_lexicons())
    assert read_policy(policy_of(path), path.name, known_names).policy is None, "nobody's address"
    read = read_policy(filled_in(policy_of(path)), path.name, known_names)
    assert lint(read, known_names) == []
    assert read.policy is not None
    assert set(read.policy.evacuation) == {"evm"}


def test_somebody_can_say_yes_to_what_an_agent_in_a_cvm_asks_for() -> None:
    policy = filled_in(policy_of(DEPLOY / "dstack/docker-compose.yaml"))
    read = read_policy(policy, "policy.yaml", Known(load_lexicons())).policy
    assert read is not None and not read.approving(()).owner_alone


def test_the_way_out_has_the_wallets_and_the_disk_of_what_it_empties(tmp_path: Path) -> None:
    main, out = (DEPLOY / "dstack" / name for name in ("docker-compose.yaml", "sweep.yaml"))
    before = identifying(packed_up(main, tmp_path))
    assert before["WALLET_SECRET_SALT"] == "salt"
    assert identifying(packed_up(out, tmp_path)) == before
    assert "desk:/data" in services(main)["desk"]["volumes"]
    assert "desk:/data" in services(out)["sweep"]["volumes"]


@pytest.mark.covers("DP-01", "DP-24")
def test_the_image_is_built_from_locked_files_and_runs_as_nobody() -> None:
    text = (DEPLOY / "Dockerfile").read_text()
    python = re.search(r"^ARG PYTHON=(.+)$", text, re.MULTILINE)
    assert python is not None
    assert PINNED.fullmatch(python[1])
    assert set(re.findall(r"^FROM (\S+)", text, re.MULTILINE)) == {"${PYTHON}"}
    installs = re.findall(r"install --require-hashes --no-deps", text)
    assert len(installs) == 2
    last = text.rpartition("FROM ${PYTHON}")[2]
    assert "USER 10001:10001" in last
    assert "pip" not in last
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", text, re.MULTILINE)
    for source in (one for line in copied for one in line.split()):
        assert (ROOT / source).exists(), source


def locked(name: str) -> dict[str, str]:
    """The versions of a lock file. Each has its hashes, and none says where it comes from."""
    text = (DEPLOY / name).read_text()
    assert "://" not in text
    entries = re.split(r"\n(?=\S)", text.strip())
    assert all("--hash=sha256:" in entry for entry in entries)
    heads = [entry.split()[0].partition("==") for entry in entries]
    return {name.lower().replace("_", "-"): version for name, _, version in heads}


def test_the_lock_has_everything_that_is_declared_in_the_versions_that_are_allowed() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    wanted = [*project["dependencies"]]
    for extra in ("openai", "anthropic", "postgres", "solana", "tee", "verify"):
        wanted += extras[extra]
    versions = locked("requirements.lock")
    for text in wanted:
        requirement = Requirement(text)
        if requirement.name != "fiscus":
            assert requirement.specifier.contains(versions[requirement.name.lower()]), text
    assert {"hatchling", "setuptools"} <= locked("build.lock").keys()


@pytest.mark.covers("DP-25", "DP-26")
def test_the_unit_gives_the_agent_no_more_than_it_needs() -> None:
    lines = (DEPLOY / "systemd/fiscus.service").read_text().splitlines()
    assert set(UNIT) <= set(lines)
    names = [line.split("=")[1] for line in lines if line.startswith("Environment=")]
    assert set(names) <= known()
    values = [line.split("=", 2)[2] for line in lines if line.startswith("Environment=")]
    assert not any("PRIVATE" in value or "0x" in value for value in values)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here")
def test_systemd_itself_finds_little_to_say_about_the_unit() -> None:
    said = subprocess.run(
        ["systemd-analyze", "security", "--offline=yes", DEPLOY / "systemd/fiscus.service"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    level = re.search(r"exposure level for fiscus\.service: ([0-9.]+)", said.stdout)
    if level is None:
        pytest.skip("this systemd looks at no files")
    assert tuple(map(int, level[1].split("."))) <= (1, 5)
