from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from web3 import Web3
from web3.contract import Contract

from fiscus.chains.sandbox.anvil import Anvil
from tests.chains.sandbox.witness import SHIPPED, TEST_ONLY, artifact, contract, witness

BUILD = SHIPPED.parent / "contracts" / "build.mjs"
UNISWAP = BUILD.with_name("uniswap.mjs")
OWN = Path(__file__).parent / "contracts"
EVM = SHIPPED.parent.parent / "evm"
ROGUES = Path(__file__).parent.parent / "evm" / "rogues"
ASSEMBLIES = ROGUES.parent / "governance"
MOODS = (
    "Honest",
    "TakesFee",
    "ReturnsFalse",
    "Reverts",
    "ReturnsNothing",
    "MovesNothing",
    "PaysSomebodyElse",
    "BurnsGas",
)
ELSEWHERE = Web3.to_checksum_address("0x000000000000000000000000000000000000beef")
BOB = Web3.to_checksum_address("0x00000000000000000000000000000000000b0b00")


def packages_of(script: Path, folder: Path) -> Path:
    """A folder from which the script finds its packages, as its first lines say."""
    (line,) = [line for line in script.read_text().splitlines() if "npm install" in line]
    command = [*line.removeprefix("//").split(), "--no-audit", "--no-fund", "--prefix", str(folder)]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=100)
    return folder


@pytest.fixture(scope="module")
def compiler(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return packages_of(BUILD, tmp_path_factory.mktemp("solc"))


@pytest.mark.parametrize(
    "folders",
    [
        [],
        [OWN, TEST_ONLY],
        [EVM / "contracts", EVM / "data"],
        [ROGUES, ROGUES],
        [ASSEMBLIES, ASSEMBLIES],
    ],
    ids=["shipped", "for tests", "probe", "rogues", "assemblies"],
)
def test_artifacts_are_what_their_sources_compile_to(compiler: Path, folders: list[Path]) -> None:
    done = subprocess.run(
        ["node", BUILD, *folders, "--check"], cwd=compiler, capture_output=True, timeout=100
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_uniswaps_contracts_are_byte_for_byte_what_its_packages_hold(tmp_path: Path) -> None:
    folder = packages_of(UNISWAP, tmp_path)
    done = subprocess.run(
        ["node", UNISWAP, "--check"], cwd=folder, capture_output=True, timeout=100
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_stale_artifact_is_found(compiler: Path, tmp_path: Path) -> None:
    (tmp_path / "HostileToken.json").write_text("{}\n")
    done = subprocess.run(
        ["node", BUILD, OWN, tmp_path, "--check"], cwd=compiler, capture_output=True, timeout=100
    )
    assert done.returncode == 1
    assert b"HostileToken.json is not what its source compiles to" in done.stderr


@pytest.fixture
def hostile(anvil: Anvil) -> Contract:
    web3 = witness(anvil.url)
    web3.eth.default_account = web3.eth.accounts[0]
    made = artifact("HostileToken")
    factory = web3.eth.contract(abi=made["abi"], bytecode=made["creation"])
    sent = factory.constructor("Hostile", "HOST").transact()
    address = web3.eth.wait_for_transaction_receipt(sent)["contractAddress"]
    assert address is not None
    token = contract(web3, "HostileToken", address)
    token.functions.mint(web3.eth.default_account, 1000).transact()
    return token


@pytest.mark.parametrize(
    ("mood", "arrives", "elsewhere"),
    [
        ("Honest", 500, 0),
        ("TakesFee", 495, 5),
        ("ReturnsFalse", 0, 0),
        ("ReturnsNothing", 500, 0),
        ("MovesNothing", 0, 0),
        ("PaysSomebodyElse", 0, 500),
    ],
)
def test_the_hostile_token_does_as_it_is_told(
    hostile: Contract, mood: str, arrives: int, elsewhere: int
) -> None:
    hostile.functions.setMood(MOODS.index(mood)).transact()
    hostile.functions.transfer(BOB, 500).transact({"gas": 200_000})
    assert hostile.functions.balanceOf(BOB).call() == arrives
    assert hostile.functions.balanceOf(ELSEWHERE).call() == elsewhere


@pytest.mark.parametrize("mood", ["Reverts", "BurnsGas"])
def test_the_hostile_token_fails_as_it_is_told(hostile: Contract, mood: str) -> None:
    hostile.functions.setMood(MOODS.index(mood)).transact()
    sent = hostile.functions.transfer(BOB, 500).transact({"gas": 200_000})
    receipt = hostile.w3.eth.wait_for_transaction_receipt(sent)
    assert receipt["status"] == 0
    assert (receipt["gasUsed"] == 200_000) == (mood == "BurnsGas")
    assert Web3.to_int(hostile.functions.balanceOf(BOB).call()) == 0
