"""`fiscus policy`: shown, linted, explained, tried and stopped from the command line."""

from __future__ import annotations

import json
import re
import sqlite3
from pathlib import Path

import pytest
from inline_snapshot import snapshot

from fiscus.chains.sandbox.session import Sandbox
from fiscus.core.desk.policy import (
    SMALL_AMOUNTS,
    Limit,
    Limits,
    Policy,
    Recipients,
    Rule,
    Spenders,
    Tokens,
    When,
)
from fiscus.core.desk.policyfile import load_policy
from fiscus.core.desk.policyschema import schema_text
from tests.core.cli.programs import Fiscus, error_of

ROOT = Path(__file__).parents[3]
BOB = "0x52908400098527886E0F7030069857D2E4169EE7"


def examples() -> list[str]:
    return re.findall(r"```yaml\n(.*?)```", (ROOT / "docs/policy.md").read_text(), re.DOTALL)


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    """The example of the documentation."""
    path = tmp_path / "policy.yaml"
    path.write_text(examples()[0])
    return path


def test_the_schema_that_is_published_is_the_one_of_the_program(fiscus: Fiscus) -> None:
    published = (ROOT / "docs/policy.schema.json").read_text()
    assert published == schema_text(), "fiscus policy schema > docs/policy.schema.json"
    assert fiscus("policy", "schema").out == published


def test_the_schema_knows_windows_of_any_length_and_no_other_key() -> None:
    limits = json.loads(schema_text())["$defs"]["Limits"]
    (pattern,) = limits["patternProperties"]
    assert re.search(pattern, "per_90m")
    assert not re.search(pattern, "per_day")
    assert limits["additionalProperties"] is False


def test_the_examples_of_the_documentation_hold(
    fiscus: Fiscus, policy: Path, tmp_path: Path
) -> None:
    done = fiscus("policy", "check", str(policy))
    assert (done.status, done.out) == (0, "No mistake was found.\n")
    cases = tmp_path / "cases.yaml"
    cases.write_text(examples()[1])
    tried = fiscus("policy", "test", str(cases), "--policy", str(policy))
    assert (tried.status, tried.out) == (
        0,
        snapshot("""\
ok    send 20 usdc to bob.eth on base
ok    send 20 usdc to bob.eth on base
ok    three hundred in an hour
ok    the trader's slippage
ok    a right without a bound
5 cases, 0 wrong.
"""),
    )


def test_the_example_of_the_documentation_has_every_key() -> None:
    words = set(re.findall(r"(\w+):", examples()[0]))
    parts = (Policy, Limits, Limit, Recipients, Spenders, Tokens, Rule, When)
    keys = {key for part in parts for key in part.model_fields}
    assert keys - words == set()


def test_a_case_that_comes_out_otherwise_says_how(
    fiscus: Fiscus, policy: Path, tmp_path: Path
) -> None:
    cases = tmp_path / "cases.yaml"
    cases.write_text(
        f"prices: {{USDC: 1}}\ncases:\n- {{say: send 300 usdc to {BOB} on base, expect: allow}}\n"
        f"- {{say: send 300 usdc to {BOB} on base, expect: deny, rule: limits.per_7d.usd}}\n"
    )
    done = fiscus("policy", "test", str(cases), "--json", FISCUS_POLICY=str(policy))
    assert done.status == 1
    assert [row["wrong"] for row in done.rows] == snapshot(
        [
            "expected allow, and it is deny by limits.per_transaction.usd, limits.per_transaction"
            ".units.base:USDC",
            "expected deny by limits.per_7d.usd, and it is by limits.per_transaction.usd, limits"
            ".per_transaction.units.base:USDC",
        ]
    )


def test_a_case_file_with_a_mistake_names_its_line(
    fiscus: Fiscus, policy: Path, tmp_path: Path
) -> None:
    cases = tmp_path / "cases.yaml"
    cases.write_text("cases:\n- {say: hello, expct: deny}\n")
    done = fiscus("policy", "test", str(cases), FISCUS_POLICY=str(policy))
    assert done.status == 1
    assert "cases.0.expct (line 2): there is no such key; did you mean expect?" in done.err


def test_what_is_shown_is_a_policy_file_that_says_the_same(
    fiscus: Fiscus, policy: Path, tmp_path: Path
) -> None:
    for held, shown in (
        (SMALL_AMOUNTS, fiscus("policy").out),
        (load_policy(policy), fiscus("policy", "show", FISCUS_POLICY=str(policy)).out),
    ):
        again = tmp_path / "again.yaml"
        again.write_text(shown)
        assert load_policy(again) == held


MISTYPED = "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02914"
LINTED = """\
limits:
  per_transaction: {usd: 500, ask_usd: 600, units: {UDSC: 5}}
  per_24h: {usd: 100, units: {"bsae:ETH": 1}}
  slippage: 6%
  max_slippage: 5%
tokens: {deny: ["base:UDSC"]}
recipients:
  allow: ["0x52908400098527886E0F7030069857D2E4169EE7"]
  deny: ["0x52908400098527886e0f7030069857d2e4169ee7"]
rules:
  - name: nothing
    when: {chains: [mainnet], tokens: [WBTCC], actions: [swop]}
"""


def test_what_its_writer_cannot_have_meant_is_found_with_its_line(
    fiscus: Fiscus, policy: Path
) -> None:
    policy.write_text(LINTED)
    done = fiscus("policy", "check", str(policy))
    assert done.status == 1
    assert done.out == snapshot("""\
limits.per_transaction.units.UDSC (line 2): no installed token is called 'UDSC'; did you mean USDC?
limits.per_transaction.ask_usd (line 2): what is above it is refused already by `usd`
limits.per_24h.units.bsae:ETH (line 3): no installed chain is called 'bsae'; did you mean base?
limits.per_24h.usd (line 3): it is less than `per_transaction.usd`, which can never be reached
limits.slippage (line 4): what is above it is refused already by `max_slippage`
tokens.deny.0 (line 6): no installed token is called 'UDSC' on base; did you mean USDC?
recipients.deny.0 (line 9): 0x52908400098527886e0f7030069857d2e4169ee7 is allowed too; deny wins
rules.0 (line 11): the rule says nothing: it has no limit and no list
rules.0.when.chains.0 (line 12): no installed chain is called 'mainnet'; did you mean ethereum?
rules.0.when.tokens.0 (line 12): no installed token is called 'WBTCC'; did you mean WBTC?
rules.0.when.actions.0 (line 12): no such action; did you mean swap?
""")


BROKEN = """\
limits:
  per_transaktion: {usd: 5}
  fee_used: 5
recipient: {allow: []}
recipients:
  deny: ["0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02914", AbC]
"""


def test_keys_and_addresses_that_are_broken_are_found_with_what_was_meant(
    fiscus: Fiscus, policy: Path
) -> None:
    policy.write_text(BROKEN)
    done = fiscus("policy", "check", str(policy), "--json")
    assert done.status == 1
    assert done.rows == snapshot(
        [
            {
                "line": 2,
                "place": "limits.per_transaktion",
                "text": "there is no such key; did you mean per_transaction?",
            },
            {
                "line": 4,
                "place": "recipient",
                "text": "there is no such key; did you mean recipients?",
            },
        ]
    )
    policy.write_text("\n".join(BROKEN.splitlines()[4:]))
    told = fiscus("policy", "check", str(policy)).out
    assert told.replace(MISTYPED, "0x…") == snapshot("""\
recipients.deny.0 (line 2): '0x…' is no address of an installed chain (EIP-55 checksum invalid)
recipients.deny.1 (line 2): 'AbC' is no address of an installed chain
""")


def test_an_agent_does_not_start_with_a_broken_address_in_its_policy(
    fiscus: Fiscus, policy: Path
) -> None:
    policy.write_text("recipients: {deny: ['0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02914']}")
    done = fiscus("ask", "show my portfolio", FISCUS_POLICY=str(policy))
    assert done.status == 1
    assert "recipients.deny.0 (line 1)" in done.err


def test_files_of_sanctions_are_looked_at(fiscus: Fiscus, policy: Path) -> None:
    policy.write_text("sanctions: [list.txt, missing.txt]")
    policy.with_name("list.txt").write_text(f"# a list\n{BOB.lower()}  # Bob\nnobody\n")
    done = fiscus("policy", "check", str(policy), "--json")
    assert [(row["line"], row["place"].rpartition("/")[2]) for row in done.rows] == [
        (3, "list.txt"),
        (None, "sanctions"),
    ]


def test_an_explanation_names_the_rule_its_line_and_what_is_not_known(
    fiscus: Fiscus, policy: Path
) -> None:
    done = fiscus(
        "policy",
        "explain",
        "send 20 usdc to bob.eth on base",
        "--price",
        "USDC=1",
        FISCUS_POLICY=str(policy),
    )
    assert (done.status, done.out) == (
        0,
        snapshot("""\
transfer on base: amount 20, token USDC, recipient bob.eth, from chain base
Nothing that is known here stands in its way.
What is not known here can make it stricter:
  whose address is meant: recipients.deny
  who was paid before: first_payment
  the network fee: limits.fee_usd, limits.max_fee_usd, limits.fee_share, limits.max_fee_share
  whether the chain's own checks find something to ask about: concern
`FISCUS_MODE=simulate fiscus ask` asks the chain, and signs nothing.
"""),
    )


def test_an_explanation_of_what_is_refused(fiscus: Fiscus, policy: Path) -> None:
    done = fiscus(
        "policy",
        "explain",
        f"send 300 usdc to {BOB} on base",
        "--price",
        "USDC=1",
        "--json",
        FISCUS_POLICY=str(policy),
    )
    assert done.status == 0
    first = done.row["reasons"][0]
    assert (done.row["verdict"], first["rule"]) == ("deny", "limits.per_transaction.usd")
    assert first["line"] == 6


def test_an_explanation_knows_the_agent_that_acts(fiscus: Fiscus, policy: Path) -> None:
    text = "swap 20 usdc to eth on base with 2% slippage"
    settings = {"FISCUS_POLICY": str(policy)}
    mine = fiscus("policy", "explain", text, "--agent", "trader", "--json", **settings)
    assert [reason["rule"] for reason in mine.row["reasons"]] == [
        "rules.trader.limits.max_slippage"
    ]
    other = fiscus("policy", "explain", text, "--json", **settings)
    assert other.row["verdict"] == "allow"
    assert {"fact": "what is called, and who may spend", "rules": ["spenders", "recipients"]} in (
        other.row["unknown"]
    )


@pytest.mark.parametrize("text", ["hello", "send 5 usdc", "show my portfolio"])
def test_what_moves_no_money_is_not_explained(fiscus: Fiscus, text: str) -> None:
    assert fiscus("policy", "explain", text).status == 1


def test_a_stop_is_on_record_until_it_is_ended(fiscus: Fiscus) -> None:
    assert fiscus("policy", "resume").out == "Spending was not stopped.\n"
    assert "All spending is stopped" in fiscus("policy", "stop", "somebody rang").out
    assert fiscus("policy", "stop").out == "All spending was stopped already: somebody rang\n"
    assert fiscus("policy", "resume").out == "Spending goes on.\n"


def test_a_stop_is_told_wherever_somebody_looks_at_the_policy(paying: Fiscus) -> None:
    text = "send 0.001 eth to bob.eth"
    assert "stopped" not in paying("policy", "show").out
    paying("policy", "stop", "the laptop\n is gone.")
    line = "# All spending is stopped: the laptop is gone. `fiscus policy resume` lets it go on.\n"
    shown = paying("policy", "show")
    assert shown.out.endswith(line)
    as_json = paying("policy", "show", "--json")
    assert (as_json.row["stop"], as_json.err) == (False, line)
    explained = paying("policy", "explain", text, "--json").row
    assert (explained["verdict"], [one["rule"] for one in explained["reasons"]]) == (
        "deny",
        ["stopped"],
    )
    told = paying("policy", "explain", text).out
    assert (
        "It would be refused.\n  stopped: All spending is stopped: the laptop is gone. `fiscus"
        in told
    )
    checked = paying("check", "--json")
    assert [row["text"] for row in checked.row["findings"] if row["subject"] == "spending"] == [
        "All spending is stopped: the laptop is gone"
    ]
    assert checked.status == 1
    paying("policy", "resume")
    journal = [row["text"] for row in paying("audit", "show", "--json").rows]
    assert journal == [
        "all spending is stopped; the laptop is gone.",
        "spending goes on; by owner",
    ]
    assert paying("policy", "explain", text, "--json").row["verdict"] != "deny"
    assert "stopped" not in paying("policy", "show").out


def test_an_old_or_lost_journal_and_a_frozen_wallet_are_told_before_anything_is_paid(
    paying: Fiscus, home: Path, sandbox: Sandbox
) -> None:
    text, database = "send 0.001 eth to alice.eth", home / "desk.db"
    paying("policy", "resume")
    old = database.read_bytes()
    assert paying("ask", text, "--yes").status == 0
    newest = database.read_bytes()
    for content in (old, None):
        database.unlink()
        if content is not None:
            database.write_bytes(content)
        reasons = paying("policy", "explain", text, "--json").row["reasons"]
        assert [reason["text"] for reason in reasons] == [
            "The desk's journal is another than this wallet last spent with, or an old copy."
        ]
        assert "journal is another" in paying("policy", "show").out
    database.write_bytes(newest)
    with sqlite3.connect(database) as connection:
        connection.execute(
            "INSERT INTO freezes (wallet, reason, at) VALUES (?, 'somebody looks into it', 0)",
            (f"evm:{sandbox.address}",),
        )
    (row,) = [row for row in paying("check", "--json").row["findings"] if not row["ok"]]
    assert row["text"] == f"The wallet {sandbox.address} is frozen: somebody looks into it"
    assert "wallet unfreeze" in row["hint"]


def test_a_running_agent_is_stopped_from_another_terminal(paying: Fiscus, sandbox: Sandbox) -> None:
    sending = ("ask", "send 0.001 ETH to alice.eth", "--yes", "--json")
    assert paying(*sending).status == 0
    paying.process("policy", "stop", "the laptop is gone")
    refused = paying(*sending)
    assert (refused.status, error_of(refused.row)) == (1, "SPENDING_STOPPED")
    assert "the laptop is gone" in refused.row["replies"][-1]["text"]
    paying("policy", "resume")
    assert paying(*sending).status == 0
