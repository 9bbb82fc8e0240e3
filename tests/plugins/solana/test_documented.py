"""The Solana plugin's names and sample sentences, as the documentation has them."""

from __future__ import annotations

import pytest

from fiscus.chains.solana.derivation import token_account
from fiscus.chains.solana.programs import TOKEN
from fiscus.plugins.solana import plugin
from fiscus.plugins.solana.service import SolanaService
from fiscus.plugins.solana.transfer import TransferParams, transfer
from tests.chains.solana.chain import ALICE, BOB, ME, SOL, Chain
from tests.plugins.solana.conftest import BONK
from tests.plugins.solana.test_balances import told
from tests.plugins.solana.wallets import Talker


@pytest.mark.covers("SOL-12", "SOL-16", "SOL-19")
def test_the_transfer_has_its_documented_name_similes_example_and_fields() -> None:
    assert transfer in plugin.actions
    assert transfer.name == "TRANSFER_SOLANA"
    assert transfer.similes == ("SEND_SOL", "SEND_TOKEN_SOLANA", "TRANSFER_SOL", "PAY_SOL")
    asked, answered = transfer.examples[0]
    assert asked.content.text.startswith("Send 1 SOL to 7xKX")
    assert answered.content.text == "I'll send 1 SOL to that address right away."
    assert {"amount", "token", "recipient"} <= TransferParams.model_fields.keys()


@pytest.mark.covers("SOL-09")
def test_the_service_and_the_provider_have_their_documented_names() -> None:
    assert SolanaService in plugin.services
    assert SolanaService.service_type == "solana-service"
    [wallet] = plugin.providers
    assert wallet.name == "solana-wallet"
    assert wallet.description == "Provides Solana wallet information and portfolio data"


@pytest.mark.covers("SOL-17", "SOL-61")
@pytest.mark.parametrize(
    "text",
    [
        "Send 1 SOL to alice.sol",
        "Transfer 1 SOL to alice.sol",
        "Pay alice.sol 1 SOL",
        "Give 1 SOL to alice.sol",
    ],
)
async def test_every_way_to_ask_for_a_transfer_is_one(
    talker: Talker, chain: Chain, text: str
) -> None:
    before = await chain.lamports(ALICE)
    assert (await told(talker, text)).success
    assert await chain.lamports(ALICE) == before + SOL


@pytest.mark.covers("SOL-14", "SOL-18", "SOL-45", "SOL-65")
async def test_a_token_opens_the_recipients_account_and_names_its_transaction(
    talker: Talker, chain: Chain
) -> None:
    chain.give_tokens(100 * 10**5, BONK)
    paid = await told(talker, "Pay bob.sol 50 BONK tokens")
    signature = paid.data["signature"]
    assert paid.text == (
        f"Successfully transferred 50 BONK to bob.sol ({BOB})\n"
        f"Transaction: {signature}\n"
        "0.00203928 SOL went into the recipient's new token account."
    )
    assert (paid.data["amount"], paid.data["token"]) == ("50", "BONK")
    assert paid.data["recipient"] == "bob.sol"
    assert await chain.units(BOB, BONK) == 50 * 10**5
    assert chain.data(token_account(BOB, BONK, TOKEN))


@pytest.mark.covers("SOL-13", "SOL-15")
async def test_a_failed_transfer_says_so(talker: Talker) -> None:
    failed = await told(talker, "Send 1000 SOL to alice.sol")
    assert not failed.success
    assert failed.text.startswith("Transfer failed: Insufficient funds for 1000 SOL")


@pytest.mark.covers("SOL-67")
async def test_every_sample_question_about_the_wallet_is_answered(talker: Talker) -> None:
    assert ME in (await told(talker, "What's my wallet address?")).text
    for text in (
        "What's my portfolio worth?",
        "How much is my portfolio worth?",
        "What's my wallet balance?",
        "What's my balance?",
    ):
        said = (await told(talker, text)).text
        assert "Total Value: $1,600.00 (10.67 SOL)" in said
        assert "USDC: 100 ($100.00)" in said


@pytest.mark.covers("SOL-62")
async def test_a_bare_name_that_no_book_has_is_asked_after(talker: Talker, chain: Chain) -> None:
    before = await chain.lamports(ALICE)
    turn = await talker.say("Transfer 1 SOL to alice")
    assert turn.results == ()
    assert "To which address or name should I send 1 SOL?" in turn.replies[0].text
    assert await chain.lamports(ALICE) == before
