from __future__ import annotations

import json
from pathlib import Path

from eth_account import Account
from eth_account.messages import encode_defunct
from inline_snapshot import snapshot

from fiscus.chains.sandbox.session import Sandbox
from tests.core.cli.programs import Fiscus, error_of
from tests.core.cli.test_ask import BOB, SEND, sent, wei


def pending(paying: Fiscus) -> str:
    """The id of an approval that a process left behind."""
    found = paying("ask", SEND, "--json").row["approval"]["id"]
    assert isinstance(found, str)
    return found


def test_another_process_approves_by_id_once(paying: Fiscus, sandbox: Sandbox) -> None:
    waiting = pending(paying)
    done = paying.process("approvals", "approve", waiting, "--json")
    assert (done.status, done.row["id"]) == (0, waiting)
    assert done.row["results"][0]["action"] == "EVM_TRANSFER"
    assert done.row["results"][0]["data"]["status"] == "confirmed"
    assert wei(sandbox) == 10**15
    again = paying("approvals", "approve", waiting, "--json")
    assert (again.status, error_of(again.row)) == (1, "APPROVAL_GONE")
    assert "Ask for the payment again" not in again.out  # it was paid
    assert "`fiscus audit show` says what became of the payment" in again.out
    assert sent(sandbox) == 1


def test_what_is_denied_can_never_be_signed(paying: Fiscus, sandbox: Sandbox) -> None:
    waiting = pending(paying)
    assert paying("approvals", "deny", waiting).status == 0
    again = paying("approvals", "approve", waiting, "--json")
    assert (again.status, error_of(again.row)) == (1, "APPROVAL_GONE")
    assert sent(sandbox) == 0


def test_an_unknown_id_is_refused(paying: Fiscus) -> None:
    for decision in ("approve", "deny"):
        done = paying("approvals", decision, "nothing", "--json")
        assert (done.status, error_of(done.row)) == (1, "APPROVAL_GONE")
        assert "`fiscus approvals` lists what waits" in done.out


def test_the_list_shows_what_a_yes_would_buy(paying: Fiscus) -> None:
    assert paying("approvals", "list").out == snapshot("Nothing waits for an approval.\n")
    assert paying("approvals", "list", "--json").out == ""
    waiting = pending(paying)
    row = paying("approvals", "list", "--json").row
    assert row["id"] == waiting
    assert set(row) == {"id", "summary", "digest", "expires_at", "reasons"}
    shown = paying("approvals", "list").out
    assert shown.startswith(f"{waiting}  Send 0.001 ETH to {BOB} on Sandbox; network fee at most ")
    assert f"{BOB} was never paid from this wallet before." in shown


def test_the_wallet_is_shown_with_its_payments(paying: Fiscus, sandbox: Sandbox) -> None:
    shown = paying("wallet")
    assert shown.status == 0
    assert shown.out.startswith(f"Wallet {sandbox.address}\nSandbox:\n  100 ETH")
    empty = paying("wallet", "history").out
    assert empty.startswith(f"No payments from {sandbox.address} yet.\n")
    hash = paying("ask", SEND, "--json", "--yes").row["results"][0]["data"]["hash"]
    assert hash in paying("wallet", "history").out
    rows = paying("wallet", "--json").row["results"]
    assert rows[0]["data"]["address"] == sandbox.address


def test_unfreezing_what_is_not_frozen_changes_nothing(paying: Fiscus) -> None:
    done = paying("wallet", "unfreeze")
    assert (done.status, done.out) == (0, "No wallet is frozen.\n")


def test_show_tells_everything_a_yes_buys(paying: Fiscus, sandbox: Sandbox) -> None:
    waiting = pending(paying)
    shown = paying("approvals", "show", waiting).out
    for told in (
        f"{waiting}  Send 0.001 ETH to {BOB} on Sandbox; network fee at most ",
        "Stands     open, nobody has answered",
        f"From       {sandbox.address}",
        f"To         {BOB}",
        f"Leaves     at most 0.001 ETH to {BOB}",
        f"{BOB} was never paid from this wallet before. [first_payment]",
        f"recipient {BOB} (user)",
    ):
        assert told in shown
    row = paying("approvals", "show", waiting, "--json").row
    assert (row["state"], row["required"], row["given"]) == ("open", 1, [])
    assert row["moves"] == [
        {"asset": "ETH", "contract": None, "decimals": 18, "units": str(10**15), "to": BOB}
    ]
    assert row["values"]["recipient"] == {"value": BOB, "origin": "user"}
    assert paying("approvals", "deny", waiting).status == 0
    closed = paying("approvals", "show", waiting, "--json").row
    assert (closed["state"], closed["decided_by"]) == ("denied", "owner")


def test_approvers_answer_with_a_key_file_and_with_a_signature(
    paying: Fiscus, sandbox: Sandbox, tmp_path: Path
) -> None:
    ada, bo = (Account.from_key(f"0x{number:064x}") for number in (7, 8))
    policy = {
        "first_payment": "approve",
        "approvals": {
            "required": 2,
            "approvers": [{"name": "ada", "key": ada.address}, {"name": "bo", "key": bo.address}],
        },
    }
    rules, key = tmp_path / "policy.yaml", tmp_path / "ada.key"
    rules.write_text(json.dumps(policy))
    key.write_text(ada.key.hex())
    key.chmod(0o644)
    ours = Fiscus(paying.folder, {**paying.settings, "FISCUS_POLICY": str(rules)})
    waiting = pending(ours)
    assert error_of(ours("approvals", "approve", waiting, "--json").row) == "NOT_APPROVER"
    refused = ours("approvals", "approve", waiting, "--key-file", str(key))
    assert (refused.status, "can be read by others" in refused.err) == (1, True)
    key.chmod(0o600)
    once = ours("approvals", "approve", waiting, "--key-file", str(key))
    assert once.status == 1
    assert "It has 1 of 2 approvals (ada)." in once.out
    assert sent(sandbox) == 0
    row = ours("approvals", "show", waiting, "--json").row
    assert row["sign"]["approve"] in ours("approvals", "show", waiting).out
    signed = bo.sign_message(encode_defunct(text=row["sign"]["approve"])).signature.hex()
    done = ours("approvals", "approve", waiting, "--signature", signed, "--by", "bo", "--json")
    assert (done.status, done.row["results"][0]["data"]["status"]) == (0, "confirmed")
    assert wei(sandbox) == 10**15
