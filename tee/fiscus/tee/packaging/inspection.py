"""What is wrong with a compose file before it goes into a CVM, and what is doubtful."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, cast

import yaml

from fiscus.core.settings import SECRETIVE
from fiscus.tee.evidence.compose import PINNED
from fiscus.tee.packaging.composefile import ComposeFile, Service, environment, strings

SOCKET: Final = re.compile(r"/(dstack|tappd)\.sock\b")
RULING: Final = re.compile(
    r"/(var)?|(/var)?/run(/dstack|/docker\.sock)?|/(dev|proc|sys|dstack)(/.*)?"
)
"""Whoever has it mounted has the machine: Docker's socket, and folders that sockets are in."""
NAMESPACES: Final = ("pid", "ipc", "network_mode", "userns_mode", "cgroup")
"""What of a container can be the machine's own: `host`."""
GUEST_PORT: Final = "8090"
"""At which dstack's own guest agent listens in a CVM (`guest-agent/dstack.toml`)."""
KEYS: Final = re.compile(r"(PRIVATE_KEY|MNEMONIC)(_FILE)?$", re.IGNORECASE)
"""How the names of wallet keys end: in a TEE they are derived, and none is brought in."""
SHORTEST: Final = 8
"""Characters of a value that would be a secret wherever it turns up."""
_KEY_TEXT: Final = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----|(?<![0-9a-fA-Fx:])0x[0-9a-fA-F]{64}(?![0-9a-fA-F])"
)


@dataclass(frozen=True, slots=True)
class Findings:
    """`wrong` is not deployed; `doubtful` only if somebody says so."""

    wrong: tuple[str, ...]
    doubtful: tuple[str, ...]


def inspected(compose: ComposeFile, given: Mapping[str, str]) -> Findings:
    """A compose file that is final, and the environment that goes with it."""
    wrong = [found for each in compose.services.items() for found in _wrong(*each)]
    wrong += [*_elsewhere(compose), *_secrets(compose, given)]
    wrong += [
        f"{name} would bring a key into the CVM: wallets are derived there"
        for name in sorted({*compose.asked, *given})
        if KEYS.search(name)
    ]
    doubtful = [found for each in compose.services.items() for found in _doubtful(*each)]
    return Findings(tuple(wrong), (*doubtful, *_sockets(compose)))


def _wrong(name: str, service: Service) -> Iterator[str]:
    image = service.get("image")
    if "build" in service or not isinstance(image, str):
        yield f"{name}: no image (`fiscus tee build` makes one); nothing is built in a CVM"
    elif "$" in image:
        yield f"{name}: its image comes from the environment, which nobody can check"
    if "env_file" in service:
        yield f"{name}: env_file is not uploaded; list the names under environment"
    for source in _sources(service):
        if source.startswith(("./", "../", "~")):
            yield f"{name}: {source} is on this machine and not uploaded"
    if GUEST_PORT in _published(service):
        yield f"{name}: port {GUEST_PORT} of a CVM is taken, by dstack's guest agent"
    for variable, value in environment(service):
        if value and "$" not in value and SECRETIVE.search(variable):
            yield f"{name}: {variable} is a secret in a text that everybody can read"


def _doubtful(name: str, service: Service) -> Iterator[str]:
    image = service.get("image")
    if isinstance(image, str) and "$" not in image and not PINNED.search(image):
        yield f"{name}: {image} has no digest, so what runs can change under the same hash"
    mounted = [source.rstrip("/") or source for source in _sources(service)]
    if service.get("privileged") is True or any(map(RULING.fullmatch, mounted)):
        yield f"{name}: it rules the whole CVM (privileged, or Docker's socket or a folder above)"
    shared = [key for key in NAMESPACES if service.get(key) == "host"]
    if shared or service.get("cap_add") or service.get("volumes_from"):
        taken = [*shared, *(key for key in ("cap_add", "volumes_from") if service.get(key))]
        yield f"{name}: {', '.join(taken)} takes it out of its container"


def _sockets(compose: ComposeFile) -> Iterator[str]:
    holders = [
        name
        for name, service in compose.services.items()
        if any(map(SOCKET.search, _sources(service)))
    ]
    if len(holders) > 1:
        yield f"{', '.join(holders)}: each of them can derive the keys; one should"


def _elsewhere(compose: ComposeFile) -> Iterator[str]:
    """What the file takes from other files, which are not uploaded."""
    body = cast("Mapping[str, object]", yaml.safe_load(compose.text))
    if "include" in body:
        yield "include: other files are not uploaded"
    for group in ("configs", "secrets"):
        for name, held in _mapping(body.get(group)).items():
            if "file" in _mapping(held):
                yield f"{name}: its file is on this machine and not uploaded; use content:"
    for name, service in compose.services.items():
        if "file" in _mapping(service.get("extends")):
            yield f"{name}: extends another file, which is not uploaded"


def _mapping(value: object) -> Mapping[str, object]:
    return cast("Mapping[str, object]", value) if isinstance(value, Mapping) else {}


def _secrets(compose: ComposeFile, given: Mapping[str, str]) -> Iterator[str]:
    for name, value in sorted(given.items()):
        if len(value) >= SHORTEST and SECRETIVE.search(name) and value in compose.text:
            yield f"the value of {name} is in the compose file, which everybody can read"
    if any(map(_KEY_TEXT.search, strings(compose.services))):
        yield "a private key is in the compose file"


def _sources(service: Service) -> list[str]:
    """What of the machine is mounted."""
    mounted = service.get("volumes")
    rows = cast("list[object]", mounted) if isinstance(mounted, list) else []
    return [_source(row) for row in rows]


def _source(row: object) -> str:
    if isinstance(row, Mapping):
        return str(cast("Mapping[str, object]", row).get("source", ""))
    return str(row).partition(":")[0]


def _published(service: Service) -> Iterator[str]:
    """Ports of the machine."""
    ports = service.get("ports")
    for row in cast("list[object]", ports) if isinstance(ports, list) else ():
        if isinstance(row, Mapping):
            yield str(cast("Mapping[str, object]", row).get("published", ""))
        elif ":" in str(row):
            yield str(row).split(":")[-2]
