"""Which kind of chain a request is about."""

from __future__ import annotations

from collections.abc import Sequence

from fiscus.core.reader.draft import Draft
from fiscus.core.reader.vocabulary import Vocabulary


def family_of(drafts: Sequence[Draft], vocabulary: Vocabulary) -> str:
    """`evm`, `solana` …, or `any` where nothing decides or two disagree."""
    certain: set[str] = set()
    possible: set[str] | None = None
    for draft in drafts:
        certain |= {family for family in draft.families.values() if family}
        for role in ("from_chain", "to_chain"):
            chain = draft.params.get(role)
            if isinstance(chain, str) and chain in vocabulary.chain_families:
                certain.add(vocabulary.chain_families[chain])
        for role in ("token", "to_token"):
            known = vocabulary.token_families.get(str(draft.params.get(role)))
            if known:
                possible = set(known) if possible is None else possible & known
    if len(certain) == 1:
        return certain.pop()
    if not certain and possible and len(possible) == 1:
        return possible.pop()
    return "any"
