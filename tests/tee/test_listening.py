"""`GET /attestation`: what strangers get, and what they do not."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from fiscus.core.attestation import Attested, Place, attested
from fiscus.core.errors import ConfigError, RequestError, RpcUnavailable
from fiscus.core.serving import Request
from fiscus.core.settings import Settings
from fiscus.tee.attesting import Attester, Subject
from fiscus.tee.evidence.checking import all_hold
from fiscus.tee.guest import NoGuestAgent, open_guest
from fiscus.tee.listening import BURST, PATH, Listener, Pace, listening
from fiscus.tee.verifying import Question, looked_at

NONCE = "0011" * 8
WALLETS = {"evm": "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"}


@pytest.fixture
async def attester(simulator: Path) -> AsyncGenerator[Attester]:
    async with open_guest(str(simulator)) as guest:
        yield Attester(guest, Subject("treasury", WALLETS, None))


async def evidence(nonce: str) -> Mapping[str, object]:
    """What takes no time to make."""
    if len(nonce) < 16:
        raise RequestError("A nonce is 8 to 64 bytes in lower-case hex")
    return {"nonce": nonce}


async def asked(listener: Listener, path: str, **query: str) -> tuple[int, Any]:
    response = await listener.answer(Request("GET", path, query))
    return response.status, json.loads(response.body)


async def test_who_asks_with_a_fresh_nonce_can_check_the_answer(attester: Attester) -> None:
    async with listening(attester.evidence, Place(0)) as address:
        wallet = f"evm={WALLETS['evm']}"
        question = Question.of(address, simulated=True, wallets=[wallet], agent="treasury")
        checks = await looked_at(question)
    found = {check.name: check.holds for check in checks}
    assert all_hold(checks)
    assert found["nonce"] is found["wallets"] is found["agent"] is found["statement"] is True


async def test_what_is_simulated_is_refused_over_http_too(attester: Attester) -> None:
    async with listening(attester.evidence, Place(0)) as address:
        with pytest.raises(RequestError, match="simulator"):
            await looked_at(Question.of(address))


@pytest.mark.parametrize(
    ("place", "value", "noticed"),
    [
        (("statement", "agent_id"), "other", "statement"),
        (("statement", "wallets"), {"evm": "0x" + "22" * 20}, "statement"),
        (("statement", "policy_hash"), "ac" * 32, "statement"),
        (("statement", "nonce"), "ff" * 16, "nonce"),
        (("app_compose",), "{}", "compose"),
        (("event_log",), [], "event log"),
        (("collateral", "tcb_info_signature"), "00" * 64, "quote signature"),
    ],
)
async def test_an_answer_that_was_changed_on_its_way_is_noticed(
    attester: Attester, place: tuple[str, ...], value: object, noticed: str
) -> None:
    async def changed(nonce: str) -> Mapping[str, object]:
        body = json.loads(json.dumps(await attester.evidence(nonce)))
        part = body
        for name in place[:-1]:
            part = part[name]
        part[place[-1]] = value
        return body  # type: ignore[no-any-return]

    async with listening(changed, Place(0)) as address:
        checks = await looked_at(Question.of(address, simulated=True))
    assert noticed in {check.name for check in checks if check.holds is False}


async def test_a_desk_in_a_tee_answers_for_as_long_as_it_runs(simulator: Path) -> None:
    values = {"TEE_MODE": "simulator", "DSTACK_SIMULATOR_ENDPOINT": str(simulator)}
    desk = Attested("treasury", WALLETS)
    async with attested(Settings(values), desk, Place(0)) as watch:
        assert watch.address is not None
        assert all_hold(await looked_at(Question.of(watch.address, simulated=True)))
    with pytest.raises(RpcUnavailable):
        await looked_at(Question.of(watch.address, simulated=True))


async def test_a_desk_without_a_tee_has_nothing_to_answer_with() -> None:
    desk = Attested("treasury", WALLETS)
    async with attested(Settings({}), desk) as watch:
        assert (watch.admits, watch.address) == (None, None)
    with pytest.raises(ConfigError, match="TEE_MODE is off"):
        async with attested(Settings({}), desk, Place(0)):
            pass


async def test_an_answer_of_before_is_noticed(attester: Attester) -> None:
    before = await attester.evidence(NONCE)

    async def replayed(nonce: str) -> Mapping[str, object]:
        return before

    async with listening(replayed, Place(0)) as address:
        checks = await looked_at(Question.of(address, simulated=True))
    assert {check.name for check in checks if check.holds is False} == {"nonce"}


async def test_there_is_nothing_else_to_ask_for() -> None:
    listener = Listener(evidence)
    for path in ("/", "/attestation/", "/attestation/x", "/GetKey", "/health"):
        status, body = await asked(listener, path, nonce=NONCE)
        assert (status, body["error"]["code"]) == (404, "NOT_FOUND")
    for method in ("POST", "HEAD", "PUT", "DELETE"):
        response = await listener.answer(Request(method, PATH, {"nonce": NONCE}))
        assert response.status == 405


async def test_without_a_nonce_that_is_one_there_is_no_evidence() -> None:
    listener = Listener(evidence)
    status, body = await asked(listener, PATH)
    assert (status, body["error"]["code"]) == (400, "INVALID_PARAMS")
    status, body = await asked(listener, PATH, nonce="00")
    assert (status, body["error"]["code"]) == (400, "INVALID_PARAMS")
    assert await asked(listener, PATH, nonce=NONCE) == (200, {"nonce": NONCE})


async def test_what_went_wrong_inside_is_for_the_log_alone(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def away(nonce: str) -> Mapping[str, object]:
        raise NoGuestAgent("The guest agent at /secret/place does not answer")

    async def broken(nonce: str) -> Mapping[str, object]:
        raise ZeroDivisionError("5ec2e7")

    status, body = await asked(Listener(away), PATH, nonce=NONCE)
    assert (status, body["error"]["code"]) == (503, "NO_GUEST_AGENT")
    assert "secret" not in json.dumps(body)
    status, body = await asked(Listener(broken), PATH, nonce=NONCE)
    assert (status, body["error"]["code"]) == (500, "INTERNAL")
    assert "5ec2e7" not in json.dumps(body) + caplog.text
    assert "/secret/place" in caplog.text


async def test_too_many_questions_are_refused_and_later_ones_answered() -> None:
    now = 1000.0
    listener = Listener(evidence, Pace(lambda: now))
    statuses = [(await asked(listener, PATH, nonce=NONCE))[0] for _ in range(BURST + 2)]
    assert statuses == [200] * BURST + [429] * 2
    now += 1.5
    statuses = [(await asked(listener, PATH, nonce=NONCE))[0] for _ in range(2)]
    assert statuses == [200, 429]


async def test_one_quote_is_made_at_a_time(attester: Attester) -> None:
    running, most = 0, 0
    ask = attester.guest.get_quote

    class Counting:
        async def get_quote(self, data: bytes) -> object:
            nonlocal running, most
            running += 1
            most = max(most, running)
            try:
                await asyncio.sleep(0)
                return await ask(data)
            finally:
                running -= 1

        def __getattr__(self, name: str) -> object:
            return getattr(attester.guest, name)

    counting = replace(attester, guest=Counting())  # type: ignore[arg-type]
    async with (
        listening(counting.evidence, Place(0)) as address,
        httpx.AsyncClient(timeout=60) as http,
    ):
        answers = await asyncio.gather(
            *(http.get(address, params={"nonce": f"{number:032x}"}) for number in range(5))
        )
    assert [answer.status_code for answer in answers] == [200] * 5
    assert [answer.json()["statement"]["nonce"] for answer in answers] == [
        f"{number:032x}" for number in range(5)
    ]
    assert most == 1


async def test_a_request_with_a_body_is_cut_short() -> None:
    async with listening(evidence, Place(0)) as address, httpx.AsyncClient(timeout=60) as http:
        with_body = await http.request("GET", f"{address}?nonce={NONCE}", content=b"x")
        assert with_body.status_code == 413


async def test_a_port_that_is_taken_is_told() -> None:
    async with listening(evidence, Place(0)) as address:
        port = httpx.URL(address).port
        assert port is not None
        with pytest.raises(ConfigError, match="cannot be used"):
            async with listening(evidence, Place(port)):
                pass
