"""A real TD of dstack's, as it was recorded, in the form of our evidence."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from tests.chains.openapi import shared

AT: Final = "2026-08-14T12:00:00Z"
"""Within the time for which the recorded papers are good."""
NOW: Final = int(datetime.fromisoformat(AT).timestamp())


def document() -> dict[str, Any]:
    """Without a statement of fiscus: another program ran there."""
    tcb = _recorded("nearmpc_tcb_info.json")
    return {
        "quote": bytes(_recorded("nearmpc_quote.json")).hex(),
        "event_log": tcb["event_log"],
        "app_compose": tcb["app_compose"],
        "collateral": _recorded("nearmpc_collateral.json"),
    }


def measurements() -> Mapping[str, str]:
    tcb = _recorded("nearmpc_tcb_info.json")
    return {name: tcb[name] for name in ("mrtd", "rtmr0", "rtmr1", "rtmr2")}


def _recorded(name: str) -> Any:
    return json.loads(shared(f"recorded/dstack/{name}").read_text())
