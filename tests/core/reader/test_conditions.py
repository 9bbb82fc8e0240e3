"""What a request waits for: typed, never lost, and never guessed."""

from __future__ import annotations

import pytest

from fiscus.core.reader.conditions import Condition
from fiscus.core.reader.reader import Reader
from fiscus.core.reader.row import to_row
from tests.core.reader.lexicons import WRITES

SEND = "send 5 USDC to bob.eth"
SWAP = "swap 1 ETH to USDC"
PAID = {"amount": "5", "token": "USDC", "recipient": "bob.eth"}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("when gas is below 10 gwei", "gas < 10 gwei"),
        ("if gas fees on base drop under 2 gwei", "base gas < 2 gwei"),
        ("when gas is low", "gas is low"),
        ("if ETH drops under 3000", "ETH price < 3000 USD"),
        ("once the price of ETH is above $3.5k", "ETH price > 3500 USD"),
        ("as soon as ETH hits 4,000 dollars", "ETH price reaches 4000 USD"),
        ("if LINK falls to 0.005 ETH", "LINK price <= 0.005 ETH"),
        ("once my USDC balance is above 500", "USDC balance > 500"),
        ("if I have more than 1 ETH", "ETH balance > 1"),
        ("when I have at least 20 DAI in my wallet", "DAI balance >= 20"),
        (
            "if ETH is above 3000 and gas is below 10 gwei",
            "ETH price > 3000 USD and gas < 10 gwei",
        ),
    ],
)
@pytest.mark.parametrize("frame", ["{when}, {do}", "{do} {when}", "{do} ({when})", "{do}. {when}."])
def test_a_condition_is_typed_wherever_it_stands(
    reader: Reader, words: str, told: str, frame: str
) -> None:
    reading = reader.read(frame.format(when=words, do=SEND))
    assert (reading.action, dict(reading.params)) == ("transfer", PAID | {"condition": told})
    (step,) = reading.steps
    assert " and ".join(map(str, step.conditions)) == told


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("every Monday", "every monday"),
        ("every monday and thursday at 9am", "every monday and thursday at 09:00"),
        ("on fridays", "every friday"),
        ("every day at 18:00 UTC", "every day at 18:00 UTC"),
        ("at noon every day", "every day at 12:00"),
        ("weekly", "every week"),
        ("every 2 hours", "every 2 hours"),
        ("every other week", "every 2 weeks"),
        ("once a month", "every month"),
        ("on the 1st of each month", "every month on day 1"),
        ("monthly on the 15th", "every month on day 15"),
        ("every 1st of the month", "every month on day 1"),
        ("every week until december 31", "every week until on 12-31"),
        ("every friday for 10 weeks", "every friday for 10 weeks"),
        ("tomorrow", "tomorrow"),
        ("tomorrow at 9:30 am", "tomorrow at 09:30"),
        ("in 2 hours", "in 2 hours"),
        ("an hour from now", "in 1 hour"),
        ("at 18:00 UTC", "at 18:00 UTC"),
        ("at 6pm on friday", "on friday at 18:00"),
        ("today at 12am", "today at 00:00"),
        ("next tuesday", "next tuesday"),
        ("for tomorrow", "tomorrow"),
        ("on 2026-12-24", "on 2026-12-24"),
        ("on the 5th of january", "on 01-05"),
    ],
)
@pytest.mark.parametrize("frame", ["{when}, {do}", "{when} {do}", "{do} {when}"])
def test_a_schedule_is_typed(reader: Reader, words: str, told: str, frame: str) -> None:
    reading = reader.read(frame.format(when=words, do=SEND))
    assert (reading.action, dict(reading.params)) == (
        "transfer",
        PAID | {"schedule": told},
    )


@pytest.mark.parametrize(
    "words",
    [
        "when the market calms down",
        "if things go well",
        "if ETH drops 10%",
        "if ETH is above 3000 and bob agrees",
        "if ETH is above 3000 or gas is low",
        "unless gas is above 10 gwei",
        "even if gas is high",
        "when it is cheap",
        "if ETH is around 3000",
        "when gas is below 10",
        "if my balance is above 500",
        "at 9 every day",
        "twice a week",
        "tomorrow or on friday",
        "by friday",
        "until I say stop",
        "every now and then",
        "later",
        "before friday",
        "some day next week",
        "in the next hour",
        "within 2 hours",
        "around 9am",
    ],
)
@pytest.mark.parametrize("frame", ["{when}, {do}", "{do} {when}"])
def test_what_is_not_exact_is_asked_about(reader: Reader, words: str, frame: str) -> None:
    reading = reader.read(frame.format(when=words, do=SEND))
    assert reading.action == "clarify", dict(reading.params)


@pytest.mark.parametrize(
    "text",
    [
        f"for the weekly meeting, {SEND}",
        f"{SEND} for the monday lunch",
        f"my friend said when gas is low, {SEND}",
        f"don't {SEND} when gas is low",
        f"should I {SEND} when gas is low",
        f"I {SEND} every monday",
        f"remind me tomorrow to {SEND}",
        f"{SWAP} and {SEND} when gas is low",
        f"{SWAP}. {SEND}. When gas is low.",
        f"{SEND} every monday, {SWAP} every friday or so",
        f"{SEND} every monday every friday",
    ],
)
def test_a_time_beside_something_else_leads_to_no_request(reader: Reader, text: str) -> None:
    assert reader.read(text).action not in WRITES


def test_a_condition_said_first_holds_for_all_that_follows(reader: Reader) -> None:
    reading = reader.read(f"when gas is low, {SWAP} and then {SEND}")
    assert [step.params["condition"] for step in reading.steps] == ["gas is low"] * 2
    later = reader.read(f"{SWAP}, then tomorrow {SEND}")
    assert [step.params.get("schedule") for step in later.steps] == [None, "tomorrow"]


def test_a_condition_is_seen_by_programs(reader: Reader) -> None:
    row = to_row(reader.read(f"{SEND} every monday if gas is below 10 gwei"))
    assert row["conditions"] == [
        {"kind": "schedule", "subject": "", "relation": "every", "value": "monday", "unit": ""},
        {"kind": "gas", "subject": "", "relation": "<", "value": "10", "unit": "gwei"},
    ]


def test_a_condition_survives_an_answer(reader: Reader) -> None:
    context = ("when gas is low, send USDC to bob.eth", "(assistant) How much USDC?")
    reading = reader.read("5", context)
    assert dict(reading.params) == PAID | {"condition": "gas is low"}
    assert reading.steps[0].conditions == (Condition("gas", "is", "low"),)
    confirmed = reader.read(
        "yes", (f"{SEND} tomorrow", "(assistant) Send 5 USDC to bob.eth tomorrow?")
    )
    assert confirmed.params["schedule"] == "tomorrow"


def test_what_cannot_be_typed_is_asked_for_with_what_was_understood(reader: Reader) -> None:
    reading = reader.read(f"{SEND} when the market calms down")
    assert (reading.action, reading.missing) == ("clarify", ("condition",))
    assert reading.params["recipient"] == "bob.eth"
    assert reading.question is not None
    assert "send 5 USDC to bob.eth" in reading.question
