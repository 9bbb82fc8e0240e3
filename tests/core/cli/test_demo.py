"""The demo as somebody runs it who has just cloned this, and what another client finds of it."""

from __future__ import annotations

import asyncio
import re
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from solana.rpc.async_api import AsyncClient
from solana.rpc.commitment import Confirmed
from solders.pubkey import Pubkey
from solders.rpc.responses import GetTransactionResp
from solders.signature import Signature
from web3 import HTTPProvider, Web3

from fiscus.chains.sandbox.definition import DAI, LIFI_DIAMOND, NAMES, TIMELOCK, USDC, WETH
from fiscus.chains.sandbox.solana import definition as solana
from fiscus.chains.sandbox.solana.definition import ALICE, BOB, VAULT
from fiscus.chains.solana.derivation import token_account
from fiscus.chains.solana.programs import TOKEN
from fiscus.core.cli.demo_script import SCRIPT, SOLANA_STRANGER, STRANGER
from tests.core.cli.programs import PROGRAM, Ended, Fiscus
from tests.core.cli.terminals import terminal
from tests.sandboxes import CACHE, running_sandbox
from tests.solana_sandboxes import running_solana

LANDED = re.compile(r"^chain> (0x[0-9a-f]{64}) in block", re.MULTILINE)
LANDED_ON_SOLANA = re.compile(r"^chain> ([1-9A-HJ-NP-Za-km-z]{64,88}) in block", re.MULTILINE)
PAYMENTS = [line.pays for line in SCRIPT if line.pays and line.pays.on == "evm"]
SWAPS = [line.swaps for line in SCRIPT if line.swaps and line.swaps.on == "evm"]
RIGHTS = [swap for swap in SWAPS if swap.sold not in {"ETH", "WETH"}]
"""Swaps of a token, before which somebody is allowed to take it."""
BRIDGES = [line.bridges for line in SCRIPT if line.bridges]
DEEDS = [line.does for line in SCRIPT if line.does]
ON_EVM = len(PAYMENTS) + len(SWAPS) + len(RIGHTS) + 2 * len(BRIDGES) + len(DEEDS)
ON_SOLANA = [
    move
    for line in SCRIPT
    for move in (line.pays, line.swaps)
    if move is not None and move.on == "solana"
]
BALANCE_OF = "70a08231"
WITHOUT_SOLDERS = """
import sys
sys.modules["solders"] = None
sys.argv = ["fiscus", "demo"]
from fiscus.core.cli import main
main()
"""


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kept") / "demo"


@pytest.fixture(scope="module")
def played(kept: Path, anvil_program: Path) -> Ended:
    """One demo, without a terminal, whose chain is kept."""
    nowhere = Fiscus(kept.parent, {"FISCUS_HOME": str(CACHE), "FISCUS_POLICY": "nowhere.yaml"})
    return nowhere.process("demo", "--keep", str(kept), EVM_PRIVATE_KEY="nonsense")


def test_it_ends_by_itself_with_every_turn_as_it_should_be(played: Ended) -> None:
    assert "WRONG" not in played.out, played.out
    assert (played.status, played.err) == (0, "")
    assert played.out.count("\nyou> ") == len(SCRIPT) >= 10
    assert len(LANDED.findall(played.out)) == ON_EVM >= 8
    assert len(LANDED_ON_SOLANA.findall(played.out)) == len(ON_SOLANA) >= 4


def test_refusals_give_their_reason(played: Ended) -> None:
    assert "over the limit of 5,000.00 USD for a transaction" in played.out
    assert "solana" in played.out.lower()
    assert "has more than 6 decimal places" in played.out
    assert played.out.count("chain> nothing left the wallet") == 10
    assert "is the mint of a token: what goes there is lost" in played.out
    assert "has no private key" in played.out


def test_another_client_finds_exactly_what_was_said(played: Ended, kept: Path) -> None:
    with running_sandbox(CACHE, keep=kept) as sandbox:
        web3 = Web3(HTTPProvider(sandbox.rpc_url))
        for transaction in LANDED.findall(played.out):
            receipt = web3.eth.get_transaction_receipt(transaction)
            assert receipt["status"] == 1
            assert receipt["from"] == sandbox.address
        wallet = web3.to_checksum_address(sandbox.address)
        assert web3.eth.get_transaction_count(wallet) == ON_EVM

        def tokens(contract: str, owner: str, chain: Web3 = web3) -> int:
            data = BALANCE_OF + owner.removeprefix("0x").rjust(64, "0")
            to = web3.to_checksum_address(contract)
            return int(chain.eth.call({"to": to, "data": bytes.fromhex(data)}).hex(), 16)

        def wei(owner: str) -> int:
            return web3.eth.get_balance(web3.to_checksum_address(owner))

        assert wei(NAMES["alice.eth"]) == 5 * 10**17
        assert wei(STRANGER) == 2 * 10**16
        assert wei(NAMES["bob.eth"]) == 0
        assert tokens(USDC, NAMES["bob.eth"]) == 1350 * 10**6
        assert tokens(USDC, TIMELOCK) == 99_900 * 10**6
        assert tokens(USDC, NAMES["alice.eth"]) == 100 * 10**6
        assert tokens(USDC, NAMES["treasury.eth"]) == 250 * 10**6
        assert tokens(DAI, NAMES["carol.eth"]) == 5000 * 10**18
        assert tokens(USDC, sandbox.address, Web3(HTTPProvider(sandbox.far_url))) == 99_900_000
        assert tokens(WETH, sandbox.address) == 105 * 10**17
        assert 2990 * 10**6 < tokens(USDC, sandbox.address) - 22_800 * 10**6 < 3000 * 10**6
        assert 799 * 10**18 < tokens(DAI, sandbox.address) - 5000 * 10**18 < 800 * 10**18
        spent = "dd62ed3e" + sandbox.address[2:].rjust(64, "0") + LIFI_DIAMOND[2:].rjust(64, "0")
        to = web3.to_checksum_address(USDC)
        assert int(web3.eth.call({"to": to, "data": bytes.fromhex(spent)}).hex(), 16) == 0


async def test_another_client_finds_the_same_on_solana(played: Ended, kept: Path) -> None:
    with running_solana(keep=kept) as sandbox:
        async with AsyncClient(sandbox.rpc_url, Confirmed) as witness:

            async def lamports(owner: str) -> int:
                return (await witness.get_balance(Pubkey.from_string(owner))).value

            async def units(owner: str, mint: str) -> int:
                account = Pubkey.from_string(token_account(owner, mint, TOKEN))
                return int((await witness.get_token_account_balance(account)).value.amount)

            async def transaction(signature: str) -> GetTransactionResp:
                return await witness.get_transaction(
                    Signature.from_string(signature), max_supported_transaction_version=0
                )

            landed = LANDED_ON_SOLANA.findall(played.out)
            # The newest block of a kept chain is confirmed by the first one after it goes on.
            for _ in range(200):
                if (await transaction(landed[-1])).value is not None:
                    break
                await asyncio.sleep(0.05)
            for signature in landed:
                found = await transaction(signature)
                assert found.value is not None
                meta = found.value.transaction.meta
                assert meta is not None and meta.err is None
            assert await lamports(SOLANA_STRANGER) == 1_005_000_000
            assert await lamports(VAULT) == 10_500_000_000
            assert await units(ALICE, solana.USDC) == 1_000 * 10**6 + 8_200_000
            assert await units(BOB, solana.BONK) == 50 * 10**5
            assert await units(sandbox.address, solana.USDC) > 25_200 * 10**6


def test_without_the_package_for_solana_it_plays_on_one_chain(
    anvil_program: Path, fiscus: Fiscus
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_SOLDERS],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=fiscus.folder,
        env=fiscus.environment(FISCUS_HOME=str(CACHE)),
        stdin=subprocess.DEVNULL,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert "WRONG" not in done.stdout
    assert "Left out: LiteSVM" in done.stderr
    assert "pip install 'fiscus[solana]'" in done.stderr
    assert len(LANDED.findall(done.stdout)) == ON_EVM
    assert "wallet's address on Solana" not in done.stdout


def test_the_settings_of_whoever_runs_it_are_left_alone(played: Ended, kept: Path) -> None:
    assert played.status == 0
    assert {path.name for path in kept.iterdir()} >= {
        "desk.db",
        "fiscus.db",
        "evm.key",
        "solana.key",
    }
    assert not (CACHE / "desk.db").exists()
    assert [path.name for path in kept.parent.iterdir()] == ["demo"]


def test_it_goes_on_where_it_was_kept(played: Ended, kept: Path) -> None:
    assert played.status == 0
    again = Fiscus(kept.parent, {"FISCUS_HOME": str(CACHE)})("demo", "--keep", str(kept))
    assert "WRONG" not in again.out, again.out
    assert again.status == 0
    assert "alice.eth 0.5 -> 1 ETH" in again.out


def test_in_a_terminal_the_conversation_goes_on(anvil_program: Path, fiscus: Fiscus) -> None:
    environment = fiscus.environment(FISCUS_HOME=str(CACHE))
    with terminal(fiscus.folder, environment, "demo") as tty:
        tty.expect("Now you.", 60)
        tty.expect("you> ")
        tty.write("send 1 USDC to carol.eth\n")
        assert "Every payment is shown first here." in tty.expect("Approve? [y/N] ")
        tty.write("y\n")
        assert "Transferred 1 USDC to carol.eth" in tty.expect("you> ")
        tty.write("/quit\n")
        status, _ = tty.end()
    assert status == 0


def test_a_sandbox_tells_where_it_is_and_cleans_up(anvil_program: Path, fiscus: Fiscus) -> None:
    home = fiscus.folder / "home"
    (home / "sandbox").mkdir()
    (home / "sandbox" / anvil_program.name).symlink_to(anvil_program)
    with subprocess.Popen(
        [*PROGRAM, "sandbox"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        cwd=fiscus.folder,
        env=fiscus.environment(),
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        shown = ""
        while not shown.endswith("Ctrl-C ends it.\n"):
            line = process.stdout.readline()
            assert line, shown
            shown += line
        (path,) = home.glob("sandbox-*.env")
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        values = dict(line.split("=", 1) for line in path.read_text().splitlines())
        assert values["EVM_PRIVATE_KEY"].removeprefix("0x") not in shown
        assert f"RPC       {values['ETHEREUM_PROVIDER_SANDBOX']}\n" in shown
        assert str(path) in shown
        paid = fiscus("ask", "Send 0.001 ETH to bob.eth", "--json", "--yes", **values)
        assert paid.status == 0
        paid = fiscus("ask", "Send 0.001 SOL to bob.sol", "--json", "--yes", **values)
        assert paid.status == 0, paid.out
        assert values["SOLANA_PRIVATE_KEY"] not in shown
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
    assert list(home.glob("sandbox-*.env")) == []
