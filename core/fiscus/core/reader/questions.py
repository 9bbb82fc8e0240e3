"""The question that completes a request: short, and it repeats what was understood."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from fiscus.core.reader.draft import Draft
from fiscus.core.reader.language import Wording
from fiscus.core.reader.marks import QUESTION, SENTENCE_ENDS
from fiscus.core.reader.reading import ParamValue

_SLOT = re.compile(r"\{(\w+)\}")
_OPTIONAL = re.compile(r" ?\[([^\]]*)\]")
"""A part that is said only where the token is known: "Qué cantidad [de {token}]"."""
_LONGEST = 120
"""Characters of one value that a question repeats."""


def question_for(draft: Draft, missing: Sequence[str], reason: str, wording: Wording) -> str:
    """ "How much USDC should I send to alice.eth on Base?" """
    known = {role: value for role, value in draft.params.items() if role not in missing}
    first = missing[0] if missing[0] in wording.asks else "request"
    template, _ = wording.asks.get(f"{draft.action}.{first}", wording.asks[first])
    said = {"token"} if first == "amount" and "token" in known else set[str]()
    rest = _rest(draft, {role: known[role] for role in known if role not in said}, wording)
    question = _OPTIONAL.sub(r" \1" if said else "", template)
    question = question.replace("{token}", _shown("token", known, wording) if said else "")
    question = " ".join(question.replace("{rest}", rest).split())
    others = [wording.asks[role][1] for role in missing[1:4] if role in wording.asks]
    if others and question.endswith(tuple(QUESTION)):
        more = wording.pause.join(others)
        whole = question[:-1].rstrip()
        mark = question[len(whole) :]
        question = f"{whole}{wording.pause}{wording.conjunction}{more}{mark}"
    said_reason = _reason(reason, wording)
    return f"{_sentence(said_reason, wording)}{question}" if said_reason else question


def _reason(reason: str, wording: Wording) -> str:
    """The reasons in the language of the question; one it has no words for is left out."""
    if wording.reasons is None or not reason:
        return reason
    said: list[str] = []
    for part in reason.split("; "):
        for pattern, template in wording.reasons:
            found = re.fullmatch(pattern, part)
            if found is not None:
                said.append(template.format(*found.groups()))
                break
    return wording.stop.join(filter(None, said))


def _rest(draft: Draft, known: Mapping[str, ParamValue], wording: Wording) -> str:
    """What was understood, as the words after "should I"."""
    bought = known.get("amount_side") == "out" and draft.action == "swap"
    parts = wording.acts.get("bought" if bought else draft.action, (draft.action,))
    said: list[str] = []
    for part in parts:
        slot = _SLOT.search(part)
        if slot is None:
            said.append(part)
        elif slot.group(1) in known:
            said.append(_SLOT.sub(lambda found: _shown(found.group(1), known, wording), part))
    return " ".join(said)


def _shown(role: str, known: Mapping[str, ParamValue], wording: Wording) -> str:
    text = str(known[role])[:_LONGEST]
    if role.endswith("_chain"):
        return text.upper() if len(text) <= 3 else text.capitalize()
    return wording.supports.get(text, text) if role in {"support", "amount"} else text


def _sentence(reason: str, wording: Wording) -> str:
    """A reason as a sentence of its own."""
    plain = reason.split(" ", 1)[0].isalpha()
    text = (reason[:1].upper() if plain else reason[:1]) + reason[1:240]
    ended = text.endswith(tuple(SENTENCE_ENDS))
    return text + (wording.stop[1:] if ended else wording.stop)
