"""What goes into a CVM: the compose file that is measured, and the environment that is not."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import cast

import pytest
from dstack_sdk import get_compose_hash

from fiscus.core.errors import RequestError
from fiscus.tee.evidence.compose import compose_hash, normalized
from fiscus.tee.packaging.composefile import parsed_compose
from fiscus.tee.packaging.envfile import read_env_file
from fiscus.tee.packaging.package import NotDeployable, Package, Sources, packed
from tests.tee.packaging.projects import COMPOSE, ENVIRONMENT, IMAGE, SALT, TOKEN, project
from tests.tee.recorded import document

NAMES = ("APP_LAUNCH_TOKEN", "LOG_LEVEL", "OPENAI_API_KEY", "WALLET_SECRET_SALT")


def package(folder: Path, compose: str = COMPOSE, environment: str = ENVIRONMENT) -> Package:
    project(folder, compose, environment)
    return packed(
        Sources(
            name="treasury", compose=folder / "docker-compose.yml", env_file=folder / ".env.tee"
        )
    )


def problems(folder: Path, compose: str, environment: str = ENVIRONMENT) -> str:
    with pytest.raises(NotDeployable) as caught:
        package(folder, compose, environment)
    told = "\n".join(cast("tuple[str, ...]", caught.value.context["problems"]))
    assert not any(secret in str(caught.value) + told for secret in (SALT, TOKEN, "sk-model"))
    return told


@pytest.mark.covers("TEE-29", "DP-19")
def test_the_text_that_is_measured_holds_the_image_and_no_secret(tmp_path: Path) -> None:
    app = package(tmp_path).app
    assert app.compose.text.count(f"image: {IMAGE}") == 2
    assert not any(secret in app.text for secret in (SALT, TOKEN, "sk-model-0123456789"))
    assert app.allowed_envs == NAMES
    assert hashlib.sha256(TOKEN.encode()).hexdigest() in app.compose.text


def test_the_hash_is_the_one_of_dstacks_own_sdk(tmp_path: Path) -> None:
    app = package(tmp_path).app
    assert app.hash == get_compose_hash(dict(app.whole)) == compose_hash(app.text)
    assert json.loads(app.text)["docker_compose_file"] == app.compose.text


def test_the_hash_of_a_recorded_app_compose_is_the_one_that_was_measured() -> None:
    body = document()
    measured = [row["event_payload"] for row in body["event_log"] if row["event"] == "compose-hash"]
    assert measured == [compose_hash(body["app_compose"])]
    again = normalized(json.loads(body["app_compose"]))
    assert compose_hash(again) == get_compose_hash(json.loads(body["app_compose"]))


@pytest.mark.covers("TEE-24", "TEE-29")
@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("image: ${DOCKER_IMAGE}", "build: ."), "nothing is built in a CVM"),
        (("image: ${DOCKER_IMAGE}", "image: ${WHICH}"), "its image comes from the environment"),
        (("ports:", "env_file: .env\n    ports:"), "env_file is not uploaded"),
        (
            ("ports:", "expose: []\n    ports:\n      - 127.0.0.1:8090:80"),
            "port 8090 of a CVM is taken",
        ),
        (
            ("ports:", "ports:\n      - {target: 80, published: 8090}"),
            "port 8090 of a CVM is taken",
        ),
        (("- desk:/data", "- ./data:/data"), "./data is on this machine"),
        (("volumes:\n  desk", "include: [x.yml]\nvolumes:\n  desk"), "include: other files"),
        (
            ("volumes:\n  desk", "configs: {policy: {file: p.yaml}}\nvolumes:\n  desk"),
            "policy: its file is on this machine",
        ),
        (("ports:", "extends: {file: x.yml, service: a}\n    ports:"), "extends another file"),
        (
            ("OPENAI_API_KEY: ${OPENAI_API_KEY}", "OPENAI_API_KEY: sk-other"),
            "OPENAI_API_KEY is a secret in a text",
        ),
        (
            ("LOG_LEVEL: ${LOG_LEVEL:-warning}", f"NOTE: '{SALT}'"),
            "the value of WALLET_SECRET_SALT is in the compose file",
        ),
        (
            ("LOG_LEVEL: ${LOG_LEVEL:-warning}", f"NOTE: '0x{'1f' * 32}'"),
            "a private key is in the compose file",
        ),
        (
            ("LOG_LEVEL: ${LOG_LEVEL:-warning}", "EVM_PRIVATE_KEY: ${EVM_PRIVATE_KEY}"),
            "EVM_PRIVATE_KEY would bring a key into the CVM",
        ),
        (
            ("${LOG_LEVEL:-warning}", "${LOG_LEVEL}"),
            "LOG_LEVEL is asked for and not given",
        ),
    ],
)
def test_what_cannot_be_deployed_is_said(
    tmp_path: Path, change: tuple[str, str], told: str
) -> None:
    assert told in problems(tmp_path, COMPOSE.replace(*change))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("- desk:/data", "- /var/run/docker.sock:/s"), "rules the whole CVM"),
        (("- desk:/data", "- /:/host:ro"), "rules the whole CVM"),
        (("- desk:/data", "- {type: bind, source: /var/run/, target: /s}"), "rules the whole CVM"),
        (("- desk:/data", "- /run/docker.sock:/s"), "rules the whole CVM"),
        (("ports:", "privileged: true\n    ports:"), "rules the whole CVM"),
        (("ports:", "pid: host\n    ports:"), "pid takes it out of its container"),
        (("ports:", "cap_add: [SYS_ADMIN]\n    ports:"), "cap_add takes it out of its container"),
        (
            ("ports:", "volumes: [/var/run/dstack.sock:/var/run/dstack.sock]\n    ports:"),
            "desk, agent: each of them can derive the keys",
        ),
    ],
)
def test_what_is_doubtful_is_said(tmp_path: Path, change: tuple[str, str], told: str) -> None:
    (doubt,) = package(tmp_path, COMPOSE.replace(*change)).doubts
    assert told in doubt
    assert package(tmp_path).doubts == ()


def test_only_what_services_ask_for_goes_in(tmp_path: Path) -> None:
    made = package(tmp_path, environment=f"{ENVIRONMENT}POSTGRES_URL=postgresql://u:p@h/d\n")
    assert made.left_out == ("POSTGRES_URL",)
    assert sorted(made.environment) == ["APP_LAUNCH_TOKEN", "OPENAI_API_KEY", "WALLET_SECRET_SALT"]


def test_an_image_is_no_way_to_write_into_the_file(tmp_path: Path) -> None:
    evil = ENVIRONMENT.replace(IMAGE, "'x # y'")
    with pytest.raises(RequestError, match="names no image"):
        package(tmp_path, environment=evil)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "no services"),
        ("services: {}", "no services"),
        ("services:\n  agent:\n", "'agent' of the compose file is empty"),
        ("services: [", "no YAML (line 1)"),
        ("- 1", "no services"),
        (f"services: {{agent: {{image: x}}}}\n#{'x' * 205_000}", "larger than 200 kB"),
    ],
)
def test_what_is_no_compose_file_is_said(text: str, told: str) -> None:
    with pytest.raises(RequestError) as caught:
        parsed_compose(text)
    assert told in str(caught.value)


def test_names_are_found_wherever_compose_looks_for_them() -> None:
    text = """
    services:
      a:
        image: x
        command: ["$PLAIN", "$$NOT", "${NEEDED:?say it}", "${OPTIONAL-}", "${DSTACK_APP_ID}"]
        environment: [LISTED, SET=1, "FROM=${INNER}"]
    """
    assert parsed_compose(text).asked == {
        "PLAIN": True,
        "NEEDED": True,
        "OPTIONAL": False,
        "INNER": True,
        "LISTED": False,
    }


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('A="x\ny"', "several lines"),
        ("APP_LAUNCH_TOKEN=short", "shorter than 32"),
        ("B C=1", "no NAME=value"),
        ("B-C=1", "no name"),
        (f"A={'x' * 140_000}", "longer than 128 kB"),
    ],
)
def test_an_environment_that_dstack_would_not_carry_is_refused(
    tmp_path: Path, line: str, told: str
) -> None:
    file = tmp_path / "env"
    file.write_text(f"{line}\n")
    with pytest.raises(RequestError) as caught:
        read_env_file(file)
    assert told in str(caught.value)
