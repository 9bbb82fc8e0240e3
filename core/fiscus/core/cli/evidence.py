"""What a turn of the demo did to the chain, read by the sandbox's own witness."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias, cast

from fiscus.core.bootstrap.turn import Ending, Turn
from fiscus.core.cli.comparing import Comparison, Holdings, Snapshot
from fiscus.core.cli.demo_script import Line, Payment
from fiscus.core.money import plain
from fiscus.core.sandbox import Bridged, Sandbox, Sighting


@dataclass(frozen=True, slots=True)
class Evidence:
    """`facts` are shown; `troubles` say how the chain differs from what was said."""

    facts: tuple[str, ...] = ()
    troubles: tuple[str, ...] = ()
    landed: int = 0
    """Transactions that the chain has."""


Sandboxes: TypeAlias = Mapping[str, Sandbox]
"""By chain family."""


async def look(sandboxes: Sandboxes, line: Line) -> Snapshot:
    """The balances that a line can change."""
    wallets = {family: await box.holdings(box.address) for family, box in sandboxes.items()}
    return Snapshot(wallets, await _elsewhere(sandboxes, line))


async def _elsewhere(sandboxes: Sandboxes, line: Line) -> Holdings:
    """Of whoever is paid: somebody else, or the wallet itself beyond a bridge."""
    if line.bridges is not None:
        sandbox = sandboxes[line.bridges.on]
        beyond = sandbox.holdings_beyond if isinstance(sandbox, Bridged) else sandbox.holdings
        return await beyond(sandbox.address)
    paid = line.pays or (line.does.gives if line.does else None)
    if paid is None:
        return {}
    sandbox = sandboxes[paid.on]
    return await sandbox.holdings(_address(sandbox, paid))


def unlike(line: Line, turn: Turn) -> Iterator[str]:
    """How the turn ended otherwise than the script says."""
    codes = [result.error.code for result in turn.results if result.error]
    if turn.outcome not in line.ends:
        ends = " or ".join(repr(ending.value) for ending in line.ends)
        yield f"it ended {turn.outcome.value!r}, not {ends} {', '.join(codes)}".rstrip()
    elif turn.asked:
        return
    elif line.code and line.code not in codes:
        yield f"it ended with {', '.join(codes) or 'no refusal'}, not {line.code}"
    elif line.acts != bool(turn.results):
        yield "nothing was done" if line.acts else "something was done"


async def gather(sandboxes: Sandboxes, line: Line, turn: Turn, *, before: Snapshot) -> Evidence:
    """Compare the chains before and after a turn with what the script says must move."""
    after = await look(sandboxes, line)
    moved = {family for family in sandboxes if before.wallets[family] != after.wallets[family]}
    about = line.pays or line.swaps or line.bridges or line.does
    if moved - ({about.on} if about else set()):
        return Evidence(troubles=("something left a wallet",))
    if about is None:
        quiet = turn.outcome is Ending.DONE and line.acts
        return Evidence(facts=() if quiet else ("nothing left the wallet",))
    hashes = _hashes(turn)
    seen = [await sandboxes[about.on].sighting(transaction) for transaction in hashes]
    sightings = [sighting for sighting in seen if sighting and sighting.succeeded]
    if not hashes or len(sightings) != len(hashes):
        return Evidence(troubles=("the chain has no such transaction",))
    landed = [_landed(*pair) for pair in zip(hashes, sightings, strict=True)]
    found = Comparison(about, sightings, before, after)
    return Evidence((*landed, *found.facts()), tuple(found.differences()), len(hashes))


def _landed(transaction: str, sighting: Sighting) -> str:
    fee = f"{plain(sighting.fee)} {sighting.fee_token}"
    return f"{transaction} in block {sighting.block}, fee {fee}"


def _hashes(turn: Turn) -> list[str]:
    """In their order: what an action had to do first, and then itself."""
    found: list[object] = []
    for result in turn.results:
        found += cast("list[object]", result.data.get("approval_hashes") or [])
        found.append(result.data.get("hash"))
    return [value for value in found if isinstance(value, str)]


def _address(sandbox: Sandbox, pays: Payment) -> str:
    return sandbox.names.get(pays.to, pays.to)
