"""Every setting, read once. Nothing else in the suite reads the environment.

The suite's parts declare the settings they use as `Setting`s and read them from one frozen
`Settings`; `.env.example` and the documentation are checked against those declarations.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

from fiscus.core.errors import ConfigError
from fiscus.core.secrets import Secret

SECRETIVE = re.compile(r"(KEY|SECRET|TOKEN|PASSWORD|PASSPHRASE|MNEMONIC|SALT)$", re.IGNORECASE)
"""How the names of secrets end."""
ADDRESS = re.compile(r"(0x)?[0-9a-fA-F]{40}|[1-9A-HJ-NP-Za-km-z]{32,44}")
"""What is shown of a setting called PUBLIC_KEY; a private key put there by mistake is longer."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A documented setting. A name that ends in `<…>` stands for a family of names."""

    name: str
    help: str
    default: str = ""
    secret: bool = False


class Mode(StrEnum):
    """What the desk may do at most; a policy file can be stricter, never looser."""

    LIVE = "live"
    SIMULATE = "simulate"


class TeeMode(StrEnum):
    """Where the wallets' keys come from."""

    OFF = "off"
    """The environment, or a file."""
    SIMULATOR = "simulator"
    """Derived by a stand-in of a TEE: for tests, and for money that is worth nothing."""
    PRODUCTION = "production"
    """Derived inside of a TEE."""


TEE_MODES: Mapping[str, TeeMode] = {
    **{mode.value: mode for mode in TeeMode},
    **dict.fromkeys(("false", "0", "no"), TeeMode.OFF),
    **dict.fromkeys(("local", "docker"), TeeMode.SIMULATOR),
    **dict.fromkeys(("true", "1", "on", "yes"), TeeMode.PRODUCTION),
}
"""What TEE_MODE can be, in lower case."""

HOME = Setting("FISCUS_HOME", "Folder of the databases and of the sandbox's programs.", ".fiscus")
POLICY = Setting("FISCUS_POLICY", "Policy file (YAML). Without one, small amounts only.")
OWNERS = Setting(
    "FISCUS_OWNERS",
    "Ids of people on platforms who own the wallet, comma-separated. Only the environment counts.",
)
BOOK = Setting("FISCUS_BOOK", "Address book (YAML); else book.yaml in FISCUS_HOME.")
DESK = Setting(
    "FISCUS_DESK",
    "Socket of a desk that is a process of its own: unix:///run/fiscus/desk.sock.",
)
MODE = Setting("FISCUS_MODE", "`live`, or `simulate`: all is checked, nothing is signed.", "live")
PLUGINS = Setting("FISCUS_PLUGINS", "Plugins to run, comma-separated.", "evm,solana")
CHARACTER = Setting(
    "FISCUS_CHARACTER", "Character file (.json, .toml or .py), or the https address of a JSON one."
)
CONFIRM_TIMEOUT = Setting(
    "FISCUS_CONFIRM_TIMEOUT", "Seconds to wait for a block before reporting `sent`.", "60"
)
POSTGRES_URL = Setting(
    "POSTGRES_URL",
    "PostgreSQL database that remembers instead of a file: postgresql://user:password@host/name.",
    secret=True,
)
DATABASE_URL = Setting("DATABASE_URL", "The same, where POSTGRES_URL is not set.", secret=True)
PGLITE_DATA_DIR = Setting("PGLITE_DATA_DIR", "Folder of the file that remembers; else FISCUS_HOME.")
MODEL_TIMEOUT = Setting(
    "FISCUS_MODEL_TIMEOUT", "Seconds a provider of models may take for one answer.", "60"
)
TASKS = Setting(
    "FISCUS_TASKS", "Whether a process that stays runs the tasks that are due: `on` or `off`.", "on"
)
LOG_LEVEL = Setting("LOG_LEVEL", "`debug`, `info`, `warning` or `error`.", "warning")
BYPASS_TYPES = Setting(
    "SHOULD_RESPOND_BYPASS_TYPES",
    "Kinds of room where every message is answered, beside dm, voice_dm, self and api.",
)
BYPASS_SOURCES = Setting(
    "SHOULD_RESPOND_BYPASS_SOURCES", "Sources whose every message is answered, beside client_chat."
)
CONVERSATION_LENGTH = Setting(
    "CONVERSATION_LENGTH", "Newest messages of a room that the agent looks at.", "32"
)
RESPONSE_TIMEOUT = Setting(
    "RESPONSE_TIMEOUT", "Milliseconds after which an answer is given up.", "3600000"
)

AGENT_NAME = Setting("AGENT_NAME", "Name of an agent without a character file.")
AGENT_BIO = Setting("AGENT_BIO", "What that agent says it is.")
AGENT_ID = Setting("AGENT_ID", "Its identifier, a UUID, where it is not the one of its name.")
IGNORE_BOOTSTRAP = Setting(
    "IGNORE_BOOTSTRAP", "`true`: the bootstrap plugin is run only where it is named."
)
MOST_REMEMBERED = Setting(
    "MAX_WORKING_MEMORY_ENTRIES", "Results that the actions of one message see.", "50"
)
TEE_MODE = Setting(
    "TEE_MODE",
    "Where the wallets' keys are derived: `off`, `simulator`, or `production`, a real TEE.",
    "off",
)
WALLET_SALT = Setting(
    "WALLET_SECRET_SALT", "In TEE mode: another salt, other wallets.", secret=True
)
GUEST_AGENT = Setting(
    "DSTACK_SIMULATOR_ENDPOINT",
    "Socket or address of a simulated guest agent. `fiscus tee simulator start` prints it.",
)
LAUNCH_TOKEN = Setting(
    "APP_LAUNCH_TOKEN",
    "In TEE mode: goes in with the environment, and shows that it is the deployer's.",
    secret=True,
)
LAUNCH_TOKEN_HASH = Setting(
    "APP_LAUNCH_TOKEN_HASH",
    "Its SHA-256, out of the measured compose file; with it, another environment derives no key.",
)
DOCKER_IMAGE = Setting(
    "DOCKER_IMAGE", "Image, with its digest, that a deployment writes into its compose file."
)
PHALA_KEY = Setting(
    "PHALA_CLOUD_API_KEY",
    "Key of Phala Cloud; else the one of `fiscus tee phala auth login`.",
    secret=True,
)
OTHER_PHALA_KEY = Setting(
    "PHALA_API_KEY", "The same, where PHALA_CLOUD_API_KEY is not set.", secret=True
)
PHALA_PREFIX = Setting(
    "PHALA_CLOUD_API_PREFIX",
    "Phala Cloud's API; an https address.",
    "https://cloud-api.phala.com/api/v1",
)

CORE_SETTINGS = (
    HOME,
    POLICY,
    OWNERS,
    BOOK,
    DESK,
    MODE,
    PLUGINS,
    IGNORE_BOOTSTRAP,
    CHARACTER,
    AGENT_NAME,
    AGENT_BIO,
    AGENT_ID,
    MOST_REMEMBERED,
    TEE_MODE,
    WALLET_SALT,
    GUEST_AGENT,
    LAUNCH_TOKEN,
    LAUNCH_TOKEN_HASH,
    DOCKER_IMAGE,
    PHALA_KEY,
    OTHER_PHALA_KEY,
    PHALA_PREFIX,
    CONFIRM_TIMEOUT,
    POSTGRES_URL,
    DATABASE_URL,
    PGLITE_DATA_DIR,
    MODEL_TIMEOUT,
    TASKS,
    LOG_LEVEL,
    BYPASS_TYPES,
    BYPASS_SOURCES,
    CONVERSATION_LENGTH,
    RESPONSE_TIMEOUT,
)


class Settings:
    """A frozen view of the environment and of one `.env` file; the environment wins."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = MappingProxyType({k: v.strip() for k, v in values.items() if v.strip()})

    def get(self, setting: Setting) -> str:
        """The value, or the default; empty where there is neither."""
        return self._values.get(setting.name, setting.default)

    def secret(self, setting: Setting) -> Secret | None:
        value = self._values.get(setting.name)
        return Secret(value) if value else None

    def secrets(self) -> tuple[Secret, ...]:
        """The values of all settings that are called like a secret."""
        return tuple(Secret(v) for name, v in self._values.items() if _is_secret(name, v))

    def without(self, settings: Iterable[Setting]) -> Settings:
        """These settings without some, those of a family of names included."""
        wholes, starts = set[str](), list[str]()
        for setting in settings:
            start, family, _ = setting.name.partition("<")
            (starts.append if family else wholes.add)(start)
        kept = {
            name: value
            for name, value in self._values.items()
            if name not in wholes and not any(map(name.startswith, starts))
        }
        return Settings(kept)

    def matching(self, prefix: str) -> Mapping[str, str]:
        """All settings whose name starts with `prefix`, keyed by what follows it, in capitals."""
        cut = len(prefix)
        return {
            name.upper()[cut:]: value
            for name, value in self._values.items()
            if name.upper().startswith(prefix) and len(name) > cut
        }

    def with_values(self, values: Mapping[str, str]) -> Settings:
        """These settings with some replaced."""
        return Settings({**self._values, **values})

    def seconds(self, setting: Setting) -> float:
        """A number of seconds. Raises `ConfigError` for anything else."""
        text = self.get(setting)
        try:
            value = float(text)
        except ValueError:
            value = -1.0
        if not 0 < value < 86_400:
            raise ConfigError(
                f"{setting.name} is {text!r}, which is not a number of seconds",
                hint=f"Write {setting.name}={setting.default}.",
            )
        return value

    @property
    def home(self) -> Path:
        return Path(self.get(HOME)).expanduser()

    def listed(self, setting: Setting) -> tuple[str, ...]:
        """The entries of a setting that is a list with commas."""
        return tuple(filter(None, (entry.strip() for entry in self.get(setting).split(","))))

    @property
    def policy(self) -> Path | None:
        path = self.get(POLICY)
        return Path(path).expanduser() if path else None

    @property
    def desk(self) -> Path | None:
        """The socket of a desk that is a process of its own. Raises `ConfigError`."""
        text = self.get(DESK)
        if not text:
            return None
        path = Path(text.removeprefix("unix://"))
        if "://" in str(path) or not path.is_absolute():
            raise ConfigError(
                f"{DESK.name} is {text!r}, which is no socket",
                hint=f"Write {DESK.name}=unix:///run/fiscus/desk.sock.",
            )
        return path

    @property
    def mode(self) -> Mode:
        text = self.get(MODE).lower()
        try:
            return Mode(text)
        except ValueError:
            raise ConfigError(
                f"FISCUS_MODE is {text!r}", hint="It can be `live` or `simulate`."
            ) from None

    @property
    def tee_mode(self) -> TeeMode:
        mode = TEE_MODES.get(self.get(TEE_MODE).lower())
        if mode is None:
            # What is there is not repeated: it may be a key in the wrong place.
            raise ConfigError(
                "TEE_MODE is nothing that is known",
                hint="It can be `off`, `simulator` or `production`; `true` means production.",
            )
        return mode

    @property
    def plugins(self) -> tuple[str, ...]:
        return tuple(name.strip() for name in self.get(PLUGINS).split(",") if name.strip())

    def __repr__(self) -> str:
        return f"Settings({', '.join(sorted(self._values))})"


def read_settings(dotenv: Path | None = None) -> Settings:
    """Read the process environment over `dotenv` (default `.env` in the working folder)."""
    from dotenv import dotenv_values

    path = dotenv or Path(".env")
    written = {k: v for k, v in dotenv_values(path).items() if v} if path.is_file() else {}
    return Settings({**written, **os.environ})


def environment_without_secrets(added: Mapping[str, str]) -> dict[str, str]:
    """The environment of a stranger's program: ours, without what is called like a secret."""
    kept = {name: value for name, value in os.environ.items() if not _is_secret(name, value)}
    return {**kept, **added}


def without_colours() -> bool:
    """Whether the terminal is to be shown plain text: see no-color.org."""
    return bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"


def _is_secret(name: str, value: str) -> bool:
    if name.upper().endswith("PUBLIC_KEY") and ADDRESS.fullmatch(value.strip()):
        return False
    return SECRETIVE.search(name) is not None
