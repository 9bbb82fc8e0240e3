"""Several requests in one message: what a later one takes from an earlier one."""

from __future__ import annotations

from collections.abc import Sequence

from fiscus.core.reader.draft import Draft
from fiscus.core.reader.settling import READS, check_families
from fiscus.core.reader.vocabulary import Vocabulary


def joined(drafts: Sequence[Draft], parts: object, vocabulary: Vocabulary) -> list[Draft]:
    """The requests in order, with "it" resolved."""
    done: list[Draft] = []
    for draft in drafts:
        if done and _completes(done[-1], draft):
            check_families(done[-1], vocabulary)
            continue
        if done:
            _resolve(done[-1], draft)
        elif draft.anaphors:
            for role in draft.anaphors:
                draft.doubt(role, "what it refers to")
        done.append(draft)
    _same_place(done)
    return done


def _same_place(drafts: Sequence[Draft]) -> None:
    """A chain named only at the end of a chain of steps may be meant for all of them, or not."""
    writes = [draft for draft in drafts if draft.action not in READS]
    named = [draft for draft in writes if "from_chain" in draft.params]
    if named and "from_chain" not in writes[0].params:
        writes[0].doubt("from_chain", "the chain is named for a later step only")


def _completes(first: Draft, second: Draft) -> bool:
    """ "buy USDC and sell 0.1 ETH" is one swap; "can you help me bridge it?" adds nothing."""
    if (
        first.frame in {"buy", "sell"}
        and second.frame in {"buy", "sell"}
        and first.frame != second.frame
    ):
        return _merged(first, second)
    if first.frame == "buy" and second.frame == "spend" and second.anaphors == {"to_token"}:
        return "amount" not in first.params and _merged(first, second)
    if second.action == "transfer" and first.action == "bridge" and _receives(first, second):
        return True
    said = {role for role in second.params if role != "venue"}
    return second.action == first.action and not said and not second.doubts


def _receives(first: Draft, second: Draft) -> bool:
    """ "bridge … , send it to 0x…" names who receives at the other end."""
    said = set(second.params) - {"recipient"}
    if said == {"from_chain"} and second.params["from_chain"] == first.params.get("to_chain"):
        said.clear()
    if said or not second.anaphors <= {"token"} or "recipient" in first.params:
        return False
    if "recipient" not in second.params or second.doubts or second.vague:
        return False
    first.params["recipient"] = second.params["recipient"]
    first.values["recipient"] = second.values["recipient"]
    first.families["recipient"] = second.families.get("recipient")
    return True


def _merged(first: Draft, second: Draft) -> bool:
    shared = set(first.params) & set(second.params)
    if any(first.params[role] != second.params[role] for role in shared):
        return False
    if {"token", "to_token"} - (set(first.params) | set(second.params)):
        return False
    first.params.update(second.params)
    first.values.update(second.values)
    first.doubts.update(second.doubts)
    first.unknown |= second.unknown
    return True


def _resolve(before: Draft, draft: Draft) -> None:
    """ "it" is what the step before yields; a chain holds on until another is named."""
    arrived = before.params.get("to_token") or before.params.get("token")
    for role in draft.anaphors:
        if role in draft.params:
            continue
        if isinstance(arrived, str):
            draft.params[role] = arrived
            place = before.values.get("to_token") or before.values.get("token")
            if place is not None:
                draft.values[role] = place
        else:
            draft.doubt(role, "what it refers to")
    if draft.pending_amount:
        draft.params["amount_of"] = "previous"
    chain = before.params.get("to_chain") or before.params.get("from_chain")
    if isinstance(chain, str) and "from_chain" not in draft.params and draft.action != "bridge":
        draft.params["from_chain"] = chain
