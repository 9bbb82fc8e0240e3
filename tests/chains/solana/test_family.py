"""What the family opens, says of itself, and asks for prices."""

from __future__ import annotations

import struct
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import httpx
import pytest
from solders.keypair import Keypair

from fiscus.chains.sandbox.solana.definition import PLAIN_2022
from fiscus.chains.solana.client import SolanaClient
from fiscus.chains.solana.definitions import SANDBOX
from fiscus.chains.solana.family import family
from fiscus.chains.solana.metadata import metadata_account, read_metadata
from fiscus.chains.solana.programs import METADATA, STAKE, TOKEN_2022
from fiscus.core.desk.adapter import Asset, Terms
from fiscus.core.errors import ChainBehind, ConfigError
from fiscus.core.families import Family, OpenFamily
from fiscus.core.settings import Settings
from tests.chains.market import PATH_KEY, Market
from tests.chains.market import serve as serve_market
from tests.chains.solana.chain import ALICE, ME, USDC, Chain
from tests.chains.solana.wallets import NOWHERE, open_family, transfer

ROOT = Path(__file__).parents[3]
SOL = Asset("solana", None, "SOL", 9)
BONK = Asset("solana", "DezXAZ8z7PnrnRJjz3wXBoRgixCa6xjnB7YaB1pPB263", "BONK", 5)
DOLLARS = Asset("solana", USDC, "USDC", 6)


async def test_without_settings_the_family_opens_and_has_no_wallet() -> None:
    assert isinstance(family, Family)
    async with family.open(Settings({}), frozenset()) as opened:
        assert isinstance(opened, OpenFamily)
        assert (opened.address, opened.adapter.signer, opened.name) == (None, None, "solana")
        assert opened.chains == ("Solana",)
        assert opened.title("solana") == "Solana" and opened.title("base") is None
        assert not opened.adapter.owned("solana")


@pytest.mark.parametrize("module", ["lexicon", "family", "adapter"])
def test_importing_it_loads_nothing_heavy(module: str) -> None:
    heavy = "{'solders', 'solana', 'httpx', 'spl', 'anchorpy'}"
    if module != "lexicon":
        heavy = "{'solders', 'solana', 'spl', 'anchorpy'}"
    code = f"import sys, fiscus.chains.solana.{module}; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "[]"


async def test_a_wallet_is_watched_or_it_signs() -> None:
    other = str(Keypair.from_seed(b"o" * 32).pubkey())
    async with open_family(NOWHERE, SOLANA_PUBLIC_KEY=ME) as opened:
        assert opened.address == ME
    with pytest.raises(ConfigError, match=f"SOLANA_PUBLIC_KEY is {other}"):
        async with open_family(NOWHERE, SOLANA_PUBLIC_KEY=other):
            pass


async def test_the_findings_name_the_wallet_and_the_cluster(chain: Chain) -> None:
    async with open_family(chain.url) as opened:
        wallet, cluster, websocket, _ = await opened.findings()
    assert (wallet.ok, wallet.text) == (True, f"{ME} (can sign)")
    assert (websocket.ok, websocket.text) == (True, "tells of changes")
    assert cluster.ok and cluster.text.startswith("sandbox, block ")
    assert cluster.text.endswith("ms, SOLANA_RPC_URL")
    async with open_family(chain.url, SOLANA_PRIVATE_KEY="", SOLANA_PUBLIC_KEY=ME) as opened:
        wallet, *_ = await opened.findings()
    assert (wallet.ok, wallet.text) == (True, f"{ME} (read-only)")


async def test_a_missing_websocket_is_told_and_is_no_failure(
    chain: Chain, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fiscus.chains.solana.checks.WEBSOCKET_SECONDS", 0.2)
    async with open_family(chain.url, SOLANA_WS_URL="ws://127.0.0.1:9/s3cretkey") as opened:
        _, cluster, websocket, _ = await opened.findings()
    assert cluster.ok and websocket.ok
    assert websocket.text.startswith("none answers")
    assert websocket.hint is not None and "s3cretkey" not in str(websocket)


@pytest.mark.usefixtures("impatient")
async def test_the_findings_say_what_is_missing_and_hide_addresses() -> None:
    url = f"{NOWHERE}/s3cretkey0123456789"
    settings = Settings({"SOLANA_RPC_URL": url})
    async with family.open(settings, frozenset()) as opened:
        wallet, cluster = await opened.findings()
    assert not wallet.ok and wallet.hint is not None and "SOLANA_PRIVATE_KEY" in wallet.hint
    assert not cluster.ok and cluster.hint is not None and "SOLANA_RPC_URL" in cluster.hint
    assert "s3cretkey" not in str(cluster)


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({}, "without a key"),
        ({"JUPITER_API_KEY": "k3y"}, "with a key"),
        ({"JUPITER_API_URL": "http://127.0.0.1:9/s3cret"}, "JUPITER_API_URL"),
    ],
)
async def test_the_findings_say_how_swaps_are_asked_for(
    chain: Chain, values: dict[str, str], text: str
) -> None:
    async with open_family(chain.url, **values) as opened:
        *_, jupiter = await opened.findings()
    assert (jupiter.subject, jupiter.ok, jupiter.text) == ("Jupiter", True, text)
    assert (jupiter.hint is not None) == (not values)
    assert "k3y" not in str(jupiter) and "s3cret" not in str(jupiter)


async def test_prices_come_from_issuers_and_coingecko(chain: Chain) -> None:
    market = Market(
        {
            "solana": '{"usd": 187.3}',
            str(BONK.address): '{"usd": 0.0000312}',
            USDC: '{"usd": 0.999}',
        }
    )
    devnet = Asset("solana-devnet", None, "SOL", 9)
    ether = Asset("base", None, "ETH", 18)
    async with (
        serve_market(market),
        open_family(chain.url, COINGECKO_API_URL=market.url) as opened,
    ):
        pegged, gecko = opened.price_sources
        issued = await pegged.usd([DOLLARS, BONK, SOL])
        found = await gecko.usd([SOL, BONK, DOLLARS, devnet, ether])
    assert {asset: [q.usd for q in said] for asset, said in issued.items()} == {
        DOLLARS: [Decimal(1)]
    }
    assert {asset: [q.usd for q in said] for asset, said in found.items()} == {
        SOL: [Decimal("187.3")],
        BONK: [Decimal("0.0000312")],
        DOLLARS: [Decimal("0.999")],
    }
    assert sorted({path.partition("?")[0] for path in market.paths}) == [
        "simple/price",
        "simple/token_price/solana",
    ]
    assert PATH_KEY in market.url


async def test_the_same_draft_is_signed_for_another_block_or_not_at_all(
    still: Chain, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fiscus.chains.solana.adapter.BLOCK_SECONDS", 0.01)
    async with open_family(still.url) as opened:
        adapter = opened.adapter
        plan = await adapter.plan(transfer("1"), Terms())
        first = await adapter.seal(plan, None)
        with pytest.raises(ChainBehind, match="makes no new blocks"):
            await adapter.seal(plan, None)
        async with still.ticking():
            second = await adapter.seal(plan, None)
    assert first.id != second.id
    assert first.valid_until is not None and second.valid_until is not None
    assert first.valid_until < second.valid_until


async def test_a_plan_of_another_adapter_is_not_signed(chain: Chain) -> None:
    async with open_family(chain.url) as opened:
        plan = await opened.adapter.plan(transfer("1"), Terms())
        with pytest.raises(TypeError):
            await opened.adapter.seal(plan, 5)


def borsh(*texts: str, fill: int = 0) -> bytes:
    return b"".join(
        struct.pack("<I", max(len(text.encode()), fill)) + text.encode().ljust(fill, b"\0")
        for text in texts
    )


async def test_what_a_token_says_of_itself_is_shown_cut_and_without_links(chain: Chain) -> None:
    loud = "FREE https://evil.example claim\x1b[31m now and everywhere on this planet"
    said = bytes([4]) + bytes(64) + borsh(loud, "BONK", fill=80)
    chain.put(metadata_account(str(BONK.address)), said, owner=METADATA)
    data = chain.data(PLAIN_2022)[:82].ljust(165, b"\0")
    inner = bytes(64) + borsh("Newer Token", "NEW")
    tail = struct.pack("<BHH", 1, 19, len(inner)) + inner
    chain.put(PLAIN_2022, data + tail, owner=TOKEN_2022)
    chain.put(metadata_account(USDC), bytes([4]) + bytes(64) + b"\xff" * 9, owner=METADATA)
    async with httpx.AsyncClient(trust_env=False) as http:
        client = SolanaClient.connect(SANDBOX, http=http, urls=[chain.url])
        found = await read_metadata(client, [str(BONK.address), PLAIN_2022, USDC, ALICE])
        chain.put(metadata_account(USDC), said, owner=STAKE)
        forged = (await read_metadata(client, [USDC]))[USDC]
    bonk, newer, silent = found[str(BONK.address)], found[PLAIN_2022], found[USDC]
    assert bonk is not None and newer is not None and silent is not None and forged is not None
    assert (bonk.symbol, bonk.decimals) == ("BONK", 5)
    assert "evil" not in bonk.name and "\x1b" not in bonk.name and len(bonk.name) <= 40
    assert (newer.symbol, newer.name) == ("NEW", "Newer Token")
    assert (silent.symbol, silent.name) == (forged.symbol, forged.name) == ("", "")
    assert found[ALICE] is None
