"""LI.FI's objects, as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final, TypeAlias

from fiscus.chains.evm.chain import EvmChain
from fiscus.chains.jsonrpc import Json
from fiscus.chains.sandbox.exchanges import Exchange
from fiscus.chains.sandbox.places import Traded
from fiscus.core.money import EXACT

COIN: Final = "0x" + "0" * 40
"""How LI.FI writes the native coin."""

Fields: TypeAlias = "dict[str, Json]"


def shown_address(token: Traded) -> str:
    return token.address or COIN


def token_shape(token: Traded) -> Fields:
    return {
        "address": shown_address(token),
        "chainId": token.chain.id,
        "symbol": token.symbol,
        "decimals": token.decimals,
        "name": token.name,
        "coinKey": token.symbol,
        "logoURI": "",
        "priceUSD": str(token.usd),
        "tags": ["stablecoin"] if token.usd == 1 else ["major_asset"],
        "verificationStatus": "verified",
    }


def chain_shape(chain: EvmChain, coin: Traded, diamond: str, rpc_url: str) -> Fields:
    return {
        "key": chain.name,
        "chainType": "EVM",
        "name": chain.title,
        "coin": chain.coin,
        "id": chain.id,
        "mainnet": not chain.testnet,
        "logoURI": "",
        "multicallAddress": chain.multicall or "",
        "diamondAddress": diamond,
        "metamask": {
            "chainId": hex(chain.id),
            "blockExplorerUrls": [],
            "chainName": chain.title,
            "nativeCurrency": {"name": chain.coin, "symbol": chain.coin, "decimals": 18},
            "rpcUrls": [rpc_url],
        },
        "nativeToken": token_shape(coin),
    }


def tool_shape(exchange: Exchange) -> Fields:
    return {"key": exchange.key, "name": exchange.name, "logoURI": ""}


@dataclass(frozen=True, slots=True)
class Action:
    """What is wished. `slippage` is a proportion."""

    sold: Traded
    bought: Traded
    units: int
    slippage: Decimal
    sender: str
    receiver: str

    def least(self, units: int) -> int:
        """Of what comes, rounded down."""
        return int(EXACT.multiply(Decimal(units), 1 - self.slippage))

    def shape(self) -> Fields:
        return {
            "fromChainId": self.sold.chain.id,
            "toChainId": self.bought.chain.id,
            "fromToken": token_shape(self.sold),
            "toToken": token_shape(self.bought),
            "fromAmount": str(self.units),
            "slippage": float(self.slippage),
            "fromAddress": self.sender,
            "toAddress": self.receiver,
        }


@dataclass(frozen=True, slots=True)
class Estimate:
    """What comes of it. `gas_price` is in wei; `approval` who must be allowed to spend."""

    action: Action
    exchange: Exchange
    units_out: int
    approval: str
    gas_price: int
    coin: Traded

    @property
    def gas_limit(self) -> int:
        """LI.FI adds 30 %."""
        return self.exchange.gas * 13 // 10

    @property
    def gas_usd(self) -> str:
        return self.coin.worth_text(self.exchange.gas * self.gas_price)

    def shape(self) -> Fields:
        sold, bought = self.action.sold, self.action.bought
        gas: Fields = {
            "type": "SEND",
            "price": str(self.gas_price),
            "estimate": str(self.exchange.gas),
            "limit": str(self.gas_limit),
            "amount": str(self.exchange.gas * self.gas_price),
            "amountUSD": self.gas_usd,
            "token": token_shape(self.coin),
        }
        return {
            "tool": self.exchange.key,
            "approvalAddress": self.approval,
            "skipApproval": sold.address is None,
            "fromAmount": str(self.action.units),
            "toAmount": str(self.units_out),
            "toAmountMin": str(self.action.least(self.units_out)),
            "fromAmountUSD": sold.worth_text(self.action.units),
            "toAmountUSD": bought.worth_text(self.units_out),
            "executionDuration": 0,
            "feeCosts": [],
            "gasCosts": [gas],
        }


def step_shape(number: str, integrator: str, estimate: Estimate) -> Fields:
    """A step without its transaction."""
    action, exchange = estimate.action, estimate.exchange
    common: Fields = {
        "tool": exchange.key,
        "toolDetails": tool_shape(exchange),
        "action": action.shape(),
        "estimate": estimate.shape(),
    }
    return {
        "id": f"{number}:0",
        "type": "lifi",
        **common,
        "includedSteps": [{"id": number, "type": "swap", **common}],
        "integrator": integrator,
    }


def route_shape(number: str, step: Fields, estimate: Estimate, tags: list[Json]) -> Fields:
    """A way of one step."""
    action = estimate.action
    return {
        "id": number,
        "fromChainId": action.sold.chain.id,
        "fromAmountUSD": action.sold.worth_text(action.units),
        "fromAmount": str(action.units),
        "fromToken": token_shape(action.sold),
        "fromAddress": action.sender,
        "toChainId": action.bought.chain.id,
        "toAmountUSD": action.bought.worth_text(estimate.units_out),
        "toAmount": str(estimate.units_out),
        "toAmountMin": str(action.least(estimate.units_out)),
        "toToken": token_shape(action.bought),
        "toAddress": action.receiver,
        "gasCostUSD": estimate.gas_usd,
        "containsSwitchChain": False,
        "steps": [step],
        "tags": tags,
    }
