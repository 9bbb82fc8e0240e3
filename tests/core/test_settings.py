"""Settings: read once, from the environment over a file, and clear about what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from inline_snapshot import snapshot

from fiscus.core import settings as module
from fiscus.core.errors import ConfigError
from fiscus.core.secrets import Secret
from fiscus.core.settings import (
    CONFIRM_TIMEOUT,
    CORE_SETTINGS,
    HOME,
    LOG_LEVEL,
    MODE,
    Mode,
    Setting,
    Settings,
    read_settings,
)

KEY = Setting("EVM_PRIVATE_KEY", "A key.", secret=True)


@pytest.fixture
def dotenv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path / ".env"


def test_the_environment_wins_over_the_file(dotenv: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dotenv.write_text("FISCUS_HOME=file\nLOG_LEVEL=debug\n")
    monkeypatch.setenv("FISCUS_HOME", "environment")
    monkeypatch.delenv("LOG_LEVEL", raising=False)
    settings = read_settings()
    assert settings.home == Path("environment")
    assert settings.get(LOG_LEVEL) == "debug"


def test_an_empty_variable_takes_the_files_value_away(
    dotenv: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dotenv.write_text("FISCUS_HOME=file\n")
    monkeypatch.setenv("FISCUS_HOME", " ")
    assert read_settings().home == Path(".fiscus")


def test_another_file_can_be_named_and_none_is_needed(dotenv: Path, tmp_path: Path) -> None:
    assert read_settings().get(HOME) == ".fiscus"
    (tmp_path / "other").write_text("FISCUS_HOME='some where'")
    assert read_settings(tmp_path / "other").home == Path("some where")


def test_defaults_where_nothing_is_set() -> None:
    settings = Settings({})
    assert (settings.home, settings.policy, settings.mode) == (Path(".fiscus"), None, Mode.LIVE)
    assert settings.plugins == ("evm", "solana")
    assert settings.seconds(CONFIRM_TIMEOUT) == float(CONFIRM_TIMEOUT.default)
    assert settings.secret(KEY) is None


def test_paths_know_the_home_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ada")
    settings = Settings({"FISCUS_HOME": "~/f", "FISCUS_POLICY": "~/p.yaml"})
    assert (settings.home, settings.policy) == (Path("/home/ada/f"), Path("/home/ada/p.yaml"))


@pytest.mark.parametrize("text", ["simulate", "SIMULATE", " simulate "])
def test_the_mode_in_any_case(text: str) -> None:
    assert Settings({"FISCUS_MODE": text}).mode is Mode.SIMULATE


def test_a_mode_that_is_none_is_refused_and_not_taken_for_live() -> None:
    with pytest.raises(ConfigError) as refused:
        _ = Settings({"FISCUS_MODE": "dry-run"}).mode
    assert str(refused.value) == snapshot(
        "FISCUS_MODE is 'dry-run'. It can be `live` or `simulate`."
    )


@pytest.mark.parametrize("text", ["soon", "-1", "0", "nan", "inf", "86400", "1e9"])
def test_what_is_no_number_of_seconds_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match="FISCUS_CONFIRM_TIMEOUT") as refused:
        Settings({CONFIRM_TIMEOUT.name: text}).seconds(CONFIRM_TIMEOUT)
    assert refused.value.hint == f"Write FISCUS_CONFIRM_TIMEOUT={CONFIRM_TIMEOUT.default}."


def test_plugins_are_a_list_with_commas() -> None:
    assert Settings({"FISCUS_PLUGINS": " evm, ,solana ,"}).plugins == ("evm", "solana")


def test_a_family_of_settings_by_its_prefix() -> None:
    settings = Settings(
        {"EVM_PROVIDER_BASE": "1", "evm_provider_zksync": "2", "EVM_PROVIDER_": "3", "X": "4"}
    )
    assert dict(settings.matching("EVM_PROVIDER_")) == {"BASE": "1", "ZKSYNC": "2"}


def test_some_settings_replaced() -> None:
    settings = Settings({"FISCUS_HOME": "a", "LOG_LEVEL": "info"})
    other = settings.with_values({"FISCUS_HOME": "b"})
    assert (other.get(HOME), other.get(LOG_LEVEL)) == ("b", "info")
    assert settings.get(HOME) == "a"


def test_a_secret_shows_nowhere() -> None:
    settings = Settings({KEY.name: "0xdeadbeef", "FISCUS_HOME": "a"})
    assert settings.secret(KEY) == Secret("0xdeadbeef")
    assert repr(settings) == "Settings(EVM_PRIVATE_KEY, FISCUS_HOME)"
    assert "dead" not in f"{settings}"
    assert "dead" not in repr(settings.secret(KEY))


def test_every_setting_of_the_module_is_declared_once_and_explained() -> None:
    written = {value for value in vars(module).values() if isinstance(value, Setting)}
    assert written == set(CORE_SETTINGS)
    assert len({setting.name for setting in CORE_SETTINGS}) == len(CORE_SETTINGS)
    for setting in CORE_SETTINGS:
        assert setting.help.endswith(".")
    assert MODE.default in set(Mode)
