"""What a short answer says about a pending request."""

from __future__ import annotations

from fiscus.core.reader.atoms import Atom
from fiscus.core.reader.chunks import chunks_of
from fiscus.core.reader.draft import Draft
from fiscus.core.reader.frames import frame_of
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
_CODES = {"for": 1, "against": 0, "abstain": 2}


def is_confirmation(scene: Scene, pending: Draft) -> bool:
    """Nothing but "yes", "confirm the swap", "go ahead please"."""
    said = False
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
    """ "make it 2", "actually 5 USDC"."""
    return any(atom.has("correct") for atom in scene.atoms)


def answered(scene: Scene, draft: Draft, text: str, *, replace: bool) -> Draft | None:
    """`draft` with the things named in `scene`; `None` where that says more than things.

    With `replace` they take the place of what was said before; otherwise they fill gaps, and
    anything else that was said before and is said differently now is in doubt.
    """
    draft.text, draft.turn = text, 0
    before = {role: draft.params.get(role) for role in draft.params}
    named = False
    for phrase in chunks_of(scene, (-1, -1)):
        if phrase.kind in _ASIDE or _is_aside(scene, phrase):
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


def _is_aside(scene: Scene, phrase: Phrase) -> bool:
    atoms = scene.atoms[phrase.start : phrase.end]
    if phrase.kind not in {"word", "doubt", "verb", "dangling", "proposal"}:
        return False
    plain = phrase.kind in {"word", "doubt", "verb"}
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
    atom = scene.atoms[phrase.start]
    if draft.action == "vote" and atom.entry.support is not None:
        return [("support", atom.entry.support, (atom.start, atom.end))]
    return []


def _money(scene: Scene, draft: Draft, phrase: Phrase, *, open_roles: list[str]) -> _Roles:
    if phrase.problem or phrase.worth_of or (phrase.anaphor and phrase.amount is None):
        return []
    roles: _Roles = []
    amount = phrase.amount
    if amount is not None:
        place = scene.atoms[amount.start].start, scene.atoms[amount.end - 1].end
        governing = draft.action in {"vote", "queue", "execute"}
        roles.append(("proposal_id" if governing else "amount", amount.value, place))
    token = phrase.token
    if token is None:
        return roles
    if phrase.chain is not None and amount is None and _wants_chain(open_roles, phrase):
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
