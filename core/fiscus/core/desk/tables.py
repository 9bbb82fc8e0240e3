"""The desk's tables: an append-only journal, and where each payment stands now."""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

SCHEMA_VERSION: Final = 5
APPLICATION_ID: Final = 0x66646B31
"""Marks an SQLite file as a desk's."""

metadata = MetaData()

_Counter = BigInteger().with_variant(Integer, "sqlite")

journal = Table(
    "journal",
    metadata,
    Column("seq", _Counter, primary_key=True),
    Column("at", BigInteger, nullable=False, comment="Unix milliseconds"),
    Column("payment_id", String(36), nullable=False),
    Column("event", String(24), nullable=False),
    Column("body", Text, nullable=False, comment="canonical JSON"),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False, unique=True),
)

payments = Table(
    "payments",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("source", String(64), nullable=False),
    Column("room", String(256), nullable=False),
    Column("message_id", String(256), nullable=False),
    Column("step", Integer, nullable=False),
    Column("text_hash", String(64), nullable=False),
    Column("family", String(32), nullable=False),
    Column("signer", String(128), nullable=False),
    Column("lane", String(160), nullable=False),
    Column("sequence", BigInteger),
    Column("state", String(16), nullable=False),
    Column("intent", Text, nullable=False),
    Column("effect", Text, nullable=False),
    Column("recipient", String(128), nullable=False),
    Column("recipient_name", String(256)),
    Column("usd", String(256)),
    Column("transaction_id", String(128)),
    Column("raw", LargeBinary),
    Column("valid_until", Integer),
    Column("fee_units", String(80)),
    Column("detail", Text),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Column("agent", String(64), nullable=False, server_default="", comment="on whose behalf"),
    Column("loss_usd", String(256), comment="what leaves less what arrives, at worst"),
    Column("block", BigInteger, comment="the block or slot that holds it"),
    Column("final", Boolean, nullable=False, server_default=false(), comment="cannot be undone"),
    Column("payees", Text, comment="of several payments in one: all addresses, between spaces"),
    UniqueConstraint("source", "room", "message_id", "step"),
    Index("payments_by_state", "lane", "state", "sequence"),
    Index("payments_by_final", "lane", "final", "updated_at"),
    Index("payments_by_place", "lane", "sequence"),
    Index("payments_by_transaction", "transaction_id"),
    Index("payments_by_time", "signer", "created_at"),
    Index("payments_by_payee", "signer", "recipient", "lane", "state"),
)
Index(
    "payments_of_several",
    payments.c.lane,
    sqlite_where=payments.c.payees.is_not(None),
    postgresql_where=payments.c.payees.is_not(None),
)

approvals = Table(
    "approvals",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("payment_id", String(36), nullable=False, index=True),
    Column("effect", Text, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("summary", Text, nullable=False),
    Column("reasons", Text, nullable=False),
    Column("expires_at", BigInteger, nullable=False, comment="Unix milliseconds"),
    Column("state", String(16), nullable=False, comment="open, used, denied, replaced"),
    Column("decided_by", String(128)),
    Column("asked_by", String(256), nullable=False, server_default="", comment="shown to whom"),
    Column("asked_at", BigInteger, nullable=False, server_default="0", comment="Unix milliseconds"),
)

consents = Table(
    "consents",
    metadata,
    Column("approval_id", String(36), primary_key=True),
    Column("by", String(128), primary_key=True),
    Column("at", BigInteger, nullable=False),
)

variants = Table(
    "variants",
    metadata,
    Column("transaction_id", String(128), primary_key=True),
    Column("payment_id", String(36), nullable=False, index=True),
    Column("kind", String(16), nullable=False, comment="original, faster, cancel"),
    Column("raw", LargeBinary, nullable=False),
    Column("max_fee_units", String(80), nullable=False),
    Column("at", BigInteger, nullable=False),
)

freezes = Table(
    "freezes",
    metadata,
    Column("id", _Counter, primary_key=True),
    Column("wallet", String(160), nullable=False, comment="family:address"),
    Column("reason", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("lifted_at", BigInteger),
)

baselines = Table(
    "baselines",
    metadata,
    Column("place", String(256), primary_key=True, comment="family:chain:address"),
    Column("wallet", String(160), nullable=False, index=True, comment="family:address"),
    Column("chain", String(64), nullable=False),
    Column("lane", String(160), nullable=False),
    Column("sequence", BigInteger, comment="everything before it is explained"),
    Column("mark", String(128), nullable=False, comment="the newest that is explained"),
    Column("slot", BigInteger, nullable=False, comment="of the mark"),
)

crossings = Table(
    "crossings",
    metadata,
    Column("payment_id", String(36), primary_key=True),
    Column("side", String(16), nullable=False, comment="waiting, partial, arrived, refunded"),
    Column("block", BigInteger, nullable=False, comment="the newest over there beforehand"),
    Column("units", String(80), nullable=False, comment="what the receiver had of it by then"),
    Column("scanned", BigInteger, nullable=False, comment="up to where nothing came"),
    Column("evidence", String(200), unique=True, comment="what it ended by"),
    Column("arrival", Text, comment="what came, in JSON"),
    Column("begun_at", BigInteger, nullable=False, comment="Unix milliseconds"),
    Column("updated_at", BigInteger, nullable=False),
)
