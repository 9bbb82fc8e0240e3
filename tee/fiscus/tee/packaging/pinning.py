"""The digest of an image, written to where it is wanted."""

from __future__ import annotations

import re
from pathlib import Path

from fiscus.tee.packaging.composefile import IMAGE


def pinned_in_compose(path: Path, repository: str, reference: str) -> bool:
    """Give an image that a compose file names its digest. Whether it names it."""
    named = re.compile(
        rf"^(\s*image:\s*)([\"']?){re.escape(repository)}(:[\w.-]+)?(@sha256:[0-9a-f]{{64}})?\2\s*$",
        re.MULTILINE,
    )
    return _changed(path, named, rf"\g<1>{reference}")


def pinned_in_environment(path: Path, reference: str) -> bool:
    """Set DOCKER_IMAGE in an environment file that is there. Whether it is."""
    if not path.is_file():
        return False
    named = re.compile(rf"^{IMAGE}=.*$", re.MULTILINE)
    if not _changed(path, named, f"{IMAGE}={reference}"):
        text = path.read_text(encoding="utf-8")
        gap = "" if not text or text.endswith("\n") else "\n"
        path.write_text(f"{text}{gap}{IMAGE}={reference}\n", encoding="utf-8")
    return True


def _changed(path: Path, named: re.Pattern[str], into: str) -> bool:
    """In place, so that who may read the file stays the same."""
    if not path.is_file():
        return False
    text, found = named.subn(into, path.read_text(encoding="utf-8"))
    if found:
        path.write_text(text, encoding="utf-8")
    return found > 0
