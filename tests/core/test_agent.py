"""An agent put together: what its plugins may know."""

from __future__ import annotations

from pathlib import Path

import pytest

from fiscus.core import AgentRuntime, Memory, Plugin
from fiscus.core.agent import open_agent
from fiscus.core.bootstrap.turn import IncomingMessage, Reply
from fiscus.core.errors import ModelUnavailable
from fiscus.core.settings import Settings
from fiscus.core.store import open_store
from fiscus.core.testing.runtime import OWNER

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


@pytest.mark.covers("RTC-11", "RTL-02", "PLR-35")
async def test_an_agent_without_a_character_file_is_who_the_settings_say(home: Path) -> None:
    named = "11111111-2222-3333-4444-555555555555"
    settings = {"AGENT_NAME": "Ada", "AGENT_BIO": "Counts.", "AGENT_ID": named}
    async with open_agent(Settings({"FISCUS_HOME": str(home), **settings})) as agent:
        character = agent.runtime.character
        assert (character.name, character.bio, character.id) == ("Ada", ("Counts.",), named)


async def test_an_agent_that_nobody_described_is_a_treasurer(home: Path) -> None:
    async with open_agent(Settings({"FISCUS_HOME": str(home)})) as agent:
        assert agent.runtime.character.name == "Fiscus"


async def test_two_agents_of_a_process_share_a_store_or_have_their_own(home: Path) -> None:
    def named(name: str) -> Settings:
        return Settings({"FISCUS_HOME": str(home / name), "AGENT_NAME": name})

    async with (
        await open_store(home / "shared.db") as store,
        open_agent(named("Ada"), store=store) as ada,
        open_agent(named("Ben"), store=store) as ben,
        open_agent(named("Cleo")) as cleo,
    ):
        assert ada.runtime.store is ben.runtime.store is store
        assert cleo.runtime.store is not store
        for agent in (ada, ben, cleo):
            turn = await agent.runtime.process_message("hello")
            assert turn.replies
            assert len(await agent.runtime.get_memories()) == 1 + len(turn.replies)
        assert {record.name for record in await store.get_agents()} == {"Ada", "Ben"}
    assert (home / "Cleo" / "fiscus.db").is_file()
    assert not (home / "Ada" / "fiscus.db").exists()


async def test_a_fault_in_a_plugin_ends_its_message_and_not_the_agent(
    home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    shown: list[Reply] = []

    async def before(message: Memory, runtime: AgentRuntime) -> Memory:
        if "plain" in message.content.text:
            raise ModelUnavailable("the filter is away", hint="Ask again.")
        if "break" in message.content.text:
            raise ValueError("sk-secret")
        return message

    async def deliver(reply: Reply) -> None:
        shown.append(reply)

    def says(text: str) -> IncomingMessage:
        return IncomingMessage(id=text, text=text, principal=OWNER)

    async with open_agent(Settings({"FISCUS_HOME": str(home)})) as agent:
        await agent.runtime.register_plugin(Plugin("filter", "Breaks", before_message=before))
        broken = await agent.handle(says("break"), deliver)
        refused = await agent.handle(says("plain"))
        after = await agent.handle(says("hello"))
    assert (broken.id, broken.fault, [bool(result) for result in broken.results]) == (
        "break",
        "INTERNAL",
        [False],
    )
    assert broken.replies == tuple(shown)
    assert shown[0].text.startswith("I encountered an issue processing your request.")
    assert "ValueError in before" in caplog.text
    assert "sk-secret" not in caplog.text + shown[0].text
    assert refused.fault == "MODEL_UNAVAILABLE"
    assert refused.replies[0].text == "the filter is away. Ask again."
    assert after.replies and after.fault is None
