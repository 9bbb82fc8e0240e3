"""An agent in the simulator, on real chains of play money, with no key in its settings."""

from __future__ import annotations

import logging
from base64 import b64encode
from pathlib import Path

import pytest
from dstack_sdk import AsyncDstackClient
from solders.keypair import Keypair

from fiscus.chains.sandbox.session import Sandbox
from fiscus.chains.sandbox.solana.session import SolanaSandbox
from fiscus.core.agent import open_agent
from fiscus.core.bootstrap.turn import IncomingMessage
from fiscus.core.characters import TREASURER
from fiscus.core.desk.door import Principal
from fiscus.core.secrets import Secret
from fiscus.core.settings import Settings
from fiscus.tee.keys import key_path
from tests.core.cli.programs import Fiscus
from tests.sandboxes import rpc

FRIEND = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC"
SALT = "a salt of my own"
OWNER = Principal("owner", owner=True)


def in_simulator(home: Path, socket: Path, **chains: str) -> dict[str, str]:
    """The settings of a sandbox without its keys."""
    return {name: value for name, value in chains.items() if "PRIVATE_KEY" not in name} | {
        "FISCUS_HOME": str(home),
        "TEE_MODE": "simulator",
        "WALLET_SECRET_SALT": SALT,
        "DSTACK_SIMULATOR_ENDPOINT": str(socket),
    }


def contents(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in folder.rglob("*") if path.is_file()]


async def spelled(socket: Path) -> list[bytes]:
    """Both keys, however somebody could have written them."""
    async with AsyncDstackClient(str(socket)) as client:
        paths = (key_path(family, TREASURER.id, Secret(SALT)) for family in ("evm", "solana"))
        seeds = [(await client.get_key(path)).decode_key() for path in paths]
    keypairs = [Keypair.from_seed(seed) for seed in seeds]
    spellings = [(seed, seed.hex().encode(), b64encode(seed)[:-2]) for seed in seeds]
    return [text for group in spellings for text in group] + [str(k).encode() for k in keypairs]


@pytest.mark.covers("EVM-03", "EVM-06", "EVM-07", "TEE-25", "REF-05")
async def test_an_agent_pays_on_both_chains_without_a_key_in_its_settings(
    home: Path,
    simulator: Path,
    sandbox: Sandbox,
    solana_sandbox: SolanaSandbox,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    chains = {**solana_sandbox.environment(), **sandbox.environment()}
    settings = Settings(in_simulator(home, simulator, **chains))
    owned = sandbox.owned_chains | solana_sandbox.owned_chains
    payees = {"evm": f"send 0.25 ETH to {FRIEND}"}
    payees["solana"] = f"send 0.25 SOL to {solana_sandbox.address}"
    async with open_agent(settings, owned=owned) as agent:
        mine = {name: str(family.address) for name, family in agent.families.items()}
        rpc(sandbox.rpc_url, "anvil_setBalance", mine["evm"], hex(10**18))
        rpc(solana_sandbox.rpc_url, "requestAirdrop", mine["solana"], 10**9)
        for family, text in payees.items():
            message = IncomingMessage(id=family, text=text, principal=OWNER, room="cli")
            [result] = (await agent.handle(message)).results
            assert result.success, result.text
            assert result.data["from"] == mine[family]
        assert agent.runtime.get_setting("WALLET_SECRET_SALT") is None
    written = [caplog.text.encode(), *contents(home)]
    assert len(written) > 1
    for spelling in await spelled(simulator):
        assert not any(spelling in text for text in written)


def test_check_and_wallet_say_whose_wallet_it_is(
    tmp_path: Path,
    home: Path,
    simulator: Path,
    sandbox: Sandbox,
    solana_sandbox: SolanaSandbox,
) -> None:
    chains = {**solana_sandbox.environment(), **sandbox.environment()}
    program = Fiscus(tmp_path, in_simulator(home, simulator, **chains))
    done = program("check", "--json")
    said = {row["subject"]: row for row in done.row["findings"]}
    path = key_path("evm", TREASURER.id, Secret(SALT))
    assert said["evm key"]["text"] == f"derived in TEE_MODE=simulator at {path}"
    assert said["TEE policy"]["text"].startswith("none was logged yet")
    address, _, can = said["EVM wallet"]["text"].partition(" ")
    assert can == "(can sign)"
    assert address in program("wallet").out


def test_check_names_what_keeps_an_agent_from_its_keys(
    tmp_path: Path, home: Path, simulator: Path
) -> None:
    program = Fiscus(tmp_path, in_simulator(home, simulator))
    key = "0x" + "5e" * 32
    for wrong, said in (
        ({"EVM_PRIVATE_KEY": key}, "EVM_PRIVATE_KEY is set"),
        ({"WALLET_SECRET_SALT": ""}, "WALLET_SECRET_SALT required when TEE_MODE is enabled"),
        ({"DSTACK_SIMULATOR_ENDPOINT": str(tmp_path / "none")}, "There is no guest agent here"),
        ({"TEE_MODE": "true"}, "DSTACK_SIMULATOR_ENDPOINT is set"),
        ({"TEE_MODE": "enclave"}, "TEE_MODE is nothing that is known"),
    ):
        done = program("check", "--json", **wrong)
        [found] = [row for row in done.row["findings"] if row["subject"] == "TEE"]
        assert not found["ok"] and found["text"].startswith(said)
        asked = program("wallet", **wrong)
        assert asked.status == 1 and said in asked.err
        assert key not in done.out + done.err + asked.out + asked.err
