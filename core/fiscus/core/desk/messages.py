"""Signatures under something that is no transaction: which are given at all, and by whose leave."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fiscus.core.desk.adapter import TYPED_DATA, Effect
from fiscus.core.desk.policy import Policy, address_key
from fiscus.core.desk.verdicts import Kind, Reason
from fiscus.core.errors import MessageRefused

NEVER: Final[Mapping[str, str]] = {
    "sign_message": "a plain message: it can be a login, or a transaction in disguise",
    "sign_hash": "a hash: nobody can see what it stands for",
    "sign_authorization": "an authorisation (EIP-7702): it hands the whole account to a contract",
    "sign_transaction": "a finished transaction: the wallet makes its own",
}
"""What is asked of wallets and never signed here, by the action of the intent."""


def refuse_never(action: str) -> None:
    """Raise `MessageRefused` for what is never signed."""
    if (what := NEVER.get(action)) is not None:
        raise MessageRefused(
            f"The wallet does not sign {what}",
            hint="Nothing was signed. Ask for what it should bring about.",
        )


def messages(policy: Policy, effect: Effect) -> Reason | None:
    """Why typed data is refused; `None` where an operator listed its type, contract and chain."""
    if effect.action != TYPED_DATA:
        return None
    for known in policy.messages.allow:
        contract = address_key(known.contract) == address_key(effect.target)
        if contract and (known.type, known.chain) == (effect.call, effect.chain):
            return None
    return Reason(
        Kind.DENY,
        "messages.allow",
        f"The policy lets no {effect.call} be signed for {effect.target} on {effect.chain}.",
        "An operator can add its type, contract and chain to `messages.allow`.",
    )
