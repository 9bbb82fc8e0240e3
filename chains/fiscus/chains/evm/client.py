"""Reads an EVM chain and offers it signed bytes. Holds no key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fiscus.chains.answers import BadAnswer
from fiscus.chains.evm import queries
from fiscus.chains.evm.quantities import hash32, quantity
from fiscus.chains.evm.records import Block, Receipt, Transaction
from fiscus.chains.jsonrpc import Call, Json
from fiscus.chains.questions import Questions
from fiscus.chains.rpc import IdentityCheck, RpcPool

if TYPE_CHECKING:
    import httpx

    from fiscus.chains.evm.definitions import EvmChain


@dataclass(frozen=True, slots=True)
class EvmClient(Questions):
    """A few typed verbs over a chain's endpoints. `ask` and `gather` take any query."""

    chain: EvmChain

    @classmethod
    def connect(
        cls, chain: EvmChain, *, http: httpx.AsyncClient, urls: Sequence[str] = ()
    ) -> EvmClient:
        """A client of `chain` over `urls`, or over the chain's public RPCs."""
        return cls(RpcPool(urls or chain.rpcs, http=http, identity=identity(chain)), chain)

    async def balance(self, address: str, block: str = queries.LATEST) -> int:
        """Wei."""
        return await self.ask(queries.balance(address, block))

    async def nonce(self, address: str, block: str = queries.LATEST) -> int:
        return await self.ask(queries.nonce(address, block))

    async def code(self, address: str, block: str = queries.LATEST) -> bytes:
        return await self.ask(queries.code(address, block))

    async def call(self, to: str, calldata: bytes, *, block: str = queries.LATEST) -> bytes:
        """What a contract returns. Raises `RpcRefused` for a revert."""
        return await self.ask(queries.call(to, calldata, block=block))

    async def receipt(self, hash: str) -> Receipt | None:
        return await self.ask(queries.receipt(hash))

    async def transaction(self, hash: str) -> Transaction | None:
        return await self.ask(queries.transaction(hash))

    async def block(self, tag: str | int = queries.LATEST) -> Block:
        return await self.ask(queries.block(tag))

    async def send_raw(self, raw: bytes) -> str:
        """Offer signed bytes, to each node once. The hash the node gives, in lower case.

        Raises as `RpcPool.send`; `refusals.classify` says what a refusal means.
        """
        taken = await self.pool.send(Call("eth_sendRawTransaction", ("0x" + raw.hex(),)))
        try:
            return hash32(taken)
        except BadAnswer as exc:
            exc.context["uncertain"] = True
            raise


def identity(chain: EvmChain) -> IdentityCheck:
    """An EVM endpoint shows its chain by `eth_chainId` (EIP-695)."""
    return IdentityCheck(chain.name, queries.chain_id().call, str(chain.id), _chain_id)


def _chain_id(answer: Json) -> str | None:
    try:
        return str(quantity(answer))
    except BadAnswer:
        return None
