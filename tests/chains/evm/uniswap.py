"""Uniswap's own contracts by name: those of the sandbox, and those that only tests need, from npm.

`creation_codes` fetches the latter once into the data folder.
"""

from __future__ import annotations

import json
import subprocess
import tarfile
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from fiscus.chains.sandbox.bytecode import creation_code
from fiscus.chains.sandbox.installation import npm_commands
from fiscus.chains.sandbox.market import UNISWAP

PACKED: Final = {
    "@uniswap/v2-periphery@1.1.0-beta.0": ("build/WETH9.json",),
    "@uniswap/universal-router@2.1.0": (
        "artifacts/contracts/UniversalRouter.sol/UniversalRouter.json",
    ),
}
PAIR_HASH: Final = "96e8ac4277198ff8b6f785478aa9a39f403cb768dd02cbee326c3e7da348845f"
POOL_HASH: Final = "e34f199b19b2b4f47f68442619d555527d244f78a3297ea89325f843f87b8b54"
"""Of the creation code of the pools, by which routers find them."""
FETCH_SECONDS: Final = 300.0


def creation_codes(cache: Path) -> Mapping[str, str]:
    """In hex, by contract name. A failed download fails the tests that need it."""
    kept = cache / f"uniswap-{len(PACKED)}.json"
    shipped = {Path(name).name: "0x" + creation_code(name).hex() for name, _ in UNISWAP}
    if not kept.exists():
        codes = _fetched()
        kept.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=kept.parent, delete=False) as file:
            json.dump(codes, file)
        Path(file.name).replace(kept)
    found: dict[str, str] = json.loads(kept.read_text())
    return {**shipped, **found}


def _fetched() -> dict[str, str]:
    npm = next(iter(npm_commands()))
    with tempfile.TemporaryDirectory() as folder:
        command = [*npm, "pack", "--silent", "--pack-destination", folder, *PACKED]
        subprocess.run(command, check=True, timeout=FETCH_SECONDS, capture_output=True)
        wanted = {f"package/{member}" for members in PACKED.values() for member in members}
        codes: dict[str, str] = {}
        for archive in Path(folder).glob("*.tgz"):
            with tarfile.open(archive) as packed:
                for member in wanted & set(packed.getnames()):
                    file = packed.extractfile(member)
                    assert file is not None
                    codes[Path(member).stem] = _code(json.load(file)["bytecode"])
    assert len(codes) == len(wanted), f"npm did not deliver {wanted}"
    return codes


def _code(text: str) -> str:
    return "0x" + text.removeprefix("0x")
