"""`fiscus tee verify`, as a person uses it."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any
from unittest.mock import AsyncMock, patch

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from click.testing import CliRunner

from fiscus.core.errors import RequestError, RpcUnavailable
from fiscus.tee.cli import tee
from fiscus.tee.evidence.checking import Check
from fiscus.tee.verifying import Question, looked_at
from tests.tee.recorded import AT, document, measurements

STATEMENT: dict[str, object] = {
    "agent_id": "treasury",
    "software": "fiscus 0.1.0",
    "policy_hash": "ab" * 32,
    "wallets": {},
}


def written(folder: Path, name: str, body: object) -> str:
    path = folder / name
    path.write_text(body if isinstance(body, str) else json.dumps(body))
    return str(path)


def run(*args: str) -> tuple[int, str]:
    done = CliRunner().invoke(tee, ["verify", *args])
    assert done.exception is None or isinstance(done.exception, (SystemExit, RequestError))
    return done.exit_code, done.output or str(done.exception)


@pytest.mark.covers("TEE-29")
def test_a_file_is_checked_and_every_result_is_shown(tmp_path: Path) -> None:
    body = document()
    status, shown = run(
        written(tmp_path, "evidence.json", body),
        *("--at", AT),
        *("--compose", written(tmp_path, "app-compose.json", body["app_compose"])),
        *("--measurements", written(tmp_path, "image.json", {**measurements(), "bios": "x"})),
    )
    assert status == 1
    assert "ok    quote signature: every signature up to Intel's root" in shown
    assert "ok    system image: as published" in shown
    assert "WRONG statement: the agent says nothing of itself" in shown


def test_json_has_the_same_results(tmp_path: Path) -> None:
    status, shown = run(written(tmp_path, "evidence.json", document()), "--at", AT, "--json")
    said = json.loads(shown)
    assert (status, said["ok"]) == (1, False)
    assert said["checks"][0] == {
        "check": "quote signature",
        "holds": True,
        "text": "every signature up to Intel's root",
    }


def test_a_script_can_take_nothing_for_proven_that_is_open(tmp_path: Path) -> None:
    checks = [Check("one", True, ""), Check("two", None, "nothing to compare with")]
    file = written(tmp_path, "evidence.json", document())
    for proven, flags, wanted in (
        (checks[:1], ("--strict",), (0, True)),
        (checks, ("--strict",), (1, False)),
        (checks, (), (0, False)),
    ):
        with patch("fiscus.tee.verifying.looked_at", AsyncMock(return_value=proven)):
            status, shown = run(file, "--json", *flags)
        assert (status, json.loads(shown)["proven"]) == wanted
        assert json.loads(shown)["ok"]


def test_papers_of_a_file_take_the_place_of_those_in_the_evidence(tmp_path: Path) -> None:
    body = document()
    papers = written(tmp_path, "papers.json", {**body["collateral"], "tcb_info": "{}"})
    _, shown = run(written(tmp_path, "evidence.json", body), "--at", AT, "--collateral", papers)
    assert "WRONG quote signature: Nobody vouches for the quote" in shown


def test_what_the_simulator_made_is_no_evidence(tmp_path: Path) -> None:
    status, shown = run(written(tmp_path, "e.json", {**document(), "simulated": True}))
    assert status == 1
    assert "proves nothing" in shown


@pytest.mark.parametrize(
    "args",
    [
        ("--nonce", "xyz"),
        ("--wallet", "0x12"),
        ("--at", "yesterday"),
    ],
)
def test_a_slip_on_the_command_line_is_told(tmp_path: Path, args: tuple[str, str]) -> None:
    status, shown = run(written(tmp_path, "e.json", document()), *args)
    assert status == 1
    assert args[1] in shown or "lower-case hex" in shown


@pytest.mark.parametrize("content", ["[]", "{}", "no json"])
def test_a_file_of_measurements_must_have_them_all(tmp_path: Path, content: str) -> None:
    with pytest.raises(RequestError):
        Question.of("e.json", measurements=Path(written(tmp_path, "m.json", content)))


@pytest.fixture
async def agent() -> AsyncGenerator[tuple[TestServer, dict[str, Any]]]:
    """An agent that answers with what the test put there, and any nonce."""
    answer: dict[str, Any] = {"status": 200, "nonces": []}

    async def attestation(request: web.Request) -> web.Response:
        nonce = request.query["nonce"]
        answer["nonces"].append(nonce)
        statement = {**STATEMENT, "nonce": answer.get("replayed", nonce)}
        body = {**document(), "statement": statement}
        return web.json_response(body, status=answer["status"])

    program = web.Application()
    program.router.add_get("/attestation", attestation)
    server = TestServer(program)
    async with server:
        yield server, answer


async def test_an_agent_is_asked_with_a_nonce_that_nobody_knew(
    agent: tuple[TestServer, dict[str, Any]],
) -> None:
    server, answer = agent
    question = Question.of(str(server.make_url("/attestation")), at=AT)
    first, second = [{c.name: c.holds for c in await looked_at(question)} for _ in range(2)]
    assert first["nonce"] is second["nonce"] is True
    assert len(set(answer["nonces"])) == 2
    assert all(len(nonce) == 64 for nonce in answer["nonces"])
    answer["replayed"] = answer["nonces"][0]
    assert {c.name: c.holds for c in await looked_at(question)}["nonce"] is False


async def test_an_agent_that_has_no_evidence_or_is_away_is_told_as_that(
    agent: tuple[TestServer, dict[str, Any]],
) -> None:
    server, answer = agent
    address = str(server.make_url("/attestation"))
    answer["status"] = 503
    with pytest.raises(RequestError, match="HTTP 503"):
        await looked_at(Question.of(address))
    await server.close()
    with pytest.raises(RpcUnavailable, match="does not answer"):
        await looked_at(Question.of(address))
