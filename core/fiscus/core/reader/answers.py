"""What a short answer says about a pending request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace as replaced

from fiscus.core.reader.amount import Amount
from fiscus.core.reader.atoms import Atom
from fiscus.core.reader.chunks import chunks_of
from fiscus.core.reader.conditions import Condition
from fiscus.core.reader.draft import Draft
from fiscus.core.reader.frames import frame_of
from fiscus.core.reader.marks import COMMAS, QUESTION
from fiscus.core.reader.numerals import shifted, spelled
from fiscus.core.reader.phrases import Phrase
from fiscus.core.reader.settling import READS, missing_of
from fiscus.core.reader.things import Scene

_ASIDE = frozenset({"noise", "comma", "and", "own_source", "purpose"})
_ASIDE_TAGS = (
    "confirm",
    "noise",
    "please",
    "greeting",
    "det",
    "order",
    "correct",
    "same",
    "request",
    "it",
)
_ABOUT = frozenset({"what about", "how about"})
_CODES = {"for": 1, "against": 0, "abstain": 2}


def is_confirmation(scene: Scene, pending: Draft) -> bool:
    """Nothing but "yes", "confirm the swap", "go ahead please"."""
    said = False
    if any(atom.is_mark(QUESTION) for atom in scene.atoms):
        return False
    for index, atom in enumerate(scene.atoms):
        verb = atom.entry.verb
        if atom.has("confirm"):
            said = True
        elif verb is not None and scene.has(index + 1, "it"):
            said = True
            if frame_of(verb.frame).action != pending.action:
                return False
        elif atom.entry.noun is not None:
            if frame_of(atom.entry.noun).action not in {pending.action, "transfer"}:
                return False
        elif not _is_small(atom):
            return False
    return said


def _is_small(atom: Atom) -> bool:
    if atom.kind == "word":
        return any(atom.has(tag) for tag in _ASIDE_TAGS)
    return atom.kind in {"mark", "line"}


def repeats(scene: Scene) -> bool:
    """ "same again to bob.eth"."""
    return any(atom.has("same") for atom in scene.atoms)


def corrected_by(scene: Scene) -> bool:
    """ "make it 2", "actually 5 USDC", "no, on base"."""
    return any(atom.has("correct") for atom in scene.atoms) or len(scene.atoms) > len(
        without_no(scene).atoms
    )


def without_no(scene: Scene) -> Scene:
    """Without the "no," that a correction begins with."""
    atoms = scene.atoms
    first = atoms[0].text.lower() if atoms else ""
    if first not in NO or len(atoms) < 3:
        return scene
    at = 2 if atoms[1].is_mark(COMMAS + ".") else 1
    return replaced(scene, atoms=atoms[at:])


DENIALS = frozenset({"no", "nope", "nah"})
NO = DENIALS | {"oops", "wait"}


Said = Mapping[int, tuple[Condition, ...]]


def answered(scene: Scene, draft: Draft, said: Said, *, replace: bool) -> Draft | None:
    """`draft`, whose text is that of the answer, with the things named in `scene`.

    `None` where that says more than things. With `replace` they take the place of what was said
    before; otherwise they fill gaps, and what is said differently now is in doubt.
    """
    before = {role: draft.params.get(role) for role in draft.params}
    named = False
    for phrase in chunks_of(scene, (-1, -1)):
        if _waited(scene, draft, phrase, said):
            named = True
            continue
        if _is_undecided(scene, draft, phrase):
            return None
        ballot = draft.action == "vote" and scene.atoms[phrase.start].entry.support is not None
        if (phrase.kind in _ASIDE and not ballot) or _is_aside(scene, draft, phrase):
            continue
        if phrase.anaphor and phrase.amount is None and draft.action == "vote":
            continue
        roles = _roles(scene, draft, phrase, replace=replace)
        if not roles:
            return None
        named = True
        for role, value, place in roles:
            if replace or role in draft.doubts:
                draft.drop(role)
                draft.doubts.pop(role, None)
            draft.put(role, value, place, extra=phrase.party.family if phrase.party else None)
            if role == "support":
                draft.params["support_code"] = _CODES[value]
    return draft if named or (before == draft.params and replace and repeats(scene)) else None


def _is_undecided(scene: Scene, draft: Draft, phrase: Phrase) -> bool:
    """A bare "no" to "how should I vote" may refuse to vote at all."""
    atom = scene.atoms[phrase.start]
    alone = sum(other.kind == "word" for other in scene.atoms) == 1
    return draft.action == "vote" and alone and (atom.has("negation") or atom.has("confirm"))


def _waited(scene: Scene, draft: Draft, phrase: Phrase, said: Said) -> bool:
    """A condition or schedule: it takes the place of one that was not exact."""
    if phrase.kind != "when":
        return False
    atom = scene.atoms[phrase.start]
    draft.doubts.pop("condition", None)
    for role in ("condition", "schedule"):
        new = [condition for condition in said[atom.start] if condition.role == role]
        if new:
            draft.wait(role, new, (atom.start, atom.end))
    return True


def _is_aside(scene: Scene, draft: Draft, phrase: Phrase) -> bool:
    atoms = scene.atoms[phrase.start : phrase.end]
    if phrase.kind not in {"word", "doubt", "verb", "dangling", "proposal"}:
        return False
    plain = phrase.kind in {"word", "doubt", "verb"}
    if draft.action in READS and scene.atoms[phrase.start].text.lower() in _ABOUT:
        return True
    return plain and all(any(atom.has(tag) for tag in _ASIDE_TAGS) for atom in atoms)


_Roles = list[tuple[str, str, tuple[int, int]]]


def _roles(scene: Scene, draft: Draft, phrase: Phrase, *, replace: bool) -> _Roles:
    open_roles = missing_of(draft)
    if phrase.kind == "money":
        return _money(scene, draft, phrase, open_roles=open_roles)
    if phrase.kind == "place" and phrase.chain is not None:
        role = _chain_role(draft, phrase, open_roles)
        return [(role, phrase.chain.value, (phrase.chain.start, phrase.chain.end))]
    if phrase.kind == "party" and phrase.party is not None:
        place = phrase.party.start, phrase.party.end
        return [(_party_role(draft, open_roles, replace), phrase.party.value, place)]
    if phrase.kind == "proposal" and phrase.party is not None:
        return [("proposal_id", phrase.party.value, (phrase.party.start, phrase.party.end))]
    if phrase.kind in {"slippage", "min"} and draft.action in {"swap", "bridge"}:
        return _limit(scene, phrase)
    atom = scene.atoms[phrase.start]
    if draft.action == "vote" and atom.entry.support is not None:
        return [("support", atom.entry.support, (atom.start, atom.end))]
    return []


def _limit(scene: Scene, phrase: Phrase) -> _Roles:
    """ "with 1% slippage", "at least 2900 USDC"."""
    amount = phrase.amount
    if amount is None or amount.problem or amount.number is None:
        return []
    place = scene.atoms[phrase.start].start, scene.atoms[phrase.end - 1].end
    if phrase.kind == "min":
        counted = amount.kind == "number" and phrase.token is None
        return [("min_out", amount.value, place)] if counted else []
    percent = shifted(amount.number, -2) if amount.kind == "bps" else amount.number
    return [("slippage", spelled(percent), place)]


def _is_half(scene: Scene, amount: Amount | None, open_roles: list[str]) -> bool:
    """ "half", said to "how much": of what there is."""
    if amount is None or "amount" not in open_roles or amount.end != amount.start + 1:
        return False
    return scene.atoms[amount.start].text.lower() == "half"


def _money(scene: Scene, draft: Draft, phrase: Phrase, *, open_roles: list[str]) -> _Roles:
    amount = phrase.amount
    half = _is_half(scene, amount, open_roles)
    if phrase.worth_of or (phrase.anaphor and amount is None) or (phrase.problem and not half):
        return []
    roles: _Roles = []
    if amount is not None and half:
        amount = replaced(amount, value="half")
    if amount is not None:
        place = scene.atoms[amount.start].start, scene.atoms[amount.end - 1].end
        governing = draft.action in {"vote", "queue", "execute"}
        roles.append(("proposal_id" if governing else "amount", amount.value, place))
    token = phrase.token
    if token is None:
        return roles
    said_where = phrase.marker in {"on", "in", "from"}
    reads = draft.action in READS and draft.action != "address" and not said_where
    chosen = amount is None and not reads and _wants_chain(open_roles, phrase)
    if phrase.chain is not None and chosen:
        chain = phrase.chain
        return [(_chain_role(draft, phrase, open_roles), chain.value, (chain.start, chain.end))]
    return [*roles, (_token_role(draft, phrase, open_roles), token.value, (token.start, token.end))]


def _wants_chain(open_roles: list[str], phrase: Phrase) -> bool:
    tokens = {"token", "to_token"} & set(open_roles)
    return phrase.marker in {"on", "from"} or not tokens


def _token_role(draft: Draft, phrase: Phrase, open_roles: list[str]) -> str:
    if phrase.marker in {"to", "into", "for"} and draft.action == "swap":
        return "to_token"
    if "token" not in open_roles and "to_token" in open_roles and phrase.amount is None:
        return "to_token"
    return "token"


def _chain_role(draft: Draft, phrase: Phrase, open_roles: list[str]) -> str:
    if phrase.marker == "from":
        return "from_chain"
    if phrase.marker in {"to", "into"} and draft.action == "bridge":
        return "to_chain"
    unset = [role for role in ("from_chain", "to_chain") if role in open_roles]
    return unset[0] if len(unset) == 1 else "from_chain"


def _party_role(draft: Draft, open_roles: list[str], replace: bool) -> str:
    if draft.action in READS:
        return "token" if draft.action == "price" else "address"
    if draft.action in {"vote", "queue", "execute", "propose"}:
        return "governor"
    if "recipient" in open_roles or replace:
        return "recipient"
    return "to_token" if "to_token" in open_roles else "recipient"
