"""The settings of the EVM chains, and what they amount to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from fiscus.chains.evm.addresses import checksum, read_address
from fiscus.chains.evm.chain import EvmChain
from fiscus.chains.evm.definitions import CHAINS, DEFAULT_CHAINS, environment_names, find_chain
from fiscus.chains.evm.keys import key_from_file, parse_key
from fiscus.core.errors import ConfigError, UnknownChain
from fiscus.core.reader.lexicon import AddressReading
from fiscus.core.secrets import Secret
from fiscus.core.settings import Setting, Settings

PRIVATE_KEY = Setting(
    "EVM_PRIVATE_KEY", "Key of the EVM wallet: 64 hexadecimal digits.", secret=True
)
KEY_FILE = Setting("EVM_PRIVATE_KEY_FILE", "File that holds the key instead (mode 600).")
PUBLIC_KEY = Setting(
    "WALLET_PUBLIC_KEY", "Address alone: a wallet that is watched, never signed for."
)
CHAINS_SETTING = Setting("EVM_CHAINS", "Chains whose balances are shown, comma-separated.")
DEFAULT_CHAIN = Setting(
    "DEFAULT_EVM_CHAIN", "Chain that is meant where none is named; else the only one, or ethereum."
)
PROVIDER = Setting(
    "ETHEREUM_PROVIDER_<CHAIN>",
    "RPC addresses of a chain, comma-separated; EVM_PROVIDER_ works too.",
    secret=True,
)
PRIVATE_RPC = Setting(
    "EVM_PRIVATE_RPC_<CHAIN>",
    "RPC addresses of a chain that alone are offered what is signed there, comma-separated.",
    secret=True,
)
WEBSOCKET = Setting(
    "EVM_WS_<CHAIN>",
    "Websocket addresses of a chain, comma-separated: it tells its new blocks by itself.",
    secret=True,
)
WEBSOCKET_PREFIXES = ("EVM_WS_",)
GOVERNOR = Setting(
    "GOVERNOR_ADDRESS_<CHAIN>", "Governor of a chain that is meant where nobody names one."
)
GOVERNOR_PREFIX = "GOVERNOR_ADDRESS_"
PRIVATE_PREFIXES = ("EVM_PRIVATE_RPC_",)
NOBODY = "none"
"""In place of the address of a service that is not to be asked."""
HTTP = ("https", "http")
WEBSOCKETS = ("wss", "ws")
PROVIDER_PREFIXES = ("ETHEREUM_PROVIDER_", "EVM_PROVIDER_")
COINGECKO_URL = Setting("COINGECKO_API_URL", "Price service.", "https://api.coingecko.com/api/v3")
COINGECKO_KEY = Setting("COINGECKO_API_KEY", "Its demo key; it works without one.", secret=True)
LIFI_URL = Setting(
    "LIFI_API_URL", "Aggregator of swaps and bridges; none: not asked.", "https://li.quest/v1"
)
LIFI_KEY = Setting("LIFI_API_KEY", "Its key; it works without one.", secret=True)
BEBOP_URL = Setting(
    "BEBOP_API_URL", "Market makers' quotes for swaps; none: not asked.", "https://api.bebop.xyz"
)
BEBOP_KEY = Setting("BEBOP_API_KEY", "Its key; it may answer without one.", secret=True)

KEY_SETTINGS = (
    PRIVATE_KEY.name,
    KEY_FILE.name,
    "EVM_MNEMONIC",
    "ETHEREUM_PRIVATE_KEY",
    "WALLET_PRIVATE_KEY",
    "PRIVATE_KEY",
    "MNEMONIC",
)
"""What people call a key of such a wallet; only the first two are read."""
EVM_SETTINGS = (
    PRIVATE_KEY,
    KEY_FILE,
    PUBLIC_KEY,
    CHAINS_SETTING,
    DEFAULT_CHAIN,
    PROVIDER,
    PRIVATE_RPC,
    WEBSOCKET,
    GOVERNOR,
    COINGECKO_URL,
    COINGECKO_KEY,
    LIFI_URL,
    LIFI_KEY,
    BEBOP_URL,
    BEBOP_KEY,
)


@dataclass(frozen=True, slots=True)
class EvmConfig:
    """What the settings say. `chains` are the configured ones, in order, the default first."""

    chains: tuple[EvmChain, ...]
    default: EvmChain
    providers: Mapping[str, tuple[str, ...]] = field(repr=False)
    """RPC addresses by chain name; they may hold keys and are never shown."""
    private: Mapping[str, tuple[str, ...]] = field(repr=False)
    """RPC addresses by chain name that alone are offered signed bytes; never shown either."""
    key: Secret | None
    watched: str | None
    """Address of a read-only wallet."""
    coingecko_url: str
    coingecko_key: Secret | None
    lifi_url: str | None
    """`None` where it is not to be asked."""
    lifi_key: Secret | None
    bebop_url: str | None
    bebop_key: Secret | None
    websockets: Mapping[str, tuple[str, ...]] = field(
        default_factory=dict[str, tuple[str, ...]], repr=False
    )
    """Websocket addresses by chain name; never shown."""
    governors: Mapping[str, str] = field(default_factory=dict[str, str])
    """The operator's governors by chain name, checksummed."""

    @classmethod
    def read(cls, settings: Settings) -> EvmConfig:
        """Raises `ConfigError` for a key, address, chain or provider that makes no sense."""
        providers = _providers(settings, PROVIDER_PREFIXES)
        chains = _chains(settings, providers)
        default = _default(settings, chains)
        return cls(
            chains=tuple(dict.fromkeys((default, *chains))),
            default=default,
            providers=providers,
            private=_providers(settings, PRIVATE_PREFIXES),
            key=_key(settings),
            watched=_watched(settings),
            coingecko_url=settings.get(COINGECKO_URL),
            coingecko_key=settings.secret(COINGECKO_KEY),
            lifi_url=_service(settings, LIFI_URL),
            lifi_key=settings.secret(LIFI_KEY),
            bebop_url=_service(settings, BEBOP_URL),
            bebop_key=settings.secret(BEBOP_KEY),
            websockets=_providers(settings, WEBSOCKET_PREFIXES, WEBSOCKETS),
            governors=_governors(settings),
        )

    def chain(self, name: str | None) -> EvmChain:
        """A chain that can be used, or the default. Raises `UnknownChain`, naming what could be."""
        if name is None:
            return self.default
        chain = CHAINS.get(name)
        usable = ", ".join(chain.name for chain in self.chains)
        if chain is None:
            raise UnknownChain(
                f"{name!r} is no EVM chain that is known here", hint=f"Configured are {usable}."
            )
        if not (chain.rpcs or name in self.providers):
            raise UnknownChain(
                f"No RPC is known for {chain.title}",
                hint=f"Set ETHEREUM_PROVIDER_{environment_names(chain)[0]}, or use {usable}.",
            )
        return chain


def _service(settings: Settings, setting: Setting) -> str | None:
    url = settings.get(setting)
    if url.lower() == NOBODY:
        return None
    if not _is_url(url, HTTP):
        raise ConfigError(
            f"{setting.name} holds something that is no http address",
            hint=f"Write an address that starts with https://, or {NOBODY}.",
        )
    return url


def _providers(
    settings: Settings, prefixes: Sequence[str], schemes: Sequence[str] = HTTP
) -> dict[str, tuple[str, ...]]:
    """`schemes` are those that an address may have, the best first."""
    by_suffix = {name: chain.name for chain in CHAINS.values() for name in environment_names(chain)}
    providers: dict[str, tuple[str, ...]] = {}
    for name, suffix, text in _named_providers(settings, prefixes):
        urls = tuple(url.strip() for url in text.split(",") if url.strip())
        if suffix == "URL" or not urls:
            continue
        if suffix not in by_suffix:
            raise ConfigError(
                f"{name} names no known chain",
                hint=f"Known are, for example, {', '.join(map(str.upper, DEFAULT_CHAINS))}.",
            )
        if not all(_is_url(url, schemes) for url in urls):
            raise ConfigError(
                f"{name} holds something that is no {schemes[-1]} address",
                hint=f"Write one or more addresses that start with {schemes[0]}://,"
                " comma-separated.",
            )
        chain = by_suffix[suffix]
        if providers.setdefault(chain, urls) != urls:
            raise ConfigError(
                f"The RPCs of {chain!r} are set two times, {name} being one of them",
                hint="Keep one of the settings; it takes several addresses, comma-separated.",
            )
    return providers


def governor_setting(chain: EvmChain) -> str:
    """The name of the setting that names a chain's governor."""
    return GOVERNOR_PREFIX + environment_names(chain)[0]


def _governors(settings: Settings) -> dict[str, str]:
    by_suffix = {name: chain.name for chain in CHAINS.values() for name in environment_names(chain)}
    governors: dict[str, str] = {}
    for name, suffix, text in _named_providers(settings, (GOVERNOR_PREFIX,)):
        reading = read_address(text.strip())
        if suffix not in by_suffix:
            raise ConfigError(
                f"{name} names no known chain",
                hint=f"Known are, for example, {', '.join(map(str.upper, DEFAULT_CHAINS))}.",
            )
        if reading is None or not reading.valid:
            raise ConfigError(
                f"{name} holds no valid address ({_reason(reading)})",
                hint="It is the contract of an OpenZeppelin Governor.",
            )
        governors[by_suffix[suffix]] = checksum(text.strip())
    return governors


def _named_providers(settings: Settings, prefixes: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Every provider's setting, the chain's part of its name, and its value."""
    for prefix in prefixes:
        for suffix, text in settings.matching(prefix).items():
            yield prefix + suffix, suffix, text


def _is_url(url: str, schemes: Sequence[str]) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    spaced = any(character.isspace() for character in url)
    return parts.scheme in schemes and bool(parts.hostname) and not spaced


def _chains(settings: Settings, providers: Mapping[str, object]) -> tuple[EvmChain, ...]:
    text = settings.get(CHAINS_SETTING)
    if text:
        return tuple(_named(name, CHAINS_SETTING) for name in text.split(",") if name.strip())
    return tuple(CHAINS[name] for name in (providers or DEFAULT_CHAINS))


def _default(settings: Settings, chains: tuple[EvmChain, ...]) -> EvmChain:
    text = settings.get(DEFAULT_CHAIN)
    if text:
        return _named(text, DEFAULT_CHAIN)
    return chains[0] if len(chains) == 1 else CHAINS["ethereum"]


def _named(text: str, setting: Setting) -> EvmChain:
    chain = find_chain(text)
    if chain is None:
        raise ConfigError(
            f"{setting.name} names {text.strip()!r}, which is no known chain",
            hint=f"Known are, for example, {', '.join(DEFAULT_CHAINS)}.",
        )
    return chain


def _key(settings: Settings) -> Secret | None:
    key, file = settings.secret(PRIVATE_KEY), settings.get(KEY_FILE)
    if key and file:
        raise ConfigError(
            "Both EVM_PRIVATE_KEY and EVM_PRIVATE_KEY_FILE are set", hint="Keep one of them."
        )
    if file:
        return key_from_file(Path(file).expanduser())
    return parse_key(key) if key else None


def _watched(settings: Settings) -> str | None:
    text = settings.get(PUBLIC_KEY)
    if not text:
        return None
    reading = read_address(text)
    if reading is None or not reading.valid:
        raise ConfigError(
            f"WALLET_PUBLIC_KEY holds no valid address ({_reason(reading)})",
            hint="It is 0x and 40 hexadecimal digits; capitals must match the checksum.",
        )
    return checksum(text)


def _reason(reading: AddressReading | None) -> str:
    # The text itself is not repeated: it may be a private key in the wrong place.
    return (reading.reason if reading else None) or "not an address"
