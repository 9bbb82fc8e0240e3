"""How long a text is for a model, without asking one."""

from __future__ import annotations

CHARACTERS_PER_TOKEN = 4


def estimate_tokens(text: str) -> int:
    """About as many tokens as any tokenizer makes of English text; never zero for any text."""
    return -(-len(text) // CHARACTERS_PER_TOKEN)
