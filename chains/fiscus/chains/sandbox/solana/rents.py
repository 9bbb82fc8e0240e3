"""The check that no account is left with less than its rent, which LiteSVM does not make.

Rules of Agave's `rent_calculator`: what was exempt, or not there, must be exempt or gone
afterwards; what already paid rent may go on with the same size and no more lamports.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from solders.account import Account
from solders.pubkey import Pubkey

from fiscus.chains.jsonrpc import Json
from fiscus.chains.solana import programs

INCINERATOR: Final = Pubkey.from_string(programs.INCINERATOR)


def rent_error(
    keys: Sequence[Pubkey],
    after: Mapping[Pubkey, Account],
    before: Callable[[Pubkey], Account | None],
    rent: Callable[[int], int],
) -> Json:
    """The error for the first account that fell short, or `None`.

    `after` are the accounts that were written; `rent` tells lamports from bytes.
    """

    def pays(account: Account) -> bool:
        return 0 < account.lamports < rent(len(account.data))

    for index, key in enumerate(keys):
        account, earlier = after.get(key), before(key)
        if account is None or not pays(account) or key == INCINERATOR:
            continue
        goes_on = (
            earlier is not None
            and pays(earlier)
            and len(earlier.data) == len(account.data)
            and account.lamports <= earlier.lamports
        )
        if not goes_on:
            return {"InsufficientFundsForRent": {"account_index": index}}
    return None
