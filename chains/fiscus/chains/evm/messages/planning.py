"""Planning a signature under typed data: what it gives away, held against what the chain says."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from fiscus.chains.evm import queries
from fiscus.chains.evm.abi import WORD, address_word, read_uint
from fiscus.chains.evm.assets import find_asset, native_asset
from fiscus.chains.evm.chain import EvmChain
from fiscus.chains.evm.client import EvmClient
from fiscus.chains.evm.messages.permits import PERMIT2, Permit, permit_of
from fiscus.chains.evm.messages.typed import TypedData, read_typed
from fiscus.chains.evm.networks import Networks
from fiscus.chains.evm.tokens import TokenList
from fiscus.core.desk.adapter import TYPED_DATA, Asset, Call, Concern, Effect, Grant, Plan
from fiscus.core.desk.door import Intent
from fiscus.core.errors import MessageRefused, RpcRefused
from fiscus.core.money import from_base_units

DOMAIN_SEPARATOR: Final = bytes.fromhex("3644e515")
NONCES: Final = bytes.fromhex("7ecebe00")
PERMIT2_ALLOWANCE: Final = bytes.fromhex("927da105")
NOTHING_SIGNED: Final = "Nothing was signed."
PREFIX: Final = "message:"
"""How the id of what is no transaction begins; its digest follows."""


@dataclass(frozen=True, slots=True)
class SignaturePlanner:
    """Plans signatures of one wallet. Signs nothing. `clock` gives Unix seconds."""

    networks: Networks
    tokens: TokenList
    signer: str
    clock: Callable[[], float] = time.time

    async def plan(self, intent: Intent) -> Plan:
        """Raises `MessageRefused` for whatever is not understood, or not as the chain has it."""
        if intent.proposed is None:
            raise MessageRefused("There is no typed data to sign", hint=NOTHING_SIGNED)
        chain = self.networks.config.chain(intent.value("chain"))
        data = read_typed(intent.proposed.data)
        if data.chain_id != chain.id:
            raise MessageRefused(
                f"This typed data is for another chain than {chain.title}", hint=NOTHING_SIGNED
            )
        permit = permit_of(data, owner=self.signer)
        asset = find_asset(chain, permit.token, self.tokens)
        if asset is None:
            raise MessageRefused(
                f"This permit is for a token that is not known on {chain.title}",
                hint=f"{NOTHING_SIGNED} Known tokens are those of the list.",
            )
        await self._as_the_chain_has_it(self.networks[chain.name], data, permit)
        return self._plan(chain, data, permit, asset)

    async def _as_the_chain_has_it(
        self, client: EvmClient, data: TypedData, permit: Permit
    ) -> None:
        used = NONCES + address_word(self.signer)
        if data.contract.lower() == PERMIT2:
            pair = address_word(permit.token) + address_word(permit.spender)
            used = PERMIT2_ALLOWANCE + address_word(self.signer) + pair
        separator, state = await client.gather(
            queries.call(data.contract, DOMAIN_SEPARATOR).settled(),
            queries.call(data.contract, used).settled(),
            fresh_identity=True,
        )
        if isinstance(separator, RpcRefused) or separator != data.separator:
            raise MessageRefused(
                "The contract does not go by the domain of this permit", hint=NOTHING_SIGNED
            )
        place = 2 if data.contract.lower() == PERMIT2 else 0
        long_enough = not isinstance(state, RpcRefused) and len(state) == WORD * (place + 1)
        if isinstance(state, RpcRefused) or not long_enough:
            raise MessageRefused("The contract knows no permits", hint=NOTHING_SIGNED)
        if read_uint(state, place) != permit.nonce:
            raise MessageRefused(
                "This permit is not the next one of the wallet", hint=NOTHING_SIGNED
            )

    def _plan(self, chain: EvmChain, data: TypedData, permit: Permit, asset: Asset) -> Plan:
        effect = Effect(
            action=TYPED_DATA,
            chain=chain.name,
            chain_id=chain.id,
            signer=self.signer,
            target=data.contract,
            call=permit.kind,
            moves=(),
            fee_asset=native_asset(chain),
            max_fee_units=0,
            grants=(Grant(asset, permit.units, permit.spender),),
            calls=(Call(data.contract, f"{data.shape} 0x{data.digest().hex()}"),),
        )
        return Plan(
            effect=effect,
            amount=from_base_units(permit.units, asset.decimals),
            recipient=permit.spender,
            recipient_name=None,
            concerns=tuple(self._concerns(permit)),
            lane=f"evm:{chain.id}:{self.signer}:messages",
            sequence=None,
            chain_time=None,
            chain_title=chain.title,
            draft=data,
        )

    def _concerns(self, permit: Permit) -> Iterator[Concern]:
        """A signature cannot be taken back: an owner always sees it first."""
        now = self.clock()
        if permit.until < now:
            raise MessageRefused("This permit has expired", hint=NOTHING_SIGNED)
        text = f"Whoever has the signature can use it until {_told(permit.until)}."
        yield Concern("signature", text)
        if permit.units and permit.ends is None:
            yield Concern("no_end", "The right to spend does not end by itself.")
        elif permit.ends:
            yield Concern("ends", f"The right to spend ends at {_told(permit.ends)}.")


def _told(seconds: int) -> str:
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M UTC")
    except (OverflowError, ValueError, OSError):
        return "the end of time"
