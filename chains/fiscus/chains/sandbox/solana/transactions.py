"""Transactions as JSON-RPC shows them."""

from __future__ import annotations

from solders.message import Message, MessageV0
from solders.transaction import VersionedTransaction

from fiscus.chains.jsonrpc import Json
from fiscus.chains.sandbox.solana.encoding import base64_text
from fiscus.chains.sandbox.solana.faults import invalid
from fiscus.chains.sandbox.solana.instructions import instruction_json
from fiscus.chains.solana.addresses import encode as base58


def transaction_json(wire: bytes, encoding: str, keys: tuple[str, ...]) -> Json:
    """`keys` are all accounts, those from lookup tables included."""
    if encoding == "base64":
        return [base64_text(wire), "base64"]
    if encoding == "base58":
        return [base58(wire), "base58"]
    transaction = VersionedTransaction.from_bytes(wire)
    signatures: list[Json] = [str(signature) for signature in transaction.signatures]
    if encoding == "jsonParsed":
        return {"signatures": signatures, "message": _parsed_message(transaction.message, keys)}
    if encoding != "json":
        raise invalid(f"Invalid params: unknown variant `{encoding}`")
    return {"signatures": signatures, "message": _message(transaction.message)}


def _message(message: Message | MessageV0) -> Json:
    header = message.header
    shown: dict[str, Json] = {
        "header": {
            "numRequiredSignatures": header.num_required_signatures,
            "numReadonlySignedAccounts": header.num_readonly_signed_accounts,
            "numReadonlyUnsignedAccounts": header.num_readonly_unsigned_accounts,
        },
        "accountKeys": [str(key) for key in message.account_keys],
        "recentBlockhash": str(message.recent_blockhash),
        "instructions": [
            {
                "programIdIndex": instruction.program_id_index,
                "accounts": list(instruction.accounts),
                "data": base58(bytes(instruction.data)),
                "stackHeight": None,
            }
            for instruction in message.instructions
        ],
    }
    if isinstance(message, MessageV0):
        shown["addressTableLookups"] = _lookups(message)
    return shown


def _parsed_message(message: Message | MessageV0, keys: tuple[str, ...]) -> Json:
    own, writable = len(message.account_keys), writable_indexes(message)
    shown: dict[str, Json] = {
        "accountKeys": [
            {
                "pubkey": key,
                "signer": index < message.header.num_required_signatures,
                "writable": index in writable,
                "source": "transaction" if index < own else "lookupTable",
            }
            for index, key in enumerate(keys)
        ],
        "recentBlockhash": str(message.recent_blockhash),
        "instructions": [
            instruction_json(
                keys[instruction.program_id_index],
                [keys[index] for index in instruction.accounts],
                bytes(instruction.data),
                None,
            )
            for instruction in message.instructions
        ],
    }
    if isinstance(message, MessageV0):
        shown["addressTableLookups"] = _lookups(message)
    return shown


def _lookups(message: MessageV0) -> list[Json]:
    return [
        {
            "accountKey": str(lookup.account_key),
            "writableIndexes": list(lookup.writable_indexes),
            "readonlyIndexes": list(lookup.readonly_indexes),
        }
        for lookup in message.address_table_lookups
    ]


def writable_indexes(message: Message | MessageV0) -> set[int]:
    """Indexes of the accounts that the message may write to, those from lookup tables included."""
    header, own = message.header, len(message.account_keys)
    signed = header.num_required_signatures - header.num_readonly_signed_accounts
    unsigned = own - header.num_readonly_unsigned_accounts
    writable = {*range(signed), *range(header.num_required_signatures, unsigned)}
    if isinstance(message, MessageV0):
        loaded = sum(len(lookup.writable_indexes) for lookup in message.address_table_lookups)
        writable |= set(range(own, own + loaded))
    return writable
