"""The journal as an operator and an accountant meet it."""

from __future__ import annotations

import csv
import io
import sqlite3
from pathlib import Path

from fiscus.chains.sandbox.session import Sandbox
from tests.core.cli.programs import Fiscus
from tests.core.cli.test_ask import BOB, SEND


def test_an_accountant_gets_every_movement_and_an_operator_every_step(
    paying: Fiscus, sandbox: Sandbox, home: Path
) -> None:
    assert paying("audit", "show").out == "Nothing happened.\n"
    data = paying("ask", SEND, "--json", "--yes").row["results"][0]["data"]
    shown = paying("audit", "show", "--payment", data["journal_id"][:8]).out.splitlines()
    assert [line.split()[2] for line in shown] == ["reserved", "signed", "sent", "confirmed"]
    assert f"transfer 0.001 ETH to {BOB} on {data['chain']}" in shown[0]
    assert paying("audit", "show", "--wallet", BOB).out == "Nothing happened.\n"
    rows = list(csv.DictReader(io.StringIO(paying("audit", "export").out)))
    [row] = rows
    assert (row["transaction"], row["sender"]) == (data["hash"], sandbox.address)
    assert (row["recipient"], row["amount"], row["units"]) == (BOB, "0.001", str(10**15))
    assert paying("audit", "export", "--format", "json").row == row
    assert paying("audit", "export", "--since", "2999-01-01", "--format", "json").out == ""
    assert paying("audit", "export", "--since", "soon").status == 2
    done = paying("audit", "verify")
    assert (done.status, "everything is as it was written" in done.out) == (0, True)
    head = done.out.split()[-1]
    assert paying("audit", "verify", "--head", head).status == 0
    for other in (f"{int(head.split(':')[0]) + 1}:{'0' * 64}", f"1:{'0' * 64}"):
        assert paying("audit", "verify", "--head", other).status == 1
    assert paying("audit", "verify", "--head", "1").status == 2
    with sqlite3.connect(home / "desk.db") as database:
        database.execute("UPDATE payments SET recipient = '0x0'")
    exported = paying("audit", "export")
    assert (exported.status, exported.err) == (
        1,
        "The journal was changed (1 finding): see `fiscus audit verify`.\n",
    )
    found = paying("audit", "verify", "--json")
    assert (found.status, found.row["whole"]) == (1, False)
    [finding] = found.row["findings"]
    assert finding["place"] == f"payment {data['journal_id']}"
    assert finding["text"] == "'recipient' is not what the journal says."
