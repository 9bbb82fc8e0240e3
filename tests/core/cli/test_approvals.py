from __future__ import annotations

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
    assert paying("wallet", "history").out == "No payments yet.\n"
    hash = paying("ask", SEND, "--json", "--yes").row["results"][0]["data"]["hash"]
    assert hash in paying("wallet", "history").out
    rows = paying("wallet", "--json").row["results"]
    assert rows[0]["data"]["address"] == sandbox.address


def test_unfreezing_what_is_not_frozen_changes_nothing(paying: Fiscus) -> None:
    done = paying("wallet", "unfreeze")
    assert (done.status, done.out) == (0, "No wallet is frozen.\n")
