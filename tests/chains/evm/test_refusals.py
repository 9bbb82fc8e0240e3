"""What nodes write when they refuse, and what it means. Texts as the nodes' sources have them."""

from __future__ import annotations

import pytest

from fiscus.chains.evm.refusals import Refusal, classify, revert_data
from fiscus.chains.jsonrpc import Call, Json, refused

SEND = Call("eth_sendRawTransaction")


@pytest.mark.covers("EVM-59")
@pytest.mark.parametrize(
    ("code", "message", "meaning"),
    [
        (-32000, "already known", Refusal.ALREADY_KNOWN),  # geth, reth
        (-32000, "ALREADY_EXISTS: already known", Refusal.ALREADY_KNOWN),  # erigon
        (-32010, "AlreadyKnown", Refusal.ALREADY_KNOWN),  # nethermind
        (-32000, "Known transaction", Refusal.ALREADY_KNOWN),  # besu
        (-32003, "transaction already imported", Refusal.ALREADY_KNOWN),  # anvil
        (-32000, "nonce too low: next nonce 5, tx nonce 4", Refusal.NONCE_TOO_LOW),
        (-32003, "nonce too low", Refusal.NONCE_TOO_LOW),
        (-32010, "OldNonce, Current nonce: 5, nonce of rejected tx: 4", Refusal.NONCE_TOO_LOW),
        (-32001, "Nonce too low", Refusal.NONCE_TOO_LOW),
        (-32001, "Transaction nonce below sender account nonce", Refusal.NONCE_TOO_LOW),
        (-32000, "transaction underpriced", Refusal.UNDERPRICED),
        (-32000, "replacement transaction underpriced", Refusal.UNDERPRICED),
        (-32010, "FeeTooLow, MaxFeePerGas too low", Refusal.UNDERPRICED),
        (-32003, "max fee per gas less than block base fee", Refusal.UNDERPRICED),
        (-32009, "Gas price below configured minimum gas price", Refusal.UNDERPRICED),
        (-32000, "insufficient funds for gas * price + value", Refusal.INSUFFICIENT_FUNDS),
        (-32003, "Insufficient funds for gas * price + value", Refusal.INSUFFICIENT_FUNDS),
        (-32010, "InsufficientFunds, Account balance: 0", Refusal.INSUFFICIENT_FUNDS),
        (-32004, "Upfront cost exceeds account balance", Refusal.INSUFFICIENT_FUNDS),
        (-32000, "gas required exceeds allowance (21000)", Refusal.GAS_ESTIMATION),
        (3, "execution reverted: already known", Refusal.EXECUTION_REVERTED),
        (-32000, "execution reverted: insufficient funds", Refusal.EXECUTION_REVERTED),
        (-32015, "VM execution error.", Refusal.EXECUTION_REVERTED),
        (-32601, "Method not found", Refusal.METHOD_MISSING),
        (-32601, "the method eth_x does not exist/is not available", Refusal.METHOD_MISSING),
        (-32000, "method not supported", Refusal.METHOD_MISSING),
        (-32000, "something else", Refusal.OTHER),
        (0, "", Refusal.OTHER),
    ],
)
def test_nodes_mean_what_they_write(code: int, message: str, meaning: Refusal) -> None:
    assert classify(refused(SEND, {"code": code, "message": message})) is meaning


@pytest.mark.parametrize(
    ("shown", "returned"),
    [
        ("0x08c379a0", "08c379a0"),
        ("Reverted 0x08C379A0", "08c379a0"),
        ({"data": "0x1234"}, "1234"),
        (None, ""),
        ("0x123", ""),
        ("nonsense", ""),
        (["0x12"], ""),
    ],
)
def test_what_a_revert_returned_is_found_wherever_nodes_put_it(shown: Json, returned: str) -> None:
    error: Json = {"code": 3, "message": "execution reverted", "data": shown}
    assert revert_data(refused(SEND, error)).hex() == returned
