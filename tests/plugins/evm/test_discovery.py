"""Tokens that came to the wallet: found by events, remembered, and mostly hidden."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from fiscus.core import ProviderResult
from fiscus.core.bootstrap.turn import IncomingMessage
from fiscus.core.result import ActionResult
from fiscus.plugins.evm.token_balance import token_balance
from fiscus.plugins.evm.transactions import transactions
from tests.chains.evm.bank import selector
from tests.chains.evm.engine import Engine
from tests.chains.evm.wallets import ME, Wallet, open_wallet, owner
from tests.chains.proxy import Proxy, proxied, refusing
from tests.chains.service import Service, says, serving
from tests.fakes import message

LOGS = "eth_getLogs"
DAI = "0x50c5725949A6F0c72E6C4a641F24049A917DB0Cb"


@pytest.fixture
async def node(base_url: str, engine: Engine) -> AsyncGenerator[Proxy]:
    await engine.multicall()
    async with proxied(base_url) as proxy:
        yield proxy


async def ask(wallet: Wallet, text: str) -> ActionResult:
    incoming = IncomingMessage(id=f"d{next(wallet.numbers)}", text=text, principal=owner())
    return (await wallet.agent.handle(incoming)).results[0]


async def token(engine: Engine, name: str, symbol: str) -> str:
    from eth_abi.abi import encode

    made = await engine.deploy("Token")
    words = encode(["string", "string", "uint8"], [name, symbol, 6]).hex()
    await engine.transact(made, "0x" + selector("describe(string,string,uint8)") + words)
    return made


async def drop(engine: Engine, made: str, units: int = 5_000_000) -> None:
    """Somebody sends it unasked."""
    await engine.transact(made, "0x40c10f19" + ME[2:].lower().rjust(64, "0") + f"{units:064x}")


@pytest.mark.parametrize(
    ("name", "symbol", "why"),
    [
        ("Visit moneydrop.xyz", "DROP", "its name advertises a page"),
        ("$ claim https://x", "GIFT", "its name advertises a page"),
        ("Claim your reward", "RWD", "its name promises something"),
        ("USD Coin", "USDC", "it calls itself USDC, and is not the one that is known"),
        ("USD C\u043ein", "US\u0421X", "its name is written in letters that look like others"),
        ("Honest Token", "HONEST", "it is on no list, nobody prices it, and it came unasked"),
    ],
)
async def test_what_comes_unasked_is_hidden_and_says_why(
    node: Proxy, engine: Engine, home: Path, name: str, symbol: str, why: str
) -> None:
    made = await token(engine, name, symbol)
    await drop(engine, made)
    async with open_wallet(home, node.url) as wallet:
        shown = await ask(wallet, "show my portfolio")
        assert "1 token is hidden" in shown.text
        assert f"5 {symbol}" not in shown.text
        hidden = await ask(wallet, "show hidden tokens")
    assert why in hidden.text and made.lower() in hidden.text.lower()
    assert "://" not in hidden.text


async def test_what_the_wallet_fetched_itself_is_shown(
    node: Proxy, engine: Engine, home: Path
) -> None:
    made = await token(engine, "Honest Token", "HONEST")
    await engine.do("anvil_impersonateAccount", ME)
    words = ME[2:].lower().rjust(64, "0") + f"{5_000_000:064x}"
    await engine.transact(made, "0x40c10f19" + words, sender=ME)
    await engine.do("anvil_stopImpersonatingAccount", ME)
    async with open_wallet(home, node.url) as wallet:
        shown = await ask(wallet, "show my portfolio")
        assert "5 HONEST" in shown.text and "hidden" not in shown.text
        # Nobody prices it, and the total says so.
        assert "HONEST: no price known" in shown.text
        told = await ask(wallet, "show my transaction history")
        assert f"5 HONEST from 0x{'0' * 40} on Base https://basescan.org/tx/0x" in told.text


async def test_what_lifi_knows_as_verified_is_shown(
    node: Proxy, engine: Engine, home: Path
) -> None:
    made = await token(engine, "Honest Token", "HONEST")
    await drop(engine, made)
    row = {"address": made, "chainId": 8453, "symbol": "HONEST", "decimals": 6, "name": "H"}
    listed = {"tokens": {"8453": [{**row, "verificationStatus": "verified"}]}}
    async with serving(Service()) as lifi:
        lifi.answers["/v1/tokens"] = says(json.dumps(listed))
        lifi.answers["/v1/token"] = says("{}", 404)
        async with open_wallet(home, node.url, LIFI_API_URL=lifi.url) as wallet:
            shown = await ask(wallet, "show my portfolio")
    assert "5 HONEST" in shown.text and "hidden" not in shown.text


async def test_a_service_that_does_not_answer_holds_up_no_balance(
    node: Proxy, engine: Engine, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fiscus.plugins.evm.service.DISCOVERY_SECONDS", 1.0)
    monkeypatch.setattr("fiscus.chains.evm.valuation.LIFI_SECONDS", 0.1)
    await drop(engine, await token(engine, "Honest Token", "HONEST"))

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()[:2]
    async with (
        server,
        open_wallet(home, node.url, LIFI_API_URL=f"http://{host}:{port}") as wallet,
    ):
        shown = await ask(wallet, "show my portfolio")
    assert "10000 ETH" in shown.text and "1 token is hidden" in shown.text


async def test_nothing_of_a_real_token_is_no_arrival(
    node: Proxy, engine: Engine, home: Path
) -> None:
    """Whoever sends nothing wants to be taken for somebody who was paid before."""
    await engine.place("Token", DAI)
    await drop(engine, DAI, 0)
    async with open_wallet(home, node.url) as wallet:
        told = await ask(wallet, "show my transaction history")
    assert "Tokens that came" not in told.text
    assert "1 arrival of hidden tokens, or of nothing, left out." in told.text


async def test_what_was_found_is_remembered_and_the_chain_is_not_looked_through_again(
    node: Proxy, engine: Engine, home: Path
) -> None:
    await drop(engine, await token(engine, "Honest Token", "HONEST"))
    async with open_wallet(home, node.url) as wallet:
        await ask(wallet, "show my portfolio")
        before = node.count(LOGS)
        await ask(wallet, "show my portfolio")
        assert node.count(LOGS) == before
    node.changes[LOGS] = refusing(-32601, "not available")
    async with open_wallet(home, node.url) as wallet:
        assert "1 token is hidden" in (await ask(wallet, "show my portfolio")).text


async def test_a_node_that_tells_no_events_still_tells_balances(
    node: Proxy, engine: Engine, home: Path
) -> None:
    node.changes[LOGS] = refusing(-32601, "not available")
    async with open_wallet(home, node.url) as wallet:
        shown = await ask(wallet, "show my portfolio")
        assert "10,000 ETH" in shown.text or "10000 ETH" in shown.text
        told = await ask(wallet, "show my transaction history")
        assert "Base tells no events: what came there is not known." in told.text


@pytest.mark.covers("EVM-40", "EVM-41", "D-42")
async def test_the_state_knows_a_token_that_is_named_and_the_latest_payments(
    node: Proxy, engine: Engine, home: Path
) -> None:
    made = await token(engine, "Honest Token", "HONEST")
    await drop(engine, made)
    async with open_wallet(home, node.url) as wallet:
        runtime = wallet.agent.runtime
        state = await runtime.compose_state(message())
        said = message(f"how much of {made} is there on Base?")
        found = await token_balance.get(runtime, said, state)
        assert isinstance(found, ProviderResult) and found.text == "Token balance: 5 HONEST"
        assert await token_balance.get(runtime, message(), state) is None
        paid = await transactions.get(runtime, message(), state)
        assert isinstance(paid, ProviderResult) and paid.text == f"No payments from {ME} yet."
