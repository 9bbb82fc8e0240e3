from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.engine import Connection

from fiscus.core.errors import StoreError
from fiscus.core.secrets import Secret
from fiscus.core.store import open_store
from fiscus.core.store.postgres import CONNECTIONS
from tests.core.store.world import AGENT, ROOM, populate, said, task, texts

OTHERS = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


def end_connections(engine: Engine) -> int:
    """As a restart of the server does; answers with how many there were."""
    with engine.begin() as connection:
        ended = connection.execute(text(f"SELECT pg_terminate_backend(pid) {OTHERS}"))
        return len(ended.all())


@pytest.mark.covers("SQL-15", "SQL-16", "SQL-19")
async def test_a_lost_connection_is_made_anew(
    postgres_place: Secret, postgres_store: tuple[Secret, Engine]
) -> None:
    _, engine = postgres_store
    async with await open_store(postgres_place) as store:
        await populate(store)
        assert end_connections(engine) >= 1
        await store.create_memory(said("still here", 1))
        calls: list[int] = []

        def broken_off_once(connection: Connection) -> int:
            calls.append(1)
            if len(calls) == 1:
                end_connections(engine)
            return int(connection.execute(text("SELECT 42")).scalar_one())

        assert await store.write(broken_off_once) == 42
        assert len(calls) == 2
        assert texts(await store.get_memories(room_id=ROOM)) == ["still here"]


async def test_what_may_have_been_done_is_not_done_again(
    postgres_place: Secret, postgres_store: tuple[Secret, Engine]
) -> None:
    _, engine = postgres_store
    calls: list[int] = []

    def cut_off_at_the_end(connection: Connection) -> None:
        calls.append(1)
        connection.execute(text("SELECT 42"))
        end_connections(engine)

    async with await open_store(postgres_place) as store:
        with pytest.raises(StoreError, match="at the end of a transaction") as refusal:
            await store.write(cut_off_at_the_end)
        assert refusal.value.hint == "It may have been done. Look before you do it again."
        assert len(calls) == 1
        assert await store.ping()


@pytest.mark.covers("SQL-20")
async def test_more_wait_than_there_are_connections(
    postgres_place: Secret, postgres_store: tuple[Secret, Engine]
) -> None:
    _, engine = postgres_store
    async with await open_store(postgres_place) as store:
        await populate(store)
        many = [said(str(at), at) for at in range(3 * CONNECTIONS)]
        await asyncio.gather(*(store.create_memory(memory) for memory in many))
        assert await store.count_memories(room_id=ROOM) == len(many)
        with engine.begin() as connection:
            used = connection.execute(text(f"SELECT count(*) {OTHERS}")).scalar_one()
        assert 1 < used <= CONNECTIONS


@pytest.mark.covers("SQL-46", "SQL-47")
async def test_claims_made_at_the_same_time_never_meet(postgres_place: Secret) -> None:
    async with await open_store(postgres_place) as store, await open_store(postgres_place) as other:
        await populate(store)
        for at in range(30):
            await store.create_task(task(str(at), at))
        claims = await asyncio.gather(
            *(
                which.claim_due_tasks(now=99, owner=str(at), lease_ms=9, limit=4)
                for at, which in enumerate([store, other] * 8)
            )
        )
        claimed = [each.id for some in claims for each in some]
        assert len(claimed) == len(set(claimed)) == 30
        assert await store.get_tasks(AGENT, status="pending") == ()


async def test_searches_use_their_indexes(
    postgres_place: Secret, postgres_store: tuple[Secret, Engine]
) -> None:
    from fiscus.core.store.queries import MemoryQuery
    from fiscus.core.store.vectors import ranked

    _, engine = postgres_store
    async with await open_store(postgres_place):
        pass
    query = ranked([0.5] * 384, MemoryQuery(type=None), exact=False).limit(10)
    with engine.connect() as connection:
        connection.execute(text("SET enable_seqscan = off"))
        compiled = query.compile(engine, compile_kwargs={"render_postcompile": True})
        params = {
            name: str([0.5] * 384) if isinstance(value, tuple) else value
            for name, value in compiled.params.items()
        }
        plan = connection.exec_driver_sql(f"EXPLAIN {compiled}", params).scalars().all()
        assert "ix_embeddings_vector" in "\n".join(plan)
        words = "to_tsvector('simple', jsonb_extract_path_text(content, 'text'))"
        found = f"SELECT id FROM memories WHERE {words} @@ to_tsquery('simple', 'rent')"
        plan = connection.exec_driver_sql(f"EXPLAIN {found}").scalars().all()
        assert "ix_memories_text" in "\n".join(plan)
