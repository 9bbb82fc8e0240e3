from __future__ import annotations

import json
import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web

from fiscus.core.character import Character
from fiscus.core.characters import (
    default_character,
    find_character,
    load_character,
    read_character,
    validate_character,
)
from fiscus.core.errors import ConfigError
from fiscus.core.guarded import Guard
from fiscus.core.ids import string_to_uuid
from fiscus.core.settings import Settings
from tests.core.tls.serving import Site, serving

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
    assert default_character(Settings({})) == Character("DefaultAgent", ("A helpful assistant",))
    named = default_character(Settings({"AGENT_NAME": "Ada", "AGENT_BIO": "Counts."}))
    assert (named.name, named.bio) == ("Ada", ("Counts.",))


@pytest.mark.covers("X-55", "PLR-14")
def test_keys_of_older_and_newer_characters_are_accepted() -> None:
    older = {
        "name": "Ada",
        "lore": ["Born in London."],
        "clients": ["discord"],
        "description": "An agent",
        "modelProvider": "openai",
        "bio": "Counts.",
    }
    assert read_character(older) == read_character({"name": "Ada", "bio": "Counts."})


@pytest.mark.covers("CHR-17")
def test_the_documented_settings_of_production_are_kept_as_they_are() -> None:
    settings: dict[str, object] = {
        "secrets": dict[str, object](),
        "avatar": "https://example.org/a.png",
        "model": "gpt-4",
        "temperature": 0.7,
        "maxTokens": 2000,
        "memoryLimit": 1000,
        "conversationLength": 32,
    }
    character = read_character({"name": "Ada", "bio": "b", "settings": settings})
    assert dict(character.settings) == {k: v for k, v in settings.items() if k != "secrets"}


@pytest.mark.covers("X-78")
def test_knowledge_is_a_fact_a_file_or_a_folder_by_either_key() -> None:
    items = ["a fact", {"path": "docs/a.md"}, {"path": "docs", "shared": True}, {"directory": "d"}]
    character = read_character({"name": "Ada", "bio": "b", "knowledge": items})
    assert [(k.text, k.path, k.shared) for k in character.knowledge] == [
        ("a fact", None, False),
        (None, "docs/a.md", False),
        (None, "docs", True),
        (None, "d", False),
    ]


@pytest.mark.covers("CHR-08", "PER-02", "X-57")
def test_a_template_is_a_text_or_a_function_under_any_key(tmp_path: Path) -> None:
    (tmp_path / "c.py").write_text(
        """
GREETINGS = {"morning": "Good morning!", "night": "Still awake?"}

def greeting(values):
    return GREETINGS[values["timeOfDay"]]

character = {
    "name": "Ada",
    "bio": "Counts.",
    "templates": {"greeting": greeting, "messageTemplate": "{{agentName}}", "mine": "x"},
}
"""
    )
    templates = load_character(str(tmp_path / "c.py")).templates
    greeting = templates["greeting"]
    assert callable(greeting)
    assert greeting({"timeOfDay": "night"}) == "Still awake?"
    assert {key for key, template in templates.items() if isinstance(template, str)} == {
        "messageTemplate",
        "mine",
    }


@asynccontextmanager
async def served(answer: object, *, status: int = 200) -> AsyncGenerator[Site]:
    """The place of a character."""

    async def handle(request: web.Request) -> web.Response:
        body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        return web.Response(body=body, status=status, headers={"Location": "/other"})

    async with serving(handle) as site:
        yield site


@pytest.mark.covers("RTL-03")
async def test_json_of_an_address_makes_the_same_character() -> None:
    fields = {"name": "Ada", "bio": ["Counts."], "plugins": ["@elizaos/plugin-evm"]}
    async with served(fields) as site:
        assert await find_character(site.url, guard=site.guard()) == read_character(fields)


@pytest.mark.parametrize(
    ("answer", "status", "text"),
    [
        (b"{", 200, "is not JSON"),
        ({}, 404, "could not be fetched: HTTP 404"),
        ({}, 302, "could not be fetched: HTTP 302"),
        ({"name": "Ada"}, 200, "Character bio is required"),
        (b" " * 1_000_001, 200, "is larger than 1000 kB"),
        (
            {"name": "Ada", "bio": "b", "plugins": ["./here/evil"]},
            200,
            "names a plugin by its path",
        ),
        (
            {"name": "Ada", "bio": "b", "knowledge": ["2+2=4", {"path": "facts.md"}]},
            200,
            "names files of knowledge",
        ),
    ],
)
async def test_a_fetched_character_that_cannot_be_used_is_refused(
    answer: object, status: int, text: str
) -> None:
    async with served(answer, status=status) as site:
        with pytest.raises(ConfigError, match=text) as refusal:
            await find_character(site.url, guard=site.guard())
    assert "site.example" not in str(refusal.value)


async def test_no_character_is_fetched_without_encryption() -> None:
    with pytest.raises(ConfigError, match="only https addresses"):
        await find_character("http://example.org/agent.json")


async def test_an_address_where_nobody_answers_says_so() -> None:
    guard = Guard(port=9, public="127.0.0.1".__eq__)
    with pytest.raises(ConfigError, match="could not be fetched: the connection failed"):
        await find_character("https://127.0.0.1:9/agent", guard=guard)


async def test_an_address_of_this_machine_is_not_fetched() -> None:
    with pytest.raises(ConfigError, match="could not be fetched: its host is not on the internet"):
        await find_character("https://127.0.0.1/agent")


async def test_a_file_is_found_the_same_way(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"name": "Ada", "bio": "b"}')
    assert (await find_character(str(tmp_path / "a.json"))).name == "Ada"
