"""What stands at a recipient's address where it is more than a plain wallet."""

from __future__ import annotations

from fiscus.chains.solana.derivation import has_key
from fiscus.chains.solana.layouts import is_multisig, read_holding, read_mint
from fiscus.chains.solana.programs import SYSTEM, TOKEN_PROGRAMS
from fiscus.chains.solana.recipients import describe_multisig, describe_owned, describe_vault
from fiscus.chains.solana.records import Account
from fiscus.core.desk.adapter import Concern
from fiscus.core.errors import InvalidRecipient


def inspect(address: str, account: Account | None, *, pays_coin: bool) -> list[Concern]:
    """What an owner must know. Raises `InvalidRecipient` where the money could not be used.

    `account` is what stands there, `None` for nothing yet. `pays_coin`: SOL goes to the address
    itself; tokens go to an account that belongs to it.
    """
    if account is None:
        return [] if has_key(address) else [describe_vault(address, None)]
    if account.executable:
        raise InvalidRecipient(
            f"{address} is a program: what goes there is lost",
            hint="Give the address of a person or a wallet.",
        )
    if account.owner in TOKEN_PROGRAMS:
        return _of_token_program(address, account, pays_coin=pays_coin)
    if not has_key(address):
        program = account.owner if account.owner != SYSTEM else None
        return [describe_vault(address, program)]
    if account.owner != SYSTEM or account.data:
        return [describe_owned(address, account.owner)]
    return []


def _of_token_program(address: str, account: Account, *, pays_coin: bool) -> list[Concern]:
    if read_mint(account) is not None:
        raise InvalidRecipient(
            f"{address} is the mint of a token: what goes there is lost",
            hint="Give the address of a person or a wallet, not of the token.",
        )
    holding = read_holding(account)
    if holding is not None:
        raise InvalidRecipient(
            f"{address} is a token account, not a wallet",
            hint=f"It belongs to {holding.owner}; pay that address if it is the right one.",
            owner=holding.owner,
        )
    if is_multisig(account) and not pays_coin:
        return [describe_multisig(address)]
    raise InvalidRecipient(
        f"{address} belongs to the token program: SOL that goes there cannot be moved again",
        hint="Give the address of a person or a wallet.",
    )
