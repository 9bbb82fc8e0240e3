"""LI.FI on loopback with one way from Base to Optimism: Across v4, by the bridge of `crossing`."""

from __future__ import annotations

import time
from typing import Any, Final, TypeAlias

from aiohttp import web

from tests.chains.evm.crossing import (
    DIAMOND,
    FAR_WETH,
    OPTIMISM,
    ZERO,
    across,
    common,
    start,
    word,
)
from tests.chains.evm.market import WETH, Chain
from tests.chains.evm.wallets import ME
from tests.chains.service import Service
from tests.sandboxes import rpc

BASE: Final = 8453
KEPT: Final = 500
"""The relayer keeps one of so many."""
Row: TypeAlias = "dict[str, Any]"


def ferrying(service: Service) -> None:
    """Ways for coin at `service` from now on."""
    service.answers["/v1/advanced/routes"] = _routes
    service.answers["/v1/advanced/stepTransaction"] = _step


async def _routes(request: web.Request) -> web.StreamResponse:
    asked = await request.json()
    units = int(asked["fromAmount"])
    step = _shown(units)
    route = {
        "id": "1",
        "fromChainId": BASE,
        "toChainId": OPTIMISM,
        "fromToken": _coin(BASE),
        "toToken": _coin(OPTIMISM),
        "fromAmount": str(units),
        "toAmount": step["estimate"]["toAmount"],
        "toAmountMin": step["estimate"]["toAmountMin"],
        "steps": [step],
    }
    return web.json_response({"routes": [route]})


async def _step(request: web.Request) -> web.StreamResponse:
    asked = await request.json()
    units = int(asked["action"]["fromAmount"])
    data = start(
        "AcrossV4",
        common(sendingAssetId=ZERO, minAmount=units),
        across(
            int(time.time()) + 3600,
            sendingAssetId=word(WETH),
            receivingAssetId=word(FAR_WETH),
            outputAmount=units - units // KEPT,
        ),
    )
    sent = {
        "from": ME,
        "to": DIAMOND,
        "chainId": BASE,
        "value": hex(units),
        "data": "0x" + data.hex(),
        "gasLimit": "0x4c4b40",
    }
    return web.json_response({**_shown(units), "transactionRequest": sent})


def _shown(units: int) -> Row:
    came = str(units - units // KEPT)
    return {
        "id": "1",
        "type": "lifi",
        "tool": "across",
        "toolDetails": {"key": "across", "name": "AcrossV4", "logoURI": ""},
        "action": {
            "fromChainId": BASE,
            "toChainId": OPTIMISM,
            "fromToken": _coin(BASE),
            "toToken": _coin(OPTIMISM),
            "fromAmount": str(units),
            "slippage": 0.01,
            "fromAddress": ME,
            "toAddress": ME,
        },
        "estimate": {
            "tool": "across",
            "fromAmount": str(units),
            "toAmount": came,
            "toAmountMin": came,
            "approvalAddress": DIAMOND,
            "executionDuration": 2,
            "feeCosts": [],
            "gasCosts": [],
        },
        "includedSteps": [],
    }


def _coin(chain: int) -> Row:
    return {"address": ZERO, "chainId": chain, "symbol": "ETH", "decimals": 18, "name": "Ether"}


def carried(near: Chain, far: Chain, before: int) -> int:
    """What the bridge takes once it holds more than `before`, which is then paid on the other side,
    less what the relayer keeps."""
    for _ in range(1200):
        if taken := near.coin(DIAMOND) - before:
            given = far.coin(ME) + taken - taken // KEPT
            rpc(far.url, "anvil_setBalance", ME, hex(given))
            rpc(far.url, "anvil_mine", "0x1")
            return taken
        time.sleep(0.05)
    return 0
