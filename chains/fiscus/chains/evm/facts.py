"""Everything that can be known of a payment before it is signed, asked in one request."""

from __future__ import annotations

from dataclasses import dataclass

from fiscus.chains.answers import BadAnswer
from fiscus.chains.evm import queries
from fiscus.chains.evm.abi import balance_of
from fiscus.chains.evm.balances import read_units
from fiscus.chains.evm.chain import EvmChain
from fiscus.chains.evm.client import EvmClient
from fiscus.chains.evm.decode import Message
from fiscus.chains.evm.fees import FeeQuote, fee_query, l1_fee_query
from fiscus.chains.evm.simulate import Simulated, simulate_call
from fiscus.chains.evm.verdicts import Expected
from fiscus.chains.query import Query
from fiscus.core.errors import RpcRefused

ENVELOPE_BYTES = 120
"""The most that an unsigned EIP-1559 transaction has besides its calldata."""


@dataclass(frozen=True, slots=True)
class Prices:
    """What a transaction costs: `fee` a unit of gas, and what a rollup takes for its data."""

    fee: FeeQuote
    l1_fee_wei: int = 0

    def cap_wei(self, gas: int) -> int:
        """The most that a transaction with this gas limit can cost."""
        return self.fee.cap_wei(gas) + self.l1_fee_wei

    def capped(self, gas: int, most: int | None) -> Prices:
        """The prices lowered to `most` in all, while they still outbid the next block's fee."""
        fee = self.fee
        if most is None or fee.tip_wei is None or self.cap_wei(gas) <= most:
            return self
        base = (fee.max_fee_wei - fee.tip_wei) // 2
        lowered = (most - self.l1_fee_wei) // gas
        if lowered * 8 < base * 9 + fee.tip_wei * 8:
            return self
        return Prices(FeeQuote(lowered, fee.tip_wei), self.l1_fee_wei)


@dataclass(frozen=True, slots=True)
class Facts:
    """The chain's word on a payment that is known in full."""

    token_units: int | None
    """What the wallet has of the token; `None` for native coin, and where none answers."""
    coin_wei: int
    nonce: int
    prices: Prices
    code: bytes
    """What stands at the recipient's address."""
    gas: int | RpcRefused
    simulated: Simulated | RpcRefused


async def gather_facts(client: EvmClient, expected: Expected, message: Message) -> Facts:
    """One request; the endpoint proves its chain in it."""
    me, pending = expected.sender, queries.PENDING
    coin, nonce, fee, l1_fee, code, gas, simulated = (
        queries.balance(me),
        queries.nonce(me, pending),
        fee_query(client.chain),
        l1_fee_of(client.chain, message),
        queries.code(expected.recipient),
        queries.gas_estimate(
            sender=me, to=message.to, value_wei=message.value_wei, calldata=message.data
        ).settled(),
        simulate_call(me, message, watched=expected.watched).settled(),
    )
    token, units = expected.asset.address, None
    if token is None:
        wei, place, price, extra, there, limit, seen = await client.gather(
            coin, nonce, fee, l1_fee, code, gas, simulated, fresh_identity=True
        )
    else:
        held = token_balance(token, me)
        units, wei, place, price, extra, there, limit, seen = await client.gather(
            held, coin, nonce, fee, l1_fee, code, gas, simulated, fresh_identity=True
        )
    return Facts(units, wei, place, Prices(price, extra), there, limit, seen)


def token_balance(token: str, owner: str, block: str = queries.LATEST) -> Query[int | None]:
    """Base units; `None` where no contract tells them."""
    query = queries.call(token, balance_of(owner), block=block)
    return Query(query.call, lambda answer: _units(query.decode(answer)), lambda _: None)


def l1_fee_of(chain: EvmChain, message: Message) -> Query[int]:
    """Wei that a rollup takes on top for the data; 0 on chains that take nothing."""
    query = l1_fee_query(chain, ENVELOPE_BYTES + len(message.data))
    return Query(query.call, query.decode, lambda _: 0)


def _units(returned: bytes) -> int | None:
    try:
        return read_units(returned)
    except BadAnswer:
        return None
