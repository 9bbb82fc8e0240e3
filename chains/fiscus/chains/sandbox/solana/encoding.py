"""Bytes as JSON-RPC carries them: base58 and base64."""

from __future__ import annotations

import base64
import binascii

from fiscus.chains.sandbox.solana.faults import invalid
from fiscus.chains.solana.addresses import decode as decode_base58


def base64_text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def decoded(text: str, encoding: str) -> bytes:
    """The bytes of `text`. Raises `RpcFault` in the words of a node."""
    if encoding == "base64":
        try:
            return base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            raise invalid("invalid base64 encoding: InvalidByte") from None
    if encoding == "base58":
        data = decode_base58(text)
        if data is None:
            raise invalid("invalid base58 encoding: InvalidCharacter")
        return data
    raise invalid(f"unsupported encoding: {encoding}. Supported encodings: base58, base64")
