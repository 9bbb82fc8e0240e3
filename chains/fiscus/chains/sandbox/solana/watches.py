"""What can be subscribed to, in the rules of Agave's `rpc_subscriptions`.

Every block is told once for each commitment: when it becomes the newest of that commitment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol, TypeAlias

from solders.account import Account
from solders.pubkey import Pubkey
from solders.signature import Signature

from fiscus.chains.jsonrpc import Json
from fiscus.chains.sandbox.solana.account_methods import read_filters
from fiscus.chains.sandbox.solana.accounts import MOST_BASE58, account_json
from fiscus.chains.sandbox.solana.engine import SYSTEM
from fiscus.chains.sandbox.solana.faults import RpcFault, invalid
from fiscus.chains.sandbox.solana.ledger import DEPTHS, Block
from fiscus.chains.sandbox.solana.node import Node
from fiscus.chains.sandbox.solana.params import Config, Params

ENCODINGS: Final = frozenset({"binary", "base58", "base64", "jsonParsed"})
GONE: Final = Account(0, b"", SYSTEM, False, 0)
"""What a node says of an account that was closed."""


@dataclass(frozen=True, slots=True)
class News:
    """A block that became the newest of a commitment, and what was written in it."""

    block: Block
    parent: int
    root: int
    """Slots of the block before it, and of the newest that is final."""
    written: Mapping[Pubkey, Account | None]


class Watch(Protocol):
    """One subscription. Two that are equal are one."""

    @property
    def commitment(self) -> str: ...

    @property
    def notification(self) -> str:
        """The method of what is told."""
        ...

    def told(self, node: Node, news: News) -> Iterator[Json]:
        """The results to tell of a block."""
        ...

    def is_over(self, node: Node, news: News) -> bool:
        """Whether there is nothing more to tell after this block."""
        ...


@dataclass(frozen=True)
class AccountWatch:
    key: Pubkey
    commitment: str
    encoding: str
    piece: tuple[int, int] | None
    notification: str = "accountNotification"

    def told(self, node: Node, news: News) -> Iterator[Json]:
        if self.key in news.written:
            account = news.written[self.key] or GONE
            yield _at(news.block, _shown(node, account, self.encoding, self.piece))

    def is_over(self, node: Node, news: News) -> bool:
        return False


@dataclass(frozen=True)
class ProgramWatch:
    """Accounts that a program owns. One that was closed belongs to no program any more."""

    program: Pubkey
    filters: str
    fits: Callable[[Account], bool]
    commitment: str
    encoding: str
    piece: tuple[int, int] | None
    notification: str = "programNotification"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ProgramWatch) and self._named() == other._named()

    def __hash__(self) -> int:
        return hash(self._named())

    def told(self, node: Node, news: News) -> Iterator[Json]:
        for key, account in news.written.items():
            if account is not None and account.owner == self.program and self.fits(account):
                shown = _shown(node, account, self.encoding, self.piece)
                yield _at(news.block, {"pubkey": str(key), "account": shown})

    def is_over(self, node: Node, news: News) -> bool:
        return False

    def _named(self) -> tuple[object, ...]:
        return self.program, self.filters, self.commitment, self.encoding, self.piece


@dataclass(frozen=True)
class SignatureWatch:
    """Told once, and over with it."""

    signature: str
    commitment: str
    received: bool
    notification: str = "signatureNotification"
    _known: set[int] = field(default_factory=set[int], compare=False, repr=False)
    """The slot it was seen in first: what is sent into a block that is there already has no news
    of its own."""

    def told(self, node: Node, news: News) -> Iterator[Json]:
        record = node.ledger.status_of(self.signature, search=False)
        told = record is None or record.slot < news.block.slot or self._known
        if self.received and record is not None and not told:
            self._known.add(record.slot)
            yield _at(node.ledger.blocks[-1], "receivedSignature")
        if record is not None and record.slot <= news.block.slot:
            yield _at(news.block, {"err": record.error})

    def is_over(self, node: Node, news: News) -> bool:
        record = node.ledger.status_of(self.signature, search=False)
        return record is not None and record.slot <= news.block.slot


@dataclass(frozen=True)
class SlotWatch:
    commitment: str = "processed"
    notification: str = "slotNotification"

    def told(self, node: Node, news: News) -> Iterator[Json]:
        yield {"parent": news.parent, "root": news.root, "slot": news.block.slot}

    def is_over(self, node: Node, news: News) -> bool:
        return False


def account_watch(params: Params) -> Watch:
    config = params.config(1)
    return AccountWatch(_pubkey(params), _commitment(config), _encoding(config), config.piece)


def program_watch(params: Params) -> Watch:
    config = params.config(1)
    return ProgramWatch(
        program=_pubkey(params),
        filters=repr(config.options.get("filters")),
        fits=read_filters(config),
        commitment=_commitment(config),
        encoding=_encoding(config),
        piece=config.piece,
    )


def signature_watch(params: Params) -> Watch:
    config = params.config(1)
    try:
        signature = str(Signature.from_string(params.text(0)))
    except ValueError:
        raise _unreadable("signature") from None
    received = config.flag("enableReceivedNotification")
    return SignatureWatch(signature, _commitment(config), received)


def slot_watch(params: Params) -> Watch:
    return SlotWatch()


Open: TypeAlias = Callable[[Params], Watch]
WATCHES: Final[Mapping[str, Open]] = {
    "account": account_watch,
    "program": program_watch,
    "signature": signature_watch,
    "slot": slot_watch,
}
"""By the first word of the methods: `accountSubscribe`, `accountUnsubscribe`, and so on."""


def _at(block: Block, value: Json) -> Json:
    return {"context": {"slot": block.slot}, "value": value}


def _shown(node: Node, account: Account, encoding: str, piece: tuple[int, int] | None) -> Json:
    """As asked for; what is too long for base58 says so where the data would be."""
    size = len(account.data if piece is None else account.data[piece[0] : sum(piece)])
    if encoding in {"binary", "base58"} and size > MOST_BASE58:
        shown = account_json(account, node.engine, encoding="base64", piece=(0, 0))
        text = "error: data too large for bs58 encoding"
        data: Json = text if encoding == "binary" else [text, "base58"]
        return {**shown, "data": data} if isinstance(shown, dict) else shown
    return account_json(account, node.engine, encoding=encoding, piece=piece)


def _pubkey(params: Params) -> Pubkey:
    try:
        return Pubkey.from_string(params.text(0))
    except ValueError:
        raise _unreadable("pubkey") from None


def _encoding(config: Config) -> str:
    encoding = config.text("encoding", "binary")
    if encoding not in ENCODINGS:
        raise invalid(f"Invalid params: unknown variant `{encoding}`")
    return encoding


def _commitment(config: Config) -> str:
    if config.commitment not in DEPTHS:
        raise invalid(f"Invalid params: unknown variant `{config.commitment}`")
    return config.commitment


def _unreadable(what: str) -> RpcFault:
    return invalid(f"Invalid Request: Invalid {what} provided")
