"""What was deployed from here: so that a retry goes on where an attempt stopped.

One small file a name in the data folder. There is no secret in it.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from fiscus.core.errors import ConfigError

FOLDER: Final = Path("phala", "deployments")


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """An application that was reserved, and whether its CVM is known to be there."""

    name: str
    app_id: str
    compose_hash: str
    public_key: str | None
    kms: str | None
    request: str
    """Hash of what was asked for."""
    created: bool = False


@dataclass(frozen=True, slots=True)
class Deployments:
    home: Path

    def get(self, name: str) -> Deployment | None:
        """Raises `ConfigError` where the file is not one of ours."""
        path = self._path(name)
        if not path.is_file():
            return None
        try:
            return Deployment(**json.loads(path.read_text(encoding="utf-8")))
        except (ValueError, TypeError) as error:
            raise ConfigError(
                f"{str(path)!r} is damaged",
                hint="`fiscus tee phala cvms list` shows what runs. Take the file away.",
            ) from error

    def keep(self, deployment: Deployment) -> Deployment:
        path = self._path(deployment.name)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside = path.with_suffix(".new")
        beside.write_text(json.dumps(asdict(deployment), sort_keys=True), encoding="utf-8")
        os.replace(beside, path)
        return deployment

    def forget(self, name: str) -> None:
        self._path(name).unlink(missing_ok=True)

    def forget_application(self, app_id: str | None) -> None:
        """Whatever its name was here."""
        for path in sorted((self.home / FOLDER).glob("*.json")):
            known = self.get(path.stem)
            if known and known.app_id == app_id:
                self.forget(path.stem)

    def _path(self, name: str) -> Path:
        return self.home / FOLDER / f"{name}.json"


def request_hash(body: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
