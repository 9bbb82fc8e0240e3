"""Reads an EVM chain and offers it signed bytes. Holds no key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fiscus.chains.answers import BadAnswer
from fiscus.chains.evm import queries
from fiscus.chains.evm.quantities import hash32, quantity
from fiscus.chains.evm.records import Block, Receipt, Transaction
from fiscus.chains.evm.refusals import Refusal, classify
from fiscus.chains.jsonrpc import Call, Json
from fiscus.chains.questions import Questions
from fiscus.chains.rpc import IdentityCheck, RpcPool
from fiscus.core.errors import RpcRefused

if TYPE_CHECKING:
    import httpx

    from fiscus.chains.evm.definitions import EvmChain


@dataclass(frozen=True, slots=True)
class EvmClient(Questions):
    """A few typed verbs over a chain's endpoints. `ask` and `gather` take any query."""

    chain: EvmChain
    private: RpcPool | None = None
    """The only ones that are offered signed bytes, where there are any."""

    @classmethod
    def connect(
        cls,
        chain: EvmChain,
        *,
        http: httpx.AsyncClient,
        urls: Sequence[str] = (),
        private: Sequence[str] = (),
    ) -> EvmClient:
        """A client of `chain` over `urls`, or over the chain's public RPCs.

        Signed bytes go to `private` alone, where it is given.
        """
        check = identity(chain)
        secret = RpcPool(private, http=http, identity=check) if private else None
        return cls(RpcPool(urls or chain.rpcs, http=http, identity=check), chain, secret)

    def alone(self) -> list[EvmClient]:
        """A client for every node: what that one says, whatever the others would."""
        return [replace(self, pool=pool) for pool in self.pool.alone()]

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

    async def send_raw(self, raw: bytes) -> str | None:
        """Offer signed bytes to every node at once, to each once; to the private ones alone, where
        there are any. The hash that the first gave, in lower case; `None` where it had them before.

        Raises as `RpcPool.send`; `refusals.classify` says what a refusal means.
        """
        call = Call("eth_sendRawTransaction", ("0x" + raw.hex(),))
        taken = await (self.private or self.pool).send(call, taken=_had_before)
        try:
            return None if taken is None else hash32(taken)
        except BadAnswer as exc:
            exc.context["uncertain"] = True
            raise


def _had_before(refused: RpcRefused) -> bool:
    return classify(refused) is Refusal.ALREADY_KNOWN


def identity(chain: EvmChain) -> IdentityCheck:
    """An EVM endpoint shows its chain by `eth_chainId` (EIP-695)."""
    return IdentityCheck(chain.name, queries.chain_id().call, str(chain.id), _chain_id)


def _chain_id(answer: Json) -> str | None:
    try:
        return str(quantity(answer))
    except BadAnswer:
        return None
