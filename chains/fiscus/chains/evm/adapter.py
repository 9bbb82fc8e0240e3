"""The EVM chains as the desk drives them. The one place that is handed the key's holder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from fiscus.chains.evm import queries
from fiscus.chains.evm.arrivals import arrived
from fiscus.chains.evm.assets import find_asset, native_asset
from fiscus.chains.evm.dealing import ACTIONS, DealPlanner
from fiscus.chains.evm.deals import Deal, check_final
from fiscus.chains.evm.definitions import CHAINS
from fiscus.chains.evm.envelope import Envelope
from fiscus.chains.evm.governing.planning import ACTIONS as GOVERNING
from fiscus.chains.evm.governing.planning import GovernancePlanner
from fiscus.chains.evm.inclusion import verified
from fiscus.chains.evm.keys import EvmSigner
from fiscus.chains.evm.looks import look_at
from fiscus.chains.evm.messages.planning import PREFIX, SignaturePlanner
from fiscus.chains.evm.messages.typed import TypedData
from fiscus.chains.evm.names import resolve_name
from fiscus.chains.evm.networks import Networks, OneHost
from fiscus.chains.evm.outbids import Outbid, outbid
from fiscus.chains.evm.quoting.outcome import moved
from fiscus.chains.evm.refusals import Refusal, classify
from fiscus.chains.evm.simulate import Envelope as Checked
from fiscus.chains.evm.simulate import simulate_call
from fiscus.chains.evm.tokens import TokenList
from fiscus.chains.evm.transfers import Draft, TransferPlanner
from fiscus.chains.evm.verdicts import UNSIMULATED, check_simulation
from fiscus.core.desk.adapter import (
    SELF_TRANSFER,
    SWEEP,
    TYPED_DATA,
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
from fiscus.core.desk.arrivals import Seen, Watch
from fiscus.core.desk.door import Intent
from fiscus.core.desk.messages import refuse_never
from fiscus.core.errors import (
    ChainError,
    NameNotResolved,
    ReadOnly,
    RequestError,
    RpcRefused,
    SimulationFailed,
)

MOST_COIN = Fraction(6, 5)
"""Of what was promised: more coin than that in a block is somebody else's payment, too."""
UNSURE = {
    Refusal.UNDERPRICED: "A node finds the fee too low; it may be taken when fees fall.",
    Refusal.INSUFFICIENT_FUNDS: "A node finds the funds too low for the fee.",
}


@dataclass(frozen=True, slots=True)
class EvmAdapter:
    """See `fiscus.core.desk.adapter.Adapter`. `key` is `None` for a read-only wallet."""

    networks: Networks
    tokens: TokenList
    key: EvmSigner | None
    owned_chains: frozenset[str] = frozenset()
    family: str = "evm"

    @property
    def signer(self) -> str | None:
        return self.key.address if self.key else None

    async def resolve(self, name: str, chain: str) -> str | None:
        """The address that ENS has for a name on a chain, or `None`."""
        known = self.networks.config.chain(chain)
        try:
            found = await resolve_name(self.networks.registrar(known), name, chain=known)
        except NameNotResolved:
            return None
        return found.address

    def locate(self, intent: Intent) -> Target:
        chain = self.networks.config.chain(intent.value("chain"))
        # A proposal's payment is the treasury's: nothing of it leaves this wallet.
        token = None if intent.action in GOVERNING else intent.value("token")
        asset = find_asset(chain, token, self.tokens) if token else None
        return Target(chain.name, asset, native_asset(chain))

    async def plan(self, intent: Intent, terms: Terms) -> Plan:
        refuse_never(intent.action)
        if intent.action in ACTIONS:
            planner = DealPlanner(self.networks, self.tokens, self._key.address)
            return await planner.plan(intent, terms)
        if intent.action in GOVERNING:
            governing = GovernancePlanner(self.networks, self.tokens, self._key.address)
            return await governing.plan(intent, terms)
        if intent.action == TYPED_DATA:
            return await SignaturePlanner(self.networks, self.tokens, self._key.address).plan(
                intent
            )
        if intent.action not in {"transfer", SELF_TRANSFER, SWEEP}:
            raise RequestError(
                f"The EVM wallet does not know how to {intent.action!r}",
                hint="It pays, swaps, bridges, wraps, votes, and gives and takes rights to spend.",
            )
        return await TransferPlanner(self.networks, self.tokens, self._key.address).plan(
            intent, terms
        )

    def alone(self, chain: str) -> Sequence[EvmAdapter]:
        hosts = range(len(self.networks[chain].pool.by_host()))
        return [replace(self, networks=OneHost(self.networks, turn)) for turn in hosts]

    async def outbid(self, effect: Effect, variants: Sequence[Sealed], variant: Variant) -> Plan:
        return await outbid(self.networks[effect.chain], effect, variants, variant)

    async def seal(self, plan: Plan, sequence: int | None) -> Sealed:
        draft = plan.draft
        if isinstance(draft, TypedData):
            permit = self._key.sign_permit(draft)
            return Sealed(PREFIX + permit.hash, permit.raw, None)
        if isinstance(draft, Outbid) and sequence == draft.envelope.nonce:
            signed = self._key.sign(draft.envelope)
            return Sealed(signed.hash, signed.raw, sequence, variant=draft.variant)
        if not isinstance(draft, (Draft, Deal)) or sequence is None:
            raise TypeError("this plan was made by another adapter")
        if isinstance(draft, Deal):
            await check_final(self.networks[plan.effect.chain], draft, sequence)
        elif draft.code_runs and draft.simulated:
            await self._simulate_final(plan.effect, draft, sequence)
        signed = self._key.sign(
            Envelope(draft.chain_id, sequence, draft.gas, draft.prices.fee, draft.message)
        )
        return Sealed(signed.hash, signed.raw, sequence)

    async def broadcast(self, chain: str, sealed: Sealed) -> Broadcast:
        if sealed.id.startswith(PREFIX):
            return Broadcast(Taken.YES)
        client = self.networks[chain]
        try:
            await client.send_raw(sealed.raw)
        except RpcRefused as exc:
            return _refused(classify(exc))
        except ChainError as exc:
            return Broadcast(Taken.UNSURE, f"No node has confirmed that it took them ({exc.code}).")
        return Broadcast(Taken.YES, private=client.private is not None)

    async def look(
        self, effect: Effect, variants: Sequence[Sealed], *, since: int | None = None
    ) -> Look:
        if effect.action == TYPED_DATA:
            made = variants[0].id
            return Look(Fate.INCLUDED, fee_units=0, transaction=made, final=True)
        client = self.networks[effect.chain]
        look = await look_at(client, effect, variants, since=since)
        landed = next((v for v in variants if v.id == look.transaction), None)
        known = since is not None and look.block == since
        if landed is None or landed.variant is Variant.CANCEL or known:
            return look
        return await verified(client, effect, look, landed.id)

    async def standing(self, chain: str, mark: Sight | None) -> Standing:
        """What waits in the nodes' pools counts, too: it may be somebody else's."""
        waiting = queries.nonce(self._key.address, queries.PENDING)
        count = await self.networks[chain].ask(waiting)
        return Standing(count)

    async def ours(self, chain: str, transactions: Sequence[str]) -> Sequence[str]:
        raise TypeError("the transactions of these chains have an order")

    async def arrived(self, watch: Watch) -> Seen:
        """Whether what a bridge promised has come, and what else came of it."""
        return await arrived(self.networks, self.tokens, watch)

    async def came(self, effect: Effect, transaction: str) -> int | None:
        """What the wallet has more of what the effect promised, by this transaction."""
        gain = effect.gains[0]
        found = await moved(self.networks[effect.chain], gain.to, (gain.asset,), transaction)
        if found is None or (gain.asset.address is None and found[0] > MOST_COIN * gain.units):
            return None
        return found[0]

    def explorer_url(self, chain: str, transaction: str) -> str | None:
        sent = not transaction.startswith(PREFIX)
        return (CHAINS[chain].transaction_url(transaction) or None) if sent else None

    def owned(self, chain: str) -> bool:
        return chain in self.owned_chains

    @property
    def _key(self) -> EvmSigner:
        if self.key is None:
            raise ReadOnly(
                "This EVM wallet is read-only: there is no key to sign with",
                hint="Set EVM_PRIVATE_KEY or EVM_PRIVATE_KEY_FILE.",
            )
        return self.key

    async def _simulate_final(self, effect: Effect, draft: Draft, sequence: int) -> None:
        """The very transaction, with its nonce and fees, on the pending block.

        Where a node does not count what waits before it, the nonce is too high for it: then the
        message alone is simulated once more.
        """
        client, expected = self.networks[effect.chain], draft.expected
        complete = Checked(sequence, draft.gas, draft.prices.fee)
        for checked in (complete, None):
            query = simulate_call(
                effect.signer, draft.message, watched=expected.watched, envelope=checked
            )
            simulated = await client.ask(query.settled())
            if UNSIMULATED not in check_simulation(expected, simulated):
                return
        raise SimulationFailed(
            f"The node no longer simulates the sending of {expected.text}",
            hint="Nothing was signed. Try again, or configure another RPC for this chain.",
        )


def _refused(meaning: Refusal) -> Broadcast:
    if meaning is Refusal.NONCE_TOO_LOW:
        return Broadcast(Taken.NEVER, "Its nonce is taken.")
    return Broadcast(Taken.UNSURE, UNSURE.get(meaning, "A node refused it for now."))
