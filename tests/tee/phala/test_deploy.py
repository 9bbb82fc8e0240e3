"""Deployments against the stand-in: the documented calls, nothing half done, safe to repeat."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from coincurve import PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from tests.core.cli.programs import Fiscus
from tests.tee.packaging.projects import COMPOSE, ENVIRONMENT, IMAGE, SALT, TOKEN, project
from tests.tee.phala.cloud import KEY, Call, Cloud, Fault

NAME = "treasury"
SECRETS = (KEY, TOKEN, SALT, "sk-model-0123456789")
SENT = {
    "WALLET_SECRET_SALT": SALT,
    "OPENAI_API_KEY": "sk-model-0123456789",
    "APP_LAUNCH_TOKEN": TOKEN,
}
DEPLOY = ("tee", "phala", "deploy", "--name", NAME, "--env-file", ".env.tee")


@pytest.fixture
def ada(fiscus: Fiscus) -> Fiscus:
    """An operator in the folder of a project."""
    project(fiscus.folder)
    return fiscus


def nothing_installed(_: str) -> None:
    """No package at all."""


def no_secret(*texts: object) -> None:
    for text in texts:
        assert not any(secret in str(text) for secret in SECRETS)


@pytest.mark.covers("TEE-28", "DP-21")
def test_a_deployment_makes_exactly_the_documented_calls(ada: Fiscus, phala_cloud: Cloud) -> None:
    done = ada(*DEPLOY, "--json")
    assert done.status == 0, done.err
    provision, key, create = phala_cloud.calls
    assert (provision.method, provision.path) == ("POST", "cvms/provision")
    (app,) = phala_cloud.running
    text = COMPOSE.replace("${DOCKER_IMAGE}", IMAGE).replace(
        "${APP_LAUNCH_TOKEN_HASH}", hashlib.sha256(TOKEN.encode()).hexdigest()
    )
    script = provision.body["compose_file"].pop("pre_launch_script")
    assert hashlib.sha256(TOKEN.encode()).hexdigest() in script
    assert provision.body == {
        "name": NAME,
        "kms": "PHALA",
        "listed": False,
        "vcpu": 2,
        "memory": 4096,
        "disk_size": 40,
        "env_keys": sorted(SENT),
        "compose_file": {
            "name": NAME,
            "docker_compose_file": text,
            "allowed_envs": [
                "APP_LAUNCH_TOKEN",
                "LOG_LEVEL",
                "OPENAI_API_KEY",
                "WALLET_SECRET_SALT",
            ],
            "kms_enabled": True,
            "gateway_enabled": True,
            "public_logs": False,
            "public_sysinfo": False,
        },
    }
    assert key == Call("GET", f"kms/phala-prod9/pubkey/{app.app_id}")
    encrypted = create.body.pop("encrypted_env")
    assert create == Call(
        "POST",
        "cvms",
        {
            "app_id": app.app_id,
            "compose_hash": done.row["compose_hash"],
            "env_keys": sorted(SENT),
        },
    )
    assert app.decrypted(encrypted) == app.environment == SENT
    no_secret(done.out, done.err, phala_cloud.calls)


def test_what_is_said_of_it_is_for_people(ada: Fiscus, phala_cloud: Cloud) -> None:
    done = ada("tee", "phala", "cvms", "create", "-n", NAME, "-e", ".env.tee")
    assert done.status == 0
    (app,) = phala_cloud.running
    assert f"app            {app.app_id}" in done.out and "cvms get treasury" in done.out


@pytest.mark.covers("TEE-09", "TEE-20", "DP-20", "CX-07")
@pytest.mark.parametrize("name", ["docker-compose.yml", "docker-compose.yaml"])
def test_a_cvm_is_created_in_the_words_of_the_documentation(
    ada: Fiscus, phala_cloud: Cloud, name: str
) -> None:
    (ada.folder / "docker-compose.yml").rename(ada.folder / name)
    (ada.folder / ".env.tee").rename(ada.folder / ".env")
    files = ("--compose", f"./{name}", "--env-file", "./.env")
    done = ada("tee", "phala", "cvms", "create", "--name", "my-agent", *files)
    assert done.status == 0, done.err
    (app,) = phala_cloud.running
    assert (app.name, app.environment) == ("my-agent", SENT)


def test_other_sizes_are_asked_for(ada: Fiscus, phala_cloud: Cloud) -> None:
    sizes = ("--vcpu", "4", "--memory", "8192", "--disk", "80", "--node", "26")
    assert ada(*DEPLOY, *sizes).status == 0
    body = phala_cloud.calls[0].body
    found = {name: body[name] for name in ("vcpu", "memory", "disk_size", "teepod_id")}
    assert found == {"vcpu": 4, "memory": 8192, "disk_size": 80, "teepod_id": 26}


def test_a_dry_run_prints_the_requests_and_sends_nothing(ada: Fiscus, phala_cloud: Cloud) -> None:
    done = ada(*DEPLOY, "--dry-run", "--json", PHALA_CLOUD_API_KEY="")
    assert done.status == 0 and phala_cloud.calls == []
    provision, create = done.rows
    assert provision["url"] == f"{phala_cloud.url}/cvms/provision"
    assert provision["headers"]["X-API-Key"] == "[secret]"
    assert create["body"]["encrypted_env"].startswith("<3 values")
    no_secret(done.out, done.err)
    ada(*DEPLOY)
    assert provision["body"] == phala_cloud.calls[0].body
    shown = ada(*DEPLOY, "--dry-run")
    assert "POST http://127.0.0.1" in shown.out and "Nothing was sent." in shown.err
    no_secret(shown.out)


def test_without_an_environment_nothing_is_encrypted(fiscus: Fiscus, phala_cloud: Cloud) -> None:
    project(fiscus.folder, compose=f"services:\n  agent:\n    image: {IMAGE}\n")
    done = fiscus("tee", "phala", "deploy", "--name", NAME)
    assert done.status == 0, done.err
    provision, create = phala_cloud.calls
    assert provision.body["compose_file"]["allowed_envs"] == []
    assert "pre_launch_script" not in provision.body["compose_file"]
    assert sorted(create.body) == ["app_id", "compose_hash"]


def test_without_a_launch_token_nobody_brings_in_an_environment(
    fiscus: Fiscus, phala_cloud: Cloud
) -> None:
    asking = "    environment: {EVM_CHAINS: '${EVM_CHAINS:-}'}\n"
    project(fiscus.folder, compose=f"services:\n  agent:\n    image: {IMAGE}\n{asking}")
    assert fiscus("tee", "phala", "deploy", "--name", NAME).status == 0
    assert phala_cloud.calls[0].body["compose_file"]["allowed_envs"] == []
    assert "may come in   nothing" in fiscus("tee", "compose").out


def test_a_launch_token_is_made_once_and_kept(ada: Fiscus, phala_cloud: Cloud) -> None:
    file = ada.folder / ".env.tee"
    file.write_text(ENVIRONMENT.replace(f"APP_LAUNCH_TOKEN={TOKEN}\n", "").rstrip("\n"))
    file.chmod(0o600)
    phala_cloud.faults.append(Fault(503, path="cvms"))
    assert "APP_LAUNCH_TOKEN was made" in ada(*DEPLOY).err
    written = file.read_text()
    assert ada(*DEPLOY).status == 0
    assert file.read_text() == written and file.stat().st_mode & 0o777 == 0o600
    (app,) = phala_cloud.running
    assert app.environment
    token = app.environment["APP_LAUNCH_TOKEN"]
    assert len(token) >= 32 and written.endswith(f"\nAPP_LAUNCH_TOKEN={token}\n")
    assert hashlib.sha256(token.encode()).hexdigest() in app.compose["pre_launch_script"]


@pytest.mark.parametrize("path", ["cvms/provision", "cvms"])
@pytest.mark.parametrize("status", [400, 401, 404, 409, 422, 429, 500, None])
def test_whatever_fails_leaves_nothing_running_and_is_safe_to_repeat(
    ada: Fiscus, phala_cloud: Cloud, path: str, status: int | None
) -> None:
    phala_cloud.faults.append(Fault(status, {"detail": "secret text"}, path=path))
    failed = ada(*DEPLOY)
    assert failed.status == 1 and failed.err.startswith("Error [")
    assert "secret text" not in failed.err
    assert phala_cloud.running == []
    no_secret(failed.out, failed.err)
    again = ada(*DEPLOY)
    assert again.status == 0, again.err
    (app,) = phala_cloud.running
    assert app.environment == SENT


@pytest.mark.parametrize("status", [500, None])
def test_an_answer_that_was_lost_does_not_make_a_second_cvm(
    ada: Fiscus, phala_cloud: Cloud, status: int | None
) -> None:
    phala_cloud.faults.append(Fault(status, path="cvms", after=True))
    failed = ada(*DEPLOY)
    assert failed.status == 1 and "PHALA_UNKNOWN" in failed.err
    assert len(phala_cloud.running) == 1
    again = ada(*DEPLOY)
    assert again.status == 0 and "an attempt before" in again.out
    assert len(phala_cloud.applications) == len(phala_cloud.running) == 1


def test_a_reservation_is_used_again(ada: Fiscus, phala_cloud: Cloud) -> None:
    phala_cloud.faults.append(Fault(503, path="cvms"))
    assert ada(*DEPLOY).status == 1
    assert ada(*DEPLOY).status == 0
    assert len(phala_cloud.applications) == 1


def test_a_reservation_that_lapsed_is_made_anew(ada: Fiscus, phala_cloud: Cloud) -> None:
    phala_cloud.faults.append(Fault(503, path="cvms"))
    assert ada(*DEPLOY).status == 1
    phala_cloud.applications.clear()
    assert ada(*DEPLOY).status == 0
    assert len(phala_cloud.running) == 1


def test_another_file_is_not_deployed_with_the_reservation_of_the_first(
    ada: Fiscus, phala_cloud: Cloud
) -> None:
    phala_cloud.faults.append(Fault(503, path="cvms"))
    assert ada(*DEPLOY).status == 1
    project(ada.folder, compose=COMPOSE.replace("3000:3000", "8080:3000"))
    assert ada(*DEPLOY).status == 0
    (app,) = phala_cloud.running
    assert "8080:3000" in app.compose["docker_compose_file"]


def test_what_runs_is_not_deployed_a_second_time(ada: Fiscus, phala_cloud: Cloud) -> None:
    assert ada(*DEPLOY).status == 0
    again = ada(*DEPLOY)
    assert again.status == 1 and "cvms update" in again.err
    assert len(phala_cloud.running) == 1
    assert ada("tee", "phala", "cvms", "delete", NAME, stdin="y\n").status == 0
    assert ada(*DEPLOY).status == 0


@pytest.mark.parametrize("name", ["abcd", "9lives", "a--bcd", "with_underscore", "x" * 64])
def test_a_name_that_is_not_taken_is_not_sent(ada: Fiscus, phala_cloud: Cloud, name: str) -> None:
    done = ada("tee", "phala", "deploy", "--name", name)
    assert done.status == 1 and "no name for a CVM" in done.err and phala_cloud.calls == []


def test_a_doubtful_file_is_deployed_only_when_somebody_says_so(
    ada: Fiscus, phala_cloud: Cloud
) -> None:
    unpinned = ("--image", "ada/treasury:latest")
    done = ada(*DEPLOY, *unpinned)
    assert done.status == 1 and "has no digest" in done.err and phala_cloud.calls == []
    assert ada(*DEPLOY, *unpinned, "--yes").status == 0
    (app,) = phala_cloud.running
    assert "image: ada/treasury:latest" in app.compose["docker_compose_file"]


def test_at_a_terminal_a_doubt_is_asked_about(
    ada: Fiscus, phala_cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fiscus.tee.commands.packing.at_terminal", lambda: True)
    words = (*DEPLOY, "--image", "ada/treasury:latest")
    assert ada(*words, stdin="n\n").status != 0 and phala_cloud.calls == []
    assert ada(*words, stdin="y\n").status == 0 and len(phala_cloud.running) == 1


@pytest.mark.covers("TEE-24")
def test_a_file_that_cannot_be_deployed_is_not_sent(ada: Fiscus, phala_cloud: Cloud) -> None:
    project(ada.folder, environment=ENVIRONMENT.replace("WALLET_SECRET_SALT", "X_SALT"))
    done = ada(*DEPLOY, "--yes")
    assert done.status == 1 and "WALLET_SECRET_SALT is asked for and not given" in done.err
    assert phala_cloud.calls == []
    no_secret(done.err)


def test_the_key_is_encrypted_with_only_if_its_kms_signed_it(
    ada: Fiscus, phala_cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    phala_cloud.kms_key = PrivateKey(b"\x01" * 32)
    honest = phala_cloud.answer

    def swapped(method: str, path: str, query: Any, body: Any) -> object:
        answer: Any = honest(method, path, query, body)
        if path == "cvms/provision":
            answer["app_env_encrypt_pubkey"] = "09" + "00" * 31
        return answer

    monkeypatch.setattr(phala_cloud, "answer", swapped)
    done = ada(*DEPLOY)
    assert done.status == 1 and "ENV_KEY_FORGED" in done.err
    assert [call.path for call in phala_cloud.orders] == ["cvms/provision"]
    assert phala_cloud.running == [] and "encrypted_env" not in str(phala_cloud.calls)


def test_a_kms_goes_by_the_signer_that_it_had_first(ada: Fiscus, phala_cloud: Cloud) -> None:
    phala_cloud.kms_key = PrivateKey(b"\x01" * 32)
    done = ada(*DEPLOY, "--json")
    signer = "0x" + phala_cloud.kms_key.public_key.format().hex()
    assert done.row["key_signed_by"] == signer
    other = (*DEPLOY[:4], "treasury-2", *DEPLOY[5:])
    phala_cloud.kms_key = PrivateKey(b"\x02" * 32)
    refused = ada(*other)
    assert refused.status == 1 and "ENV_KEY_FORGED" in refused.err
    phala_cloud.kms_key = None
    assert "signed before, and does not now" in ada(*other).err
    assert len(phala_cloud.running) == 1


def test_without_dstacks_sdk_nothing_is_reserved(
    ada: Fiscus, phala_cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fiscus.tee.phala.sealing.find_spec", nothing_installed)
    done = ada(*DEPLOY)
    assert done.status == 1 and "fiscus[tee]" in done.err and phala_cloud.calls == []


@pytest.mark.covers("TEE-11")
def test_an_update_keeps_the_application(ada: Fiscus, phala_cloud: Cloud) -> None:
    assert ada(*DEPLOY).status == 0
    (app,) = phala_cloud.running
    before = app.public_key
    project(ada.folder, compose=COMPOSE.replace("3000:3000", "8080:3000"))
    phala_cloud.calls.clear()
    done = ada(
        *("tee", "phala", "cvms", "update", NAME, "--compose", "./docker-compose.yml"),
        *("--env-file", ".env.tee", "--yes", "--json"),
    )
    assert done.status == 0, done.err
    provision, commit = phala_cloud.orders
    assert (provision.method, provision.path) == ("POST", "cvms/100/compose_file/provision")
    assert (commit.method, commit.path) == ("PATCH", "cvms/100/compose_file")
    assert sorted(commit.body) == ["compose_hash", "encrypted_env", "env_keys", "update_env_vars"]
    assert (done.row["app"], app.public_key) == (app.app_id, before)
    assert done.row["compose_hash_before"] != done.row["compose_hash_after"]
    assert app.environment == SENT and "8080:3000" in app.compose["docker_compose_file"]
    no_secret(done.out, done.err, phala_cloud.calls)


def test_an_update_is_not_encrypted_with_another_key_than_the_deployment(
    ada: Fiscus, phala_cloud: Cloud
) -> None:
    assert ada(*DEPLOY).status == 0
    (app,) = phala_cloud.running
    app.key = X25519PrivateKey.generate()
    phala_cloud.calls.clear()
    refused = ada("tee", "phala", "cvms", "update", NAME, "--env-file", ".env.tee", "--yes")
    assert refused.status == 1 and "ENV_KEY_FORGED" in refused.err
    assert "encrypted_env" not in str(phala_cloud.calls)


def test_an_update_without_an_environment_leaves_the_one_that_is_there(
    ada: Fiscus, phala_cloud: Cloud
) -> None:
    assert ada(*DEPLOY).status == 0
    (app,) = phala_cloud.running
    script = app.compose["pre_launch_script"]
    final = app.compose["docker_compose_file"].replace("3000:3000", "8080:3000")
    (ada.folder / "docker-compose.yml").write_text(
        final.replace("${WALLET_SECRET_SALT}", "${WALLET_SECRET_SALT:-}")
        .replace("${OPENAI_API_KEY}", "${OPENAI_API_KEY:-}")
        .replace("${APP_LAUNCH_TOKEN}", "${APP_LAUNCH_TOKEN:-}")
    )
    done = ada("tee", "phala", "cvms", "update", NAME, "--yes")
    assert done.status == 0, done.err
    assert sorted(phala_cloud.calls[-1].body) == ["compose_hash"]
    assert app.environment == SENT and app.compose["pre_launch_script"] == script


def test_an_update_asks_first_and_can_be_looked_at(ada: Fiscus, phala_cloud: Cloud) -> None:
    assert ada(*DEPLOY).status == 0
    phala_cloud.calls.clear()
    words = ("tee", "phala", "cvms", "update", NAME, "--env-file", ".env.tee")
    assert ada(*words).status == 2
    plan = ada(*words, "--dry-run", "--json")
    assert [row["method"] for row in plan.rows] == ["POST", "PATCH"]
    assert phala_cloud.orders == []
    no_secret(plan.out)


def test_an_application_of_a_contract_is_left_to_the_vendors_program(
    ada: Fiscus, phala_cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = {"compose_hash": "ab" * 32, "app_id": None}
    phala_cloud.faults.append(Fault(200, answer, path="cvms/provision"))
    done = ada(*DEPLOY)
    assert done.status == 1 and "contract on a chain" in done.err
    assert json.dumps(answer) not in done.err and len(phala_cloud.orders) == 1
