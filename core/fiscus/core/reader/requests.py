"""A clause that asks for something, as drafts: one for most, several for lists."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from fiscus.core.reader.atoms import Atom
from fiscus.core.reader.chunks import chunks_of
from fiscus.core.reader.clauses import Clause
from fiscus.core.reader.draft import Draft
from fiscus.core.reader.filling import Filler
from fiscus.core.reader.frames import PAYING, frame_of
from fiscus.core.reader.governance import GovernanceFiller
from fiscus.core.reader.groups import assets_of, groups_of, party_named, shared_place, shares_of
from fiscus.core.reader.kinds import is_idle
from fiscus.core.reader.notes import Note
from fiscus.core.reader.phrases import Phrase
from fiscus.core.reader.quotations import quotations_of
from fiscus.core.reader.settling import settle
from fiscus.core.reader.things import Scene
from fiscus.core.reader.vocabulary import NOTHING

_GOVERNING = frozenset({"vote", "propose", "queue", "execute", "delegate"})


class Requests:
    """Reads the requests of clauses of one message."""

    def __init__(
        self,
        text: str,
        notes: Mapping[int, Note],
        *,
        turn: int = 0,
        supplied: frozenset[str] = frozenset(),
    ) -> None:
        self.text = text
        self.supplied = supplied
        self.notes = notes
        self.turn = turn
        self.quotations = tuple(quotations_of(text))

    def of(self, clause: Clause, scene: Scene, frame: str, *, head: int | None) -> list[Draft]:
        """The drafts of a clause with the verb at `head`; `None` for a verb said before."""
        verb = (clause.lead, head + 1) if head is not None else (-1, -1)
        phrases = chunks_of(scene, verb)
        frame = _chosen(frame, phrases)
        at = head if head is not None else -1
        action = frame_of(frame).action
        if action in _GOVERNING:
            return [self._draft(clause, scene, phrases, frame=frame, verb=at)]
        phrases, place = shared_place(phrases)
        phrases = [_repeated(phrase, scene) for phrase in phrases]
        groups = groups_of(phrases, pays=action == "transfer")
        groups = [[*group, place] for group in groups] if place is not None else groups
        drafts: list[Draft] = []
        for group in groups:
            shares = shares_of(group, split=frame == "split") if action == "transfer" else None
            drafts += [
                self._draft(clause, scene, asset, frame=frame, verb=at)
                for share in shares or [group]
                for asset in assets_of(share)
            ]
            if frame == "split" and shares is None:
                drafts[-1].doubt("recipient", "who gets how much")
        _one_token(drafts)
        _one_chain(drafts)
        open_end = _open_end(clause.atoms)
        if open_end is not None and drafts:
            drafts[-1].doubt(*open_end)
        return drafts

    def extend(
        self, draft: Draft, clause: Clause, scene: Scene, phrases: Sequence[Phrase]
    ) -> Draft:
        """`draft` with the terms of another clause; what contradicts it puts it in doubt."""
        kind = GovernanceFiller if draft.action in _GOVERNING else Filler
        kind(draft, clause.atoms, self.notes, verb=-1).fill(phrases)
        return settle(draft, scene.vocabulary)

    def _draft(
        self, clause: Clause, scene: Scene, phrases: Sequence[Phrase], *, frame: str, verb: int
    ) -> Draft:
        draft = Draft(
            frame,
            frame_of(frame).action,
            clause.number,
            self.text,
            self.turn,
            quotations=self.quotations,
            supplied=self.supplied,
        )
        kind = GovernanceFiller if draft.action in _GOVERNING else Filler
        kind(draft, clause.atoms, self.notes, verb=verb).fill(phrases)
        if scene.vocabulary.language.strict:
            _ask_about_strangers(draft, scene, phrases)
        return settle(draft, scene.vocabulary)


_ORDINALS = frozenset({"then", "first", "firstly", "next", "finally", "also", "as well"})
"""What may end a request in English: "send it to bob.eth then"."""


def _open_end(atoms: Sequence[Atom]) -> tuple[str, str] | None:
    """ "… to bob.eth and": the role in doubt and why, where a request breaks off or waits."""
    last = next((atom for atom in reversed(atoms) if not is_idle(atom)), None)
    if last is None or last.kind != "word" or last.entry.verb or last.low in _ORDINALS:
        return None
    if last.has("awaited"):
        return "condition", f"what {last.text!r} waits for"
    if last.has("then") or last.has("and") or last.has("or"):
        return "request", f"what comes after {last.text!r}"
    return None


def _repeated(phrase: Phrase, scene: Scene) -> Phrase:
    """The "same" of "5 USDC to a.eth and the same to b.eth"."""
    same = phrase.end == phrase.start + 1 and scene.atoms[phrase.start].key in _SAME
    return replace(phrase, kind="same") if same and phrase.kind == "doubt" else phrase


_SAME = frozenset({"same", "the same", "same amount"})
_ASKED_FOR = frozenset({"price", "balance", "portfolio", "history", "adjective"})


def _ask_about_strangers(draft: Draft, scene: Scene, phrases: Sequence[Phrase]) -> None:
    """A word that is in nobody's vocabulary, or plays no part here, may change anything."""
    for phrase in phrases:
        atom = scene.atoms[phrase.start]
        strange = atom.entry is NOTHING or not atom.entry.tags.isdisjoint(_ASKED_FOR)
        if phrase.kind == "word" and strange:
            draft.doubt("request", f"what {phrase.text[:60]!r} changes is unclear")


def _chosen(frame: str, phrases: Sequence[Phrase]) -> str:
    """ "get 5 USDC" buys, "get 5 USDC to bob.eth" pays."""
    if frame not in PAYING:
        return frame
    towards = [p for p in phrases if p.marker in {"to", "into", "recipient"}]
    paid = any(p.kind in {"party", "place", "somebody"} or _crosses(p, phrases) for p in towards)
    return PAYING[frame] if paid else frame


def _crosses(phrase: Phrase, phrases: Sequence[Phrase]) -> bool:
    return phrase.chain is not None and any(
        p.kind == "place" and p.marker == "from" for p in phrases
    )


def implied_frame(phrases: Sequence[Phrase]) -> str | None:
    """The frame of a request without a verb: "0.2 eth -> usdc", "5 DAI to bob.eth"."""
    money = [p for p in phrases if p.kind == "money" and p.marker == "" and p.amount is not None]
    if len(money) != 1 or money[0].token is None:
        return None
    if party_named(phrases) is not None:
        return "send"
    places = {p.marker for p in phrases if p.kind == "place"}
    if places >= {"from", "to"} or places >= {"from", "into"}:
        return "bridge"
    if any(
        p.marker in {"to", "recipient"} and p.kind in {"dangling", "somebody", "own"}
        for p in phrases
    ):
        return "send"
    if any(p.kind == "stray" for p in phrases):
        return "send"
    outs = [p for p in phrases if p.kind == "money" and _is_wanted(p)]
    if len(outs) != 1 or outs[0].amount is not None:
        return None
    # "5 usdc arbitrum -> ethereum": a chain beside another, or the coin of the same name.
    return None if places and outs[0].chain is not None else "swap"


def _is_wanted(phrase: Phrase) -> bool:
    """ "-> usdc", "for usdc"; "to eth" may as well name a chain."""
    plain = phrase.marker in {"to", "for"} and phrase.chain is None
    return phrase.token is not None and (phrase.marker == "into" or plain)


def _one_token(drafts: Sequence[Draft]) -> None:
    """ "10 USDC to a, 20 to b": the token is said once."""
    for before, draft in pairwise(drafts):
        counted = re.fullmatch(r"[\d.]+", str(draft.params.get("amount", "")))
        place = before.values.get("token")
        if draft.action != "transfer" or not counted or "token" in draft.params or place is None:
            continue
        if "token" not in draft.doubts and "token" not in before.doubts:
            draft.params["token"] = place.value
            draft.values["token"] = place
            draft.families["token"] = before.families.get("token")
            if "token" in before.unknown:
                draft.unknown.add("token")


def _one_chain(drafts: Sequence[Draft]) -> None:
    """A chain said once holds for all of a list; said only at its end, it is unclear for which."""
    chains = [draft.params.get("from_chain") for draft in drafts]
    if len(drafts) > 1 and chains[0] is None and any(chains):
        drafts[0].doubt("from_chain", "which chain is meant for the first one")
