"""`.env.example` is made of the settings that the code declares, and of nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from fiscus.core.families import installed_families
from fiscus.core.settings import CORE_SETTINGS, Setting

FILE = Path(__file__).parent.parent / ".env.example"
HEAD = (
    "# Copy what you need to `.env`, without the #. The environment wins over that file.",
    "# `fiscus check` says what is set, and what is wrong with it.",
)


def section(title: str, settings: Iterable[Setting]) -> Iterator[str]:
    yield ""
    yield f"## {title}"
    for setting in settings:
        yield ""
        yield f"# {setting.help}"
        yield f"# {setting.name}={setting.default}"


def expected() -> str:
    lines = [*HEAD, *section("core", CORE_SETTINGS)]
    for family in installed_families():
        lines += section(f"{family.name} chains", family.settings)
    return "\n".join(lines) + "\n"


def test_the_example_is_what_the_code_declares() -> None:
    assert FILE.read_text(encoding="utf-8") == expected()


def test_no_secret_has_a_default() -> None:
    settings = [*CORE_SETTINGS, *(s for family in installed_families() for s in family.settings)]
    assert [s.name for s in settings if s.secret and s.default] == []
    assert any(s.secret for s in settings)
