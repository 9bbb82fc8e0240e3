"""Settings of an agent: whose word counts, and what never shows."""

from __future__ import annotations

import logging
import os

import pytest

from fiscus.core import AgentRuntime, Character, Secret
from fiscus.core.characters import read_character
from fiscus.core.jsontext import Json
from fiscus.core.settings import Setting, Settings

KEY = "sk-live-1234567890"


def agent(environment: dict[str, str] | None = None, **fields: object) -> AgentRuntime:
    character = read_character({"name": "Ada", "bio": "Counts.", **fields})
    return AgentRuntime(character, settings=Settings(environment or {}))


@pytest.mark.covers("X-83", "PLA-16", "PLR-29", "CHR-16", "CHR-18")
def test_the_order_is_secrets_their_older_place_settings_environment() -> None:
    runtime = agent(
        {"A": "env", "B": "env", "C": "env", "D": "env"},
        secrets={"A": "secret"},
        settings={"secrets": {"A": "older", "B": "older"}, "A": "own", "B": "own", "C": "own"},
    )
    assert [runtime.get_setting(key) for key in "ABCD"] == ["secret", "older", "own", "env"]


@pytest.mark.parametrize(
    ("written", "read"),
    [("true", True), ("FALSE", False), ("7", "7"), (7, 7), (False, False), (0, 0), ("", "")],
)
def test_booleans_are_booleans_and_the_rest_is_as_written(written: Json, read: Json) -> None:
    assert agent(settings={"X": written}).get_setting("X") == read


@pytest.mark.covers("RTC-12")
def test_an_agent_knows_whether_something_is_set() -> None:
    runtime = agent({"A": "env", "EMPTY": " "}, settings={"FALSE": False})
    assert [runtime.has_setting(key) for key in ("A", "FALSE", "EMPTY", "GONE")] == [
        True,
        True,
        False,
        False,
    ]


@pytest.mark.covers("PLM-21", "PLM-22", "B-15")
def test_what_is_set_counts_for_this_agent_alone() -> None:
    ada, bob = agent({"A": "env"}), agent({"A": "env"})
    ada.set_setting("A", "mine")
    ada.set_setting("K", KEY, secret=True)
    assert (ada.get_setting("A"), bob.get_setting("A")) == ("mine", "env")
    assert (ada.get_setting("K"), bob.get_setting("K")) == (KEY, None)
    assert "K" not in os.environ
    ada.set_setting("A", None)
    assert ada.get_setting("A") == "env"


@pytest.mark.covers("CHR-23", "RTL-42")
def test_no_secret_shows_where_an_agent_is_shown(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        runtime = agent({"OPENAI_API_KEY": KEY}, secrets={"A": KEY})
        runtime.set_setting("B", KEY, secret=True)
    shown = (
        repr(runtime.character),
        repr(vars(runtime)),
        str(runtime.profile.to_json()),
        repr(runtime.get_secret("A")),
        caplog.text,
    )
    assert not any(KEY in text for text in shown)


def test_a_secret_is_handed_out_wrapped() -> None:
    runtime = agent({"OPENAI_API_KEY": KEY})
    assert runtime.get_secret("OPENAI_API_KEY") == Secret(KEY)
    assert runtime.get_secret("GONE") is None


def test_everything_called_like_a_secret_is_known_as_one() -> None:
    runtime = agent(
        {
            "OPENAI_API_KEY": "a",
            "DISCORD_API_TOKEN": "b",
            "EVM_TOKENS": "USDC",
            "LOG_LEVEL": "info",
        },
        secrets={"X": "c"},
    )
    runtime.set_setting("Y", "d", secret=True)
    assert {secret.reveal() for secret in runtime.secrets()} == {"a", "b", "c", "d"}


def test_settings_can_be_withheld_by_name_and_by_family() -> None:
    settings = Settings({"WALLET_KEY": "1", "RPC_BASE": "2", "RPC_SOLANA": "3", "OTHER": "4"})
    kept = settings.without([Setting("WALLET_KEY", "key"), Setting("RPC_<CHAIN>", "urls")])
    assert repr(kept) == "Settings(OTHER)"


def test_a_character_that_is_shared_is_not_changed() -> None:
    character = Character("Ada", ("b",), settings={"A": "own"})
    AgentRuntime(character).set_setting("A", "other")
    assert character.settings == {"A": "own"}
