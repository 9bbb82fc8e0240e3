"""The reader's modules with one rule changed at a time."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

READER = Path(__file__).parents[4] / "core/fiscus/core/reader"
"""Found without importing it: only what is not loaded yet can be changed."""
PACKAGE = "fiscus.core.reader"


@dataclass(frozen=True, slots=True)
class Mutant:
    """`source` is the whole module `module`, changed at `line` as `change` says."""

    module: str
    line: int
    change: str
    source: str

    def __str__(self) -> str:
        return f"{self.module.removeprefix(PACKAGE + '.')}:{self.line}: {self.change}"


def places(names: tuple[str, ...] = ()) -> list[tuple[Path, int]]:
    """Every rule of every module that holds rules; the languages' tables are data."""
    found: list[tuple[Path, int]] = []
    for path in sorted(READER.glob("*.py")):
        if path.stem != "__init__" and (not names or path.stem in names):
            found += [(path, place) for place in range(len(_rules(ast.parse(path.read_text()))))]
    return found


def mutant_at(path: Path, place: int) -> Mutant:
    """The module with the rule at this place changed."""
    tree = ast.parse(path.read_text())
    node = _rules(tree)[place]
    line = getattr(node, "lineno", 0)
    change = _changed(node)
    return Mutant(f"{PACKAGE}.{path.stem}", line, change, ast.unparse(tree))


def unchanged(path: Path) -> Mutant:
    """No mutant at all: what the tests must pass on."""
    return Mutant(f"{PACKAGE}.{path.stem}", 1, "nothing", path.read_text())


def _rules(tree: ast.Module) -> list[ast.AST]:
    return [node for node in ast.walk(tree) if _is_rule(node)]


def _is_rule(node: ast.AST) -> bool:
    if isinstance(node, ast.Expr):
        return _doubts(node.value)
    if isinstance(node, (ast.If, ast.IfExp)):
        return not _is_typing(node.test)
    return isinstance(node, ast.BoolOp)


def _doubts(node: ast.expr) -> bool:
    """`draft.doubt(…)`: the rule that asks."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "doubt"
    )


def _is_typing(test: ast.expr) -> bool:
    return isinstance(test, ast.Name) and test.id == "TYPE_CHECKING"


def _changed(node: ast.AST) -> str:
    """Change the node in place; answers with what was changed."""
    match node:
        case ast.Expr():
            before, how = ast.unparse(node), "taken out"
            node.value = ast.Constant(None)
        case ast.If() | ast.IfExp():
            before, how = f"if {ast.unparse(node.test)}", "turned round"
            node.test = ast.UnaryOp(ast.Not(), node.test)
        case ast.BoolOp():
            before = ast.unparse(node)
            how = "and for or" if isinstance(node.op, ast.Or) else "or for and"
            node.op = ast.And() if isinstance(node.op, ast.Or) else ast.Or()
        case _:
            raise AssertionError(ast.dump(node))
    ast.fix_missing_locations(node)
    return f"{before[:90]!r} {how}"
