"""Environments encrypted for one application, with a key that its KMS signed.

Phala Cloud hands that key on. Whoever put another in its place could read what is sent, so where
the KMS signs it, the signature is looked at, and so is who signed: the first signer that is met of
a KMS is kept, and another one later is refused. So is another key for an application than before.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final, cast

from fiscus.core.errors import ConfigError
from fiscus.tee.phala.client import Phala
from fiscus.tee.phala.errors import NotThere, Refused
from fiscus.tee.phala.models import EnvKey

PINS: Final = Path("phala", "kms.json")
KEYS: Final = Path("phala", "keys.json")
_KEY: Final = re.compile(r"(0x)?[0-9a-fA-F]{64}")


class Forged(ConfigError):
    """The key that an environment would be encrypted with is not the one of its KMS."""

    code = "ENV_KEY_FORGED"


@dataclass(frozen=True, slots=True)
class Signers:
    """Who signs for which KMS, and the key of which application, as they were met first."""

    home: Path

    def known(self) -> dict[str, str]:
        return self._read(PINS)

    def met(self, kms: str, signer: str) -> None:
        """Raises `Forged` where another one signed for this KMS before."""
        what = f"The KMS {kms[:60]!r} signs with another key than before"
        self._pin(PINS, kms, signer, what)

    def given(self, app_id: str, public_key: str) -> None:
        """Raises `Forged` where the application had another key before."""
        what = f"Another key than before is given to encrypt for the application {app_id}"
        self._pin(KEYS, app_id, public_key.removeprefix("0x").lower(), what)

    def _read(self, file: Path) -> dict[str, str]:
        path = self.home / file
        return cast("dict[str, str]", json.loads(path.read_text())) if path.is_file() else {}

    def _pin(self, file: Path, name: str, value: str, what: str) -> None:
        known, path = self._read(file), self.home / file
        if known.get(name, value) != value:
            raise Forged(
                what,
                hint=f"Ask Phala whether it changed; then take it out of {str(path)!r}."
                " Nothing was sent.",
            )
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.write_text(json.dumps({**known, name: value}, sort_keys=True))


def check_installed() -> None:
    """Raises `ConfigError` where dstack's SDK is not here: before anything is reserved."""
    if find_spec("dstack_sdk") is None:
        raise ConfigError(
            "Environments are encrypted with dstack's SDK, which is not installed",
            hint='pip install "fiscus[tee]"',
        )


def sealed(environment: Mapping[str, str], public_key: str) -> str:
    """In hex, as dstack's SDK does it. Raises `Forged` for what is no key."""
    from dstack_sdk.encrypt_env_vars import EnvVar, encrypt_env_vars_sync

    if not _KEY.fullmatch(public_key):
        raise Forged("What Phala Cloud gave to encrypt with is no key", hint="Nothing was sent.")
    rows = [EnvVar(name, value) for name, value in environment.items()]
    return encrypt_env_vars_sync(rows, public_key)


async def signer_for(
    client: Phala, signers: Signers, kms: str | None, app_id: str, public_key: str
) -> str | None:
    """Who signed the key that is encrypted with; `None` where this KMS does not say.

    Raises `Forged` where it is signed for another application, or by another than before, and where
    the application had another before.
    """
    signer = await _signer(client, signers, kms, app_id, public_key)
    if _KEY.fullmatch(public_key):
        signers.given(app_id, public_key)
    return signer


async def _signer(
    client: Phala, signers: Signers, kms: str | None, app_id: str, public_key: str
) -> str | None:
    told = await _told(client, kms, app_id)
    if told is None or kms is None:
        if kms is not None and kms in signers.known():
            raise Forged(
                f"The KMS {kms[:60]!r} signed before, and does not now", hint="Nothing was sent."
            )
        return None
    if told.public_key.removeprefix("0x").lower() != public_key.removeprefix("0x").lower():
        raise Forged(
            "Phala Cloud and the KMS name different keys to encrypt with",
            hint="Nothing was sent. Ask Phala.",
        )
    signer = signer_of(told, app_id)
    signers.met(kms, signer)
    return signer


async def _told(client: Phala, kms: str | None, app_id: str) -> EnvKey | None:
    if kms is None:
        return None
    try:
        return await client.env_key(kms, app_id)
    except (NotThere, Refused):
        return None


def signer_of(key: EnvKey, app_id: str) -> str:
    """The KMS's root key that signed, in hex.

    Raises `Forged` where a signature is too old, or two are of different signers: a signature over
    something else seems to be some other key's.
    """
    from fiscus.tee.phala.signatures import signers

    try:
        found = set(signers(key, app_id))
    except (ValueError, OverflowError):
        found = set[str | None]()
    if len(found) != 1 or None in found:
        raise Forged(
            "The signature of the key to encrypt with does not hold",
            hint="Nothing was sent. Check the clock of this machine; else ask Phala.",
        )
    return str(found.pop())
