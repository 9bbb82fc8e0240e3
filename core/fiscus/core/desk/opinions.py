"""A second opinion: what a plan rests on, asked of two nodes of different hosts.

Each node is made to plan the whole payment alone. What is signed is what both of them say.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from fiscus.core.desk.adapter import Adapter, Asset, Concern, Effect, Plan, Terms
from fiscus.core.desk.door import Intent
from fiscus.core.errors import ChainMismatch, FiscusError, NodesDisagree, RpcUnavailable

TRIES: Final = 3
PAUSE_SECONDS: Final = 0.7
"""Until two nodes that differ are asked again: one may have heard of a block before the other."""
WANTED: Final = 2
ONE_NODE: Final = "one_node"


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one node alone says: its plan, or why there can be none."""

    plan: Plan | None = None
    refusal: FiscusError | None = None


async def agreed(adapter: Adapter, intent: Intent, terms: Terms, plan: Plan) -> Plan:
    """The plan, if two independent nodes say the same; with a concern where there is only one.

    Raises `NodesDisagree`, which names the fact that they do not agree on.
    """
    fact: str | None = None
    for tries in range(TRIES):
        if tries:
            await asyncio.sleep(PAUSE_SECONDS)
        opinions = await _opinions(adapter, intent, terms, plan.effect.chain)
        fact = next(_differences(plan, opinions), None)
        if fact is None:
            return _complete(plan, opinions)
    title = plan.chain_title or plan.effect.chain
    raise NodesDisagree(
        f"Two nodes of {title} do not agree on {fact}",
        hint="Nothing was signed. One of them is behind, or lies: try again, or use other RPCs.",
        fact=fact,
    )


async def _opinions(adapter: Adapter, intent: Intent, terms: Terms, chain: str) -> list[Opinion]:
    """Of the first two that answer."""
    voices, found = list(adapter.alone(chain)), list[Opinion]()
    if len(voices) < WANTED:
        # Nobody else to hold the plan against.
        return found
    while voices and len(found) < WANTED:
        asked = [voices.pop(0) for _ in range(min(WANTED - len(found), len(voices)))]
        told = await asyncio.gather(*(_opinion(voice, intent, terms) for voice in asked))
        found += [opinion for opinion in told if opinion is not None]
    return found


async def _opinion(voice: Adapter, intent: Intent, terms: Terms) -> Opinion | None:
    """`None` where the node does not answer."""
    try:
        return Opinion(await voice.plan(intent, terms))
    except RpcUnavailable:
        return None
    except FiscusError as exc:
        return Opinion(refusal=exc)


def _differences(plan: Plan, opinions: Sequence[Opinion]) -> Iterator[str]:
    for opinion in opinions:
        if isinstance(opinion.refusal, ChainMismatch):
            yield "which chain this is"
        elif opinion.refusal is not None:
            yield f"whether it can be done ({opinion.refusal.code})"
        elif opinion.plan is not None:
            yield from _unlike(plan, opinion.plan)


def _unlike(plan: Plan, other: Plan) -> Iterator[str]:
    """The facts that two plans do not share."""
    if (plan.recipient, plan.recipient_name) != (other.recipient, other.recipient_name):
        yield "who is paid"
    for fact in sorted({*plan.facts, *other.facts}):
        if plan.facts.get(fact) != other.facts.get(fact):
            yield fact
    if plan.sequence != other.sequence:
        yield "how many transactions this wallet has sent"
    if _assets(plan.effect) != _assets(other.effect):
        yield "what the token is"
    if plan.effect.digest() != other.effect.digest():
        yield "what the payment does"


def _assets(effect: Effect) -> list[Asset]:
    moved = [move.asset for move in effect.moves] + [gain.asset for gain in effect.gains]
    return [*moved, *(grant.asset for grant in effect.grants)]


def _complete(plan: Plan, opinions: Sequence[Opinion]) -> Plan:
    """The plan with everything that either node finds worth knowing."""
    told = [plan, *(opinion.plan for opinion in opinions if opinion.plan is not None)]
    concerns = [concern for one in told for concern in one.concerns]
    if len(opinions) < WANTED:
        concerns.append(
            Concern(ONE_NODE, "It was checked with one node only: no second one answers.")
        )
    return replace(plan, concerns=tuple(dict.fromkeys(concerns)))
