from __future__ import annotations

from collections import Counter
from urllib.parse import urlsplit

import pytest
from eth_utils.address import is_checksum_address

from fiscus.chains.evm.chain import MULTICALL3
from fiscus.chains.evm.definitions import (
    CHAINS,
    DEFAULT_CHAINS,
    EvmChain,
    environment_names,
    find_chain,
)
from fiscus.chains.sandbox.definition import FAR, SANDBOX

EVERY = [pytest.param(chain, id=chain.name) for chain in CHAINS.values()]
PUBLIC = [case for case in EVERY if case.id not in {SANDBOX.name, FAR.name}]

IDS = {
    "ethereum": 1, "optimism": 10, "cronos": 25, "bsc": 56, "gnosis": 100, "unichain": 130,
    "polygon": 137, "sonic": 146, "manta": 169, "opbnb": 204, "fantom": 250, "fraxtal": 252,
    "boba": 288, "zksync": 324, "worldchain": 480, "metis": 1088, "polygon-zkevm": 1101,
    "moonbeam": 1284, "moonriver": 1285, "sei": 1329, "soneium": 1868, "mantle": 5000,
    "kaia": 8217, "base": 8453, "mode": 34443, "arbitrum": 42161, "arbitrum-nova": 42170,
    "celo": 42220, "avalanche": 43114, "ink": 57073, "linea": 59144, "berachain": 80094,
    "blast": 81457, "taiko": 167000, "scroll": 534352, "zora": 7777777, "aurora": 1313161554,
    "sepolia": 11155111, "base-sepolia": 84532, "arbitrum-sepolia": 421614,
    "optimism-sepolia": 11155420, "polygon-amoy": 80002,
}  # fmt: skip


@pytest.mark.covers("EVM-02", "EVM-42")
@pytest.mark.parametrize(("name", "chain_id"), IDS.items())
def test_a_network_has_its_eip155_id(name: str, chain_id: int) -> None:
    assert CHAINS[name].id == chain_id


def test_ids_and_titles_belong_to_one_network_each() -> None:
    for values in (
        [chain.id for chain in CHAINS.values()],
        [chain.title for chain in CHAINS.values()],
    ):
        assert [value for value, times in Counter(values).items() if times > 1] == []


@pytest.mark.parametrize("chain", EVERY)
def test_names_and_aliases_are_lower_case_words(chain: EvmChain) -> None:
    assert chain.name == chain.name.lower()
    assert " " not in chain.name
    for alias in chain.aliases:
        assert alias == " ".join(alias.lower().split())


def test_what_people_write_means_one_network() -> None:
    meanings = Counter(
        word for chain in CHAINS.values() for word in {chain.name.replace("-", " "), *chain.aliases}
    )
    assert [word for word, times in meanings.items() if times > 1] == []


@pytest.mark.parametrize("chain", EVERY)
def test_addresses_of_a_network_carry_their_checksum(chain: EvmChain) -> None:
    for address in (chain.wrapped, chain.multicall, chain.ens_registry):
        assert address is None or is_checksum_address(address)


@pytest.mark.parametrize("chain", PUBLIC)
def test_public_endpoints_are_several_and_https_and_carry_no_key(chain: EvmChain) -> None:
    assert len(set(chain.rpcs)) >= 2
    for url in chain.rpcs:
        parts = urlsplit(url)
        assert parts.scheme == "https"
        assert parts.hostname
        assert not parts.query
        assert "@" not in parts.netloc
        assert max(map(len, parts.path.split("/"))) < 20


@pytest.mark.covers("EVM-69")
@pytest.mark.parametrize("chain", PUBLIC)
def test_a_transaction_has_a_page_at_the_explorer(chain: EvmChain) -> None:
    url = chain.transaction_url("0xabc")
    assert url.startswith("https://")
    assert url.endswith("/tx/0xabc")
    assert "//tx" not in url


def test_a_network_without_explorer_has_no_page() -> None:
    assert EvmChain("local", "Local", 31337, "ETH").transaction_url("0xabc") == ""


@pytest.mark.parametrize("chain", PUBLIC)
def test_test_networks_have_no_prices_and_the_others_do(chain: EvmChain) -> None:
    priced = (chain.coingecko_coin is not None, chain.coingecko_platform is not None)
    assert priced == ((False, False) if chain.testnet else (True, True))


def test_multicall_is_the_common_one_except_where_zksync_derives_addresses_differently() -> None:
    others = {chain.name for chain in CHAINS.values() if chain.multicall != MULTICALL3}
    assert others == {"zksync", "abstract"}


def test_the_default_networks_are_known_and_real() -> None:
    assert [CHAINS[name].testnet for name in DEFAULT_CHAINS] == [False] * 7


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ethereum", ("ETHEREUM", "MAINNET", "ETH")),
        ("bsc", ("BSC", "BNB", "BINANCE")),
        ("zksync", ("ZKSYNC", "ZKSYNC_ERA")),
        ("polygon-zkevm", ("POLYGON_ZKEVM", "POLYGONZKEVM")),
        ("base-sepolia", ("BASE_SEPOLIA", "BASESEPOLIA")),
    ],
)
def test_environment_suffixes(name: str, expected: tuple[str, ...]) -> None:
    assert environment_names(CHAINS[name]) == expected


def test_an_environment_suffix_means_one_network() -> None:
    suffixes = Counter(name for chain in CHAINS.values() for name in environment_names(chain))
    assert [name for name, times in suffixes.items() if times > 1] == []
    assert all(name.isupper() and name.replace("_", "").isalnum() for name in suffixes)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ethereum", "ethereum"), ("Mainnet", "ethereum"), ("L1", "ethereum"), ("1", "ethereum"),
        ("OP Mainnet", "optimism"), ("op_mainnet", "optimism"), ("arb1", "arbitrum"),
        ("Arbitrum One", "arbitrum"), ("arbitrum-nova", "arbitrum-nova"), ("bnb", "bsc"),
        ("Binance Smart Chain", "bsc"), ("avalanche  c-chain", "avalanche"), ("matic", "polygon"),
        ("Polygon PoS", "polygon"), ("xdai", "gnosis"), ("zkSync Era", "zksync"), ("era", "zksync"),
        ("8453", "base"), ("BASE-SEPOLIA", "base-sepolia"),
    ],
)  # fmt: skip
def test_a_network_is_found_by_what_people_call_it(text: str, name: str) -> None:
    assert find_chain(text) is CHAINS[name]


@pytest.mark.parametrize("text", ["", "solana", "basic", "999999", "ethereum classic"])
def test_an_unknown_network_is_not_guessed(text: str) -> None:
    assert find_chain(text) is None
