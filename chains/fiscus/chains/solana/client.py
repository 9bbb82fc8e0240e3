"""Reads a Solana cluster and offers it signed bytes. Holds no key."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fiscus.chains.answers import BadAnswer
from fiscus.chains.jsonrpc import Call, Json
from fiscus.chains.questions import Questions
from fiscus.chains.rpc import IdentityCheck, RpcPool
from fiscus.chains.solana import queries
from fiscus.chains.solana.quantities import address, signature
from fiscus.chains.solana.records import Account, Landed, Status
from fiscus.chains.solana.refusals import Refusal, classify
from fiscus.core.errors import RpcRefused

if TYPE_CHECKING:
    import httpx

    from fiscus.chains.solana.chain import SolanaChain


@dataclass(frozen=True, slots=True)
class SolanaClient(Questions):
    """A few typed verbs over a cluster's endpoints. `ask` and `gather` take any query."""

    chain: SolanaChain
    private: RpcPool | None = None
    """The only ones that are offered signed bytes, where there are any."""

    @classmethod
    def connect(
        cls,
        chain: SolanaChain,
        *,
        http: httpx.AsyncClient,
        urls: Sequence[str] = (),
        private: Sequence[str] = (),
    ) -> SolanaClient:
        """A client of `chain` over `urls`, or over the cluster's public RPCs.

        Signed bytes go to `private` alone, where it is given. Who takes bytes need not answer
        questions: the block that they name shows the cluster, and they land on no other.
        """
        secret = RpcPool(private, http=http) if private else None
        return cls(RpcPool(urls or chain.rpcs, http=http, identity=identity(chain)), chain, secret)

    async def balance(self, owner: str) -> int:
        """Lamports."""
        return await self.ask(queries.balance(owner))

    async def accounts(self, addresses: Sequence[str]) -> list[Account | None]:
        """What stands at any number of addresses, in order; 100 a question, one HTTP request."""
        step = queries.MOST_ACCOUNTS
        parts = [addresses[i : i + step] for i in range(0, len(addresses), step)]
        found = await self.gather_all([queries.accounts(part) for part in parts])
        return [account for part in found for account in part]

    async def status(self, transaction: str) -> Status:
        return await self.ask(queries.status(transaction))

    async def transaction(self, transaction: str) -> Landed | None:
        return await self.ask(queries.transaction(transaction))

    async def block_height(self) -> int:
        return await self.ask(queries.block_height())

    async def send_raw(self, raw: bytes) -> str | None:
        """Offer signed bytes to every node at once, to each once; to the private ones alone, where
        there are any. The signature that the first gave; `None` where it had them before.

        The node checks nothing beforehand and offers nothing again by itself: both are done here.
        Raises as `RpcPool.send`; `refusals.classify` says what a refusal means.
        """
        options: Json = {"encoding": "base64", "skipPreflight": True, "maxRetries": 0}
        sent = Call("sendTransaction", (base64.b64encode(raw).decode(), options))
        taken = await (self.private or self.pool).send(sent, taken=_had_before)
        if taken is None:
            return None
        try:
            return signature(taken)
        except BadAnswer as exc:
            exc.context["uncertain"] = True
            raise


def _had_before(refused: RpcRefused) -> bool:
    return classify(refused) is Refusal.ALREADY_KNOWN


def identity(chain: SolanaChain) -> IdentityCheck | None:
    """A Solana endpoint shows its cluster by the hash of its first block."""
    if chain.genesis is None:
        return None
    return IdentityCheck(chain.name, queries.genesis_hash().call, chain.genesis, _genesis)


def _genesis(answer: Json) -> str | None:
    try:
        return address(answer)
    except BadAnswer:
        return None
