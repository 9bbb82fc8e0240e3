"""LI.FI on loopback, quoting the market's own pools: honest, or lying as a test says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from aiohttp import web

from tests.chains.evm.decoding.encoding import Given, calldata
from tests.chains.evm.market import DAI, DIAMOND, USDC, V2, WETH, Chain
from tests.chains.evm.wallets import ME
from tests.chains.service import Service
from tests.sandboxes import rpc

NAMES: Final = {DAI.lower(): ("DAI", 18), USDC.lower(): ("USDC", 6)}
Step: TypeAlias = "dict[str, Any]"
Change: TypeAlias = Callable[[Step], None]


@dataclass(slots=True)
class Trading:
    """Trades one token for another through LI.FI's diamond and Uniswap v2."""

    chain: Chain
    change: Change = field(default=lambda step: None)
    receiver: str = ME
    callee_receiver: str = DIAMOND
    least_bps: int | None = None
    """In place of what was asked for."""
    units_bps: int = 10_000
    """How much of the amount its calldata takes."""

    async def quote(self, request: web.Request) -> web.StreamResponse:
        asked = dict(request.query)
        sold, bought = asked["fromToken"], asked["toToken"]
        units, slippage = int(asked["fromAmount"]), round(float(asked["slippage"]) * 10_000)
        told = self._amounts_out(sold, bought, units)
        kept = 10_000 - slippage if self.least_bps is None else self.least_bps
        least = max(told * kept // 10_000, 1)
        step: Step = {
            "id": "1",
            "type": "lifi",
            "tool": "uniswap",
            "toolDetails": {"key": "uniswap", "name": "Uniswap <b>V2</b>", "logoURI": "x"},
            "action": {
                "fromChainId": 8453,
                "toChainId": 8453,
                "fromToken": _token(sold),
                "toToken": _token(bought),
                "fromAmount": str(units),
                "slippage": float(asked["slippage"]),
                "fromAddress": ME,
                "toAddress": ME,
            },
            "estimate": {
                "tool": "uniswap",
                "fromAmount": str(units),
                "toAmount": str(told),
                "toAmountMin": str(least),
                "approvalAddress": DIAMOND,
                "executionDuration": 30,
                "feeCosts": [],
                "gasCosts": [
                    {"type": "SEND", "amount": "1", "estimate": "200000", "token": _token(DAI)}
                ],
            },
            "includedSteps": [],
            "transactionRequest": {
                "from": ME,
                "to": DIAMOND,
                "chainId": 8453,
                "value": "0x0",
                "data": "0x"
                + self._data(sold, bought, units * self.units_bps // 10_000, least).hex(),
                "gasLimit": "0x4c4b40",
            },
        }
        self.change(step)
        return web.json_response(step)

    def _amounts_out(self, sold: str, bought: str, units: int) -> int:
        path = [sold, WETH, bought]
        words = [units, 64, len(path), *(int(token, 16) for token in path)]
        call = {"to": V2, "data": "0xd06ca61f" + "".join(f"{word:064x}" for word in words)}
        return int(str(rpc(self.chain.url, "eth_call", call, "latest"))[-64:], 16)

    def _data(self, sold: str, bought: str, units: int, least: int) -> bytes:
        path: Given = [sold, WETH, bought]
        exchange: list[Given] = [units, 1, path, self.callee_receiver, 2**40]
        swap: Given = {
            "callTo": V2,
            "approveTo": V2,
            "sendingAssetId": sold,
            "receivingAssetId": bought,
            "fromAmount": units,
            "callData": calldata("uniswap-v2-router", "swapExactTokensForTokens", *exchange),
            "requiresDeposit": True,
        }
        values: list[Given] = [b"\1" * 32, "fiscus", "", self.receiver, least, swap]
        return calldata("lifi", "swapTokensSingleV3ERC20ToERC20", *values)


def _token(address: str) -> Step:
    symbol, decimals = NAMES.get(address.lower(), ("?", 18))
    return {
        "address": address,
        "chainId": 8453,
        "symbol": symbol,
        "decimals": decimals,
        "name": symbol,
    }


def trading(service: Service, chain: Chain, **changed: Any) -> Trading:
    """LI.FI's quotes at `service` from now on."""
    made = Trading(chain, **changed)
    service.answers["/v1/quote"] = made.quote
    return made
