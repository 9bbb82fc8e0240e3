"""Signatures under typed data take the road of every payment, and nothing else is signed."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any, Final

import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data
from eth_hash.auto import keccak

from fiscus.chains.evm.abi import address_word, allowance, read_uint, uint_word
from fiscus.chains.evm.keys import EvmSigner, Signature
from fiscus.chains.evm.messages.permits import REFUSED
from fiscus.chains.evm.messages.typed import TypedData
from fiscus.core.desk.door import Consent, Given, Intent, Proposed, Ticket
from fiscus.core.desk.messages import NEVER
from fiscus.core.desk.outcome import Outcome, State
from fiscus.core.desk.policy import Messages, MessageType, Policy
from fiscus.core.errors import FiscusError, MessageRefused, PolicyDenied, WalletFrozen
from fiscus.core.origins import Origin
from tests.chains.evm.engine import Engine
from tests.chains.evm.messages.typed import LATER, PERMIT2, USDC, permit, typed, written
from tests.chains.evm.wallets import ANYTHING, BOB, CAROL, ME, Wallet, open_wallet, owner
from tests.sandboxes import mined, rpc

LISTED: Final = ANYTHING.model_copy(
    update={
        "messages": Messages(
            allow=(
                MessageType(type="Permit", contract=USDC, chain="base"),
                MessageType(type="PermitSingle", contract=PERMIT2, chain="base"),
            )
        )
    }
)
"""A policy that lets permits of USDC be signed, and everything else be paid."""
NUMBERS = count()


class Recorder:
    """Every use of the key."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.signed: list[object] = []
        permits, transactions = EvmSigner.sign_permit, EvmSigner.sign

        def sign_permit(signer: EvmSigner, data: TypedData) -> Signature:
            self.signed.append(data)
            return permits(signer, data)

        def sign(signer: EvmSigner, envelope: Any) -> Signature:
            self.signed.append(envelope)
            return transactions(signer, envelope)

        monkeypatch.setattr(EvmSigner, "sign_permit", sign_permit)
        monkeypatch.setattr(EvmSigner, "sign", sign)


@pytest.fixture
def recorder(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    return Recorder(monkeypatch)


@pytest.fixture
async def wallet(engine: Engine, base_url: str, home: Path) -> AsyncGenerator[Wallet]:
    """A wallet with USDC that knows permits."""
    await engine.place("PermitToken", USDC)
    async with open_wallet(home, base_url, policy=LISTED) as opened:
        yield opened


def asked(data: str, action: str = "sign_typed_data", chain: str = "base") -> Intent:
    values = {"chain": Given(chain, Origin.USER)}
    return Intent("evm", action, values, Proposed(data))


async def sign(
    wallet: Wallet, intent: Intent, consent: Consent = Consent.GIVEN, message: str = ""
) -> Outcome:
    key = message or f"s{next(NUMBERS)}"
    ticket = Ticket("test", "room", key, 0, "sign it", owner(consent))
    return await wallet.agent.desk.submit(ticket, intent)


async def test_a_listed_permit_is_shown_signed_and_works_on_the_chain(
    wallet: Wallet, engine: Engine, recorder: Recorder
) -> None:
    desk, data = wallet.agent.desk, permit()
    shown = await sign(wallet, asked(written(data)), Consent.POLICY)
    assert shown.state is State.PLANNED and shown.approval is not None and not recorder.signed
    assert shown.approval.summary == (
        f"Sign a Permit for {USDC}: allow {CAROL} to spend exactly 5 USDC on Base."
    )
    assert "Whoever has the signature can use it until 2096-10-02 07:06 UTC." in (
        shown.approval.reasons
    )
    done = await desk.approve(shown.approval.id, owner())
    assert done.state is State.CONFIRMED and done.signature is not None
    kinds = {"chainId": "uint256", "verifyingContract": "address"}
    domain = [{"name": n, "type": kinds.get(n, "string")} for n in data["domain"]]
    full = {**data, "types": {**data["types"], "EIP712Domain": domain}}
    assert (
        Account.recover_message(encode_typed_data(full_message=full), signature=done.signature)
        == ME
    )
    raw = bytes.fromhex(done.signature[2:])
    selector = keccak(b"permit(address,address,uint256,uint256,uint8,bytes32,bytes32)")[:4]
    words = uint_word(5_000_000) + uint_word(LATER) + uint_word(raw[64]) + raw[:64]
    call = selector + address_word(ME) + address_word(CAROL) + words
    await engine.transact(USDC, "0x" + call.hex())
    assert read_uint(await engine.client.call(USDC, allowance(ME, CAROL))) == 5_000_000
    assert await engine.client.nonce(ME) == 0
    assert len(recorder.signed) == 1


async def test_the_same_request_is_signed_once_and_told_again(
    wallet: Wallet, recorder: Recorder
) -> None:
    first = await sign(wallet, asked(written(permit())), message="m")
    again = await sign(wallet, asked(written(permit())), message="m")
    assert first.signature == again.signature is not None
    assert len(recorder.signed) == 1
    events = [e.event for e in await wallet.agent.desk.ledger.entries() if e.payment_id]
    assert events == ["reserved", "signed", "sent", "confirmed"]


async def test_a_permit_counts_in_the_budget_like_what_is_spent(
    engine: Engine, base_url: str, home: Path, recorder: Recorder
) -> None:
    await engine.place("PermitToken", USDC)
    limits = {"limits": {"per_24h": {"units": {"USDC": "7"}}, "fee_usd": None}}
    policy = Policy.model_validate(
        {
            **limits,
            "unknown_price": "allow",
            "messages": LISTED.messages,
            "second_opinion_usd": None,
        }
    )
    async with open_wallet(home, base_url, policy=policy) as wallet:
        assert (await sign(wallet, asked(written(permit())))).state is State.CONFIRMED
        with pytest.raises(PolicyDenied, match="over the limit of 7"):
            await sign(wallet, asked(written(permit(spender=BOB))))
    assert len(recorder.signed) == 1


@pytest.mark.parametrize("policy", [ANYTHING, None], ids=["a policy without it", "no policy"])
async def test_nothing_is_signed_that_no_operator_listed(
    engine: Engine, base_url: str, home: Path, recorder: Recorder, policy: Policy | None
) -> None:
    await engine.place("PermitToken", USDC)
    async with open_wallet(home, base_url, policy=policy) as wallet:
        with pytest.raises(PolicyDenied, match="lets no Permit be signed"):
            await sign(wallet, asked(written(permit())))
    assert not recorder.signed


def disguised(name: str) -> dict[str, Any]:
    """A message of a type that gives something away, with a harmless field."""
    return typed(name, {"note": "Sign to log in"}, {name: "note:string"})


PHISHING: Final = {
    **{name: disguised(name) for name in REFUSED},
    "a permit under another name": {**permit(), "primaryType": "Login"},
    "a permit with another field": typed(
        "Permit",
        {**permit()["message"], "deadline": LATER, "to": BOB},
        {"Permit": "owner:address spender:address value:uint256 nonce:uint256 deadline:uint256"
                   " to:address"},
    ),
    "another chain": typed("Permit", permit()["message"], chainId=1),
    "another contract": typed("Permit", permit()["message"], verifyingContract=BOB),
    "another version": typed("Permit", permit()["message"], version="1"),
    "another name": typed("Permit", permit()["message"], name="USDC"),
    "of another wallet": permit(owner=BOB),
    "not the next one": permit(nonce=1),
    "expired": permit(deadline=1),
    "a permit of a false Permit2": typed(
        "PermitSingle",
        {
            "details": {"token": USDC, "amount": 1, "expiration": LATER, "nonce": 0},
            "spender": CAROL,
            "sigDeadline": LATER,
        },
        verifyingContract=BOB,
    ),
    "a permit of a Permit2 that is not there": typed(
        "PermitSingle",
        {
            "details": {"token": USDC, "amount": 1, "expiration": LATER, "nonce": 0},
            "spender": CAROL,
            "sigDeadline": LATER,
        },
        verifyingContract=PERMIT2,
    ),
}  # fmt: skip


async def test_what_phishing_asks_for_is_refused_with_nothing_signed(
    wallet: Wallet, recorder: Recorder
) -> None:
    for name, data in PHISHING.items():
        with pytest.raises(MessageRefused):
            await sign(wallet, asked(written(data)))
            pytest.fail(name)
    assert not recorder.signed
    assert not [e for e in await wallet.agent.desk.ledger.entries() if e.event == "signed"]


async def test_an_unlimited_permit_is_denied(wallet: Wallet, recorder: Recorder) -> None:
    with pytest.raises(PolicyDenied, match="all USDC, now and later"):
        await sign(wallet, asked(written(permit(units=2**256 - 1))))
    assert not recorder.signed


async def test_messages_hashes_and_authorisations_are_never_signed(
    wallet: Wallet, recorder: Recorder
) -> None:
    texts = ("hello", "0x" + "ab" * 32, "example.com wants you to sign in with your account")
    for action in NEVER:
        for text in texts:
            with pytest.raises(MessageRefused, match="does not sign"):
                await sign(wallet, asked(text, action))
    assert not recorder.signed


async def test_a_proposal_of_typed_data_for_another_action_signs_nothing(
    wallet: Wallet, recorder: Recorder
) -> None:
    for action in ("sign", "personal_sign", "eth_sign", "permit"):
        with pytest.raises(FiscusError):
            await sign(wallet, replace(asked(written(permit())), action=action))
    with pytest.raises(MessageRefused, match="no typed data"):
        await sign(wallet, replace(asked(""), proposed=None))
    assert not recorder.signed


def test_a_signer_signs_no_hash_and_no_message_of_its_own_accord() -> None:
    doors = {name for name in vars(EvmSigner) if not name.startswith("_")}
    assert doors == {"address", "sign", "sign_permit"}


async def test_a_wallet_whose_first_act_was_a_permit_is_compared_with_its_chain_all_the_same(
    wallet: Wallet, base_url: str, engine: Engine
) -> None:
    shown = await sign(wallet, asked(written(permit())), Consent.POLICY)
    assert shown.approval is not None
    signed = await wallet.agent.desk.approve(shown.approval.id, owner())
    assert signed.state is State.CONFIRMED
    await wallet.agent.desk.recover()
    for _ in range(2):
        assert (await wallet.pay("0.001", "ETH", BOB)).state is State.CONFIRMED
        await wallet.agent.desk.recover()
    rpc(base_url, "anvil_impersonateAccount", ME)
    stolen: Any = {"from": ME, "to": CAROL, "value": "0x1"}
    mined(base_url, stolen)
    with pytest.raises(WalletFrozen, match="its journal does not know"):
        await wallet.pay("0.001", "ETH", BOB)
    with pytest.raises(WalletFrozen):
        await sign(wallet, asked(written(permit())))
