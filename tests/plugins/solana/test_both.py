"""Two families with wallets, with one, and with none: who answers."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from fiscus.core.desk.door import Consent
from fiscus.core.desk.policy import OWN_CHAIN
from fiscus.core.errors import ConfigError
from tests.chains.solana.chain import ME, Chain
from tests.plugins.solana.wallets import NOWHERE, open_talker

EVM_KEY = "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d"
EVM_ME = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"
EVM = {"EVM_PRIVATE_KEY": EVM_KEY, "ETHEREUM_PROVIDER_BASE": NOWHERE, "EVM_CHAINS": "base"}
READS = (
    "What's my wallet address?",
    "Show my portfolio",
    "How much USDC do I have?",
    "Show my transaction history",
    "What's the price of USDC?",
)
ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody listens at the EVM chain's address."""
    monkeypatch.setattr("fiscus.chains.wallets.holdings.READ_SECONDS", 0.3)


async def test_both_wallets_answer_what_names_no_chain(chain: Chain, home: Path) -> None:
    async with open_talker(home, chain.url, policy=OWN_CHAIN, **EVM) as talker:
        turn = await talker.say("What's my wallet address?")
        assert [result.action for result in turn.results] == ["EVM_ADDRESS", "SOLANA_ADDRESS"]
        assert EVM_ME in turn.replies[0].text and ME in turn.replies[1].text
        turn = await talker.say("What is my wallet address on Solana?")
        assert [result.action for result in turn.results] == ["SOLANA_ADDRESS"]


async def test_the_worth_of_both_is_added_up_and_says_what_it_lacks(
    chain: Chain, home: Path
) -> None:
    async with open_talker(home, chain.url, policy=OWN_CHAIN, **EVM) as talker:
        turn = await talker.say("Show my portfolio")
        assert [result.action for result in turn.results] == ["EVM_PORTFOLIO", "SOLANA_PORTFOLIO"]
        assert turn.replies[-1].text == (
            "All wallets together: $100.00 (without what is unavailable or has no price)"
        )


async def test_a_chain_that_is_not_said_or_not_in_use_is_told_and_nothing_moves(
    chain: Chain, home: Path
) -> None:
    told = {
        "Swap 10 USDC for USDT": "'swap' could be on EVM or Solana. Name the chain.",
        "Send 1 SOL to bob.sol on Solana Devnet": (
            "Transfer failed: 'solana-devnet' is not the Solana cluster in use."
            " It is Solana; SOLANA_CLUSTER chooses another one."
        ),
        "Send 1 USDC to bob.sol on Base": (
            "bob.sol is a Solana name; it cannot receive on Base."
            " To which address or name should I send 1 USDC on Base?"
        ),
    }
    async with open_talker(home, chain.url, policy=OWN_CHAIN, **EVM) as talker:
        for text, answer in told.items():
            turn = await talker.say(text, consent=Consent.GIVEN)
            assert turn.replies[-1].text == answer and not any(turn.results)
    assert chain.node.ledger.records == {}


async def test_what_one_family_does_not_know_is_no_failure(chain: Chain, home: Path) -> None:
    async with open_talker(home, chain.url, policy=OWN_CHAIN, **EVM) as talker:
        turn = await talker.say("What's the price of USDC?")
        assert [reply.text for reply in turn.replies] == ["1 USDC = $1.00 (issuer)"]
        turn = await talker.say("What's my BONK balance?")
        assert all(turn.results)


async def test_without_a_solana_wallet_the_other_one_answers_alone(home: Path) -> None:
    async with open_talker(home, NOWHERE, policy=OWN_CHAIN, SOLANA_PRIVATE_KEY="", **EVM) as talker:
        for text in READS:
            turn = await talker.say(text)
            assert [result.action.split("_")[0] for result in turn.results] == ["EVM"], text
            assert "olana" not in "".join(reply.text for reply in turn.replies), text
        for text in ("What can you do?", "Which chains do you support?", "hi"):
            assert "olana" not in (await talker.say(text)).replies[0].text


async def test_without_an_evm_wallet_solana_answers_alone(chain: Chain, home: Path) -> None:
    async with open_talker(home, chain.url) as talker:
        for text in READS:
            turn = await talker.say(text)
            assert [result.action.split("_")[0] for result in turn.results] == ["SOLANA"], text
            assert "EVM" not in "".join(reply.text for reply in turn.replies), text


@pytest.mark.parametrize("text", ["Send 1 SOL to alice.sol", "How much SOL do I have?"])
async def test_a_request_for_a_wallet_that_is_missing_says_what_to_set(
    home: Path, text: str
) -> None:
    async with open_talker(home, NOWHERE, policy=OWN_CHAIN, SOLANA_PRIVATE_KEY="", **EVM) as talker:
        [result] = (await talker.say(text)).results
        assert not result.success
        assert "Set SOLANA_PRIVATE_KEY" in result.text


async def test_without_any_wallet_each_says_what_to_set(home: Path) -> None:
    async with open_talker(home, SOLANA_PRIVATE_KEY="") as talker:
        turn = await talker.say("What's my wallet address?")
        said = " ".join(reply.text for reply in turn.replies)
        assert "EVM_PRIVATE_KEY" in said and "SOLANA_PRIVATE_KEY" in said


@pytest.mark.covers("SOL-70")
def test_without_a_solana_wallet_its_package_is_not_loaded(home: Path) -> None:
    program = f"""
import asyncio, sys
from fiscus.core.agent import open_agent
from fiscus.core.settings import Settings
sys.modules["solders"] = None
async def main():
    async with open_agent(Settings({{"FISCUS_HOME": {str(home)!r}}})) as agent:
        print(sorted(agent.families), sorted(m for m in sys.modules if m.startswith("solders.")))
asyncio.run(main())
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout == "['evm', 'solana'] []\n"


@pytest.mark.parametrize("setting", ["SOLANA_PRIVATE_KEY", "SOLANA_PUBLIC_KEY"])
async def test_a_solana_wallet_without_its_package_says_what_to_install(
    home: Path, monkeypatch: pytest.MonkeyPatch, setting: str
) -> None:
    monkeypatch.setitem(sys.modules, "solders", None)
    settings = {"SOLANA_PRIVATE_KEY": "", setting: "anything"}
    with pytest.raises(ConfigError, match="needs the package 'solders'") as refused:
        async with open_talker(home, NOWHERE, policy=OWN_CHAIN, **settings):
            pass
    assert refused.value.hint == "pip install 'fiscus[solana]'"
