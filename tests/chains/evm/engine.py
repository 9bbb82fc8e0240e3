"""A chain of the tests: anvil with Base's chain id, and the contracts of `contracts/`."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path

from fiscus.chains.evm.abi import address_word, uint_word
from fiscus.chains.evm.chain import MULTICALL3
from fiscus.chains.evm.client import EvmClient
from fiscus.chains.evm.queries import receipt
from fiscus.chains.jsonrpc import Call, Json

CONTRACTS: dict[str, str] = json.loads(
    (Path(__file__).parent / "contracts" / "contracts.json").read_text()
)
ALICE = "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266"
"""anvil's first account: 10,000 ETH, and anvil signs for it."""
BOB = "0x00000000000000000000000000000000000b0b00"


@dataclass(frozen=True, slots=True)
class Engine:
    """Changes the chain, past the client under test where it can."""

    client: EvmClient

    async def do(self, method: str, *params: Json) -> Json:
        return await self.client.pool.send(Call(method, params))

    async def transact(self, to: str | None, calldata: str, *, sender: str = ALICE) -> str:
        """The hash of a mined, successful transaction."""
        message: dict[str, Json] = {"from": sender, "data": calldata, "gas": hex(8_000_000)}
        if to is not None:
            message["to"] = to
        return await self.mined(message)

    async def mined(self, message: dict[str, Json]) -> str:
        """The same of a whole message."""
        done = await self.do("eth_sendTransaction", message)
        assert isinstance(done, str)
        for _ in range(6000):
            if (mined := await self.client.ask(receipt(done))) is not None:
                assert mined.succeeded
                return done
            await asyncio.sleep(0.01)
        raise AssertionError("anvil did not mine it")

    async def deploy(self, name: str) -> str:
        done = await self.transact(None, CONTRACTS[name])
        mined = await self.do("eth_getTransactionReceipt", done)
        assert isinstance(mined, dict) and isinstance(mined["contractAddress"], str)
        return mined["contractAddress"]

    async def place(self, name: str, address: str) -> None:
        """The contract's code at an address of choice."""
        code = await self.client.code(await self.deploy(name))
        await self.do("anvil_setCode", address, "0x" + code.hex())

    async def token(self, *, units: int = 0, owner: str = ALICE) -> str:
        """A new USDC with 6 decimals, of which `owner` has `units`."""
        address = await self.deploy("Token")
        mint = bytes.fromhex("40c10f19") + address_word(owner) + uint_word(units)
        await self.transact(address, "0x" + mint.hex())
        return address

    async def multicall(self) -> None:
        await self.place("Multicall", MULTICALL3)
