from __future__ import annotations

import pytest

from fiscus.core.desk.remote.turnstile import MINUTE, Turnstile
from fiscus.core.errors import DeskBusy
from tests.core.desk.fakes import FakeClock


def test_so_many_pass_in_any_minute() -> None:
    clock = FakeClock()
    turnstile = Turnstile(3, clock)
    for _ in range(3):
        turnstile.enter()
        clock.seconds += 1
    with pytest.raises(DeskBusy, match="at most 3"):
        turnstile.enter()
    clock.seconds += MINUTE - 3
    turnstile.enter()
    with pytest.raises(DeskBusy):
        turnstile.enter()
