"""Methods that no real node has: time and accounts at will, for tests."""

from __future__ import annotations

from typing import Final

from solders.account import Account

from fiscus.chains.jsonrpc import Json
from fiscus.chains.sandbox.solana.encoding import decoded
from fiscus.chains.sandbox.solana.engine import RENT_EPOCH
from fiscus.chains.sandbox.solana.faults import invalid
from fiscus.chains.sandbox.solana.node import Methods, Node
from fiscus.chains.sandbox.solana.params import Params, pubkey
from fiscus.chains.sandbox.solana.world import give_tokens
from fiscus.chains.solana.programs import SYSTEM

MOST_BLOCKS: Final = 1_000


def advance(node: Node, params: Params) -> Json:
    """`[count]`: makes blocks now, one by default. The new block height."""
    count = params.number(0) if params.values else 1
    node.ledger.advance(min(count, MOST_BLOCKS))
    return node.ledger.blocks[-1].height


def set_account(node: Node, params: Params) -> Json:
    """`[key, {lamports, owner?, data? (base64), executable?}]`."""
    config = params.config(1)
    account = Account(
        config.number("lamports") or 0,
        decoded(config.text("data", ""), "base64"),
        pubkey(config.text("owner", SYSTEM)),
        config.flag("executable"),
        RENT_EPOCH,
    )
    node.engine.put(params.key(0), account)
    return True


def give(node: Node, params: Params) -> Json:
    """`[owner, mint, units]`: has the owner hold exactly this. The token account's address."""
    try:
        return give_tokens(node.engine, str(params.key(0)), str(params.key(1)), params.number(2))
    except KeyError:
        raise invalid("Invalid param: not a Token mint") from None


METHODS: Final[Methods] = {
    "sandbox_advance": advance,
    "sandbox_giveTokens": give,
    "sandbox_setAccount": set_account,
}
