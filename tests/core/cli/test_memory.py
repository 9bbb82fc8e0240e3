from __future__ import annotations

import asyncio
import json
from pathlib import Path

from fiscus.core.ids import UUID
from fiscus.core.store import open_store
from tests.core.cli.programs import Fiscus
from tests.core.store.world import ANN, BEN, populate, said


async def fill(path: Path) -> None:
    async with await open_store(path) as store:
        await populate(store)
        await store.batch_create_memories([said("old", 1), said("also old", 2, by=BEN)])


def test_people_are_listed_given_theirs_and_forgotten(
    fiscus: Fiscus, home: Path, tmp_path: Path
) -> None:
    assert fiscus("memory").out == "Nobody is known yet.\n"
    asyncio.run(fill(home / "fiscus.db"))
    listed = set(fiscus("memory").out.splitlines())
    assert listed == {f"{ANN}  ann: 1 messages", f"{BEN}  ben: 1 messages"}
    assert fiscus("memory", "export", ANN, "ann.jsonl").out == "Wrote 2 rows to ann.jsonl\n"
    lines = (tmp_path / "ann.jsonl").read_text().splitlines()
    assert [json.loads(line)["table"] for line in lines] == ["entities", "memories"]
    assert fiscus("memory", "export", ANN, "ann.jsonl").status == 1
    done = fiscus("memory", "forget", ANN)
    assert done.out == "Deleted 1 entities, 1 memories\nPayments stay in the desk's journal.\n"
    unknown = fiscus("memory", "forget", UUID("nobody"))
    assert (unknown.status, unknown.out) == (1, "")
    pruned = fiscus("memory", "prune", "--days", "1")
    assert pruned.out == "Deleted 1 messages, 0 facts, 0 logs, 0 cache\n"
