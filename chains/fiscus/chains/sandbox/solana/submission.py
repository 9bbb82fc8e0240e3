"""Methods that run transactions: for real, and to see what would happen."""

from __future__ import annotations

from typing import Final

from solders.hash import Hash
from solders.message import Message, MessageV0
from solders.pubkey import Pubkey
from solders.signature import Signature
from solders.system_program import TransferParams, transfer
from solders.transaction import SanitizeError, VersionedTransaction

from fiscus.chains.jsonrpc import Json
from fiscus.chains.sandbox.solana.accounts import account_json
from fiscus.chains.sandbox.solana.encoding import decoded
from fiscus.chains.sandbox.solana.engine import Outcome
from fiscus.chains.sandbox.solana.faults import (
    PREFLIGHT_FAILURE,
    SIGNATURE_FAILURE,
    RpcFault,
    described,
    invalid,
)
from fiscus.chains.sandbox.solana.ledger import MAX_AGE, Block, is_signed
from fiscus.chains.sandbox.solana.node import Methods, Node, in_context
from fiscus.chains.sandbox.solana.params import Config, Params
from fiscus.chains.sandbox.solana.records import (
    inner_instructions,
    inner_parsed,
    return_data,
)

MOST_BYTES: Final = 1232
"""`PACKET_DATA_SIZE`: what fits into one packet."""
MOST_CHARACTERS: Final = {"base58": 1683, "base64": 1644}
"""Of as many bytes, in either encoding."""
WIRE: Final = "solana_transaction::versioned::VersionedTransaction"


def send_transaction(node: Node, params: Params) -> Json:
    """The signature, at once; whether it lands is seen later."""
    config = params.config(1)
    transaction = _read(params.text(0), config)
    if not config.flag("skipPreflight"):
        commitment = config.text("preflightCommitment", "finalized")
        _preflight(node, transaction, Config({**config.options, "commitment": commitment}))
    return _submitted(node, transaction)


def simulate_transaction(node: Node, params: Params) -> Json:
    config = params.config(1)
    transaction = _read(params.text(0), config)
    verify, replace = config.flag("sigVerify"), config.flag("replaceRecentBlockhash")
    if verify and replace:
        raise invalid("sigVerify may not be used with replaceRecentBlockhash")
    bank = node.bank(config)
    if replace:
        transaction = _with_blockhash(transaction, bank.hash)
    if verify and not is_signed(transaction):
        raise _unsigned()
    outcome = _simulated(node, transaction, bank)
    result = _result(outcome)
    if config.flag("innerInstructions"):
        message = transaction.message
        keys = (*message.account_keys, *node.engine.loaded(message).all)
        result["innerInstructions"] = inner_parsed(
            inner_instructions(outcome), tuple(map(str, keys))
        )
    if replace:
        result["replacementBlockhash"] = {
            "blockhash": str(bank.hash),
            "lastValidBlockHeight": bank.height + MAX_AGE,
        }
    if (asked := config.inner("accounts")) is not None:
        result["accounts"] = _accounts_after(node, transaction, outcome, asked)
    return in_context(bank, result)


def request_airdrop(node: Node, params: Params) -> Json:
    """A transfer from the faucet, which never ends."""
    recipient, lamports, bank = params.key(0), params.number(1), node.ledger.blocks[-1]
    instruction = transfer(
        TransferParams(from_pubkey=node.faucet.address, to_pubkey=recipient, lamports=lamports)
    )
    message = MessageV0.try_compile(node.faucet.address, [instruction], [], bank.hash)
    return _submitted(node, node.faucet.signed(message))


def _submitted(node: Node, transaction: VersionedTransaction) -> str:
    signature = node.ledger.submit(transaction)
    if node.at_once:
        node.ledger.advance(2)
    return signature


def _read(text: str, config: Config) -> VersionedTransaction:
    encoding = config.text("encoding", "base58")
    most = MOST_CHARACTERS.get(encoding, 0)
    if 0 < most < len(text):
        raise invalid(
            f"{encoding} encoded {WIRE} too large: {len(text)} bytes"
            f" (max: encoded/raw {most}/{MOST_BYTES})"
        )
    data = decoded(text, encoding)
    if len(data) > MOST_BYTES:
        raise invalid(
            f"decoded {WIRE} too large: {len(data)} bytes (max: encoded/raw {most}/{MOST_BYTES})"
        )
    try:
        transaction = VersionedTransaction.from_bytes(data)
        transaction.sanitize()
    except (ValueError, SanitizeError):
        raise invalid(f"failed to deserialize {WIRE}") from None
    return transaction


def _preflight(node: Node, transaction: VersionedTransaction, config: Config) -> None:
    if not is_signed(transaction):
        raise _unsigned()
    outcome = _simulated(node, transaction, node.bank(config))
    if outcome.error is not None:
        text = f"Transaction simulation failed: {described(outcome.error, outcome.logs)}"
        raise RpcFault(PREFLIGHT_FAILURE, text, _result(outcome))


def _simulated(node: Node, transaction: VersionedTransaction, bank: Block) -> Outcome:
    obstacle = node.ledger.obstacle(transaction, bank)
    return node.engine.simulate(transaction) if obstacle is None else Outcome(0, error=obstacle)


def _result(outcome: Outcome) -> dict[str, Json]:
    return {
        "accounts": None,
        "err": outcome.error,
        "innerInstructions": None,
        "logs": list(outcome.logs),
        "replacementBlockhash": None,
        "returnData": return_data(outcome),
        "unitsConsumed": outcome.units,
    }


def _accounts_after(
    node: Node, transaction: VersionedTransaction, outcome: Outcome, asked: Config
) -> list[Json]:
    encoding, keys = asked.text("encoding", "base64"), asked.keys("addresses")
    if encoding in {"base58", "binary"}:
        raise invalid("base58 encoding not supported")
    most = len(transaction.message.account_keys) + len(node.engine.loaded(transaction.message).all)
    if len(keys) > most:
        raise invalid(f"Too many accounts provided; max {most}")
    if outcome.error is not None:
        return [None] * len(keys)
    return [_account_after(node, key, outcome, encoding) for key in keys]


def _account_after(node: Node, key: Pubkey, outcome: Outcome, encoding: str) -> Json:
    account = outcome.accounts.get(key)
    if account is None:
        account = node.engine.account(key)
    elif account.lamports == 0:
        account = None
    return account_json(account, node.engine, encoding=encoding)


def _with_blockhash(transaction: VersionedTransaction, blockhash: Hash) -> VersionedTransaction:
    old = transaction.message
    message: Message | MessageV0
    if isinstance(old, MessageV0):
        message = MessageV0(
            old.header, old.account_keys, blockhash, old.instructions, old.address_table_lookups
        )
    else:
        header = old.header
        message = Message.new_with_compiled_instructions(
            header.num_required_signatures,
            header.num_readonly_signed_accounts,
            header.num_readonly_unsigned_accounts,
            old.account_keys,
            blockhash,
            old.instructions,
        )
    # An unsigned one cannot have been processed: what is simulated anew is never a duplicate.
    unsigned = [Signature.default()] * len(transaction.signatures)
    return VersionedTransaction.populate(message, unsigned)


def _unsigned() -> RpcFault:
    return RpcFault(SIGNATURE_FAILURE, "Transaction signature verification failure")


METHODS: Final[Methods] = {
    "requestAirdrop": request_airdrop,
    "sendTransaction": send_transaction,
    "simulateTransaction": simulate_transaction,
}
