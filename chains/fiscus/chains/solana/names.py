"""Who a .sol name stands for, by the accounts of the Solana Name Service themselves.

One HTTP request, and another where a program owns the name. The order is that of SNS-IP 5: a name
that is a token belongs to whoever holds the token; then the owner's records, the newer before the
older; then the owner.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from fiscus.chains.solana.addresses import encode
from fiscus.chains.solana.derivation import has_key, key_bytes
from fiscus.chains.solana.installation import must_be_installed
from fiscus.chains.solana.programs import SYSTEM
from fiscus.chains.solana.records import Account
from fiscus.chains.solana.sns import (
    NAME_PROGRAM,
    NAME_TOKENIZER,
    NO_CLASS,
    RECORDS_STATE,
    NameAccounts,
    name_accounts,
    normalise,
)
from fiscus.core.errors import NameNotResolved

if TYPE_CHECKING:
    from fiscus.chains.solana.client import SolanaClient

HEAD: Final = 96
"""Parent, owner and class, in front of what a name account holds."""
ACTIVE_TOKEN: Final = 2
SIGNED: Final = 1
"""Of a record's two validations: by a signature on Solana."""
RECORD_HEAD: Final = struct.Struct("<HHI")
"""How the owner confirmed it, how the payee did, and how long the content is."""


@dataclass(frozen=True, slots=True)
class ResolvedName:
    """A name in normal form and the wallet it stands for."""

    name: str
    address: str


async def resolve_name(client: SolanaClient, name: str) -> ResolvedName:
    """The wallet of `name`. Raises `NameNotResolved` with what stands in the way."""
    must_be_installed()
    accounts = name_accounts(normalise(name))
    registry, token, newer, older = await client.accounts(
        [accounts.registry, accounts.token, accounts.record_v2, accounts.record_v1]
    )
    owner = _owner(accounts, registry)
    _refuse_token(accounts, token)
    record = _newer_record(accounts, newer, owner) or _older_record(accounts, older, owner)
    if record is not None:
        return ResolvedName(accounts.name, record)
    if not has_key(owner):
        await _refuse_escrow(client, accounts.name, owner)
    return ResolvedName(accounts.name, owner)


async def _refuse_escrow(client: SolanaClient, name: str, owner: str) -> None:
    """Of addresses without a key, a vault can spend; what holds a program's data may be a sale."""
    (account,) = await client.accounts([owner])
    if account is None or account.owner != SYSTEM:
        raise NameNotResolved(
            f"{name!r} belongs to a program right now, maybe because it is for sale",
            hint="Ask for the address itself and give that.",
        )


def _owner(accounts: NameAccounts, account: Account | None) -> str:
    if not _is_name(account, parent=accounts.parent) or account is None:
        raise NameNotResolved(
            f"{accounts.name!r} is not a registered name", hint="Check how it is written."
        )
    return encode(account.data[32:64])


def _refuse_token(accounts: NameAccounts, account: Account | None) -> None:
    if account is None or account.owner != NAME_TOKENIZER or not account.data:
        return
    if account.data[0] == ACTIVE_TOKEN:
        raise NameNotResolved(
            f"{accounts.name!r} was turned into a token, and whoever holds that is not looked up",
            hint="Ask for the address itself and give that.",
        )


def _newer_record(accounts: NameAccounts, account: Account | None, owner: str) -> str | None:
    """The record of the second version; `None` where there is none, or a former owner made it."""
    if not _is_name(account, parent=accounts.registry, class_=RECORDS_STATE) or account is None:
        return None
    body = account.data[HEAD:]
    if len(body) != RECORD_HEAD.size + 3 * 32:
        raise _untrusted(accounts)
    by_owner, by_payee, length = RECORD_HEAD.unpack_from(body)
    parts = [encode(body[i : i + 32]) for i in range(RECORD_HEAD.size, len(body), 32)]
    confirmed_by, agreed_by, content = parts
    if (by_owner, by_payee, length) != (SIGNED, SIGNED, 32):
        raise _untrusted(accounts)
    if confirmed_by != owner:
        return None
    if agreed_by != content:
        raise _untrusted(accounts)
    return content


def _older_record(accounts: NameAccounts, account: Account | None, owner: str) -> str | None:
    """The record of the first version; `None` where the owner of today did not sign it."""
    from solders.pubkey import Pubkey
    from solders.signature import Signature

    if not _is_name(account, parent=accounts.registry) or account is None:
        return None
    body = account.data[HEAD : HEAD + 96]
    if len(body) != 96:
        return None
    signed = (body[:32] + key_bytes(accounts.record_v1)).hex().encode()
    valid = Signature.from_bytes(body[32:]).verify(Pubkey.from_string(owner), signed)
    return encode(body[:32]) if valid else None


def _is_name(account: Account | None, *, parent: str, class_: str = NO_CLASS) -> bool:
    """Whether it is an account of the name program with that parent and class."""
    if account is None or account.owner != NAME_PROGRAM or len(account.data) < HEAD:
        return False
    return (encode(account.data[:32]), encode(account.data[64:96])) == (parent, class_)


def _untrusted(accounts: NameAccounts) -> NameNotResolved:
    return NameNotResolved(
        f"{accounts.name!r} has a record for SOL that nobody vouches for",
        hint="Ask for the address itself and give that.",
    )
