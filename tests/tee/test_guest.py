"""The guest agent's client, asked at the simulator and at servers that misbehave."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fiscus.chains.sandbox.loopback import Request, Response, serve
from fiscus.core.settings import GUEST_AGENT, Settings
from fiscus.tee import guest
from fiscus.tee.guest import GuestAgentRefused, NoGuestAgent, endpoint, open_guest


async def test_a_key_is_the_paths_own_and_stays(simulator: Path) -> None:
    async with open_guest(str(simulator)) as agent:
        one = await agent.get_key("a")
        again = await agent.get_key("a", algorithm="ed25519")
        other = await agent.get_key("b")
    assert one == again
    assert one != other
    assert len(bytes.fromhex(one.reveal())) == 32


async def test_the_simulator_says_what_it_is(simulator: Path) -> None:
    async with open_guest(str(simulator)) as agent:
        found = await agent.info()
    assert found.simulated
    assert json.loads(found.app_compose)["name"] == found.app_name


async def test_nobody_at_the_socket_is_told_with_what_would_help(tmp_path: Path) -> None:
    with pytest.raises(NoGuestAgent) as error:
        async with open_guest(str(tmp_path / "none.sock")):
            pass
    assert error.value.hint is not None and "fiscus tee simulator start" in error.value.hint


async def test_nobody_at_the_address_is_told(unused_tcp_port: int) -> None:
    async with open_guest(f"http://127.0.0.1:{unused_tcp_port}") as agent:
        with pytest.raises(NoGuestAgent):
            await agent.get_key("a")


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, b'{"error":"5ec2e7"}'),
        (200, b"5ec2e7"),
        (200, b'{"key":"5ec2e7"}'),
        (200, b'{"key":"5ec2e7","signature_chain":[]}'),
        (200, b'{"key":"5ec2e7 zz","signature_chain":[]}'),
        (200, b'["5ec2e7"]'),
    ],
)
async def test_an_answer_that_is_no_key_is_refused_and_not_repeated(
    status: int, body: bytes
) -> None:
    async def answer(_: Request) -> Response:
        return Response(status, body)

    async with serve(answer) as address, open_guest(address) as agent:
        with pytest.raises(GuestAgentRefused) as error:
            await agent.get_key("a")
    assert "5ec2e7" not in str(error.value)
    assert error.value.__cause__ is None
    assert error.value.__context__ is None or error.value.__suppress_context__


async def test_a_guest_agent_without_a_log_is_no_error() -> None:
    async def answer(_: Request) -> Response:
        return Response(404, b"{}")

    async with serve(answer) as address, open_guest(address) as agent:
        assert await agent.emit_event("policy", b"1") is False
        with pytest.raises(GuestAgentRefused):
            await agent.get_quote(b"1")


def test_the_setting_comes_before_the_sockets_in_their_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sockets = [tmp_path / name for name in ("first", "second", "third")]
    monkeypatch.setattr(guest, "SOCKETS", tuple(map(str, sockets)))
    with pytest.raises(NoGuestAgent):
        endpoint(Settings({}))
    for socket in sockets[1:]:
        socket.touch()
    assert endpoint(Settings({})) == str(sockets[1])
    assert endpoint(Settings({GUEST_AGENT.name: "/sim.sock"})) == "/sim.sock"
