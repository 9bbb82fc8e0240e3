"""`fiscus desk` in a process of its own, and an agent without a key in front of it."""

from __future__ import annotations

import signal
import subprocess
import tempfile
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from eth_account import Account
from eth_account.messages import encode_defunct

from fiscus.chains.sandbox.session import Sandbox
from fiscus.chains.sandbox.solana.session import SolanaSandbox
from tests.core.cli.programs import PROGRAM, Ended, Fiscus, error_of
from tests.core.cli.test_ask import BOB, sent, wei

ADA: Final = "0x" + f"{7:064x}"
POLICY: Final = f"""
approvals:
  approvers: [{{name: ada, key: "{Account.from_key(ADA).address}"}}]
"""
SECONDS: Final = 120
"""Until a process that ends in order has ended."""


@dataclass(frozen=True, slots=True)
class Apart:
    """The two programs, and the process in which one of them serves."""

    agent: Fiscus
    desk: Fiscus
    """With the desk's settings, for what is done where it runs."""
    serving: subprocess.Popen[str]
    said: list[str]
    """Its first lines."""

    def stop(self, how: signal.Signals) -> tuple[int, str]:
        self.serving.send_signal(how)
        out, _ = self.serving.communicate(timeout=SECONDS)
        return self.serving.returncode, out


@contextmanager
def apart(
    folder: Path, environment: Mapping[str, str], *options: str, **more: str
) -> Generator[Apart]:
    """A desk that serves with some options, and an agent in front of it."""
    with tempfile.TemporaryDirectory(prefix="fiscus-") as short:
        socket = f"{short}/desk.sock"
        (folder / "policy.yaml").write_text(POLICY)
        theirs = {
            **environment,
            "FISCUS_HOME": str(folder / "desk"),
            "FISCUS_POLICY": str(folder / "policy.yaml"),
        }
        keyless = {name: text for name, text in environment.items() if "PRIVATE_KEY" not in name}
        mine = {**keyless, "FISCUS_HOME": str(folder / "agent"), "FISCUS_DESK": f"unix://{socket}"}
        desk = Fiscus(folder, {**theirs, **more})
        serving = subprocess.Popen(
            [*PROGRAM, "desk", "--socket", socket, *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=desk.environment(),
            cwd=folder,
            start_new_session=True,
        )
        assert serving.stdout is not None
        try:
            said = [serving.stdout.readline()]
            while not said[-1].startswith("Wallets: "):
                said.append(serving.stdout.readline())
                assert said[-1], said
            yield Apart(Fiscus(folder, mine), desk, serving, said)
        finally:
            serving.kill()
            serving.wait()
            serving.stdout.close()


def asked(agent: Fiscus, text: str) -> Ended:
    return agent("ask", text, "--json")


def test_a_payment_is_asked_for_signed_for_and_made_on_both_chains(
    tmp_path: Path, sandbox: Sandbox, solana_sandbox: SolanaSandbox
) -> None:
    environment = {**solana_sandbox.environment(), **sandbox.environment()}
    key = tmp_path / "ada.key"
    key.write_text(ADA)
    key.chmod(0o600)
    with apart(tmp_path, environment) as both:
        agent = both.agent
        assert both.said[0].startswith("The desk of Fiscus serves at unix:///")
        assert sandbox.address in both.said[1] and solana_sandbox.address in both.said[1]
        assert sandbox.address in agent("wallet").out

        said = {row["subject"]: row for row in agent("check", "--json").row["findings"]}
        assert said["desk"]["text"].startswith("that of Fiscus, at ") and "spending" not in said
        assert said["EVM wallet"]["text"] == f"{sandbox.address} (can sign)"

        first = asked(agent, f"send 0.001 ETH to {BOB}")
        assert (first.status, sent(sandbox)) == (1, 0)
        waiting = first.row["approval"]["id"]
        refused = agent("approvals", "approve", waiting, "--json")
        assert (refused.status, error_of(refused.row)) == (1, "NOT_APPROVER")
        done = agent("approvals", "approve", waiting, "--key-file", str(key), "--json")
        assert (done.status, wei(sandbox)) == (0, 10**15)

        second = asked(agent, "send 0.01 SOL to 9WzDXwBbmkg8ZTbNMqUxvQRAyrZzDsGYdLVL9zYtAWWM")
        waiting = second.row["approval"]["id"]
        text = agent("approvals", "show", waiting, "--json").row["sign"]["approve"]
        signature = bytes(Account.sign_message(encode_defunct(text=text), ADA).signature).hex()
        done = agent("approvals", "approve", waiting, "--signature", f"0x{signature}", "--json")
        assert (done.status, done.row["results"][0]["data"]["status"]) == (0, "confirmed")

        assert "0.001 ETH" in agent("wallet", "history").out
        for elsewhere in ("audit verify", "policy stop", "policy show", "wallet unfreeze"):
            told = agent(*elsewhere.split())
            assert (told.status, told.out) == (1, "") and "process of its own" in told.err
        assert both.desk("policy", "stop", "for the night").status == 0
        stopped = {row["subject"]: row for row in agent("check", "--json").row["findings"]}
        assert "for the night" in stopped["spending"]["text"]
        assert agent("backup", str(tmp_path / "agent.backup")).status == 0
        assert both.desk("backup", str(tmp_path / "desk.backup")).status == 0
        put_back = agent("restore", str(tmp_path / "desk.backup"), "--overwrite")
        assert put_back.status == 1 and "process of its own" in put_back.err
        assert both.stop(signal.SIGTERM) == (0, "The desk has stopped.\n")
        assert both.desk("audit", "verify").status == 0
    assert sent(sandbox) == 1


def test_a_key_in_the_agents_process_is_refused_by_its_name(tmp_path: Path) -> None:
    settings = {
        "FISCUS_HOME": str(tmp_path),
        "FISCUS_DESK": f"unix://{tmp_path}/none.sock",
    }
    agent, secret = Fiscus(tmp_path, settings), "0x" + "5e" * 32
    for name in (
        "EVM_PRIVATE_KEY",
        "SOLANA_PRIVATE_KEY_FILE",
        "WALLET_SECRET_SALT",
        "DSTACK_SIMULATOR_ENDPOINT",
    ):
        refused = agent("wallet", **{name: secret})
        assert refused.status == 1
        assert f"{name} is set" in refused.err and secret not in refused.err + refused.out


@pytest.mark.parametrize("socket", ["desk.sock", "http://desk"])
def test_what_names_no_socket_is_refused(tmp_path: Path, socket: str) -> None:
    agent = Fiscus(tmp_path, {"FISCUS_HOME": str(tmp_path), "FISCUS_DESK": socket})
    refused = agent("wallet")
    assert (refused.status, "FISCUS_DESK" in refused.err) == (1, True)
