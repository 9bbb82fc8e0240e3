"""What the router and the embedded embedding cost, beside the same without them.

Run by `make bench`; prints medians and ratios, and asserts no time.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Awaitable, Callable

import pytest

from fiscus.core import AgentRuntime, Character
from fiscus.core.bootstrap import plugin as bootstrap
from fiscus.core.models import TextParams
from fiscus.core.models.proposals import tools_for
from fiscus.core.testing import ScriptedModel
from tests.core.models.test_embedded import TRIPLES, Triple, nearness
from tests.plugins.models.conftest import open_stage
from tests.plugins.models.standins import KEY

pytestmark = pytest.mark.bench

ROUNDS = 500
TALK = ("Swap 1 ETH for USDC on Uniswap and send it to bob", "Wie hoch ist mein Guthaben?")


async def median_us(work: Callable[[int], Awaitable[object]], rounds: int = ROUNDS) -> float:
    took: list[float] = []
    for number in range(rounds):
        begun = time.perf_counter()
        await work(number)
        took.append((time.perf_counter() - begun) * 1e6)
    return statistics.median(took)


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


async def test_the_router_beside_a_bare_call() -> None:
    model = ScriptedModel(always="ok")
    runtime = AgentRuntime(Character("Ada", ("Counts.",)), plugins=[model.plugin])
    await runtime.initialize()
    handler = runtime.get_model("TEXT_LARGE")
    assert handler is not None
    params = TextParams(prompt="?")
    bare = await median_us(lambda _: handler(runtime, params))
    routed = await median_us(lambda _: runtime.use_model("TEXT_LARGE", params))
    say(f"\na model that answers at once: {bare:.1f} us bare, {routed:.1f} us routed")


async def test_the_plugin_beside_the_bare_sdk() -> None:
    from openai import AsyncOpenAI

    async with open_stage("openai") as stage:
        reply = stage.vendor.wire.text("ok")
        stage.vendor.says(*[reply] * (2 * ROUNDS + 2))
        client = AsyncOpenAI(api_key=KEY, base_url=stage.vendor.url, max_retries=0)

        async def bare(_: int) -> object:
            return await client.chat.completions.create(
                model="gpt-4o", messages=[{"role": "user", "content": "?"}]
            )

        params = TextParams(prompt="?")
        await bare(0)
        await stage.runtime.use_model("TEXT_LARGE", params)
        alone = await median_us(bare)
        ours = await median_us(lambda _: stage.runtime.use_model("TEXT_LARGE", params))
        await client.close()
    say(f"\na chat completion on loopback: {alone:.0f} us by the SDK, {ours / alone:.2f} x by us")


async def test_the_embedded_embedding() -> None:
    runtime = AgentRuntime(Character("Ada", ("Counts.",)), plugins=[bootstrap])
    await runtime.initialize()
    took = await median_us(lambda number: runtime.embed(f"{TALK[number % 2]} {number}"))
    right = sum(nearer(triple) for triple in TRIPLES)
    say(f"\nan embedding of a sentence: {took:.0f} us; {right} of {len(TRIPLES)} triples right")
    await runtime.stop()


def nearer(triple: Triple) -> bool:
    return nearness(triple.text, triple.related) > nearness(triple.text, triple.unrelated)


def test_offering_the_actions_as_tools() -> None:
    from fiscus.plugins.evm import plugin as evm

    begun = time.perf_counter()
    tools = tools_for(evm.actions)
    took = (time.perf_counter() - begun) * 1e3
    size = len(json.dumps([tool.parameters for tool in tools]))
    say(f"\n{len(tools)} actions as tools: {took:.1f} ms, {size} bytes of schemas")
