from __future__ import annotations

import json
from pathlib import Path

import pytest

from fiscus.chains.sandbox.solana.session import SolanaSandbox
from fiscus.core.secrets import Secret
from tests.core.cli.programs import Ended, Fiscus, JsonObject
from tests.core.cli.terminals import terminal
from tests.core.cli.test_main import package

NOWHERE = {"ETHEREUM_PROVIDER_BASE": "http://127.0.0.1:9", "EVM_CHAINS": "base"}
"""Takes seconds: nodes are asked again before they are given up."""
KEY = "0x" + "5e" * 32


def finding(done: Ended, subject: str) -> JsonObject:
    found = [row for row in done.row["findings"] if row["subject"] == subject]
    assert found, done.row
    return min(found, key=lambda row: row["ok"])


def test_a_wallet_that_works_is_all_right(paying: Fiscus) -> None:
    done = paying("check", "--json")
    assert (done.status, done.row["ok"]) == (0, True)
    assert finding(done, "chain sandbox")["text"].startswith("id 31337, block ")
    assert "(can sign)" in finding(done, "EVM wallet")["text"]


@pytest.mark.covers("EVM-57")
def test_a_missing_key_is_wrong_and_says_what_to_set(paying: Fiscus) -> None:
    done = paying("check", "--json", EVM_PRIVATE_KEY="")
    assert (done.status, done.row["ok"]) == (1, False)
    assert "EVM_PRIVATE_KEY" in finding(done, "EVM wallet")["hint"]


def test_a_model_without_a_key_is_none_and_says_what_to_set(fiscus: Fiscus) -> None:
    plain = finding(fiscus("check", "--json"), "model")
    assert plain["ok"] and plain["text"].startswith("none: requests of the wallet need none")
    lacking = finding(fiscus("check", "--json", FISCUS_PLUGINS="evm,openai"), "model")
    assert (lacking["ok"], lacking["text"]) == (False, "openai has no key, so there is no model")
    assert "OPENAI_API_KEY" in lacking["hint"]
    talk = fiscus("ask", "how are you?", FISCUS_PLUGINS="evm,openai")
    assert talk.status == 0 and talk.out.startswith("Nothing was done"), talk.err
    named = {"FISCUS_PLUGINS": "evm,openai", "OPENAI_API_KEY": "sk-not-shown"}
    done = fiscus("check", "--json", **named)
    assert (finding(done, "model")["ok"], finding(done, "model")["text"]) == (True, "openai")
    assert "sk-not-shown" not in done.out + done.err


def test_one_wallet_is_enough_and_nothing_is_asked_for_the_other(
    paying: Fiscus, solana_sandbox: SolanaSandbox
) -> None:
    done = paying("check", "--json")
    missing = finding(done, "Solana wallet")
    assert (missing["ok"], missing["text"]) == (True, "none")
    assert "SOLANA_PRIVATE_KEY" in missing["hint"]
    assert not any(row["subject"] == "chain solana" for row in done.row["findings"])
    alone = paying("check", "--json", **{**solana_sandbox.environment(), "EVM_PRIVATE_KEY": ""})
    assert (alone.status, alone.row["ok"]) == (0, True), alone.row
    assert finding(alone, "EVM wallet")["text"] == "none"
    assert "(can sign)" in finding(alone, "Solana wallet")["text"]
    assert finding(alone, "chain solana")["ok"] is True
    both = paying("check", "--json", **solana_sandbox.environment())
    subjects = {row["subject"] for row in both.row["findings"]}
    assert {"EVM wallet", "chain sandbox", "Solana wallet", "chain solana"} <= subjects
    neither = paying("check", "--json", EVM_PRIVATE_KEY="")
    assert not finding(neither, "EVM wallet")["ok"] and not finding(neither, "Solana wallet")["ok"]


def test_a_plugins_own_model_is_named_in_either_spelling(fiscus: Fiscus, tmp_path: Path) -> None:
    code = """
from fiscus.core import Plugin
async def write(runtime, params): return "hi"
plugin = Plugin(name="loud", description="Shouts.", models={"TEXT_LARGE": write})
"""
    path = package(tmp_path / "site", "loud = visitor:plugin", code, group="fiscus.plugins")
    done = fiscus.process("check", "--json", FISCUS_PLUGINS="evm,loud", PYTHONPATH=path)
    assert finding(done, "model")["text"] == "loud"


@pytest.mark.covers("CHR-11")
def test_knowledge_that_cannot_be_read_is_wrong(fiscus: Fiscus, tmp_path: Path) -> None:
    character = {"name": "Ada", "bio": "Counts.", "knowledge": ["2+2=4", {"path": "facts.md"}]}
    (tmp_path / "ada.json").write_text(json.dumps(character))
    found = finding(fiscus("check", "--json", FISCUS_CHARACTER="ada.json"), "knowledge")
    assert (found["ok"], found["text"]) == (False, "facts.md does not exist")
    (tmp_path / "facts.md").write_text("The treasury is in Rome.")
    found = finding(fiscus("check", "--json", FISCUS_CHARACTER="ada.json"), "knowledge")
    assert (found["ok"], found["text"]) == (True, "2 passages")


@pytest.mark.covers("EVM-57")
@pytest.mark.usefixtures("impatient")
def test_a_chain_out_of_reach_is_wrong_and_says_what_to_set(fiscus: Fiscus) -> None:
    done = fiscus("check", "--json", EVM_PRIVATE_KEY=KEY, **NOWHERE)
    assert done.status == 1
    found = finding(done, "chain base")
    assert found["ok"] is False
    assert "ETHEREUM_PROVIDER_BASE" in found["hint"]


def test_a_bad_policy_is_wrong_and_the_rest_is_looked_at(paying: Fiscus, tmp_path: Path) -> None:
    (tmp_path / "policy.yaml").write_text("limits: {per_transaction: {usd: much}}\n")
    done = paying("check", "--json", FISCUS_POLICY="policy.yaml")
    assert done.status == 1
    assert finding(done, "policy")["ok"] is False
    assert finding(done, "plugins")["ok"] is True


def test_a_good_policy_is_read_out(paying: Fiscus, tmp_path: Path) -> None:
    (tmp_path / "policy.yaml").write_text("limits: {per_24h: {usd: 1200}}\nfirst_payment: deny\n")
    done = paying("check", "--json", FISCUS_POLICY="policy.yaml")
    shown = finding(done, "policy")["text"]
    assert "any amount a transaction, at most 1200 USD in 24 hours" in shown
    assert shown.endswith("first payment to somebody: deny")


def test_a_misspelt_setting_is_wrong_and_the_nearest_is_named(paying: Fiscus) -> None:
    done = paying("check", "--json", FISCUS_PLICY="x")
    found = finding(done, "settings")
    assert found["text"] == "FISCUS_PLICY is set, and nothing reads it"
    assert found["hint"] == "Did you mean FISCUS_POLICY?"
    assert done.status == 1


def test_settings_are_named_and_their_values_are_not_shown(paying: Fiscus) -> None:
    key = paying.settings["EVM_PRIVATE_KEY"].removeprefix("0x")
    done = paying("check", COINGECKO_API_KEY="s3cret")
    assert "EVM_PRIVATE_KEY, EVM_CHAINS, DEFAULT_EVM_CHAIN, ETHEREUM_PROVIDER_SANDBOX" in done.out
    assert key not in done.out
    assert "s3cret" not in done.out
    assert "127.0.0.1" not in done.out


def test_a_bad_key_is_wrong_and_not_shown(paying: Fiscus) -> None:
    done = paying("check", EVM_PRIVATE_KEY="0xbadbadbad")
    assert done.status == 1
    assert "WRONG evm chains: Invalid private key format" in done.out
    assert "badbadbad" not in done.out


def test_a_data_folder_that_is_a_file_is_wrong(paying: Fiscus, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = paying("check", "--json", FISCUS_HOME=str(tmp_path / "file"))
    assert finding(done, "data folder")["ok"] is False


def test_a_data_folder_is_not_made_by_looking(paying: Fiscus, tmp_path: Path) -> None:
    done = paying("check", "--json", FISCUS_HOME=str(tmp_path / "new"))
    assert finding(done, "data folder")["text"].endswith("(made when needed)")
    assert not (tmp_path / "new").exists()


def test_a_plugin_that_is_not_installed_is_wrong(paying: Fiscus) -> None:
    done = paying("check", "--json", FISCUS_PLUGINS="evn")
    assert finding(done, "plugins")["hint"].startswith("Did you mean 'evm'?")


def test_a_terminal_gets_a_table(paying: Fiscus) -> None:
    with terminal(paying.folder, paying.environment(), "check") as tty:
        status, shown = tty.end()
    assert status == 0
    assert "WRONG" not in shown
    assert "EVM wallet" in shown


def store_finding(ended: Ended) -> JsonObject:
    found = finding(ended, "store")
    return {key: found[key] for key in ("ok", "text")}


@pytest.mark.covers("RTC-09")
def test_the_store_is_named_and_opened(fiscus: Fiscus, home: Path, postgres_place: Secret) -> None:
    path = home / "fiscus.db"
    fresh = store_finding(fiscus("check", "--json"))
    assert fresh == {"ok": True, "text": f"SQLite {path} (made when needed)"}
    assert not path.exists()
    path.write_text("a diary, no database " * 100)
    broken = store_finding(fiscus("check", "--json"))
    assert broken == {"ok": False, "text": "'fiscus.db' is not a store of fiscus"}
    server = store_finding(fiscus("check", "--json", DATABASE_URL=postgres_place.reveal()))
    assert server == {"ok": True, "text": "PostgreSQL of POSTGRES_URL"}
    elsewhere = store_finding(fiscus("check", "--json", PGLITE_DATA_DIR=str(home / "deep")))
    assert elsewhere["text"] == f"SQLite {home}/deep/fiscus.db (made when needed)"
    gone = fiscus("check", "--json", POSTGRES_URL="postgresql://a:hunter2@127.0.0.1:1/none")
    assert store_finding(gone)["ok"] is False
    assert "hunter2" not in gone.out + gone.err
