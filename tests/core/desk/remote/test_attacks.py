"""An agent's process in the hands of somebody else: it gets what the policy gives it, and no more.

`FakeAdapter` signs nothing that a test did not allow; here none allows anything unless it says so.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from eth_account import Account
from eth_account.messages import encode_defunct

from fiscus.core.desk.adapter import SWEEP
from fiscus.core.desk.approvers import OWNER_KEY, Approver, Approving
from fiscus.core.desk.consenting import text_to_sign
from fiscus.core.desk.door import Consent
from fiscus.core.desk.outcome import State
from fiscus.core.desk.policy import Recipients
from fiscus.core.desk.remote import service
from fiscus.core.desk.remote.service import MOST_QUESTIONS
from fiscus.core.origins import Origin
from tests.core.desk.fakes import BOB, TERMINAL, pay
from tests.core.desk.remote.counter import AGENT, ASKS, COUNTS, Counter, Front, said, submission

OTHERS = "0x" + "42" * 32
"""A key that no policy lists."""


async def submitted(front: Front, body: object) -> dict[str, Any]:
    status, answer = await front.post("/1/submit", body)
    assert status == 200, answer
    return answer


async def test_no_claim_of_an_owner_a_consent_or_an_origin_pays(counter: Counter) -> None:
    async with counter.open(ASKS) as front:
        for number, (consent, origin) in enumerate(product(Consent, Origin)):
            body = submission(said(str(number)))
            body["ticket"]["speaker"] = {
                "name": "owner",
                "owner": True,
                "consent": consent.value,
                "may_ask": True,
            }
            body["ticket"]["words"]["idea"] = origin.value
            body["intent"]["values"]["action"] = {"value": "transfer", "origin": ""}
            for values in (body["ticket"]["words"]["values"], body["intent"]["values"]):
                for value in values.values():
                    value["origin"] = origin.value
            assert (await submitted(front, body))["state"] == "planned"
    assert counter.world.adapter.chain.signed == []


@pytest.mark.parametrize("origin", ["book", "default", "strategy"])
async def test_what_the_desk_looks_up_itself_is_not_taken_from_the_agent(
    counter: Counter, origin: str
) -> None:
    """Not even of an agent whose word counts: the book is the desk's own."""
    listed = COUNTS.model_copy(update={"recipients": Recipients(book="only")})
    body = submission()
    for values in (body["ticket"]["words"]["values"], body["intent"]["values"]):
        values["recipient"]["origin"] = origin
    async with counter.open(listed) as front:
        status, answer = await front.post("/1/submit", body)
    assert (status, answer["code"]) == (409, "POLICY_DENIED")


@pytest.mark.parametrize("consent", ["given", "ask"])
async def test_a_yes_given_beforehand_does_not_come_over_the_socket(
    counter: Counter, consent: str
) -> None:
    body = submission(said(amount="0.006"), pay("0.006"))  # $12, beyond the agent's limit
    body["ticket"]["speaker"]["consent"] = consent
    async with counter.open(COUNTS) as front:
        answer = await submitted(front, body)
        status, refused = await front.post(
            "/1/approve",
            {"approval": answer["approval"]["id"], "by": body["ticket"]["speaker"]},
        )
    assert (answer["state"], status, refused["code"]) == ("planned", 409, "NOT_APPROVER")


async def test_an_approver_who_is_an_owner_cannot_be_played_from_the_socket(
    counter: Counter,
) -> None:
    approvers = (Approver(name="treasurer", key=OWNER_KEY),)
    policy = ASKS.model_copy(update={"approvals": Approving(approvers=approvers)})
    async with counter.open(policy) as front:
        asked = await front.pay()
        assert asked.approval is not None
        speaker = {"name": "treasurer", "owner": True, "consent": "given", "may_ask": False}
        signed = {"signature": "owner", "name": "treasurer"}
        for by in (speaker, signed):
            status, answer = await front.post(
                "/1/approve", {"approval": asked.approval.id, "by": by}
            )
            assert (status, answer["code"]) == (409, "NOT_APPROVER")
        assert (await front.desk.books.status(asked.journal_id)).state is State.PLANNED


async def test_a_signature_counts_for_the_question_it_was_given_to_and_for_nobody_else(
    counter: Counter,
) -> None:
    async with counter.open() as front:
        one, two = await front.pay("1"), await front.pay("2")
        assert one.approval is not None and two.approval is not None
        question = await front.remote.books.question(one.approval.id)
        text = encode_defunct(text=text_to_sign(question.record, "approve"))
        forged = {
            "signature": "0x" + bytes(Account.sign_message(text, OTHERS).signature).hex(),
            "name": "ada",
        }
        for approval in (one.approval.id, two.approval.id):
            status, answer = await front.post("/1/approve", {"approval": approval, "by": forged})
            assert (status, answer["code"]) == (409, "NOT_APPROVER")


async def test_a_ticket_is_used_up_by_what_it_was_used_for(counter: Counter) -> None:
    counter.world.adapter.may_sign()
    async with counter.open(COUNTS) as front:
        paid = await submitted(front, submission())
        for body in (submission(), submission(intent=pay("0.002")), submission(intent=pay(to=BOB))):
            assert await submitted(front, body) == paid
    assert len(counter.world.adapter.chain.signed) == 1


async def test_a_question_is_not_turned_into_another_by_its_own_ticket(counter: Counter) -> None:
    async with counter.open() as front:
        asked = await submitted(front, submission())
        assert await submitted(front, submission(intent=pay("5", to=BOB))) == asked


async def test_another_agents_name_and_a_part_of_ones_own_are_not_understood(
    counter: Counter,
) -> None:
    async with counter.open(COUNTS) as front:
        for place in ("ticket", "intent"):
            for name, value in (("agent", "Treasurer"), ("part", "7"), ("policy", "none")):
                body = submission()
                body[place][name] = value
                status, answer = await front.post("/1/submit", body)
                assert (status, answer["code"]) == (400, "DESK_REQUEST")


async def test_nobody_sweeps_the_wallet_through_the_socket(counter: Counter) -> None:
    policy = COUNTS.model_copy(update={"evacuation": {"fake": BOB}})
    body = submission()
    body["intent"]["action"] = body["ticket"]["words"]["action"] = SWEEP
    async with counter.open(policy) as front:
        status, answer = await front.post("/1/submit", body)
    assert (status, answer["code"]) == (409, "NOT_OWNER")


async def test_what_another_agent_asked_for_is_not_an_agents_to_decide(counter: Counter) -> None:
    async with counter.open() as front:
        other = await front.desk.submit(said(by=TERMINAL), pay())
        assert other.approval is not None
        speaker = {"name": "owner", "owner": True, "consent": "policy", "may_ask": False}
        for path, body in (
            ("/1/deny", {"approval": other.approval.id, "by": speaker}),
            ("/1/speed_up", {"payment": other.journal_id, "speaker": speaker}),
            ("/1/cancel", {"payment": other.journal_id, "speaker": speaker}),
        ):
            status, answer = await front.post(path, body)
            assert (status, answer["code"]) == (409, "NOT_OWNER")


async def test_a_fee_is_raised_and_a_payment_called_back_with_a_yes_alone(
    counter: Counter,
) -> None:
    world = counter.world
    world.adapter.mines = False
    world.adapter.may_sign()
    async with counter.open(confirm_seconds=0.05) as front:
        sent = await front.desk.submit(replace(said(), agent=AGENT), pay())
        assert sent.state is State.SENT
        speaker = {"name": "owner", "owner": True, "consent": "given", "may_ask": False}
        for path in ("/1/speed_up", "/1/cancel"):
            status, answer = await front.post(
                path, {"payment": sent.journal_id, "speaker": speaker}
            )
            assert (status, answer["approval"] is not None) == (200, True)
    assert len(world.adapter.chain.signed) == 1


def malformed() -> Iterator[bytes]:
    yield from (b"", b"{", b"null", b"[]", b"\xff\xfe\x00", b'{"ticket": {}, "intent": {}}')
    yield from (b"[" * 50_000, b'{"a":' * 20_000, b"9" * 100_000)
    whole = submission()
    yield json.dumps({**whole, "more": 1}).encode()
    for name, value in (("step", -1), ("step", "0"), ("step", 0.5), ("text", "x" * 70_000)):
        yield json.dumps({**whole, "ticket": {**whole["ticket"], name: value}}).encode()


async def test_what_is_not_understood_is_refused_and_ends_nothing(counter: Counter) -> None:
    async with counter.open() as front:
        for body in malformed():
            status, answer = await front.post("/1/submit", body)
            assert (status, answer["code"]) == (400, "DESK_REQUEST")
        assert (await front.pay()).state is State.PLANNED


async def test_there_is_nothing_else_to_ask_for(counter: Counter) -> None:
    verbs = ("unfreeze", "stop", "seal", "sign", "submit/", "_submit", "__class__")
    paths = (*(f"/1/{verb}" for verb in verbs), "/2/submit", "/submit", "/")
    async with counter.open() as front:
        for path in paths:
            status, answer = await front.post(path, submission())
            assert (status, answer["code"]) == (400, "DESK_REQUEST")
        assert (await front.http.get("/1/submit")).status_code == 400


async def test_a_body_that_is_too_big_is_not_read(counter: Counter) -> None:
    async with counter.open() as front:
        answer = await front.http.post("/1/submit", content=b" " * (600 * 1024))
        assert answer.status_code == 413
        assert (await front.pay()).state is State.PLANNED


@pytest.mark.parametrize(
    "sent",
    [
        b"\x00\xff\x16\x03\x01 no HTTP at all\r\n\r\n",
        b"POST http://[ HTTP/1.1\r\nhost: x\r\n\r\n",
        b"POST / HTTP/1.1\r\n" + b"x: y\r\n" * 20_000,
        b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
    ],
    ids=range(5),
)
async def test_what_is_no_http_is_refused_and_ends_nothing(counter: Counter, sent: bytes) -> None:
    async with counter.open() as front:
        reader, writer = await asyncio.open_unix_connection(counter.socket)
        writer.write(sent)
        async with asyncio.timeout(60):
            assert (await reader.read()).startswith(b"HTTP/1.1 4")
        writer.close()
        assert (await front.pay()).state is State.PLANNED


async def test_a_fault_of_the_desk_is_an_answer_and_ends_nothing(
    counter: Counter, caplog: pytest.LogCaptureFixture
) -> None:
    counter.world.adapter.tell("plan", ZeroDivisionError("0xSECRET"))
    async with counter.open() as front:
        status, answer = await front.post("/1/submit", submission())
        assert (status, answer["code"]) == (500, "INTERNAL")
        assert "SECRET" not in caplog.text + json.dumps(answer)
        assert (await front.pay()).state is State.PLANNED


async def test_a_flood_is_slowed_down_and_others_are_answered(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "MOST_QUESTIONS", 3)
    async with counter.open() as front:
        bodies = [submission(said(str(number))) for number in range(12)]
        answers = [await front.post("/1/submit", body) for body in bodies]
        assert [status for status, _ in answers] == [200] * 3 + [503] * 9
        assert answers[-1][1]["code"] == "DESK_BUSY"
        assert len(await front.remote.books.pending()) == 3
    assert MOST_QUESTIONS == 100


async def test_many_connections_at_once_leave_the_desk_at_work(counter: Counter) -> None:
    async with counter.open() as front:
        opened = [await asyncio.open_unix_connection(counter.socket) for _ in range(60)]
        for _, writer in opened:
            writer.write(b"POST /1/submit HTTP/1.1\r\nhost: desk\r\ncontent-length: 9\r\n\r\n")
        for _, writer in opened:
            writer.close()
        await asyncio.gather(
            *(writer.wait_closed() for _, writer in opened), return_exceptions=True
        )
        assert (await front.pay()).state is State.PLANNED
