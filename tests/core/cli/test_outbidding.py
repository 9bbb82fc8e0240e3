"""`fiscus wallet speed-up | cancel`, as processes of their own on a chain that makes no block."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from fiscus.chains.sandbox.session import Sandbox
from tests.core.cli.programs import Fiscus, error_of
from tests.core.cli.test_ask import SEND, wei
from tests.sandboxes import rpc


@pytest.fixture
def waiting(
    paying: Fiscus, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> Generator[dict[str, object]]:
    """A payment that no block takes."""
    monkeypatch.setenv("FISCUS_CONFIRM_TIMEOUT", "0.3")
    rpc(sandbox.rpc_url, "evm_setAutomine", False)
    yield paying("ask", SEND, "--json", "--yes").row["results"][0]["data"]
    rpc(sandbox.rpc_url, "evm_setAutomine", True)


def test_a_payment_is_called_back_by_its_transaction(
    paying: Fiscus, sandbox: Sandbox, waiting: dict[str, object]
) -> None:
    assert waiting["status"] == "sent"
    done = paying("wallet", "cancel", str(waiting["hash"]), "--json")
    assert (done.status, error_of(done.row)) == (1, "PENDING")
    rpc(sandbox.rpc_url, "anvil_mine", "0x1")
    again = paying("wallet", "cancel", str(waiting["journal_id"]), "--json")
    assert (again.status, again.row["results"][0]["data"]["status"]) == (0, "replaced")
    assert again.row["results"][0]["text"].startswith("Called back: the payment of 0.001 ETH to ")
    assert wei(sandbox) == 0


def test_a_payment_is_sped_up_and_lands_once(
    paying: Fiscus, sandbox: Sandbox, waiting: dict[str, object]
) -> None:
    faster = paying("wallet", "speed-up", str(waiting["hash"]), "--yes", "--json")
    assert faster.row["results"][0]["data"]["hash"] != waiting["hash"]
    rpc(sandbox.rpc_url, "anvil_mine", "0x1")
    done = paying("wallet", "speed-up", str(waiting["hash"]))
    assert (done.status, wei(sandbox)) == (0, 10**15)
    late = paying("wallet", "cancel", str(waiting["hash"]), "--json")
    assert (late.status, error_of(late.row)) == (1, "TOO_LATE")


def test_what_is_not_there_is_refused(paying: Fiscus) -> None:
    done = paying("wallet", "cancel", "nothing", "--json")
    assert (done.status, error_of(done.row)) == (1, "APPROVAL_GONE")
