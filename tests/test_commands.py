"""Every command that the documents name is one, with the options that they name."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click

from fiscus.core.cli.main import fiscus

ROOT = Path(__file__).parent.parent
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), ROOT / "deploy/README.md"]
SPAN = re.compile(r"`(fiscus [^`]+)`")
LINE = re.compile(r"^\s*(?:\$ )?(?:[A-Z_]+=\S+ )*(fiscus .+)$", re.MULTILINE)
FENCE = re.compile(r"```\w*\n(.*?)```", re.DOTALL)
ENDS = re.compile(r"\s[|>&;#].*|\s\\$")
"""What comes behind a command on its line."""
TEXTS = {"fiscus built-in policy"}
"""What begins like a command and is none: here, what a hash is made of."""


def commands(text: str) -> Iterator[str]:
    fences = FENCE.findall(text)
    yield from (found for fence in fences for found in LINE.findall(fence))
    yield from (found for found in SPAN.findall(FENCE.sub("", text)) if found not in TEXTS)


def words(command: str) -> list[str]:
    """Without what a shell does with it."""
    return shlex.split(ENDS.sub("", command).replace("'", '"'), comments=True)[1:]


def refuse_unknown(command: str) -> None:
    here: click.Command = fiscus
    # With the program's own: a command remembers how its help was called first.
    context = click.Context(fiscus, info_name="fiscus", help_option_names=["-h", "--help"])
    for word in words(command):
        if isinstance(here, click.Group) and not word.startswith("-"):
            found = here.get_command(context, word)
            assert found is not None, f"there is no `{context.command_path} {word}`: {command}"
            here, context = found, click.Context(found, info_name=word, parent=context)
        elif word.startswith("--"):
            known = {name for param in here.get_params(context) for name in param.opts}
            passed = here.ignore_unknown_options
            name = word.partition("=")[0]
            assert passed or name in known, f"`{context.command_path}` has no {name}: {command}"


def test_every_command_of_the_documents_exists_with_its_options() -> None:
    found = [command for path in DOCUMENTS for command in commands(path.read_text())]
    assert len(found) > 50
    for command in found:
        refuse_unknown(command)


def test_a_command_that_does_not_exist_is_found() -> None:
    for wrong in ("fiscus fly", "fiscus policy fly", "fiscus tee sweep --fast"):
        try:
            refuse_unknown(wrong)
        except AssertionError:
            continue
        raise AssertionError(wrong)
