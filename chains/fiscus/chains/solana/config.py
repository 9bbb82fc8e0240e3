"""The settings of Solana, and what they amount to."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit

from fiscus.chains.evm.config import COINGECKO_KEY, COINGECKO_URL
from fiscus.chains.solana.addresses import is_address
from fiscus.chains.solana.definitions import CHAINS, MAINNET, SANDBOX, SolanaChain, find_chain
from fiscus.chains.solana.installation import must_be_installed
from fiscus.chains.solana.keys import key_from_file, parse_key
from fiscus.core.errors import ConfigError, UnknownChain
from fiscus.core.secrets import Secret
from fiscus.core.settings import Setting, Settings

PRIVATE_KEY = Setting(
    "SOLANA_PRIVATE_KEY",
    "Key of the Solana wallet: 64 bytes in base58, base64 or as a JSON array.",
    secret=True,
)
KEY_FILE = Setting("SOLANA_PRIVATE_KEY_FILE", "File that holds the key instead (mode 600).")
PUBLIC_KEY = Setting(
    "SOLANA_PUBLIC_KEY", "Address alone: a wallet that is watched, never signed for."
)
RPC_URL = Setting("SOLANA_RPC_URL", "RPC addresses, comma-separated.", secret=True)
WS_URL = Setting(
    "SOLANA_WS_URL",
    "Websocket addresses, comma-separated; without it they follow from the RPC addresses:"
    " the same host, and the port after it where one is named.",
    secret=True,
)
PRIVATE_RPC = Setting(
    "SOLANA_PRIVATE_RPC",
    "RPC addresses, comma-separated, that alone are offered signed bytes. They must want no tip.",
    secret=True,
)
HELIUS_KEY = Setting(
    "HELIUS_API_KEY", "Helius' key; its RPC is used where SOLANA_RPC_URL is not set.", secret=True
)
CLUSTER = Setting(
    "SOLANA_CLUSTER",
    "`mainnet-beta`, `devnet`, `testnet`, `localnet`, or the `sandbox` of another terminal.",
    "mainnet-beta",
)
PRIORITY_FEE = Setting(
    "SOLANA_PRIORITY_FEE_MICROLAMPORTS",
    "Least that is offered for a compute unit, in millionths of a lamport.",
    "1000",
)
JUPITER_URL = Setting(
    "JUPITER_API_URL", "Where swaps are quoted and made; by default Jupiter's own address."
)
JUPITER_KEY = Setting(
    "JUPITER_API_KEY", "Its key: more requests, and the address that lasts.", secret=True
)
BIRDEYE_URL = Setting(
    "BIRDEYE_API_URL", "Market data, where there is a key.", "https://public-api.birdeye.so"
)
BIRDEYE_KEY = Setting(
    "BIRDEYE_API_KEY", "Birdeye's key; without one Jupiter and the chain are asked.", secret=True
)

KEY_SETTINGS = (
    PRIVATE_KEY.name,
    KEY_FILE.name,
    "SOLANA_SECRET_KEY",
    "SOLANA_KEYPAIR",
    "SOLANA_KEYPAIR_PATH",
    "SOLANA_MNEMONIC",
    "WALLET_SECRET_KEY",
)
"""What people call a key of such a wallet; only the first two are read."""
SOLANA_SETTINGS = (
    PRIVATE_KEY,
    KEY_FILE,
    PUBLIC_KEY,
    RPC_URL,
    WS_URL,
    PRIVATE_RPC,
    HELIUS_KEY,
    CLUSTER,
    PRIORITY_FEE,
    JUPITER_URL,
    JUPITER_KEY,
    BIRDEYE_URL,
    BIRDEYE_KEY,
)
HTTP = frozenset({"http", "https"})
WEBSOCKET = frozenset({"ws", "wss"})
HIGHEST_PRIORITY_FEE = 10_000_000
"""Microlamports: 0.002 SOL for a payment of 200,000 compute units."""


@dataclass(frozen=True, slots=True)
class SolanaConfig:
    """What the settings say. One cluster is in use; the others are only known."""

    default: SolanaChain
    providers: tuple[str, ...] = field(repr=False)
    """RPC addresses of the default cluster; they may hold keys and are never shown."""
    websockets: tuple[str, ...] = field(repr=False)
    """Where accounts tell that they changed; as secret as `providers`."""
    private: tuple[str, ...] = field(repr=False)
    """Where signed bytes of the default cluster go, and nowhere else; as secret."""
    priority_fee: int
    """Microlamports a compute unit."""
    key: Secret | None
    watched: str | None
    """Address of a read-only wallet."""
    coingecko_url: str
    coingecko_key: Secret | None
    jupiter_url: str
    """Empty for Jupiter's own."""
    jupiter_key: Secret | None
    birdeye_url: str
    birdeye_key: Secret | None

    @classmethod
    def read(cls, settings: Settings, *, owned: frozenset[str] = frozenset()) -> SolanaConfig:
        """Raises `ConfigError` for a key, address, cluster or RPC that makes no sense.

        `owned` names `"solana"` where this very process started the chain behind the RPC.
        """
        if any(settings.get(setting) for setting in (PRIVATE_KEY, KEY_FILE, PUBLIC_KEY)):
            must_be_installed()
        default = SANDBOX if MAINNET.name in owned else _cluster(settings)
        providers = _providers(settings, default)
        return cls(
            default=default,
            providers=providers,
            websockets=_websockets(settings, providers),
            private=_http_addresses(settings, PRIVATE_RPC),
            priority_fee=_priority_fee(settings),
            key=_key(settings),
            watched=_watched(settings),
            coingecko_url=settings.get(COINGECKO_URL),
            coingecko_key=settings.secret(COINGECKO_KEY),
            jupiter_url=_service(settings, JUPITER_URL),
            jupiter_key=settings.secret(JUPITER_KEY),
            birdeye_url=_service(settings, BIRDEYE_URL),
            birdeye_key=settings.secret(BIRDEYE_KEY),
        )

    def chain(self, name: str | None) -> SolanaChain:
        """The cluster in use, whatever it is called. Raises `UnknownChain` for another one.

        "Solana" means the cluster that the operator chose: never another one behind their back.
        """
        if name in (None, MAINNET.name, self.default.name):
            return self.default
        raise UnknownChain(
            f"{name!r} is not the Solana cluster in use",
            hint=f"It is {self.default.title}; SOLANA_CLUSTER chooses another one.",
        )

    def known(self, name: str) -> SolanaChain:
        """A cluster by the name that a payment was recorded with. Raises `UnknownChain`."""
        chain = self.default if name == self.default.name else CHAINS.get(name)
        if chain is None:
            raise UnknownChain(
                f"{name!r} is no Solana cluster that is known here",
                hint=f"Known are {', '.join(CHAINS)}.",
            )
        return chain


def _cluster(settings: Settings) -> SolanaChain:
    text = settings.get(CLUSTER)
    chain = SANDBOX if text.lower() == "sandbox" else find_chain(text)
    if chain is None:
        known = ", ".join([*(chain.cluster for chain in CHAINS.values()), "sandbox"])
        raise ConfigError(
            f"SOLANA_CLUSTER is {text[:40]!r}, which is no known cluster",
            hint=f"It can be {known}.",
        )
    return chain


def _providers(settings: Settings, chain: SolanaChain) -> tuple[str, ...]:
    urls = _http_addresses(settings, RPC_URL)
    key = settings.secret(HELIUS_KEY)
    if not urls and key is not None and chain.helius is not None:
        return (f"{chain.helius}/?api-key={quote(key.reveal(), safe='')}",)
    if not (urls or chain.rpcs) and settings.get(CLUSTER).lower() == "sandbox":
        raise ConfigError(
            "SOLANA_CLUSTER is 'sandbox', and nothing says where that is",
            hint="`fiscus sandbox` writes a file with SOLANA_RPC_URL.",
        )
    return urls or chain.rpcs


def _http_addresses(settings: Settings, setting: Setting) -> tuple[str, ...]:
    urls = _listed(settings.get(setting))
    if not all(_is_url(url, HTTP) for url in urls):
        raise ConfigError(
            f"{setting.name} holds something that is no http address",
            hint="Write one or more addresses that start with https://, comma-separated.",
        )
    return urls


def _service(settings: Settings, setting: Setting) -> str:
    url = settings.get(setting)
    if url and not _is_url(url, HTTP):
        raise ConfigError(
            f"{setting.name} holds something that is no http address",
            hint="Write an address that starts with https://.",
        )
    return url


def _websockets(settings: Settings, providers: tuple[str, ...]) -> tuple[str, ...]:
    urls = _listed(settings.get(WS_URL))
    if not all(_is_url(url, WEBSOCKET) for url in urls):
        raise ConfigError(
            "SOLANA_WS_URL holds something that is no websocket address",
            hint="Write one or more addresses that start with wss://, comma-separated.",
        )
    return urls or tuple(map(_beside, providers))


def _beside(url: str) -> str:
    """The websocket of a node, as `@solana/web3.js` derives it (`makeWebsocketUrl`)."""
    parts = urlsplit(url)
    scheme = "wss" if parts.scheme == "https" else "ws"
    if parts.port is None:
        return parts._replace(scheme=scheme).geturl()
    rest = parts.netloc.removesuffix(f":{parts.port}")
    return parts._replace(scheme=scheme, netloc=f"{rest}:{parts.port + 1}").geturl()


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _is_url(url: str, schemes: frozenset[str]) -> bool:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  it is read here, and raises where it is none
    except ValueError:
        return False
    spaced = any(character.isspace() for character in url)
    return parts.scheme in schemes and bool(parts.hostname) and not spaced


def _priority_fee(settings: Settings) -> int:
    text = settings.get(PRIORITY_FEE)
    if not (text.isascii() and text.isdigit() and int(text) <= HIGHEST_PRIORITY_FEE):
        raise ConfigError(
            f"SOLANA_PRIORITY_FEE_MICROLAMPORTS is {text[:40]!r}",
            hint=f"It is a whole number up to {HIGHEST_PRIORITY_FEE}.",
        )
    return int(text)


def _key(settings: Settings) -> Secret | None:
    key, file = settings.secret(PRIVATE_KEY), settings.get(KEY_FILE)
    if key and file:
        raise ConfigError(
            "Both SOLANA_PRIVATE_KEY and SOLANA_PRIVATE_KEY_FILE are set",
            hint="Keep one of them.",
        )
    if file:
        return key_from_file(Path(file).expanduser())
    return parse_key(key) if key else None


def _watched(settings: Settings) -> str | None:
    text = settings.get(PUBLIC_KEY)
    if text and not is_address(text):
        # The text itself is not repeated: it may be a private key in the wrong place.
        raise ConfigError(
            "SOLANA_PUBLIC_KEY holds no valid address", hint="It is base58 of 32 bytes."
        )
    return text or None
