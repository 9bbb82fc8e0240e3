"""`fiscus tee compose`: what is published, and its hash."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from dstack_sdk import get_compose_hash

from fiscus.core.settings import Settings
from fiscus.tee.keys import derived
from fiscus.tee.launch import ForgedEnvironment, check_launch, token_hash
from tests.core.cli.programs import Fiscus
from tests.tee.packaging.projects import SALT, TOKEN, project

COMPOSE = ("tee", "compose", "--name", "treasury", "--env-file", ".env.tee")


@pytest.fixture
def ada(tmp_path: Path, home: Path) -> Fiscus:
    return Fiscus(project(tmp_path), {"FISCUS_HOME": str(home), "DOCKER_IMAGE": ""})


def test_both_files_are_written_with_the_hash_that_dstack_computes(ada: Fiscus) -> None:
    done = ada(*COMPOSE)
    assert done.status == 0, done.err
    text = (ada.folder / "dist/app-compose.json").read_text()
    body = json.loads(text)
    assert f"compose hash  {get_compose_hash(dict(body))}" in done.out
    assert (ada.folder / "dist/docker-compose.yml").read_text() == body["docker_compose_file"]
    assert not any(secret in text + done.out + done.err for secret in (SALT, TOKEN))


def test_the_same_files_give_the_same_hash_and_others_another(ada: Fiscus) -> None:
    first, second = (ada(*COMPOSE, "--json").row for _ in range(2))
    assert first == second and first["pinned"] is True
    assert first["allowed_envs"][0] == "APP_LAUNCH_TOKEN"
    other = ada(*COMPOSE, "--json", "--image", "ada/treasury:2")
    assert other.row["compose_hash"] != first["compose_hash"] and not other.row["pinned"]
    assert "has no digest" in other.err


def test_the_environment_is_known_by_the_token_that_was_measured() -> None:
    measured = {"APP_LAUNCH_TOKEN_HASH": token_hash(TOKEN)}
    check_launch(Settings({}))
    check_launch(Settings({**measured, "APP_LAUNCH_TOKEN": TOKEN}))
    for forged in ({}, {"APP_LAUNCH_TOKEN": TOKEN[:-1] + "x"}):
        with pytest.raises(ForgedEnvironment) as caught:
            check_launch(Settings({**measured, **forged}))
        assert TOKEN[:-1] not in str(caught.value)


async def test_no_key_is_derived_in_an_environment_of_somebody_else() -> None:
    measured = {"TEE_MODE": "production", "WALLET_SECRET_SALT": SALT}
    forged = {**measured, "APP_LAUNCH_TOKEN_HASH": token_hash(TOKEN)}
    with pytest.raises(ForgedEnvironment):
        await derived(Settings(forged), "treasury", {"evm": "secp256k1"})
