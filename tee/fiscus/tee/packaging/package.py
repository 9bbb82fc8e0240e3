"""A compose file and an environment file made into one package that can be deployed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fiscus.core.errors import RequestError
from fiscus.tee.launch import token_hash
from fiscus.tee.packaging.appcompose import AppCompose, allowed_names
from fiscus.tee.packaging.composefile import (
    IMAGE,
    TOKEN,
    TOKEN_HASH,
    WRITTEN_IN,
    missing_names,
    read_compose,
    unknown_names,
    written_in,
)
from fiscus.tee.packaging.envfile import new_token, read_env_file
from fiscus.tee.packaging.inspection import inspected

MOST_SHOWN: Final = 5
REFERENCE: Final = re.compile(
    r"[a-z0-9][\w./-]*(:[0-9]+/[\w./-]+)?(:[\w.-]+)?(@sha256:[0-9a-f]{64})?"
)
"""Of an image, with or without a tag and a digest."""


class NotDeployable(RequestError):
    """`context["problems"]` has all of them."""

    code = "NOT_DEPLOYABLE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """`environment` is what goes in encrypted."""

    app: AppCompose
    environment: Mapping[str, str]
    left_out: tuple[str, ...] = ()
    """Names of the environment file that no service asks for: they are not sent."""
    doubts: tuple[str, ...] = ()
    new_token: str | None = None
    """A token that was made, because the environment file had none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """What a package is made from."""

    name: str
    compose: Path
    env_file: Path | None = None
    image: str | None = None
    """What DOCKER_IMAGE stands for, whatever the environment file says."""
    default_image: str | None = None
    """The same where it says nothing."""
    public_logs: bool = False


def packed(sources: Sources) -> Package:
    """Raises `NotDeployable` and `RequestError`; they show no value of the environment."""
    given = dict(read_env_file(sources.env_file)) if sources.env_file else {}
    made = new_token() if given and TOKEN not in given else None
    token = made or given.get(TOKEN)
    images = {IMAGE: sources.image or given.get(IMAGE) or sources.default_image}
    hashes = {TOKEN_HASH: token_hash(token) if token else None}
    known = {name: value for name, value in (images | hashes).items() if value}
    given = {name: value for name, value in given.items() if name not in WRITTEN_IN}
    _check_image(known.get(IMAGE))
    if token:
        given[TOKEN] = token
    compose = written_in(read_compose(sources.compose), known)
    found = inspected(compose, given)
    missing = missing_names(compose, given)
    wrong = [*found.wrong, *(f"{name} is asked for and not given" for name in missing)]
    if wrong:
        raise _not_deployable(wrong)
    left_out = unknown_names(compose, given)
    return Package(
        app=AppCompose(
            name=sources.name,
            compose=compose,
            allowed_envs=allowed_names(compose, token=bool(token)),
            token_hash=known.get(TOKEN_HASH),
            public_logs=sources.public_logs,
        ),
        environment={name: value for name, value in given.items() if name not in left_out},
        left_out=tuple(left_out),
        doubts=found.doubtful,
        new_token=made,
    )


def _check_image(image: str | None) -> None:
    if image is not None and not REFERENCE.fullmatch(image):
        raise RequestError(
            f"{IMAGE} is {image[:80]!r}, which names no image",
            hint="It looks like docker.io/you/agent@sha256:….",
        )


def _not_deployable(wrong: list[str]) -> NotDeployable:
    more = len(wrong) - MOST_SHOWN
    listed = "".join(f"\n  {problem}" for problem in wrong[:MOST_SHOWN])
    return NotDeployable(
        f"The compose file cannot be deployed:{listed}" + (f"\n  and {more} more" * (more > 0)),
        hint="Nothing was sent.",
        problems=tuple(wrong),
    )
