"""The wallets of an application before and after a change, and no change that loses them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from fiscus.core.cli.console import say

if TYPE_CHECKING:
    from fiscus.core.settings import Settings
    from fiscus.tee.evidence.statement import Statement
    from fiscus.tee.identity import Identity, Record
    from fiscus.tee.packaging.package import Package
    from fiscus.tee.phala.models import Cvm

evidence_option = click.option(
    "--evidence",
    metavar="URL|FILE",
    help="Where the agent tells its wallets, which must be empty if they are lost.",
)


@dataclass(frozen=True, slots=True)
class Kept:
    """What an application's wallets follow from once it is changed."""

    after: Identity
    wallets: Mapping[str, str]
    """Empty where they are not known, or will be others."""

    @classmethod
    def checked(cls, settings: Settings, cvm: Cvm, package: Package, evidence: str | None) -> Kept:
        """Shows the wallets before and after. Raises `IdentityChanges`."""
        import asyncio

        from fiscus.tee.identity import identity_of
        from fiscus.tee.leaving import refuse_loss
        from fiscus.tee.packaging.identifying import identifying

        app_id, told = _app(cvm), _told(evidence)
        before = _before(settings, app_id, told)
        wallets = _wallets(before, told)
        known = before.identity if before is not None else None
        after = identity_of(app_id, identifying(package), known)
        _show("now", wallets, before.identity if before is not None else None)
        asyncio.run(refuse_loss(settings, before, after, wallets))
        same = known is not None and not any(after.unlike(known))
        if same:
            _show("after", wallets, after)
        else:
            say(f"Wallets after: others, keys at {after.path}", err=True)
        return cls(after, wallets if same else {})

    def note(self, settings: Settings) -> None:
        from fiscus.tee.identity import Records

        if self.after.salt_hash:
            Records(settings.home).note(self.after, self.wallets)


def note_identity(settings: Settings, app_id: str, package: Package) -> None:
    """Keep what the wallets of a new application follow from."""
    from fiscus.tee.identity import Records, identity_of
    from fiscus.tee.packaging.identifying import identifying

    Records(settings.home).note(identity_of(app_id, identifying(package), None))


def refuse_full(settings: Settings, cvm: Cvm, evidence: str | None) -> bool:
    """Raise `IdentityChanges` where wallets that are known have anything of value. Whether there
    are none that could be looked at, though an agent was deployed from here."""
    import asyncio

    from fiscus.tee.leaving import refuse_loss

    told = _told(evidence)
    before = _before(settings, _app(cvm), told)
    if wallets := _wallets(before, told):
        _show("now", wallets, None)
        asyncio.run(refuse_loss(settings, before, None, wallets))
    return before is not None and not wallets


def _app(cvm: Cvm) -> str:
    return (cvm.app_id or cvm.id).removeprefix("0x").removeprefix("app_")


def _told(evidence: str | None) -> Statement | None:
    """What an agent says of itself. Raises `RequestError`."""
    import asyncio
    import secrets
    from pathlib import Path

    from fiscus.core.errors import RequestError
    from fiscus.tee.evidence.document import read_evidence
    from fiscus.tee.evidence.sources import asked, is_address, read_file

    if evidence is None:
        return None
    if is_address(evidence):
        content = asyncio.run(asked(evidence, secrets.token_hex(16)))
    else:
        content = read_file(Path(evidence))
    statement = read_evidence(content).statement
    if statement is None:
        raise RequestError("The evidence says nothing of wallets")
    return statement


def _before(settings: Settings, app_id: str, told: Statement | None) -> Record | None:
    """What is on record here; else what the agent says, whose salt then stays what it is."""
    from fiscus.tee.identity import Identity, Record, Records

    known = Records(settings.home).get(app_id)
    if known is not None or told is None:
        return known
    return Record(identity=Identity(app_id=app_id, agent=told.agent_id, salt_hash=""))


def _wallets(before: Record | None, told: Statement | None) -> Mapping[str, str]:
    """Raises `RequestError` where the agent tells others than are on record."""
    from fiscus.core.errors import RequestError

    known: Mapping[str, str] = before.wallets if before is not None else {}
    if told is None:
        return known
    if any(told.wallets.get(family) != address for family, address in known.items()):
        on_record = ", ".join(f"{family} {address}" for family, address in sorted(known.items()))
        raise RequestError(
            f"The evidence is of other wallets than are on record: {on_record}",
            hint="It must be of this very application, of now.",
        )
    return told.wallets


def _show(when: str, wallets: Mapping[str, str], identity: Identity | None) -> None:
    listed = [f"{family} {address}" for family, address in sorted(wallets.items())]
    named = ", ".join(listed) or "not known here (--evidence tells)"
    path = f", keys at {identity.path}" if identity is not None else ""
    say(f"Wallets {when}: {named}{path}", err=True)
