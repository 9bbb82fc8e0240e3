"""A funded wallet on a real chain, with everything a test of payments does to both."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from eth_abi.abi import encode
from eth_hash.auto import keccak

from fiscus.core.desk.door import Consent
from fiscus.core.desk.outcome import Outcome, State
from fiscus.core.errors import FiscusError
from tests.chains.evm.engine import Engine
from tests.chains.evm.wallets import BOB, ME, Wallet
from tests.chains.proxy import Proxy

USDC = "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913"
DAI = "0x50c5725949A6F0c72E6C4a641F24049A917DB0Cb"
UNIT = 10**18


@dataclass(frozen=True, slots=True)
class Bank:
    """A wallet on Base, the chain behind it, and the proxy between them."""

    wallet: Wallet
    engine: Engine
    proxy: Proxy

    async def usdc(self, units: int, *, at: str = USDC) -> str:
        """A token at its listed address, of which the wallet has `units`."""
        await self.engine.place("Token", at)
        await self.mint(at, units)
        return at

    async def mint(self, token: str, units: int) -> None:
        data = "0x40c10f19" + ME[2:].rjust(64, "0") + f"{units:064x}"
        await self.engine.transact(token, data)

    async def unlisted(self, symbol: str, decimals: int, units: int) -> str:
        """The address of a token that is on no list, of which the wallet has `units`."""
        token = await self.engine.deploy("Token")
        words = encode(["string", "string", "uint8"], [symbol, symbol, decimals])
        describe = selector("describe(string,string,uint8)") + words.hex()
        await self.engine.transact(token, "0x" + describe)
        await self.mint(token, units)
        return token

    async def coin(self, address: str = BOB) -> int:
        return await self.engine.client.balance(address)

    async def units(self, token: str, owner: str = BOB) -> int:
        data = bytes.fromhex("70a08231" + owner[2:].rjust(64, "0"))
        return int.from_bytes(await self.engine.client.call(token, data))

    async def landed(self, outcome: Outcome) -> dict[str, object]:
        """The transaction as the node has it."""
        assert outcome.state is State.CONFIRMED, outcome
        found = await self.engine.do("eth_getTransactionByHash", outcome.hash)
        assert isinstance(found, dict)
        return dict(found)

    async def refused(self, kind: type[FiscusError], *payment: str, **options: str) -> FiscusError:
        """The error of a payment that must leave no trace: no signature, no bytes on the wire."""
        before = await self.engine.client.nonce(ME, "pending")
        with pytest.raises(kind) as caught:
            await self.wallet.pay(*payment, chain=options.get("chain"), consent=Consent.GIVEN)
        assert self.proxy.count("eth_sendRawTransaction") == 0
        assert await self.engine.client.nonce(ME, "pending") == before
        assert await self.wallet.agent.desk.recent(f"evm:{ME}", 10) == []
        return caught.value


def selector(signature: str) -> str:
    """Of a contract's function, in hex."""
    return keccak(signature.encode())[:4].hex()
