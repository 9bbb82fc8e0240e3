"""What keeps a wallet in order: rights to spend, what is stuck, what is hidden. Whole messages.

The grammar of requests is generous; this one is not. A message counts only where all of it is one
of these sentences, and everything it names is known. Whatever says more ("don't", "should I",
"he said", "tomorrow") is none of them, and is read as before.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from fiscus.core.reader.reading import Reading, Step, Value
from fiscus.core.reader.vocabulary import NOTHING, Vocabulary

LONGEST: Final = 200
"""Characters of a message that could be such a sentence."""

_BEFORE: Final = (
    r"(?:(?:hey|ok|okay|please|pls|now)\s*,?\s+)*"
    r"(?:(?:can|could|would|will)\s+you\s+(?:please\s+)?)?"
)
_AFTER: Final = r"(?:\s*,?\s+(?:please|pls|now|thanks|thank\s+you))*[\s.!?]*"
_WORD: Final = r"[\w.$+-]+"
_TOKEN: Final = rf"(?P<token>{_WORD}(?: [\w-]+){{0,2}}?)"
_ON_CHAIN: Final = r"(?: on (?P<from_chain>[\w-]+(?: [\w-]+){0,2}?))?"
_SPENDER: Final = r"(?P<spender>(?:the )?[\w.-]+(?: [\w.-]+){0,3}?)"
_PAYMENT: Final = r"(?P<payment>0x[0-9a-f]{64}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
_MINE: Final = r"(?:my |our |the )?"
_PLACE: Final = r"(?P<place>first|second|third|fourth|fifth|[1-9]\d?)"
_PLACES: Final = {"first": "1", "second": "2", "third": "3", "fourth": "4", "fifth": "5"}
_RIGHT: Final = r"(?:permission|right|approval|allowance|access)"
_RIGHTS: Final = r"(?:allowances?|(?:token|spending) (?:approvals?|permissions?|rights?))"
_MONEY: Final = r"(?:money|funds|tokens?|coins?|crypto|assets|wallet|savings)"
_MAY: Final = (
    r"(?:can|may|could|is allowed to|are allowed to|has permission to|have permission to"
    r"|has the right to|is able to)"
)
_WHO: Final = (
    r"(?:what(?: contracts?| apps?)?|who|which (?:contracts?|apps?|dapps?|spenders?|addresses))"
)
_TAKE_BACK: Final = r"(?:revoke|take back|remove|withdraw|cancel)"
_WAITING: Final = r"(?:last|latest|newest|pending|stuck|open|waiting|unconfirmed)"
_PAID: Final = r"(?:transaction|tx|payment|transfer|swap)"
_THAT: Final = r"(?:it|this|that)"

SENTENCES: Final[Mapping[str, tuple[str, ...]]] = {
    "allowances": (
        rf"{_WHO} {_MAY} (?:still )?(?:spend|move|take|use) {_MINE}(?:{_MONEY}|{_TOKEN})"
        rf"{_ON_CHAIN}",
        rf"(?:show|list|check|see)(?: me)?(?: all)? {_MINE}{_RIGHTS}(?: (?:for|of) {_TOKEN})?"
        rf"{_ON_CHAIN}",
        rf"what are {_MINE}{_RIGHTS}(?: (?:for|of) {_TOKEN})?{_ON_CHAIN}",
        rf"(?:my |our ){_RIGHTS}(?: (?:for|of) {_TOKEN})?{_ON_CHAIN}",
    ),
    "revoke": (
        rf"revoke (?:{_THAT}|(?:this|that|the) (?:one|{_RIGHT}))",
        rf"revoke (?:the |number )?{_PLACE}(?: one)?",
        rf"{_TAKE_BACK} {_SPENDER}(?:'s|s') {_RIGHT} (?:to spend|on|for|over) {_MINE}{_TOKEN}"
        rf"{_ON_CHAIN}",
        rf"{_TAKE_BACK} the {_RIGHT} of {_SPENDER} (?:to spend|on|for|over) {_MINE}{_TOKEN}"
        rf"{_ON_CHAIN}",
        rf"revoke {_SPENDER} (?:on|for) {_MINE}{_TOKEN}{_ON_CHAIN}",
        rf"revoke {_MINE}{_TOKEN} {_RIGHT}(?: (?:of|for|to) {_SPENDER})?{_ON_CHAIN}",
    ),
    "speed_up": (
        rf"(?:speed|hurry) {_THAT} up",
        rf"speed up (?:{_THAT}|{_MINE}(?:{_WAITING} )?{_PAID})",
        rf"speed up (?:{_MINE}{_PAID} )?{_PAYMENT}",
        rf"make {_THAT} (?:go )?faster",
        rf"bump {_MINE}(?:gas|fee)(?: (?:of|on|for) (?:{_THAT}|{_MINE}(?:{_WAITING} )?{_PAID}))?",
    ),
    "cancel": (
        rf"(?:call|take) {_THAT} back",
        rf"(?:cancel|call back|stop) (?:my|our|the) {_WAITING} {_PAID}",
        rf"(?:cancel|call back|stop) (?:my|our) {_PAID}",
        rf"(?:cancel|call back|stop) (?:{_MINE}{_PAID} )?{_PAYMENT}",
    ),
    "hidden_tokens": (
        rf"(?:show|list|see)(?: me)?(?: all)? {_MINE}(?:hidden|spam|scam|junk|ignored) "
        rf"(?:tokens|coins|airdrops){_ON_CHAIN}",
        rf"(?:what|which) (?:tokens|coins) (?:are|did you) (?:hidden|hide){_ON_CHAIN}",
    ),
    "history": (
        rf"(?:show|see)(?: me)? page (?P<page>[1-9]\d?) of {_MINE}(?:transaction |payment )?history"
        rf"{_ON_CHAIN}",
    ),
}
"""By action; single spaces stand for any."""

_PATTERNS: Final = tuple(
    (action, re.compile((_BEFORE + sentence + _AFTER).replace(" ", r"\s+"), re.IGNORECASE))
    for action, sentences in SENTENCES.items()
    for sentence in sentences
)


def upkeep_of(text: str, vocabulary: Vocabulary) -> Reading | None:
    """The request that the whole of `text` is; `None` where it is none of these sentences."""
    plain = text.replace("\u2019", "'").strip()
    if not plain or len(text) > LONGEST or "\n" in plain:
        return None
    shift = len(text) - len(text.lstrip())
    for action, pattern in _PATTERNS:
        found = pattern.fullmatch(plain)
        values = None if found is None else _values(found, vocabulary, shift)
        if values is not None:
            return _reading(text, action, values, vocabulary)
    return None


def _reading(text: str, action: str, values: tuple[Value, ...], vocabulary: Vocabulary) -> Reading:
    params = {value.role: value.value for value in values}
    step = Step(action, dict(params), values)
    chain = vocabulary.chain_families.get(params.get("from_chain", ""))
    spender = vocabulary.address(params.get("spender", ""))
    family = chain or (spender[1] if spender is not None else "any")
    return Reading(text, family, action, step.params, (), (step,), None, values)


def _values(found: re.Match[str], vocabulary: Vocabulary, shift: int) -> tuple[Value, ...] | None:
    """What the sentence names; `None` where something of it is not known."""
    values: list[Value] = []
    for role, said in found.groupdict().items():
        if said is None:
            continue
        meant = _meant(role, said, vocabulary)
        if meant is None:
            return None
        start = found.start(role) + shift
        values.append(Value(role, meant, said, start, start + len(said), 0))
    return tuple(values)


def _meant(role: str, said: str, vocabulary: Vocabulary) -> str | None:
    low = " ".join(said.lower().split())
    if role == "from_chain":
        return (vocabulary.entry(low) or NOTHING).chain
    if role == "token":
        return (vocabulary.entry(low) or NOTHING).token or _address(said, vocabulary)
    if role == "place":
        return _PLACES.get(low, low)
    if role == "spender":
        return _spender(said, low, vocabulary)
    return said


def _spender(said: str, low: str, vocabulary: Vocabulary) -> str | None:
    """An address, or words that could be a contract's name: which one, its reader must find."""
    if low.startswith("0x"):
        return _address(said, vocabulary)
    entries = (vocabulary.entry(word) or NOTHING for word in low.removeprefix("the ").split())
    # No word that says something else, like "my", "tomorrow" or "not".
    named = all(entry is NOTHING or "venue" in entry.tags for entry in entries)
    return said if named else None


def _address(said: str, vocabulary: Vocabulary) -> str | None:
    found = vocabulary.address(said)
    return said if found is not None and found[0].valid else None
