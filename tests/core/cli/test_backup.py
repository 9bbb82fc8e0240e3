from __future__ import annotations

import re
from pathlib import Path

from inline_snapshot import snapshot

from fiscus.chains.sandbox.session import Sandbox
from tests.core.cli.programs import Fiscus
from tests.core.cli.test_ask import SEND, sent


def test_a_backup_and_what_its_restoring_says(
    paying: Fiscus, sandbox: Sandbox, home: Path, tmp_path: Path
) -> None:
    assert paying("ask", SEND, "--yes").status == 0
    done = paying("backup", "saved.zip")
    assert done.out == snapshot("Backed up 3 memories and 1 payment to saved.zip\n")
    assert paying("backup", "saved.zip").status == 1
    refused = paying("restore", "saved.zip")
    assert refused.status == 1
    assert "--overwrite" in refused.err
    said = paying("restore", "saved.zip", "--overwrite").out
    shown = re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", "TIME", said.replace(str(home), "HOME"))
    shown = re.sub(r"restore-\d+-\d+", "restore-TIME", shown)
    assert shown.replace(sandbox.address, "ADDRESS") == snapshot("""\
Restored 3 memories and 1 payment, as they were at TIME UTC.
What was there before is kept as HOME/desk.db.before-restore-TIME
What was there before is kept as HOME/fiscus.db.before-restore-TIME
Payments made since then are not in this journal; nothing was merged.
Frozen until you have compared them with the chains:
  evm:ADDRESS
`fiscus wallet unfreeze` lets them spend again.
""")
    refused = paying("ask", SEND.replace("0.001", "0.002"), "--yes", "--json")
    assert refused.row["results"][0]["error"]["code"] == "WALLET_FROZEN"
    assert sent(sandbox) == 1
    assert paying("wallet", "unfreeze").status == 0
