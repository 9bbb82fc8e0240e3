"""What an agent says of itself."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import pytest

from fiscus.core import (
    Action,
    ActionContext,
    ActionResult,
    AgentRuntime,
    Character,
    Plugin,
    Service,
    ServiceStatus,
)
from fiscus.core.errors import RequestError
from fiscus.core.store import open_store
from fiscus.core.testing import create_test_agent

ADA = Character("Ada", ("Counts.",))


class Feed(Service):
    service_type: ClassVar[str] = "feed"

    async def initialize(self, runtime: AgentRuntime) -> None: ...


@pytest.mark.covers("RTL-37", "RTL-43")
async def test_an_agent_is_healthy_while_it_and_its_services_run() -> None:
    runtime = AgentRuntime(ADA, plugins=[Plugin("p", "p", services=(Feed,))])
    assert not (await runtime.get_health()).healthy
    await runtime.initialize()
    health = await runtime.get_health()
    assert health.healthy
    assert health.uptime > 0
    body = health.to_json()
    assert (body["status"], body["services"]) == (
        "healthy",
        [{"name": "feed", "status": "running"}],
    )
    feed = runtime.get_service("feed")
    assert feed is not None
    feed.status = ServiceStatus.ERROR
    assert (await runtime.get_health()).to_json()["status"] == "unhealthy"
    await runtime.stop()
    assert (await runtime.get_health()).uptime == 0


@pytest.mark.covers("X-86")
async def test_an_agent_whose_store_does_not_answer_is_not_healthy(tmp_path: Path) -> None:
    store = await open_store(tmp_path / "fiscus.db")
    runtime = AgentRuntime(ADA, store=store)
    await runtime.initialize()
    assert await runtime.adapter.ping()
    assert (await runtime.get_health()).healthy
    await store.close()
    assert not (await runtime.get_health()).healthy
    await runtime.stop()


@pytest.mark.covers("RTL-35")
async def test_messages_and_actions_are_counted_whoever_listens(tmp_path: Path) -> None:
    async def pays(context: ActionContext, params: None) -> ActionResult:
        raise RequestError("not today")

    paying = Action("PAY", "Pays", pays, handles=("transfer",))
    plugins = [Plugin("pay", "pays", actions=(paying,))]
    async with create_test_agent(tmp_path, plugins=plugins) as agent:
        runtime = agent.runtime
        runtime.remove_all_listeners()
        await agent.send_message("hello")
        await agent.send_message("send 1 ETH to vitalik.eth on base")
        metrics = runtime.get_metrics()
    assert (metrics.messages_processed, metrics.error_rate) == (2, 0.0)
    assert metrics.average_response_time > 0
    assert metrics.memory_usage > 1_000_000
    body = metrics.to_json()
    assert isinstance(body["pluginPerformance"], dict)
    pay = body["pluginPerformance"]["pay"]
    assert isinstance(pay, dict)
    assert (pay["actions"], pay["errorRate"]) == (1, 1.0)


async def test_a_message_that_fails_counts_as_an_error(tmp_path: Path) -> None:
    async def broken(message: object, runtime: object) -> None:
        raise ValueError("no")

    async with create_test_agent(
        tmp_path,
        plugins=[Plugin("p", "p", before_message=broken)],  # type: ignore[arg-type]
    ) as agent:
        with pytest.raises(ValueError, match="no"):
            await agent.send_message("hello")
        assert agent.runtime.get_metrics().error_rate == 1.0
