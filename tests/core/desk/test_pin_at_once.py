from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from fiscus.core.desk.pins import Head, Pin


def test_payments_of_several_wallets_pin_the_journal_at_the_same_time(tmp_path: Path) -> None:
    pin = Pin(tmp_path / "journal.pin")
    heads = [Head(number, f"{number:064x}") for number in range(1, 201)]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(pin.write, heads))
    assert pin.read() in heads
    assert [path.name for path in tmp_path.iterdir()] == ["journal.pin"]
