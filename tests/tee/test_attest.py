"""`fiscus tee attest` and `fiscus tee listen`, with what `fiscus tee verify` says of it."""

from __future__ import annotations

import json
import sqlite3
import subprocess
from pathlib import Path

import pytest

from fiscus.chains.sandbox.session import Sandbox
from fiscus.core.agent import open_agent
from fiscus.core.bootstrap.turn import IncomingMessage
from fiscus.core.desk.outcome import State
from fiscus.core.errors import StoreError
from fiscus.core.settings import Settings
from fiscus.tee.attesting import open_attester
from fiscus.tee.evidence.checking import all_hold
from fiscus.tee.evidence.statement import Paid
from fiscus.tee.payments import paid
from fiscus.tee.verifying import Question, looked_at
from tests.core.cli.programs import PROGRAM, Fiscus
from tests.core.desk.fakes import pay, ticket, world_in
from tests.sandboxes import rpc
from tests.tee.test_tee_agent import FRIEND, OWNER, in_simulator

NONCE = "0011" * 8
SEND = f"send 0.25 ETH to {FRIEND}"
POLICY = "limits: {per_transaction: {usd: 10}}\n"


@pytest.fixture
def fiscus(simulator: Path, tmp_path: Path) -> Fiscus:
    """An agent in the simulator."""
    (tmp_path / "policy.yaml").write_text(POLICY)
    settings = {
        "TEE_MODE": "simulator",
        "WALLET_SECRET_SALT": "a salt of the test",
        "DSTACK_SIMULATOR_ENDPOINT": str(simulator),
        "FISCUS_HOME": str(tmp_path / "home"),
        "FISCUS_POLICY": str(tmp_path / "policy.yaml"),
        "AGENT_NAME": "Treasury",
    }
    return Fiscus(tmp_path, settings)


@pytest.mark.covers("TEE-26")
def test_what_an_agent_attests_a_stranger_can_check(fiscus: Fiscus) -> None:
    done = fiscus("tee", "attest", "--nonce", NONCE, "--out", "evidence.json", "--json")
    assert done.row == {"file": "evidence.json", "nonce": NONCE, "simulated": True}
    assert "proves nothing" in done.err
    statement = json.loads((fiscus.folder / "evidence.json").read_text())["statement"]
    wallets = [f"{family}={address}" for family, address in statement["wallets"].items()]
    assert [wallet.partition("=")[0] for wallet in wallets] == ["evm", "solana"]
    known = [part for wallet in wallets for part in ("--wallet", wallet)]
    verify = ("tee", "verify", "evidence.json", "--agent", statement["agent_id"])
    held = fiscus(*verify, "--nonce", NONCE, "--policy", "policy.yaml", *known, "--simulated")
    assert held.status == 0, held.out
    assert "ok    policy changes: 0 since the start" in held.out
    assert fiscus(*verify).status == 1
    (fiscus.folder / "policy.yaml").write_text("mode: simulate\n")
    changed = fiscus(*verify, "--policy", "policy.yaml", "--simulated")
    assert changed.status == 1
    assert "WRONG policy:" in changed.out


def test_a_policy_that_changed_is_in_the_next_evidence_and_in_its_log(fiscus: Fiscus) -> None:
    fiscus("tee", "attest", "--out", "before.json")
    (fiscus.folder / "policy.yaml").write_text("mode: simulate\n")
    (fiscus.folder / "after.json").write_text(fiscus("tee", "attest").out)
    held = fiscus("tee", "verify", "after.json", "--policy", "policy.yaml", "--simulated")
    assert held.status == 0, held.out
    assert "ok    policy changes: 1 since the start" in held.out
    mixed = json.loads((fiscus.folder / "after.json").read_text())
    before = json.loads((fiscus.folder / "before.json").read_text())
    mixed["statement"] = before["statement"]
    (fiscus.folder / "mixed.json").write_text(json.dumps(mixed))
    wrong = fiscus("tee", "verify", "mixed.json", "--simulated")
    assert wrong.status == 1
    assert "WRONG statement" in wrong.out and "WRONG policy changes" in wrong.out


def test_over_http_a_stranger_brings_a_nonce_of_their_own(fiscus: Fiscus) -> None:
    listening = subprocess.Popen(
        [*PROGRAM, "tee", "listen", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=fiscus.folder,
        env=fiscus.environment(),
    )
    try:
        assert listening.stdout is not None
        address = listening.stdout.readline().partition("?")[0]
        found = fiscus("tee", "verify", address, "--policy", "policy.yaml", "--simulated", "--json")
        refused = fiscus("tee", "verify", address)
    finally:
        listening.terminate()
        listening.communicate()
    results = {check["check"]: check["holds"] for check in found.row["checks"]}
    assert found.row["ok"], found.out
    assert results["nonce"] is results["statement"] is results["policy changes"] is True
    assert refused.status == 1 and "made by the simulator" in refused.err


@pytest.mark.parametrize(
    ("args", "settings", "told"),
    [
        ((), {"TEE_MODE": "off"}, "TEE_MODE is off"),
        ((), {"FISCUS_DESK": "unix:///run/desk.sock"}, "is done where it runs"),
        ((), {"FISCUS_DESK": "unix:///run/desk.sock", "TEE_MODE": "off"}, "done where it runs"),
        (("--nonce", "zz"), {}, "nonce"),
        (("--payment", "none"), {}, "no payment 'none'"),
        (("--out", "no/such/folder/e.json"), {}, "cannot be written"),
    ],
)
def test_what_stands_in_the_way_is_told(
    fiscus: Fiscus, args: tuple[str, ...], settings: dict[str, str], told: str
) -> None:
    done = fiscus("tee", "attest", *args, **settings)
    assert done.status == 1
    assert told in done.err


async def made(home: Path, *, confirmed: bool = True) -> tuple[str, str | None]:
    """A payment in the journal of `home`: its id, and its transaction."""
    world = world_in(home)
    async with world.desk(confirm_seconds=5.0) as desk:
        world.adapter.may_sign()
        outcome = await desk.submit(ticket(), pay())
        assert outcome.state is State.CONFIRMED
        return outcome.journal_id, outcome.hash


async def test_a_payment_is_stated_as_the_newest_row_of_the_journal_has_it(
    tmp_path: Path,
) -> None:
    id, transaction = await made(tmp_path)
    assert transaction is not None
    settings = Settings({"FISCUS_HOME": str(tmp_path)})
    found = await paid(settings, id)
    assert (found.id, found.transaction, found.state) == (id, transaction, "confirmed")
    assert await paid(settings, transaction) == found
    with sqlite3.connect(tmp_path / "desk.db") as database:
        row = database.execute("SELECT seq, event, hash FROM journal ORDER BY seq DESC").fetchone()
    assert row == (found.row, "confirmed", found.row_hash)


async def test_a_journal_that_was_changed_is_not_attested(tmp_path: Path) -> None:
    id, _ = await made(tmp_path)
    with sqlite3.connect(tmp_path / "desk.db") as database:
        database.execute("UPDATE journal SET body = replace(body, '1', '2')")
    with pytest.raises(StoreError, match="changed"):
        await paid(Settings({"FISCUS_HOME": str(tmp_path)}), id)


@pytest.mark.covers("TEE-26", "TEE-27")
async def test_a_payment_on_a_chain_is_bound_to_the_code_and_policy_that_made_it(
    fiscus: Fiscus, sandbox: Sandbox
) -> None:
    home = Path(fiscus.settings["FISCUS_HOME"])
    socket = Path(fiscus.settings["DSTACK_SIMULATOR_ENDPOINT"])
    settings = Settings(in_simulator(home, socket, **sandbox.environment()))
    async with open_agent(settings, owned=sandbox.owned_chains) as agent:
        wallet = agent.families["evm"].address
        rpc(sandbox.rpc_url, "anvil_setBalance", wallet, hex(10**18))
        message = IncomingMessage(id="1", text=SEND, principal=OWNER, room="cli")
        [result] = (await agent.handle(message)).results
        assert result.success, result.text
    transaction = str(result.data["hash"])
    async with open_attester(settings) as attester:
        body = await attester.evidence(NONCE, payment=await paid(settings, transaction))
    path = fiscus.folder / "evidence.json"
    path.write_text(json.dumps(body))
    question = Question.of(str(path), nonce=NONCE, transaction=transaction, simulated=True)
    checks = await looked_at(question)
    assert all_hold(checks)
    [told] = [check for check in checks if check.name == "payment"]
    assert told.holds
    assert told.text.startswith(f"{transaction} on sandbox by {wallet}, confirmed in row ")


def test_a_payment_of_a_wallet_that_is_not_its_own_does_not_hold(fiscus: Fiscus) -> None:
    import asyncio

    home = Path(fiscus.settings["FISCUS_HOME"])
    home.mkdir()
    _, transaction = asyncio.run(made(home))
    assert transaction is not None
    fiscus("tee", "attest", "--payment", transaction, "--out", "evidence.json")
    said = json.loads((fiscus.folder / "evidence.json").read_text())["statement"]["payment"]
    assert Paid.model_validate(said).transaction == transaction
    wrong = fiscus("tee", "verify", "evidence.json", "--simulated", "--transaction", transaction)
    assert wrong.status == 1
    assert f"WRONG payment: by none of its wallets: {transaction}" in wrong.out
