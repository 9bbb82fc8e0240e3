"""What `fiscus check` looks at. Each part is looked at even where another is broken."""

from __future__ import annotations

import itertools
import os
import platform
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from fiscus.core.attestation import installed_attestation
from fiscus.core.character import Character
from fiscus.core.characters import load_character
from fiscus.core.cli.desk_view import desk_apart
from fiscus.core.cli.environment import set_up_logging
from fiscus.core.cli.spelling import OURS, misspelt, names_set
from fiscus.core.cli.stops import stops
from fiscus.core.desk.known import Known
from fiscus.core.desk.lint import lint
from fiscus.core.desk.policy import SMALL_AMOUNTS, Policy
from fiscus.core.desk.policyfile import load_policy, read_policy, read_text
from fiscus.core.discovery import (
    installed_plugins,
    lacking_keys,
    load_plugins,
    plugins_to_run,
)
from fiscus.core.errors import FiscusError
from fiscus.core.families import Family, Finding, OpenFamily, installed_families
from fiscus.core.keys import derived_keys
from fiscus.core.knowledge import collect, passages
from fiscus.core.knowledge.intake import MOST
from fiscus.core.models.kinds import ModelType, model_name
from fiscus.core.money import plain
from fiscus.core.reader.loading import load_lexicons
from fiscus.core.sandbox import installed_sandboxes
from fiscus.core.secrets import Secret
from fiscus.core.settings import (
    CHARACTER,
    CONFIRM_TIMEOUT,
    POLICY,
    Mode,
    Settings,
    TeeMode,
    read_settings,
)
from fiscus.core.store import open_store
from fiscus.core.store.location import store_location

PACKAGES: Final = ("fiscus", "click", "httpx", "pydantic", "sqlalchemy", "eth-account")
"""Whose versions people are asked for first."""


async def all_findings() -> list[Finding]:
    """Everything, in the order in which one would mend it."""
    settings = read_settings()
    families = installed_families()
    parts: Sequence[Callable[[], list[Finding]]] = (
        lambda: [_versions()],
        lambda: list(_settings(settings, families)),
        lambda: [_data_folder(settings.home)],
        lambda: [_policy(settings)],
        lambda: [_plugins(settings)],
        lambda: list(_models(settings)),
        lambda: _character(settings),
        lambda: [box.finding(settings.home) for box in installed_sandboxes().values()],
    )
    names = (
        "versions",
        "settings",
        "data folder",
        "policy",
        "plugins",
        "model",
        "character",
        "sandbox engine",
    )
    found = [
        finding
        for subject, part in zip(names, parts, strict=True)
        for finding in _looked(subject, part)
    ]
    apart, wallets = await desk_apart(settings)
    looked = (
        apart if wallets is not None else await _stops(settings),
        [await _store(settings)],
        await _chains(families, settings, wallets),
    )
    return [*found, *itertools.chain(*looked)]


async def _stops(settings: Settings) -> list[Finding]:
    try:
        found = await stops(settings) or ()
    except FiscusError as error:
        return [Finding("desk", False, error.message, error.hint)]
    return [Finding("spending", False, stop.text, stop.hint) for stop in found]


def _looked(subject: str, part: Callable[[], list[Finding]]) -> list[Finding]:
    try:
        return part()
    except FiscusError as error:
        return [Finding(subject, False, error.message, error.hint)]


async def _chains(
    families: Sequence[Family], settings: Settings, wallets: Mapping[str, str] | None
) -> list[Finding]:
    """Wallets and chains. One wallet is enough, and a family without one is asked nothing.

    `wallets` are those of a desk that is a process of its own.
    """
    try:
        keys = await derived_keys(settings, families) if wallets is None else {}
        logged = [await installed_attestation().finding(settings)] if keys else []
    except FiscusError as error:
        return [Finding("TEE", False, error.message, error.hint)]
    listed = [
        Finding(f"{name} key", True, f"derived in TEE_MODE={settings.tee_mode} at {key.path}")
        for name, key in keys.items()
    ]
    listed += logged
    if keys and settings.tee_mode is TeeMode.PRODUCTION:
        text = "in the process that talks to models and people"
        listed.append(Finding("desk", True, text, "`fiscus desk` keeps the keys apart from it."))
    opened = [
        family.open(settings, frozenset(), key.seed if key else None, elsewhere=address)
        for family in families
        for key in [keys.pop(family.name, None)]
        for address in [(wallets or {}).get(family.name)]
    ]
    found = [await _family(*pair) for pair in zip(families, opened, strict=True)]
    works = any(looked.wallet.ok for looked in found if looked.wallet is not None)
    for looked in found:
        if looked.wallet is not None and not looked.wallet.ok:
            listed.append(replace(looked.wallet, ok=works))
        listed += looked.findings
    return listed


@dataclass(frozen=True, slots=True)
class _Looked:
    """A family: its wallet, and the findings on it where there is one, or where it is broken."""

    wallet: Finding | None
    findings: Sequence[Finding] = ()


async def _family(family: Family, opening: AbstractAsyncContextManager[OpenFamily]) -> _Looked:
    try:
        async with opening as opened:
            wallet = opened.wallet
            return _Looked(wallet, await opened.findings() if wallet.ok else ())
    except FiscusError as error:
        return _Looked(None, [Finding(f"{family.name} chains", False, error.message, error.hint)])


def _versions() -> Finding:
    python = f"Python {platform.python_version()}"
    return Finding("versions", True, ", ".join((python, *map(_version, PACKAGES))))


def _version(package: str) -> str:
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError:
        return f"{package} not installed"


def _settings(settings: Settings, families: Sequence[Family]) -> Iterator[Finding]:
    shown = ", ".join(names_set(settings, families)) or "none: the defaults hold"
    yield Finding("settings", True, shown)
    for name, meant in misspelt(settings, families):
        hint = f"Did you mean {meant}?" if meant else "`.env.example` lists every setting."
        ours = name.startswith(OURS)
        yield Finding("settings", not ours, f"{name} is set, and nothing reads it", hint)
    settings.seconds(CONFIRM_TIMEOUT)
    set_up_logging(settings)
    if settings.mode is Mode.SIMULATE:
        yield Finding("mode", True, "simulate: nothing is signed", "FISCUS_MODE=live signs.")


def _data_folder(home: Path) -> Finding:
    shown = str(home.absolute())
    there = next(path for path in (home, *home.absolute().parents) if path.exists())
    if not (there.is_dir() and os.access(there, os.W_OK | os.X_OK)):
        return Finding(
            "data folder",
            False,
            f"{shown} cannot be written",
            "Check its rights, or name another folder in FISCUS_HOME.",
        )
    return Finding("data folder", True, shown if there == home else f"{shown} (made when needed)")


async def _store(settings: Settings) -> Finding:
    """Whether it opens. A file that is not there yet is not made."""
    place = store_location(settings)
    if isinstance(place, Secret):
        shown = "PostgreSQL of POSTGRES_URL"
    else:
        shown = f"SQLite {place.absolute()}"
        if not place.exists():
            return Finding("store", True, f"{shown} (made when needed)")
    try:
        async with await open_store(place) as store:
            await store.ping()
    except FiscusError as error:
        return Finding("store", False, error.message, error.hint)
    return Finding("store", True, shown)


def _policy(settings: Settings) -> Finding:
    if settings.desk is not None:
        return Finding("policy", True, "that of the desk, which is a process of its own")
    if settings.policy is None:
        hint = f"{POLICY.name} names a file with other limits."
        return Finding("policy", True, f"built-in: {_limits(SMALL_AMOUNTS)}", hint)
    known = Known(load_lexicons())
    text = f"{settings.policy}: {_limits(load_policy(settings.policy, known))}"
    found = lint(read_policy(read_text(settings.policy), "The policy file", known), known)
    look = f"`fiscus policy check` finds {len(found)} things to look at." if found else None
    return Finding("policy", True, text, look)


def _limits(policy: Policy) -> str:
    once, daily = policy.limits.per_transaction.usd, policy.limits.per_24h.usd
    amounts = [
        f"{'any amount' if usd is None else f'at most {plain(usd)} USD'} {window}"
        for usd, window in ((once, "a transaction"), (daily, "in 24 hours"))
    ]
    return f"{', '.join(amounts)}; first payment to somebody: {policy.first_payment}"


def _plugins(settings: Settings) -> Finding:
    active = [plugin.name for plugin in load_plugins(plugins_to_run(settings))]
    idle = sorted(set(installed_plugins()) - set(active))
    text = f"active: {', '.join(active)}"
    return Finding("plugins", True, f"{text}; installed too: {', '.join(idle) or 'none'}")


def _models(settings: Settings) -> Iterator[Finding]:
    """Who answers what is no request of the wallet's: a plugin that has its key."""
    source = settings.get(CHARACTER)
    local = source and not source.startswith("http")
    own = frozenset(load_character(source).secrets if local else ())
    named = False
    for plugin in load_plugins(plugins_to_run(settings)):
        kinds = {model_name(registration.type) for registration in plugin.registrations}
        if ModelType.TEXT_LARGE not in kinds:
            continue
        named = True
        lacking = lacking_keys(plugin, settings, own=own)
        text = f"{plugin.name} has no key, so there is no model" if lacking else plugin.name
        hint = f"Set {' and '.join(lacking)}, or do not name {plugin.name}." if lacking else None
        yield Finding("model", not lacking, text, hint)
    if not named:
        text = "none: requests of the wallet need none, other talk is answered from templates"
        yield Finding("model", True, text, "FISCUS_PLUGINS can name openai or anthropic.")


def _character(settings: Settings) -> list[Finding]:
    source = settings.get(CHARACTER)
    if source.startswith("http"):
        return [Finding("character", True, "fetched from its address at every start")]
    return list(_character_file(load_character(source))) if source else []


def _character_file(character: Character) -> Iterator[Finding]:
    yield Finding("character", True, character.name)
    if not character.knowledge:
        return
    collected = collect(character)
    count = sum(1 for source in collected.sources for _ in passages(source.text))
    if count:
        yield Finding("knowledge", count <= MOST, f"{count} passages", _too_many(count))
    for problem in collected.problems:
        yield Finding("knowledge", False, problem.text, problem.hint)


def _too_many(count: int) -> str | None:
    return f"Only the first {MOST} are kept: name fewer files." if count > MOST else None
