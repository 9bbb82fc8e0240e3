"""Payments that are refused, or asked about, before anything is signed."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from fiscus.chains.evm.addresses import checksum
from fiscus.chains.jsonrpc import Json
from fiscus.core.desk.adapter import SELF_TRANSFER
from fiscus.core.desk.door import Consent, Given, Intent, Ticket
from fiscus.core.desk.outcome import State
from fiscus.core.errors import (
    InsufficientFunds,
    InvalidAmount,
    InvalidRecipient,
    RequestError,
    SimulationFailed,
    UnknownChain,
    UnknownToken,
    WrongNetwork,
)
from fiscus.core.origins import Origin
from tests.chains.evm.bank import DAI, UNIT, USDC, Bank, selector
from tests.chains.evm.engine import Engine
from tests.chains.evm.wallets import BOB, CAROL, ME, open_wallet, owner
from tests.chains.proxy import always, proxied, refusing


@pytest.fixture
async def bank(base_url: str, engine: Engine, home: Path) -> AsyncGenerator[Bank]:
    async with proxied(base_url) as proxy, open_wallet(home, proxy.url) as wallet:
        yield Bank(wallet, engine, proxy)


@pytest.mark.parametrize(
    ("amount", "token"),
    [
        ("1.0000005", "USDC"),
        ("0", "ETH"),
        ("0.0", "USDC"),
        ("-1", "ETH"),
        ("0.0000000000000000001", "ETH"),
        ("1e-19", "ETH"),
        ("NaN", "ETH"),
        ("Infinity", "ETH"),
        ("1,5", "ETH"),
        ("0x10", "ETH"),
        ("1" * 80, "ETH"),
        ("0%", "ETH"),
        ("150%", "USDC"),
        ("-5%", "ETH"),
        ("$0", "USDC"),
        ("$-5", "USDC"),
    ],
)
async def test_an_amount_that_makes_no_sense_is_refused_before_anything_is_asked(
    bank: Bank, amount: str, token: str
) -> None:
    await bank.refused(InvalidAmount, amount, token)
    assert bank.proxy.posts == []


async def test_too_many_decimals_say_how_many_there_are(bank: Bank) -> None:
    error = await bank.refused(InvalidAmount, "1.0000005", "USDC")
    assert error.message == "1.0000005 has more than 6 decimal places"
    error = await bank.refused(InvalidAmount, "1.0000005", "USDC", "nobody.eth")
    assert bank.proxy.posts == []


async def test_dollars_worth_without_a_price_is_refused(bank: Bank) -> None:
    error = await bank.refused(InvalidAmount, "$25")
    assert error.message == "$25 cannot be turned into tokens: no price is known right now"


@pytest.mark.covers("EVM-46", "EVM-50", "EVM-51")
async def test_too_little_of_a_token_is_said_with_the_numbers(bank: Bank) -> None:
    await bank.usdc(1_500_000)
    error = await bank.refused(InsufficientFunds, "2", "USDC")
    assert error.message == "Insufficient funds for 2 USDC: the wallet has 1.5 USDC on Base"
    assert error.context == {"available": 1_500_000, "needed": 2_000_000}


async def test_too_little_coin_is_said_with_the_numbers_and_the_gas(bank: Bank) -> None:
    await bank.engine.do("anvil_setBalance", ME, hex(UNIT))
    error = await bank.refused(InsufficientFunds, "1")
    assert error.message.startswith(
        "Insufficient funds for 1 ETH: the wallet has 1 ETH on Base, and gas takes up to 0.0000"
    )
    assert error.context["available"] == UNIT
    error = await bank.refused(InsufficientFunds, "5")
    assert "Insufficient funds for 5 ETH: the wallet has 1 ETH on Base" in error.message


@pytest.mark.covers("EVM-58")
async def test_without_coin_for_gas_no_token_moves(bank: Bank) -> None:
    await bank.usdc(10**6)
    await bank.engine.do("anvil_setBalance", ME, "0x1")
    error = await bank.refused(InsufficientFunds, "1", "USDC")
    assert "0.000000000000000001 ETH on Base, and gas takes up to 0.0" in error.message
    assert error.hint is not None and "Keep ETH for gas" in error.hint


@pytest.mark.covers("EVM-15", "EVM-50", "EVM-51", "EVM-55", "EVM-56")
@pytest.mark.parametrize(
    ("to", "said"),
    [
        ("0x742d35Cc6634C0532925a3b844Bc454e4438f44E", "EIP-55 checksum invalid"),
        ("0x742d35Cc6634C0532925a3b844Bc454e4438f44", "39 hex digits"),
        ("742d35Cc6634C0532925a3b844Bc454e4438f44e", "0x missing"),
        ("0x742d…f44e", "shortened"),
        ("0x0000000000000000000000000000000000000000", "burn address"),
        ("0x000000000000000000000000000000000000dEaD", "burn address"),
        (ME, "from the wallet to itself"),
        (ME.lower(), "from the wallet to itself"),
        (USDC, "is the contract of USDC on Base"),
        (USDC.lower(), "is the contract of USDC on Base"),
        ("bob", "Invalid recipient address 'bob'"),
        ("null", "Invalid recipient address 'null'"),
    ],
)
async def test_a_recipient_that_cannot_be_meant_is_refused_before_anything_is_asked(
    bank: Bank, to: str, said: str
) -> None:
    error = await bank.refused(InvalidRecipient, "1", "ETH", to)
    assert said in error.message
    assert bank.proxy.posts == []


async def test_a_trial_sends_coin_to_the_wallet_itself_where_an_owner_agrees(bank: Bank) -> None:
    said = {"amount": "0.1", "token": "ETH", "chain": "base"}
    values = {role: Given(value, Origin.TOOL) for role, value in said.items()}
    ticket = Ticket("test", "room", "self", 0, "a trial", owner())
    asked = await bank.wallet.agent.desk.submit(ticket, Intent("evm", SELF_TRANSFER, values))
    assert asked.approval is not None
    assert "It goes back to this very wallet: nothing but the network fee is spent." in (
        asked.approval.reasons
    )
    before = await bank.coin(ME)
    done = await bank.wallet.agent.desk.approve(asked.approval.id, owner())
    assert (done.state, done.detail) == (State.CONFIRMED, None)
    assert before - await bank.coin(ME) == done.fee_units


async def test_an_address_of_another_kind_of_chain_is_told_as_such(bank: Bank) -> None:
    to = "9jW8FPr6BSSsemWPV22UUCzSqkVdTp6HTyPqeqyuBbCa"
    error = await bank.refused(WrongNetwork, "1", "ETH", to)
    assert "is a Solana address" in error.message


async def test_the_contract_of_an_unlisted_token_is_no_recipient(bank: Bank) -> None:
    token = await bank.unlisted("ODD", 18, UNIT)
    for asset in ("ETH", token):
        error = await bank.refused(InvalidRecipient, "1", asset, checksum(token))
        assert "is the contract of the token 'ODD' on Base" in error.message


async def test_a_delegated_account_is_named_and_asked(bank: Bank) -> None:
    delegate = "0x63c0c19a282a1b52b07dd5a65b58948a07dae32b"
    await bank.engine.do("anvil_setCode", CAROL, "0xef0100" + delegate[2:])
    outcome = await bank.wallet.pay("1", "ETH", CAROL)
    assert outcome.state is State.PLANNED
    assert outcome.approval is not None
    assert outcome.approval.reasons == (
        f"{CAROL} is an account that acts through the contract {checksum(delegate)} (EIP-7702).",
    )
    await bank.landed(await bank.wallet.pay("1", "ETH", CAROL, consent=Consent.GIVEN))
    assert await bank.coin(CAROL) == UNIT


async def test_a_contract_is_named_and_asked(bank: Bank) -> None:
    # Takes anything, does nothing.
    await bank.engine.do("anvil_setCode", CAROL, "0x00")
    outcome = await bank.wallet.pay("1", "ETH", CAROL)
    assert outcome.state is State.PLANNED
    assert outcome.approval is not None
    assert f"{CAROL} is a contract" in outcome.approval.reasons[0]
    assert bank.proxy.count("eth_sendRawTransaction") == 0


async def test_a_recipient_that_takes_no_coin_is_refused(bank: Bank) -> None:
    await bank.engine.do("anvil_setCode", CAROL, "0x5f5ffd")
    error = await bank.refused(SimulationFailed, "1", "ETH", CAROL)
    assert error.message == "Sending 1 ETH would fail"


async def test_a_recipient_that_sends_the_coin_on_is_shown_what_it_does(bank: Bank) -> None:
    # Gives what comes back to the caller: 34 is CALLVALUE, 33 is CALLER, f1 is CALL.
    await bank.engine.do("anvil_setCode", CAROL, "0x5f5f5f5f34335af1")
    error = await bank.refused(SimulationFailed, "1", "ETH", CAROL)
    assert error.message == "Sending 1 ETH would do something else: other coin moves, too"


async def test_a_token_that_is_not_on_that_chain_says_where_it_is(bank: Bank) -> None:
    error = await bank.refused(UnknownToken, "1", "ETH", chain="polygon")
    assert error.message == "Token ETH not found on chain polygon"
    assert error.hint is not None
    assert "Ethereum" in error.hint and "Base" in error.hint
    assert "On Polygon the native coin is POL." in error.hint
    error = await bank.refused(UnknownToken, "1", "NONSENSE")
    assert error.hint == "Name the token by the address of its contract."
    assert bank.proxy.posts == []


async def test_an_address_without_a_token_is_no_token(bank: Bank) -> None:
    error = await bank.refused(UnknownToken, "1", CAROL)
    assert error.message == f"There is no token at {CAROL} on Base"
    error = await bank.refused(UnknownToken, "1", CAROL[:-1])
    assert "39 hex digits" in error.message


async def test_a_chain_that_nobody_knows_is_refused(bank: Bank) -> None:
    await bank.refused(UnknownChain, "1", chain="basechain")
    assert bank.proxy.posts == []


@pytest.mark.parametrize("missing", ["amount", "token", "recipient"])
async def test_what_is_missing_is_asked_for(bank: Bank, missing: str) -> None:
    words = {"amount": "1", "token": "ETH", "recipient": BOB} | {missing: ""}
    error = await bank.refused(RequestError, *words.values())
    assert error.message == f"The {missing} is missing"
    assert bank.proxy.posts == []


async def test_a_token_that_keeps_a_part_is_refused(bank: Bank) -> None:
    token = await bank.usdc(10**6)
    await bank.engine.transact(token, "0x" + selector("setFeePercent(uint256)") + f"{10:064x}")
    error = await bank.refused(SimulationFailed, "1", "USDC")
    assert error.message == "Sending 1 USDC would do something else: 0.9 USDC would arrive instead"


def hex_code(code: str) -> str:
    """Code that answers `balanceOf` with a million and `transfer` by `code`."""
    # if selector == balanceOf: return 10**24; otherwise run `code`.
    head = "5f3560e01c6370a0823114601657"
    return "0x" + head + code.ljust(16, "0") + "5b69d3c21bcecceda10000005f5260205ff3"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("5f5f5260205ff3", "0 DAI would leave the wallet"),  # returns false
        ("60015f5260205ff3", "0 DAI would leave the wallet"),  # returns true, moves nothing
        ("5f5ffd", "Sending 1 DAI would fail"),  # reverts
        ("fe", "Sending 1 DAI would fail"),  # burns all gas
    ],
)
async def test_a_token_that_does_not_do_as_told_is_refused(
    bank: Bank, code: str, said: str
) -> None:
    await bank.engine.do("anvil_setCode", DAI, hex_code(code))
    error = await bank.refused(SimulationFailed, "1", "DAI")
    assert said in error.message


async def test_a_node_that_does_not_simulate_is_asked_about_and_not_believed(bank: Bank) -> None:
    bank.proxy.changes["eth_simulateV1"] = refusing(-32601, "the method does not exist")
    await bank.usdc(10**6)
    for token in ("ETH", "USDC"):
        outcome = await bank.wallet.pay("1", token)
        assert outcome.state is State.PLANNED
        assert outcome.approval is not None
        assert "cannot simulate" in " ".join(outcome.approval.reasons)
        assert bank.proxy.count("eth_sendRawTransaction") == 0
    for token in ("ETH", "USDC"):
        await bank.landed(await bank.wallet.pay("1", token, consent=Consent.GIVEN))


async def test_a_node_that_shows_no_moves_of_the_coin_is_asked_about(bank: Bank) -> None:
    shown: Json = {"status": "0x1", "gasUsed": "0x5208", "logs": [], "returnData": "0x"}
    bank.proxy.changes["eth_simulateV1"] = always([{"calls": [shown]}])
    outcome = await bank.wallet.pay("1")
    assert outcome.state is State.PLANNED
    await bank.landed(await bank.wallet.pay("1", consent=Consent.GIVEN))


async def test_the_fee_is_never_above_what_was_approved(bank: Bank) -> None:
    bank.proxy.changes["eth_simulateV1"] = refusing(-32601, "the method does not exist")
    asked = await bank.wallet.pay("1")
    assert asked.approval is not None
    await bank.engine.do("anvil_setNextBlockBaseFeePerGas", hex(10**11))
    await bank.engine.do("anvil_mine", "0x1")
    again = await bank.wallet.agent.desk.approve(asked.approval.id, owner())
    assert again.state is State.PLANNED
    assert again.approval is not None and again.approval.id != asked.approval.id
    assert bank.proxy.count("eth_sendRawTransaction") == 0
    done = await bank.wallet.agent.desk.approve(again.approval.id, owner())
    await bank.landed(done)
