"""The EVM plugin's names and sample sentences, as the documentation has them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pydantic import BaseModel

from fiscus.core.agent import open_agent
from fiscus.core.bootstrap.turn import IncomingMessage
from fiscus.core.reader.loading import load_reader
from fiscus.core.settings import Settings
from fiscus.plugins.evm import plugin
from fiscus.plugins.evm.bridge import BridgeParams, bridge
from fiscus.plugins.evm.service import EvmService
from fiscus.plugins.evm.swap import SwapParams, swap
from fiscus.plugins.evm.transfer import TransferParams, transfer
from tests.chains.evm.engine import Engine
from tests.chains.evm.wallets import BOB, KEY, ME, open_wallet, owner

ACTIONS = [
    (transfer, TransferParams, "Transfer tokens on EVM chains", "TRANSFER_EVM"),
    (swap, SwapParams, "Swap tokens on the same chain", "EVM_SWAP_TOKENS"),
    (bridge, BridgeParams, "Bridge tokens across chains", "CROSS_CHAIN_TRANSFER"),
]
NAMES = {
    "EVM_TRANSFER",
    "EVM_SWAP",
    "EVM_BRIDGE",
    "EVM_GOV_PROPOSE",
    "EVM_GOV_VOTE",
    "EVM_GOV_QUEUE",
    "EVM_GOV_EXECUTE",
}


@pytest.mark.covers("EVM-01", "EVM-10", "EVM-13", "EVM-22", "EVM-29", "D-37")
def test_actions_providers_and_the_service_have_their_documented_names() -> None:
    assert {action.name for action in plugin.actions} >= NAMES
    for action, params, description, simile in ACTIONS:
        assert action in plugin.actions
        assert action.params is params
        assert action.description.startswith(description)
        assert simile in action.similes
    assert {provider.name for provider in plugin.providers} >= {
        "evmWalletProvider",
        "evmTokenBalance",
    }
    assert EvmService in plugin.services
    assert EvmService.service_type == "evm-service"


@pytest.mark.covers("EVM-18", "EVM-28", "EVM-30")
@pytest.mark.parametrize(
    ("params", "fields"),
    [
        (TransferParams, {"amount", "token", "recipient", "from_chain"}),
        (SwapParams, {"amount", "token", "to_token", "from_chain", "slippage"}),
        (BridgeParams, {"amount", "token", "to_token", "from_chain", "to_chain", "recipient"}),
    ],
)
def test_an_action_takes_what_the_documentation_gives_it(
    params: type[BaseModel], fields: set[str]
) -> None:
    assert fields <= params.model_fields.keys()


READER = load_reader()
TO = {"recipient": BOB}
SENTENCES: list[tuple[str, str, dict[str, str]]] = [
    (f"Send 0.1 ETH to {BOB}", "transfer", {"amount": "0.1", "token": "ETH", **TO}),
    (
        "Transfer 100 USDC to vitalik.eth on Base",
        "transfer",
        {"amount": "100", "token": "USDC", "recipient": "vitalik.eth", "from_chain": "base"},
    ),
    (
        "Pay alice.eth 50 DAI on Arbitrum",
        "transfer",
        {"amount": "50", "token": "DAI", "recipient": "alice.eth", "from_chain": "arbitrum"},
    ),
    (
        "Send 0.1 ETH to alice.eth",
        "transfer",
        {"amount": "0.1", "token": "ETH", "recipient": "alice.eth"},
    ),
    (
        "Send 0.1 ETH to alice.eth when gas is low",
        "transfer",
        {"amount": "0.1", "token": "ETH", "recipient": "alice.eth", "condition": "gas is low"},
    ),
    (f"Send 0.001 ETH to {BOB}", "transfer", {"amount": "0.001", "token": "ETH", **TO}),
    (f"Send 1 USDC to {BOB}", "transfer", {"amount": "1", "token": "USDC", **TO}),
    ("Swap 1 ETH for USDC", "swap", {"amount": "1", "token": "ETH", "to_token": "USDC"}),
    (
        "Exchange 100 USDT for DAI on Arbitrum",
        "swap",
        {"amount": "100", "token": "USDT", "to_token": "DAI", "from_chain": "arbitrum"},
    ),
    (
        "Exchange 100 USDC for DAI with 0.5% slippage",
        "swap",
        {"amount": "100", "token": "USDC", "to_token": "DAI", "slippage": "0.5"},
    ),
    ("Swap 0.01 ETH for USDC", "swap", {"amount": "0.01", "token": "ETH", "to_token": "USDC"}),
    (
        "Bridge 100 USDC from Ethereum to Arbitrum",
        "bridge",
        {"amount": "100", "token": "USDC", "from_chain": "ethereum", "to_chain": "arbitrum"},
    ),
    (
        "Move 0.5 ETH from Base to Optimism",
        "bridge",
        {"amount": "0.5", "token": "ETH", "from_chain": "base", "to_chain": "optimism"},
    ),
    (
        "Bridge 100 USDC from Ethereum to Base",
        "bridge",
        {"amount": "100", "token": "USDC", "from_chain": "ethereum", "to_chain": "base"},
    ),
    (
        "Move 0.5 ETH from Arbitrum to Optimism",
        "bridge",
        {"amount": "0.5", "token": "ETH", "from_chain": "arbitrum", "to_chain": "optimism"},
    ),
    ("What's my wallet balance?", "portfolio", {}),
    ("What's my balance?", "balance", {}),
    ("What's my wallet address?", "address", {}),
]


@pytest.mark.covers("EVM-18", "EVM-19", "EVM-65", "D-32", "L-1", "L-2", "L-3", "L-5")
@pytest.mark.parametrize(("text", "action", "params"), SENTENCES)
def test_a_sample_sentence_is_understood_without_a_model(
    text: str, action: str, params: dict[str, str]
) -> None:
    reading = READER.read(text)
    assert (reading.action, dict(reading.params)) == (action, params)


GAPS = [
    ("Send 50 DAI to 0x123... on Polygon", "transfer", "recipient"),
    ("Send 0.1 ETH to 0x123...", "transfer", "recipient"),
    ("Send 100 USDC on Base", "transfer", "recipient"),
    ("Trade my WETH for USDC on Base", "swap", "amount"),
    ("Swap MATIC for USDC on Polygon", "swap", "amount"),
    ("Transfer DAI from Polygon to Ethereum", "bridge", "amount"),
    ("Create a proposal to increase the treasury allocation", "propose", "governor"),
    ("Create a proposal to increase treasury allocation", "propose", "governor"),
    ("Vote FOR on proposal #42", "vote", "governor"),
    ("Vote FOR on proposal 42", "vote", "governor"),
    ("Queue proposal #37 for execution", "queue", "governor"),
    ("Execute the queued proposal #35", "execute", "governor"),
    ("Execute proposal 35", "execute", "governor"),
]
"""A governor is named by the settings, which no sentence knows of."""


@pytest.mark.covers("D-30", "D-31", "D-32", "L-1", "L-2", "L-3", "L-4")
@pytest.mark.parametrize(("text", "action", "missing"), GAPS)
def test_what_a_sample_sentence_leaves_out_is_never_made_up(
    text: str, action: str, missing: str
) -> None:
    reading = READER.read(text)
    assert (reading.action, reading.params["intended_action"]) == ("clarify", action)
    assert reading.missing[0] == missing


@pytest.mark.covers("EVM-62", "EVM-63", "L-5")
async def test_every_sample_question_about_the_wallet_is_answered(
    base_url: str, engine: Engine, home: Path
) -> None:
    async with open_wallet(home, base_url) as wallet:
        for number, (text, said) in enumerate(
            (
                ("What's my wallet balance?", "10000 ETH"),
                ("What's my balance?", "10000 ETH"),
                ("What's my wallet address?", ME),
            )
        ):
            message = IncomingMessage(id=f"q{number}", text=text, principal=owner())
            (result,) = (await wallet.agent.handle(message)).results
            assert result.success
            assert said in result.text


@pytest.mark.covers("EVM-72")
async def test_the_sample_character_has_the_plugin(home: Path, tmp_path: Path) -> None:
    character: dict[str, object] = {
        "name": "DeFiAgent",
        "bio": "Looks after a wallet.",
        "plugins": [
            "@elizaos/plugin-sql",
            "@elizaos/plugin-bootstrap",
            "@elizaos/plugin-evm",
        ],
        "settings": {"secrets": {}},
    }
    file = tmp_path / "character.json"
    file.write_text(json.dumps(character))
    settings = {"FISCUS_HOME": str(home), "FISCUS_CHARACTER": str(file), "EVM_PRIVATE_KEY": KEY}
    async with open_agent(Settings(settings)) as agent:
        assert agent.runtime.character.name == "DeFiAgent"
        assert {action.name for action in agent.runtime.actions.values()} >= NAMES
        service = agent.runtime.get_service(EvmService)
        assert service is not None and service.address == ME
