"""Typed data as wallets are asked to sign it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tests.chains.evm.wallets import CAROL, ME

USDC = "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913"
"""On Base."""
PERMIT2 = "0x000000000022D473030F116dDEE9F6B43aC78BA3"
LATER = 4_000_000_000
FIELDS = {
    "Permit": "owner:address spender:address value:uint256 nonce:uint256 deadline:uint256",
    "PermitSingle": "details:PermitDetails spender:address sigDeadline:uint256",
    "PermitDetails": "token:address amount:uint160 expiration:uint48 nonce:uint48",
}
DOMAIN = {"name": "USD Coin", "version": "2", "chainId": 8453, "verifyingContract": USDC}


def fields(written: str) -> list[dict[str, str]]:
    pairs = (field.split(":") for field in written.split())
    return [{"name": name, "type": kind} for name, kind in pairs]


def typed(
    primary: str,
    message: Mapping[str, Any],
    types: Mapping[str, str] = FIELDS,
    **domain: Any,
) -> dict[str, Any]:
    """A request of `eth_signTypedData_v4`."""
    used = {"Permit": ["Permit"], "PermitSingle": ["PermitSingle", "PermitDetails"]}
    return {
        "types": {name: fields(types[name]) for name in used.get(primary, types)},
        "primaryType": primary,
        "domain": {**DOMAIN, **domain},
        "message": dict(message),
    }


def permit(*, spender: str = CAROL, units: Any = 5_000_000, **more: Any) -> dict[str, Any]:
    message = {"owner": ME, "spender": spender, "value": units, "nonce": 0, "deadline": LATER}
    return typed("Permit", {**message, **more})


def written(data: object) -> str:
    return json.dumps(data)
