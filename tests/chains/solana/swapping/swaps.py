"""Swaps as somebody asks for them, at a desk."""

from __future__ import annotations

import pytest

from fiscus.core.desk.door import Consent, Given, Intent, Proposed, Ticket
from fiscus.core.desk.outcome import Outcome
from fiscus.core.errors import RequestError, SimulationFailed
from fiscus.core.origins import Origin
from tests.chains.solana.chain import ME, SOL, Chain
from tests.chains.solana.swapping.maker import MINE, USDC_KEY, ata, brings, pays
from tests.chains.solana.wallets import Wallet, owner

HALF = SOL // 2
GOOD = (pays(HALF), brings(75_000_000, USDC_KEY))
"""Half a SOL for 75 USDC, to the unit."""
USDCS = ata(MINE, USDC_KEY)


def swap(
    transaction: str | None,
    amount: str = "0.5",
    token: str = "SOL",
    to_token: str = "USDC",
    **others: str,
) -> Intent:
    """`transaction` in base64 is what an aggregator proposes; `others` are further roles."""
    words = {"amount": amount, "token": token, "to_token": to_token, **others}
    values = {role: Given(word, Origin.USER) for role, word in words.items()}
    return Intent("solana", "swap", values, Proposed(transaction) if transaction else None)


async def submit(wallet: Wallet, intent: Intent, consent: Consent = Consent.POLICY) -> Outcome:
    number = next(wallet.numbers)
    ticket = Ticket("test", "room", f"m{number}", 0, "swap", owner(consent))
    return await wallet.desk.submit(ticket, intent)


async def refused(
    chain: Chain, wallet: Wallet, transaction: str, signed: list[bytes], **words: str
) -> str:
    """Offer it at the desk; what it says. Nothing is signed, and nothing moves."""
    before = chain.node.engine.balance(MINE), chain.data(str(USDCS))
    with pytest.raises((SimulationFailed, RequestError)) as caught:
        await submit(wallet, swap(transaction, **words))
    assert signed == []
    assert (chain.node.engine.balance(MINE), chain.data(str(USDCS))) == before
    assert not any(record.keys[0] == ME for record in chain.node.ledger.records.values())
    assert caught.value.hint is not None
    return caught.value.message
