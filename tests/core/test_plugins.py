from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot

from fiscus.core import Phase, Plugin
from fiscus.core.discovery import (
    installed_plugins,
    load_plugins,
    plugin_name,
    plugins_to_run,
    sorted_plugins,
)
from fiscus.core.errors import ConfigError
from fiscus.core.settings import Settings


@dataclass(frozen=True)
class Point:
    """An entry point that says when it is imported."""

    name: str
    exports: object
    loaded: list[str]

    def load(self) -> object:
        self.loaded.append(self.name)
        return self.exports


def plugin(name: str, *, needs: Sequence[str] = (), priority: int = 0) -> Plugin:
    return Plugin(name, f"the {name} plugin", dependencies=tuple(needs), priority=priority)


def points(*plugins: Plugin) -> tuple[dict[str, Point], list[str]]:
    loaded: list[str] = []
    return {p.name: Point(p.name, p, loaded) for p in plugins}, loaded


def test_only_what_is_named_is_imported() -> None:
    installed, loaded = points(plugin("evm"), plugin("solana"))
    assert [p.name for p in load_plugins(["evm"], installed)] == ["evm"]
    assert loaded == ["evm"]
    assert load_plugins([], installed) == ()


def test_a_missing_plugin_names_the_installed_ones_and_the_nearest() -> None:
    installed, _ = points(plugin("evm"), plugin("solana"))
    with pytest.raises(ConfigError) as refusal:
        load_plugins(["solanna"], installed)
    assert str(refusal.value) == snapshot(
        "plugin 'solanna' is not installed. Did you mean 'solana'? Installed: evm, solana."
    )


def test_without_any_plugin_the_error_says_so() -> None:
    with pytest.raises(ConfigError, match="Installed: none"):
        load_plugins(["evm"], {})


def test_an_entry_point_that_is_no_plugin_is_refused() -> None:
    with pytest.raises(ConfigError, match="entry point 'evm' is not a plugin"):
        load_plugins(["evm"], {"evm": Point("evm", object(), [])})


@pytest.mark.covers("RTL-15", "PLA-13", "CHR-22")
def test_dependencies_come_first_even_unnamed() -> None:
    installed, _ = points(plugin("a", needs=["b"]), plugin("b", needs=["c"]), plugin("c"))
    assert [p.name for p in load_plugins(["a"], installed)] == ["c", "b", "a"]


@pytest.mark.covers("RTL-16")
def test_a_missing_dependency_is_refused() -> None:
    installed, _ = points(plugin("a", needs=["gone"]))
    with pytest.raises(ConfigError, match="plugin 'gone' is not installed"):
        load_plugins(["a"], installed)


def test_a_circle_is_refused() -> None:
    installed, _ = points(plugin("a", needs=["b"]), plugin("b", needs=["a"]))
    with pytest.raises(ConfigError, match="plugins 'a', 'b' depend on each other"):
        load_plugins(["a"], installed)


@pytest.mark.covers("PLA-12", "X-23")
def test_a_higher_priority_loads_first_and_ties_keep_their_order() -> None:
    ordered = sorted_plugins(
        [plugin("a"), plugin("b", priority=100), plugin("c"), plugin("d", needs=["c"], priority=50)]
    )
    assert [p.name for p in ordered] == ["b", "a", "c", "d"]


@pytest.mark.covers("CHR-15")
@pytest.mark.parametrize("name", ["evm", " evm ", "plugin-evm", "@acme/plugin-evm", "./my/evm"])
def test_the_documented_package_names_mean_the_same_plugin(name: str) -> None:
    assert plugin_name(name) == "evm"


def test_the_suite_registers_its_plugins() -> None:
    assert "evm" in installed_plugins()


@given(st.permutations(range(6)), st.lists(st.integers(-2, 2), min_size=6, max_size=6))
def test_every_order_respects_dependencies(order: list[int], priorities: list[int]) -> None:
    chain = [
        plugin(str(n), needs=[str(n - 1)] if n else [], priority=priorities[n]) for n in range(6)
    ]
    ordered = sorted_plugins([chain[n] for n in order])
    assert [p.name for p in ordered] == [str(n) for n in range(6)]


@pytest.mark.covers("RTC-05", "X-23")
def test_phases_load_from_databases_to_platforms_whatever_the_priority() -> None:
    phases = [Phase.PLATFORMS, Phase.FEATURES, Phase.CORE, Phase.MODELS, Phase.DATABASES]
    assert list(map(int, phases)) == [100, 50, 0, -50, -100]
    plugins = [Plugin(p.name, "p", phase=p, priority=int(p)) for p in phases]
    assert [p.name for p in sorted_plugins(plugins)] == [p.name for p in reversed(phases)]


def test_a_dependency_comes_first_whatever_its_phase_and_spelling() -> None:
    late = Plugin("@acme/plugin-late", "p", phase=Phase.PLATFORMS)
    early = Plugin("early", "p", phase=Phase.DATABASES, dependencies=("plugin-late",))
    assert sorted_plugins([early, late]) == (late, early)


@pytest.mark.covers("PLA-13")
def test_what_only_tests_need_is_loaded_for_tests_alone() -> None:
    tested = Plugin("a", "p", test_dependencies=("b",))
    installed, loaded = points(tested, plugin("b"))
    assert [p.name for p in load_plugins(["a"], installed)] == ["a"]
    assert loaded == ["a"]
    assert {p.name for p in load_plugins(["a"], installed, testing=True)} == {"a", "b"}


@pytest.mark.covers("RTL-16")
def test_a_missing_dependency_says_who_needs_it() -> None:
    installed, _ = points(plugin("a", needs=["gone"]))
    with pytest.raises(ConfigError) as refusal:
        load_plugins(["a"], installed)
    assert str(refusal.value) == snapshot(
        "plugin 'gone' is not installed, and 'a' depends on it. Installed: a."
    )


@pytest.mark.covers("CHR-19", "PLA-18")
@pytest.mark.parametrize(
    ("settings", "names"),
    [
        ({}, ("bootstrap", "evm", "solana")),
        ({"OPENAI_API_KEY": "k"}, ("bootstrap", "evm", "solana", "openai")),
        ({"ANTHROPIC_API_KEY": "k", "FISCUS_PLUGINS": "evm"}, ("bootstrap", "evm", "anthropic")),
        ({"DISCORD_API_TOKEN": "t"}, ("bootstrap", "evm", "solana")),
        ({"ENABLE_VOICE": "false"}, ("bootstrap", "evm", "solana")),
        ({"ENABLE_VOICE": "true"}, ("bootstrap", "evm", "solana", "voice")),
    ],
)
def test_a_plugin_runs_where_its_setting_is_there_and_it_is_installed(
    settings: dict[str, str], names: tuple[str, ...]
) -> None:
    installed, loaded = points(*map(plugin, ("openai", "anthropic", "telegram", "voice")))
    assert plugins_to_run(Settings(settings), installed=installed) == names
    assert loaded == []


@pytest.mark.covers("PLR-36")
def test_bootstrap_can_be_left_out() -> None:
    names = plugins_to_run(Settings({"IGNORE_BOOTSTRAP": "true"}), ["x"], {})
    assert names == ("evm", "solana", "x")


@pytest.mark.covers("BST-68")
def test_the_documented_plugin_of_the_store_is_part_of_every_agent() -> None:
    installed, _ = points(plugin("a", needs=["@elizaos/plugin-sql"]))
    names = ["@elizaos/plugin-sql", "a"]
    assert [p.name for p in load_plugins(names, installed)] == ["a"]


@pytest.mark.covers("CHR-15")
@pytest.mark.parametrize("place", ["my-plugin", "my-plugin.py"])
def test_a_plugin_can_be_named_by_its_place(tmp_path: Path, place: str) -> None:
    file = tmp_path / place / "__init__.py" if place == "my-plugin" else tmp_path / place
    file.parent.mkdir(exist_ok=True)
    file.write_text(
        "from fiscus.core import Plugin\nplugin = Plugin('my-plugin', 'mine', priority=3)\n"
    )
    (found,) = load_plugins([str(tmp_path / place)], {})
    assert (found.name, found.priority) == ("my-plugin", 3)


def test_a_place_without_a_plugin_is_named() -> None:
    with pytest.raises(ConfigError, match=r"there is no plugin at './custom-plugins/gone'"):
        load_plugins(["./custom-plugins/gone"], {})


def test_a_file_that_names_no_plugin_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.py").write_text("x = 1")
    with pytest.raises(ConfigError, match="entry point 'empty' is not a plugin"):
        load_plugins([str(tmp_path / "empty.py")], {})
