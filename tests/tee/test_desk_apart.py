"""With the desk in a process of its own, the agent's process has no key, and no way to one."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from dstack_sdk import DstackClient

from fiscus.chains.sandbox.session import Sandbox
from fiscus.chains.sandbox.solana.session import SolanaSandbox
from fiscus.core.characters import TREASURER
from fiscus.core.secrets import Secret
from fiscus.tee.keys import key_path
from tests.core.cli.programs import PROGRAM
from tests.core.cli.test_ask import BOB, wei
from tests.core.cli.test_desk import ADA, apart
from tests.sandboxes import rpc
from tests.tee.test_tee_agent import SALT

MOST = 64 * 1024 * 1024
"""Bytes of a mapping that are looked through at once."""


def memory(pid: int) -> Iterator[bytes]:
    """Everything that a process can read of itself."""
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as file:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            place, rights, *_ = line.split()
            begin, end = (int(number, 16) for number in place.split("-"))
            if not rights.startswith("r") or line.endswith(("[vvar]", "[vsyscall]")):
                continue
            for start in range(begin, end, MOST):
                try:
                    file.seek(start)
                    yield file.read(min(MOST, end - start) + 64)
                except OSError:  # a mapping that went away, or that is no memory
                    break


def holds(pid: int, *needles: bytes) -> set[bytes]:
    """Those that are in the memory of a process."""
    return {needle for part in memory(pid) for needle in needles if needle in part}


def spellings(key: bytes) -> tuple[bytes, ...]:
    """A key as bytes, in hexadecimal, and the other way round, as numbers are kept."""
    return key, key.hex().encode(), key.hex().upper().encode(), key[::-1]


@pytest.mark.covers("TEE-25")
def test_no_key_is_in_the_memory_of_the_agents_process(
    tmp_path: Path, simulator: Path, sandbox: Sandbox, solana_sandbox: SolanaSandbox
) -> None:
    chains = {**solana_sandbox.environment(), **sandbox.environment()}
    keyless = {name: text for name, text in chains.items() if "PRIVATE_KEY" not in name}
    derives = {
        "TEE_MODE": "simulator",
        "WALLET_SECRET_SALT": SALT,
        "DSTACK_SIMULATOR_ENDPOINT": str(simulator),
    }
    guest = DstackClient(str(simulator))
    with guest:
        seeds = {
            family: guest.get_key(key_path(family, TREASURER.id, Secret(SALT))).decode_key()
            for family in ("evm", "solana")
        }
    needles = [spelling for seed in seeds.values() for spelling in spellings(seed)]
    with apart(tmp_path, keyless, "--evidence-port", "0", **derives) as both:
        address = both.said[-1].split("evm ")[1].split(",")[0].strip()
        evidence = both.said[-2].removeprefix("Evidence: ").strip()
        told = httpx.get(evidence, params={"nonce": "00" * 32}, trust_env=False, timeout=60)
        assert address in told.text
        rpc(sandbox.rpc_url, "anvil_setBalance", address, hex(10**18))
        agent = subprocess.Popen(
            [*PROGRAM, "chat", "--json"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=both.agent.environment(TEE_MODE="simulator"),
            cwd=tmp_path,
        )
        try:
            waiting = said(agent, {"text": f"send 0.001 ETH to {BOB}"})["approval"]["id"]
            key = tmp_path / "ada.key"
            key.write_text(ADA)
            key.chmod(0o600)
            done = both.agent("approvals", "approve", waiting, "--key-file", str(key))
            assert (done.status, wei(sandbox)) == (0, 10**15)
            assert "0.001 ETH" in json.dumps(said(agent, {"text": "show my transactions"}))
            found = holds(agent.pid, address.encode(), SALT.encode(), *needles)
            assert found == {address.encode()}
            environment = Path(f"/proc/{agent.pid}/environ").read_bytes()
            assert SALT.encode() not in environment and str(simulator).encode() not in environment
            # The search finds what is there.
            assert holds(both.serving.pid, *needles)
        finally:
            agent.kill()
            agent.communicate()


def said(agent: subprocess.Popen[str], line: dict[str, str]) -> dict[str, Any]:
    assert agent.stdin is not None and agent.stdout is not None
    agent.stdin.write(json.dumps(line) + "\n")
    agent.stdin.flush()
    answer: dict[str, Any] = json.loads(agent.stdout.readline())
    return answer
