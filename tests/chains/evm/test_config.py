"""What the EVM settings amount to, and which of them make no sense."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from fiscus.chains.evm.config import EVM_SETTINGS, EvmConfig
from fiscus.chains.evm.definitions import DEFAULT_CHAINS
from fiscus.core.errors import ConfigError, UnknownChain
from fiscus.core.secrets import Secret
from fiscus.core.settings import Settings

DIGITS = "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"
ADDRESS = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"
NODE = "https://rpc.example/v2/s3cretkey0123456789"
OTHER = "https://other.example/s3cretkey9876543210"


def read(**values: str) -> EvmConfig:
    return EvmConfig.read(Settings(values))


@pytest.mark.covers("D-13", "D-39")
def test_without_settings_the_usual_chains_are_there_and_ethereum_is_meant() -> None:
    config = read()
    assert tuple(chain.name for chain in config.chains) == DEFAULT_CHAINS
    assert config.chain(None) is config.default
    assert (config.default.name, config.key, config.watched) == ("ethereum", None, None)
    assert config.providers == {}
    assert config.coingecko_url == "https://api.coingecko.com/api/v3"


@pytest.mark.covers("EVM-05", "D-12", "M-5")
@pytest.mark.parametrize(
    ("name", "chain"),
    [
        ("ETHEREUM_PROVIDER_BASE", "base"),
        ("EVM_PROVIDER_BASE", "base"),
        ("ETHEREUM_PROVIDER_MAINNET", "ethereum"),
        ("ETHEREUM_PROVIDER_ETHEREUM", "ethereum"),
        ("EVM_PROVIDER_MAINNET", "ethereum"),
        ("ETHEREUM_PROVIDER_BSC", "bsc"),
        ("ETHEREUM_PROVIDER_BNB", "bsc"),
        ("ETHEREUM_PROVIDER_AVALANCHE", "avalanche"),
        ("ETHEREUM_PROVIDER_ZKSYNC", "zksync"),
        ("ETHEREUM_PROVIDER_ARBITRUM_NOVA", "arbitrum-nova"),
        ("ETHEREUM_PROVIDER_POLYGONZKEVM", "polygon-zkevm"),
        ("ethereum_provider_base", "base"),
    ],
)
def test_a_provider_is_set_by_any_usual_name_of_its_chain(name: str, chain: str) -> None:
    config = read(**{name: NODE})
    assert config.providers == {chain: (NODE,)}
    assert [c.name for c in config.chains] == [chain]
    assert config.default.name == chain


@pytest.mark.covers("D-39")
def test_a_single_configured_chain_is_the_one_that_is_meant() -> None:
    assert read(ETHEREUM_PROVIDER_BASE=NODE).default.name == "base"
    assert read(EVM_CHAINS="polygon").default.name == "polygon"


def test_of_several_configured_chains_none_is_meant_but_ethereum() -> None:
    config = read(ETHEREUM_PROVIDER_BASE=NODE, ETHEREUM_PROVIDER_POLYGON=OTHER)
    assert config.default.name == "ethereum"
    assert [chain.name for chain in config.chains] == ["ethereum", "base", "polygon"]


def test_the_named_default_comes_first_even_where_it_is_not_listed() -> None:
    config = read(EVM_CHAINS="base, arbitrum", DEFAULT_EVM_CHAIN="OP Mainnet")
    assert [chain.name for chain in config.chains] == ["optimism", "base", "arbitrum"]
    assert config.chain(None).name == "optimism"


def test_several_addresses_are_kept_in_their_order() -> None:
    config = read(ETHEREUM_PROVIDER_BASE=f" {NODE} ,{OTHER},, ")
    assert config.providers == {"base": (NODE, OTHER)}


@pytest.mark.parametrize("suffix", ["BASES", "MAIN", "SOLANA", "8453X"])
def test_a_provider_of_no_known_chain_is_refused_by_its_name(suffix: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read(**{f"EVM_PROVIDER_{suffix}": NODE})
    assert caught.value.message == f"EVM_PROVIDER_{suffix} names no known chain"
    assert "s3cretkey" not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    ["s3cretkey0123456789", "wss://rpc.example/s3cretkey", f"{NODE};{OTHER}x y", f"{NODE},x"],
)
def test_a_provider_that_is_no_http_address_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(ConfigError, match="no http address") as caught:
        read(ETHEREUM_PROVIDER_BASE=text)
    assert "s3cretkey" not in str(caught.value)


def test_two_settings_for_one_chain_that_differ_are_refused() -> None:
    assert read(EVM_PROVIDER_BASE=NODE, ETHEREUM_PROVIDER_BASE=NODE).providers == {"base": (NODE,)}
    for pair in (
        {"EVM_PROVIDER_BASE": NODE, "ETHEREUM_PROVIDER_BASE": OTHER},
        {"ETHEREUM_PROVIDER_MAINNET": NODE, "ETHEREUM_PROVIDER_ETHEREUM": OTHER},
    ):
        with pytest.raises(ConfigError, match="set two times") as caught:
            read(**pair)
        assert "s3cretkey" not in str(caught.value)


@pytest.mark.parametrize("name", ["EVM_CHAINS", "DEFAULT_EVM_CHAIN"])
def test_a_chain_that_nobody_knows_is_named(name: str) -> None:
    with pytest.raises(ConfigError, match=f"{name} names 'bse'"):
        read(**{name: "bse"})


def test_a_chain_without_an_rpc_cannot_be_used_and_says_what_would_work() -> None:
    with pytest.raises(UnknownChain) as caught:
        read(ETHEREUM_PROVIDER_BASE=NODE).chain("sandbox")
    assert caught.value.hint == "Set ETHEREUM_PROVIDER_SANDBOX, or use base."


@pytest.mark.covers("D-13")
def test_a_chain_that_is_not_configured_but_public_can_be_used() -> None:
    assert read(ETHEREUM_PROVIDER_BASE=NODE).chain("gnosis").name == "gnosis"


def test_no_chain_of_that_name_is_said_as_such() -> None:
    with pytest.raises(UnknownChain) as caught:
        read().chain("solana")
    assert caught.value.message == "'solana' is no EVM chain that is known here"


@pytest.mark.covers("EVM-04")
def test_a_key_and_a_key_file_together_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text(DIGITS)
    path.chmod(0o600)
    with pytest.raises(ConfigError, match="Both EVM_PRIVATE_KEY and EVM_PRIVATE_KEY_FILE"):
        read(EVM_PRIVATE_KEY=DIGITS, EVM_PRIVATE_KEY_FILE=str(path))
    assert read(EVM_PRIVATE_KEY_FILE=str(path)).key == Secret(f"0x{DIGITS}")


def test_a_malformed_key_is_refused_when_the_settings_are_read(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(
        ConfigError, match="Invalid private key format in EVM_PRIVATE_KEY"
    ) as caught:
        read(EVM_PRIVATE_KEY=DIGITS[:-1])
    shown = "".join([str(caught.value), caplog.text, *capsys.readouterr()])
    assert DIGITS[:12] not in shown


@pytest.mark.covers("EVM-55")
def test_the_configuration_shows_neither_key_nor_addresses_of_nodes() -> None:
    settings = Settings(
        {
            "EVM_PRIVATE_KEY": DIGITS,
            "ETHEREUM_PROVIDER_BASE": NODE,
            "COINGECKO_API_KEY": "s3cretkey-gecko",
            "LIFI_API_KEY": "s3cretkey-lifi",
        }
    )
    shown = repr(EvmConfig.read(settings)) + repr(settings)
    assert DIGITS[:12] not in shown
    assert "s3cretkey" not in shown


def test_a_service_is_where_its_setting_says_or_is_not_asked() -> None:
    assert read().lifi_url == "https://li.quest/v1"
    assert read(LIFI_API_URL="http://127.0.0.1:1/x").lifi_url == "http://127.0.0.1:1/x"
    assert read(LIFI_API_URL="none").lifi_url is None
    with pytest.raises(ConfigError, match="LIFI_API_URL"):
        read(LIFI_API_URL="li.quest")


@pytest.mark.covers("EVM-08", "M-5")
def test_an_address_alone_is_watched() -> None:
    config = read(WALLET_PUBLIC_KEY=ADDRESS.lower())
    assert (config.watched, config.key) == (ADDRESS, None)


@pytest.mark.parametrize("text", [ADDRESS[:-1], ADDRESS.replace("F", "f", 1), "alice.eth", DIGITS])
def test_a_watched_address_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match="WALLET_PUBLIC_KEY") as caught:
        read(WALLET_PUBLIC_KEY=text)
    assert DIGITS[:12] not in str(caught.value)


def test_every_secret_setting_is_declared_as_one() -> None:
    secret = {setting.name for setting in EVM_SETTINGS if setting.secret}
    assert secret == {
        "EVM_PRIVATE_KEY",
        "ETHEREUM_PROVIDER_<CHAIN>",
        "EVM_PRIVATE_RPC_<CHAIN>",
        "EVM_WS_<CHAIN>",
        "COINGECKO_API_KEY",
        "LIFI_API_KEY",
        "BEBOP_API_KEY",
    }
