"""The socket file: whose it is, and that one desk alone serves at it."""

from __future__ import annotations

import grp
import os
import stat
from pathlib import Path
from socket import AF_UNIX
from socket import socket as new_socket

import pytest

from fiscus.core.desk.remote.client import open_remote_desk
from fiscus.core.desk.remote.line import open_line
from fiscus.core.desk.remote.methods import ABOUT
from fiscus.core.desk.remote.server import serving_desk
from fiscus.core.desk.remote.service import DeskService
from fiscus.core.desk.remote.wire import Nothing
from fiscus.core.errors import ConfigError, DeskUnavailable
from tests.core.desk.fakes import World
from tests.core.desk.remote.counter import AGENT, Counter


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


async def test_the_socket_is_its_users_alone_and_goes_with_the_desk(counter: Counter) -> None:
    async with counter.open():
        assert mode(counter.socket) == 0o600
        assert mode(counter.socket.parent) & 0o077 == 0
    assert not counter.socket.exists()


async def test_a_group_can_be_let_in(world: World, socket: Path) -> None:
    mine = grp.getgrgid(os.getgid()).gr_name
    async with world.desk() as desk, serving_desk(DeskService(desk, AGENT), socket, group=mine):
        assert mode(socket) == 0o660


async def test_a_second_desk_is_refused_and_the_first_goes_on(
    counter: Counter, world: World
) -> None:
    async with counter.open() as front, world.desk() as desk:
        with pytest.raises(ConfigError, match="Another desk serves"):
            async with serving_desk(DeskService(desk, AGENT), counter.socket):
                pytest.fail("two desks serve at one socket")
        assert await front.remote.books.wallets()


async def test_what_a_killed_desk_left_is_replaced(counter: Counter) -> None:
    with new_socket(AF_UNIX) as left:
        left.bind(str(counter.socket))
    async with counter.open() as front:
        assert await front.remote.books.wallets()


@pytest.mark.parametrize("name", ["desk.sock", "x" * 120])
async def test_a_path_that_can_be_no_socket_is_refused(
    world: World, socket: Path, name: str
) -> None:
    path = socket.with_name(name)
    if len(name) < 100:
        path.write_text("somebody's file")
    async with world.desk() as desk:
        with pytest.raises(ConfigError, match=r"no socket|too long"):
            async with serving_desk(DeskService(desk, AGENT), path):
                pytest.fail("it serves")
    assert len(name) > 100 or path.read_text() == "somebody's file"


async def test_a_group_that_is_not_there_is_refused(world: World, socket: Path) -> None:
    async with world.desk() as desk:
        with pytest.raises(ConfigError, match="cannot serve"):
            async with serving_desk(DeskService(desk, AGENT), socket, group="no such group"):
                pytest.fail("it serves")


async def test_without_a_desk_the_agent_says_where_it_looked(socket: Path) -> None:
    async with open_line(socket, patience=0.05) as line:
        with pytest.raises(DeskUnavailable, match=r"desk\.sock") as refused:
            await line.ask(ABOUT, Nothing())
    assert "fiscus desk" in str(refused.value)


async def test_a_desk_says_whose_it_is(counter: Counter) -> None:
    async with counter.open(), open_remote_desk(counter.socket) as remote:
        assert remote.about.agent == AGENT
