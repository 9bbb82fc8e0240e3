"""A chain of play money in memory, with a wallet on it, for the desk of a plugin's tests."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from fiscus.core.desk.adapter import (
    Asset,
    Broadcast,
    Concern,
    Effect,
    Fate,
    Look,
    Move,
    Plan,
    Quote,
    Sealed,
    Sight,
    Standing,
    Taken,
    Target,
    Terms,
    Variant,
)
from fiscus.core.desk.amounts import (
    exact_units,
    is_share,
    is_worth,
    share_units,
    shown,
    worth_units,
)
from fiscus.core.desk.door import Intent
from fiscus.core.errors import (
    InsufficientFunds,
    InvalidRecipient,
    NotReplaceable,
    UnknownChain,
    UnknownToken,
)
from fiscus.core.money import from_base_units

FAMILY: Final = "fake"
CHAIN: Final = "testnet"
WALLET: Final = "0x00000000000000000000000000000000000000AA"
ALICE: Final = "0x0000000000000000000000000000000000000A11"
BOB: Final = "0x0000000000000000000000000000000000000B0B"
ETH: Final = Asset(CHAIN, None, "ETH", 18)
USDC: Final = Asset(CHAIN, "0x00000000000000000000000000000000000005dC", "USDC", 6)
FEE_UNITS: Final = 21_000


@dataclass(frozen=True, slots=True)
class Landed:
    """A payment that is in a block."""

    transaction: str
    action: str
    token: str
    units: int
    to: str


def _balances() -> dict[tuple[str, str], int]:
    return {(WALLET, "ETH"): 10 * 10**18, (WALLET, "USDC"): 10_000 * 10**6}


@dataclass(slots=True)
class FakeChain:
    """Keeps balances, and pays what the desk signs. It is the desk's adapter and price source.

    Its family is `fake`, its one chain `testnet`. Where `mines` is false, nothing lands until
    `mine()`.
    """

    balances: dict[tuple[str, str], int] = field(default_factory=_balances)
    """Base units by address and symbol."""
    names: dict[str, str] = field(default_factory=lambda: {"alice.eth": ALICE, "bob.eth": BOB})
    tokens: tuple[Asset, ...] = (ETH, USDC)
    prices: dict[str, Decimal] = field(
        default_factory=lambda: {"ETH": Decimal(2000), "USDC": Decimal(1)}
    )
    """US dollars by symbol. What is not in it has no price."""
    concerns: tuple[Concern, ...] = ()
    """What the desk shows of every plan; an owner must approve it then."""
    mines: bool = True
    own: bool = True
    """Whether it counts as started by this process: then no limits apply without a policy."""
    signer: str | None = WALLET
    signatures: int = 0
    landed: list[Landed] = field(default_factory=list[Landed])
    family: str = FAMILY
    _drafts: dict[str, Effect] = field(default_factory=dict[str, Effect])
    _taken: list[str] = field(default_factory=list[str])

    def balance_of(self, address: str, symbol: str) -> Decimal:
        """Whole tokens of an address or name."""
        units = self.balances.get((self.names.get(address, address), symbol), 0)
        return from_base_units(units, self._asset(symbol).decimals)

    def mine(self) -> None:
        """Put what was taken into a block."""
        while len(self.landed) < len(self._taken):
            transaction = self._taken[len(self.landed)]
            effect = self._drafts[transaction]
            (move,) = effect.moves
            self._change(effect.signer, move.asset, -move.units)
            self._change(effect.signer, effect.fee_asset, -FEE_UNITS)
            self._change(move.to, move.asset, move.units)
            symbol = move.asset.symbol
            self.landed.append(Landed(transaction, effect.action, symbol, move.units, move.to))

    # What the desk asks

    def locate(self, intent: Intent) -> Target:
        chain = intent.value("chain") or CHAIN
        if chain.lower() != CHAIN:
            raise UnknownChain(f"There is no chain {chain!r} here", hint=f"It is {CHAIN!r}.")
        return Target(CHAIN, self._asset(intent.value("token") or "ETH"), ETH)

    async def plan(self, intent: Intent, terms: Terms) -> Plan:
        asset = self._asset(intent.value("token") or "ETH")
        said = intent.value("recipient") or ""
        to = self._address(said)
        units = terms.units or self._units(intent.value("amount") or "", asset, terms)
        self._refuse_uncovered(asset, units)
        effect = Effect(
            action=intent.action,
            chain=CHAIN,
            chain_id=1337,
            signer=WALLET,
            target=asset.address or to,
            call="transfer(address,uint256)" if asset.address else "",
            moves=(Move(asset, units, to),),
            fee_asset=ETH,
            max_fee_units=FEE_UNITS,
        )
        return Plan(
            effect=effect,
            amount=from_base_units(units, asset.decimals),
            recipient=to,
            recipient_name=said if said in self.names else None,
            concerns=self.concerns,
            lane=f"{self.family}:1337:{WALLET}",
            sequence=len(self.landed),
            chain_time=None,
            chain_title="the test chain",
        )

    def alone(self, chain: str) -> Sequence[FakeChain]:
        """Two nodes that always agree."""
        return (self, self)

    async def outbid(self, effect: Effect, variants: Sequence[Sealed], variant: Variant) -> Plan:
        raise NotReplaceable("Nothing is replaced on this chain", hint="Call `mine()`.")

    async def seal(self, plan: Plan, sequence: int | None) -> Sealed:
        self.signatures += 1
        raw = f"{plan.effect.digest()} {sequence} {self.signatures}".encode()
        sealed = Sealed("0x" + hashlib.sha256(raw).hexdigest(), raw, sequence)
        self._drafts[sealed.id] = plan.effect
        return sealed

    async def broadcast(self, chain: str, sealed: Sealed) -> Broadcast:
        if sealed.id not in self._taken:
            self._taken.append(sealed.id)
        if self.mines:
            self.mine()
        return Broadcast(Taken.YES)

    async def look(
        self, effect: Effect, variants: Sequence[Sealed], *, since: int | None = None
    ) -> Look:
        ids = {sealed.id for sealed in variants}
        for block, landed in enumerate(self.landed, start=1):
            if landed.transaction in ids:
                return Look(
                    Fate.INCLUDED, FEE_UNITS, block, transaction=landed.transaction, final=True
                )
        return Look(Fate.WAITING)

    async def standing(self, chain: str, mark: Sight | None) -> Standing:
        return Standing(len(self.landed))

    async def ours(self, chain: str, transactions: Sequence[str]) -> Sequence[str]:
        raise AssertionError("the transactions of this chain have an order")

    def explorer_url(self, chain: str, transaction: str) -> str | None:
        return f"https://explorer.example/tx/{transaction}"

    def owned(self, chain: str) -> bool:
        return self.own

    # What a price source is asked

    async def usd(self, assets: Sequence[Asset]) -> Mapping[Asset, Sequence[Quote]]:
        known = [asset for asset in assets if asset.symbol in self.prices]
        return {asset: (Quote(self.prices[asset.symbol], "fake"),) for asset in known}

    def _asset(self, symbol: str) -> Asset:
        for asset in self.tokens:
            if asset.symbol == symbol.upper():
                return asset
        known = ", ".join(asset.symbol for asset in self.tokens)
        raise UnknownToken(f"There is no token {symbol!r} here", hint=f"Known: {known}.")

    def _address(self, said: str) -> str:
        to = self.names.get(said, said)
        if not (to.startswith("0x") and len(to) == len(WALLET)):
            raise InvalidRecipient(f"Invalid recipient address {said!r}", hint="Write 0x…")
        return to

    def _units(self, amount: str, asset: Asset, terms: Terms) -> int:
        if is_worth(amount):
            return worth_units(amount, asset.decimals, price_usd=terms.price_usd)
        if is_share(amount):
            reserve = FEE_UNITS if asset == ETH else 0
            return share_units(amount, self._held(asset), reserve=reserve)
        return exact_units(amount, asset.decimals)

    def _refuse_uncovered(self, asset: Asset, units: int) -> None:
        held = self._held(asset)
        if units + (FEE_UNITS if asset == ETH else 0) > held:
            raise InsufficientFunds(
                f"The wallet has {shown(held, asset.decimals, asset.symbol)}",
                hint="Name a smaller amount.",
            )

    def _held(self, asset: Asset) -> int:
        return self.balances.get((WALLET, asset.symbol), 0)

    def _change(self, address: str, asset: Asset, units: int) -> None:
        key = (address, asset.symbol)
        self.balances[key] = self.balances.get(key, 0) + units
