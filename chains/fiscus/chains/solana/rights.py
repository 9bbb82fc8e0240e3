"""Taking back the right that somebody has to spend the wallet's tokens. It never gives one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from fiscus.chains.solana import queries
from fiscus.chains.solana.assets import find_asset, native_asset
from fiscus.chains.solana.client import SolanaClient
from fiscus.chains.solana.decoding.parsed import Parsed
from fiscus.chains.solana.decoding.programs import parse
from fiscus.chains.solana.decoding.refusing import UNSIGNED, unreadable
from fiscus.chains.solana.decoding.wire import read_message, resolve
from fiscus.chains.solana.derivation import token_account
from fiscus.chains.solana.fees import BASE_LAMPORTS, Budget, capped, priority_price, unit_limit
from fiscus.chains.solana.instructions import compose_revocation
from fiscus.chains.solana.layouts import Holding, read_clock, read_holding
from fiscus.chains.solana.networks import Networks
from fiscus.chains.solana.programs import CLOCK, COMPUTE_BUDGET
from fiscus.chains.solana.reverts import failure_reason
from fiscus.chains.solana.routes import checked_mint
from fiscus.chains.solana.simulate import Seen, observe
from fiscus.chains.solana.tokens import TokenList
from fiscus.core.desk.adapter import Asset, Call, Effect, Grant, Plan, Terms
from fiscus.core.desk.door import Intent
from fiscus.core.errors import NotAllowed, RequestError, SimulationFailed, UnknownToken

DRY: Final = Budget(20_000)
"""Ample for it."""


class NothingToRevoke(RequestError):
    """Nobody may spend anything there."""

    code = "NOTHING_TO_REVOKE"


@dataclass(frozen=True, slots=True)
class RightDraft:
    """A message that takes a right back, but for the block it names."""

    message: bytes
    owner: str
    account: str


async def checked_right(client: SolanaClient, draft: RightDraft) -> Seen:
    """Simulate the very message. Raises `SimulationFailed` where it does anything else."""
    taken = _revocation(draft)
    found = resolve(read_message(draft.message), {})
    seen = await observe(client, draft.message, found)
    simulated, before = seen.simulated, seen.before
    if simulated.failure is not None:
        raise SimulationFailed(
            f"Taking the right back would fail: {failure_reason(simulated.failure)}", hint=UNSIGNED
        )
    was, will = (read_holding(state.get(draft.account)) for state in (before, simulated.after))
    wallet, then = (state.get(draft.owner) for state in (before, simulated.after))
    cost = (wallet.lamports if wallet else 0) - (then.lamports if then else 0)
    right = was is not None and will == replace(was, delegate=None, delegated=0)
    if not (right and 0 <= cost <= max(taken.fee, BASE_LAMPORTS)):
        raise SimulationFailed("Taking the right back would do something else", hint=UNSIGNED)
    return seen


@dataclass(frozen=True, slots=True)
class RightPlanner:
    """Plans that for one wallet. Signs nothing."""

    networks: Networks
    tokens: TokenList
    signer: str

    async def plan(self, intent: Intent, terms: Terms) -> Plan:
        """Raises what the person can mend, and `ChainError` where a chain does not answer."""
        if intent.action != "revoke":
            raise NotAllowed(
                "On Solana this wallet gives nobody a right to spend its tokens",
                hint="A swap needs none. A right that somebody has can be taken back.",
            )
        chain = self.networks.config.chain(intent.value("chain"))
        client = self.networks[chain.name]
        asset, mint = self._asset(client, intent.value("token") or "")
        program = checked_mint(asset, (await client.accounts([mint]))[0]).program
        account = token_account(self.signer, mint, program)
        (held, clock), recent = await client.gather(
            queries.accounts([account, CLOCK]), queries.recent_fees([self.signer, account])
        )
        spender = self._spender(intent, asset, read_holding(held))
        price = priority_price(recent, self.networks.config.priority_fee)
        used = (await checked_right(client, self._draft(account, program, DRY))).simulated.units
        budget = capped(Budget(unit_limit(used), price), terms.max_fee_units)
        draft = self._draft(account, program, budget)
        taken = _revocation(draft)
        effect = Effect(
            action="revoke",
            chain=chain.name,
            chain_id=None,
            signer=self.signer,
            target=mint,
            call=taken.parsed.text,
            moves=(),
            fee_asset=native_asset(chain),
            max_fee_units=taken.fee,
            grants=(Grant(asset, 0, spender),),
            calls=(Call(program, taken.parsed.text),),
        )
        return Plan(
            effect=effect,
            amount=Decimal(0),
            recipient=spender,
            recipient_name=None,
            concerns=(),
            lane=f"{chain.name}:{self.signer}",
            sequence=None,
            chain_time=read_clock(clock),
            chain_title=chain.title,
            draft=draft,
        )

    def _draft(self, account: str, program: str, budget: Budget) -> RightDraft:
        message = compose_revocation(self.signer, account, program, budget=budget)
        return RightDraft(message, self.signer, account)

    def _asset(self, client: SolanaClient, token: str) -> tuple[Asset, str]:
        """The token, and its mint."""
        found = find_asset(client.chain, token, self.tokens)
        if found is None or found.address is None:
            raise UnknownToken(
                "A right to spend is one for a token that is known here",
                hint="Name a listed token, like USDC.",
            )
        return found, found.address

    def _spender(self, intent: Intent, asset: Asset, held: Holding | None) -> str:
        named = intent.value("spender")
        spender = held.delegate if held and held.owner == self.signer else None
        if spender is None or named not in {None, spender}:
            who = f"{named} may not" if named else "Nobody may"
            raise NothingToRevoke(
                f"{who} spend {asset.symbol} of this wallet", hint="There is nothing to take back."
            )
        return spender


@dataclass(frozen=True, slots=True)
class _Taken:
    parsed: Parsed
    fee: int


def _revocation(draft: RightDraft) -> _Taken:
    """Read from the bytes: two limits, and the right of one account taken back by its owner."""
    found = resolve(read_message(draft.message), {})
    units, price, taken = map(parse, found.instructions)
    limits = [(COMPUTE_BUDGET, "setComputeUnitLimit"), (COMPUTE_BUDGET, "setComputeUnitPrice")]
    named = {"source": draft.account, "owner": draft.owner}
    if (
        found.signers != (draft.owner,)
        or [(part.program, part.name) for part in (units, price)] != limits
        or (taken.name, dict(taken.accounts), taken.others) != ("revoke", named, ())
    ):
        raise unreadable("it is not what takes a right back")
    return _Taken(taken, Budget(units.number("units"), price.number("microLamports")).fee)
