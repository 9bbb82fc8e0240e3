"""The documentation's inventory: which of its rows the tests hold, which are left out and why.

`python -m tests.inventory` writes `docs/coverage.md` from `docs/rows.csv`, `docs/left_out.toml` and
the `covers` marks of the tests.
"""

from __future__ import annotations

import ast
import csv
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
DOCUMENT = DOCS / "coverage.md"
TESTS = ROOT / "tests"
RESOLUTION = "resolution"
"""The relevance of a contradiction that was decided: a test may hold it, none has to."""
MARKS = frozenset({"pytest.mark.covers", "covers"})
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
KINDS = ("must", "should", "optional")
SECTIONS = {
    "A": "Character",
    "B": "Memory and state",
    "C": "Personality",
    "D": "Runtime and lifecycle",
    "E": "Bootstrap plugin",
    "F": "EVM plugin",
    "G": "Solana plugin",
    "H": "SQL plugin",
    "I1": "Plugin architecture",
    "I2": "Plugin components",
    "I3": "Plugin development",
    "I4": "Plugin migration",
    "I5": "Patterns",
    "I6": "Plugin reference",
    "I7": "Schemas",
    "I8": "Webhooks and routes",
    "J1": "Runtime core",
    "J2": "Events",
    "J3": "Runtime memory",
    "J4": "Messaging",
    "J5": "Models",
    "J6": "Providers",
    "J7": "Services",
    "K1": "Contradictions, resolved",
    "K2": "Contradictions of the pages on chains, resolved",
    "K3": "Faults of the samples, not repeated",
    "K4": "What the pages leave open, decided",
    "K5": "Contradictions of the pages on commands, resolved",
    "L": "Sample sentences",
    "M": "Answers, numbers, settings",
    "N": "Command `create`",
    "O": "Command `tee`",
    "P": "Deployment",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One requirement of the documentation."""

    id: str
    section: str
    relevance: str
    feature: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A test, or a module of tests, that holds a row."""

    row: str
    path: Path
    """Relative to the folder of the tests."""
    line: int
    test: bool
    """Whether the mark is on something that is run: a test, a class of tests, a whole module."""


@dataclass(frozen=True)
class Inventory:
    """The rows, their marks and the reasons for those that are left out."""

    rows: Mapping[str, Row]
    reasons: Mapping[str, str]
    marks: tuple[Mark, ...] = field(default=())

    @cached_property
    def held(self) -> Mapping[str, list[str]]:
        """The test modules that hold a row, by its id."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for mark in self.marks:
            found[mark.row].add(mark.path.as_posix())
        return {row: sorted(paths) for row, paths in found.items()}

    def open(self, relevance: str) -> list[Row]:
        """Rows that neither a test holds nor a reason leaves out."""
        known = self.held.keys() | self.reasons.keys()
        return [r for r in self.rows.values() if r.relevance == relevance and r.id not in known]


def read_inventory() -> Inventory:
    """What the repository says now."""
    with (DOCS / "rows.csv").open(newline="") as file:
        rows = {line["id"]: Row(**line) for line in csv.DictReader(file)}
    reasons = tomllib.loads((DOCS / "left_out.toml").read_text())
    return Inventory(rows, reasons, tuple(_all_marks()))


def _all_marks() -> Iterator[Mark]:
    for path in sorted(TESTS.rglob("*.py")):
        source = path.read_text()
        if "covers" in source:
            yield from marks(source, path.relative_to(TESTS))


def marks(source: str, path: Path) -> Iterator[Mark]:
    """The `covers` marks in a module: decorators, `pytestmark`, and marks of parameters."""
    for node in ast.parse(source).body:
        for owner in [node, *node.body] if isinstance(node, ast.ClassDef) else [node]:
            for call in _calls(owner):
                for row in map(_id, call.args):
                    yield Mark(row, path, call.lineno, _is_run(owner))


def _calls(owner: ast.stmt) -> Iterator[ast.Call]:
    """The marks on a definition, or in any other statement."""
    inner = owner.decorator_list if isinstance(owner, DEFINITIONS) else [owner]
    for call in (found for node in inner for found in ast.walk(node)):
        if isinstance(call, ast.Call) and ast.unparse(call.func) in MARKS:
            yield call


def _id(argument: ast.expr) -> str:
    """The row's id; an expression, which is none, shows as what it is."""
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return argument.value
    return f"({ast.unparse(argument)})"


def _is_run(owner: ast.AST) -> bool:
    if isinstance(owner, ast.FunctionDef | ast.AsyncFunctionDef):
        return owner.name.startswith("test_")
    if isinstance(owner, ast.ClassDef):
        return owner.name.startswith("Test")
    return isinstance(owner, ast.Assign) and ast.unparse(owner.targets[0]) == "pytestmark"


def document(inventory: Inventory) -> str:
    """The text of `docs/coverage.md`."""
    parts = [_summary(inventory)]
    for section, title in SECTIONS.items():
        rows = [row for row in inventory.rows.values() if row.section == section]
        parts.append(f"## {section}. {title}\n\n{_table(inventory, rows)}")
    return "\n\n".join(parts) + "\n"


def _summary(inventory: Inventory) -> str:
    lines = [
        "# What the tests hold of the documentation",
        "",
        "Written by `make docs` from the tests' `covers` marks, `rows.csv` (the requirements) and",
        "`left_out.toml` (what is not built, and why). Paths are below `tests/`; search them for a",
        "row's id to find its test.",
        "",
        "| relevance | rows | held by a test | left out | open |",
        "|---|---|---|---|---|",
    ]
    for kind in KINDS:
        ids = [row.id for row in inventory.rows.values() if row.relevance == kind]
        held = sum(row in inventory.held for row in ids)
        left_out = sum(row in inventory.reasons for row in ids)
        unsettled = len(inventory.open(kind))
        lines.append(f"| {kind} | {len(ids)} | {held} | {left_out} | {unsettled} |")
    return "\n".join(lines)


def _table(inventory: Inventory, rows: Iterable[Row]) -> str:
    lines = ["| id | feature | relevance | held by, or why not |", "|---|---|---|---|"]
    for row in rows:
        held = ", ".join(f"`{path}`" for path in inventory.held.get(row.id, ()))
        reason = inventory.reasons.get(row.id, "" if row.relevance == RESOLUTION else "open")
        feature = row.feature.replace("|", r"\|")
        lines.append(f"| {row.id} | {feature} | {row.relevance} | {held or reason} |")
    return "\n".join(lines)


if __name__ == "__main__":
    DOCUMENT.write_text(document(read_inventory()))
