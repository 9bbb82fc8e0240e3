"""Who may be paid, called and given rights, and in what: the lists of a policy. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from fiscus.core.desk.adapter import Asset, Grant
from fiscus.core.desk.batches import plain
from fiscus.core.desk.policy import Listing, Policy, address_key
from fiscus.core.desk.verdicts import Heard, Reason, assets, called, named
from fiscus.core.origins import Origin

UNLIMITED: Final = 2**96 - 1
"""The smallest number that stands for "without a bound" in wide use; no token with eighteen
decimals and a price has so many units in one wallet."""
UNLIMITED_64: Final = 2**64 - 1
"""The same where amounts have 64 bits."""
SPENDERS_OWN: Final = frozenset({Origin.BOOK, Origin.DEFAULT, Origin.STRATEGY})
"""Whose word makes a spender an expected one: the operator's."""


def lists(heard: Heard) -> Iterator[Reason]:
    """What the lists of a scope say."""
    yield from _recipients(heard)
    yield from _called(heard)
    for grant in heard.case.effect.grants:
        if grant.units:
            yield from _spender(heard, grant)
    yield from _tokens(heard)


def sanctions(policy: Policy, heard: Heard) -> Iterator[Reason]:
    """Nothing is done with an address on a list of sanctions; a right of theirs can be ended."""
    effect = heard.case.effect
    touched = [*(move.to for move in effect.moves), effect.target]
    touched += [gain.to for gain in effect.gains]
    touched += [grant.spender for grant in effect.grants if grant.units]
    touched += [call.program for call in effect.calls]
    for address in dict.fromkeys(touched):
        if policy.sanctions_address(address):
            yield heard.deny("sanctions", f"{address} is on a list of sanctioned addresses.")


def strangers(heard: Heard) -> Iterator[Reason]:
    """Foreign code that nobody listed, neither the chain's lists nor the operator, is never run: a
    clean simulation says nothing of what it does later."""
    for address in dict.fromkeys(heard.case.unlisted):
        name, listing = _listing(heard, address_key(address))
        if not listing.allows(address):
            yield heard.deny(
                f"{name}.unlisted",
                f"{address} is on no list of known {name}.",
                f"An operator who trusts it can add it to `{name}.allow`; then only what is listed"
                " there is called.",
            )


def all_listed(heard: Heard) -> bool:
    """Whether the operator listed everybody who is paid."""
    paid = _paid(heard)
    return bool(paid) and all(_listed(heard, to) for to in paid)


def _listed(heard: Heard, to: str) -> bool:
    """Whether the operator named a recipient, in the policy or in the address book."""
    recipients = heard.scope.recipients
    booked = recipients.book is not None and any(
        plain(role) == "recipient"
        and given.origin is Origin.BOOK
        and address_key(given.value) == address_key(to)
        for role, given in heard.case.origins.items()
    )
    return booked or recipients.allows(to)


def _paid(heard: Heard) -> tuple[str, ...]:
    """Everybody else who is paid, over a bridge too: the rent of an account of one's own is
    nobody's."""
    effect = heard.case.effect
    paid = [*(move.to for move in effect.moves), *(gain.to for gain in effect.gains)]
    return tuple(dict.fromkeys(to for to in paid if to != effect.signer))


def _recipients(heard: Heard) -> Iterator[Reason]:
    scope = heard.scope
    for to in _paid(heard):
        if scope.recipients.denies(to):
            yield heard.deny(
                "recipients.deny",
                f"The policy never pays {to}.",
                f"An operator would have to take it off `{heard.prefix}recipients.deny`.",
            )
        elif not (_listed(heard, to) or _counterparty(heard, to)):
            yield from _unlisted_recipient(heard, to)


def _counterparty(heard: Heard, to: str) -> bool:
    """Whether it is a listed contract that something must come back from."""
    key = address_key(to)
    return (
        bool(heard.case.effect.gains)
        and key in called(heard.case.effect)
        and _listing(heard, key)[1].allows(key)
    )


def _unlisted_recipient(heard: Heard, to: str) -> Iterator[Reason]:
    recipients, listing = heard.scope.recipients, f"{heard.prefix}recipients.allow"
    if recipients.closed:
        book = ", or to the address book: it is then paid by its name" if recipients.book else ""
        yield heard.deny(
            "recipients.allow" if recipients.allow else "recipients.book",
            f"The policy pays listed recipients only, and {to} is not listed.",
            f"An operator can add it to `{listing}`{book}.",
        )
    elif to in heard.case.paid_before:
        return
    elif heard.scope.first_payment == "approve":
        yield heard.ask("first_payment", f"{to} was never paid from this wallet before.")
    elif heard.scope.first_payment == "deny":
        yield heard.deny(
            "first_payment",
            f"{to} was never paid from this wallet before, and the policy pays nobody new.",
            f"An operator can add it to `{listing}`.",
        )


def _called(heard: Heard) -> Iterator[Reason]:
    tokens = {address_key(asset.address) for asset in assets(heard.case.effect) if asset.address}
    for address in sorted(called(heard.case.effect)):
        name, listing = _listing(heard, address)
        if listing.denies(address):
            yield heard.deny(
                f"{name}.deny",
                f"The policy never calls {address}.",
                f"An operator would have to take it off `{heard.prefix}{name}.deny`.",
            )
        elif listing.allow and address not in tokens and not listing.allows(address):
            yield heard.deny(
                f"{name}.allow",
                f"The policy calls listed {name} only, and {address} is not listed.",
                f"An operator can add it to `{heard.prefix}{name}.allow`.",
            )


def _listing(heard: Heard, key: str) -> tuple[str, Listing]:
    """The list that an address belongs on."""
    if key.startswith("0x"):
        return "contracts", heard.scope.contracts
    return "programs", heard.scope.programs


def _spender(heard: Heard, grant: Grant) -> Iterator[Reason]:
    spenders, spender = heard.scope.spenders, grant.spender
    if spenders.denies(spender) or heard.scope.recipients.denies(spender):
        where = "spenders.deny" if spenders.denies(spender) else "recipients.deny"
        yield heard.deny(where, f"The policy never lets {spender} spend.")
    elif spenders.allow and not spenders.allows(spender):
        yield heard.deny(
            "spenders.allow",
            f"The policy lets listed spenders spend only, and {spender} is not listed.",
            f"An operator can add it to `{heard.prefix}spenders.allow`.",
        )
    elif not (spenders.allows(spender) or _expected(heard, spender)):
        yield from _chosen(
            heard,
            spenders.unlisted,
            "spenders.unlisted",
            f"{spender} would be allowed to spend {grant.asset.symbol}, and it is not listed.",
        )
    if grant.units >= UNLIMITED or grant.units == UNLIMITED_64:
        yield from _chosen(
            heard,
            spenders.unlimited,
            "spenders.unlimited",
            f"{spender} would be allowed to spend all {grant.asset.symbol}, now and later.",
        )


def _expected(heard: Heard, spender: str) -> bool:
    given = heard.case.origins.get("spender")
    return (
        given is not None
        and given.origin in SPENDERS_OWN
        and address_key(given.value) == address_key(spender)
    )


def _chosen(heard: Heard, choice: str, rule: str, text: str) -> Iterator[Reason]:
    if choice == "approve":
        yield heard.ask(rule, text)
    elif choice == "deny":
        hint = f"An operator can change `{heard.prefix}{rule}`, or name an exact amount."
        yield heard.deny(rule, text, hint)


def _tokens(heard: Heard) -> Iterator[Reason]:
    tokens = heard.scope.tokens
    for asset in sorted(assets(heard.case.effect), key=_told):
        if _on(tokens.deny, asset):
            yield heard.deny("tokens.deny", f"The policy has no dealings in {_told(asset)}.")
        elif tokens.allow and not _on(tokens.allow, asset):
            yield heard.deny(
                "tokens.allow",
                f"The policy deals in listed tokens only, and {_told(asset)} is not listed.",
                f"An operator can add it to `{heard.prefix}tokens.allow`.",
            )


def _on(names: Iterable[str], asset: Asset) -> bool:
    return any(named(name, asset) for name in names)


def _told(asset: Asset) -> str:
    where = f" ({asset.address})" if asset.address else ""
    return f"{asset.symbol} on {asset.chain}{where}"
