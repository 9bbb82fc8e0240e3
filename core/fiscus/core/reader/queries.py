"""Questions that read and never write: balance, portfolio, address, price, history."""

from __future__ import annotations

from collections.abc import Sequence

from fiscus.core.reader.atoms import Atom
from fiscus.core.reader.clauses import Clause
from fiscus.core.reader.draft import Draft
from fiscus.core.reader.phrases import Named
from fiscus.core.reader.things import Scene, party_at, place_at, token_at

_NOUNS = ("history", "portfolio", "address_of", "balance", "price")
_ACTIONS = {"address_of": "address"}
_POSSESSING = frozenset(
    {"have", "own", "hold", "holding", "got", "has", "holds", "owns", "having", "left"}
)
_DONE = frozenset({"did", "has", "was", "is", "will", "are", "were", "do", "does"})
"""They ask what became of something, not for a list."""
_LATELY = frozenset({"last", "lately", "recently"})
_RECALLING = _LATELY | frozenset(
    {"what", "which", "show", "tell", "me", "i", "we", "you", "was", "is", "the", "thing", "things"}
    | {"did", "do", "done", "have", "just", "?"}
)
_INSIDE = frozenset({"in", "im", "en", "em", "dans"})
_BARE_ADDRESS = frozenset({"address", "addr", "please", "pls", "plz", "addy", "?", "my", "your"})
_WORTH = frozenset({"worth", "cost", "costs", "trading", "price", "value", "going"})


def query_of(clause: Clause, scene: Scene, text: str, *, turn: int = 0) -> Draft | None:
    """The read-only request of a clause, or `None`."""
    action = _action(clause, scene)
    if action is None:
        return None
    draft = Draft(action, action, clause.number, text, turn)
    _things(draft, scene)
    if action == "address" and "address" in draft.params:
        return None
    if action == "portfolio" and "token" in draft.params:
        draft.action = draft.frame = "balance"
    if action == "price" and not ({"token", "to_token"} & set(draft.params)):
        draft.doubt("token", "which token")
    return draft


def _action(clause: Clause, scene: Scene) -> str | None:
    atoms = scene.atoms
    noun = next((tag for tag in _NOUNS for atom in atoms if atom.has(tag)), None)
    asking = any(atom.has("question") or atom.has("read") for atom in atoms)
    lows = {atom.key for atom in atoms}
    words = {word for low in lows for word in low.split()}
    if noun == "history" and _opens(atoms[0], _DONE):
        return None
    if noun == "history" and (asking or (clause.mood == "fragment" and _is_bare(atoms))):
        return "history"
    if noun is None and _asks_what_was_done(words):
        return "history"
    if noun is not None and noun != "price" and (asking or _is_bare(atoms)):
        return _own_value(noun, words)
    owned = any(atom.has("my") or atom.has("your") for atom in atoms)
    if "address" in words and owned and (asking or _is_bare(atoms)):
        return "address"
    if words == {"address"} or (lows <= _BARE_ADDRESS and lows & {"address", "addr", "addy"}):
        return "address"
    if clause.head is not None and not noun and not any(atom.has("question") for atom in atoms):
        return None
    things = any(token_at(scene, index, after_amount=True) for index in range(len(atoms)))
    if noun == "price":
        things = things or any(
            atom.kind == "address" or _is_ticker(scene, index) for index, atom in enumerate(atoms)
        )
    told = any(atom.has("some") or atom.number is not None for atom in atoms)
    if things and words & _POSSESSING and clause.mood == "question" and not told:
        return "balance"
    return _without_noun(atoms, words, things=things, asking=asking, noun=noun)


def _asks_what_was_done(words: set[str]) -> bool:
    """ "what did I do last?", "what have you done lately?", and not a word more."""
    return words <= _RECALLING and bool(words & _LATELY and words & {"did", "done"})


def _opens(atom: Atom, words: frozenset[str]) -> bool:
    first = atom.key.split()[:1]
    return bool(first) and first[0] in words


def _own_value(noun: str, words: set[str]) -> str:
    return _ACTIONS.get(noun, noun)


def _without_noun(
    atoms: Sequence[Atom], words: set[str], *, things: bool, asking: bool, noun: str | None
) -> str | None:
    counted = bool(
        words
        & {
            "wut",
            "wat",
            "whut",
            "much",
            "many",
            "any",
            "what",
            "which",
            "show",
            "check",
            "list",
            "do",
        }
    )
    if words & _POSSESSING and asking and counted:
        return "balance" if things else "portfolio"
    if "worth" in words and words & {"i", "we", "my"} and asking:
        return "balance" if things else "portfolio"
    if things and asking and (noun == "price" or words & _WORTH or _is_valued(words)):
        return "price"
    if (
        things
        and (noun == "price" or any(atom.has("dollar") for atom in atoms))
        and _is_bare(atoms)
    ):
        return "price"
    if things and asking and any(atom.has("my") for atom in atoms):
        return "balance"
    counted = counted and all(atom.number is None for atom in atoms)
    party = any(atom.kind in {"address", "name"} for atom in atoms)
    if party and things and asking and counted:
        return "balance"
    return None


def _is_valued(words: set[str]) -> bool:
    """ "is SOL above 200?", "how much is ETH", "what's 1 ETH in USD"."""
    return bool(words & {"above", "below", "much", "usd", "dollars", "over", "under", "doing"})


def _is_bare(atoms: Sequence[Atom]) -> bool:
    """ "ETH price", "my solana address pls": nothing but things and small words."""
    return all(
        atom.entry.tags
        or atom.entry.token
        or atom.entry.chain
        or atom.kind != "word"
        or atom.text.isupper()
        for atom in atoms
    )


def _things(draft: Draft, scene: Scene) -> None:
    index = 0
    while index < len(scene.atoms):
        index = _thing(draft, scene, index)


def _thing(draft: Draft, scene: Scene, index: int) -> int:
    party = party_at(scene, index) or _owner(scene, index)
    if party is not None:
        role = "token" if draft.action == "price" else "address"
        return _kept(draft, role, party)
    place = place_at(scene, index)
    marked = scene.has(index - 1, "on", "in", "via") and not _is_coin(draft, scene, index)
    if (
        place is not None
        and place[0] is not None
        and (place[2] or marked or _is_whole_chain(draft, scene, index))
    ):
        return _kept(draft, "from_chain", (place[0], place[1]))
    token = token_at(scene, index, after_amount=True) or _unheard(draft, scene, index)
    if token is not None and token[1] > index:
        if place is not None and place[0] is not None and _token_follows(draft, scene, token[1]):
            return _kept(draft, "from_chain", (place[0], place[1]))
        if place is not None and place[0] is not None and "token" in draft.params:
            return _kept(draft, "from_chain", (place[0], place[1]))
        role = "token" if "token" not in draft.params else "to_token"
        return _kept(draft, role, token)
    return index + 1


def _is_whole_chain(draft: Draft, scene: Scene, index: int) -> bool:
    """The "Solana" of "my Solana portfolio": the chain, although its coin is called so, too.

    In "any Solana in my wallet" it is the coin.
    """
    behind = scene.at(index + 1)
    if behind is None or not behind.has("portfolio"):
        return draft.action == "address"
    return behind.key.partition(" ")[0] not in _INSIDE


def _is_coin(draft: Draft, scene: Scene, index: int) -> bool:
    """The "ETH" of "my balance in ETH": its symbol, where no coin is named yet."""
    atom = scene.atoms[index]
    symbol = atom.entry.token is not None and atom.text.upper() == atom.entry.token
    return symbol and "token" not in draft.params and scene.has(index - 1, "in")


def _is_ticker(scene: Scene, index: int) -> bool:
    """The "KING" of "the price of KING": capitals behind what only a symbol can follow."""
    atom = scene.atoms[index]
    short = 2 <= len(atom.text) <= 11 and atom.text.isascii() and atom.text.isalnum()
    known = atom.has("price") or atom.entry.chain or scene.shouting
    behind = scene.has(index - 1, "of", "price")
    return atom.text.isupper() and short and not known and behind


def _unheard(draft: Draft, scene: Scene, index: int) -> tuple[Named, int] | None:
    atom = scene.atoms[index]
    if draft.action != "price" or not _is_ticker(scene, index):
        return None
    return Named(atom.text, atom.start, atom.end, known=False), index + 1


def _owner(scene: Scene, index: int) -> tuple[Named, int] | None:
    """The "alice.eth's" of "alice.eth's balance"."""
    atom = scene.at(index)
    if atom is None or atom.kind not in {"address", "name"} or not atom.possessive:
        return None
    return Named(atom.text, atom.start, atom.end, atom.family), index + 1


def _token_follows(draft: Draft, scene: Scene, index: int) -> bool:
    """ "bal arb usdc": the first may be a chain, and the token comes next."""
    following = token_at(scene, index, after_amount=True)
    place = place_at(scene, index)
    return draft.action == "balance" and following is not None and place is None


def _kept(draft: Draft, role: str, found: tuple[Named, int]) -> int:
    if role not in draft.params:
        draft.put_named(role, found[0])
    return found[1]
