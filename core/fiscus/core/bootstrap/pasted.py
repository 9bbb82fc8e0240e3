"""Keys that people paste into a conversation: kept nowhere, and shown to no model.

A hash of a transaction looks like a private key. So most shapes are hidden only in a message that
speaks of keys.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from fiscus.core.memory import Memory
from fiscus.core.redaction import HIDDEN

_SPOKEN_OF: Final = re.compile(
    r"priv(?:ate)?[ _-]?key|secret|seed|mnemonic|(?:recovery|backup|pass) ?phrase|key ?pair|my key"
    r"|clave privada|chave privada|clé privée|privater? schlüssel|私钥|私鑰|助记词|助記詞",
    re.IGNORECASE,
)
_EDGE: Final = r"(?![0-9A-Za-z])"
_WITH_WORDS: Final = (
    re.compile(rf"(?<![0-9A-Za-z])(?:0x)?[0-9a-fA-F]{{64}}{_EDGE}"),
    re.compile(rf"(?<![0-9A-Za-z])[1-9A-HJ-NP-Za-km-z]{{86,88}}{_EDGE}"),
    re.compile(r"(?<![0-9A-Za-z+/])[A-Za-z0-9+/]{86}=="),
    re.compile(r"(?<=[:=\n ])(?<!\w)(?:[a-z]{3,8}[ ,\n]+){11,23}[a-z]{3,8}(?=\W*$)"),
)
"""EVM; Solana in base58 and base64; the words of a phrase, at the end of what is said."""
_ALWAYS: Final = (
    re.compile(r"\[\s*\d{1,3}(?:\s*,\s*\d{1,3}){63}\s*\]"),
    re.compile(r"\bsk-[A-Za-z0-9_-]{20,}"),
)
"""A Solana key file; the key of a model's vendor."""


def without_keys(message: Memory) -> Memory:
    """The message as it is remembered. What a request means is read from what was delivered."""
    text = hide_keys(message.content.text)
    if text == message.content.text:
        return message
    return replace(message, content=replace(message.content, text=text))


def may_hold_a_key(text: str) -> bool:
    """Whether anything in the text has the shape of a key; a hash of a transaction has it too."""
    return any(shape.search(text) for shape in (*_ALWAYS, *_WITH_WORDS))


def hide_keys(text: str) -> str:
    """The text with `[secret]` in place of every key."""
    shapes = (*_ALWAYS, *_WITH_WORDS) if _SPOKEN_OF.search(text) else _ALWAYS
    for shape in shapes:
        text = shape.sub(HIDDEN, text)
    return text
