"""Base with real markets: Uniswap v2 and v3 with pools, wrapped coin, stable coins, and rogues."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Final, TypeAlias, cast

import pytest
from eth_abi.abi import encode

from fiscus.core.desk.door import Consent, Given, Intent, Principal, Proposed, Ticket
from fiscus.core.desk.outcome import Outcome, State
from fiscus.core.desk.policy import Listing
from fiscus.core.errors import FiscusError
from fiscus.core.origins import Origin
from tests.chains.evm.bank import selector
from tests.chains.evm.engine import ALICE
from tests.chains.evm.uniswap import PAIR_HASH, POOL_HASH
from tests.chains.evm.wallets import ANYTHING, ME, Wallet
from tests.chains.proxy import Proxy
from tests.sandboxes import mined, rpc

UNIT: Final = 10**18
WETH: Final = "0x4200000000000000000000000000000000000006"
USDC: Final = "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913"
DAI: Final = "0x50c5725949A6F0c72E6C4a641F24049A917DB0Cb"
USDT: Final = "0xfde4C96c8593536E31F229EA8f37b2ADa2699bb2"
V2: Final = "0x4752ba5DBc23f44D87826276BF6Fd6b1C372aD24"
ROUTER_02: Final = "0x2626664c2603336E57B271c5C0b26F421741e481"
QUOTER: Final = "0x3d4e44Eb1374240CE5F1B871ab261CD16335B76a"
UNIVERSAL: Final = "0x6fF5693b99212Da76ad316178A184AB56D299b43"
PERMIT2: Final = "0x000000000022D473030F116dDEE9F6B43aC78BA3"
DIAMOND: Final = "0x1231DEB6f5749EF6cE6943a275A1D3E7486F4EaE"
ROGUE: Final = "0x00000000000000000000000000000000000000e7"
TAXED: Final = "0x00000000000000000000000000000000000000f1"
NFT: Final = "0x00000000000000000000000000000000000000f2"
ROGUES: Final = Path(__file__).parent / "rogues"
TRUSTED: Final = ANYTHING.model_copy(
    update={
        "contracts": Listing(allow=(ROGUE, V2, ROUTER_02, UNIVERSAL, PERMIT2, DIAMOND, WETH)),
    }
)
"""The operator lists a contract that no list of the chain's has: the rogue to be found out."""
RICH: Final = 10**27
NUMBERS: Final = count()
Row: TypeAlias = "dict[str, object] | None"


@dataclass(frozen=True, slots=True)
class Chain:
    """Changes the chain behind everybody's back."""

    url: str

    def send(self, to: str | None, data: str, *, sender: str = ALICE, value: int = 0) -> str:
        """The contract that was made, or `""`. Fails the test where it reverts."""
        return str(self._sent(to, data, sender=sender, value=value)["contractAddress"] or "")

    def hash_of(self, to: str, signature: str, *values: object, sender: str = ALICE) -> str:
        """The transaction that calls a contract."""
        data = "0x" + selector(signature) + words(signature, values)
        return str(self._sent(to, data, sender=sender)["transactionHash"])

    def _sent(
        self, to: str | None, data: str, *, sender: str = ALICE, value: int = 0
    ) -> dict[str, object]:
        message: dict[str, object] = {"from": sender, "data": data, "value": hex(value)}
        if to is not None:
            message["to"] = to
        message["gas"] = hex(12_000_000)
        receipt = mined(self.url, message)
        assert receipt["status"] == "0x1", (to, data[:10])
        return receipt

    def call(self, to: str, signature: str, *values: object, sender: str = ALICE) -> None:
        self.send(to, "0x" + selector(signature) + words(signature, values), sender=sender)

    def pay(self, to: str, signature: str, value: int, *values: object) -> None:
        self.send(to, "0x" + selector(signature) + words(signature, values), value=value)

    def number(self, to: str, signature: str, *values: object) -> int:
        data = "0x" + selector(signature) + words(signature, values)
        return int(str(rpc(self.url, "eth_call", {"to": to, "data": data}, "latest")), 16)

    def make(self, code: str, kinds: str = "", *values: object) -> str:
        return self.send(None, code + words(f"({kinds})", values))

    def place(self, code: str, at: str, kinds: str = "", *values: object) -> None:
        """The code of a new contract at an address of choice."""
        made = self.make(code, kinds, *values)
        rpc(self.url, "anvil_setCode", at, rpc(self.url, "eth_getCode", made, "latest"))

    def coin(self, address: str) -> int:
        return int(str(rpc(self.url, "eth_getBalance", address, "latest")), 16)

    def units(self, token: str, owner: str = ME) -> int:
        return self.number(token, "balanceOf(address)", owner)

    def right(self, token: str, spender: str) -> int:
        return self.number(token, "allowance(address,address)", ME, spender)

    def kept(self, token: str, spender: str) -> int:
        """The right of a spender that Permit2 keeps."""
        names = "allowance(address,address,address)"
        data = "0x" + selector(names) + words(names, (ME, token, spender))
        told = rpc(self.url, "eth_call", {"to": PERMIT2, "data": data}, "latest")
        return int(str(told)[2:66], 16)

    def allow(self, token: str, spender: str, units: int) -> None:
        """A right that the wallet has given, by the back door of the token: no transaction of the
        wallet's is made that its journal does not know."""
        self.call(token, "grant(address,address,uint256,bool)", ME, spender, units, False)


def rogue(name: str) -> str:
    """The creation code of a contract of `rogues/`."""
    code: str = json.loads((ROGUES / f"{name}.json").read_text())["creation"]
    return code


def build(chain: Chain, codes: Mapping[str, str]) -> None:
    """Everything there is, once."""
    chain.place(codes["WETH9"], WETH)
    for token in (USDC, DAI, TAXED):
        chain.place(rogue("Coin"), token)
    chain.place(rogue("Tether"), USDT)
    chain.place(rogue("Rogue"), ROGUE)
    chain.place(rogue("Nft"), NFT)
    chain.place(rogue("Diamond"), DIAMOND)
    chain.place(rogue("Keeper"), PERMIT2)
    v2 = chain.make(codes["UniswapV2Factory"], "address", ALICE)
    v3 = chain.make(codes["UniswapV3Factory"])
    chain.place(codes["UniswapV2Router02"], V2, "address,address", v2, WETH)
    three, manager = "address,address,address", codes["NonfungiblePositionManager"]
    places = chain.make(manager, three, v3, WETH, v2)
    chain.place(codes["SwapRouter02"], ROUTER_02, f"{three},address", v2, v3, places, WETH)
    chain.place(codes["QuoterV2"], QUOTER, "address,address", v3, WETH)
    hashes = bytes.fromhex(PAIR_HASH), bytes.fromhex(POOL_HASH)
    kinds = f"({three},address,bytes32,bytes32,{three},address)"
    made = (PERMIT2, WETH, v2, v3, *hashes, ALICE, places, ALICE, ALICE)
    chain.place(codes["UniversalRouter"], UNIVERSAL, kinds, made)
    for token in (USDC, DAI, USDT, TAXED):
        for owner in (ALICE, ROGUE, ME):
            chain.call(token, "mint(address,uint256)", owner, RICH)
    chain.call(TAXED, "setTax(uint256)", 3)
    _pools_v2(chain)
    _pool_v3(chain, places)


def _pools_v2(chain: Chain) -> None:
    """1 ETH is 2,000 USDC, DAI or taxed coins; a base unit of each counts as one of another."""
    add = "addLiquidityETH(address,uint256,uint256,uint256,address,uint256)"
    for token, units in ((USDC, 2_000 * 10**6), (DAI, 2_000 * UNIT), (TAXED, 2_000 * UNIT)):
        chain.call(token, "approve(address,uint256)", V2, RICH)
        chain.pay(V2, add, 1_000 * UNIT, token, 1_000 * units, 0, 0, ALICE, 2**40)


def _pool_v3(chain: Chain, places: str) -> None:
    """WETH and USDC at a fee of 0.3 %, over the whole range of prices."""
    chain.pay(WETH, "deposit()", 1_000 * UNIT)
    for token in (WETH, USDC):
        chain.call(token, "approve(address,uint256)", places, RICH)
    root = int((2_000 * 10**6 / UNIT) ** 0.5 * 2**96)
    create = "createAndInitializePoolIfNecessary(address,address,uint24,uint160)"
    chain.call(places, create, WETH, USDC, 3000, root)
    mint = (
        "mint((address,address,uint24,int24,int24,uint256,uint256,uint256,uint256,address,uint256))"
    )
    amounts = (1_000 * UNIT, 2_000_000 * 10**6, 0, 0)
    place = (WETH, USDC, 3000, -887_220, 887_220, *amounts, ALICE, 2**40)
    chain.call(places, mint, place)


@dataclass(frozen=True, slots=True)
class Market:
    """A wallet, the chain with its markets, and the proxy between them."""

    wallet: Wallet
    chain: Chain
    proxy: Proxy

    @property
    def later(self) -> int:
        """A deadline ten minutes from now, by the clock of the chain."""
        block = cast("Row", rpc(self.chain.url, "eth_getBlockByNumber", "latest", False))
        assert block is not None
        return max(int(str(block["timestamp"]), 16), int(time.time())) + 600

    async def do(
        self,
        action: str,
        proposed: Proposed | None = None,
        consent: Consent = Consent.GIVEN,
        /,
        **values: str,
    ) -> Outcome:
        """Submit an intent of the owner's own words, agreed to beforehand."""
        given = {role: Given(word, Origin.USER) for role, word in values.items()}
        ticket = Ticket(
            source="test",
            room="room",
            message_id=f"deal{next(NUMBERS)}",
            step=0,
            text=f"{action} {values}",
            principal=Principal("owner", owner=True, consent=consent),
        )
        intent = Intent("evm", action, {**given, "chain": Given("base", Origin.USER)}, proposed)
        return await self.wallet.agent.desk.submit(ticket, intent)

    async def approve(self, asked: Outcome) -> Outcome:
        """An owner's yes."""
        assert asked.approval is not None
        owner = Principal("owner", owner=True)
        return await self.wallet.agent.desk.approve(asked.approval.id, owner)

    async def landed(
        self, action: str, proposed: Proposed | None = None, /, **values: str
    ) -> Outcome:
        done = await self.do(action, proposed, **values)
        assert (done.state, done.detail) == (State.CONFIRMED, None), done
        return done

    async def refused(
        self,
        kind: type[FiscusError],
        action: str,
        proposed: Proposed | None = None,
        /,
        **values: str,
    ) -> FiscusError:
        """The error of an intent that leaves no trace: no signature, nothing on the wire."""
        before = rpc(self.chain.url, "eth_getTransactionCount", ME, "pending")
        sent = self.proxy.count("eth_sendRawTransaction")
        with pytest.raises(kind) as caught:
            await self.do(action, proposed, **values)
        assert self.proxy.count("eth_sendRawTransaction") == sent
        assert rpc(self.chain.url, "eth_getTransactionCount", ME, "pending") == before
        signed = await self.wallet.agent.desk.recent(f"evm:{ME}", 10)
        assert [payment for payment in signed if payment.hash is None] == []
        assert len(signed) == sent
        return caught.value


def words(signature: str, values: tuple[object, ...]) -> str:
    inner = signature[signature.index("(") + 1 : -1]
    return encode(_types(inner), list(values)).hex()


def _types(text: str) -> list[str]:
    parts, depth, start = list[str](), 0, 0
    for at, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if character == "," and depth == 0:
            parts.append(text[start:at])
            start = at + 1
    return [*parts, text[start:]] if text else []
