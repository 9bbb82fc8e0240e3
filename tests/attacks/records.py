"""What was signed, and what the chains themselves have of a wallet: two witnesses beside the agent.

A signature is noted by the real key holder's own method, wrapped; what was broadcast is read from
the blocks.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from inspect import isfunction
from typing import Any, cast

import pytest
from solders.pubkey import Pubkey

from fiscus.chains.evm.keys import EvmSigner
from fiscus.chains.sandbox.definition import DAI, NAMES, USDC, WETH
from fiscus.chains.sandbox.session import Sandbox
from fiscus.chains.sandbox.solana.definition import NAMES as SOLANA_NAMES
from fiscus.chains.sandbox.solana.maker import maker_of
from fiscus.chains.sandbox.solana.session import SolanaSandbox
from fiscus.chains.solana.keys import SolanaSigner
from tests.sandboxes import rpc

EVE = "0xa0Ee7A142d267C1f36714E4a8F75612F20a79720"
SOLANA_EVE = "GZbQmKYYzwjP3nbdqRWPLn98ipAni9w5eXMGp7bmZbGB"
BOB = "0x742d35Cc6634C0532925a3b844Bc454e4438f44e"
TOKENS = {USDC.lower(): ("USDC", 6), DAI.lower(): ("DAI", 18), WETH.lower(): ("WETH", 18)}
TRANSFER = "0xa9059cbb"
MAKER = "maker"
"""Whom the sandbox's Jupiter has the wallet trade with."""
SOL_DECIMALS = 9


@dataclass(frozen=True, slots=True, order=True)
class Paid:
    """One payment as a chain has it. `amount` is in whole coins or tokens, exact."""

    to: str
    token: str
    amount: Decimal


@dataclass(slots=True)
class Record:
    """Everything a key was used for since the record was begun."""

    evm: list[str] = field(default_factory=list[str])
    """Hashes of EVM transactions."""
    solana: list[str] = field(default_factory=list[str])
    """Signatures of Solana transactions."""
    other: list[str] = field(default_factory=list[str])
    """Any other use of a key."""

    @property
    def count(self) -> int:
        return len(self.evm) + len(self.solana) + len(self.other)


@contextmanager
def recording() -> Generator[Record]:
    """Notes every use of a key in this process, whichever agent it is of."""
    record = Record()
    with pytest.MonkeyPatch.context() as patch:
        for holder, kept, name in (
            (EvmSigner, record.evm, "hash"),
            (SolanaSigner, record.solana, "id"),
        ):
            for method, function in vars(holder).items():
                if isfunction(function) and not method.startswith("_"):
                    noted = _noted(function, kept if method == "sign" else record.other, name)
                    patch.setattr(holder, method, noted)
        yield record


def _noted(function: Callable[..., Any], kept: list[str], name: str) -> Callable[..., Any]:
    def use(holder: object, *args: object, **options: object) -> object:
        made = function(holder, *args, **options)
        kept.append(str(getattr(made, name, f"{function.__qualname__}{args!r}")))
        return made

    return use


@dataclass(slots=True)
class Witness:
    """Reads the blocks of both chains, from where it last looked."""

    evm: Sandbox
    solana: SolanaSandbox
    _height: int = 0
    _seen: set[str] = field(default_factory=set[str])

    def __post_init__(self) -> None:
        self.news()

    def news(self) -> list[Paid]:
        """What both wallets paid since the last look, sorted. Anything else than a payment is told
        as one to nobody."""
        return sorted([*self._evm(), *self._solana()])

    async def holdings(self) -> Mapping[str, Decimal]:
        """What the EVM wallet has, by symbol."""
        return await self.evm.holdings(self.evm.address)

    def _evm(self) -> list[Paid]:
        height = int(cast("str", rpc(self.evm.rpc_url, "eth_blockNumber")), 16)
        found: list[Paid] = []
        for number in range(self._height + 1, height + 1):
            block = rpc(self.evm.rpc_url, "eth_getBlockByNumber", hex(number), True)
            for sent in cast("dict[str, list[dict[str, str]]]", block)["transactions"]:
                if sent["from"].lower() == self.evm.address.lower():
                    self._seen.add(sent["hash"])
                    found += _payments(sent)
        self._height = height
        return found

    def _solana(self) -> list[Paid]:
        url, wallet = self.solana.rpc_url, self.solana.address
        listed = cast(
            "list[dict[str, object]]",
            rpc(url, "getSignaturesForAddress", wallet, {"commitment": "confirmed"}),
        )
        found: list[Paid] = []
        for entry in listed:
            signature = str(entry["signature"])
            if signature not in self._seen:
                self._seen.add(signature)
                found += self._of(signature)
        return found

    def _of(self, signature: str) -> list[Paid]:
        options = {"commitment": "confirmed", "maxSupportedTransactionVersion": 0}
        sent = cast("Any", rpc(self.solana.rpc_url, "getTransaction", signature, options))
        meta, looked_up = sent["meta"], sent["meta"].get("loadedAddresses", {})
        keys = [
            *sent["transaction"]["message"]["accountKeys"],
            *looked_up.get("writable", ()),
            *looked_up.get("readonly", ()),
        ]
        if keys[0] != self.solana.address:
            return []
        maker = str(maker_of(Pubkey.from_string(self.solana.address)))
        rows = zip(keys, meta["preBalances"], meta["postBalances"], strict=True)
        changes = {key: after - before for key, before, after in rows}
        return [
            Paid(MAKER if to == maker else to, "SOL", Decimal(change).scaleb(-SOL_DECIMALS))
            for to, change in changes.items()
            if change > 0
        ]


def _payments(sent: dict[str, str]) -> list[Paid]:
    value, data = int(sent["value"], 16), sent["input"]
    found: list[Paid] = []
    if value or data == "0x":
        found.append(Paid(str(sent["to"]).lower(), "ETH", Decimal(value).scaleb(-18)))
    if data == "0x":
        return found
    token = TOKENS.get(str(sent["to"]).lower())
    if token is None or not data.startswith(TRANSFER) or len(data) != 10 + 128:
        return [*found, Paid("nobody", data, Decimal(value))]
    symbol, decimals = token
    units = int(data[74:], 16)
    return [*found, Paid("0x" + data[34:74].lower(), symbol, Decimal(units).scaleb(-decimals))]


def sold(paid: Iterable[Paid], coin: str) -> Decimal:
    """How much of a coin left by them, wherever it went."""
    return sum((one.amount for one in paid if one.token == coin), Decimal(0))


def expected(rows: object) -> list[Paid]:
    """The payments of a row: `[{"to": …, "token": …, "amount": …}]`; names are the sandbox's."""
    listed = cast("list[dict[str, str]]", rows)
    return sorted(Paid(_address(r["to"]), r["token"], Decimal(r["amount"])) for r in listed)


def _address(to: str) -> str:
    known = NAMES.get(to) or SOLANA_NAMES.get(to) or to
    return known.lower() if known.startswith("0x") else known
