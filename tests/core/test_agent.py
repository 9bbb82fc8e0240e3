"""An agent put together: what its plugins may know."""

from __future__ import annotations

from pathlib import Path

from fiscus.core.agent import open_agent
from fiscus.core.settings import Settings

KEY = "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d"
"""anvil's second account, which everybody knows."""
NODE = "http://127.0.0.1:9/v2/api-key"


async def test_no_plugin_can_ask_for_a_wallets_key_or_a_nodes_address(home: Path) -> None:
    settings = Settings(
        {
            "FISCUS_HOME": str(home),
            "EVM_PRIVATE_KEY": KEY,
            "ETHEREUM_PROVIDER_BASE": NODE,
            "OPENAI_API_KEY": "sk-1",
        }
    )
    async with open_agent(settings) as agent:
        runtime = agent.runtime
        assert "evm" in runtime.wallets
        assert runtime.get_setting("OPENAI_API_KEY") == "sk-1"
        assert runtime.get_setting("EVM_PRIVATE_KEY") is None
        assert runtime.get_setting("ETHEREUM_PROVIDER_BASE") is None
