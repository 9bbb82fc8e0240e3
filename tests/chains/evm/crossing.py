"""Calldata of LI.FI's diamond that takes money from Base to Optimism, as its API answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from fiscus.chains.sandbox.bytecode import creation_code
from fiscus.core.desk.door import Proposed
from tests.chains.evm.decoding.encoding import Given, calldata
from tests.chains.evm.engine import ALICE
from tests.chains.evm.market import Chain, Market, rogue
from tests.chains.evm.wallets import ME

UNIT: Final = 10**18
USDC: Final = "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913"
DAI: Final = "0x50c5725949A6F0c72E6C4a641F24049A917DB0Cb"
FAR_USDC: Final = "0x0b2C639c533813f4Aa9D7837CAf62653d097Ff85"
FAR_DAI: Final = "0xDA10009cBd5D07dd0CeCc66161FC93D7c9000da1"
FAR_WETH: Final = "0x4200000000000000000000000000000000000006"
DIAMOND: Final = "0x1231DEB6f5749EF6cE6943a275A1D3E7486F4EaE"
ZERO: Final = "0x" + "0" * 40
OPTIMISM: Final = 10
OPTIMISM_ENDPOINT: Final = 30111
WORDS: Final = {"amount": "100", "token": "USDC", "to_chain": "optimism"}
SENT: Final = 100 * 10**6
LEAST: Final = 99_500_000


@dataclass(frozen=True, slots=True)
class Strait(Market):
    """A market on Base with a bridge, and the other side."""

    far: Chain


def build_far(chain: Chain) -> None:
    """Stable coins on Optimism, of which ALICE has plenty to pay with."""
    for token in (FAR_USDC, FAR_DAI, FAR_WETH):
        chain.place(rogue("Coin"), token)
        chain.call(token, "mint(address,uint256)", ALICE, 10**27)


def build_near(chain: Chain) -> None:
    """The bridge at the diamond's address."""
    chain.place("0x" + creation_code("Bridge").hex(), DIAMOND)


def word(address: str) -> bytes:
    """An address in 32 bytes."""
    return bytes(12) + bytes.fromhex(address[2:])


def common(**changes: Given) -> dict[str, Given]:
    """`BridgeData`."""
    honest: dict[str, Given] = {
        "transactionId": b"\1" * 32,
        "bridge": "across",
        "integrator": "fiscus",
        "referrer": ZERO,
        "sendingAssetId": USDC,
        "receiver": ME,
        "minAmount": SENT,
        "destinationChainId": OPTIMISM,
        "hasSourceSwaps": False,
        "hasDestinationCall": False,
    }
    return {**honest, **changes}


def across(later: int, **changes: Given) -> dict[str, Given]:
    """`AcrossV4Data`."""
    honest: dict[str, Given] = {
        "receiverAddress": word(ME),
        "refundAddress": word(ME),
        "sendingAssetId": word(USDC),
        "receivingAssetId": word(FAR_USDC),
        "outputAmount": LEAST,
        "outputAmountMultiplier": 995 * 10**15,
        "exclusiveRelayer": bytes(32),
        "quoteTimestamp": 1,
        "fillDeadline": later,
        "exclusivityParameter": 0,
        "message": b"",
    }
    return {**honest, **changes}


def stargate(fee_wei: int = 10**14, **changes: Given) -> dict[str, Given]:
    """`StargateData`; changes are those of `sendParams`."""
    send: dict[str, Given] = {
        "dstEid": OPTIMISM_ENDPOINT,
        "to": word(ME),
        "amountLD": SENT,
        "minAmountLD": LEAST,
        "extraOptions": b"",
        "composeMsg": b"",
        "oftCmd": b"",
    }
    return {
        "assetId": 1,
        "sendParams": {**send, **changes},
        "fee": {"nativeFee": fee_wei, "lzTokenFee": 0},
        "refundAddress": ME,
    }


def swap(token: str, units: int, into: str, data: bytes, exchange: str) -> dict[str, Given]:
    return {
        "callTo": exchange,
        "approveTo": exchange,
        "sendingAssetId": token,
        "receivingAssetId": into,
        "fromAmount": units,
        "callData": data,
        "requiresDeposit": True,
    }


def start(bridge: str, data: Mapping[str, Given], facet: Mapping[str, Given]) -> bytes:
    return calldata("lifi", f"startBridgeTokensVia{bridge}", data, facet)


def swap_and_start(
    bridge: str, data: Mapping[str, Given], swaps: list[Given], facet: Mapping[str, Given]
) -> bytes:
    return calldata("lifi", f"swapAndStartBridgeTokensVia{bridge}", data, swaps, facet)


def proposed(data: bytes, *, value: int = 0, target: str = DIAMOND) -> Proposed:
    return Proposed("0x" + data.hex(), target, value)
