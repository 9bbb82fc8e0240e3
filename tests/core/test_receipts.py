"""What became of a payment, in words: success only where the chain says so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fiscus.core.desk.outcome import Approval, State
from fiscus.core.receipts import Wording, data, fee_text, transfer_receipt
from tests.fakes import BOB, outcome

HASH = "0x" + "ab" * 32
FIELDS = {
    "chain", "chain_id", "hash", "from", "to", "token", "amount", "amount_units", "status",
    "explorer_url", "journal_id", "fee_units",
}  # fmt: skip
QUESTION = Approval("a1", f"Send 0.1 ETH to {BOB}.", "d", "2026-01-01T00:00:00Z", ("A reason.",))


@pytest.mark.parametrize("state", State)
def test_the_figures_are_the_same_in_every_state(state: State) -> None:
    assert data(outcome(state)).keys() == FIELDS
    assert data(outcome(state))["status"] == state.value


@pytest.mark.parametrize("state", State)
def test_only_the_chains_word_or_a_simulation_is_a_success(state: State) -> None:
    receipt = transfer_receipt(outcome(state), title="Base")
    assert receipt.success is (state in {State.CONFIRMED, State.SIMULATED})
    assert (receipt.error is None) is receipt.success
    assert receipt.text
    assert ("Transferred" in receipt.text) is (state is State.CONFIRMED)


def test_a_confirmed_payment_is_told_with_its_link() -> None:
    done = replace(outcome(), hash=HASH, explorer_url=f"https://basescan.org/tx/{HASH}")
    receipt = transfer_receipt(done, title="Base")
    assert receipt.text == (
        f"Transferred 0.1 ETH to {BOB} on Base\nTransaction: https://basescan.org/tx/{HASH}"
    )
    assert receipt.values == {"transaction_hash": HASH}
    named = transfer_receipt(replace(done, recipient_name="bob.eth"), title="Base")
    assert named.text.startswith(f"Transferred 0.1 ETH to bob.eth ({BOB}) on Base\n")
    unlinked = transfer_receipt(replace(done, explorer_url=None), title="Sandbox")
    assert unlinked.text.endswith(f"\nTransaction: {HASH}")


def test_a_family_tells_a_transfer_in_its_own_words() -> None:
    wording = Wording(landed="Successfully transferred {what}", failed="Transfer failed: ")
    done = transfer_receipt(replace(outcome(), hash=HASH), title="Solana", wording=wording)
    assert done.text == f"Successfully transferred 0.1 ETH to {BOB}\nTransaction: {HASH}"
    for state in (State.FAILED, State.DROPPED):
        told = transfer_receipt(outcome(state), title="Solana", wording=wording).text
        assert told.startswith("Transfer failed: ")
    for state in (State.SENT, State.SIGNED, State.PLANNED, State.DENIED):
        told = transfer_receipt(outcome(state), title="Solana", wording=wording).text
        assert "Transfer failed" not in told and "Successfully" not in told


def test_a_payment_that_did_something_else_is_no_success() -> None:
    wrong = replace(outcome(), hash=HASH, detail="it moved other tokens")
    receipt = transfer_receipt(wrong, title="Base")
    assert receipt.error is not None
    assert (receipt.success, receipt.error.code) == (False, "MISMATCH")
    assert "did not do what was signed for: it moved other tokens." in receipt.text
    assert "frozen" in receipt.text
    assert HASH in receipt.text


@pytest.mark.parametrize(
    ("state", "code", "said"),
    [
        (State.SENT, "PENDING", "signed and not in a block yet. A node has it."),
        (State.SIGNED, "PENDING", "No node has confirmed that it has it."),
        (State.FAILED, "TRANSACTION_FAILED", "reverted the payment of 0.1 ETH"),
        (State.DROPPED, "TRANSACTION_DROPPED", "will never land."),
        (State.DENIED, "DENIED", "was not approved."),
    ],
)
def test_what_did_not_land_says_so(state: State, code: str, said: str) -> None:
    receipt = transfer_receipt(outcome(state), title="Base")
    assert receipt.error is not None
    assert receipt.error.code == code
    assert said in receipt.text


def test_a_question_is_told_with_its_reasons() -> None:
    receipt = transfer_receipt(outcome(State.PLANNED, approval=QUESTION), title="Base")
    assert receipt.error is not None
    assert receipt.error.code == "NEEDS_APPROVAL"
    assert receipt.text == f"{QUESTION.summary} A reason. Nothing is signed yet."


def test_fees_are_whole_coins() -> None:
    assert (
        fee_text(replace(outcome(), fee_units=21_000, fee_token="ETH")) == "0.000000000000021 ETH"
    )
    assert fee_text(outcome()) == ""
