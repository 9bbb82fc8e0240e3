"""An agent's evidence of itself, made inside of its domain, for one verifier at a time."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final

from fiscus.core.characters import configured_character
from fiscus.core.desks import elsewhere
from fiscus.core.errors import ConfigError, FiscusError, RequestError
from fiscus.core.families import open_families
from fiscus.core.isolation import settle, where
from fiscus.core.settings import Settings, TeeMode
from fiscus.tee.evidence.checking import POLICY_EVENT
from fiscus.tee.evidence.events import payloads
from fiscus.tee.evidence.quotes import QuoteRefused, read_report
from fiscus.tee.evidence.simulated import is_simulated
from fiscus.tee.evidence.statement import NONCE, VERSION, Paid, Statement, policy_hash
from fiscus.tee.guest import GuestAgent, GuestAgentRefused, Quote, endpoint, open_guest

log = logging.getLogger(__name__)

SECONDS: Final = 1.0
"""How often the policy file is looked at: until it was logged, a change is not in force."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom the evidence is about."""

    agent_id: str
    wallets: Mapping[str, str]
    """Addresses by chain family."""
    policy: Path | None
    """The file; `None` where none is named."""

    def policy_hash(self) -> str:
        """Of the file as it is now. Raises `ConfigError`."""
        try:
            return policy_hash(None if self.policy is None else self.policy.read_bytes())
        except OSError as error:
            raise ConfigError(f"The policy file cannot be read: {error.strerror}") from error

    def said(self, nonce: str, hash_of_policy: str, payment: Paid | None) -> Statement:
        return Statement(
            agent_id=self.agent_id,
            software=f"fiscus {version('fiscus')}",
            policy_hash=hash_of_policy,
            wallets=dict(self.wallets),
            nonce=nonce,
            payment=payment,
        )


@dataclass(slots=True)
class Attester:
    """Asks the guest agent for quotes, one at a time, and logs each policy before it speaks of it.

    Every method raises `NoGuestAgent` or `GuestAgentRefused`, and `ConfigError` where the policy
    file is gone.
    """

    guest: GuestAgent
    subject: Subject
    logs_events: bool = True
    """Whether the guest agent takes events, as far as is known. The newest ones do not; then the
    statement alone says which policy is in force."""
    _logged: str | None = None
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def renew(self) -> None:
        """Extend RTMR3 with the policy's hash where it is not the one that was logged last: at the
        start, and before anything is done under a policy that changed."""
        async with self._one_at_a_time:
            await self._renewed()

    def admits(self, policy: bytes) -> bool:
        """Whether this is the policy that was logged last."""
        return not self.logs_events or policy_hash(policy) == self._logged

    async def follow(self, seconds: float = SECONDS) -> None:
        """Renew whenever the policy file changes, until cancelled. What fails is tried again."""
        told = ""
        while True:
            (failure,) = await settle(self.renew())
            said = "" if failure is None else _told(failure)
            if said and said != told:
                log.error("the policy could not be logged: %s", said)
            told = said
            await asyncio.sleep(seconds)

    async def evidence(self, nonce: str, *, payment: Paid | None = None) -> Mapping[str, object]:
        """The document for a verifier's nonce: JSON, version 1. Raises `RequestError`."""
        if not NONCE.fullmatch(nonce):
            raise RequestError("A nonce is 8 to 64 bytes in lower-case hex")
        async with self._one_at_a_time:
            current = await self._renewed(look_again=True)
            said = self.subject.said(nonce, current, payment)
            quote = await self.guest.get_quote(said.report_data())
            domain = await self.guest.info()
        return _document(said, quote, domain.app_compose)

    async def _renewed(self, *, look_again: bool = False) -> str:
        """Another process of the domain may have logged something since: then `look_again`."""
        current = self.subject.policy_hash()
        if (self._logged is None or look_again) and self.logs_events:
            self._logged = await last_logged(self.guest)
        if self.logs_events and current != self._logged:
            self.logs_events = await self.guest.emit_event(POLICY_EVENT, bytes.fromhex(current))
            if not self.logs_events:
                log.warning("the guest agent logs no events: only the statement names the policy")
            self._logged = current
        return current


async def last_logged(guest: GuestAgent) -> str | None:
    """The hash of the policy that was logged last in this domain, whichever process did it."""
    domain = await guest.info()
    logged = [payload.hex() for payload in payloads(domain.log, POLICY_EVENT)]
    return logged[-1] if logged else None


@asynccontextmanager
async def open_attester(settings: Settings) -> AsyncGenerator[Attester]:
    """Of the agent that the settings describe. Raises `ConfigError` where none runs in a TEE, and
    where its desk is another process, which attests it."""
    if settings.tee_mode is TeeMode.OFF and settings.desk is None:
        raise ConfigError(
            "TEE_MODE is off: nothing here could vouch for this agent",
            hint="Set TEE_MODE=production in a TEE, or TEE_MODE=simulator to try it out.",
        )
    if settings.desk is not None:
        raise elsewhere()
    character = await configured_character(settings)
    async with (
        open_families(settings, agent_id=character.id) as families,
        open_guest(endpoint(settings)) as guest,
    ):
        signers = {name: family.adapter.signer for name, family in families.items()}
        wallets = {name: address for name, address in signers.items() if address}
        yield Attester(guest, Subject(character.id, wallets, settings.policy))


def _document(said: Statement, quote: Quote, app_compose: str) -> Mapping[str, object]:
    if not _holds(quote.quote, said.report_data()):
        raise GuestAgentRefused(
            "The guest agent gives no quote of a TDX domain over what it was asked to sign",
            hint="fiscus attests Intel TDX, as Phala runs it.",
        )
    body: dict[str, object] = {
        "version": VERSION,
        "quote": quote.quote.hex(),
        "event_log": _log(quote.event_log),
        "app_compose": app_compose,
        "statement": said.to_json(),
    }
    if is_simulated(quote.quote):
        from fiscus.tee.simulator.pki import papers

        body |= {"simulated": True, "collateral": papers(datetime.now(UTC)).collateral}
    return body


def _holds(quote: bytes, report_data: bytes) -> bool:
    try:
        return read_report(quote).report_data == report_data
    except QuoteRefused:
        return False


def _told(failure: Exception) -> str:
    return failure.message if isinstance(failure, FiscusError) else where(failure)


def _log(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        raise GuestAgentRefused("The guest agent gives no event log with its quote") from None
