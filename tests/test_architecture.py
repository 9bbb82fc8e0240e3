"""The rules we would otherwise have to remember."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TypeAlias

ROOT = Path(__file__).parent.parent
MAY_IMPORT = {
    "core": {"core"},
    "chains": {"core", "chains"},
    "plugins": {"core", "chains", "plugins"},
    "tee": {"core", "chains", "tee"},
}
MODULES = sorted(path for folder in MAY_IMPORT for path in (ROOT / folder).rglob("*.py"))
MOST_LINES = 400
SIGNERS = {
    f"chains/fiscus/chains/{family}/{module}.py"
    for family in ("evm", "solana")
    for module in ("keys", "adapter", "family")
}
"""Where a key may be used: its holder, the desk's adapter, and who builds them."""
TEXTS = "core/fiscus/core/desk/signatures.py"
"""Signs and checks what approvers say: texts, which no chain takes for a transaction."""
PLAY_MONEY = "chains/fiscus/chains/sandbox/"
"""Signs for money that is worth nothing."""
SIMULATOR = "tee/fiscus/tee/simulator/"
"""Stands for the hardware that keys come from."""
KEY_LIBRARIES = ("coincurve", "eth_account", "eth_keys", "solders.keypair")
KEY_HOLDERS = {"EvmSigner", "SolanaSigner"}
ERROR_BOUNDARIES = {"core/fiscus/core/execution.py"}
AUTHORITIES = {"USER", "BOOK", "DEFAULT", "RESOLVED", "STRATEGY"}
VOUCHERS = {
    f"core/fiscus/core/{place}.py"
    for place in (
        "bootstrap/answering",
        "bootstrap/grounding",
        "bootstrap/planning",
        "bootstrap/proposing",
        "desk/book",
        "desk/evacuation",
        "desk/listings",
        "desk/remote/trust",
        "testing/runtime",
        "workers",
    )
}
"""Where something may be said to be somebody's own word: at the reader, at what an owner's task was
made with, at what the policy file registers, and in the judgement of these."""
NAMES_TO_AVOID = re.compile(r"(^|_)(utils?|helpers?|managers?|misc|common)(_|$)|^base_")

PLUGINS = [path for path in MODULES if path.is_relative_to(ROOT / "plugins/fiscus/plugins")]

Rule: TypeAlias = "Callable[[Path], None]"


def every(paths: Sequence[Path]) -> Callable[[Rule], Callable[[], None]]:
    """One test for all of them: a test a module would cost more than what it looks at."""

    def of(rule: Rule) -> Callable[[], None]:
        def holds() -> None:
            for path in paths:
                try:
                    rule(path)
                except AssertionError as error:
                    raise AssertionError(f"{place(path)}: {error}") from error

        return holds

    return of


modules = every(MODULES)
plugins = every(PLUGINS)


@cache
def nodes(path: Path) -> list[ast.AST]:
    return list(ast.walk(ast.parse(path.read_text())))


def place(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imports(path: Path) -> Iterator[str]:
    for node in nodes(path):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


@modules
def test_imports_point_one_way(path: Path) -> None:
    folder = path.relative_to(ROOT).parts[0]
    outer = {name.split(".")[1] for name in imports(path) if name.startswith("fiscus.")}
    assert outer <= MAY_IMPORT[folder]


@plugins
def test_no_plugin_imports_another(path: Path) -> None:
    parts = path.relative_to(ROOT).parts
    other = {
        name.split(".")[2]
        for name in imports(path)
        if name.startswith("fiscus.plugins.") and name.count(".") >= 2
    }
    assert other <= {parts[3]}


@modules
def test_modules_stay_small(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= MOST_LINES


@modules
def test_module_names_are_nouns_of_the_domain(path: Path) -> None:
    assert not NAMES_TO_AVOID.search(path.stem)


@modules
def test_only_settings_read_the_environment(path: Path) -> None:
    readers = [
        node.attr
        for node in nodes(path)
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"}
    ]
    assert readers == [] or place(path) == "core/fiscus/core/settings.py"


@modules
def test_only_the_desks_side_handles_a_key(path: Path) -> None:
    uses = {name for name in imports(path) if name.startswith(KEY_LIBRARIES)}
    names = {node.id for node in nodes(path) if isinstance(node, ast.Name)}
    stands_in = place(path).startswith((PLAY_MONEY, SIMULATOR))
    allowed = place(path) in {*SIGNERS, TEXTS} or stands_in
    assert allowed or not (uses or names & KEY_HOLDERS)


@modules
def test_only_who_reads_a_message_says_whose_word_a_value_is(path: Path) -> None:
    claims = {
        node.attr
        for node in nodes(path)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "Origin"
        and node.attr in AUTHORITIES
    }
    assert not claims or place(path) in VOUCHERS


@modules
def test_an_intent_reaches_the_desk_through_a_door(path: Path) -> None:
    """`Desk.submit(ticket, intent)` believes the intent's origins; a door holds them first."""
    direct = [
        node.lineno
        for node in nodes(path)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "submit"
        and len(node.args) == 2
    ]
    assert direct == [] or place(path) == "core/fiscus/core/desk/desk.py"


@modules
def test_errors_stop_in_one_place(path: Path) -> None:
    broad = [
        handler.lineno
        for handler in nodes(path)
        if isinstance(handler, ast.ExceptHandler)
        and (
            handler.type is None
            or (isinstance(handler.type, ast.Name) and handler.type.id == "Exception")
        )
    ]
    assert broad == [] or place(path) in ERROR_BOUNDARIES


@plugins
def test_plugins_catch_nothing_of_the_desk(path: Path) -> None:
    source = path.read_text()
    submits = "desk.submit" in source
    assert not (submits and any(isinstance(n, ast.Try) for n in nodes(path)))


@modules
def test_no_float_is_made_of_money(path: Path) -> None:
    """Time and rates may be floats; nothing named like money is turned into one."""
    money = re.compile(r"units|wei|lamports|amount|usd|price|balance", re.IGNORECASE)
    made = [
        ast.unparse(node)
        for node in nodes(path)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "float"
        and money.search(ast.unparse(node))
    ]
    assert made == []


def test_namespace_folders_hold_no_init() -> None:
    assert [f for f in MAY_IMPORT if (ROOT / f / "fiscus" / "__init__.py").exists()] == []


def test_every_package_is_typed() -> None:
    assert all((ROOT / f / "fiscus" / f / "py.typed").exists() for f in MAY_IMPORT)


def test_public_namespaces_are_complete() -> None:
    for name in ("fiscus.core",):
        module = import_module(name)
        assert sorted(module.__all__) == list(module.__all__)
        assert all(getattr(module, exported) is not None for exported in module.__all__)


def test_every_entry_point_loads() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    for group in project["entry-points"].values():
        for target in group.values():
            module, _, attribute = target.partition(":")
            loaded = import_module(module)
            assert not attribute or getattr(loaded, attribute) is not None
