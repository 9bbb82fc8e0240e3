"""`fiscus create`: a project, a plugin or a character to begin with, whose tests are green."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from fiscus.core.cli.console import say
from fiscus.core.errors import RequestError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from importlib.resources.abc import Traversable

KINDS: Final = ("project", "plugin", "agent", "tee")
PARTS: Final = {"tee": ("project", "tee")}
"""Kinds made of several templates: a later one's files stand in the place of an earlier one's."""
NAME: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
PREFIX: Final = "plugin-"
TEMPLATE: Final = ".in"
NEXT: Final = {
    "project": "cd {folder}\n  fiscus check\n  fiscus chat",
    "plugin": "cd {folder}\n  pip install --editable . --group dev\n  pytest",
    "agent": "FISCUS_CHARACTER={folder} fiscus chat",
    "tee": "cd {folder}\n  fiscus check\n  fiscus chat\n\nREADME.md says how it gets into a CVM.",
}


class Kind(click.Choice[str]):
    """What `--type` can be, in the documentation's words where it cannot."""

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if value not in self.choices:
            self.fail(f"Invalid template type {value!r}: it is one of {', '.join(KINDS)}.")
        return value


@click.command()
@click.argument("name", default="myproject")
@click.option(
    "--type",
    "-t",
    "kind",
    type=Kind(KINDS),
    default="project",
    show_default=True,
    help="What to write.",
)
def create(name: str, kind: str) -> None:
    """Begin a project, a plugin, an agent, or a project for a TEE.

    NAME is in lower case with dashes (default: myproject). A plugin's folder is called plugin-NAME,
    an agent's file NAME.json. Nothing is overwritten.
    """
    if not NAME.fullmatch(name):
        raise RequestError(
            f"{name!r} is no name for a {kind}",
            hint="Write lower-case letters, digits and single dashes, like my-agent.",
        )
    words = _words(name, kind)
    target = Path(words["folder"])
    if target.exists():
        raise RequestError(f"{str(target)!r} exists already", hint="Take another name.")
    folder = Path() if kind == "agent" else target
    for place, text in dict(_all_files(kind, words)).items():
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    say(f"Wrote {target}. Next:\n\n  {NEXT[kind].format(folder=target)}")


def _words(name: str, kind: str) -> Mapping[str, str]:
    """What stands between `@`s in the templates."""
    short = name.removeprefix(PREFIX) if kind == "plugin" else name
    folder = {"plugin": f"{PREFIX}{short}", "agent": f"{name}.json"}.get(kind, name)
    return {
        "folder": folder,
        "name": short,
        "NAME": short.replace("-", "_").upper(),
        "package": f"{PREFIX}{short}".replace("-", "_"),
        "title": short.replace("-", " ").title(),
    }


def _all_files(kind: str, words: Mapping[str, str]) -> Iterator[tuple[Path, str]]:
    for part in PARTS.get(kind, (kind,)):
        yield from _files(part, words)


def _files(kind: str, words: Mapping[str, str]) -> Iterator[tuple[Path, str]]:
    root = files("fiscus.core.cli") / "scaffold" / kind
    for place, template in _templates(root, Path()):
        text = template.read_text(encoding="utf-8")
        for word, value in words.items():
            text = text.replace(f"@{word}@", value)
        yield Path(*(_part(part, words) for part in place.parts)), text


def _templates(folder: Traversable, place: Path) -> Iterator[tuple[Path, Traversable]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _templates(entry, place / entry.name)
        elif entry.name.endswith(TEMPLATE):
            yield place / entry.name.removesuffix(TEMPLATE), entry


def _part(part: str, words: Mapping[str, str]) -> str:
    """A folder or file of a template, by its name in the copy."""
    if part == "package":
        return words["package"]
    if part == "name.json":
        return words["folder"]
    return f".{part.removeprefix('dot-')}" if part.startswith("dot-") else part
