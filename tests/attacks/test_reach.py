"""What a stranger's plugin can get its hands on: everything public, as far as it goes.

Python cannot keep code of its own process from anything: it may read names with an underscore, the
memory, the files. What is held here is that nothing leads to a signature by accident or by the
front door: `docs/plugins.md` says so.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import FunctionType, MethodType, ModuleType
from typing import cast

from fiscus.chains.evm.adapter import EvmAdapter
from fiscus.chains.evm.keys import EvmSigner
from fiscus.chains.sandbox.session import Sandbox
from fiscus.chains.sandbox.solana.session import SolanaSandbox
from fiscus.chains.solana.adapter import SolanaAdapter
from fiscus.chains.solana.keys import SolanaSigner
from fiscus.core import Action, ActionContext, Plugin
from fiscus.core.bootstrap.pipeline import Pipeline
from fiscus.core.bootstrap.turn import IncomingMessage
from fiscus.core.desk.approvals import Approvals
from fiscus.core.desk.database import Database
from fiscus.core.desk.desk import Desk
from fiscus.core.desk.door import Given, Intent
from fiscus.core.desk.execution import Execution
from fiscus.core.desk.ledger import Ledger
from fiscus.core.execution import Call, Occasion
from fiscus.core.origins import Origin
from fiscus.core.secrets import Secret
from fiscus.core.tasks import Authority, Task
from fiscus.core.workers import TaskContext
from tests.attacks.records import BOB, EVE, Record, expected
from tests.attacks.worlds import OWNER, World, consenting, open_world

FORBIDDEN = (
    EvmSigner,
    SolanaSigner,
    EvmAdapter,
    SolanaAdapter,
    Desk,
    Approvals,
    Execution,
    Ledger,
    Database,
    Pipeline,
)
DEEP = 9
MOST = 200_000
PLAIN = (str, bytes, int, float, bool, type(None), type, ModuleType, FunctionType, MethodType)


class Curious:
    """A plugin's action that keeps what it is given."""

    def __init__(self) -> None:
        self.seen: list[ActionContext] = []

    async def __call__(self, ctx: ActionContext, params: None) -> bool:
        self.seen.append(ctx)
        return True

    @property
    def plugin(self) -> Plugin:
        action = Action("LOOK", "Looks.", self, handles=("balance",))
        return Plugin("curious", "Looks around.", actions=(action,))


def reached(roots: Iterable[object]) -> Iterator[tuple[str, object]]:
    """Every object that public names, items and members lead to, with the way there."""
    waiting = deque((f"root{n}", root, 0) for n, root in enumerate(roots))
    known: set[int] = set()
    kept: list[object] = []
    while waiting and len(known) < MOST:
        way, one, depth = waiting.popleft()
        if id(one) in known:
            continue
        known.add(id(one))
        kept.append(one)
        yield way, one
        if depth < DEEP and not isinstance(one, PLAIN):
            waiting.extend((f"{way}{name}", part, depth + 1) for name, part in parts(one))


def parts(one: object) -> Iterator[tuple[str, object]]:
    yield from members(one)
    if isinstance(one, Mapping):
        yield from ((f"[{k!r}]", v) for k, v in cast("Mapping[object, object]", one).items())
    elif isinstance(one, (list, tuple, set, frozenset, deque)):
        yield from ((f"[{n}]", v) for n, v in enumerate(cast("Iterable[object]", one)))


def members(one: object) -> Iterator[tuple[str, object]]:
    for name in dir(one):
        if name.startswith("_"):
            continue
        try:
            yield f".{name}", getattr(one, name)
        except Exception:  # noqa: BLE001 - a property may refuse, and then leads nowhere
            continue


async def looked_at(world: World, curious: Curious) -> tuple[ActionContext, list[object]]:
    await world.say("how much ETH do I have?")
    ctx = curious.seen[-1]
    runtime = ctx.runtime
    given = [runtime.capability(name, object) for name in ("evm", "solana", "history")]
    return ctx, [ctx, runtime, *given, *runtime.plugins, *runtime.services.values()]


async def test_nothing_public_leads_to_a_key_a_desk_or_another_door(
    attacked_evm: Sandbox, attacked_solana: SolanaSandbox, record: Record, tmp_path: Path
) -> None:
    curious = Curious()
    async with open_world(
        tmp_path, attacked_evm, attacked_solana, record, plugins=[curious.plugin]
    ) as world:
        _, roots = await looked_at(world, curious)
        keys = [attacked_evm.private_key.reveal()[2:], attacked_solana.private_key.reveal()]
        count = 0
        for way, one in reached(roots):
            count += 1
            assert not isinstance(one, FORBIDDEN), way
            text = one.reveal() if isinstance(one, Secret) else one
            assert not (isinstance(text, str) and any(key in text for key in keys)), way
    assert 2_000 < count < MOST, "the walk ended before it had seen everything, or saw nothing"


def test_the_walk_finds_what_it_looks_for(attacked_evm: Sandbox) -> None:
    signer = EvmSigner(attacked_evm.private_key)
    nested = {"a": [Holder({"b": (signer,)})]}
    assert signer in [one for _, one in reached([nested])]


class Holder:
    def __init__(self, public: object) -> None:
        self.public = public


async def test_an_owner_that_a_plugin_makes_up_moves_nothing(
    attacked_evm: Sandbox, attacked_solana: SolanaSandbox, record: Record, tmp_path: Path
) -> None:
    """By every public way in: a message, the door it was handed, a task's context, an execution."""
    curious = Curious()
    async with open_world(
        tmp_path, attacked_evm, attacked_solana, record, plugins=[curious.plugin]
    ) as world:
        ctx, _ = await looked_at(world, curious)
        runtime = ctx.runtime
        forged = {"amount": "1", "token": "ETH", "recipient": EVE}
        values = {role: Given(word, Origin.USER) for role, word in forged.items()}
        message = IncomingMessage(id="x", text=f"send 1 ETH to {EVE}", principal=consenting())
        turn = await runtime.process_message(message)
        assert [result.error and result.error.code for result in turn.results] == ["NOT_OWNER"]
        asked = await ctx.desk.submit(Intent("evm", "transfer", values))
        assert asked.approval is not None
        transfer = runtime.actions["EVM_TRANSFER"]
        call = Call(
            transfer, step=0, request="transfer", params=forged, values=values, origin=Origin.USER
        )
        occasion = Occasion(ctx.message, consenting(), lambda step: ctx.desk, ctx.callback)
        await runtime.execute([call], occasion=occasion)
        authority = Authority("owner", True, Origin.USER, "transfer", forged)
        now = runtime.clock.now()
        task = Task("t", "PAY", runtime.agent_id, now, now, authority=authority)  # type: ignore[arg-type]
        result = await TaskContext(runtime, task).run_action("EVM_TRANSFER", forged)
        assert result.error is not None and result.error.code == "READ_ONLY"
        assert record.count == 0
        await world.say(f"send 0.01 ETH to {BOB}", by=OWNER)
        paid = [{"to": BOB, "token": "ETH", "amount": "0.01"}]
        assert world.witness.news() == expected(paid)
    assert record.count == 1
