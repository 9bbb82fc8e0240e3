"""What `fiscus tee verify` does: gather the evidence and what it is held against, then check."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, cast

from fiscus.core.errors import RequestError
from fiscus.tee.evidence.checking import Check, Expected, checked
from fiscus.tee.evidence.collateral import fetched_collateral
from fiscus.tee.evidence.document import Evidence, read_evidence
from fiscus.tee.evidence.simulated import ROOT, is_simulated
from fiscus.tee.evidence.sources import asked, is_address, read_file
from fiscus.tee.evidence.statement import NONCE, policy_hash

NONCE_BYTES: Final = 32
MEASURED: Final = ("mrtd", "rtmr0", "rtmr1", "rtmr2")


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be checked, and against what."""

    source: str
    expected: Expected
    collateral: Path | None
    at: int | None
    """Unix seconds; `None` for now."""
    simulated: bool
    """Whether the simulator's keys, which anybody has, are to be believed."""

    @classmethod
    def of(
        cls,
        source: str,
        *,
        nonce: str | None = None,
        agent: str | None = None,
        wallets: Sequence[str] = (),
        policy: Path | None = None,
        compose: Path | None = None,
        measurements: Path | None = None,
        collateral: Path | None = None,
        transaction: str | None = None,
        key_provider: str | None = None,
        at: str | None = None,
        simulated: bool = False,
    ) -> Question:
        """From the words of a command line. Raises `RequestError`."""
        if nonce is not None and not NONCE.fullmatch(nonce):
            raise RequestError("A nonce is 8 to 64 bytes in lower-case hex")
        expected = Expected(
            nonce=nonce,
            agent_id=agent,
            policy_hash=None if policy is None else policy_hash(read_file(policy)),
            wallets=dict(map(_wallet, wallets)) or None,
            app_compose=None if compose is None else _text(compose),
            measurements=None if measurements is None else _measurements(measurements),
            transaction=transaction,
            key_provider=key_provider,
        )
        moment = None if at is None else _moment(at)
        return cls(source, expected, collateral, moment, simulated)


async def looked_at(question: Question) -> list[Check]:
    """Raises `RequestError` where there is no evidence to check, `RpcUnavailable`."""
    expected = question.expected
    if is_address(question.source):
        # A nonce of the person's own is as good: what counts is that the agent did not know it.
        expected = replace(expected, nonce=expected.nonce or secrets.token_hex(NONCE_BYTES))
        content = await asked(question.source, cast("str", expected.nonce))
    else:
        content = read_file(Path(question.source))
    evidence = read_evidence(content)
    _refuse_the_other_kind(evidence, simulated=question.simulated)
    collateral = await _papers(question, evidence)
    now = int(time.time()) if question.at is None else question.at
    root = ROOT if question.simulated else None
    return checked(evidence, collateral, expected, now=now, root=root)


def _refuse_the_other_kind(evidence: Evidence, *, simulated: bool) -> None:
    found = evidence.simulated or is_simulated(bytes.fromhex(evidence.quote))
    if found and not simulated:
        raise RequestError(
            "This evidence was made by the simulator and proves nothing",
            hint="Ask an agent that runs in a TEE. `--simulated` checks it all the same, with keys"
            " that anybody has.",
        )
    if simulated and not found:
        raise RequestError(
            "This evidence was not made by the simulator",
            hint="Leave `--simulated` out: then it is checked against Intel's root.",
        )


async def _papers(question: Question, evidence: Evidence) -> Mapping[str, object]:
    if question.collateral is not None:
        return _object(question.collateral)
    if evidence.collateral is not None:
        return evidence.collateral
    if question.simulated:
        raise RequestError(
            "The simulator's papers are missing",
            hint="They are in the `collateral` of the evidence that `fiscus tee attest` writes.",
        )
    return await fetched_collateral(bytes.fromhex(evidence.quote))


def _wallet(text: str) -> tuple[str, str]:
    family, equals, address = text.partition("=")
    if not (family and equals and address):
        raise RequestError(f"{text!r} is no wallet", hint="Write it as evm=0x… or solana=….")
    return family, address


def _moment(text: str) -> int:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise RequestError(
            f"{text!r} is no time", hint="Write it as 2026-08-14T12:00:00Z."
        ) from None
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


def _measurements(path: Path) -> Mapping[str, str]:
    """A published file may say more than is measured here."""
    found = {name: value for name, value in _object(path).items() if name in MEASURED}
    if set(found) != set(MEASURED) or not all(isinstance(value, str) for value in found.values()):
        raise RequestError(f"{path} must have {', '.join(MEASURED)} as texts in hex")
    return cast("dict[str, str]", found)


def _object(path: Path) -> Mapping[str, object]:
    try:
        found: object = json.loads(read_file(path))
    except ValueError as error:
        raise RequestError(f"{path} is no JSON") from error
    if not isinstance(found, dict):
        raise RequestError(f"{path} holds no JSON object")
    return cast("dict[str, object]", found)


def _text(path: Path) -> str:
    try:
        return read_file(path).decode()
    except UnicodeDecodeError as error:
        raise RequestError(f"{path} is no text in UTF-8") from error
