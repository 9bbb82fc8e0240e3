"""What many tokens call themselves, asked for once. Claims: they prove nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from fiscus.chains.solana.balances import TokenHolding
from fiscus.chains.solana.client import SolanaClient
from fiscus.chains.solana.metadata import Claim, claimed, metadata_account
from fiscus.chains.solana.programs import TOKEN_2022

AT_ONCE: Final = 300
"""Tokens in one look: three questions. The rest is asked for at the next one."""
REMEMBERED: Final = 10_000


@dataclass(slots=True)
class Claims:
    """By mint. `None` for one that says nothing of itself."""

    _known: dict[str, Claim | None] = field(default_factory=dict[str, "Claim | None"])

    @property
    def known(self) -> Mapping[str, Claim | None]:
        return self._known

    async def learn(self, client: SolanaClient, tokens: Iterable[TokenHolding]) -> None:
        """Ask for those that are not known yet. Raises `ChainError`."""
        missing = [token for token in tokens if token.mint not in self._known][:AT_ONCE]
        if not missing:
            return
        if len(self._known) + len(missing) > REMEMBERED:
            self._known.clear()
        found = await client.accounts(list(map(_place, missing)))
        for token, account in zip(missing, found, strict=True):
            self._known[token.mint] = claimed(account)


def _place(token: TokenHolding) -> str:
    """Token-2022 keeps it in the mint, Metaplex beside the mints of SPL Token."""
    return token.mint if token.program == TOKEN_2022 else metadata_account(token.mint)
