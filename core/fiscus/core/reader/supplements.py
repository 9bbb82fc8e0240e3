"""Terms said in a sentence of their own: "… to USDC. Max slippage: one percent." """

from __future__ import annotations

from collections.abc import Sequence

from fiscus.core.reader.chunks import chunks_of
from fiscus.core.reader.context import Part
from fiscus.core.reader.draft import Draft
from fiscus.core.reader.phrases import Phrase
from fiscus.core.reader.requests import Requests
from fiscus.core.reader.settling import READS
from fiscus.core.reader.things import Scene

_TERMS = frozenset({"slippage", "min", "place", "note", "venue"})
_QUIET = frozenset({"noise", "comma", "and", "own_source", "venue"})
_PAYEE = frozenset({"to", "recipient", "into"})


def supplemented(
    parts: Sequence[Part], requests: Requests, scene_of: dict[int, Scene]
) -> list[Part]:
    """`parts`, with fragments that hold nothing but terms taken into the only request."""
    asking = [index for index, part in enumerate(parts) if _writes(part)]
    if len(asking) != 1 or len(parts[asking[0]].drafts) != 1:
        return list(parts)
    draft = parts[asking[0]].drafts[0]
    found: list[Part] = []
    for part in parts:
        scene = scene_of.get(part.clause.number)
        phrases = _terms(part, scene, draft) if part.mood == "fragment" and scene else None
        if phrases and scene:
            requests.extend(draft, part.clause, scene, phrases)
            found.append(Part(part.clause, "term", ()))
        else:
            found.append(part)
    return found


def _writes(part: Part) -> bool:
    return part.mood == "request" and any(draft.action not in READS for draft in part.drafts)


def _terms(part: Part, scene: Scene, draft: Draft) -> list[Phrase] | None:
    """The phrases of a clause of terms; `None` where it says anything else."""
    phrases = chunks_of(scene, (-1, -1))
    said = [phrase for phrase in phrases if phrase.kind not in _QUIET]
    if not said or not all(_is_term(phrase, draft) for phrase in said):
        return None
    return phrases


def _is_term(phrase: Phrase, draft: Draft) -> bool:
    if phrase.kind == "party":
        return phrase.marker in _PAYEE and draft.action in {"transfer", "bridge"}
    if phrase.kind == "money":
        chain = phrase.chain is not None and phrase.marker in {"on", "via", "in"}
        return chain and phrase.amount is None
    return phrase.kind in _TERMS
