"""The settings that the wallets of a package's agent follow from."""

from __future__ import annotations

import re
from collections.abc import Mapping

from fiscus.tee.identity import NAMES
from fiscus.tee.packaging.composefile import VARIABLE, Service, environment, strings
from fiscus.tee.packaging.inspection import SOCKET
from fiscus.tee.packaging.package import Package


def identifying(package: Package) -> dict[str, str | None]:
    """By name, as the service that derives the keys has them. `None` is what the environment says
    that is in the CVM already."""
    services = package.app.compose.services.values()
    holders = [service for service in services if _derives(service)]
    found: dict[str, str | None] = {}
    for service in holders or services:
        for name, written in environment(service):
            if name in NAMES and name not in found:
                found[name] = _value(name, written, package.environment)
    return found


def _derives(service: Service) -> bool:
    return any(map(SOCKET.search, strings(service.get("volumes"))))


def _value(name: str, written: str | None, given: Mapping[str, str]) -> str | None:
    if written is None:
        return given.get(name, "") if given else None
    if not VARIABLE.search(written):
        return written
    return VARIABLE.sub(lambda found: _filled(found, given), written) if given else None


def _filled(found: re.Match[str], given: Mapping[str, str]) -> str:
    default = (found["more"] or "").removeprefix(":").removeprefix("-")
    name = found["plain"] or found["named"]
    return given.get(name, default) if name else "$"
