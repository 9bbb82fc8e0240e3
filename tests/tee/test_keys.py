"""Wallets that the guest agent derives, and what may not begin."""

from __future__ import annotations

import gc
import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from dstack_sdk import AsyncDstackClient
from dstack_sdk.ethereum import to_account_secure
from dstack_sdk.solana import to_keypair_secure

from fiscus.chains.sandbox.loopback import serve_socket
from fiscus.core.errors import ConfigError
from fiscus.core.families import installed_families, open_families
from fiscus.core.ids import string_to_uuid
from fiscus.core.keys import KeyBrought, brought_keys
from fiscus.core.secrets import Secret
from fiscus.core.serving import Request, Response
from fiscus.core.settings import Settings, TeeMode
from fiscus.tee import guest
from fiscus.tee.evidence.quotes import QuoteRefused
from fiscus.tee.evidence.simulated import MARK
from fiscus.tee.guest import GuestAgentRefused, NoGuestAgent, SimulatorRefused
from fiscus.tee.keys import key_path
from fiscus.tee.simulator.machine import Machine
from fiscus.tee.simulator.protocol import answered
from tests.tee.simulators import running_simulator

ROOT = "07" * 32
AGENT = string_to_uuid("treasury")
SALT = "a salt of my own"
MARKED, ATTRIBUTES, REPORT_DATA = 28, 168, 568
"""Offsets in a quote (Intel's TDX DCAP Quoting Library API, appendix 3)."""


def in_tee(socket: Path, mode: str = "simulator", **others: str) -> Settings:
    values = {"TEE_MODE": mode, "WALLET_SECRET_SALT": SALT, "DSTACK_SIMULATOR_ENDPOINT": socket}
    return Settings({name: str(value) for name, value in (values | others).items()})


async def addresses(settings: Settings, agent_id: str | None = AGENT) -> Mapping[str, str | None]:
    async with open_families(settings, agent_id=agent_id) as families:
        return {name: family.address for name, family in families.items()}


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("", TeeMode.OFF),
        ("OFF", TeeMode.OFF),
        ("false", TeeMode.OFF),
        ("simulator", TeeMode.SIMULATOR),
        ("LOCAL", TeeMode.SIMULATOR),
        ("docker", TeeMode.SIMULATOR),
        ("true", TeeMode.PRODUCTION),
        ("PRODUCTION", TeeMode.PRODUCTION),
    ],
)
def test_a_mode_is_known_by_all_of_its_names(text: str, mode: TeeMode) -> None:
    assert Settings({"TEE_MODE": text}).tee_mode is mode


def test_the_path_of_a_wallet_never_changes() -> None:
    assert key_path("evm", AGENT, Secret(SALT)) == (
        "fiscus/1/evm/830a1538-74c2-50de-a00e-2218237e8a9e/"
        "4f316757e657d1edbaa388abd727eeeb41745fe3bb680db063c8b72209f1ddd6"
    )


async def test_the_wallets_of_a_root_never_change(simulator_folder: Path) -> None:
    root = simulator_folder / "root.key"
    root.write_text(ROOT)
    root.chmod(0o600)
    with running_simulator(simulator_folder) as socket:
        assert await addresses(in_tee(socket)) == {
            "evm": "0x698A7D3E563fEbaAE6d8a63Ab15883cA60141Ece",
            "solana": "F86hu96ZieSSTku6CjP7StYwgThpUzdY2dueUzNr71cF",
        }


async def test_agents_salts_and_chains_have_wallets_of_their_own_after_a_restart_too(
    simulator_folder: Path,
) -> None:
    async def all_of_them() -> list[str | None]:
        with running_simulator(simulator_folder) as socket:
            return [
                address
                for agent in (AGENT, string_to_uuid("other"))
                for salt in (SALT, "another")
                for address in (
                    await addresses(in_tee(socket, WALLET_SECRET_SALT=salt), agent)
                ).values()
            ]

    found = await all_of_them()
    assert len(set(found)) == len(found) == 8
    assert found == await all_of_them()


async def test_the_wallets_are_those_of_the_vendors_own_helpers(simulator: Path) -> None:
    """One asks for a key of its own for each chain, on the paths that docs/tee.md describes."""
    async with AsyncDstackClient(str(simulator)) as client:
        account = to_account_secure(await client.get_key(key_path("evm", AGENT, Secret(SALT))))
        path = key_path("solana", AGENT, Secret(SALT))
        keypair = to_keypair_secure(await client.get_key(path, algorithm="ed25519"))
    theirs = {"evm": str(account.address), "solana": str(keypair.pubkey())}
    assert await addresses(in_tee(simulator)) == theirs


async def test_the_agent_is_that_of_the_settings(simulator: Path) -> None:
    named = in_tee(simulator, AGENT_ID="treasury")
    assert await addresses(named, None) == await addresses(in_tee(simulator))


async def test_only_the_signer_keeps_a_key(simulator: Path) -> None:
    async with AsyncDstackClient(str(simulator)) as client:
        key = (await client.get_key(key_path("evm", AGENT, Secret(SALT)))).key
    async with open_families(in_tee(simulator), agent_id=AGENT):
        held = [one for one in gc.get_objects() if isinstance(one, Secret) and key in one.reveal()]
    assert held == []


@pytest.mark.covers("TEE-29")
@pytest.mark.parametrize(
    "name", [name for family in installed_families() for name in family.key_settings]
)
async def test_a_key_that_is_brought_is_refused_by_its_name(simulator: Path, name: str) -> None:
    value = "59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d"
    with pytest.raises(KeyBrought) as error:
        await addresses(in_tee(simulator, **{name: value}))
    assert error.value.message.startswith(f"{name} is set")
    assert value not in str(error.value)


def test_every_key_that_the_families_read_is_known_as_one() -> None:
    families = installed_families()
    read = {
        setting.name
        for family in families
        for setting in family.settings
        if "PRIVATE_KEY" in setting.name
    }
    assert read == {"EVM_PRIVATE_KEY", "EVM_PRIVATE_KEY_FILE", "SOLANA_PRIVATE_KEY"} | {
        "SOLANA_PRIVATE_KEY_FILE"
    }
    assert set(brought_keys(Settings(dict.fromkeys(read, "1")), families)) == read


@pytest.mark.covers("REF-05")
async def test_without_a_tee_a_salt_changes_nothing(tmp_path: Path) -> None:
    key = {"EVM_PRIVATE_KEY": "59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d"}
    settings = Settings({"FISCUS_HOME": str(tmp_path), **key})
    salted = settings.with_values({"WALLET_SECRET_SALT": SALT, "TEE_MODE": "off"})
    assert await addresses(salted) == await addresses(settings)
    assert (await addresses(salted))["evm"] == "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"


async def test_no_salt_no_wallet(simulator: Path) -> None:
    with pytest.raises(ConfigError, match="WALLET_SECRET_SALT required when TEE_MODE is enabled"):
        await addresses(in_tee(simulator, WALLET_SECRET_SALT=" "))


@pytest.mark.parametrize("mode", ["simulator", "production"])
async def test_no_guest_agent_no_wallet(
    tmp_path: Path, mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guest, "SOCKETS", (str(tmp_path / "none.sock"),))
    settings = in_tee(Path(), mode, FISCUS_HOME=str(tmp_path), DSTACK_SIMULATOR_ENDPOINT="")
    with pytest.raises(NoGuestAgent, match="There is no guest agent here"):
        await addresses(settings)


async def test_the_simulator_of_the_data_folder_is_found(tmp_path: Path) -> None:
    home = tmp_path / "home"
    settings = in_tee(Path(), FISCUS_HOME=str(home), DSTACK_SIMULATOR_ENDPOINT="")
    with running_simulator(home / "simulator") as socket:
        assert await addresses(settings) == await addresses(in_tee(socket))


async def test_production_takes_no_simulator_wherever_it_is(
    simulator: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SimulatorRefused, match="DSTACK_SIMULATOR_ENDPOINT is set"):
        await addresses(in_tee(simulator, "true"))
    monkeypatch.setattr(guest, "SOCKETS", (str(simulator),))
    with pytest.raises(SimulatorRefused, match="is a simulator"):
        await addresses(in_tee(simulator, "production", DSTACK_SIMULATOR_ENDPOINT=""))


class Hardware:
    """Answers as a guest agent of real hardware would, as far as nobody checks signatures."""

    def __init__(self, at: int = 0, changed: bytes = b"", vendor: str = "", status: int = 200):
        self.machine = Machine(Secret(ROOT))
        self.at, self.changed, self.vendor, self.status = at, changed, vendor, status

    async def answer(self, request: Request) -> Response:
        answer = json.loads(answered(self.machine, request).body)
        if request.path == "/Info":
            answer["cloud_vendor"] = self.vendor
        elif request.path == "/GetQuote":
            quote = bytes.fromhex(answer["quote"])
            quote = quote[:MARKED] + bytes(len(MARK)) + quote[MARKED + len(MARK) :]
            end = self.at + len(self.changed)
            answer["quote"] = (quote[: self.at] + self.changed + quote[end:]).hex()
            return Response(self.status, json.dumps(answer).encode())
        return Response(200, json.dumps(answer).encode())


@pytest.mark.parametrize(
    ("hardware", "refused"),
    [
        (Hardware(), None),
        (Hardware(MARKED, MARK), SimulatorRefused),
        (Hardware(vendor="fiscus"), SimulatorRefused),
        (Hardware(status=500), GuestAgentRefused),
        (Hardware(REPORT_DATA, b"another's"), GuestAgentRefused),
        (Hardware(ATTRIBUTES, b"\1"), GuestAgentRefused),
        (Hardware(0, b"\7\7"), QuoteRefused),
    ],
    ids=["real", "marked", "says so", "no quote", "not its own", "debugged", "no quote of TDX"],
)
async def test_production_derives_nothing_without_a_quote_of_a_closed_machine(
    simulator_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    hardware: Hardware,
    refused: type[Exception] | None,
) -> None:
    socket = simulator_folder / "dstack.sock"
    monkeypatch.setattr(guest, "SOCKETS", (str(socket),))
    settings = in_tee(socket, "production", DSTACK_SIMULATOR_ENDPOINT="")
    async with serve_socket(hardware.answer, socket):
        if refused is None:
            assert None not in (await addresses(settings)).values()
            return
        with pytest.raises(refused):
            await addresses(settings)
