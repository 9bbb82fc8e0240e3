"""Methods about the chain itself: blocks, blockhashes, fees, identity."""

from __future__ import annotations

import base64
import binascii
from typing import Final

from solders.message import Message, MessageV0, from_bytes_versioned
from solders.signature import Signature
from solders.transaction import SanitizeError, VersionedTransaction

from fiscus.chains.jsonrpc import Json
from fiscus.chains.sandbox.solana.definition import GENESIS, VERSION
from fiscus.chains.sandbox.solana.faults import invalid
from fiscus.chains.sandbox.solana.fees import base_fee, priority_fee
from fiscus.chains.sandbox.solana.ledger import MAX_AGE, SLOTS_PER_EPOCH
from fiscus.chains.sandbox.solana.node import Methods, Node, in_context
from fiscus.chains.sandbox.solana.params import Params

RECENT_PRICES: Final = (0, 100, 2_500, 10_000, 50_000)
"""Microlamports a compute unit that the slots, in turn, seem to have asked for at least."""
FEATURE_SET: Final = 3640012085


def get_health(_: Node, __: Params) -> Json:
    return "ok"


def get_version(_: Node, __: Params) -> Json:
    return {"solana-core": VERSION, "feature-set": FEATURE_SET}


def get_genesis_hash(_: Node, __: Params) -> Json:
    return GENESIS


def get_slot(node: Node, params: Params) -> Json:
    return node.bank(params.config(0)).slot


def get_first_available_block(_: Node, __: Params) -> Json:
    return 0


def get_block_height(node: Node, params: Params) -> Json:
    return node.bank(params.config(0)).height


def get_block_time(node: Node, params: Params) -> Json:
    slot = params.number(0)
    return next((block.time for block in node.ledger.blocks if block.slot == slot), None)


def get_transaction_count(node: Node, params: Params) -> Json:
    bank = node.bank(params.config(0))
    return sum(record.slot <= bank.slot for record in node.ledger.records.values())


def get_epoch_info(node: Node, params: Params) -> Json:
    bank = node.bank(params.config(0))
    return {
        "absoluteSlot": bank.slot,
        "blockHeight": bank.height,
        "epoch": bank.slot // SLOTS_PER_EPOCH,
        "slotIndex": bank.slot % SLOTS_PER_EPOCH,
        "slotsInEpoch": SLOTS_PER_EPOCH,
        "transactionCount": len(node.ledger.records),
    }


def get_latest_blockhash(node: Node, params: Params) -> Json:
    bank = node.bank(params.config(0))
    found: Json = {"blockhash": str(bank.hash), "lastValidBlockHeight": bank.height + MAX_AGE}
    return in_context(bank, found)


def is_blockhash_valid(node: Node, params: Params) -> Json:
    bank = node.bank(params.config(1))
    return in_context(bank, node.ledger.last_valid_height(params.hash(0), bank) is not None)


def get_fee_for_message(node: Node, params: Params) -> Json:
    """`null` for a blockhash that is not good."""
    bank = node.bank(params.config(1))
    message = _message(params.text(0))
    if node.ledger.last_valid_height(message.recent_blockhash, bank) is None:
        return in_context(bank, None)
    return in_context(bank, base_fee(message) + priority_fee(message))


def get_minimum_balance(node: Node, params: Params) -> Json:
    return node.engine.rent(params.number(0))


def get_recent_prioritization_fees(node: Node, params: Params) -> Json:
    """What the block asked for, or more where somebody paid more to write one of the accounts."""
    keys = [str(key) for key in params.keys(0, most=128)] if params.values else []
    return [
        {
            "slot": block.slot,
            "prioritizationFee": max(
                RECENT_PRICES[block.slot % len(RECENT_PRICES)],
                node.ledger.price_of(block.slot, keys),
            ),
        }
        for block in node.ledger.blocks[-150:]
    ]


def _message(text: str) -> Message | MessageV0:
    try:
        message = from_bytes_versioned(base64.b64decode(text, validate=True))
        missing = [Signature.default()] * message.header.num_required_signatures
        VersionedTransaction.populate(message, missing).sanitize()
    except (binascii.Error, ValueError, SanitizeError):
        raise invalid("invalid transaction: failed to deserialize the message") from None
    return message


METHODS: Final[Methods] = {
    "getBlockHeight": get_block_height,
    "getBlockTime": get_block_time,
    "getEpochInfo": get_epoch_info,
    "getFeeForMessage": get_fee_for_message,
    "getFirstAvailableBlock": get_first_available_block,
    "getGenesisHash": get_genesis_hash,
    "getHealth": get_health,
    "getLatestBlockhash": get_latest_blockhash,
    "getMinimumBalanceForRentExemption": get_minimum_balance,
    "getRecentPrioritizationFees": get_recent_prioritization_fees,
    "getSlot": get_slot,
    "getTransactionCount": get_transaction_count,
    "getVersion": get_version,
    "isBlockhashValid": is_blockhash_valid,
}
