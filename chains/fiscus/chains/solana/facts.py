"""What must be known of both sides before a payment can be made, in one request."""

from __future__ import annotations

from dataclasses import dataclass

from fiscus.chains.solana import queries
from fiscus.chains.solana.client import SolanaClient
from fiscus.chains.solana.fees import priority_price
from fiscus.chains.solana.inspection import inspect
from fiscus.chains.solana.layouts import HOLDING_SIZE, read_clock, read_epoch
from fiscus.chains.solana.programs import CLOCK, TOKEN
from fiscus.chains.solana.recipients import Recipient
from fiscus.chains.solana.records import Account
from fiscus.chains.solana.routes import Rents, Route, addresses, checked_mint, route
from fiscus.chains.solana.tokens import TokenList
from fiscus.chains.solana.verdicts import Funds
from fiscus.core.desk.adapter import Asset, Sight
from fiscus.core.errors import UnknownToken


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be paid, to whom, out of which wallet; nothing is known of the chain yet."""

    sender: str
    recipient: Recipient
    asset: Asset
    memo: str | None
    mark: Sight | None = None
    """Since when the wallet's transactions are looked at."""
    action: str = "transfer"
    """What the effect is called."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What one request says about both sides."""

    funds: Funds
    recipient: Account | None
    price: int
    rents: Rents
    route: Route | None
    """`None` for SOL."""
    chain_time: int | None
    """Unix seconds of the newest block."""
    named: tuple[Sight, ...]
    """The transactions since the mark that name the wallet, newest first."""


async def read_facts(client: SolanaClient, wish: Wish, *, tokens: TokenList, floor: int) -> Facts:
    """Everything in one request; another where the token is of an unexpected program.

    `floor`: microlamports a compute unit that are offered at least. Raises what stands in the way
    of the payment, and `ChainError` where the cluster does not answer.
    """
    mint = wish.asset.address
    if mint is None:
        return await _coin_facts(client, wish, floor=floor)
    listed = tokens.by_address(client.chain.name, mint)
    program = listed.program if listed else TOKEN
    facts, actual = await _token_facts(client, wish, mint, program, floor=floor)
    if facts is None:
        facts, _ = await _token_facts(client, wish, mint, actual, floor=floor)
    if facts is None:
        raise UnknownToken(
            f"The program of {wish.asset.symbol} changed while it was read", hint="Try again."
        )
    return facts


async def _coin_facts(client: SolanaClient, wish: Wish, *, floor: int) -> Facts:
    recipient = wish.recipient.address
    (me, them, clock), empty, holding, recent, named = await client.gather(
        queries.accounts([wish.sender, recipient, CLOCK]),
        queries.rent(0),
        queries.rent(HOLDING_SIZE),
        queries.recent_fees([wish.sender, recipient]),
        queries.naming(wish.sender, wish.mark),
        fresh_identity=True,
    )
    rents = Rents(empty, holding)
    return Facts(
        _funds(me, None, rents),
        them,
        priority_price(recent, floor),
        rents,
        None,
        read_clock(clock),
        named,
    )


async def _token_facts(
    client: SolanaClient, wish: Wish, mint: str, program: str, *, floor: int
) -> tuple[Facts | None, str]:
    """The facts, or nothing where the mint is of another program, which is named."""
    me, them = wish.sender, wish.recipient.address
    source, target = addresses(me, them, mint, program)
    accounts, empty, holding, recent, named = await client.gather(
        queries.accounts([me, them, mint, source, target, CLOCK]),
        queries.rent(0),
        queries.rent(HOLDING_SIZE),
        queries.recent_fees([me, target]),
        queries.naming(me, wish.mark),
        fresh_identity=True,
    )
    found = checked_mint(wish.asset, accounts[2])
    if found.program != program:
        return None, found.program
    inspect(them, accounts[1], pays_coin=False)
    rents = Rents(empty, holding)
    way = route(
        wish.asset,
        found,
        source=(source, accounts[3]),
        target=(target, accounts[4]),
        owners=(me, them),
        rents=rents,
        memo=wish.memo,
        epoch=read_epoch(accounts[5]),
    )
    funds = _funds(accounts[0], way.units, rents)
    return Facts(
        funds,
        accounts[1],
        priority_price(recent, floor),
        rents,
        way,
        read_clock(accounts[5]),
        named,
    ), program


def _funds(me: Account | None, token_units: int | None, rents: Rents) -> Funds:
    return Funds(me.lamports if me else 0, token_units, rents.empty)
