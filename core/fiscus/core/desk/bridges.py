"""Intents that leave on one chain and arrive on another."""

from __future__ import annotations

from typing import Final

from fiscus.core.desk.door import Intent

BRIDGE: Final = "bridge"
"""The action of such an intent: `to_chain` and `to_token` say what arrives where, `recipient` for
whom where that is somebody else, and `min_out` the least that the person wants."""


def payee_chain(intent: Intent, chain: str) -> str:
    """Where whoever is paid lives; `chain` is where the money leaves."""
    return intent.value("to_chain") or chain if intent.action == BRIDGE else chain
