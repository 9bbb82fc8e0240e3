"""The app-compose of a CVM: what runs in it, and the hash that stands for it.

dstack measures SHA-256 over the very text of app-compose.json; tools that make such a text sort its
keys, leave out spaces and write UTF-8 (dstack's "Normalized App Compose").
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from typing import Final, cast

import yaml

from fiscus.core.errors import RequestError

PINNED: Final = re.compile(r"@sha256:[0-9a-f]{64}$")
SCRIPTS: Final = ("pre_launch_script", "init_script", "bash_script")
"""Fields of an app-compose with programs that run outside of all containers."""


def compose_hash(text: str) -> str:
    """Of an app-compose as it is written, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def normalized(app_compose: Mapping[str, object]) -> str:
    """The text that is deployed and measured."""
    return json.dumps(
        app_compose, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def what_runs(app_compose: str) -> Sequence[str]:
    """Services, and scripts beside them. Raises as `loose_images`."""
    services = _services(app_compose)
    outer = cast("dict[str, object]", json.loads(app_compose))
    return [*services, *(name for name in SCRIPTS if outer.get(name))]


def loose_images(app_compose: str) -> Sequence[str]:
    """Images that are named otherwise than by their digest, and services that name none.

    Raises `RequestError` where the text is no app-compose with a docker-compose file in it.
    """
    services = _services(app_compose)
    images = {name: _image(service) for name, service in services.items()}
    return [
        f"{name}: {image or 'built where it runs'}"
        for name, image in images.items()
        if image is None or not PINNED.search(image)
    ]


def _services(app_compose: str) -> Mapping[str, object]:
    try:
        outer: object = json.loads(app_compose)
        inner = cast("dict[str, object]", outer)["docker_compose_file"]
        parsed: object = yaml.safe_load(cast("str", inner))
        services = cast("dict[str, object]", parsed)["services"]
    except (ValueError, KeyError, TypeError, AttributeError, yaml.YAMLError) as error:
        raise RequestError("The app-compose holds no docker-compose file") from error
    if not isinstance(services, dict):
        raise RequestError("The docker-compose file of the app-compose has no services")
    return cast("dict[str, object]", services)


def _image(service: object) -> str | None:
    named = cast("dict[str, object]", service).get("image") if isinstance(service, dict) else None
    return named if isinstance(named, str) else None
