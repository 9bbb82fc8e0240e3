"""Keys that people paste are kept nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fiscus.core.bootstrap.pasted import hide_keys
from fiscus.core.testing import ScriptedModel, create_test_agent

HEX = "59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d"
BASE58 = "5" + "Jd7Vn2qLk9" * 8 + "ZtWxYbC"
WORDS = "test test test test test test test test test test test junk"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (f"my private key is 0x{HEX}, keep it", "my private key is [secret], keep it"),
        (f"EVM_PRIVATE_KEY={HEX}", "EVM_PRIVATE_KEY=[secret]"),
        (f"la clave privada: {HEX}", "la clave privada: [secret]"),
        (f"use the secret {BASE58}", "use the secret [secret]"),
        (f"my seed phrase is: {WORDS}", "my seed phrase is: [secret]"),
        (f"mnemonic\n{WORDS}.", "mnemonic\n[secret]."),
        (str(list(range(64))), "[secret]"),
        ("use sk-proj-abcdefghijklmnopqrstuvwx", "use [secret]"),
    ],
)
def test_a_key_is_hidden(said: str, kept: str) -> None:
    assert hide_keys(said) == kept


@pytest.mark.parametrize(
    "said",
    [
        f"what became of 0x{HEX}?",
        f"and of {BASE58}?",
        "where do I find my seed phrase, and who else could ever see it?",
        "send 1 USDC to 0x742d35Cc6634C0532925a3b844Bc454e4438f44e",
    ],
)
def test_what_is_no_key_stays(said: str) -> None:
    assert hide_keys(said) == said


def written(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


@given(st.text())
def test_what_is_hidden_once_is_not_hidden_again(said: str) -> None:
    assert hide_keys(hide_keys(said)) == hide_keys(said)


async def test_a_pasted_key_reaches_neither_the_memory_nor_a_model(tmp_path: Path) -> None:
    model = ScriptedModel(["Noted.", "Nothing."])
    async with create_test_agent(tmp_path, plugins=[model.plugin]) as agent:
        await agent.send_message(f"my private key is 0x{HEX}, please keep it")
        await agent.send_message("what did I tell you before?")
        remembered = [memory.content.text for memory in await agent.runtime.get_memories()]
    assert any("[secret]" in text for text in remembered)
    assert model.asked
    assert HEX not in " ".join(remembered) + repr(model.asked)
    assert HEX.encode() not in written(tmp_path)
