"""Solana as the desk drives it. The one place that is handed the key's holder."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final, TypeAlias

from fiscus.chains.answers import BadAnswer
from fiscus.chains.solana import queries
from fiscus.chains.solana.assets import find_asset, native_asset
from fiscus.chains.solana.batches import (
    BatchDraft,
    BatchPlanner,
    batch_mismatch,
    checked_batch,
)
from fiscus.chains.solana.client import SolanaClient
from fiscus.chains.solana.decoding.payments import decode, signature_of
from fiscus.chains.solana.decoding.wire import read_message, with_block
from fiscus.chains.solana.instructions import NO_BLOCK
from fiscus.chains.solana.keys import Signature, SolanaSigner
from fiscus.chains.solana.names import resolve_name
from fiscus.chains.solana.networks import Networks, OneHost
from fiscus.chains.solana.records import Blockhash, Epoch, Landed
from fiscus.chains.solana.refusals import Refusal, classify
from fiscus.chains.solana.rights import RightDraft, RightPlanner, checked_right
from fiscus.chains.solana.swapping.arrival import grown
from fiscus.chains.solana.swapping.landed import wallet_mismatch
from fiscus.chains.solana.swapping.planner import SwapDraft, SwapPlanner, checked_swap
from fiscus.chains.solana.tokens import TokenList
from fiscus.chains.solana.transfers import Draft, TransferPlanner, checked_simulation
from fiscus.chains.solana.verdicts import Expected, Payout, mismatch
from fiscus.chains.solana.wraps import WrapDraft, WrapPlanner, checked_wrapping, wrapping_of
from fiscus.core.desk.adapter import (
    SWEEP,
    Broadcast,
    Effect,
    Fate,
    Look,
    Plan,
    Sealed,
    Sight,
    Standing,
    Taken,
    Target,
    Terms,
    Variant,
)
from fiscus.core.desk.batches import parted
from fiscus.core.desk.door import Intent
from fiscus.core.desk.messages import refuse_never
from fiscus.core.errors import (
    ChainBehind,
    ChainError,
    NameNotResolved,
    NotReplaceable,
    ReadOnly,
    RequestError,
    RpcRefused,
    SimulationFailed,
)

Planner: TypeAlias = TransferPlanner | BatchPlanner | SwapPlanner | RightPlanner | WrapPlanner
Planned: TypeAlias = Draft | BatchDraft | SwapDraft | RightDraft | WrapDraft
PLANNERS: Final[Mapping[str, Callable[[Networks, TokenList, str], Planner]]] = MappingProxyType(
    {
        "transfer": TransferPlanner,
        SWEEP: TransferPlanner,
        "swap": SwapPlanner,
        "approve": RightPlanner,
        "revoke": RightPlanner,
    }
)
REMEMBERED: Final = 1000
BLOCK_SECONDS: Final = 0.4
TRIES: Final = 25
LIFE_BLOCKS: Final = 150
"""For which a block can be named in a transaction."""
LOOKED_AT: Final = 50
"""Transactions in one request."""


def _signed() -> deque[str]:
    return deque(maxlen=REMEMBERED)


@dataclass(frozen=True, slots=True)
class SolanaAdapter:
    """See `fiscus.core.desk.adapter.Adapter`. `key` is `None` for a read-only wallet."""

    networks: Networks
    tokens: TokenList
    key: SolanaSigner | None
    owned_chains: frozenset[str] = frozenset()
    family: str = "solana"
    _lately: deque[str] = field(default_factory=_signed, repr=False)
    """Signatures made by this process."""

    @property
    def signer(self) -> str | None:
        return self.key.address if self.key else None

    async def resolve(self, name: str, chain: str) -> str | None:
        """The wallet that a .sol name stands for on a cluster, or `None`."""
        known = self.networks.config.chain(chain)
        try:
            return (await resolve_name(self.networks[known.name], name)).address
        except NameNotResolved:
            return None

    def locate(self, intent: Intent) -> Target:
        chain = self.networks.config.chain(intent.value("chain"))
        token = intent.value("token")
        asset = find_asset(chain, token, self.tokens) if token else None
        return Target(chain.name, asset, native_asset(chain))

    async def plan(self, intent: Intent, terms: Terms) -> Plan:
        refuse_never(intent.action)
        planner = PLANNERS.get(intent.action)
        if intent.action == "swap" and self._wraps(intent):
            planner = WrapPlanner
        if intent.action == "transfer" and len(parted(intent.values)) > 1:
            planner = BatchPlanner
        if planner is None:
            raise RequestError(
                f"The Solana wallet does not know how to {intent.action!r}",
                hint="It transfers and swaps SOL and tokens.",
            )
        return await planner(self.networks, self.tokens, self._key.address).plan(intent, terms)

    def _wraps(self, intent: Intent) -> bool:
        chain = self.networks.config.chain(intent.value("chain"))
        return wrapping_of(chain, intent, self.tokens) is not None

    def alone(self, chain: str) -> Sequence[SolanaAdapter]:
        hosts = range(len(self.networks[chain].pool.by_host()))
        return [replace(self, networks=OneHost(self.networks, turn)) for turn in hosts]

    async def outbid(self, effect: Effect, variants: Sequence[Sealed], variant: Variant) -> Plan:
        """Nothing has a place here that another transaction could take."""
        raise NotReplaceable(
            f"What waits on {self.networks[effect.chain].chain.title} cannot be replaced",
            hint="It lands within about a minute, or never: then it is told so.",
        )

    async def seal(self, plan: Plan, sequence: int | None) -> Sealed:
        draft = plan.draft
        if not isinstance(draft, Planned) or sequence is not None:
            raise TypeError("this plan was made by another adapter")
        client = self.networks[plan.effect.chain]
        newest = await _checked(client, draft)
        signed, block = await self._sign(client, draft.message, newest)
        return Sealed(signed.id, signed.raw, None, valid_until=block.last_valid_height)

    async def broadcast(self, chain: str, sealed: Sealed) -> Broadcast:
        client = self.networks[chain]
        try:
            taken = await client.send_raw(sealed.raw)
        except RpcRefused as exc:
            return _refused(classify(exc))
        except ChainError as exc:
            return Broadcast(Taken.UNSURE, f"No node has confirmed that it took them ({exc.code}).")
        if taken not in {None, sealed.id}:
            return Broadcast(Taken.UNSURE, "A node answered with another signature.")
        return Broadcast(Taken.YES, private=client.private is not None)

    async def look(
        self, effect: Effect, variants: Sequence[Sealed], *, since: int | None = None
    ) -> Look:
        """Landed is what two thirds of the stake confirmed; dead is what a final block outlived.

        A node that is behind must not bury a transaction: it has to have seen the very block that
        is past the last one in which the transaction could land. There are no variants here: bytes
        that wait are never signed a second time.
        """
        (sealed,) = variants
        client = self.networks[effect.chain]
        status, landed, final = await client.gather(
            queries.status(sealed.id),
            queries.transaction(sealed.id),
            queries.epoch(queries.FINALIZED),
        )
        if landed is not None and status.settled:
            return _included(effect, sealed, landed, final=final.slot >= landed.slot)
        if since is not None and status.seen_at < since:
            raise ChainBehind(f"A node of {client.chain.title} has not seen slot {since} yet")
        seen = landed is not None or status.slot is not None
        if seen or sealed.valid_until is None:
            return Look(Fate.WAITING)
        past = final.height > sealed.valid_until and status.seen_at >= final.slot
        if past and await client.ask(queries.first_block()) > _since(final, sealed.valid_until):
            raise ChainBehind(
                f"A node of {client.chain.title} no longer has the blocks it could have landed in",
                hint="Use an RPC that keeps the chain's history.",
            )
        return Look(Fate.DEAD if past else Fate.WAITING)

    async def standing(self, chain: str, mark: Sight | None) -> Standing:
        named = await self.networks[chain].ask(queries.naming(self._key.address, mark))
        return Standing(None, named)

    async def ours(self, chain: str, transactions: Sequence[str]) -> Sequence[str]:
        """Those that pay this wallet name it, too: only who signed tells."""
        client = self.networks[chain]
        parts = [transactions[i : i + LOOKED_AT] for i in range(0, len(transactions), LOOKED_AT)]
        found = [await client.gather_all([queries.signers(id) for id in part]) for part in parts]
        signers = [signed for part in found for signed in part]
        if None in signers:
            raise ChainBehind(
                f"A node of {client.chain.title} names a transaction it does not show"
            )
        pairs = zip(transactions, signers, strict=True)
        return [id for id, signed in pairs if self._key.address in (signed or ())]

    async def came(self, effect: Effect, transaction: str) -> int | None:
        """What the wallet has more of what the effect promised, by this transaction."""
        gain = effect.gains[0]
        landed = await self.networks[effect.chain].ask(queries.transaction(transaction))
        return None if landed is None else grown(landed, gain.to, gain.asset)

    def explorer_url(self, chain: str, transaction: str) -> str | None:
        return self.networks.config.known(chain).transaction_url(transaction)

    def owned(self, chain: str) -> bool:
        return chain in self.owned_chains

    @property
    def _key(self) -> SolanaSigner:
        if self.key is None:
            raise ReadOnly(
                "This Solana wallet is read-only: there is no key to sign with",
                hint="Set SOLANA_PRIVATE_KEY or SOLANA_PRIVATE_KEY_FILE.",
            )
        return self.key

    async def _sign(
        self, client: SolanaClient, message: bytes, block: Blockhash
    ) -> tuple[Signature, Blockhash]:
        """Name the newest block and sign.

        Two equal payments on one block would be one transaction: the second waits for the next.
        """
        for _ in range(TRIES):
            signed = self._key.sign(with_block(message, block.hash))
            if not _is_same(signature_of(signed.raw)[1], message):
                raise SimulationFailed("The transaction changed", hint="Nothing was sent.")
            if signed.id not in self._lately:
                self._lately.append(signed.id)
                return signed, block
            await asyncio.sleep(BLOCK_SECONDS)
            block = await client.ask(queries.latest_blockhash())
        raise ChainBehind(
            f"{client.chain.title} makes no new blocks, and an equal payment is on its way",
            hint="Wait until that one is done, or use another RPC.",
        )


async def _checked(client: SolanaClient, draft: Planned) -> Blockhash:
    """Simulate it afresh; the newest block. Raises `SimulationFailed`."""
    if isinstance(draft, BatchDraft):
        return (await checked_batch(client, draft)).block
    if isinstance(draft, SwapDraft):
        return (await checked_swap(client, draft)).block
    if isinstance(draft, RightDraft):
        return (await checked_right(client, draft)).block
    if isinstance(draft, WrapDraft):
        return (await checked_wrapping(client, draft)).seen.block
    return (await checked_simulation(client, draft)).block


def _is_same(message: bytes, planned: bytes) -> bool:
    """Whether a message is the planned one, but for the block it names."""
    read, wanted = read_message(message), read_message(planned)
    return replace(read, block=NO_BLOCK) == replace(wanted, block=NO_BLOCK)


def _refused(meaning: Refusal) -> Broadcast:
    if meaning is Refusal.ALREADY_KNOWN:
        return Broadcast(Taken.YES)
    if meaning is Refusal.BLOCK_UNKNOWN:
        # A node that is behind says so, too: only the height of a final block is proof.
        return Broadcast(Taken.UNSURE, "A node does not know the block it names.")
    return Broadcast(Taken.UNSURE, "A node refused it for now.")


def _since(final: Epoch, valid_until: int) -> int:
    """A slot from before the first in which bytes could land that expired at this height. Slots
    without a block are not in heights: as many as there are blocks is far more than there ever are.
    """
    blocks = final.height - valid_until + LIFE_BLOCKS
    return max(final.slot - 2 * blocks, 0)


def _included(effect: Effect, sealed: Sealed, landed: Landed, *, final: bool) -> Look:
    failed = landed.failure is not None
    return Look(
        Fate.REVERTED if failed else Fate.INCLUDED,
        landed.fee,
        landed.slot,
        None if failed else _mismatch(effect, sealed, landed),
        sealed.id,
        final,
    )


def _mismatch(effect: Effect, sealed: Sealed, landed: Landed) -> str | None:
    signature, message = signature_of(sealed.raw)
    if signature != sealed.id:
        raise BadAnswer("The signed bytes have another signature")
    if effect.payees:
        wrong = batch_mismatch(effect, message, landed)
    elif effect.action in {"transfer", SWEEP}:
        wrong = mismatch([Payout(_expected(effect), decode(message))], landed)
    else:
        wrong = wallet_mismatch(effect, read_message(message), landed)
    return f"{sealed.id}: {wrong}" if wrong else None


def _expected(effect: Effect) -> Expected:
    paid, *rents = effect.moves
    return Expected(paid.asset, paid.units, paid.to, sum(move.units for move in rents))
