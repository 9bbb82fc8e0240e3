"""Methods about what became of transactions."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import dropwhile, islice, takewhile
from typing import Final

from solders.message import MessageV0
from solders.transaction import VersionedTransaction

from fiscus.chains.jsonrpc import Json
from fiscus.chains.sandbox.solana.faults import UNSUPPORTED_VERSION, RpcFault, invalid
from fiscus.chains.sandbox.solana.node import Methods, Node, in_context
from fiscus.chains.sandbox.solana.params import Config, Params, signature
from fiscus.chains.sandbox.solana.records import Record, inner_parsed
from fiscus.chains.sandbox.solana.transactions import transaction_json

MOST_STATUSES: Final = 256
MOST_SIGNATURES: Final = 1000


def get_signature_statuses(node: Node, params: Params) -> Json:
    config = params.config(1)
    search = config.flag("searchTransactionHistory")
    signatures = [signature(value) for value in params.sequence(0, most=MOST_STATUSES)]
    found = [node.ledger.status_of(one, search=search) for one in signatures]
    shown = [None if record is None else _status(node, record) for record in found]
    return in_context(node.ledger.bank("processed"), shown)


def get_transaction(node: Node, params: Params) -> Json:
    config = _encoding_or_config(params)
    bank = node.ledger.bank(_settled(config))
    record = node.ledger.records.get(params.signature(0))
    if record is None or record.slot > bank.slot:
        return None
    is_legacy = not isinstance(VersionedTransaction.from_bytes(record.wire).message, MessageV0)
    newest = config.number("maxSupportedTransactionVersion")
    if newest is None and not is_legacy:
        raise RpcFault(
            UNSUPPORTED_VERSION,
            "Transaction version (0) is not supported by the requesting client. Please try the"
            " request again with the following configuration parameter:"
            ' "maxSupportedTransactionVersion": 0',
        )
    encoding = config.text("encoding", "json")
    shown: dict[str, Json] = {
        "slot": record.slot,
        "blockTime": record.time,
        "meta": _parsed_meta(record) if encoding == "jsonParsed" else dict(record.meta),
        "transaction": transaction_json(record.wire, encoding, record.keys),
    }
    if newest is not None:
        shown["version"] = "legacy" if is_legacy else 0
    return shown


def get_signatures_for_address(node: Node, params: Params) -> Json:
    """Newest first."""
    key, config = str(params.key(0)), params.config(1)
    limit = config.number("limit")
    if limit is not None and not 1 <= limit <= MOST_SIGNATURES:
        raise invalid(f"Invalid limit; max {MOST_SIGNATURES}")
    bank = node.ledger.bank(_settled(config))
    before, until = config.text("before", ""), config.text("until", "")
    records: Iterator[Record] = (r for r in reversed(node.ledger.records.values()) if key in r.keys)
    if before:
        records = islice(_from(records, before), 1, None)
    records = takewhile(lambda record: record.signature != until, records)
    settled = (record for record in records if record.slot <= bank.slot)
    return [_listed(node, record) for record in islice(settled, limit or MOST_SIGNATURES)]


def _parsed_meta(record: Record) -> dict[str, Json]:
    """Accounts from lookup tables are among the keys of the message there."""
    meta = {name: value for name, value in record.meta.items() if name != "loadedAddresses"}
    return {**meta, "innerInstructions": inner_parsed(meta["innerInstructions"], record.keys)}


def _from(records: Iterator[Record], first: str) -> Iterator[Record]:
    return dropwhile(lambda record: record.signature != first, records)


def _status(node: Node, record: Record) -> Json:
    commitment = node.ledger.commitment_of(record)
    return {
        "slot": record.slot,
        "confirmations": None if commitment == "finalized" else node.ledger.depth(record),
        "err": record.error,
        "status": record.meta["status"],
        "confirmationStatus": commitment,
    }


def _listed(node: Node, record: Record) -> Json:
    return {
        "signature": record.signature,
        "slot": record.slot,
        "err": record.error,
        "memo": record.memo,
        "blockTime": record.time,
        "confirmationStatus": node.ledger.commitment_of(record),
    }


def _encoding_or_config(params: Params) -> Config:
    """The second parameter was once the encoding alone."""
    if len(params.values) > 1 and isinstance(params.values[1], str):
        return Config({"encoding": params.values[1]})
    return params.config(1)


def _settled(config: Config) -> str:
    if config.commitment == "processed":
        raise invalid("Method does not support commitment below `confirmed`")
    return config.commitment


METHODS: Final[Methods] = {
    "getSignatureStatuses": get_signature_statuses,
    "getSignaturesForAddress": get_signatures_for_address,
    "getTransaction": get_transaction,
}
