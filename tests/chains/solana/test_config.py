"""What the Solana settings amount to, and which of them make no sense."""

from __future__ import annotations

from pathlib import Path

import pytest
from solders.keypair import Keypair

from fiscus.chains.solana.config import SOLANA_SETTINGS, SolanaConfig
from fiscus.chains.solana.definitions import CHAINS, MAINNET, SANDBOX
from fiscus.core.errors import ConfigError, UnknownChain
from fiscus.core.settings import Settings

KEYPAIR = Keypair.from_seed(bytes(range(32)))
ADDRESS = str(KEYPAIR.pubkey())
NODE = "https://rpc.example/s3cretkey0123456789"
OTHER = "https://other.example/s3cretkey9876543210"


def read(**values: str) -> SolanaConfig:
    return SolanaConfig.read(Settings(values))


@pytest.mark.covers("SOL-04", "SOL-43")
def test_without_settings_it_is_mainnet_over_public_rpcs() -> None:
    config = read()
    assert config.default is MAINNET
    assert config.providers == ("https://api.mainnet-beta.solana.com",)
    assert (config.key, config.watched, config.priority_fee) == (None, None, 1000)


@pytest.mark.parametrize(
    ("text", "name", "rpc"),
    [
        ("mainnet-beta", "solana", "https://api.mainnet-beta.solana.com"),
        ("mainnet", "solana", "https://api.mainnet-beta.solana.com"),
        ("devnet", "solana-devnet", "https://api.devnet.solana.com"),
        ("Testnet", "solana-testnet", "https://api.testnet.solana.com"),
        ("localnet", "solana-localnet", "http://127.0.0.1:8899"),
    ],
)
@pytest.mark.covers("SOL-07")
def test_a_cluster_is_chosen_by_its_own_name(text: str, name: str, rpc: str) -> None:
    config = read(SOLANA_CLUSTER=text)
    assert (config.default.name, config.providers) == (name, (rpc,))


@pytest.mark.parametrize(
    ("rpc", "websocket"),
    [
        ("https://rpc.example/key?api-key=1", "wss://rpc.example/key?api-key=1"),
        ("http://127.0.0.1:8899", "ws://127.0.0.1:8900"),
        ("https://user:pw@rpc.example:443/", "wss://user:pw@rpc.example:444/"),
        ("http://[::1]:8899", "ws://[::1]:8900"),
    ],
)
@pytest.mark.covers("SOL-10")
def test_the_websocket_is_beside_the_rpc_unless_it_is_said(rpc: str, websocket: str) -> None:
    assert read(SOLANA_RPC_URL=f"{rpc}, {NODE}").websockets == (
        websocket,
        NODE.replace("https", "wss"),
    )
    said = read(SOLANA_RPC_URL=rpc, SOLANA_WS_URL="wss://a.example/k, ws://127.0.0.1:1")
    assert said.websockets == ("wss://a.example/k", "ws://127.0.0.1:1")
    assert "a.example" not in repr(said)


@pytest.mark.parametrize("text", ["https://rpc.example", "wss:/k", "wss://x:port/k", "s3cret"])
def test_what_is_no_websocket_address_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(ConfigError, match="SOLANA_WS_URL holds something") as caught:
        read(SOLANA_WS_URL=text)
    assert text not in str(caught.value)


def test_solana_means_the_cluster_that_is_chosen_and_no_other() -> None:
    config = read(SOLANA_CLUSTER="devnet")
    assert config.chain(None) is config.chain("solana") is config.chain("solana-devnet")
    assert config.chain("solana").name == "solana-devnet"
    for other in ("solana-testnet", "ethereum"):
        with pytest.raises(UnknownChain, match=other):
            config.chain(other)


def test_an_explorer_shows_what_is_public_and_no_chain_of_one_machine() -> None:
    shown = {chain.title: chain.transaction_url("5ig") for chain in CHAINS.values()}
    assert shown == {
        "Solana": "https://solscan.io/tx/5ig",
        "Solana Devnet": "https://solscan.io/tx/5ig?cluster=devnet",
        "Solana Testnet": "https://solscan.io/tx/5ig?cluster=testnet",
        "Solana Localnet": None,
    }
    assert SANDBOX.transaction_url("5ig") is None


def test_every_cluster_is_known_by_the_name_a_payment_was_recorded_with() -> None:
    config = read(SOLANA_CLUSTER="devnet")
    assert {config.known(name).name for name in CHAINS} == set(CHAINS)
    assert config.known("solana") is MAINNET
    with pytest.raises(UnknownChain):
        config.known("base")


def test_a_chain_of_this_process_shows_a_first_block_of_its_own() -> None:
    settings = Settings({"SOLANA_RPC_URL": "http://127.0.0.1:1", "SOLANA_CLUSTER": "devnet"})
    config = SolanaConfig.read(settings, owned=frozenset({"solana"}))
    assert config.default is SANDBOX
    assert SANDBOX.name == "solana"
    assert SANDBOX.genesis not in {chain.genesis for chain in CHAINS.values()}


@pytest.mark.covers("SOL-05")
def test_the_rpcs_that_are_set_come_before_helius_and_helius_before_the_public_ones() -> None:
    key = "k3y/&?"
    both = read(SOLANA_RPC_URL=f" {NODE} ,{OTHER},, ", HELIUS_API_KEY=key)
    assert both.providers == (NODE, OTHER)
    helius = read(HELIUS_API_KEY=key)
    assert helius.providers == ("https://mainnet.helius-rpc.com/?api-key=k3y%2F%26%3F",)
    assert key not in repr(helius)
    devnet = read(HELIUS_API_KEY="key", SOLANA_CLUSTER="devnet")
    assert devnet.providers == ("https://devnet.helius-rpc.com/?api-key=key",)
    assert read(HELIUS_API_KEY="key", SOLANA_CLUSTER="testnet").providers == (
        "https://api.testnet.solana.com",
    )


@pytest.mark.parametrize(
    "text",
    ["s3cretkey0123456789", "wss://rpc.example/s3cretkey", f"{NODE};{OTHER}x y", f"{NODE},x"],
)
def test_an_rpc_that_is_no_http_address_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(ConfigError, match="no http address") as caught:
        read(SOLANA_RPC_URL=text)
    assert "s3cretkey" not in str(caught.value)


def test_a_cluster_that_nobody_knows_is_named() -> None:
    with pytest.raises(ConfigError, match="SOLANA_CLUSTER is 'moonnet'"):
        read(SOLANA_CLUSTER="moonnet")


@pytest.mark.parametrize("text", ["-1", "1.5", "1e3", "10000001", "٣", "lots"])
def test_a_priority_fee_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match="SOLANA_PRIORITY_FEE_MICROLAMPORTS"):
        read(SOLANA_PRIORITY_FEE_MICROLAMPORTS=text)


def test_a_priority_fee_can_be_nothing() -> None:
    assert read(SOLANA_PRIORITY_FEE_MICROLAMPORTS="0").priority_fee == 0


def test_a_watched_address_is_one() -> None:
    assert read(SOLANA_PUBLIC_KEY=ADDRESS).watched == ADDRESS
    for text in (str(KEYPAIR), ADDRESS[:-1], "0x" + "11" * 20):
        with pytest.raises(ConfigError, match="SOLANA_PUBLIC_KEY") as caught:
            read(SOLANA_PUBLIC_KEY=text)
        assert text[:12] not in str(caught.value)


def test_a_key_and_a_key_file_together_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text(str(KEYPAIR))
    path.chmod(0o600)
    assert read(SOLANA_PRIVATE_KEY_FILE=str(path)).key is not None
    with pytest.raises(ConfigError, match="Both SOLANA_PRIVATE_KEY and"):
        read(SOLANA_PRIVATE_KEY=str(KEYPAIR), SOLANA_PRIVATE_KEY_FILE=str(path))


def test_secrets_are_marked_as_such() -> None:
    secret = {setting.name for setting in SOLANA_SETTINGS if setting.secret}
    assert secret == {
        "SOLANA_PRIVATE_KEY",
        "SOLANA_RPC_URL",
        "SOLANA_WS_URL",
        "SOLANA_PRIVATE_RPC",
        "HELIUS_API_KEY",
        "JUPITER_API_KEY",
        "BIRDEYE_API_KEY",
    }
    shown = repr(read(SOLANA_PRIVATE_KEY=str(KEYPAIR), SOLANA_RPC_URL=NODE))
    assert "s3cretkey" not in shown and str(KEYPAIR)[:12] not in shown


@pytest.mark.parametrize("name", ["JUPITER_API_URL", "BIRDEYE_API_URL"])
def test_a_service_is_at_an_http_address(name: str) -> None:
    with pytest.raises(ConfigError, match=name):
        SolanaConfig.read(Settings({name: "jup.ag"}))
    given = SolanaConfig.read(Settings({name: "http://127.0.0.1:1"}))
    assert "http://127.0.0.1:1" in {given.jupiter_url, given.birdeye_url}
    silent = SolanaConfig.read(Settings({}))
    assert (silent.jupiter_url, silent.birdeye_url) == ("", "https://public-api.birdeye.so")
