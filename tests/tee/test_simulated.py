"""Evidence of the simulator holds together like a real one's, and is never taken for one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import load_der_x509_certificate
from dstack_sdk import GetQuoteResponse

from fiscus.core.errors import RequestError
from fiscus.tee.cli import tee
from fiscus.tee.evidence.checking import KEYS_EVENT, Expected, all_hold
from fiscus.tee.evidence.events import Entry, replayed
from fiscus.tee.evidence.quotes import QuoteRefused, machine_of, read_report, verified
from fiscus.tee.evidence.simulated import MARK, ROOT, ROOT_NAME, is_simulated
from fiscus.tee.simulator import pki
from fiscus.tee.simulator.domain import SimulatedDomain
from tests.chains.openapi import shared
from tests.tee import recorded
from tests.tee.simulated import (
    APP_COMPOSE,
    NOW,
    POLICY,
    STATEMENT,
    attested,
    domain,
    looked,
    machine,
    wrong,
)

WALLETS = {"evm": "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"}
EVERYTHING = Expected(
    nonce=str(STATEMENT["nonce"]),
    agent_id="treasury",
    policy_hash=POLICY,
    wallets=WALLETS,
    app_compose=APP_COMPOSE,
)


def test_untouched_evidence_of_the_simulator_holds_and_says_that_it_proves_nothing() -> None:
    checks = looked(attested(domain()), EVERYTHING)
    assert all_hold(checks)
    open_still = {check.name for check in checks if check.holds is None}
    assert open_still == {"system image", "keys", "hardware"}
    assert checks[0].text == "every signature up to the simulator's root, which proves nothing"
    assert checks[-1].text == "nothing is proven about hardware: anybody can make such evidence"


def test_evidence_that_was_written_by_the_first_version_holds() -> None:
    """It was made once, and is never made again."""
    body = json.loads(Path(__file__).with_name("evidence-1.json").read_text())
    checks = looked(body, EVERYTHING)
    assert all_hold(checks)
    assert "payment" not in {check.name for check in checks}


def test_its_quote_is_one_of_a_td_and_is_marked() -> None:
    quote = bytes.fromhex(domain().quoted(b"\1\2")["quote"])
    report = read_report(quote)
    assert machine_of(quote).fmspc == pki.FMSPC.hex().upper()
    assert report.report_data == b"\1\2".ljust(64, b"\0")
    assert not report.is_debug
    assert is_simulated(quote)
    assert report.mrtd.startswith(MARK)


def test_a_real_quote_is_not_marked() -> None:
    assert not is_simulated(bytes.fromhex(recorded.document()["quote"]))


def test_the_vendors_sdk_reads_its_answer_and_comes_to_the_same_registers() -> None:
    answer = GetQuoteResponse(**domain().quoted(bytes(64)))
    registers = read_report(answer.decode_quote()).registers
    assert answer.replay_rtmrs() == {number: r.hex() for number, r in enumerate(registers)}


def test_each_event_changes_the_last_register_alone() -> None:
    running = domain()
    before = read_report(bytes.fromhex(running.quoted(b"")["quote"])).registers
    running.emit("anything", b"at all")
    after = read_report(bytes.fromhex(running.quoted(b"")["quote"])).registers
    assert [old == new for old, new in zip(before, after, strict=True)] == [True, True, True, False]
    assert running.tcb_info()["rtmr3"] == after[3].hex()


def test_the_root_in_the_verifier_is_that_of_the_published_key() -> None:
    certificate = load_der_x509_certificate(ROOT)
    point = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    assert point.endswith(pki.public_key(ROOT_NAME))
    certificate.verify_directly_issued_by(certificate)


def test_intels_root_vouches_for_nothing_of_it() -> None:
    quote = bytes.fromhex(domain().quoted(b"")["quote"])
    with pytest.raises(QuoteRefused):
        verified(quote, machine().collateral, now=NOW)


def test_the_simulators_papers_vouch_for_no_real_quote() -> None:
    real = recorded.document()
    quote = bytes.fromhex(real["quote"])
    for root in (None, ROOT):
        with pytest.raises(QuoteRefused):
            verified(quote, machine().collateral, now=recorded.NOW, root=root)
    with pytest.raises(QuoteRefused):
        verified(quote, real["collateral"], now=recorded.NOW, root=ROOT)


@pytest.mark.parametrize("days", [-2, 366])
def test_its_papers_are_good_for_a_year(days: int) -> None:
    checks = looked(attested(domain()), EVERYTHING, now=NOW + days * 86400)
    assert wrong(checks) == {"quote signature"}


def test_a_platform_that_is_behind_is_told() -> None:
    checks = looked(attested(domain(status="OutOfDate")), EVERYTHING)
    assert wrong(checks) == {"platform"}
    assert "TCB status OutOfDate" in {check.text for check in checks}


def test_the_log_of_a_newer_guest_agent_adds_up_as_recorded() -> None:
    """It leaves out the digests of dstack's own events."""
    body = json.loads(shared("dstack/fixture-tdx-lite-getquote.json").read_text())
    log = [Entry.model_validate(entry) for entry in json.loads(body["event_log"])]
    assert [entry.digest for entry in log if entry.imr == 3] == [""] * 9
    assert replayed(log) == list(read_report(bytes.fromhex(body["quote"])).registers)


def test_an_event_of_version_2_is_what_its_canonical_json_says() -> None:
    """As in the tests of dstack's cc-eventlog."""
    own = Entry(imr=3, event_type=0x08000001, event="é", event_payload="abcd", version=2)
    first = Entry(imr=3, event_type=0x08000001, event="é", event_payload="abcd")
    text = '{"name":"é","payload":"abcd","type":134217729}'
    assert own.own_digest() == hashlib.sha384(text.encode()).hexdigest()
    assert own.own_digest() != first.own_digest()


def test_an_event_of_the_firmware_must_have_its_digest() -> None:
    with pytest.raises(ValueError, match="digest"):
        Entry(imr=0, event_type=1)


def say(**changes: object) -> Callable[[dict[str, Any]], None]:
    def change(body: dict[str, Any]) -> None:
        body["statement"].update(changes)

    return change


def unsaid(body: dict[str, Any]) -> None:
    body["statement"] = None


def without_the_policy_event(body: dict[str, Any]) -> None:
    body["event_log"] = json.dumps(json.loads(body["event_log"])[:-1])


def with_another_policy_event(body: dict[str, Any]) -> None:
    log = json.loads(body["event_log"])
    log[-1]["event_payload"] = "ac" * 32
    body["event_log"] = json.dumps(log)


def with_an_event_that_never_was(body: dict[str, Any]) -> None:
    log = json.loads(body["event_log"])
    body["event_log"] = json.dumps([*log, log[-1]])


def of_another_quote(body: dict[str, Any]) -> None:
    """A real quote of the same domain, for other report data."""
    body["quote"] = domain().quoted(bytes(64))["quote"]


def of_a_domain_that_was_started_again(body: dict[str, Any]) -> None:
    started = domain()
    started.emit("something", b"else")
    body["quote"] = attested(started)["quote"]


def with_another_compose(body: dict[str, Any]) -> None:
    body["app_compose"] = APP_COMPOSE.replace("treasury", "treasure")


@pytest.mark.parametrize(
    ("change", "noticed"),
    [
        (say(agent_id="another"), {"statement", "agent"}),
        (say(software="fiscus 9.9.9"), {"statement"}),
        (say(policy_hash="ac" * 32), {"statement", "policy", "policy changes"}),
        (say(wallets={"evm": "0x" + "11" * 20}), {"statement", "wallets"}),
        (say(wallets={**WALLETS, "solana": "9xQ"}), {"statement"}),
        (say(nonce="ff" * 16), {"statement", "nonce"}),
        (unsaid, {"statement"}),
        (without_the_policy_event, {"event log"}),
        (with_another_policy_event, {"runtime events", "policy changes"}),
        (with_an_event_that_never_was, {"event log"}),
        (of_another_quote, {"statement"}),
        (of_a_domain_that_was_started_again, {"event log"}),
        (with_another_compose, {"compose", "published compose"}),
    ],
)
def test_what_was_tampered_with_is_noticed_where_it_was(
    change: Callable[[dict[str, Any]], None], noticed: set[str]
) -> None:
    body = attested(domain())
    change(body)
    assert wrong(looked(body, EVERYTHING)) == noticed


KMS = "3059301306072a8648ce3d"


def under(name: str, its: str) -> SimulatedDomain:
    """A domain with other keys than the simulator's."""
    running = domain()
    running.log = [entry for entry in running.log if entry.event != KEYS_EVENT]
    running.emit(KEYS_EVENT, json.dumps({"name": name, "id": its}).encode())
    return running


@pytest.mark.parametrize(
    ("name", "its", "expected", "holds"),
    [
        ("kms", KMS, KMS.upper(), True),
        ("kms", KMS + "00", KMS, False),
        ("none", "", "", False),
        ("kms", KMS, None, None),
    ],
)
def test_a_kms_of_somebody_elses_is_noticed(
    name: str, its: str, expected: str | None, holds: bool | None
) -> None:
    checks = looked(attested(under(name, its)), Expected(key_provider=expected))
    assert {check.name: check.holds for check in checks}["keys"] is holds


@pytest.mark.parametrize("expected", [None, KMS])
def test_keys_of_two_providers_are_nobodys(expected: str | None) -> None:
    running = under("kms", KMS + "00")
    running.emit(KEYS_EVENT, json.dumps({"name": "kms", "id": KMS}).encode())
    assert wrong(looked(attested(running), Expected(key_provider=expected))) == {"keys"}


def test_evidence_of_before_is_noticed_by_its_nonce() -> None:
    fresh = Expected(nonce="ee" * 32, policy_hash=POLICY)
    assert wrong(looked(attested(domain()), fresh)) == {"nonce"}


def test_evidence_of_another_agent_is_noticed_by_its_wallet_and_by_its_name() -> None:
    other = {**STATEMENT, "agent_id": "other", "wallets": {"evm": "0x" + "22" * 20}}
    expected = Expected(wallets=WALLETS, agent_id="treasury")
    assert wrong(looked(attested(domain(), other), expected)) == {"wallets", "agent"}


def test_a_policy_that_was_changed_without_being_logged_is_noticed() -> None:
    statement = {**STATEMENT, "policy_hash": "ac" * 32}
    assert wrong(looked(attested(domain(), statement), Expected())) == {"policy changes"}


def test_a_policy_that_was_changed_without_being_attested_is_noticed() -> None:
    running = domain()
    running.emit("fiscus-policy", bytes.fromhex("ac" * 32))
    assert wrong(looked(attested(running), Expected())) == {"policy changes"}


def test_a_guest_agent_that_logs_no_events_leaves_the_statement_to_speak() -> None:
    running = domain()
    running.log.pop()
    checks = {check.name: check.holds for check in looked(attested(running), EVERYTHING)}
    assert checks["policy"] is True
    assert checks["policy changes"] is None


def written(folder: Path, body: Mapping[str, Any]) -> str:
    path = folder / "evidence.json"
    path.write_text(json.dumps(body))
    return str(path)


def run(*args: str) -> tuple[int, str]:
    done = CliRunner().invoke(tee, ["verify", *args])
    assert done.exception is None or isinstance(done.exception, (SystemExit, RequestError))
    return done.exit_code, done.output or str(done.exception)


AT = "2026-11-29T00:00:00Z"


def test_the_verifier_takes_it_only_where_it_is_told_to(tmp_path: Path) -> None:
    path = written(tmp_path, attested(domain()))
    status, shown = run(path, "--at", AT)
    assert status == 1
    assert "made by the simulator and proves nothing" in shown
    status, shown = run(path, "--at", AT, "--simulated")
    assert status == 0
    assert shown.splitlines()[-1] == (
        "open  hardware: nothing is proven about hardware: anybody can make such evidence"
    )
    status, shown = run(path, "--at", AT, "--simulated", "--json")
    assert (json.loads(shown)["ok"], json.loads(shown)["simulated"]) == (True, True)


@pytest.mark.parametrize("simulated", [False, None])
def test_passed_off_as_real_it_is_known_by_its_mark(tmp_path: Path, simulated: bool | None) -> None:
    body = {**attested(domain()), "simulated": simulated}
    if simulated is None:
        del body["simulated"]
    status, shown = run(written(tmp_path, body), "--at", AT)
    assert status == 1
    assert "made by the simulator and proves nothing" in shown


def test_without_its_mark_nobody_vouches_for_it(tmp_path: Path) -> None:
    body = attested(domain())
    body["quote"] = body["quote"].replace(MARK.hex(), "00" * len(MARK), 1)
    del body["simulated"]
    status, shown = run(written(tmp_path, body), "--at", AT)
    assert status == 1
    assert "WRONG quote signature" in shown
    status, shown = run(written(tmp_path, body), "--at", AT, "--simulated")
    assert status == 1
    assert "not made by the simulator" in shown


def test_real_evidence_is_not_checked_as_simulated(tmp_path: Path) -> None:
    status, shown = run(written(tmp_path, recorded.document()), "--simulated")
    assert status == 1
    assert "not made by the simulator" in shown


def test_real_evidence_that_says_it_is_simulated_is_not_believed_either(tmp_path: Path) -> None:
    body = {**recorded.document(), "simulated": True}
    status, shown = run(written(tmp_path, body), "--at", recorded.AT, "--simulated")
    assert status == 1
    assert "WRONG quote signature" in shown


def test_papers_of_the_simulator_vouch_for_no_real_evidence(tmp_path: Path) -> None:
    forged = tmp_path / "papers.json"
    forged.write_text(json.dumps(machine().collateral))
    real = written(tmp_path, recorded.document())
    for args in (("--collateral", str(forged)), ()):
        status, shown = run(real, "--at", recorded.AT, *args)
        assert status == 1
        assert ("WRONG quote signature" in shown) is bool(args)


def test_simulated_evidence_without_its_papers_asks_nobody_for_them(tmp_path: Path) -> None:
    body = attested(domain())
    del body["collateral"]
    status, shown = run(written(tmp_path, body), "--simulated")
    assert status == 1
    assert "papers are missing" in shown
