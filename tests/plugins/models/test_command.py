"""The command line with a vendor's model, as a process of its own that logs all it can."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path

import pytest

from tests.plugins.models.conftest import WIRES
from tests.plugins.models.standins import KEY, StandIn, serve


async def ask(vendor: StandIn, name: str, text: str, folder: Path) -> tuple[str, str]:
    """What `fiscus ask` writes to stdout and stderr."""
    set_up = {
        "FISCUS_HOME": str(folder / "home"),
        "LOG_LEVEL": "debug",
        f"{name.upper()}_API_KEY": KEY,
        f"{name.upper()}_BASE_URL": vendor.url,
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "fiscus.core.cli", "ask", text, "--json"),
        cwd=folder,
        env={**os.environ, **set_up},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(90):
            out, err = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
    return out.decode(), err.decode()


@pytest.mark.parametrize("name", ["openai", "anthropic"])
async def test_a_key_in_the_environment_is_enough_and_is_never_shown(
    name: str, tmp_path: Path
) -> None:
    async with serve(WIRES[name]) as vendor:
        vendor.embeds = True
        vendor.says(vendor.wire.text("A ledger that many people keep."))
        text = "explain what a blockchain is, as to a child"
        out, err = await ask(vendor, name, text, tmp_path)
        replies = [reply["text"] for reply in json.loads(out)["replies"]]
        assert replies == ["A ledger that many people keep."]
        assert "DEBUG fiscus" in err
        assert "SECRET" not in out + err
        vendor.says(vendor.wire.error(401))
        out, err = await ask(vendor, name, f"{text}, once more", tmp_path)
        assert "MODEL_KEY_REFUSED" in out
        assert "SECRET" not in out + err
