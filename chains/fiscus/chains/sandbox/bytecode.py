"""The compiled contracts. `contracts/build.mjs` makes them from the sources beside it, and
`contracts/uniswap.mjs` takes Uniswap's from its packages."""

from __future__ import annotations

import json
from importlib import resources


def creation_code(contract: str) -> bytes:
    """What a deployment starts with; the constructor's arguments follow it."""
    return _code(contract, "creation")


def runtime_code(contract: str) -> bytes:
    """What is at the address, for contracts without immutable values."""
    return _code(contract, "runtime")


def _code(contract: str, kind: str) -> bytes:
    folder = resources.files("fiscus.chains.sandbox").joinpath("artifacts")
    found: dict[str, str] = json.loads(folder.joinpath(f"{contract}.json").read_text("utf-8"))
    return bytes.fromhex(found[kind].removeprefix("0x"))
