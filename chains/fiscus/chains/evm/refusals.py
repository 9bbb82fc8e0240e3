"""What a node means when it refuses. Nodes agree on few codes, so known texts decide the rest.

Texts are those of geth, erigon, nethermind, besu, reth and anvil, compared in lower case.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from fiscus.core.errors import RpcRefused


class Refusal(StrEnum):
    ALREADY_KNOWN = "already known"
    """The node has these very bytes."""
    NONCE_TOO_LOW = "nonce too low"
    """The place in the lane is taken, perhaps by these very bytes: look for the hash."""
    UNDERPRICED = "underpriced"
    INSUFFICIENT_FUNDS = "insufficient funds"
    EXECUTION_REVERTED = "execution reverted"
    GAS_ESTIMATION = "gas estimation failed"
    """No gas limit that the sender can pay for is enough."""
    METHOD_MISSING = "method missing"
    OTHER = "other"


METHOD_NOT_FOUND: Final = -32601
REVERT_CODE: Final = 3

TEXTS: Final = (
    # First: what follows it is the contract's own text.
    (Refusal.EXECUTION_REVERTED, ("execution reverted", "vm execution error", "evm error")),
    (
        Refusal.ALREADY_KNOWN,
        ("already known", "alreadyknown", "already imported", "known transaction", "same hash"),
    ),
    (
        Refusal.NONCE_TOO_LOW,
        ("nonce too low", "nonce_too_low", "oldnonce", "nonce is too low", "nonce below"),
    ),
    (
        Refusal.UNDERPRICED,
        (
            "underpriced",
            "feetoolow",
            "fee too low",
            "gas price too low",
            "gas price below",
            "max fee per gas less than block base fee",
            "max fee per gas is less than",
            "less than the base fee",
            "fee cap less than block base fee",
            "max priority fee per gas higher than",
        ),
    ),
    (
        Refusal.INSUFFICIENT_FUNDS,
        (
            "insufficient funds",
            "insufficientfunds",
            "insufficient balance",
            "insufficient eth",
            "lack of funds",
            "lower_balance",
            "upfront cost exceeds",
        ),
    ),
    (Refusal.GAS_ESTIMATION, ("gas required exceeds allowance",)),
    (
        Refusal.METHOD_MISSING,
        (
            "method not found",
            "does not exist/is not available",
            "method not supported",
            "unsupported method",
            "method is not whitelisted",
            "method not allowed",
        ),
    ),
)


def classify(refused: RpcRefused) -> Refusal:
    """By code where nodes agree on one, by the node's text otherwise."""
    code = refused.context.get("rpc_code")
    if code == REVERT_CODE:
        return Refusal.EXECUTION_REVERTED
    if code == METHOD_NOT_FOUND:
        return Refusal.METHOD_MISSING
    text = str(refused.context.get("detail", "")).lower()
    for refusal, known in TEXTS:
        if any(part in text for part in known):
            return refusal
    return Refusal.OTHER


def revert_data(refused: RpcRefused) -> bytes:
    """What a revert returned; empty where the node did not say."""
    shown = refused.context.get("data")
    return bytes.fromhex(shown[2:]) if isinstance(shown, str) else b""
