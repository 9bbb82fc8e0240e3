"""What events tell of a wallet, asked for within what nodes answer."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import httpx
import pytest

from fiscus.chains.answers import BadAnswer
from fiscus.chains.evm.client import EvmClient
from fiscus.chains.evm.sightings import Allowed, Covered, Sightings, look_through
from fiscus.chains.jsonrpc import Json
from fiscus.core.errors import RpcRefused
from tests.chains.evm.engine import ALICE, BOB, Engine
from tests.chains.proxy import Proxy, Refusal, proxied, refusing

ME = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"
SPENDER = "0x00000000000000000000000000000000000000aa"
LOGS = "eth_getLogs"


@pytest.fixture
async def proxy(base_url: str) -> AsyncGenerator[Proxy]:
    async with proxied(base_url) as proxy:
        yield proxy


@pytest.fixture
async def near(client: EvmClient, proxy: Proxy) -> AsyncGenerator[EvmClient]:
    """The chain behind the proxy."""
    async with httpx.AsyncClient(trust_env=False) as http:
        yield EvmClient.connect(client.chain, http=http, urls=[proxy.url])


async def look(client: EvmClient, covered: Covered | None = None, **how: int) -> Sightings:
    return await look_through(client, ME, covered, keeper=None, **how)


async def arrive(engine: Engine, token: str, units: int) -> None:
    words = ME[2:].lower().rjust(64, "0") + f"{units:064x}"
    await engine.transact(token, "0x40c10f19" + words)


async def give(engine: Engine, token: str, units: int) -> None:
    await engine.do("anvil_impersonateAccount", ME)
    words = SPENDER[2:].rjust(64, "0") + f"{units:064x}"
    await engine.transact(token, "0x095ea7b3" + words, sender=ME)
    await engine.do("anvil_stopImpersonatingAccount", ME)


def spans(proxy: Proxy, wide: int) -> list[int]:
    """Refuses more than `wide` blocks at once, and notes what was asked for."""
    asked: list[int] = []

    def change(params: list[Json], result: Json) -> Json:
        wanted = params[0]
        assert isinstance(wanted, dict)
        count = int(str(wanted["toBlock"]), 16) - int(str(wanted["fromBlock"]), 16) + 1
        asked.append(count)
        if count > wide:
            raise Refusal(-32600, f"exceed maximum block range: {wide}")
        return result

    proxy.changes[LOGS] = change
    return asked


async def test_what_came_and_what_was_allowed_is_found(
    near: EvmClient, engine: Engine, proxy: Proxy
) -> None:
    token = await engine.token(units=5, owner=BOB)
    await arrive(engine, token, 7)
    await give(engine, token, 9)
    before = proxy.round_trips
    seen = await look(near)
    assert [(one.token, one.units, one.sender) for one in seen.arrivals] == [
        (token, 7, "0x" + "0" * 40)
    ]
    assert seen.allowed == {Allowed(token, SPENDER)}
    assert (seen.covered.low, seen.since) == (0, 0)
    # The newest block, and one page with both questions.
    assert proxy.round_trips - before == 2


async def test_a_node_that_answers_few_blocks_is_asked_for_few(
    near: EvmClient, engine: Engine, proxy: Proxy
) -> None:
    token = await engine.token()
    await arrive(engine, token, 7)
    await engine.do("anvil_mine", hex(100))
    asked = spans(proxy, 40)
    seen = await look(near, span=2_000, pages=20)
    assert max(count for count in asked if count <= 40) == seen.span <= 40
    assert seen.covered.low == 0 and len(seen.arrivals) == 1
    asked.clear()
    again = await look(near, seen.covered, span=seen.span)
    assert asked and max(asked) <= 40
    assert again.covered == seen.covered


async def test_a_look_is_bounded_and_the_next_goes_on_back_in_time(
    near: EvmClient, engine: Engine
) -> None:
    token = await engine.token()
    await arrive(engine, token, 1)
    await engine.do("anvil_mine", hex(300))
    await arrive(engine, token, 2)
    seen = await look(near, span=100, pages=1)
    assert [one.units for one in seen.arrivals] == [2]
    assert seen.covered.low > 100
    await arrive(engine, token, 3)
    later = await look(near, seen.covered, span=100, pages=9)
    assert sorted(one.units for one in later.arrivals) == [1, 2, 3]
    assert later.covered.low == 0


async def test_what_was_not_final_is_looked_at_again(near: EvmClient, engine: Engine) -> None:
    token = await engine.token()
    seen = await look(near)
    snapshot = await engine.do("evm_snapshot")
    await arrive(engine, token, 1)
    undone = await look(near, seen.covered)
    (gone,) = undone.arrivals
    assert await engine.do("evm_revert", snapshot)
    await engine.do("anvil_mine", "0x2")
    now = await look(near, undone.covered)
    assert now.arrivals == () and now.since <= gone.block


async def test_another_chain_behind_the_same_name_is_begun_anew(
    near: EvmClient, engine: Engine
) -> None:
    seen = await look(near, Covered(10**9, 10**9 + 5))
    assert (seen.since, seen.covered.low) == (0, 0)


async def test_events_that_nobody_asked_for_are_no_answer(
    near: EvmClient, engine: Engine, proxy: Proxy
) -> None:
    token = await engine.token(units=5, owner=ALICE)
    await arrive(engine, token, 7)

    def foreign(params: list[Json], result: Json) -> Json:
        assert isinstance(result, list)
        return [
            {**event, "topics": [*event["topics"][:2], "0x" + "0" * 24 + ALICE[2:]]}
            for event in result
            if isinstance(event, dict) and isinstance(event["topics"], list)
        ]

    proxy.changes[LOGS] = foreign
    with pytest.raises(BadAnswer, match="nobody asked for"):
        await look(near)


async def test_a_node_that_tells_no_events_says_so(near: EvmClient, proxy: Proxy) -> None:
    proxy.changes[LOGS] = refusing(-32601, "the method eth_getLogs is not available")
    with pytest.raises(RpcRefused):
        await look(near, pages=9)
