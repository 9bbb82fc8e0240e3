"""The reader's modules with one rule changed at a time."""

from __future__ import annotations

import ast
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import CodeType, FunctionType, ModuleType

READER = Path(__file__).parents[4] / "core/fiscus/core/reader"
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


def mutant_of(module: str, change: str) -> Mutant:
    """The one whose change begins like this."""
    for place in places((module,)):
        mutant = mutant_at(*place)
        if mutant.change.strip("'\"").startswith(change):
            return mutant
    raise LookupError(f"no rule of {module!r} begins with {change!r}: which one took its place?")


def unchanged(path: Path) -> Mutant:
    """No mutant at all: what the tests must pass on."""
    return Mutant(f"{PACKAGE}.{path.stem}", 1, "nothing", path.read_text())


@contextmanager
def applied(mutant: Mutant) -> Generator[None]:
    """The functions of the module behave as the mutant's, whoever has imported them."""
    module = import_module(mutant.module)
    code = compile(mutant.source, str(module.__file__), "exec")
    changed = {inner.co_qualname: inner for inner in _codes(code)}
    before = [(function, function.__code__) for function in _functions(module)]
    for function, _ in before:
        function.__code__ = changed[function.__qualname__]
    try:
        yield
    finally:
        for function, old in before:
            function.__code__ = old


def _codes(code: CodeType) -> Iterator[CodeType]:
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield inner
            yield from _codes(inner)


def _functions(module: ModuleType) -> Iterator[FunctionType]:
    """Those written in the module, and the methods of its classes."""
    own = [each for each in vars(module).values() if _is_of(each, module)]
    for each in [*own, *(method for kind in own for method in _methods(kind))]:
        if isinstance(each, FunctionType) and each.__code__.co_filename == module.__file__:
            yield each


def _is_of(value: object, module: ModuleType) -> bool:
    return getattr(value, "__module__", None) == module.__name__


def _methods(kind: object) -> Iterator[object]:
    if isinstance(kind, type):
        for value in vars(kind).values():
            yield value.fget if isinstance(value, property) else value


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
        case ast.If(orelse=[]):
            before, how = f"if {ast.unparse(node.test)}", "taken out"
            node.test = ast.Constant(False)
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
