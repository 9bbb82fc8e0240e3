"""From the owner's sentence to the block, and everything that stops it on the way."""

from __future__ import annotations

from pathlib import Path

import pytest

from fiscus.chains.sandbox.solana.definition import BONK
from fiscus.chains.solana.derivation import token_account
from fiscus.chains.solana.programs import TOKEN
from fiscus.core.bootstrap.turn import Ending, Turn
from fiscus.core.cli.preview import preview
from fiscus.core.desk.door import Consent, Principal
from fiscus.core.desk.policy import OWN_CHAIN, Policy
from fiscus.core.result import ActionResult
from tests.chains.proxy import Fault, after, always, dropped, hang, proxied, status, twice
from tests.chains.solana.chain import ALICE, BOB, CAROL, ME, SOL, USDC, VAULT, Chain
from tests.plugins.solana.wallets import Talker, open_talker

SEND, STATUSES, LANDED = "sendTransaction", "getSignatureStatuses", "getTransaction"
STRANGER = "9jW8FPr6BSSsemWPV22UUCzSqkVdTp6HTyPqeqyuBbCa"


def only(turn: Turn) -> ActionResult:
    [result] = turn.results
    return result


def code_or_none(turn: Turn) -> str | None:
    error = only(turn).error
    return error.code if error else None


def code(turn: Turn) -> str:
    found = code_or_none(turn)
    assert found is not None, turn
    return found


async def test_an_amount_of_sol_lands_to_the_lamport(talker: Talker, chain: Chain) -> None:
    turn = await talker.say(f"Send 1.005 SOL to {STRANGER}")
    result = only(turn)
    link = result.data["hash"]
    assert result.text == (f"Successfully transferred 1.005 SOL to {STRANGER}\nTransaction: {link}")
    assert turn.replies[0].text == f"I'll send 1.005 SOL to {STRANGER} on Solana."
    assert (result.action, result.success) == ("TRANSFER_SOLANA", True)
    assert result.data["amount_units"] == 1_005_000_000
    assert result.data["signature"] == result.data["hash"]
    assert await chain.lamports(STRANGER) == 1_005_000_000
    fee = await chain.landed(str(result.data["hash"]))
    assert fee == result.data["fee_units"]
    assert await chain.lamports(ME) == 10 * SOL - 1_005_000_000 - (fee or 0)


async def test_an_amount_of_a_token_lands_to_the_unit_at_a_name(
    talker: Talker, chain: Chain
) -> None:
    before = await chain.units(ALICE)
    result = only(await talker.say("Send 8.2 USDC to alice.sol"))
    assert result.text.startswith(f"Successfully transferred 8.2 USDC to alice.sol ({ALICE})\n")
    assert result.data["recipient"] == "alice.sol"
    assert await chain.units(ALICE) - before == 8_200_000
    assert await chain.units(ME) == 100_000_000 - 8_200_000


async def test_the_rent_of_a_new_token_account_is_shown(talker: Talker, chain: Chain) -> None:
    rent = chain.node.engine.rent(165)
    assert rent == 2_039_280
    result = only(await talker.say("Send 5 USDC to carol.sol"))
    assert result.success
    assert "0.00203928 SOL went into the recipient's new token account." in result.text
    assert await chain.lamports(token_account(CAROL, USDC, TOKEN)) == rent
    again = only(await talker.say("Send 5 USDC to carol.sol"))
    assert again.success and "token account" not in again.text


async def test_the_rent_is_shown_before_a_yes_is_asked(chain: Chain, home: Path) -> None:
    asking = Policy(limits=OWN_CHAIN.limits, first_payment="approve")
    async with open_talker(home, chain.url, policy=asking) as talker:
        turn = await talker.say("Send 5 USDC to carol.sol")
        assert turn.approval is not None
        assert "Send 5 USDC and 0.00203928 SOL to carol.sol" in turn.approval.summary
        outcome = await talker.agent.desk.status(str(only(turn).data["journal_id"]))
        shown = preview(outcome, turn.approval, chain="Solana")
        assert "Also     0.00203928 SOL" in shown
    assert chain.node.ledger.records == {}


async def test_all_sol_leaves_rent_and_fees(talker: Talker, chain: Chain) -> None:
    result = only(await talker.say(f"Send all my SOL to {STRANGER}"))
    assert result.success, result.text
    left = await chain.lamports(ME)
    assert chain.node.engine.rent(0) <= left < SOL // 100
    assert await chain.lamports(STRANGER) == result.data["amount_units"]


@pytest.mark.parametrize(
    ("to", "said"),
    [
        (USDC, "is the mint of a token"),
        (TOKEN, "is a program"),
        (
            token_account(ALICE, USDC, TOKEN),
            f"is a token account, not a wallet. It belongs to {ALICE}",
        ),
        (ME, "from the wallet to itself"),
    ],
    ids=["mint", "program", "token account", "itself"],
)
async def test_what_cannot_use_the_money_is_refused_by_its_kind(
    talker: Talker, chain: Chain, to: str, said: str
) -> None:
    turn = await talker.say(f"Send 5 USDC to {to}")
    assert code(turn) == "INVALID_RECIPIENT"
    assert only(turn).text.startswith("Transfer failed: ")
    assert said in only(turn).text
    assert chain.node.ledger.records == {}


async def test_a_vault_is_asked_about_and_can_be_paid(talker: Talker, chain: Chain) -> None:
    before = await chain.lamports(VAULT)
    turn = await talker.say("Send 0.5 SOL to vault.sol")
    assert (turn.outcome, code(turn)) == (Ending.PENDING, "NEEDS_APPROVAL")
    assert "has no private key" in only(turn).text
    assert "on Solana; network fee" in only(turn).text
    assert turn.approval is not None
    assert await chain.lamports(VAULT) == before
    done = await talker.agent.approve(turn.approval.id, Principal("owner", owner=True))
    assert only(done).action == "TRANSFER_SOLANA"
    assert only(done).text.startswith("Successfully transferred 0.5 SOL to vault.sol")
    assert await chain.lamports(VAULT) - before == SOL // 2


@pytest.mark.parametrize(
    "text",
    [
        "Send 1 SOL to alice.eth",
        f"Send 1 ETH to {STRANGER}",
        "Send 1 SOL to 0x742d35Cc6634C0532925a3b844Bc454e4438f44e",
        f"Send 1 USDC to {STRANGER} on Base",
        "Send 1 SOL",
        "Don't send 1 SOL to alice.sol",
    ],
)
async def test_what_does_not_fit_or_was_not_asked_for_moves_nothing(
    talker: Talker, chain: Chain, text: str
) -> None:
    turn = await talker.say(text, consent=Consent.GIVEN)
    assert not any(turn.results)
    assert chain.node.ledger.records == {}


async def test_too_many_decimals_are_refused(talker: Talker, chain: Chain) -> None:
    turn = await talker.say("Send 1.0000005 USDC to alice.sol")
    assert code(turn) == "INVALID_AMOUNT"
    assert chain.node.ledger.records == {}


async def test_a_memo_is_sent_along(talker: Talker, chain: Chain) -> None:
    turn = await talker.say('Send 1 SOL to bob.sol with memo "rent"')
    assert only(turn).success
    assert "The memo 'rent' is public." in turn.replies[0].text
    [record] = chain.node.ledger.records.values()
    assert record.memo is not None and "rent" in record.memo


async def test_a_read_only_wallet_pays_nothing(chain: Chain, home: Path) -> None:
    async with open_talker(home, chain.url, SOLANA_PRIVATE_KEY="", SOLANA_PUBLIC_KEY=ME) as talker:
        turn = await talker.say("Send 1 SOL to bob.sol", consent=Consent.GIVEN)
        assert code(turn) == "READ_ONLY"
        assert ME in only(await talker.say("What's my wallet address?")).text
        assert "10 SOL" in only(await talker.say("How much SOL do I have?")).text
    assert chain.node.ledger.records == {}


FAULTS: dict[str, Fault] = {
    "HTTP 500": status(500),
    "a broken connection": dropped,
    "a broken connection after it was taken": after(dropped),
    "HTTP 500 after it was taken": after(status(500)),
    "taken twice": twice,
    "no answer": hang(),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
async def test_trouble_on_the_wire_pays_once(
    chain: Chain, home: Path, fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fiscus.chains.connections.REQUEST_SECONDS", 1.0)
    before = await chain.lamports(BOB)
    async with proxied(chain.url) as proxy, open_talker(home, proxy.url) as talker:
        proxy.faults[SEND] = [fault]
        turn = await talker.say("Send 1 SOL to bob.sol", message="m")
        if not only(turn).success:
            assert code(turn) == "PENDING"
        again = await talker.say("Send 1 SOL to bob.sol", message="m")
    assert only(again).success
    assert await chain.lamports(BOB) - before == SOL
    assert len(chain.node.ledger.records) == 1


async def test_nothing_is_called_a_success_before_the_chain_says_so(
    chain: Chain, home: Path
) -> None:
    async with (
        proxied(chain.url) as proxy,
        open_talker(home, proxy.url, FISCUS_CONFIRM_TIMEOUT="1") as talker,
    ):
        proxy.changes[STATUSES] = always({"context": {"slot": 1}, "value": [None]})
        proxy.changes[LANDED] = always(None)
        turn = await talker.say("Send 1 SOL to bob.sol", message="m")
        assert code(turn) == "PENDING"
        assert not any("Successfully" in reply.text for reply in turn.replies)
        proxy.changes.clear()
        assert only(await talker.say("Send 1 SOL to bob.sol", message="m")).success
    assert len(chain.node.ledger.records) == 1


@pytest.mark.covers("SOL-54")
@pytest.mark.usefixtures("impatient")
async def test_bytes_whose_block_is_too_old_are_replaced_only_once_they_are_dead(
    still: Chain, home: Path
) -> None:
    before = await still.lamports(BOB)
    async with (
        proxied(still.url) as proxy,
        open_talker(home, proxy.url, FISCUS_CONFIRM_TIMEOUT="0.5") as talker,
    ):
        proxy.faults[SEND] = [status(500) for _ in range(100)]
        first = await talker.say("Send 1 SOL to bob.sol", message="m")
        assert code(first) == "PENDING"
        still.advance(150)
        assert code(await talker.say("Send 1 SOL to bob.sol", message="m")) == "PENDING"
        still.advance(60)
        await talker.agent.desk.recover()
        dead = await talker.say("Send 1 SOL to bob.sol", message="m")
        assert code(dead) == "TRANSACTION_DROPPED"
        assert only(dead).text.startswith("Transfer failed: ")
        proxy.faults.clear()
        async with still.ticking():
            paid = await talker.say("Send 1 SOL to bob.sol", message="n")
            while code_or_none(paid) == "PENDING":
                paid = await talker.say("Send 1 SOL to bob.sol", message="n")
    assert only(paid).success
    assert only(paid).data["hash"] != only(first).data["hash"]
    assert await still.lamports(BOB) - before == SOL


async def test_a_token_without_an_account_is_insufficient(talker: Talker) -> None:
    turn = await talker.say("Send 5 BONK to bob.sol")
    assert code(turn) == "INSUFFICIENT_FUNDS"
    assert BONK not in only(turn).text
