"""Which wallets an application has, and whether a change would give it others.

The keys of an agent follow from the application's id, the agent's id and the salt: a change of any
of them is another wallet, and what the old one holds is out of reach.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

from fiscus.core.characters import TREASURER, default_character
from fiscus.core.errors import ConfigError
from fiscus.core.ids import string_to_uuid
from fiscus.core.settings import AGENT_BIO, AGENT_ID, AGENT_NAME, CHARACTER, WALLET_SALT, Settings
from fiscus.tee.keys import SCHEME

FOLDER: Final = Path("phala", "identities")
NAMES: Final = (AGENT_ID.name, AGENT_NAME.name, AGENT_BIO.name, CHARACTER.name, WALLET_SALT.name)
"""The settings that an identity follows from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Everything that the keys of an application's agent follow from. There is no secret in it."""

    app_id: str
    agent: str
    """Its id; where only its character file knows that, the name of the file."""
    salt_hash: str | None
    """SHA-256 of the salt; `None` where it is not known here."""

    @property
    def path(self) -> str:
        """Of its keys, for people: the family stands in the place of the star."""
        return f"{SCHEME}/*/{self.agent}/{self.salt_hash or '?'}"

    def unlike(self, other: Identity) -> Iterator[str]:
        """What tells it from another, in words. What one of them does not know is unlike."""
        if self.app_id != other.app_id:
            yield f"the application ({self.app_id} was {other.app_id})"
        if self.agent != other.agent:
            yield f"the agent ({self.agent} was {other.agent})"
        if self.salt_hash is None or self.salt_hash != other.salt_hash:
            yield "the salt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What is known here of an application that was deployed."""

    identity: Identity
    wallets: Mapping[str, str] = field(default_factory=dict[str, str])
    """Addresses by chain family, once its evidence told them."""


def identity_of(app_id: str, values: Mapping[str, str | None], before: Identity | None) -> Identity:
    """Of an application with these settings. A name whose value is `None` has the value that it
    had; a salt that is not named at all is none."""
    salt = values.get(WALLET_SALT.name, "")
    known = before.salt_hash if before is not None else None
    return Identity(
        app_id=app_id,
        agent=_agent(values, before),
        salt_hash=known if salt is None else hashlib.sha256(salt.encode()).hexdigest(),
    )


def _agent(values: Mapping[str, str | None], before: Identity | None) -> str:
    told = {name: value for name, value in values.items() if value}
    if named := told.get(AGENT_ID.name):
        return string_to_uuid(named)
    if before is not None and any(
        values[name] is None for name in NAMES if name in values and name != WALLET_SALT.name
    ):
        return before.agent
    if source := told.get(CHARACTER.name):
        return source
    if told.get(AGENT_NAME.name) or told.get(AGENT_BIO.name):
        return default_character(Settings(told)).id
    return TREASURER.id


@dataclass(frozen=True, slots=True)
class Records:
    """One small file an application, in the data folder."""

    home: Path

    def get(self, app_id: str) -> Record | None:
        """Raises `ConfigError` where the file is not one of ours."""
        path = self._path(app_id)
        if not path.is_file():
            return None
        try:
            body = json.loads(path.read_text(encoding="utf-8"))
            return Record(identity=Identity(**body["identity"]), wallets=dict(body["wallets"]))
        except (ValueError, TypeError, KeyError) as error:
            raise ConfigError(
                f"{str(path)!r} is damaged",
                hint="It says which wallets an application has. Bring it back from a copy.",
            ) from error

    def keep(self, record: Record) -> Record:
        path = self._path(record.identity.app_id)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside = path.with_suffix(".new")
        beside.write_text(json.dumps(asdict(record), sort_keys=True), encoding="utf-8")
        os.replace(beside, path)
        return record

    def note(self, identity: Identity, wallets: Mapping[str, str] | None = None) -> Record:
        """Keep the identity, with its wallets where they are known, now or from before."""
        known = self.get(identity.app_id)
        if not wallets and known and not any(identity.unlike(known.identity)):
            wallets = known.wallets
        return self.keep(Record(identity=identity, wallets=wallets or {}))

    def forget(self, app_id: str) -> None:
        self._path(app_id).unlink(missing_ok=True)

    def _path(self, app_id: str) -> Path:
        return self.home / FOLDER / f"{string_to_uuid(app_id)}.json"
