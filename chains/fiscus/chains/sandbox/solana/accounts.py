"""Accounts as JSON-RPC shows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from solders.account import Account
from solders.pubkey import Pubkey

from fiscus.chains.jsonrpc import Json
from fiscus.chains.sandbox.solana.encoding import base64_text
from fiscus.chains.sandbox.solana.engine import RENT_EPOCH, Engine
from fiscus.chains.sandbox.solana.faults import INVALID_REQUEST, RpcFault, invalid
from fiscus.chains.sandbox.solana.layouts import (
    STATES,
    Holding,
    Mint,
    extensions,
    read_holding,
    read_mint,
)
from fiscus.chains.solana.addresses import encode as base58
from fiscus.chains.solana.programs import TOKEN

MOST_BASE58: Final = 128
EXTENSIONS: Final[Mapping[int, str]] = {
    1: "transferFeeConfig", 2: "transferFeeAmount", 3: "mintCloseAuthority",
    6: "defaultAccountState", 7: "immutableOwner", 8: "memoTransfer", 9: "nonTransferable",
    10: "interestBearingConfig", 11: "cpiGuard", 12: "permanentDelegate", 14: "transferHook",
    18: "metadataPointer", 19: "tokenMetadata", 26: "pausableConfig",
}  # fmt: skip


def account_json(
    account: Account | None,
    engine: Engine,
    *,
    encoding: str = "binary",
    piece: tuple[int, int] | None = None,
) -> Json:
    """`UiAccount`; `piece` is offset and length of a data slice."""
    if account is None:
        return None
    return {
        "lamports": account.lamports,
        "owner": str(account.owner),
        "executable": account.executable,
        "rentEpoch": RENT_EPOCH,
        "space": len(account.data),
        "data": _data(account, engine, encoding, piece),
    }


def token_amount(units: int, decimals: int) -> dict[str, Json]:
    """`UiTokenAmount`."""
    text = str(units).rjust(decimals + 1, "0")
    whole, fraction = text[: len(text) - decimals], text[len(text) - decimals :].rstrip("0")
    return {
        "amount": str(units),
        "decimals": decimals,
        "uiAmount": units / 10**decimals,
        "uiAmountString": f"{whole}.{fraction}" if fraction else whole,
    }


def decimals_of(engine: Engine, mint: Pubkey) -> int:
    """Zero for what is no mint."""
    found = read_mint(engine.account(mint))
    return 0 if found is None else found.decimals


def _data(account: Account, engine: Engine, encoding: str, piece: tuple[int, int] | None) -> Json:
    if encoding == "jsonParsed" and (parsed := _parsed(account, engine)) is not None:
        return parsed
    data = account.data if piece is None else account.data[piece[0] : sum(piece)]
    if encoding in {"base64", "jsonParsed"}:
        return [base64_text(data), "base64"]
    if encoding not in {"base58", "binary"}:
        raise invalid(f"Invalid params: unsupported encoding `{encoding}`")
    if len(data) > MOST_BASE58:
        raise RpcFault(
            INVALID_REQUEST,
            "Encoded binary (base 58) data should be less than 128 bytes,"
            " please use Base64 encoding.",
        )
    return base58(data) if encoding == "binary" else [base58(data), "base58"]


def _parsed(account: Account, engine: Engine) -> Json:
    kind, info = "", dict[str, Json]()
    if (mint := read_mint(account)) is not None:
        kind, info = "mint", _mint_info(mint)
    elif (holding := read_holding(account)) is not None:
        kind, info = "account", _holding_info(holding, decimals_of(engine, holding.mint))
    if not kind:
        return None
    is_first = str(account.owner) == TOKEN
    if not is_first and (found := extensions(account)):
        info["extensions"] = [
            {"extension": EXTENSIONS.get(e, "unparseableExtension")} for e in found
        ]
    program = "spl-token" if is_first else "spl-token-2022"
    parsed: Json = {"type": kind, "info": info}
    return {"program": program, "space": len(account.data), "parsed": parsed}


def _mint_info(mint: Mint) -> dict[str, Json]:
    return {
        "mintAuthority": _optional(mint.authority),
        "supply": str(mint.supply),
        "decimals": mint.decimals,
        "isInitialized": mint.initialized,
        "freezeAuthority": _optional(mint.freezer),
    }


def _holding_info(holding: Holding, decimals: int) -> dict[str, Json]:
    info: dict[str, Json] = {
        "mint": str(holding.mint),
        "owner": str(holding.owner),
        "tokenAmount": token_amount(holding.amount, decimals),
        "state": STATES[holding.state],
        "isNative": holding.native_rent is not None,
    }
    if holding.native_rent is not None:
        info["rentExemptReserve"] = token_amount(holding.native_rent, decimals)
    if holding.delegate is not None:
        info["delegate"] = str(holding.delegate)
        info["delegatedAmount"] = token_amount(holding.delegated, decimals)
    if holding.closer is not None:
        info["closeAuthority"] = str(holding.closer)
    return info


def _optional(key: Pubkey | None) -> str | None:
    return None if key is None else str(key)
