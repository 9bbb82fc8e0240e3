""" "yes": to one request, or to several at once, if the agent's question repeats them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import deepcopy
from decimal import Decimal
from itertools import groupby, pairwise
from typing import TypeVar

from fiscus.core.reader.atoms import Atom
from fiscus.core.reader.draft import Draft
from fiscus.core.reader.frames import frame_of
from fiscus.core.reader.marks import QUESTION, SENTENCE_ENDS
from fiscus.core.reader.numerals import number_of
from fiscus.core.reader.settling import missing_of

_T = TypeVar("_T")


def confirmed(pending: Draft, line: Sequence[Atom]) -> Draft | None:
    """The pending request, if the agent's line repeats it; a chain the agent named is added."""
    if missing_of(pending) or pending.doubts:
        return None
    draft = deepcopy(pending)
    numbers = {atom.number for atom in line if atom.number is not None}
    stated = _figure(draft)
    if stated is not None and stated not in numbers:
        draft.doubt("request", "the confirmation was about something else")
    parties = {atom.text.lower() for atom in line if _is_party(atom)}
    recipient = draft.params.get("recipient")
    if parties and isinstance(recipient, str) and parties != {recipient.lower()}:
        draft.doubt("recipient", "the confirmation named somebody else")
    if any(_asks_otherwise(draft, sentence) for sentence in _asked(line)):
        draft.doubt("request", "the question was about something else")
    _same_tokens(draft, line)
    _adopt_chain(draft, line)
    return draft


def all_confirmed(pending: Sequence[Draft], line: Sequence[Atom]) -> list[Draft] | None:
    """Several requests, if the agent's line repeats all of them in their order, and no more."""
    if any(missing_of(draft) or draft.doubts for draft in pending):
        return None
    drafts = [deepcopy(draft) for draft in pending]
    if not (_same_figures(drafts, line) and _same_parties(drafts, line)):
        drafts[0].doubt("request", "the confirmation was about something else")
    if any(_asks_otherwise(draft, sentence) for draft in drafts for sentence in _asked(line)):
        drafts[0].doubt("request", "the question was about something else")
    if _tokens(line) != _values(drafts, "token", "to_token"):
        drafts[0].doubt("request", "the confirmation named other tokens")
    chains = _values(drafts, "from_chain", "to_chain")
    named = {atom.entry.chain for atom in line if atom.entry.chain and not atom.entry.token}
    if not named | _chains(line) <= chains:
        drafts[0].doubt("request", "the confirmation named another chain")
    return drafts


def _values(drafts: Sequence[Draft], *roles: str) -> set[str | None]:
    return {str(draft.params[role]) for draft in drafts for role in roles if role in draft.params}


def _asked(atoms: Sequence[Atom]) -> list[list[Atom]]:
    """The sentences that end in a question mark."""
    found: list[list[Atom]] = []
    sentence: list[Atom] = []
    for atom in atoms:
        if not atom.is_mark(SENTENCE_ENDS):
            sentence.append(atom)
            continue
        if atom.text in QUESTION:
            found.append(sentence)
        sentence = []
    return found


def _asks_otherwise(draft: Draft, sentence: Sequence[Atom]) -> bool:
    """ "shall I cancel it?", "buy ETH instead?", "tomorrow?"; "… or not?" is yes to the request."""
    for at, atom in enumerate(sentence):
        if atom.kind == "when" and not draft.waits:
            return True
        if atom.has("or"):
            rest = sentence[at + 1 :]
            return not any(_refuses(other) or other.has("confirm") for other in rest)
        ballot = draft.action == "vote" and atom.entry.support is not None
        if (_refuses(atom) and not ballot) or atom.key == "instead":
            return True
    verbs = [atom.entry.verb for atom in sentence if atom.entry.verb and not atom.has("confirm")]
    actions = {frame_of(verb.frame).action for verb in verbs if verb.form == "base"}
    if draft.action == "bridge":
        actions -= {"transfer"}
    return bool(actions) and draft.action not in actions


def _refuses(atom: Atom) -> bool:
    return atom.has("negation") or atom.has("void")


def _figure(draft: Draft) -> Decimal | None:
    amount = draft.params.get("amount")
    return number_of(amount) if isinstance(amount, str) else None


def _is_party(atom: Atom) -> bool:
    return atom.kind in {"address", "name"}


def _once(values: Iterable[_T]) -> list[_T]:
    """Without what only repeats the one before: "5 USDC each" says 5 once."""
    return [value for value, _ in groupby(values)]


def _same_figures(drafts: Sequence[Draft], line: Sequence[Atom]) -> bool:
    """Every amount in its order; another one beside a token is something else."""
    amounts = [figure for draft in drafts if (figure := _figure(draft)) is not None]
    numbers = iter([atom.number for atom in line if atom.number is not None])
    if not amounts or not all(amount in numbers for amount in _once(amounts)):
        return False
    first = zip([None, *line], line, line[1:], strict=False)
    counted = [
        atom.number
        for before, atom, following in first
        if atom.number is not None and following.entry.token and not _estimates(before)
    ]
    return set(counted) <= set(amounts)


def _estimates(atom: Atom | None) -> bool:
    """ "1 ETH -> ~2,950 DAI", "for about 2,950 DAI": what arrives is not said by the person."""
    if atom is None:
        return False
    return atom.kind == "arrow" or atom.has("approx") or atom.is_mark("~\u2248")


def _same_parties(drafts: Sequence[Draft], line: Sequence[Atom]) -> bool:
    wanted = [str(draft.params["recipient"]) for draft in drafts if "recipient" in draft.params]
    named = [atom.text for atom in line if _is_party(atom)]
    return _once(map(str.lower, wanted)) == _once(map(str.lower, named))


def _tokens(line: Sequence[Atom]) -> set[str | None]:
    return {atom.entry.token for atom in line if atom.entry.token and atom.text.isupper()}


def _same_tokens(draft: Draft, line: Sequence[Atom]) -> None:
    """A line that names tokens names those of the request."""
    named = _tokens(line)
    for role in ("token", "to_token"):
        token = draft.params.get(role)
        plain = isinstance(token, str) and token.isupper()
        if named and plain and token not in named:
            draft.doubt(role, "the confirmation named another token")


def _chains(line: Sequence[Atom]) -> set[str | None]:
    return {
        atom.entry.chain for before, atom in pairwise(line) if atom.entry.chain and before.has("on")
    }


def _adopt_chain(draft: Draft, line: Sequence[Atom]) -> None:
    chains = _chains(line)
    if len(chains) != 1 or "to_chain" in draft.params:
        return
    chain = chains.pop()
    if chain is not None and draft.params.setdefault("from_chain", chain) != chain:
        draft.doubt("from_chain", "the confirmation named another chain")
