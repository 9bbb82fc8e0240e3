"""The file of a backup: a zip archive with a manifest that has the digest of every part."""

from __future__ import annotations

import hashlib
import json
import os
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from fiscus.core.errors import RequestError, StoreError

MANIFEST: Final = "manifest.json"
FORMAT: Final = 1
CHUNK: Final = 1 << 20
STORE_FILE: Final = "store.db"
STORE_ROWS: Final = "store.jsonl"
DESK_FILE: Final = "desk.db"
DAMAGE: Final = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, KeyError, ValueError,
    TypeError, RuntimeError,
)  # fmt: skip
"""What reading a damaged archive ends in; some of it looks encrypted."""
PARTS: Final = frozenset({STORE_FILE, STORE_ROWS, DESK_FILE})


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds."""

    format: int
    made_at: int
    """Milliseconds since 1970 UTC."""
    program: str
    """The version of fiscus that made it."""
    store_version: int
    memories: int
    payments: int
    digests: Mapping[str, str]
    """SHA-256 of each part."""
    left_out: Sequence[str] = ()
    """Plugins whose tables are not in it."""

    @property
    def holdings(self) -> str:
        """`3 memories and 1 payment`."""
        memories = "memory" if self.memories == 1 else "memories"
        payments = "payment" if self.payments == 1 else "payments"
        return f"{self.memories} {memories} and {self.payments} {payments}"


def write_archive(target: Path, parts: Mapping[str, Path], manifest: Manifest) -> None:
    """Write the backup, readable by its owner alone. It is there whole, or not at all."""
    if target.exists():
        raise RequestError(f"{target.name!r} is there already", hint="Name another file.")
    unfinished = target.with_name(f".{target.name}.unfinished")
    try:
        with open(unfinished, "wb", opener=_private) as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr(MANIFEST, json.dumps(asdict(manifest), indent=2))
                for name, path in parts.items():
                    archive.write(path, name)
            file.flush()
            os.fsync(file.fileno())
        os.replace(unfinished, target)
    except OSError as error:
        raise StoreError(
            f"the backup {target.name!r} cannot be written: {type(error).__name__}",
            hint="Check the folder's rights and the space on its disk.",
        ) from error
    finally:
        unfinished.unlink(missing_ok=True)


def read_archive(source: Path, folder: Path) -> Manifest:
    """Unpack a backup into an empty folder. Raises `StoreError` where one bit of it is wrong."""
    try:
        with zipfile.ZipFile(source) as archive:
            manifest = _manifest(json.loads(archive.read(MANIFEST)))
            for name, wanted in manifest.digests.items():
                with (
                    archive.open(name) as packed,
                    open(folder / name, "xb", opener=_private) as out,
                ):
                    while chunk := packed.read(CHUNK):
                        out.write(chunk)
                if digest(folder / name) != wanted:
                    raise _damaged(source)
    except FileNotFoundError as error:
        raise RequestError(f"there is no file {str(source)!r}") from error
    except DAMAGE as error:
        raise _damaged(source) from error
    return manifest


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _manifest(body: Mapping[str, Any]) -> Manifest:
    manifest = Manifest(**body)
    if manifest.format > FORMAT:
        raise StoreError("the backup was made by a newer fiscus", hint="Update, then restore it.")
    if not set(manifest.digests) <= PARTS:
        raise ValueError("a part that no backup has")
    return manifest


def _damaged(source: Path) -> StoreError:
    return StoreError(
        f"{source.name!r} is damaged, or no backup of fiscus",
        hint="Nothing was changed. Use another backup.",
    )


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
