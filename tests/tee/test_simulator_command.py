"""`fiscus tee simulator`: a process that outlives the command, one a folder."""

from __future__ import annotations

import os
import shlex
import signal
from collections.abc import Generator
from pathlib import Path

import pytest
from dstack_sdk import DstackClient

from fiscus.tee.simulator.process import running, stop
from tests.core.cli.programs import Ended, Fiscus


@pytest.fixture
def program(tmp_path: Path, simulator_folder: Path) -> Generator[Fiscus]:
    """Its FISCUS_HOME has a short path; what it started is stopped."""
    yield Fiscus(tmp_path, {"FISCUS_HOME": str(simulator_folder)})
    for folder in (simulator_folder / "simulator", simulator_folder / "own"):
        stop(folder)


def exported(done: Ended) -> str:
    """The endpoint of the line that a person pastes."""
    (line,) = [line for line in done.out.splitlines() if "export " in line]
    (assignment,) = shlex.split(line)[1:]
    name, _, value = assignment.partition("=")
    assert name == "DSTACK_SIMULATOR_ENDPOINT"
    return value


@pytest.mark.covers("TEE-14", "TEE-15", "TEE-16")
def test_it_starts_once_answers_and_stops(program: Fiscus, simulator_folder: Path) -> None:
    assert program("tee", "simulator", "status").status == 1
    started = program("tee", "simulator", "start")
    assert started.status == 0, started.err
    client = DstackClient(exported(started))
    with client:
        key = client.get_key("a").decode_key()
    process = running(simulator_folder / "simulator")
    again = program("tee", "simulator", "start")
    assert "was started before" in again.out and exported(again) == exported(started)
    assert running(simulator_folder / "simulator") == process
    said = program("tee", "phala", "simulator", "status")
    assert said.status == 0 and f"process {process}," in said.out
    assert program("tee", "phala", "simulator", "stop").out == "Stopped.\n"
    assert program("tee", "simulator", "status").status == 1
    stopped = program("tee", "simulator", "stop")
    assert stopped.status == 0 and stopped.out.startswith("No simulator runs in ")
    client = DstackClient(exported(program("tee", "phala", "simulator", "start")))
    with client:
        assert client.get_key("a").decode_key() == key


def test_one_that_was_killed_leaves_nothing_in_the_way(
    program: Fiscus, simulator_folder: Path
) -> None:
    folder = simulator_folder / "own"
    named = ("--folder", str(folder))
    assert program("tee", "simulator", "start", *named).status == 0
    process = running(folder)
    assert process is not None
    os.kill(process, signal.SIGKILL)
    while running(folder) == process:
        pass
    assert program("tee", "simulator", "status", *named).status == 1
    assert program("tee", "simulator", "stop", *named).status == 0
    assert program("tee", "simulator", "start", *named).status == 0


def test_why_it_cannot_start_is_said(program: Fiscus, simulator_folder: Path) -> None:
    folder = simulator_folder / "own"
    folder.mkdir()
    (folder / "root.key").write_text("no secret")
    (folder / "root.key").chmod(0o600)
    done = program("tee", "simulator", "start", "--folder", str(folder))
    assert done.status == 1 and "holds no secret of a simulator" in done.err
    assert running(folder) is None
    long = simulator_folder / ("long" * 30)
    done = program("tee", "simulator", "start", "--folder", str(long))
    assert done.status == 1 and "is too long for a socket" in done.err
