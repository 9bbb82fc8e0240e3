"""The policy file: read exactly, or refused with what to mend."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from inline_snapshot import snapshot

from fiscus.core.desk import policy as module
from fiscus.core.desk.policy import OWN_CHAIN, SMALL_AMOUNTS, Policy
from fiscus.core.desk.policyfile import load_policy
from fiscus.core.errors import ConfigError

ADDRESS = "0x52908400098527886E0F7030069857D2E4169EE7"


def loaded(folder: Path, text: str) -> Policy:
    path = folder / "policy.yaml"
    path.write_text(text, encoding="utf-8")
    return load_policy(path)


def refused(folder: Path, text: str) -> str:
    with pytest.raises(ConfigError) as error:
        loaded(folder, text)
    assert str(folder) in error.value.message
    return error.value.message.replace(f"The policy file '{folder}/policy.yaml' is not ", "")


def test_a_whole_file(tmp_path: Path) -> None:
    policy = loaded(
        tmp_path,
        f"""
version: 1
mode: simulate
limits:
  per_transaction: {{usd: 250, units: {{ETH: 0.1, "base:USDC": "250"}}}}
  per_24h: {{usd: 1000.55}}
  fee_usd: 2.5
first_payment: deny
unknown_price: allow
second_opinion_usd: 5000
recipients:
  allow: [{ADDRESS}, "6dNyaYhAc1VS5zkSHXkYTvRGTnHGPSUgHcMZAUKjRqGb"]
  deny: ['{ADDRESS.lower()}']
""",
    )
    assert policy.model_dump(exclude_unset=True) == {
        "version": 1,
        "mode": "simulate",
        "limits": {
            "per_transaction": {
                "usd": Decimal(250),
                "units": {"ETH": Decimal("0.1"), "base:USDC": Decimal(250)},
            },
            "per_24h": {"usd": Decimal("1000.55")},
            "fee_usd": Decimal("2.5"),
        },
        "first_payment": "deny",
        "unknown_price": "allow",
        "second_opinion_usd": Decimal(5000),
        "recipients": {
            "allow": (ADDRESS, "6dNyaYhAc1VS5zkSHXkYTvRGTnHGPSUgHcMZAUKjRqGb"),
            "deny": (ADDRESS.lower(),),
        },
    }


def test_the_file_in_the_documentation_is_valid(tmp_path: Path) -> None:
    text = (module.__doc__ or "").split("```yaml")[1].split("```")[0]
    assert loaded(tmp_path, text.replace("0x…", ADDRESS)).limits.per_24h.usd == 1000
    assert isinstance(yaml.safe_load(text), dict)


@pytest.mark.parametrize("text", ["{}", "", "---", "version: 1", "mode: live", "# nothing"])
def test_what_a_file_leaves_out_stays_small(tmp_path: Path, text: str) -> None:
    assert loaded(tmp_path, text) == SMALL_AMOUNTS
    assert SMALL_AMOUNTS.limits.per_transaction.usd == 25
    assert SMALL_AMOUNTS.limits.per_24h.usd == 100
    assert SMALL_AMOUNTS.first_payment == SMALL_AMOUNTS.unknown_price == "approve"


def test_limits_that_are_written_replace_the_built_in_ones(tmp_path: Path) -> None:
    policy = loaded(tmp_path, "limits: {per_transaction: {usd: 500}}")
    assert policy.limits.per_transaction.usd == 500
    assert policy.limits.per_24h.usd is None
    assert policy.limits.fee_usd == 10


@pytest.mark.parametrize("written", ["0.1", "'0.1'", "0.10", "1e-1", "1E-1"])
def test_a_number_is_what_is_written_and_no_float(tmp_path: Path, written: str) -> None:
    policy = loaded(tmp_path, f"limits: {{per_24h: {{units: {{ETH: {written}}}}}}}")
    assert policy.limits.per_24h.units["ETH"] == Decimal("0.1")


def test_an_address_without_quotes_is_no_number(tmp_path: Path) -> None:
    policy = loaded(tmp_path, f"recipients: {{deny: [{ADDRESS}]}}")
    assert policy.recipients.denies(ADDRESS.upper().replace("0X", "0x"))
    assert not policy.recipients.denies(ADDRESS[:-1] + "8")


def test_base58_has_one_spelling_only(tmp_path: Path) -> None:
    policy = loaded(tmp_path, "recipients: {allow: [AbC]}")
    assert policy.recipients.allows("AbC")
    assert not policy.recipients.allows("abc")


def test_own_chains_are_free() -> None:
    assert OWN_CHAIN.limits.per_transaction.usd is OWN_CHAIN.limits.per_24h.usd is None
    assert OWN_CHAIN.first_payment == OWN_CHAIN.unknown_price == "allow"


BAD = [
    "a: [",
    "mode: live\nmode: simulate",
    "[]",
    "mode: fast",
    "version: 2",
    "limit: {}",
    "limits: {per_transaction: {usd: -1}}",
    "limits: {per_transaction: {usd: yes}}",
    "limits: {per_transaction: {usd: .inf}}",
    "limits: {per_24h: {usd: nan}}",
    "limits: {per_24h: {units: {ETH: much}}}",
    "limits: {per_24h: {units: {ETH: -0.1}}}",
    "first_payment: ask",
    "recipients: {deny: alice}",
    "recipients: {deny: [alice.eth]}",
    "recipients: {allow: ['']}",
]


def test_bad_files_say_what_to_mend(tmp_path: Path) -> None:
    said = [f"{text}\n    {refused(tmp_path, text)}" for text in BAD]
    assert "\n".join(said).replace("valid: ", "") == snapshot("""\
a: [
    YAML (line 1: expected the node content, but found '<stream end>')
mode: live
mode: simulate
    YAML (line 2: 'mode' is written twice)
[]
    file: it must be a mapping of keys to values
mode: fast
    mode (line 1): Input should be 'live' or 'simulate'
version: 2
    version (line 1): Input should be less than or equal to 1
limit: {}
    limit (line 1): there is no such key; did you mean limits?
limits: {per_transaction: {usd: -1}}
    limits.per_transaction.usd (line 1): Input should be greater than or equal to 0
limits: {per_transaction: {usd: yes}}
    limits.per_transaction.usd (line 1): it must be a number
limits: {per_transaction: {usd: .inf}}
    limits.per_transaction.usd (line 1): it must be a number
limits: {per_24h: {usd: nan}}
    limits.per_24h.usd (line 1): it must be a number
limits: {per_24h: {units: {ETH: much}}}
    limits.per_24h.units.ETH (line 1): it must be a number
limits: {per_24h: {units: {ETH: -0.1}}}
    limits.per_24h.units.ETH (line 1): Input should be greater than or equal to 0
first_payment: ask
    first_payment (line 1): Input should be 'approve', 'allow' or 'deny'
recipients: {deny: alice}
    recipients.deny (line 1): it must be a list
recipients: {deny: [alice.eth]}
    recipients.deny.0 (line 1): 'alice.eth' is not an address; names are not looked up here
recipients: {allow: ['']}
    recipients.allow.0 (line 1): '' is not an address; names are not looked up here\
""")


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "latin").write_bytes(b"mode: \xff")
    for path in (tmp_path / "missing", tmp_path, tmp_path / "latin"):
        with pytest.raises(ConfigError, match="cannot be read") as error:
            load_policy(path)
        assert "a YAML file in UTF-8, named by FISCUS_POLICY" in (error.value.hint or "")
