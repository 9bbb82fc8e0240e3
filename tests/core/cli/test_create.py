"""What `fiscus create` writes is green at once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.core.cli.programs import Fiscus

OFFLINE = """
import socket

def refuse(self, address):
    raise OSError(f"a new project reached for {address!r}")

socket.socket.connect = refuse
"""


def green(folder: Path, offline: Path) -> str:
    """Run the tests in `folder` as its author would, without a network."""
    (offline / "sitecustomize.py").write_text(OFFLINE)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(offline)},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def linted(folder: Path) -> str:
    rules = ["--isolated", "--select", "E,F,I,B,UP,RUF", "--line-length", "100"]
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--no-cache", *rules],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout


@pytest.mark.covers("PLD-01", "PLD-02", "PLD-04", "PLD-05", "CR-03", "CR-04", "CR-09")
def test_a_new_plugin_passes_its_own_tests(fiscus: Fiscus, tmp_path: Path) -> None:
    done = fiscus("create", "my-plugin", "--type", "plugin")
    assert done.status == 0 and "cd plugin-my-plugin" in done.out
    folder = fiscus.folder / "plugin-my-plugin"
    offline = tmp_path / "offline"
    offline.mkdir()
    assert "4 passed" in green(folder, offline)
    assert linted(folder) == "All checks passed!\n"
    entry = '[project.entry-points."fiscus.plugins"]\nmy-plugin = "plugin_my_plugin:plugin"'
    assert entry in (folder / "pyproject.toml").read_text()


@pytest.mark.covers("CR-03", "CR-04", "CR-12", "TEE-29", "DP-12", "CR-06")
def test_a_new_project_passes_its_own_tests(fiscus: Fiscus, tmp_path: Path) -> None:
    done = fiscus("create")
    assert done.status == 0
    assert done.out.endswith("Next:\n\n  cd myproject\n  fiscus check\n  fiscus chat\n")
    folder = fiscus.folder / "myproject"
    offline = tmp_path / "offline"
    offline.mkdir()
    assert "2 passed" in green(folder, offline)
    settings = (folder / ".env").read_text()
    assert settings.startswith("FISCUS_CHARACTER=character.json")
    assert "POSTGRES_URL" not in settings, "the database is a file"
    assert ".env" in (folder / ".gitignore").read_text().split()
    assert (folder / "Dockerfile").exists() and (folder / "docker-compose.yml").exists()


@pytest.mark.covers("CR-03", "CR-11", "TEE-20", "TEE-21", "TEE-29", "DP-12", "DP-13", "DP-14")
def test_a_new_project_for_a_tee_can_be_deployed_at_once(fiscus: Fiscus, tmp_path: Path) -> None:
    assert fiscus("create", "my-tee-agent", "--type", "tee").status == 0
    folder = fiscus.folder / "my-tee-agent"
    offline = tmp_path / "offline"
    offline.mkdir()
    assert "3 passed" in green(folder, offline)
    written = {path.name for path in folder.iterdir()}
    assert written >= {"docker-compose.yml", "Dockerfile", ".env.example", "character.json"}
    assert ".env.tee" in (folder / ".gitignore").read_text().split()
    needed = (
        "Deploying needs Docker, and an account with a key (dashboard of Phala Cloud, API Tokens)"
    )
    assert needed in (folder / "README.md").read_text()
    sealed = (folder / ".env.example").read_text().replace("SALT=", "SALT=of-a-test")
    (folder / ".env.tee").write_text(sealed)
    inside = Fiscus(folder, {"PHALA_CLOUD_API_KEY": ""})
    words = ("--name", "my-tee-agent", "--env-file", ".env.tee", "--dry-run", "--json")
    provision, _ = inside("tee", "phala", "deploy", *words).rows
    assert provision["body"]["env_keys"] == [
        "APP_LAUNCH_TOKEN",
        "FISCUS_MODE",
        "WALLET_SECRET_SALT",
    ]
    services = yaml.safe_load(provision["body"]["compose_file"]["docker_compose_file"])["services"]
    holders = [name for name, held in services.items() if "/dstack.sock" in str(held["volumes"])]
    assert holders == ["desk"]
    commands = {name: held["command"] for name, held in services.items()}
    for words in commands.values():
        assert fiscus(*words, "--help").status == 0
    path = commands["desk"][commands["desk"].index("--socket") + 1]
    assert services["agent"]["environment"]["FISCUS_DESK"] == f"unix://{path}"


def test_a_new_project_is_what_fiscus_reads(fiscus: Fiscus) -> None:
    fiscus("create", "vault")
    inside = Fiscus(fiscus.folder / "vault", {})
    findings = {f["subject"]: f for f in inside("check", "--json").row["findings"]}
    assert findings["policy"]["ok"]


@pytest.mark.covers("CR-03", "CR-10", "CX-11")
def test_a_new_agent_is_one_file(fiscus: Fiscus) -> None:
    assert fiscus("create", "ada-lovelace", "-t", "agent").status == 0
    body = json.loads((fiscus.folder / "ada-lovelace.json").read_text())
    assert body["name"] == "Ada Lovelace"
    chat = fiscus.chat({"text": "hello"}, FISCUS_CHARACTER="ada-lovelace.json")
    assert chat.status == 0


def test_nothing_is_overwritten(fiscus: Fiscus) -> None:
    kept = fiscus.folder / "plugin-echo"
    kept.mkdir()
    done = fiscus("create", "echo", "--type", "plugin")
    assert (done.status, list(kept.iterdir())) == (1, [])
    assert "exists already" in done.err


@pytest.mark.parametrize("name", ["../evil", "My Project", "a--b", "-x", "9lives", "é", ""])
def test_a_name_that_is_no_name_is_refused(fiscus: Fiscus, name: str) -> None:
    before = list(fiscus.folder.iterdir())
    done = fiscus("create", "--", name)
    assert done.status == 1 and "no name for a project" in done.err
    assert list(fiscus.folder.iterdir()) == before


@pytest.mark.covers("CR-15", "CX-11")
def test_another_type_is_wrong_usage(fiscus: Fiscus) -> None:
    done = fiscus("create", "-t", "invalid")
    assert done.status == 2 and "Invalid template type 'invalid'" in done.err
