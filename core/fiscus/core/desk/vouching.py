"""What an intent claims, held against what somebody with authority really said. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from fiscus.core.desk.door import ACTION, Given, Intent, Ticket, Words
from fiscus.core.origins import Origin

READ_AS: Final = {"chain": "from_chain", "proposal": "proposal_id"}
"""The desk's roles that the reader calls by another name."""
DROPPABLE: Final = frozenset({"memo", "schedule", "condition"})
"""What a chain may be unable to carry, which its action tells the person; and what was waited for
before this step."""
PREPARATIONS: Final = {"revoke": 1, "approve": 2}
"""What may be done before what was asked for, and its part of the step: the right that a proposed
transaction needs, for which a token may want the old one back first."""
PREPARED: Final = frozenset({"swap", "bridge"})


def held(ticket: Ticket, intent: Intent) -> tuple[Ticket, Intent]:
    """An intent as the words of its step allow it, and the ticket of the part of the step that it
    is."""
    words = ticket.words
    return replace(ticket, part=part_of(intent, words)), vouched(intent, words)


def part_of(intent: Intent, words: Words) -> int:
    """Which part of what was asked for an intent is: see `Ticket.part`."""
    prepares = intent.proposed is not None and words.action in PREPARED
    return PREPARATIONS.get(intent.action, 0) if prepares else 0


def vouched(intent: Intent, words: Words) -> Intent:
    """The intent with every origin that nobody vouches for lowered to `model`: the desk asks then.

    A value keeps an authority only where that very value was said in that very role of that very
    action, in this step; the authority is the one that is on record, whatever is claimed. Where
    something that was said is left out, the whole is no longer what was asked for. What prepares
    it carries the same words: the chain's adapter takes from what is proposed no more than those
    allow.
    """
    asked = words.action == intent.action or part_of(intent, words) > 0
    given = words.values if asked else dict[str, Given]()
    values = {
        role: _vouched(claim, given.get(READ_AS.get(role, role)))
        for role, claim in intent.values.items()
        if role != ACTION
    }
    said = {role for role, word in given.items() if not word.origin.needs_approval}
    kept = {READ_AS.get(role, role) for role in values}
    if not asked or words.idea.needs_approval or said - kept - DROPPABLE:
        values[ACTION] = _idea(intent, words)
    return replace(intent, values=values)


def _vouched(claim: Given, word: Given | None) -> Given:
    if claim.origin.needs_approval:
        return claim
    if word is None or word.value != claim.value:
        return replace(claim, origin=Origin.MODEL)
    return replace(claim, origin=word.origin)


def _idea(intent: Intent, words: Words) -> Given:
    """As it was told, where that is no authority either."""
    claim = intent.values.get(ACTION)
    if claim is not None and claim.origin.needs_approval:
        return claim
    origin = words.idea if words.idea.needs_approval else Origin.MODEL
    return Given(intent.action, origin)
