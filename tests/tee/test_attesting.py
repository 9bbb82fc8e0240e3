"""An agent's evidence, made at the simulator as it is made in a TEE."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from fiscus.core.attestation import Attested
from fiscus.core.desk.policyfile import PolicyFile, PolicyNotAttested
from fiscus.core.errors import ConfigError, RequestError
from fiscus.core.serving import Request, Response, serve_on, unix_listener
from fiscus.core.settings import Settings
from fiscus.tee.attestation import attestation
from fiscus.tee.attesting import Attester, Subject
from fiscus.tee.evidence.checking import POLICY_EVENT, Check, Expected, all_hold, checked
from fiscus.tee.evidence.document import read_evidence
from fiscus.tee.evidence.events import payloads
from fiscus.tee.evidence.simulated import ROOT
from fiscus.tee.evidence.statement import BUILT_IN_POLICY, Paid, Statement, policy_hash
from fiscus.tee.guest import GuestAgentRefused, open_guest
from fiscus.tee.simulator.machine import Machine
from fiscus.tee.simulator.protocol import answered
from fiscus.tee.simulator.root import root_secret

NONCE = "0011" * 8
WALLETS = {"evm": "0x70997970C51812dc3A010C7d01b50e0d17dc79C8", "solana": "9xQ"}


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    path = tmp_path / "policy.yaml"
    rewrite(path, "limits: {per_transaction: {usd: 10}}\n")
    return path


@pytest.fixture
async def attester(simulator: Path, policy: Path) -> AsyncGenerator[Attester]:
    async with open_guest(str(simulator)) as guest:
        yield Attester(guest, Subject("treasury", WALLETS, policy))


def rewrite(path: Path, text: str) -> None:
    path.write_text(text)


def content_of(path: Path) -> bytes:
    return path.read_bytes()


def hash_of(path: Path) -> str:
    return policy_hash(path.read_bytes())


def looked(body: object, expected: Expected) -> list[Check]:
    evidence = read_evidence(json.dumps(body).encode())
    assert evidence.collateral is not None and evidence.simulated
    return checked(evidence, evidence.collateral, expected, now=int(time.time()), root=ROOT)


def wrong(checks: list[Check]) -> set[str]:
    return {check.name for check in checks if check.holds is False}


async def logged(attester: Attester) -> list[str]:
    found = await attester.guest.info()
    return [payload.hex() for payload in payloads(found.log, POLICY_EVENT)]


async def until_logged(attester: Attester, count: int) -> None:
    while len(await logged(attester)) < count:  # noqa: ASYNC110
        await asyncio.sleep(0.01)


async def test_it_says_who_runs_under_which_policy_for_this_nonce(
    attester: Attester, policy: Path
) -> None:
    expected = Expected(
        nonce=NONCE,
        agent_id="treasury",
        wallets=WALLETS,
        policy_hash=hash_of(policy),
        app_compose=(await attester.guest.info()).app_compose,
    )
    checks = looked(await attester.evidence(NONCE), expected)
    assert all_hold(checks)
    silent = {check.name for check in checks if check.holds is None}
    assert silent == {
        "images",
        "system image",
        "keys",
        "hardware",
    }  # the simulator's app has no service


async def test_without_a_policy_file_it_names_the_built_in_one(simulator: Path) -> None:
    async with open_guest(str(simulator)) as guest:
        attester = Attester(guest, Subject("treasury", WALLETS, None))
        body = await attester.evidence(NONCE)
    assert wrong(looked(body, Expected(policy_hash=BUILT_IN_POLICY))) == set()


async def test_each_policy_is_logged_once_and_before_it_is_spoken_of(
    attester: Attester, policy: Path
) -> None:
    first = hash_of(policy)
    await attester.renew()
    await attester.renew()
    assert await logged(attester) == [first]
    rewrite(policy, "limits: {per_transaction: {usd: 20}}\n")
    second = hash_of(policy)
    checks = looked(await attester.evidence(NONCE), Expected(policy_hash=second))
    assert wrong(checks) == set()
    assert await logged(attester) == [first, second]


async def test_a_process_that_starts_again_logs_only_another_policy(
    attester: Attester, policy: Path
) -> None:
    await attester.renew()
    again = Attester(attester.guest, attester.subject)
    await again.renew()
    assert len(await logged(attester)) == 1
    rewrite(policy, "mode: simulate\n")
    await Attester(attester.guest, attester.subject).renew()
    assert len(await logged(attester)) == 2


async def test_a_policy_that_changes_while_nobody_asks_is_logged(
    attester: Attester, policy: Path
) -> None:
    following = asyncio.create_task(attester.follow(0.01))
    try:
        async with asyncio.timeout(30):
            await until_logged(attester, 1)
            rewrite(policy, "mode: simulate\n")
            await until_logged(attester, 2)
    finally:
        following.cancel()
    assert (await logged(attester))[-1] == hash_of(policy)


async def test_a_policy_file_that_is_away_for_a_moment_stops_no_following(
    attester: Attester, policy: Path, caplog: pytest.LogCaptureFixture
) -> None:
    moved = policy.rename(policy.with_name("away.yaml"))  # noqa: ASYNC240
    following = asyncio.create_task(attester.follow(0.01))
    try:
        async with asyncio.timeout(30):
            while "could not be logged" not in caplog.text:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
            moved.rename(policy)
            await until_logged(attester, 1)
    finally:
        following.cancel()


async def test_a_policy_is_in_force_once_it_was_logged_and_not_before(
    simulator: Path, policy: Path
) -> None:
    settings = Settings({"DSTACK_SIMULATOR_ENDPOINT": str(simulator), "FISCUS_POLICY": str(policy)})
    desk = Attested("treasury", WALLETS)
    async with attestation.attending(settings, desk, None) as watch:
        admits = watch.admits
        assert admits is not None
        file = PolicyFile(policy, admits=admits)
        assert file.current().mode == "live"
        rewrite(policy, "mode: simulate\n")
        with pytest.raises(PolicyNotAttested):
            file.current()
        async with asyncio.timeout(30):
            while not admits(content_of(policy)):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        assert file.current().mode == "simulate"
    async with open_guest(str(simulator)) as guest:
        logged_ones = payloads((await guest.info()).log, POLICY_EVENT)
        assert [payload.hex() for payload in logged_ones][1:] == [hash_of(policy)]


async def test_a_policy_that_comes_back_after_another_was_logged_is_logged_again(
    attester: Attester, policy: Path
) -> None:
    await attester.renew()
    first = content_of(policy)
    rewrite(policy, "mode: simulate\n")
    await Attester(attester.guest, attester.subject).renew()
    rewrite(policy, first.decode())
    assert wrong(looked(await attester.evidence(NONCE), Expected())) == set()
    assert len(await logged(attester)) == 3
    assert attester.admits(first)
    assert not attester.admits(b"mode: simulate\n")


async def test_evidence_of_before_a_change_of_the_policy_is_known_as_that(
    attester: Attester, policy: Path
) -> None:
    """A policy change whose attestation was not renewed: by the policy, and by the nonce."""
    before = await attester.evidence(NONCE)
    rewrite(policy, "mode: simulate\n")
    now = Expected(nonce="ff" * 16, policy_hash=hash_of(policy))
    assert wrong(looked(before, now)) == {"nonce", "policy"}


async def test_a_statement_of_the_old_policy_after_a_change_is_known_by_the_log(
    attester: Attester, policy: Path
) -> None:
    old = hash_of(policy)
    await attester.renew()
    body = dict(await attester.evidence(NONCE))
    await attester.guest.emit_event(POLICY_EVENT, bytes(32))
    statement = Statement.model_validate(body["statement"])
    newer = await attester.guest.get_quote(statement.report_data())
    body |= {"quote": newer.quote.hex(), "event_log": newer.event_log}
    checks = looked(body, Expected(policy_hash=old))
    assert wrong(checks) == {"policy changes"}


async def test_a_policy_file_that_is_gone_is_told(attester: Attester, policy: Path) -> None:
    gone = Attester(attester.guest, Subject("treasury", WALLETS, policy.with_name("none.yaml")))
    with pytest.raises(ConfigError, match="policy file"):
        await gone.evidence(NONCE)


@pytest.mark.parametrize("nonce", ["", "00" * 7, "00" * 65, "0g" * 8, "AA" * 8, "001" * 5])
async def test_what_is_no_nonce_is_refused_before_anybody_signs(
    attester: Attester, nonce: str
) -> None:
    with pytest.raises(RequestError, match="nonce"):
        await attester.evidence(nonce)


async def test_a_payment_is_bound_into_it(attester: Attester) -> None:
    paid = Paid(
        id="b1",
        chain="base",
        signer=WALLETS["evm"],
        transaction="0x" + "12" * 32,
        state="confirmed",
        row=7,
        row_hash="ab" * 32,
    )
    body = await attester.evidence(NONCE, payment=paid)
    assert wrong(looked(body, Expected(transaction=paid.transaction))) == set()
    assert wrong(looked(body, Expected(transaction="0x" + "13" * 32))) == {"payment"}
    strangers = paid.model_copy(update={"signer": "0x" + "22" * 20})
    body = await attester.evidence(NONCE, payment=strangers)
    assert wrong(looked(body, Expected())) == {"payment"}


@asynccontextmanager
async def guest_agent(folder: Path, **instead: Response) -> AsyncGenerator[Path]:
    """A simulator that answers some methods otherwise."""
    machine = Machine(root_secret(folder))

    async def handle(request: Request) -> Response:
        return instead.get(request.path.strip("/")) or answered(machine, request)

    async with serve_on(unix_listener(folder / "other.sock"), handle):
        yield folder / "other.sock"


async def test_a_guest_agent_that_logs_no_events_is_told_and_the_statement_speaks(
    simulator_folder: Path, policy: Path, caplog: pytest.LogCaptureFixture
) -> None:
    missing = Response(404, b'{"error":"Method not found"}')
    async with (
        guest_agent(simulator_folder, EmitEvent=missing) as socket,
        open_guest(str(socket)) as guest,
    ):
        attester = Attester(guest, Subject("treasury", WALLETS, policy))
        body = await attester.evidence(NONCE)
        again = await attester.evidence(NONCE)
    assert not attester.logs_events
    assert caplog.text.count("logs no events") == 1
    for document in (body, again):
        found = looked(document, Expected(policy_hash=hash_of(policy)))
        checks = {check.name: check.holds for check in found}
        assert (checks["policy"], checks["policy changes"]) == (True, None)


async def test_an_event_that_failed_is_tried_again_and_nothing_is_attested_before(
    simulator_folder: Path, policy: Path
) -> None:
    async with (
        guest_agent(simulator_folder, EmitEvent=Response(500, b"{}")) as socket,
        open_guest(str(socket)) as guest,
    ):
        attester = Attester(guest, Subject("treasury", WALLETS, policy))
        for _ in range(2):
            with pytest.raises(GuestAgentRefused):
                await attester.evidence(NONCE)


@pytest.mark.parametrize(
    "answer",
    [
        {"quote": "", "event_log": "[]"},
        {"quote": "00" * 700, "event_log": "[]"},
        {"quote": "zz", "event_log": "[]"},
        {"event_log": "[]"},
    ],
)
async def test_what_is_no_quote_of_a_td_is_refused(
    simulator_folder: Path, policy: Path, answer: dict[str, str]
) -> None:
    bad = Response(200, json.dumps(answer).encode())
    async with (
        guest_agent(simulator_folder, GetQuote=bad) as socket,
        open_guest(str(socket)) as guest,
    ):
        with pytest.raises(GuestAgentRefused):
            await Attester(guest, Subject("treasury", WALLETS, policy)).evidence(NONCE)
