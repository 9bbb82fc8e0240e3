"""Payments on a real engine: exact to the unit, told beforehand, and seen by another client."""

from __future__ import annotations

import struct
import time
from decimal import Decimal
from pathlib import Path

import pytest
from solders.keypair import Keypair
from solders.pubkey import Pubkey

from fiscus.chains.sandbox.solana.definition import PLAIN_2022
from fiscus.chains.solana.derivation import token_account
from fiscus.chains.solana.programs import (
    INCINERATOR,
    MEMO,
    STAKE,
    SYSTEM,
    TOKEN,
    TOKEN_2022,
    WRAPPED_SOL,
)
from fiscus.core.desk.adapter import Asset, Terms
from fiscus.core.desk.door import Consent, Intent
from fiscus.core.desk.outcome import State
from fiscus.core.errors import (
    InsufficientFunds,
    InvalidAmount,
    InvalidRecipient,
    NameNotResolved,
    ReadOnly,
    RequestError,
    UnknownChain,
    UnknownToken,
    WrongNetwork,
)
from tests.chains.solana.chain import ALICE, BOB, CAROL, ME, SOL, USDC, VAULT, Chain
from tests.chains.solana.wallets import (
    NOWHERE,
    Wallet,
    open_family,
    open_wallet,
    owner,
    transfer,
)

EMPTY, HOLDING = 890_880, 2_039_280
"""Lamports that an empty account and a token account must hold."""
STRANGER = str(Keypair.from_seed(b"s" * 32).pubkey())
BONK = "DezXAZ8z7PnrnRJjz3wXBoRgixCa6xjnB7YaB1pPB263"


@pytest.mark.parametrize(
    ("amount", "lamports"),
    [
        ("1.005", 1_005_000_000),
        ("0.067", 67_000_000),
        ("0.000000001", 1),
        ("2.000000019", 2_000_000_019),
        ("0.1", 100_000_000),
    ],
)
@pytest.mark.covers("SOL-44")
async def test_sol_lands_to_the_lamport(
    chain: Chain, wallet: Wallet, amount: str, lamports: int
) -> None:
    before, mine = await chain.lamports(BOB), await chain.lamports(ME)
    outcome = await wallet.pay(amount)
    assert (outcome.state, outcome.amount_units, outcome.token) == (
        State.CONFIRMED,
        lamports,
        "SOL",
    )
    assert await chain.lamports(BOB) - before == lamports
    fee = await chain.landed(outcome.hash)
    assert fee == outcome.fee_units == mine - lamports - await chain.lamports(ME)
    assert outcome.explorer_url is None  # no explorer shows the sandbox


@pytest.mark.parametrize(("amount", "units"), [("8.2", 8_200_000), ("0.000001", 1)])
@pytest.mark.covers("SOL-45")
async def test_a_token_lands_to_the_unit_and_no_other_coin_moves(
    chain: Chain, wallet: Wallet, amount: str, units: int
) -> None:
    before, sol = await chain.units(ALICE), await chain.lamports(ALICE)
    outcome = await wallet.pay(amount, "USDC", "alice.sol")
    assert (outcome.state, outcome.amount_units) == (State.CONFIRMED, units)
    assert (outcome.recipient, outcome.recipient_name) == (ALICE, "alice.sol")
    assert await chain.units(ALICE) - before == units
    assert await chain.lamports(ALICE) == sol
    assert await chain.units(ME) == 100 * 10**6 - units
    assert await chain.landed(outcome.hash) == outcome.fee_units


async def test_a_new_account_is_opened_for_the_recipient_and_its_rent_is_shown(
    chain: Chain, wallet: Wallet
) -> None:
    before = await chain.lamports(ME)
    plan = await wallet.solana.adapter.plan(transfer("8.2", "USDC", CAROL), Terms())
    shown = [(move.asset.symbol, move.units, move.to) for move in plan.effect.moves]
    assert shown == [("USDC", 8_200_000, CAROL), ("SOL", HOLDING, CAROL)]
    assert plan.effect.call == "createIdempotent() transferChecked(u64,u8)"
    outcome = await wallet.pay("8.2", "USDC", CAROL)
    assert outcome.state is State.CONFIRMED and outcome.fee_units is not None
    assert await chain.units(CAROL) == 8_200_000
    assert before - await chain.lamports(ME) == HOLDING + outcome.fee_units
    again = await wallet.solana.adapter.plan(transfer("8.2", "USDC", CAROL), Terms())
    assert [move.asset.symbol for move in again.effect.moves] == ["USDC"]


async def test_lamports_that_wait_at_the_new_account_make_it_cheaper(
    chain: Chain, wallet: Wallet
) -> None:
    chain.give(1_000_000, token_account(CAROL, USDC, TOKEN))
    before = await chain.lamports(ME)
    outcome = await wallet.pay("1", "USDC", CAROL)
    assert outcome.state is State.CONFIRMED and outcome.fee_units is not None
    assert before - await chain.lamports(ME) == HOLDING - 1_000_000 + outcome.fee_units


async def test_a_token_of_the_newer_program_moves_and_opens_its_larger_account(
    chain: Chain, wallet: Wallet
) -> None:
    chain.give_tokens(5_000_000, PLAIN_2022)
    before = await chain.lamports(ME)
    outcome = await wallet.pay("1.25", PLAIN_2022, CAROL)
    assert outcome.state is State.CONFIRMED and outcome.fee_units is not None
    assert await chain.units(CAROL, PLAIN_2022, TOKEN_2022) == 1_250_000
    rent = chain.node.engine.rent(170)
    assert before - await chain.lamports(ME) == rent + outcome.fee_units


async def test_wrapped_sol_is_a_token(chain: Chain, wallet: Wallet) -> None:
    chain.give_tokens(3 * SOL, WRAPPED_SOL)
    outcome = await wallet.pay("1.5", "WSOL", CAROL)
    assert outcome.state is State.CONFIRMED
    assert await chain.units(CAROL, WRAPPED_SOL) == 1_500_000_000
    assert await chain.units(ME, WRAPPED_SOL) == 1_500_000_000


async def test_a_memo_goes_along(chain: Chain, wallet: Wallet) -> None:
    for token, to in (("SOL", BOB), ("USDC", CAROL)):
        plan = await wallet.solana.adapter.plan(transfer("1", token, to, memo="für März"), Terms())
        assert "memo('für März')" in plan.effect.call
        assert (await wallet.pay("1", token, to, memo="für März")).state is State.CONFIRMED
    with pytest.raises(RequestError, match="longer than 400 bytes"):
        await wallet.pay("1", memo="x" * 401)


async def test_all_of_a_token_is_all_of_it(chain: Chain, wallet: Wallet) -> None:
    chain.give_tokens(123_456_789)
    outcome = await wallet.pay("all", "USDC", ALICE)
    assert (outcome.state, outcome.amount_units) == (State.CONFIRMED, 123_456_789)
    assert await chain.units(ME) == 0
    with pytest.raises(InsufficientFunds):
        await wallet.pay("all", "USDC", ALICE)


async def test_all_sol_leaves_what_an_account_must_hold_and_something_for_fees(
    chain: Chain, wallet: Wallet
) -> None:
    outcome = await wallet.pay("all")
    assert outcome.amount_units == 10 * SOL - EMPTY - 1_000_000
    assert outcome.fee_units is not None
    left = EMPTY + 1_000_000 - outcome.fee_units
    assert await chain.lamports(ME) == left
    assert (await wallet.pay("0.000001", to=ALICE)).state is State.CONFIRMED


@pytest.mark.parametrize(("amount", "part"), [("half", 2), ("25%", 4)])
async def test_a_share_is_that_share(wallet: Wallet, amount: str, part: int) -> None:
    assert (await wallet.pay(amount)).amount_units == 10 * SOL // part


async def test_an_account_can_be_emptied_to_nothing_but_not_below_what_it_must_hold(
    chain: Chain, home: Path
) -> None:
    # Without a priority the fee is known beforehand, so that exactly nothing can stay.
    async with open_wallet(home, chain.url, SOLANA_PRIORITY_FEE_MICROLAMPORTS="0") as wallet:
        config = wallet.solana.config
        assert config.priority_fee == 0
        with pytest.raises(InsufficientFunds, match="or nothing") as caught:
            await wallet.pay("9.9995")
        assert "must hold 0.00089088 SOL" in caught.value.message


async def test_too_little_sol_is_said_with_the_numbers(wallet: Wallet) -> None:
    with pytest.raises(InsufficientFunds) as caught:
        await wallet.pay("10")
    assert caught.value.message == (
        "Insufficient funds for 10 SOL: the wallet has 10 SOL on Solana,"
        " and the fee takes 0.000005 SOL"
    )


async def test_too_little_sol_for_a_new_account_is_said_with_the_numbers(
    chain: Chain, wallet: Wallet
) -> None:
    chain.give(1_000_000)
    with pytest.raises(InsufficientFunds) as caught:
        await wallet.pay("1", "USDC", CAROL)
    assert "the wallet has 0.001 SOL on Solana, a new account takes 0.00203928 SOL" in str(
        caught.value
    )


async def test_too_little_of_a_token_is_said_with_the_numbers(wallet: Wallet) -> None:
    with pytest.raises(InsufficientFunds, match=r"100\.000001 USDC: the wallet has 100 USDC"):
        await wallet.pay("100.000001", "USDC", ALICE)
    with pytest.raises(InsufficientFunds, match="The wallet has no BONK on Solana"):
        await wallet.pay("1", "BONK", ALICE)


async def test_a_wallet_that_never_had_anything_says_so(chain: Chain, home: Path) -> None:
    key = Keypair.from_seed(b"e" * 32)
    async with open_wallet(home, chain.url, SOLANA_PRIVATE_KEY=str(key)) as wallet:
        with pytest.raises(InsufficientFunds, match="the wallet has 0 SOL"):
            await wallet.pay("1")


@pytest.mark.parametrize("amount", ["0", "-1", "0.0000000001", "1e3", "lots", "1.0000001"])
async def test_an_amount_that_makes_no_sense_is_refused(wallet: Wallet, amount: str) -> None:
    token = "USDC" if amount == "1.0000001" else "SOL"
    with pytest.raises(InvalidAmount):
        await wallet.pay(amount, token, ALICE)


async def test_sol_that_could_not_open_the_recipients_account_is_refused(wallet: Wallet) -> None:
    with pytest.raises(InvalidAmount) as caught:
        await wallet.pay("0.0008", to=CAROL)
    assert str(caught.value) == (
        "0.0008 SOL is too little: the recipient has 0 SOL, and an account must hold at least"
        " 0.00089088 SOL. Send at least 0.00089088 SOL."
    )
    assert (await wallet.pay("0.00089088", to=CAROL)).state is State.CONFIRMED


@pytest.mark.parametrize(
    ("to", "error", "text"),
    [
        (ME, InvalidRecipient, "from the wallet to itself"),
        (SYSTEM, InvalidRecipient, "burn address"),
        (INCINERATOR, InvalidRecipient, "burn address"),
        (USDC, InvalidRecipient, "is the mint of a token"),
        (TOKEN, InvalidRecipient, "is a program"),
        (MEMO, InvalidRecipient, "is a program"),
        (token_account(ALICE, USDC, TOKEN), InvalidRecipient, "is a token account, not a wallet"),
        ("0x742d35Cc6634C0532925a3b844Bc454e4438f44e", WrongNetwork, "belongs to an EVM chain"),
        ("alice.eth", WrongNetwork, "belongs to an EVM chain"),
        (ALICE[:-2], InvalidRecipient, "Invalid recipient address"),
        (ALICE[:6] + "…" + ALICE[-4:], InvalidRecipient, "shortened"),
        ("alice", InvalidRecipient, "Invalid recipient address 'alice'"),
        ("nobody.sol", NameNotResolved, "not a registered name"),
    ],
)
@pytest.mark.parametrize("token", ["SOL", "USDC"])
async def test_a_recipient_that_cannot_be_meant_is_refused_by_its_kind(
    wallet: Wallet, to: str, error: type[RequestError], text: str, token: str
) -> None:
    with pytest.raises(error, match=text):
        await wallet.pay("1", token, to, consent=Consent.GIVEN)


async def test_whose_a_token_account_is_is_said(wallet: Wallet) -> None:
    account = token_account(ALICE, USDC, TOKEN)
    with pytest.raises(InvalidRecipient) as caught:
        await wallet.pay("1", "USDC", account)
    assert caught.value.hint == f"It belongs to {ALICE}; pay that address if it is the right one."


async def test_a_vault_is_asked_about_and_can_be_paid(chain: Chain, wallet: Wallet) -> None:
    for token in ("SOL", "USDC"):
        asked = await wallet.pay("1", token, VAULT)
        assert asked.state is State.PLANNED and asked.approval is not None
        assert any("no private key" in reason for reason in asked.approval.reasons)
    before = await chain.units(VAULT)
    done = await wallet.pay("1", "USDC", VAULT, consent=Consent.GIVEN)
    assert done.state is State.CONFIRMED
    assert await chain.units(VAULT) - before == 10**6


async def test_what_holds_a_programs_data_is_asked_about_by_the_program(
    chain: Chain, wallet: Wallet
) -> None:
    chain.put(STRANGER, b"stake", owner=STAKE)
    asked = await wallet.pay("1", to=STRANGER)
    assert asked.approval is not None
    assert any(STAKE in reason for reason in asked.approval.reasons)
    derived, _ = Pubkey.find_program_address([b"pool"], Pubkey.from_string(STAKE))
    chain.put(str(derived), b"pool", owner=STAKE)
    asked = await wallet.pay("1", to=str(derived))
    assert asked.approval is not None
    assert any(f"the program {STAKE} decides" in reason for reason in asked.approval.reasons)


async def test_a_multisig_of_the_token_program_takes_tokens_and_no_sol(
    chain: Chain, wallet: Wallet
) -> None:
    chain.put(STRANGER, bytes([2, 3, 1]) + bytes(352), owner=TOKEN)
    with pytest.raises(InvalidRecipient, match="belongs to the token program"):
        await wallet.pay("1", to=STRANGER)
    asked = await wallet.pay("1", "USDC", STRANGER)
    assert asked.approval is not None
    assert any("multisig" in reason for reason in asked.approval.reasons)


FEE = struct.Struct("<QQH")


def extended(chain: Chain, mint: str, kind: int, value: bytes) -> None:
    """Give a mint of the newer program one extension, and nothing else."""
    data = chain.data(mint)[:82].ljust(165, b"\0")
    tail = struct.pack("<BHH", 1, kind, len(value)) + value
    chain.put(mint, data + tail, owner=TOKEN_2022)


OBSTACLES = {
    "a fee that is no fee": (1, bytes(72) + FEE.pack(0, 0, 0), "fee cannot be read"),
    "a program that runs with it": (14, bytes(32) + b"\1" * 32, "runs with every transfer"),
    "accounts that are frozen at first": (6, b"\2", "unfreeze every new account"),
    "a pause": (26, bytes(32) + b"\1", "has paused it"),
    "a token that stays": (9, b"", "cannot be transferred"),
    "interest": (10, bytes(52), "shows other amounts"),
    "a scaled amount": (25, bytes(56), "shows other amounts"),
    "something new": (99, b"", "not known here"),
}


@pytest.mark.parametrize(("kind", "value", "text"), OBSTACLES.values(), ids=OBSTACLES)
async def test_a_token_that_does_not_arrive_as_it_leaves_is_refused(
    chain: Chain, wallet: Wallet, kind: int, value: bytes, text: str
) -> None:
    chain.give_tokens(5_000_000, PLAIN_2022)
    extended(chain, PLAIN_2022, kind, value)
    with pytest.raises(RequestError, match=text):
        await wallet.pay("1", PLAIN_2022, CAROL, consent=Consent.GIVEN)


HARMLESS = {
    "no fee": (1, bytes(72) + FEE.pack(0, 2**64 - 1, 0) + FEE.pack(0, 0, 100)),
    "no hook": (14, bytes(64)),
    "accounts that are open at first": (6, b"\1"),
    "a delegate": (12, b"\1" * 32),
}


@pytest.mark.parametrize(("kind", "value"), HARMLESS.values(), ids=HARMLESS)
async def test_an_extension_that_takes_nothing_is_no_obstacle(
    chain: Chain, wallet: Wallet, kind: int, value: bytes
) -> None:
    chain.give_tokens(5_000_000, PLAIN_2022)
    chain.give_tokens(0, PLAIN_2022, ALICE)
    extended(chain, PLAIN_2022, kind, value)
    plan = await wallet.solana.adapter.plan(transfer("1", PLAIN_2022, CAROL), Terms())
    assert plan.effect.moves[0].units == 10**6


async def test_frozen_accounts_are_told_apart(chain: Chain, wallet: Wallet) -> None:
    def freeze(owner: str) -> None:
        account = token_account(owner, USDC, TOKEN)
        data = chain.data(account)
        chain.put(account, data[:108] + b"\2" + data[109:], owner=TOKEN)

    freeze(ALICE)
    with pytest.raises(RequestError, match="recipient's account for USDC is frozen"):
        await wallet.pay("1", "USDC", ALICE)
    freeze(ME)
    with pytest.raises(RequestError, match="wallet's account for USDC is frozen"):
        await wallet.pay("1", "USDC", BOB)


async def test_an_account_that_was_given_to_somebody_else_is_not_paid(
    chain: Chain, wallet: Wallet
) -> None:
    account = token_account(ALICE, USDC, TOKEN)
    data = chain.data(account)
    chain.put(account, data[:32] + bytes(Pubkey.from_string(BOB)) + data[64:], owner=TOKEN)
    with pytest.raises(InvalidRecipient, match=f"was given to {BOB}"):
        await wallet.pay("1", "USDC", ALICE, consent=Consent.GIVEN)


async def test_an_account_that_wants_a_memo_gets_one_or_nothing(
    chain: Chain, wallet: Wallet
) -> None:
    chain.give_tokens(5_000_000, PLAIN_2022)
    account = chain.give_tokens(0, PLAIN_2022, ALICE)
    data = chain.data(account)[:165] + struct.pack("<BHHB", 2, 8, 1, 1)
    chain.put(account, data, owner=TOKEN_2022)
    with pytest.raises(InvalidRecipient, match="takes only payments with a memo"):
        await wallet.pay("1", PLAIN_2022, ALICE)
    done = await wallet.pay("1", PLAIN_2022, ALICE, memo="rent")
    assert done.state is State.CONFIRMED


async def test_a_token_on_no_list_moves_at_the_decimals_that_its_mint_has(
    chain: Chain, wallet: Wallet
) -> None:
    chain.put(STRANGER, chain.data(BONK), owner=TOKEN)
    chain.give_tokens(10**9, STRANGER)
    outcome = await wallet.pay("1.00005", STRANGER, CAROL)
    assert (outcome.state, outcome.amount_units) == (State.CONFIRMED, 100_005)
    assert await chain.units(CAROL, STRANGER) == 100_005


async def test_what_is_no_mint_is_no_token(wallet: Wallet) -> None:
    for token in (ALICE, STRANGER, token_account(ALICE, USDC, TOKEN)):
        with pytest.raises(UnknownToken, match="There is no token at"):
            await wallet.pay("1", token, BOB)
    with pytest.raises(UnknownToken, match="Unknown token: NOPE"):
        await wallet.pay("1", "NOPE", BOB)
    with pytest.raises(UnknownToken, match="is no mint"):
        await wallet.pay("1", USDC[:-2], BOB)


async def test_a_listed_token_that_counts_otherwise_on_the_chain_is_refused(
    chain: Chain, wallet: Wallet
) -> None:
    data = chain.data(USDC)
    chain.put(USDC, data[:44] + b"\x09" + data[45:], owner=TOKEN)
    with pytest.raises(UnknownToken, match="has 9 decimals on Solana, not 6"):
        await wallet.pay("1", "USDC", ALICE)


async def test_what_is_missing_is_asked_for(wallet: Wallet) -> None:
    whole = transfer("1")
    for role in ("amount", "token", "recipient"):
        values = {name: given for name, given in whole.values.items() if name != role}
        with pytest.raises(RequestError, match=f"The {role} is missing"):
            await wallet.solana.adapter.plan(Intent("solana", "transfer", values), Terms())
    with pytest.raises(RequestError, match="does not know how to 'vote'"):
        await wallet.solana.adapter.plan(Intent("solana", "vote", whole.values), Terms())
    with pytest.raises(UnknownChain):
        await wallet.pay("1", chain="base")


async def test_an_intent_is_located_without_a_network() -> None:
    async with open_family(NOWHERE) as solana:
        adapter = solana.adapter
        target = adapter.locate(transfer("1", "usdc", chain="solana"))
        assert target.asset == Asset("solana", USDC, "USDC", 6)
        assert target.fee_asset == Asset("solana", None, "SOL", 9)
        assert adapter.locate(transfer("1", STRANGER)).asset is None
        assert adapter.owned("solana") and not adapter.owned("base")


async def test_a_watched_wallet_signs_nothing(chain: Chain, home: Path) -> None:
    async with open_wallet(home, chain.url, SOLANA_PRIVATE_KEY="", SOLANA_PUBLIC_KEY=ME) as wallet:
        assert (wallet.solana.address, wallet.solana.adapter.signer) == (ME, None)
        with pytest.raises(ReadOnly):
            await wallet.pay("1")
        with pytest.raises(ReadOnly, match="SOLANA_PRIVATE_KEY"):
            await wallet.solana.adapter.plan(transfer("1"), Terms())


async def test_the_fee_is_never_above_what_was_approved(chain: Chain, wallet: Wallet) -> None:
    adapter = wallet.solana.adapter
    dear = await adapter.plan(transfer("1", "USDC", CAROL), Terms())
    most = dear.effect.max_fee_units - 50
    capped = await adapter.plan(transfer("1", "USDC", CAROL), Terms(max_fee_units=most))
    assert 5000 < capped.effect.max_fee_units <= most
    sealed = await adapter.seal(capped, None)
    await adapter.broadcast("solana", sealed)
    look = await adapter.look(capped.effect, [sealed])
    assert look.fee_units == capped.effect.max_fee_units


async def test_two_plans_of_one_payment_have_one_effect(wallet: Wallet) -> None:
    adapter = wallet.solana.adapter
    one = await adapter.plan(transfer("1", "USDC", CAROL), Terms())
    two = await adapter.plan(transfer("1", "USDC", CAROL, chain="solana"), Terms())
    assert one.effect.digest() == two.effect.digest()
    assert (one.lane, one.sequence) == (f"solana:{ME}", None)
    assert one.chain_time is not None and abs(one.chain_time - time.time()) < 600
    other = await adapter.plan(transfer("1", "USDC", CAROL, memo="x"), Terms())
    assert other.effect.digest() != one.effect.digest()


@pytest.mark.covers("SOL-46")
async def test_an_approved_payment_is_planned_afresh_and_lands(
    chain: Chain, wallet: Wallet
) -> None:
    asked = await wallet.pay("0.5", "USDC", CAROL, consent=Consent.ASK)
    assert asked.state is State.PLANNED and asked.approval is not None
    assert "0.00203928 SOL" in asked.approval.summary
    chain.advance(200)
    done = await wallet.desk.approve(asked.approval.id, owner())
    assert done.state is State.CONFIRMED
    assert await chain.units(CAROL) == 500_000


async def test_dollars_worth_needs_a_price(wallet: Wallet) -> None:
    plan = await wallet.solana.adapter.plan(
        transfer("$25", "SOL"), Terms(price_usd=Decimal("187.3"))
    )
    assert plan.effect.moves[0].units == 25 * 10**10 // 1873
    with pytest.raises(InvalidAmount, match="no price is known"):
        await wallet.pay("$25", "SOL")
    assert (await wallet.pay("$25", "USDC", ALICE)).amount_units == 25 * 10**6
