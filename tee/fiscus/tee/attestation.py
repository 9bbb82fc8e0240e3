"""What a desk in a TEE needs beside its keys: a log of its policies that nobody can change."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from fiscus.core.attestation import Attested, Place, Watch
from fiscus.core.families import Finding
from fiscus.core.settings import Settings
from fiscus.tee.attesting import Attester, Subject, last_logged
from fiscus.tee.guest import endpoint, open_guest
from fiscus.tee.listening import listening

UNLOGGED = (
    "none was logged yet, or the guest agent takes no events: then the statement alone names it"
)


@dataclass(frozen=True, slots=True)
class TeeAttestation:
    """See `fiscus.core.attestation.Attestation`."""

    @asynccontextmanager
    async def attending(
        self, settings: Settings, desk: Attested, at: Place | None
    ) -> AsyncGenerator[Watch]:
        async with open_guest(endpoint(settings)) as guest:
            attester = Attester(guest, Subject(desk.agent_id, desk.wallets, settings.policy))
            await attester.renew()
            following = asyncio.create_task(attester.follow())
            try:
                async with _listening(attester, at) as address:
                    yield Watch(attester.admits, address)
            finally:
                following.cancel()
                await asyncio.gather(following, return_exceptions=True)

    async def finding(self, settings: Settings) -> Finding:
        subject = Subject("", {}, settings.policy)
        async with open_guest(endpoint(settings)) as guest:
            logged = await last_logged(guest)
        if logged is None:
            text = UNLOGGED
        elif logged == subject.policy_hash():
            text = f"{logged} was logged last, and is in force"
        else:
            text = "it changed since one was logged: the desk logs it before it is in force"
        return Finding("TEE policy", True, text)


@asynccontextmanager
async def _listening(attester: Attester, at: Place | None) -> AsyncGenerator[str | None]:
    if at is None:
        yield None
        return
    async with listening(attester.evidence, at) as address:
        yield address


attestation = TeeAttestation()
