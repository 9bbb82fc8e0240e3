from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from fiscus.chains.sandbox.anvil import WATCHDOG, Anvil, AnvilOptions, anvil, running_anvil
from fiscus.chains.sandbox.errors import EngineFailed, StateUnusable
from tests.chains.sandbox.processes import (
    group_members,
    wait_until,
)
from tests.sandboxes import StartAnvil, rpc

SOMEBODY = "0x00000000000000000000000000000000000b0b00"


def test_a_node_answers_as_the_chain_it_was_asked_to_be(start_anvil: StartAnvil) -> None:
    node = start_anvil(AnvilOptions(chain_id=8453))
    assert rpc(node.url, "eth_chainId") == hex(8453)
    assert rpc(node.url, "eth_accounts") == []


def test_several_nodes_have_ports_of_their_own(start_anvil: StartAnvil) -> None:
    nodes = [start_anvil(AnvilOptions(chain_id=number)) for number in range(1, 5)]
    assert len({node.url for node in nodes}) == 4
    assert [rpc(node.url, "eth_chainId") for node in nodes] == ["0x1", "0x2", "0x3", "0x4"]


def test_nodes_listen_on_loopback_only(anvil: Anvil) -> None:
    assert anvil.url.startswith("http://127.0.0.1:")
    port = int(anvil.url.rsplit(":", 1)[1])
    listening = {
        fields[1]
        for table in ("/proc/net/tcp", "/proc/net/tcp6")
        for fields in map(str.split, Path(table).read_text().splitlines())
        if fields[3] == "0A" and fields[1].endswith(f":{port:04X}")
    }
    assert listening == {f"0100007F:{port:04X}"}


def test_nothing_is_left_when_the_block_ends(anvil_program: Path, scratch: Path) -> None:
    with running_anvil(anvil_program) as node:
        assert len(group_members(node.process_id)) == 2
        assert len(list(scratch.iterdir())) == 1
    assert group_members(node.process_id) == []
    assert list(scratch.iterdir()) == []


def test_nothing_is_left_after_an_exception(anvil_program: Path) -> None:
    nodes: list[Anvil] = []
    with pytest.raises(ZeroDivisionError), running_anvil(anvil_program) as node:
        nodes.append(node)
        raise ZeroDivisionError
    assert group_members(nodes[0].process_id) == []


def test_old_states_of_a_long_chain_are_gone_with_it(
    anvil_program: Path, tmp_path: Path, scratch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    with running_anvil(anvil_program) as node:
        for _ in range(6):
            rpc(node.url, "anvil_mine", hex(100))
        assert wait_until(lambda: any(scratch.rglob("*.json"))), "the test is of no use"
    assert list(scratch.iterdir()) == []
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("says", ["Listening on 127.0.0.1:4711", "nothing of use"])
def test_a_program_that_does_not_stop_is_killed(tmp_path: Path, scratch: Path, says: str) -> None:
    deaf = tmp_path / "anvil"
    deaf.write_text(f"#!/bin/sh\ntrap '' TERM\necho '{says}'\nsleep 100\n")
    deaf.chmod(0o755)
    before = time.monotonic()
    listens = says.startswith("Listening")
    with subprocess.Popen(
        [sys.executable, "-I", "-S", WATCHDOG, "60" if listens else "1", "0.3", deaf],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        assert process.stdin is not None and process.stdout is not None
        assert process.stdout.readline() == (b"4711\n" if listens else b"")
        if listens:
            process.stdin.close()
        assert process.wait() == -signal.SIGKILL
    # The kernel ends the others of the group in its own time.
    assert wait_until(lambda: group_members(process.pid) == [])
    assert list(scratch.iterdir()) == []
    assert time.monotonic() - before < 60


@pytest.mark.parametrize("text", ["#!/bin/sh\nexit 3\n", "no program"])
def test_a_program_that_is_no_node_is_an_error(tmp_path: Path, text: str) -> None:
    program = tmp_path / "anvil"
    program.write_text(text)
    program.chmod(0o755)
    with pytest.raises(EngineFailed, match="did not start"), running_anvil(program):
        raise AssertionError("it never was ready")


async def test_the_loop_goes_on_while_a_node_starts_and_stops(anvil_program: Path) -> None:
    beats = 0

    async def heart() -> None:
        nonlocal beats
        while True:
            await asyncio.sleep(0.001)
            beats += 1

    task = asyncio.create_task(heart())
    async with anvil(anvil_program) as node:
        assert beats > 5
    task.cancel()
    assert group_members(node.process_id) == []


async def test_a_cancelled_start_leaves_nothing(anvil_program: Path, scratch: Path) -> None:

    async def start() -> None:
        async with anvil(anvil_program):
            await asyncio.sleep(60)

    for after in (0.0, 0.01, 0.05):
        task = asyncio.create_task(start())
        await asyncio.sleep(after)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert wait_until(lambda: not list(scratch.iterdir()))


def test_a_kept_state_is_there_the_next_time(anvil_program: Path, tmp_path: Path) -> None:
    options = AnvilOptions(state=tmp_path / "state.json")
    with running_anvil(anvil_program, options=options) as node:
        rpc(node.url, "anvil_setBalance", SOMEBODY, hex(5))
        rpc(node.url, "anvil_mine", hex(3))
    with running_anvil(anvil_program, options=options) as node:
        assert rpc(node.url, "eth_getBalance", SOMEBODY, "latest") == hex(5)
        assert rpc(node.url, "eth_blockNumber") == hex(3)


def test_a_node_hears_that_it_is_to_stop_from_the_moment_it_is_there(
    anvil_program: Path, tmp_path: Path
) -> None:
    for number in range(8):
        state = tmp_path / f"{number}.json"
        with running_anvil(anvil_program, options=AnvilOptions(state=state)):
            pass
        assert state.exists()


def test_a_state_has_one_node_at_a_time(anvil_program: Path, tmp_path: Path) -> None:
    options = AnvilOptions(state=tmp_path / "state.json")
    with running_anvil(anvil_program, options=options):  # noqa: SIM117
        with (
            pytest.raises(StateUnusable, match="in use"),
            running_anvil(anvil_program, options=options),
        ):
            raise AssertionError("two nodes share one state")
    with running_anvil(anvil_program, options=options):
        pass


def test_a_damaged_state_is_said_to_be_one(anvil_program: Path, tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    state.write_text("{")
    with (
        pytest.raises(EngineFailed) as failure,
        running_anvil(anvil_program, options=AnvilOptions(state=state)),
    ):
        raise AssertionError("it started")
    assert failure.value.hint is not None and "state.json" in failure.value.hint
    assert state.read_text() == "{"


def test_block_time_makes_blocks_without_transactions(start_anvil: StartAnvil) -> None:
    node = start_anvil(AnvilOptions(block_time=1))
    assert wait_until(lambda: rpc(node.url, "eth_blockNumber") != "0x0")


def test_the_environment_cannot_open_a_node_to_the_network(
    start_anvil: StartAnvil, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANVIL_IP_ADDR", "0.0.0.0")
    node = start_anvil(AnvilOptions())
    port = f":{int(node.url.rsplit(':', 1)[1]):04X}"
    tables = Path("/proc/net/tcp").read_text().splitlines()
    assert [
        row.split()[1] for row in tables if row.split()[1].endswith(port) and " 0A " in row
    ] == [f"0100007F{port}"]


def test_the_watchdog_is_in_a_session_of_its_own(anvil: Anvil) -> None:
    assert os.getsid(anvil.process_id) == anvil.process_id != os.getsid(0)
