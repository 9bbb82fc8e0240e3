"""How the sandbox's engine is, for `fiscus check`."""

from __future__ import annotations

import platform
import shutil
from pathlib import Path
from typing import Final

from fiscus.chains.sandbox.installation import (
    MINIMUM,
    OWN_ANVIL,
    PACKAGES,
    VERSION,
    anvil_version,
    npm_commands,
)
from fiscus.core.families import Finding

SUBJECT: Final = "sandbox engine"


def finding(home: Path) -> Finding:
    """Nobody who works on a real chain needs it, so it is never in the way."""
    for place in (shutil.which("anvil"), home / "sandbox" / f"anvil-{VERSION}"):
        version = anvil_version(Path(place)) if place else None
        if version is not None and version >= MINIMUM:
            where = "in the data folder" if isinstance(place, Path) else "on PATH"
            return Finding(SUBJECT, True, f"anvil {'.'.join(map(str, version))}, {where}")
    if (platform.system(), platform.machine()) not in PACKAGES:
        return Finding(SUBJECT, True, "there is no package of anvil for this machine", OWN_ANVIL)
    if next(npm_commands(), None) is None:
        hint = f"For `fiscus demo`: pip install 'fiscus[sandbox]'. Or: {OWN_ANVIL}"
        return Finding(SUBJECT, True, "neither anvil nor npm is here to fetch it", hint)
    return Finding(SUBJECT, True, f"not here yet: `fiscus demo` fetches anvil {VERSION} (43 MB)")
