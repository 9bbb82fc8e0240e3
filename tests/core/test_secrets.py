"""A secret shows in nothing that is printed, logged, kept or sent."""

from __future__ import annotations

import copy
import json
import logging
import pickle
import pprint
from dataclasses import asdict, dataclass

import pytest
from pydantic import TypeAdapter

from fiscus.core.errors import FiscusError
from fiscus.core.secrets import Secret

VALUE = "0xdeadbeefcafe"


@dataclass(frozen=True)
class Config:
    key: Secret
    name: str = "main"


def test_it_gives_its_value_where_it_is_asked_for_it() -> None:
    assert Secret(VALUE).reveal() == VALUE


def test_it_shows_in_no_text(caplog: pytest.LogCaptureFixture) -> None:
    secret = Secret(VALUE)
    logging.getLogger("test").warning("the key is %s, %r", secret, Config(secret))
    shown = [
        str(secret),
        repr(secret),
        f"{secret}",
        f"{secret!r:>40}",
        "{}".format(secret),  # noqa: UP032 - every way of formatting
        "%s" % secret,  # noqa: UP031
        repr(Config(secret)),
        repr([secret, {"key": secret}]),
        pprint.pformat({"key": secret}),
        json.dumps({"key": secret}, default=str),
        str(FiscusError(f"{secret} is wrong", key=secret).context),
        caplog.text,
    ]
    assert [text for text in shown if "dead" in text] == []
    assert all("Secret('…')" in text or "\\u2026" in text for text in shown)


def test_it_is_written_nowhere() -> None:
    secret = Secret(VALUE)
    with pytest.raises(TypeError):
        pickle.dumps(secret)
    with pytest.raises(TypeError):
        copy.copy(secret)
    with pytest.raises(TypeError):
        copy.deepcopy(secret)
    with pytest.raises(TypeError):
        json.dumps(secret)
    with pytest.raises(TypeError):
        asdict(Config(secret))
    with pytest.raises(TypeError):
        vars(secret)
    with pytest.raises(TypeError):
        secret.__getstate__()


def test_a_model_that_dumps_it_fails_or_hides_it() -> None:
    try:
        dumped = TypeAdapter(object).dump_json(Secret(VALUE))
    except Exception as error:  # noqa: BLE001 - whatever it is, it must not hold the value
        dumped = str(error).encode()
    assert b"dead" not in dumped


def test_it_cannot_be_changed_or_extended() -> None:
    with pytest.raises(AttributeError):
        setattr(Secret(VALUE), "note", "x")  # noqa: B010


def test_equal_secrets_are_equal_and_nothing_else_is() -> None:
    assert Secret(VALUE) == Secret(VALUE)
    assert hash(Secret(VALUE)) == hash(Secret(VALUE))
    assert Secret(VALUE) != Secret("other")
    assert Secret("schlüssel") == Secret("schlüssel")
    assert Secret(VALUE) != VALUE
