"""The EVM chains as the desk drives them. The one place that is handed the key's holder."""

from __future__ import annotations

from dataclasses import dataclass

from fiscus.chains.answers import BadAnswer
from fiscus.chains.evm import queries
from fiscus.chains.evm.abi import transfer_of
from fiscus.chains.evm.assets import find_asset, native_asset
from fiscus.chains.evm.client import EvmClient
from fiscus.chains.evm.dealing import ACTIONS, DealPlanner
from fiscus.chains.evm.deals import Deal, check_final
from fiscus.chains.evm.definitions import CHAINS
from fiscus.chains.evm.envelope import Envelope
from fiscus.chains.evm.inclusion import verified
from fiscus.chains.evm.keys import EvmSigner
from fiscus.chains.evm.networks import Networks
from fiscus.chains.evm.records import Receipt
from fiscus.chains.evm.refusals import Refusal, classify
from fiscus.chains.evm.simulate import Envelope as Checked
from fiscus.chains.evm.simulate import simulate_call
from fiscus.chains.evm.tokens import TokenList
from fiscus.chains.evm.transfers import Draft, TransferPlanner
from fiscus.chains.evm.verdicts import UNSIMULATED, check_simulation
from fiscus.core.desk.adapter import (
    Broadcast,
    Effect,
    Fate,
    Look,
    Plan,
    Sealed,
    Taken,
    Target,
    Terms,
)
from fiscus.core.desk.door import Intent
from fiscus.core.errors import ChainError, ReadOnly, RequestError, RpcRefused, SimulationFailed

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

    def locate(self, intent: Intent) -> Target:
        chain = self.networks.config.chain(intent.value("chain"))
        token = intent.value("token")
        asset = find_asset(chain, token, self.tokens) if token else None
        return Target(chain.name, asset, native_asset(chain))

    async def plan(self, intent: Intent, terms: Terms) -> Plan:
        if intent.action in ACTIONS:
            planner = DealPlanner(self.networks, self.tokens, self._key.address)
            return await planner.plan(intent, terms)
        if intent.action != "transfer":
            raise RequestError(
                f"The EVM wallet does not know how to {intent.action!r}",
                hint="It transfers, swaps, wraps, and gives and takes rights to spend.",
            )
        return await TransferPlanner(self.networks, self.tokens, self._key.address).plan(
            intent, terms
        )

    async def seal(self, plan: Plan, sequence: int | None) -> Sealed:
        draft = plan.draft
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
        try:
            await self.networks[chain].send_raw(sealed.raw)
        except RpcRefused as exc:
            return _refused(classify(exc))
        except ChainError as exc:
            return Broadcast(Taken.UNSURE, f"No node has confirmed that it took them ({exc.code}).")
        return Broadcast(Taken.YES)

    async def look(self, effect: Effect, sealed: Sealed) -> Look:
        client = self.networks[effect.chain]
        return await verified(client, effect, await self._look(client, effect, sealed), sealed.id)

    async def _look(self, client: EvmClient, effect: Effect, sealed: Sealed) -> Look:
        receipt = await client.receipt(sealed.id)
        if receipt is not None:
            return _included(effect, sealed, receipt)
        used, transaction, receipt = await client.gather(
            queries.nonce(effect.signer),
            queries.transaction(sealed.id),
            queries.receipt(sealed.id),
        )
        if receipt is not None:
            return _included(effect, sealed, receipt)
        taken = sealed.sequence is not None and used > sealed.sequence
        return Look(Fate.DEAD if taken and transaction is None else Fate.WAITING)

    def explorer_url(self, chain: str, transaction: str) -> str | None:
        return CHAINS[chain].transaction_url(transaction) or None

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
    if meaning is Refusal.ALREADY_KNOWN:
        return Broadcast(Taken.YES)
    if meaning is Refusal.NONCE_TOO_LOW:
        return Broadcast(Taken.NEVER, "Its nonce is taken.")
    return Broadcast(Taken.UNSURE, UNSURE.get(meaning, "A node refused it for now."))


def _included(effect: Effect, sealed: Sealed, receipt: Receipt) -> Look:
    if receipt.hash != sealed.id.lower():
        raise BadAnswer("A node gave the receipt of another transaction")
    if not receipt.succeeded:
        return Look(Fate.REVERTED, receipt.fee_wei, receipt.block)
    return Look(Fate.INCLUDED, receipt.fee_wei, receipt.block, _mismatch(effect, receipt))


def _mismatch(effect: Effect, receipt: Receipt) -> str | None:
    """Where the block shows something else than what was signed for."""
    if receipt.to != effect.target.lower() or receipt.sender != effect.signer.lower():
        return f"the receipt of {receipt.hash} is of another transaction"
    if effect.calls:
        # More than a payment: `verified` compares the balances.
        return None
    me = effect.signer.lower()
    left = [moved for log in receipt.logs if (moved := transfer_of(log)) and moved.sender == me]
    shown = sorted((moved.token, moved.recipient, moved.units) for moved in left)
    signed = sorted(
        (move.asset.address.lower(), move.to.lower(), move.units)
        for move in effect.moves
        if move.asset.address
    )
    return None if shown == signed else f"{receipt.hash} moved other tokens than were signed for"
