"""`fiscus ask` against a chain that another process runs: the small-amount limits hold."""

from __future__ import annotations

import pytest

from fiscus.chains.sandbox.session import Sandbox
from tests.core.cli.programs import Fiscus, error_of
from tests.core.cli.terminals import terminal
from tests.sandboxes import rpc

BOB = "0x00000000000000000000000000000000000B0b00"
SEND = f"Send 0.001 ETH to {BOB}"


def wei(sandbox: Sandbox, address: str = BOB) -> int:
    return int(str(rpc(sandbox.rpc_url, "eth_getBalance", address, "latest")), 16)


def sent(sandbox: Sandbox) -> int:
    """How many transactions of the wallet are in blocks."""
    return int(str(rpc(sandbox.rpc_url, "eth_getTransactionCount", sandbox.address, "latest")), 16)


def test_a_yes_given_beforehand_pays_exactly_once(paying: Fiscus, sandbox: Sandbox) -> None:
    done = paying.process("ask", SEND, "--json", "--yes")
    assert (done.status, done.err) == (0, "")
    assert set(done.row) == {"id", "room", "replies", "results", "approval", "ms"}
    (result,) = done.row["results"]
    assert result["success"] is True
    assert result["data"]["amount_units"] == 10**15
    assert result["data"]["status"] == "confirmed"
    receipt = rpc(sandbox.rpc_url, "eth_getTransactionReceipt", result["data"]["hash"])
    assert isinstance(receipt, dict) and receipt["status"] == "0x1"
    assert (wei(sandbox), sent(sandbox)) == (10**15, 1)


def test_without_a_yes_it_is_left_pending_and_nothing_is_signed(
    paying: Fiscus, sandbox: Sandbox
) -> None:
    done = paying("ask", SEND, "--json")
    assert done.status == 1
    assert set(done.row["approval"]) == {"id", "summary", "digest", "expires_at"}
    assert error_of(done.row) == "NEEDS_APPROVAL"
    assert done.row["results"][0]["data"]["hash"] is None
    assert (wei(sandbox), sent(sandbox)) == (0, 0)
    assert rpc(sandbox.rpc_url, "txpool_status") == {"pending": "0x0", "queued": "0x0"}


def test_plain_lines_say_how_to_approve(paying: Fiscus) -> None:
    done = paying("ask", SEND)
    assert done.status == 1
    assert "Nothing is signed yet." in done.out
    listed = paying("approvals", "list", "--json").row
    assert done.out.endswith(f"To approve it: fiscus approvals approve {listed['id']}\n")


def test_a_yes_does_not_overrule_the_policy(paying: Fiscus, sandbox: Sandbox) -> None:
    done = paying("ask", f"Send 1 ETH to {BOB}", "--json", "--yes")
    assert done.status == 1
    assert error_of(done.row) == "POLICY_DENIED"
    assert (wei(sandbox), sent(sandbox)) == (0, 0)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Send 0.001 ETH", 1),
        ("hi", 0),
        ("show my portfolio", 0),
        (f"Don't send 0.001 ETH to {BOB}", 0),
        ("Swap 1 ETH for USDC", 1),
    ],
)
def test_the_status_says_whether_everything_was_done(
    paying: Fiscus, sandbox: Sandbox, text: str, status: int
) -> None:
    done = paying("ask", text, "--json", "--yes")
    assert done.status == status
    assert done.row["replies"]
    assert sent(sandbox) == 0


def test_a_wrong_setting_is_one_line_of_json_too(paying: Fiscus) -> None:
    done = paying("ask", "hi", "--json", FISCUS_POLICY="nowhere.yaml")
    assert done.status == 1
    assert error_of(done.row) == "CONFIG"
    assert done.err.startswith("Error [CONFIG]: The file 'nowhere.yaml' cannot be read")


def test_a_log_holds_neither_the_key_nor_an_address_of_a_node(
    paying: Fiscus, sandbox: Sandbox
) -> None:
    done = paying.process("ask", SEND, "--json", "--yes", LOG_LEVEL="debug")
    assert done.status == 0
    assert len(done.rows) == 1
    written = done.out + done.err
    assert sandbox.private_key.reveal().removeprefix("0x") not in written
    assert "127.0.0.1" not in written


def test_a_person_sees_the_payment_before_they_are_asked(paying: Fiscus, sandbox: Sandbox) -> None:
    with terminal(paying.folder, paying.environment(), "ask", "Send 0.001 ETH to bob.eth") as tty:
        shown = tty.expect("Approve? [y/N] ")
        assert "Send     0.001 ETH" in shown
        assert f"To       bob.eth\n           {sandbox.names['bob.eth']}" in shown
        assert "On       Sandbox" in shown
        assert "Fee      at most 0.0000" in shown
        assert "was never paid from this wallet before" in shown
        assert sent(sandbox) == 0
        tty.write("y\n")
        status, shown = tty.end()
    assert "  sent " in shown and "  confirmed " in shown
    assert "Transferred 0.001 ETH to bob.eth" in shown
    assert (status, sent(sandbox)) == (0, 1)


@pytest.mark.parametrize("answer", ["n\n", "\n", "yup\n", "no way\n"])
def test_whatever_is_no_yes_is_a_no(paying: Fiscus, sandbox: Sandbox, answer: str) -> None:
    with terminal(paying.folder, paying.environment(), "ask", SEND) as tty:
        tty.expect("Approve? [y/N] ")
        tty.write(answer)
        status, shown = tty.end()
    assert "was not approved" in shown
    assert (status, sent(sandbox)) == (1, 0)
    assert paying("approvals", "list").out == "Nothing waits for an approval.\n"


@pytest.mark.parametrize("answer", ["\x03", "\x04"])
def test_a_question_that_is_left_stays_pending(
    paying: Fiscus, sandbox: Sandbox, answer: str
) -> None:
    with terminal(paying.folder, paying.environment(), "ask", SEND) as tty:
        tty.expect("Approve? [y/N] ")
        if answer == "\x03":
            tty.interrupt()
        else:
            tty.write(answer)
        status, shown = tty.end()
    waiting = paying("approvals", "list", "--json").row
    assert f"To approve it: fiscus approvals approve {waiting['id']}" in shown
    assert (status, sent(sandbox)) == (130, 0)
    assert paying("approvals", "approve", waiting["id"]).status == 0
    assert sent(sandbox) == 1


def test_an_interrupted_payment_is_told_truthfully_and_followed_up(
    paying: Fiscus, sandbox: Sandbox
) -> None:
    rpc(sandbox.rpc_url, "evm_setAutomine", False)
    try:
        with terminal(paying.folder, paying.environment(), "ask", SEND) as tty:
            tty.expect("Approve? [y/N] ")
            tty.write("y\n")
            tty.expect("  sent ")
            tty.interrupt()
            status, shown = tty.end()
        assert status == 130
        assert "is signed and a node has it: it can land at any moment." in shown
        rpc(sandbox.rpc_url, "evm_mine")
    finally:
        rpc(sandbox.rpc_url, "evm_setAutomine", True)
    done = paying("chat")
    assert done.out.startswith(f"An earlier payment of 0.001 ETH to {BOB} has landed: 0x")
    assert (wei(sandbox), sent(sandbox)) == (10**15, 1)
