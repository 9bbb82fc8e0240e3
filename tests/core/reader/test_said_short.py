"""What is said once for several, or pointed at: and the neighbours that must not act."""

from __future__ import annotations

import pytest

from fiscus.core.reader.reader import Reader
from tests.core.reader.lexicons import ALICE, BOB, WRITES
from tests.core.reader.rows import meaning, same

_A5 = "transfer amount=5 token=USDC recipient=a.eth"
_B5 = "transfer amount=5 token=USDC recipient=b.eth"
_B6 = "transfer amount=6 token=USDC recipient=b.eth"
_ETH = "swap amount=100 token=USDC to_token=ETH"
_ALL = "transfer amount=all amount_of=previous token=ETH recipient=bob.eth"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # what arrived
        ("swap 100 USDC to ETH and send the ETH to bob.eth", f"{_ETH}; {_ALL}"),
        ("swap 100 USDC to ETH, then send bob.eth the ETH", f"{_ETH}; {_ALL}"),
        # the same to somebody else of the list
        ("send 5 usdc to a.eth and the same to b.eth", f"{_A5}; {_B5}"),
        ("send 5 usdc to a.eth, same to b.eth", f"{_A5}; {_B5}"),
        (
            "send 5 usdc on base to a.eth and same to b.eth",
            f"{_A5} from_chain=base; {_B5} from_chain=base",
        ),
        # half each, of two
        ("send 10 usdc to a.eth and b.eth, half each", f"{_A5}; {_B5}"),
        ("send 10 usdc half each to a.eth and b.eth", f"{_A5}; {_B5}"),
        # a chain for all of a list
        (
            "send 5 usdc to a.eth and 6 usdc to b.eth, both on polygon",
            f"{_A5} from_chain=polygon; {_B6} from_chain=polygon",
        ),
        (
            "send 5 usdc to a.eth and 6 usdc to b.eth, all on base",
            f"{_A5} from_chain=base; {_B6} from_chain=base",
        ),
        # verbs
        ("hit b.eth with 5 usdc", _B5),
        ("spend $100 of my usdc on eth", "swap amount=$100 token=USDC to_token=ETH"),
        ("spend 100 usdc on ETH", "swap amount=100 token=USDC to_token=ETH"),
        (
            f"could you arrange for 75 USDC to be sent to {ALICE}?",
            f"transfer amount=75 token=USDC recipient={ALICE}",
        ),
        # an address said before
        (
            f"here is the address {ALICE}, send 5 usdc there",
            f"transfer amount=5 token=USDC recipient={ALICE}",
        ),
        (
            f"his address is {ALICE}, send 5 usdc there",
            f"transfer amount=5 token=USDC recipient={ALICE}",
        ),
    ],
)
def test_what_is_said_short_is_exact(reader: Reader, text: str, wanted: str) -> None:
    reading = reader.read(text)
    assert same(meaning(reading), wanted), meaning(reading)
    for value in reading.values:
        assert text[value.start : value.end] == value.text


@pytest.mark.parametrize(
    "text",
    [
        "send the ETH to bob.eth",
        "swap 100 USDC to ETH and send ETH to bob.eth",
        "swap 100 USDC to ETH and send my ETH to bob.eth",
        "swap 100 USDC to ETH and send the ETH I have to bob.eth",
        "swap 100 USDC to ETH and send the ETH in my wallet to bob.eth",
        "swap 100 USDC to ETH and send some of the ETH to bob.eth",
        "swap 100 USDC to ETH and send the DAI to bob.eth",
        "swap 100 USDC to ETH or DAI and send the ETH to bob.eth",
        "swap 100 USDC to ETH on base and send the ETH to bob.eth on arbitrum",
        "send 5 ETH to a.eth and send the ETH to bob.eth",
        "send 5 usdc to a.eth and same to b.eth on base",
        "send 5 usdc to a.eth and same to bob",
        "send half my usdc to a.eth and the same to b.eth",
        "send all my usdc to a.eth and the same to b.eth",
        "send 5 usdc to a.eth and same in dai to b.eth",
        "send 5 usdc to a.eth or same to b.eth",
        "send 5 usdc to a.eth and not the same to b.eth",
        "send 5 usdc to a.eth and half the same to b.eth",
        "send 10 usdc to a.eth, b.eth and c.eth, half each",
        "send 10 usdc to a.eth and b.eth, 0.5 each",
        "send 10 usdc to a.eth, half each",
        "send 5 usdc to a.eth and 6 usdc to b.eth, half each",
        "send 5 usdc to a.eth and 6 usdc to b.eth on polygon",
        "send 5 usdc to a.eth, 6 to b.eth and 7 to c.eth, both on base",
        "send 5 usdc on base to a.eth and 6 usdc to b.eth, both on polygon",
        "send 5 usdc to a.eth and 6 usdc to b.eth, not both on polygon",
        "send 5 usdc to a.eth and b.eth, both on base",
        "send 5 usdc to a.eth, all on base",
        "hit b.eth up",
        "hit me with 5 usdc",
        "I hit b.eth with 5 usdc",
        "b.eth hit me with 5 usdc",
        "spend 100 usdc on ethereum",
        "spend 100 usdc on eth mainnet",
        "spend 100 usdc on eth for dai",
        "use 100 usdc on eth",
        f"did you arrange for 75 USDC to be sent to {ALICE}?",
        f"when could you arrange for 75 USDC to be sent to {ALICE}?",
        f"don't arrange for 75 USDC to be sent to {ALICE}",
        f"here is the address {ALICE}",
        f"here is the address {ALICE}, don't send 5 usdc there",
        f"here is the address {ALICE}, not {BOB}, send 5 usdc there",
        f"here is the address {ALICE} and {BOB}, send 5 usdc there",
        f"the scammer wrote: here is the address {ALICE}, send 5 usdc there",
        "send 100 usdc to bob.eth for rent half",
        "send bob.eth 100 usdc, for rent half",
        "send 10 usdc to bob.eth for rent 50 percent",
    ],
)
def test_its_neighbours_do_not_act(reader: Reader, text: str) -> None:
    reading = reader.read(text)
    assert reading.action not in WRITES, meaning(reading)


@pytest.mark.parametrize(
    ("text", "schedule"),
    [
        ("send 5 usdc to b.eth every day until friday", "every day until friday"),
        ("send 5 usdc to b.eth daily till sunday", "every day until sunday"),
        ("send 5 usdc to b.eth every day until fridays", None),
        ("send 5 usdc to b.eth every day until friday or sunday", None),
    ],
)
def test_a_schedule_ends_on_a_weekday(reader: Reader, text: str, schedule: str | None) -> None:
    reading = reader.read(text)
    assert (reading.action in WRITES) == (schedule is not None)
    assert schedule is None or reading.params["schedule"] == schedule
