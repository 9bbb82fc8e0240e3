"""What events told of wallets, kept: how far each chain was looked through, and what was found.

All of it is public, and could be found again: losing it costs time and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Integer,
    MetaData,
    String,
    Table,
    delete,
    insert,
    select,
)
from sqlalchemy.engine import Connection

from fiscus.chains.evm.metadata import TokenMetadata
from fiscus.chains.evm.sightings import SPAN, Allowed, Arrival, Covered, Sightings
from fiscus.chains.evm.strangers import Stranger
from fiscus.core.store import Store

Row: TypeAlias = "dict[str, object]"

schema = MetaData()
covered = Table(
    "covered",
    schema,
    Column("chain", String(40), primary_key=True),
    Column("wallet", String(42), primary_key=True),
    Column("low", BigInteger, nullable=False),
    Column("high", BigInteger, nullable=False),
    Column("span", Integer, nullable=False),
)
arrivals = Table(
    "arrivals",
    schema,
    Column("chain", String(40), primary_key=True),
    Column("wallet", String(42), primary_key=True),
    Column("transaction", String(66), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("token", String(42), nullable=False),
    Column("sender", String(42), nullable=False),
    Column("units", String(80), nullable=False, comment="base units; more than a number holds"),
    Column("block", BigInteger, nullable=False),
)
allowed = Table(
    "allowed",
    schema,
    Column("chain", String(40), primary_key=True),
    Column("wallet", String(42), primary_key=True),
    Column("token", String(42), primary_key=True),
    Column("spender", String(42), primary_key=True),
    Column("kept", Boolean, primary_key=True),
)
strangers = Table(
    "strangers",
    schema,
    Column("chain", String(40), primary_key=True),
    Column("wallet", String(42), primary_key=True),
    Column("token", String(42), primary_key=True),
    Column("symbol", String(80), nullable=False),
    Column("name", String(200), nullable=False),
    Column("decimals", Integer, comment="null: it is no token"),
    Column("asked", Boolean, nullable=False),
)
PLUGIN: Final = "evm"
MOST_ARRIVALS: Final = 2_000
"""Of one wallet on one chain: the newest are kept."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is remembered of a wallet on a chain."""

    covered: Covered | None = None
    span: int = SPAN
    arrivals: tuple[Arrival, ...] = ()
    """The newest first."""
    allowed: frozenset[Allowed] = frozenset()
    strangers: tuple[Stranger, ...] = ()
    """The tokens among them that are on no list."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """The tables of the plugin, as they are in this store."""

    store: Store

    async def of(self, chain: str, wallet: str) -> Known:
        return await self.store.read(lambda connection: self._read(connection, chain, wallet))

    async def keep(
        self, chain: str, wallet: str, seen: Sightings, met: Sequence[Stranger]
    ) -> Known:
        """Add what was found, in place of what was known from `seen.since` on; `met` is new."""

        def work(connection: Connection) -> Known:
            before = self._read(connection, chain, wallet)
            older = [one for one in before.arrivals if one.block < seen.since]
            known = {(one.transaction, one.place): one for one in (*older, *seen.arrivals)}
            newest = sorted(known.values(), key=lambda one: (-one.block, -one.place))
            given = (before.allowed if seen.since else frozenset[Allowed]()) | seen.allowed
            others = {one.address: one for one in (*before.strangers, *met)}
            kept = tuple(newest[:MOST_ARRIVALS])
            now = Known(seen.covered, seen.span, kept, given, tuple(others.values()))
            for name, rows in _changes(before, now).items():
                self._put(connection, name, {"chain": chain, "wallet": wallet}, rows)
            return now

        return await self.store.write(work)

    def _read(self, connection: Connection, chain: str, wallet: str) -> Known:
        tables = self.store.plugin_tables(PLUGIN)

        def rows(name: str) -> list[Row]:
            table = tables[name]
            mine = (table.c.chain == chain) & (table.c.wallet == wallet)
            found = connection.execute(select(table).where(mine)).mappings()
            return [dict(row) for row in found]

        stretch = next(iter(rows("covered")), None)
        if stretch is None:
            return Known()
        came = [_arrival(row) for row in rows("arrivals")]
        came.sort(key=lambda one: (-one.block, -one.place))
        given = frozenset(
            Allowed(str(row["token"]), str(row["spender"]), bool(row["kept"]))
            for row in rows("allowed")
        )
        low, high, span = (int(str(stretch[name])) for name in ("low", "high", "span"))
        others = tuple(_stranger(row) for row in rows("strangers"))
        return Known(Covered(low, high), span, tuple(came), given, others)

    def _put(self, connection: Connection, name: str, at: dict[str, str], rows: list[Row]) -> None:
        table = self.store.plugin_tables(PLUGIN)[name]
        mine = (table.c.chain == at["chain"]) & (table.c.wallet == at["wallet"])
        connection.execute(delete(table).where(mine))
        if rows:
            connection.execute(insert(table), [{**at, **row} for row in rows])


def _changes(before: Known, now: Known) -> dict[str, list[Row]]:
    """The rows of every table that says something else now."""
    changes: dict[str, list[Row]] = {}
    if now.covered is not None and (now.covered, now.span) != (before.covered, before.span):
        low, high = now.covered.low, now.covered.high
        changes["covered"] = [{"low": low, "high": high, "span": now.span}]
    if now.arrivals != before.arrivals:
        changes["arrivals"] = [_row(one) for one in now.arrivals]
    if now.allowed != before.allowed:
        changes["allowed"] = [
            {"token": one.token, "spender": one.spender, "kept": one.kept} for one in now.allowed
        ]
    if now.strangers != before.strangers:
        changes["strangers"] = [_unknown(one) for one in now.strangers]
    return changes


def _row(one: Arrival) -> Row:
    return {
        "transaction": one.transaction,
        "place": one.place,
        "token": one.token,
        "sender": one.sender,
        "units": str(one.units),
        "block": one.block,
    }


def _arrival(row: Row) -> Arrival:
    return Arrival(
        token=str(row["token"]),
        sender=str(row["sender"]),
        units=int(str(row["units"])),
        block=int(str(row["block"])),
        transaction=str(row["transaction"]),
        place=int(str(row["place"])),
    )


def _unknown(one: Stranger) -> Row:
    found = one.found
    return {
        "token": one.address,
        "symbol": found.symbol if found else "",
        "name": found.name if found else "",
        "decimals": found.decimals if found else None,
        "asked": one.asked,
    }


def _stranger(row: Row) -> Stranger:
    address, decimals = str(row["token"]), row["decimals"]
    found = None
    if isinstance(decimals, int):
        found = TokenMetadata(address, str(row["symbol"]), str(row["name"]), decimals)
    return Stranger(address, found, bool(row["asked"]))
