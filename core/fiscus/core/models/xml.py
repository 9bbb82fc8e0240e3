"""The documented XML reply of a model: tags with a text each, `<response>` around them or not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from typing import TypeAlias

XmlValue: TypeAlias = "str | bool | tuple[str, ...] | Mapping[str, XmlValue] | None"

LISTS = frozenset({"actions", "providers", "evaluators"})
"""Comma-separated."""
FLAGS = frozenset({"simple"})
PARAMS = "params"
"""Holds tags of its own."""

_THINKING = re.compile(r"<think>.*?</think>", re.DOTALL)
_RESPONSE = re.compile(r"<response\b[^>]*>(.*?)</response>", re.DOTALL)
_TAG = re.compile(r"<([A-Za-z_][\w.-]*)(?:\s[^<>]*)?>(.*?)</\1\s*>", re.DOTALL)
_CDATA = re.compile(r"^<!\[CDATA\[(.*)\]\]>$", re.DOTALL)


def parse_key_value_xml(xml: str) -> dict[str, XmlValue]:
    """The tags of the first `<response>`, or those at the top level where there is none.

    `actions`, `providers` and `evaluators` become tuples, `simple` a boolean, `params` a mapping;
    an empty tag and the word `null` become `None`. Of a tag that comes twice, the first counts.
    What is no tag is passed over; a text without tags gives an empty dict.
    """
    text = _THINKING.sub("", xml)
    found = _RESPONSE.search(text)
    return _tags(found.group(1) if found else text)


def _tags(text: str) -> dict[str, XmlValue]:
    values: dict[str, XmlValue] = {}
    for match in _TAG.finditer(text):
        name, content = match.group(1), match.group(2)
        if name not in values:
            values[name] = _value(name, content.strip())
    return values


def _value(name: str, content: str) -> XmlValue:
    if name in LISTS:
        return tuple(filter(None, map(str.strip, unescape(content).split(","))))
    if name in FLAGS:
        return content.lower() in {"true", "yes"}
    if name == PARAMS:
        return _nested(content)
    return _text(content)


def _nested(content: str) -> Mapping[str, XmlValue]:
    """`<token>ETH</token>`, or the same inside a tag with an action's name."""
    nested: dict[str, XmlValue] = {}
    for match in _TAG.finditer(content):
        name, inner = match.group(1), match.group(2).strip()
        nested.setdefault(name, _tags(inner) if _TAG.search(inner) else _text(inner))
    return nested


def _text(content: str) -> str | None:
    """Without its escapes; literal where it is marked as CDATA."""
    literal = _CDATA.match(content)
    text = literal.group(1) if literal else unescape(content)
    return None if text.lower() in {"", "null"} else text
