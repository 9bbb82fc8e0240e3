"""The embedding without a model."""

from __future__ import annotations

import math
from dataclasses import replace
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fiscus.core import AgentRuntime, Character, Plugin
from fiscus.core.bootstrap import plugin as bootstrap
from fiscus.core.errors import BadModelRequest, ModelUnavailable, NoModel
from fiscus.core.models import EmbeddingParams, ModelRegistration, ModelRouter, ModelType
from fiscus.core.models.embedded import DIMENSIONS, vector_of
from fiscus.core.retry import Retry
from fiscus.core.store import Store, open_store
from fiscus.core.store.records import Entity, Room
from tests.fakes import message


class Triple(NamedTuple):
    text: str
    related: str
    unrelated: str


TRIPLES = [
    Triple("send 0.1 ETH to bob", "transfer ether to a friend", "the weather is sunny today"),
    Triple("how much USDC do I have", "what is my balance of dollars", "bridge to arbitrum"),
    Triple("swap 1 ETH for USDC on Uniswap", "exchange ether on a DEX", "vote yes on it"),
    Triple("vote for proposal 12", "cast a ballot in the DAO", "send SOL to alice"),
    Triple("the price of bitcoin", "what is BTC worth", "my seed phrase is written down"),
    Triple("he prefers Base for payments", "she likes to pay on Base", "fees were high"),
    Triple("the transaction failed", "my transfer reverted", "she was born in Berlin"),
    Triple("stake my SOL", "earn yield on solana", "hello there"),
    Triple("gas is expensive right now", "network fees are high", "bob works as a painter"),
    Triple("never share the private key", "keep the mnemonic secret", "swap dai for eth"),
    Triple("pay the rent every month", "monthly salary payment", "the pool is deep"),
    Triple("is this contract a scam", "the token looks like a rug", "buy me some dai"),
    Triple("bridge 100 USDC to Arbitrum", "move dollars cross-chain to an L2", "who are you"),
    Triple("show my transaction history", "what did I pay earlier", "a new proposal"),
    Triple("raise the daily limit", "the policy allows 100 USD a day", "bitcoin is pumping"),
    Triple("he works at a bakery in Lyon", "which bakery in Lyon", "swap 2 SOL"),
    Triple("Wie hoch ist mein Guthaben?", "mein Guthaben in ETH", "vote against it"),
    Triple("transfered the fundz", "transferred the funds", "governance proposal"),
]


def nearness(one: str, other: str) -> float:
    return sum(a * b for a, b in zip(vector_of(one), vector_of(other), strict=True))


@pytest.mark.parametrize("triple", TRIPLES, ids=lambda t: t.text)
def test_related_sentences_are_nearer_than_unrelated_ones(triple: Triple) -> None:
    near, far = (nearness(triple.text, other) for other in triple[1:])
    assert near > far


def test_most_sentences_find_their_partner_among_all() -> None:
    def best(triple: Triple) -> str:
        return max((t.related for t in TRIPLES), key=lambda text: nearness(triple.text, text))

    assert sum(best(triple) == triple.related for triple in TRIPLES) >= 13


def test_order_capitals_and_width_hardly_matter() -> None:
    assert nearness("Send USDC to Bob", "\uff33\uff45\uff4e\uff44 usdc to BOB") == pytest.approx(1)
    assert nearness("bob pays alice", "alice pays bob") > 0.8


@given(st.text(max_size=200))
def test_every_text_has_a_vector_of_length_one(text: str) -> None:
    vector = vector_of(text)
    assert len(vector) == DIMENSIONS
    assert math.hypot(*vector) == pytest.approx(1)


def test_a_vector_never_changes() -> None:
    """Stores hold such vectors: a change of this digest is another embedding with another name."""
    rounded = " ".join(f"{n:.6f}" for n in vector_of("Send 0.1 ETH to bob.eth on Base, please."))
    assert sha256(rounded.encode()).hexdigest()[:16] == "306a8e65d9030339"


@pytest.fixture
async def runtime() -> AgentRuntime:
    router = ModelRouter(retry=Retry(attempts=1))
    runtime = AgentRuntime(Character("Ada", ("Counts.",)), models=router)
    await runtime.register_plugin(bootstrap)
    return runtime


@pytest.mark.covers("X-65", "SQL-17")
async def test_every_agent_can_embed(runtime: AgentRuntime) -> None:
    assert await runtime.embed("hello") == vector_of("hello")
    params = EmbeddingParams(input=("a", "b"), dimensions=DIMENSIONS)
    answer = await runtime.use_model(ModelType.TEXT_EMBEDDING, params)
    assert (answer.model, answer.cost, len(answer.vectors)) == ("hashed-1", Decimal(0), 2)
    with pytest.raises(BadModelRequest):
        await runtime.use_model("TEXT_EMBEDDING", {"input": "a", "dimensions": 1536})


async def test_a_better_embedding_goes_first_and_is_never_mixed_with_it(
    runtime: AgentRuntime,
) -> None:
    """Vectors of two models say nothing about each other: an outage must not mix them."""

    async def down(runtime: AgentRuntime, params: EmbeddingParams) -> object:
        raise ModelUnavailable("no connection")

    runtime.register_model("TEXT_EMBEDDING", down, "learned", 50)
    assert runtime.get_model_providers("TEXT_EMBEDDING") == ("learned", "embedded")
    with pytest.raises(ModelUnavailable):
        await runtime.embed("hello")
    params = EmbeddingParams(input="hello")
    chosen = await runtime.use_model(ModelType.TEXT_EMBEDDING, params, "embedded")
    assert chosen.model == "hashed-1"


async def opened(store: Store, *plugins: Plugin) -> AgentRuntime:
    runtime = AgentRuntime(Character("Ada", ("Counts.",)), store=store, plugins=plugins)
    await runtime.initialize()
    return runtime


@pytest.mark.covers("X-65")
async def test_a_store_keeps_to_the_embedding_it_began_with(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def other(runtime: AgentRuntime, params: EmbeddingParams) -> object:
        return [[1.0] * DIMENSIONS for _ in params.texts]

    learned = Plugin("learned", "", models=(ModelRegistration("TEXT_EMBEDDING", other, "b", 9),))
    async with await open_store(tmp_path / "memory.db") as store:
        runtime = await opened(store, bootstrap, learned)
        assert (await runtime.embed_batch(["a"]))[0][0] == 1.0, "a new store takes the best"
        await runtime.stop()
        runtime = await opened(store, bootstrap)
        assert await runtime.embed("a") == vector_of("a"), "it has no vectors yet"
        agent = runtime.agent_id
        memory = replace(message("a"), agent_id=agent, embedding=vector_of("a"))
        room, ann = Room(memory.room_id, agent, "test", 1), Entity(memory.entity_id, agent, (), 1)
        await store.receive(memory, room=room, entity=ann, count=1, start=0)
        await runtime.stop()
        runtime = await opened(store, bootstrap, learned)
        assert await runtime.embed("a") == vector_of("a")
        assert "The store's vectors are those of embedded, so b embeds nothing" in caplog.text
        await runtime.stop()
        runtime = await opened(store, learned)
        with pytest.raises(NoModel):
            await runtime.embed("a")
        await runtime.stop()
