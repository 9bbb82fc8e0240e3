"""Prompt templates: placeholders, conditions, single providers.

`{{name}}` stands for a value, `{{providers}}` for what all providers said, `{{providers.NAME}}` for
one of them, `{{#if name}}…{{else}}…{{/if}}` for a part that depends on a value. What is put in is
never looked at again: a placeholder in somebody's message stays text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, TypeAlias

from fiscus.core.character import Template
from fiscus.core.errors import ConfigError

_TAG: Final = re.compile(r"\{\{\{?\s*(#if\s+|/if|else)?([\w.$-]*)\s*\}?\}\}")


@dataclass(frozen=True, slots=True)
class _Slot:
    """A place where a value goes."""

    name: str


@dataclass(frozen=True, slots=True)
class _Condition:
    """Two texts; the first holds where the value is there."""

    name: str
    then: Sequence[_Part]
    otherwise: Sequence[_Part]


_Part: TypeAlias = str | _Slot | _Condition


@dataclass(slots=True)
class _Open:
    """A condition whose end has not come yet."""

    name: str
    then: list[_Part] = field(default_factory=list[_Part])
    otherwise: list[_Part] | None = None

    @property
    def parts(self) -> list[_Part]:
        return self.then if self.otherwise is None else self.otherwise


def render(template: Template, values: Mapping[str, object]) -> str:
    """Fill a template. A name without a value is left empty.

    A function is called with the values, and what it answers is filled in turn. Raises
    `ConfigError` for a condition that never ends, or ends without having begun.
    """
    text = template if isinstance(template, str) else template(values)
    return _filled(_parsed(text), values)


def _filled(parts: Sequence[_Part], values: Mapping[str, object]) -> str:
    return "".join(_text(part, values) for part in parts)


def _text(part: _Part, values: Mapping[str, object]) -> str:
    if isinstance(part, str):
        return part
    found = values.get(part.name)
    if isinstance(part, _Condition):
        return _filled(part.then if found else part.otherwise, values)
    return "" if found is None else str(found)


@lru_cache(maxsize=128)
def _parsed(text: str) -> Sequence[_Part]:
    levels = [_Open("")]
    at = 0
    for tag in _TAG.finditer(text):
        levels[-1].parts.append(text[at : tag.start()])
        at = tag.end()
        _take(tag, levels)
    levels[-1].parts.append(text[at:])
    if len(levels) > 1:
        raise ConfigError(f"{{{{#if {levels[-1].name}}}}} of a template has no {{{{/if}}}}")
    return levels[0].then


def _take(tag: re.Match[str], levels: list[_Open]) -> None:
    keyword, name = (tag[1] or "").strip(), tag[2]
    if keyword == "#if":
        levels.append(_Open(name))
    elif not keyword or name:
        levels[-1].parts.append(_Slot(f"{keyword}{name}"))
    elif len(levels) == 1:
        raise ConfigError(f"{{{{{keyword}}}}} of a template has no {{{{#if …}}}}")
    elif keyword == "else":
        levels[-1].otherwise = []
    else:
        closed = levels.pop()
        condition = _Condition(closed.name, closed.then, closed.otherwise or ())
        levels[-1].parts.append(condition)
