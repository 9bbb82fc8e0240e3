"""What the desk itself costs beside the round trips to the chain: CPU time of this process.

The nodes are processes of their own. Run by `make bench`.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
from collections.abc import Awaitable, Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

import httpx
import pytest

from fiscus.chains.evm.adapter import EvmAdapter
from fiscus.chains.jsonrpc import Answer, Call
from fiscus.chains.prices import CoinGecko
from fiscus.chains.sandbox.anvil import AnvilOptions
from fiscus.chains.solana.adapter import SolanaAdapter
from fiscus.chains.transport import Endpoint
from fiscus.core.agent import open_agent
from fiscus.core.desk.desk import Desk
from fiscus.core.desk.door import Given, Intent, Principal, Ticket
from fiscus.core.desk.follow import Follow
from fiscus.core.desk.ledger import Ledger
from fiscus.core.desk.outcome import State
from fiscus.core.desk.policy import Policy
from fiscus.core.origins import Origin
from fiscus.core.settings import Settings
from tests.bench.overhead import Meter, measure
from tests.chains.evm.wallets import BOB as EVM_BOB
from tests.chains.evm.wallets import KEY as EVM_KEY
from tests.chains.solana.chain import BOB as SOLANA_BOB
from tests.chains.solana.chain import KEY as SOLANA_KEY
from tests.sandboxes import StartAnvil

pytestmark = pytest.mark.bench

ROOT: Final = Path(__file__).parents[2]
TIMES: Final = 250
WARM: Final = 10
MOST: Final = 10.0
"""Milliseconds of own CPU time, p50."""
WIRE: Final = "wire"
Ask: TypeAlias = "Callable[[Endpoint, Sequence[Call]], Awaitable[list[Answer]]]"
POLICY: Final = Policy.model_validate(
    {
        "limits": {"per_transaction": {"usd": "1000"}, "per_24h": {"usd": "1000000"}},
        "first_payment": "allow",
    }
)
"""Prices and windows count, as they do for everybody."""
STAGES: Final[Sequence[tuple[str, object, str]]] = (
    ("plan", EvmAdapter, "plan"),
    ("plan", SolanaAdapter, "plan"),
    ("windows", Ledger, "windows"),
    ("reserve", Ledger, "reserve"),
    ("seal", EvmAdapter, "seal"),
    ("seal", SolanaAdapter, "seal"),
    ("record", Ledger, "record"),
    ("broadcast", EvmAdapter, "broadcast"),
    ("broadcast", SolanaAdapter, "broadcast"),
    ("look", EvmAdapter, "look"),
    ("look", SolanaAdapter, "look"),
    ("confirm", Follow, "confirm"),
    (WIRE, Endpoint, "_post"),
    (WIRE, CoinGecko, "_get"),
)


@dataclass(slots=True)
class Wire:
    """HTTP requests of the process, and the JSON-RPC calls in them."""

    posts: int = 0
    calls: int = 0


@contextmanager
def solana_node() -> Generator[tuple[str, str]]:
    """Addresses of a chain and of prices in a process of their own."""
    command = [sys.executable, "-m", "tests.bench.solana_node"]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None and process.stdin is not None
        try:
            node, prices = process.stdout.readline().split()
            yield node, prices
        finally:
            process.stdin.close()


def counted(patch: pytest.MonkeyPatch) -> Wire:
    wire, get = Wire(), httpx.AsyncClient.send
    ask: Ask = vars(Endpoint)["_ask"]

    async def asked(self: Endpoint, calls: Sequence[Call]) -> list[Answer]:
        wire.calls += len(calls)
        return await ask(self, calls)

    async def sent(self: httpx.AsyncClient, request: httpx.Request, **named: Any) -> httpx.Response:
        wire.posts += 1
        return await get(self, request, **named)

    patch.setattr(Endpoint, "_ask", asked)
    patch.setattr(httpx.AsyncClient, "send", sent)
    return wire


async def pay(desk: Desk, family: str, chain: str, number: int) -> None:
    token, to = ("ETH", EVM_BOB) if family == "evm" else ("SOL", SOLANA_BOB)
    words = {"amount": "0.001", "token": token, "recipient": to, "chain": chain}
    values = {role: Given(word, Origin.USER) for role, word in words.items()}
    principal = Principal("owner", owner=True)
    ticket = Ticket("bench", "room", f"{family}{number}", 0, "pay", principal)
    outcome = await desk.submit(ticket, Intent(family, "transfer", values))
    assert outcome.state is State.CONFIRMED, outcome


@pytest.mark.parametrize(("family", "chain"), [("evm", "base"), ("solana", "solana")])
async def test_the_desk_takes_little_time_of_its_own(
    home: Path,
    start_anvil: StartAnvil,
    monkeypatch: pytest.MonkeyPatch,
    family: str,
    chain: str,
) -> None:
    anvil = start_anvil(AnvilOptions(chain_id=8453, accounts=10))
    with solana_node() as (solana, prices):
        settings = {
            "FISCUS_HOME": str(home),
            "EVM_PRIVATE_KEY": EVM_KEY,
            "SOLANA_PRIVATE_KEY": str(SOLANA_KEY),
            "ETHEREUM_PROVIDER_BASE": anvil.url,
            "SOLANA_RPC_URL": solana,
            "COINGECKO_API_URL": prices,
        }
        owned = frozenset({"base", "solana"})
        async with open_agent(Settings(settings), owned=owned, policy=POLICY) as agent:
            for number in range(WARM):
                await pay(agent.desk, family, chain, number)
            meter, wire = Meter(), counted(monkeypatch)
            for stage, owner, name in STAGES:
                measure(monkeypatch, meter, stage, owner, name)
            meter.stop()
            measured = list[dict[str, float]]()
            for number in range(WARM, WARM + TIMES):
                await pay(agent.desk, family, chain, number)
                measured.append(meter.stop())
    own = statistics.median(sum(ms for s, ms in one.items() if s != WIRE) for one in measured)
    print_table(family, measured, wire, own)


def print_table(family: str, measured: list[dict[str, float]], wire: Wire, own: float) -> None:
    stages = dict.fromkeys(stage for one in measured for stage in one)
    lines = [
        "",
        f"{family}: own CPU time of a transfer, p50 of {TIMES}: {own:.2f} ms"
        f" ({'within' if own <= MOST else 'OVER'} {MOST:g} ms)",
        f"  {wire.posts / TIMES:.2f} HTTP requests with {wire.calls / TIMES:.2f} JSON-RPC calls",
        *(
            f"  {stage:12}{statistics.median(one.get(stage, 0.0) for one in measured):>7.2f} ms"
            for stage in sorted(stages, key=lambda stage: stage == WIRE)
        ),
    ]
    sys.stdout.write("\n".join(lines) + "\n")
