"""What nodes mean when they refuse. Their texts are read here and shown nowhere."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from fiscus.core.errors import RpcRefused

METHOD_NOT_FOUND: Final = -32601


class Refusal(StrEnum):
    ALREADY_KNOWN = "already_known"
    """The very transaction has landed, or waits to."""
    BLOCK_UNKNOWN = "block_unknown"
    """It names a block that is too old, or that this node has not seen yet."""
    METHOD_MISSING = "method_missing"
    OTHER = "other"


TEXTS: Final = (
    (Refusal.ALREADY_KNOWN, ("already been processed", "alreadyprocessed", "already known")),
    (Refusal.BLOCK_UNKNOWN, ("blockhash not found", "blockhashnotfound", "block height exceeded")),
    (Refusal.METHOD_MISSING, ("method not found", "not supported", "method not allowed")),
)


def classify(refused: RpcRefused) -> Refusal:
    """By code where nodes agree on one, by the node's text otherwise."""
    if refused.context.get("rpc_code") == METHOD_NOT_FOUND:
        return Refusal.METHOD_MISSING
    text = str(refused.context.get("detail", "")).lower()
    for refusal, known in TEXTS:
        if any(part in text for part in known):
            return refusal
    return Refusal.OTHER
