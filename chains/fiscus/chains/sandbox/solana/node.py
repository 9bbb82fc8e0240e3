"""What all methods of the node stand on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from fiscus.chains.jsonrpc import Json
from fiscus.chains.sandbox.solana.definition import VERSION
from fiscus.chains.sandbox.solana.engine import Engine
from fiscus.chains.sandbox.solana.faults import MIN_CONTEXT_SLOT, RpcFault
from fiscus.chains.sandbox.solana.ledger import Block, Ledger
from fiscus.chains.sandbox.solana.params import Config, Params
from fiscus.chains.sandbox.solana.wallet import Faucet


@dataclass(frozen=True, slots=True)
class Node:
    """A chain that can be asked.

    Accounts are as the newest block left them, at every commitment; slots, heights, blockhashes
    and what became of transactions are as old as their commitment says.
    """

    ledger: Ledger
    faucet: Faucet
    at_once: bool = False
    """Whether a transaction makes its own block, and another that confirms it."""

    @property
    def engine(self) -> Engine:
        return self.ledger.engine

    def bank(self, config: Config) -> Block:
        """The block that the answer is about. Raises `RpcFault` where that is too old a one."""
        block = self.ledger.bank(config.commitment)
        least = config.number("minContextSlot")
        if least is not None and block.slot < least:
            raise RpcFault(
                MIN_CONTEXT_SLOT,
                "Minimum context slot has not been reached",
                {"contextSlot": block.slot},
            )
        return block


Method: TypeAlias = Callable[[Node, Params], Json]
Methods: TypeAlias = Mapping[str, Method]


def in_context(block: Block, value: Json) -> Json:
    """`RpcResponse`: a value and the slot it was read at."""
    return {"context": {"apiVersion": VERSION, "slot": block.slot}, "value": value}
