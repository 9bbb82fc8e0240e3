from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest

from fiscus.core.character import Character
from fiscus.core.characters import (
    default_character,
    load_character,
    read_character,
    validate_character,
)
from fiscus.core.errors import ConfigError
from fiscus.core.ids import string_to_uuid

FULL: dict[str, object] = {
    "name": "Treasury Keeper",
    "bio": ["Keeps the treasury.", "Never hurries."],
    "system": "You keep the treasury.",
    "templates": {"messageHandlerTemplate": "Hi {{agentName}}"},
    "adjectives": ["careful"],
    "topics": ["ethereum"],
    "knowledge": ["ETH has 18 decimals", {"path": "facts.md", "shared": True}, {"directory": "d"}],
    "messageExamples": [
        [
            {"name": "{{user}}", "content": {"text": "Send 1 ETH to alice.eth"}},
            {"name": "Treasury Keeper", "content": {"text": "Sent.", "actions": ["EVM_TRANSFER"]}},
        ]
    ],
    "postExamples": ["gm"],
    "style": {"all": ["Be brief"], "chat": ["Be kind"]},
    "plugins": ["evm"],
    "settings": {"model": "none", "secrets": {"A_KEY": "nested", "B_KEY": "nested"}},
    "secrets": {"A_KEY": "s3cret"},
}


@pytest.mark.covers(
    "CHR-03", "CHR-04", "CHR-05", "CHR-06", "CHR-09", "CHR-10", "CHR-13", "CHR-14", "RTL-05"
)
def test_a_name_and_a_bio_are_enough() -> None:
    character = read_character({"name": "Ada  Love lace", "bio": "Counts."})
    assert character.id == string_to_uuid("Ada  Love lace")
    assert character.username == "ada_love_lace"
    assert character.bio == ("Counts.",)
    assert (character.topics, character.adjectives, character.plugins) == ((), (), ())
    assert (character.message_examples, character.post_examples) == ((), ())
    assert (character.style.all, character.style.chat, character.style.post) == ((), (), ())
    assert (dict(character.settings), dict(character.secrets)) == ({}, {})


@pytest.mark.covers("RTL-04", "CHR-20")
@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ({"bio": "b"}, "Character name is required"),
        ({"name": " ", "bio": "b"}, "Character name is required"),
        ({"name": "n"}, "Character bio is required"),
        ({"name": "n", "bio": ""}, "Character bio is required"),
        ({"name": "n", "bio": []}, "Character bio is required"),
        ([], "Character name is required"),
        ({"name": 7, "bio": "b"}, "Character validation failed: name: Input should be a valid"),
        ({"name": "n", "bio": "b", "topics": [1]}, "Character validation failed: topics.0: "),
    ],
)
def test_an_invalid_character_says_what_is_wrong(raw: object, text: str) -> None:
    with pytest.raises(ConfigError) as refusal:
        read_character(raw)
    assert refusal.value.message.startswith(text)
    judged = validate_character(raw)
    assert not judged.valid
    assert judged.errors


@pytest.mark.covers("CHR-20", "CHR-21")
def test_a_valid_character_has_no_errors() -> None:
    judged = validate_character(FULL)
    assert (judged.valid, judged.errors) == (True, ())


def test_a_wrong_secret_is_not_shown() -> None:
    with pytest.raises(ConfigError) as refusal:
        read_character({"name": "n", "bio": "b", "secrets": {"K": ["hunter2"]}})
    assert "hunter2" not in str(refusal.value)
    assert "secrets.K" in refusal.value.message


@pytest.mark.covers("CHR-18", "CHR-23")
def test_secrets_never_print(caplog: pytest.LogCaptureFixture) -> None:
    character = read_character(FULL)
    logging.getLogger("test").warning("%r %s", character, character)
    for shown in (repr(character), str(character), caplog.text):
        assert "s3cret" not in shown
        assert "nested" not in shown
    assert character.secrets["A_KEY"].reveal() == "s3cret"
    assert character.secrets["B_KEY"].reveal() == "nested"
    assert "secrets" not in character.settings


@pytest.mark.covers("CHR-24", "RTL-03")
def test_json_toml_and_python_make_the_same_character(tmp_path: Path) -> None:
    fields = {"name": "Ada", "bio": ["Counts."], "topics": ["eth"], "postExamples": ["gm"]}
    (tmp_path / "a.json").write_text(json.dumps(fields))
    (tmp_path / "a.toml").write_text(
        'name = "Ada"\nbio = ["Counts."]\ntopics = ["eth"]\npostExamples = ["gm"]\n'
    )
    (tmp_path / "a.py").write_text(f"character = {fields!r}\n")
    (tmp_path / "b.py").write_text(
        "from fiscus.core import Character\n"
        "character = Character('Ada', ('Counts.',), topics=('eth',), post_examples=('gm',))\n"
    )
    made = [load_character(str(tmp_path / name)) for name in ("a.json", "a.toml", "a.py", "b.py")]
    assert made == [made[0]] * 4
    assert made[0].post_examples == ("gm",)


@pytest.mark.covers("CHR-07", "CHR-11", "CHR-12", "CHR-16")
def test_a_full_character_keeps_everything() -> None:
    character = read_character(FULL)
    assert character.system == "You keep the treasury."
    assert [item.path or item.text for item in character.knowledge] == [
        "ETH has 18 decimals",
        "facts.md",
        "d",
    ]
    assert character.knowledge[1].shared
    assert character.message_examples[0][1].actions == ("EVM_TRANSFER",)
    assert (character.style.all, character.style.post) == (("Be brief",), ())
    assert character.templates["messageHandlerTemplate"] == "Hi {{agentName}}"


@pytest.mark.covers("RTL-03")
@pytest.mark.parametrize("source", ["agent.yaml", "agent", "https://example.org/agent"])
def test_an_unknown_source_is_named(source: str) -> None:
    with pytest.raises(ConfigError) as refusal:
        load_character(source)
    assert refusal.value.message == f"Unknown character source: {source}"


@pytest.mark.parametrize(
    ("name", "content", "text"),
    [
        ("missing.json", None, "does not exist"),
        ("bad.json", "{", "is not JSON"),
        ("bad.toml", "=", "is not TOML"),
        ("empty.py", "x = 1", "names no character"),
    ],
)
def test_an_unreadable_file_is_named(
    tmp_path: Path, name: str, content: str | None, text: str
) -> None:
    if content is not None:
        (tmp_path / name).write_text(content)
    with pytest.raises(ConfigError, match=text):
        load_character(str(tmp_path / name))


@pytest.mark.covers("RTL-02")
def test_the_default_character_comes_from_the_settings() -> None:
    assert default_character({}) == Character("DefaultAgent", ("A helpful assistant",))
    named = default_character({"AGENT_NAME": "Ada", "AGENT_BIO": "Counts."})
    assert (named.name, named.bio) == ("Ada", ("Counts.",))
