"""What a node is asked to tell about a wallet, so that nobody has to ask it again and again."""

from __future__ import annotations

from fiscus.chains.answers import BadAnswer
from fiscus.chains.jsonrpc import Call, Json
from fiscus.chains.solana.programs import TOKEN_PROGRAMS
from fiscus.chains.solana.quantities import at_slot
from fiscus.chains.solana.queries import CONFIRMED

OWNER_AT = 32
"""Where a token account names its owner, in both programs."""


def wallet_changes(owner: str) -> tuple[Call, ...]:
    """The wallet's own account, and every token account of its, also those that do not exist yet.

    One that is closed is in the hands of no token program any more, and is not told of. Whoever
    closes it gets its rent, or pays the fee: that is a change of the wallet itself.
    """
    options: Json = {"encoding": "base64", "commitment": CONFIRMED}
    return (
        Call("accountSubscribe", (owner, options)),
        *(_tokens(owner, p) for p in TOKEN_PROGRAMS),
    )


def told_slot(result: Json) -> int:
    """The slot of a change; 0 where it is not told. Nothing else of it is believed."""
    try:
        return at_slot(result)[0]
    except BadAnswer:
        return 0


def _tokens(owner: str, program: str) -> Call:
    options: Json = {
        "encoding": "base64",
        "commitment": CONFIRMED,
        "filters": [{"memcmp": {"offset": OWNER_AT, "bytes": owner}}],
        "dataSlice": {"offset": 0, "length": 0},
    }
    return Call("programSubscribe", (program, options))
