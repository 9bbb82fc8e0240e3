"""Several requests in one message: what a later one takes from an earlier one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from fiscus.core.reader.context import Part
from fiscus.core.reader.draft import Draft
from fiscus.core.reader.reading import Value
from fiscus.core.reader.settling import READS, check_families
from fiscus.core.reader.vocabulary import Vocabulary


def joined(drafts: Sequence[Draft], parts: Sequence[Part], vocabulary: Vocabulary) -> list[Draft]:
    """The requests in order, with "it" resolved."""
    done: list[Draft] = []
    linked = {part.clause.number for part in parts if part.clause.after == "colon"}
    for draft in drafts:
        if done and _announces(done[-1], draft, linked):
            done[-1] = draft
            continue
        if done and _completes(done[-1], draft):
            check_families(done[-1], vocabulary)
            continue
        if done:
            _resolve(done[-1], draft)
        else:
            _stands_first(draft, parts)
        done.append(draft)
    _same_place(done)
    return done


def _stands_first(draft: Draft, parts: Sequence[Part]) -> None:
    """ "once that's done, send it": nothing was said before."""
    for role in draft.anaphors:
        draft.doubt(role, "what it refers to")
    said = [part.clause.atoms for part in parts if part.clause.number <= draft.clause]
    if any(atom.has("awaited") for atoms in said for atom in atoms):
        draft.doubt("condition", "what to wait for")


def _announces(first: Draft, second: Draft, linked: Collection[int]) -> bool:
    """ "pay invoice 42: 5 USDC to bob.eth": the verb stands alone before a colon."""
    if first.params or first.doubts or first.anaphors or first.vague:
        return False
    return first.action == second.action and second.clause in linked


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
    if first.frame == "buy" and second.frame == "spend" and set(second.anaphors) == {"to_token"}:
        return "amount" not in first.params and _merged(first, second)
    if first.frame in {"buy", "get"} and second.frame == "spend" and not second.anaphors:
        return set(second.params) == {"token"} and not second.doubts and _merged(first, second)
    if second.action == "transfer" and first.action == "bridge" and _receives(first, second):
        return True
    said = {role for role in second.params if role != "venue"}
    return second.action == first.action and not said and not second.doubts


def _receives(first: Draft, second: Draft) -> bool:
    """ "bridge … , send it to 0x…" names who receives at the other end."""
    said = set(second.params) - {"recipient"}
    if said == {"from_chain"} and second.params["from_chain"] == first.params.get("to_chain"):
        said.clear()
    if said or not set(second.anaphors) <= {"token"} or "recipient" in first.params:
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
    source = "to_token" if before.params.get("to_token") else "token"
    arrived = before.params.get(source)
    for role in draft.anaphors:
        if role in draft.params:
            continue
        if not isinstance(arrived, str) or source in before.doubts:
            draft.doubt(role, "what it refers to")
            continue
        draft.params[role] = arrived
        _told(draft, role, before.values.get(source))
        if source in before.unknown:
            draft.unknown.add(role)
        draft.families[role] = before.families.get(source)
    _takes_all(before, draft)
    _takes_everything(before, draft)
    _takes_a_share(before, draft)
    if draft.pending_amount:
        draft.params["amount_of"] = "previous"
    here = "to_chain" if before.params.get("to_chain") else "from_chain"
    chain = before.params.get(here)
    taken = "token" in draft.anaphors or draft.pending_amount
    moved = draft.action == "bridge" and not taken
    if isinstance(chain, str) and "from_chain" not in draft.params and not moved:
        draft.params["from_chain"] = chain
        _told(draft, "from_chain", before.values.get(here))


def _told(draft: Draft, role: str, value: Value | None) -> None:
    """`role` has the value that was said before in another role."""
    if value is not None:
        draft.values[role] = replace(value, role=role)


def _takes_all(before: Draft, draft: Draft) -> None:
    """ "swap 100 USDC to ETH and send it": all that arrived, and nothing that was there before."""
    place = draft.anaphors.get("token") or _arrived(before, draft)
    if place is None or "amount" in draft.params or "amount" in draft.doubts or draft.vague:
        return
    if before.action not in {"swap", "bridge"}:
        return
    draft.put("amount", "all", place)
    draft.pending_amount = True


def _takes_everything(before: Draft, draft: Draft) -> None:
    """ "swap 1 ETH to USDC, then send everything": everything of what arrived."""
    source = "to_token" if before.params.get("to_token") else "token"
    arrived = before.params.get(source)
    if before.action not in {"swap", "bridge"} or draft.params.get("amount") != "all":
        return
    known = draft.params.keys() & {"token"} or draft.doubts.keys() & {"token", "amount"}
    if known or draft.vague or not isinstance(arrived, str) or source in before.doubts:
        return
    draft.params["token"] = arrived
    _told(draft, "token", before.values.get(source))
    draft.families["token"] = before.families.get(source)
    if source in before.unknown:
        draft.unknown.add("token")
    draft.pending_amount = True


def _takes_a_share(before: Draft, draft: Draft) -> None:
    """ "swap 20 USDC to DAI and send half of what you get": of that, and not of all there is."""
    amount = str(draft.params.get("amount", ""))
    is_share = amount in {"all", "half"} or amount.endswith("%")
    if is_share and before.action in {"swap", "bridge"}:
        named = "token" in draft.anaphors or _arrived(before, draft) is not None
        draft.pending_amount = draft.pending_amount or named


def _arrived(before: Draft, draft: Draft) -> tuple[int, int] | None:
    """ "… and send the ETH": the token that arrives there, where it arrives."""
    source = "to_token" if before.params.get("to_token") else "token"
    here = before.params.get("to_chain") or before.params.get("from_chain")
    same = draft.params.get("token") == before.params.get(source) and source not in before.doubts
    return draft.definite if same and draft.params.get("from_chain", here) == here else None
