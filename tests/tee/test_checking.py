"""Evidence of a real TD holds, and no longer holds when anything of it is changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fiscus.core.errors import RequestError
from fiscus.tee.evidence.checking import POLICY_EVENT, Check, Expected, all_hold, checked
from fiscus.tee.evidence.compose import compose_hash, loose_images, normalized
from fiscus.tee.evidence.document import Evidence, read_evidence
from fiscus.tee.evidence.events import DSTACK_EVENT, dstack_digest
from fiscus.tee.evidence.statement import Statement
from tests.tee.recorded import NOW, document, measurements

STATEMENT = {
    "agent_id": "treasury",
    "software": "fiscus 0.1.0",
    "policy_hash": "ab" * 32,
    "wallets": {"evm": "0x70997970C51812dc3A010C7d01b50e0d17dc79C8", "solana": "9xQ"},
    "nonce": "00112233445566778899aabbccddeeff",
}


NOTHING = Expected()


def looked(body: Mapping[str, Any], expected: Expected = NOTHING, now: int = NOW) -> list[Check]:
    evidence = Evidence.model_validate(body)
    assert evidence.collateral is not None
    return checked(evidence, evidence.collateral, expected, now=now)


def results(checks: list[Check]) -> dict[str, bool | None]:
    return {check.name: check.holds for check in checks}


def test_a_real_td_holds_in_everything_but_what_it_never_said() -> None:
    body = document()
    expected = Expected(app_compose=body["app_compose"], measurements=measurements())
    assert results(looked(body, expected)) == {
        "quote signature": True,
        "platform": True,
        "closed to the host": True,
        "event log": True,
        "runtime events": True,
        "compose": True,
        "published compose": True,
        "images": True,
        "system image": True,
        "keys": None,
        "statement": False,
    }


def test_what_there_is_nothing_to_compare_with_is_open() -> None:
    found = results(looked(document()))
    assert found["published compose"] is None
    assert found["system image"] is None


def flipped(text: str, place: int) -> str:
    return text[:place] + ("0" if text[place] != "0" else "1") + text[place + 1 :]


def of_the_log(number: int, **changes: object) -> Callable[[dict[str, Any]], None]:
    def change(body: dict[str, Any]) -> None:
        body["event_log"][number] = {**body["event_log"][number], **changes}

    return change


def change_compose(body: dict[str, Any]) -> None:
    body["app_compose"] = body["app_compose"].replace("nearone/mpc-launcher", "evil/mpc-launcher")


def drop_last_event(body: dict[str, Any]) -> None:
    body["event_log"] = body["event_log"][:-1]


def repeat_last_event(body: dict[str, Any]) -> None:
    body["event_log"] = [*body["event_log"], body["event_log"][-1]]


def swap_events(body: dict[str, Any]) -> None:
    log = body["event_log"]
    log[-1], log[-2] = log[-2], log[-1]


@pytest.mark.parametrize(
    ("change", "noticed"),
    [
        (change_compose, {"compose"}),
        (drop_last_event, {"event log"}),
        (repeat_last_event, {"event log"}),
        (swap_events, {"event log"}),
        (of_the_log(-1, event_payload="00" * 32), {"runtime events"}),
        (of_the_log(-1, event="another-event"), {"runtime events"}),
        (of_the_log(-1, digest="00" * 48), {"event log", "runtime events"}),
        (of_the_log(0, digest="00" * 48), {"event log"}),
        (of_the_log(-1, imr=2), {"event log"}),
        (of_the_log(-1, event_type=1), {"runtime events"}),
    ],
)
def test_a_changed_log_or_compose_is_noticed_where_it_was_changed(
    change: Callable[[dict[str, Any]], None], noticed: set[str]
) -> None:
    body = document()
    change(body)
    found = results(looked(body))
    assert {name for name, holds in found.items() if holds is False} == {*noticed, "statement"}


@given(place=st.integers(0, 2 * 632 - 1))
def test_no_digit_of_header_or_report_can_be_changed(place: int) -> None:
    """Header and report are the first 632 bytes: the part that the machine has signed."""
    body = document()
    body["quote"] = flipped(body["quote"], place)
    assert not all_hold([check for check in looked(body) if check.name != "statement"])


@given(data=st.data())
def test_a_shortened_quote_never_holds(data: st.DataObject) -> None:
    """The recorded one has some zeros behind its end, which say nothing."""
    body = document()
    quote = bytes.fromhex(body["quote"])
    signed = 48 + 584
    length = signed + 4 + int.from_bytes(quote[signed : signed + 4], "little")
    cut = data.draw(st.integers(1, length - 1))
    body["quote"] = quote[:cut].hex()
    assert not all_hold([check for check in looked(body) if check.name != "statement"])


@pytest.mark.parametrize("now", [NOW - 30 * 86400, NOW + 60 * 86400])
def test_papers_of_another_time_vouch_for_nothing(now: int) -> None:
    assert results(looked(document(), now=now))["quote signature"] is False


def test_another_root_than_intels_is_not_believed() -> None:
    body = document()
    evidence = Evidence.model_validate(body)
    found = checked(evidence, body["collateral"], Expected(), now=NOW, root=b"\x30\x00")
    assert results(found)["quote signature"] is False


def test_another_compose_or_system_than_was_published_is_noticed() -> None:
    wrong = {**measurements(), "rtmr2": "00" * 48}
    found = results(looked(document(), Expected(app_compose="{}", measurements=wrong)))
    assert (found["published compose"], found["system image"]) == (False, False)


def test_a_statement_that_the_quote_does_not_hold_is_only_a_claim() -> None:
    found = results(looked({**document(), "statement": STATEMENT}))
    assert found["statement"] is False
    assert found["policy changes"] is None


@pytest.mark.parametrize(
    ("name", "expected", "holds"),
    [
        ("nonce", Expected(nonce=STATEMENT["nonce"]), True),  # type: ignore[arg-type]
        ("nonce", Expected(nonce="ff" * 16), False),
        ("policy", Expected(policy_hash="ab" * 32), True),
        ("policy", Expected(policy_hash="ac" * 32), False),
        ("wallets", Expected(wallets={"solana": "9xQ"}), True),
        ("wallets", Expected(wallets={"solana": "9xq"}), False),
        ("wallets", Expected(wallets={"bitcoin": "9xQ"}), False),
        ("wallets", Expected(), None),
    ],
)
def test_what_it_says_is_held_against_what_is_expected(
    name: str, expected: Expected, holds: bool | None
) -> None:
    assert results(looked({**document(), "statement": STATEMENT}, expected))[name] is holds


def test_the_encoding_of_a_statement_is_published_and_pinned() -> None:
    statement = Statement.model_validate(STATEMENT)
    text = (
        b"fiscus.attestation/1\0"
        b'{"agent_id":"treasury","nonce":"00112233445566778899aabbccddeeff","policy_hash":"'
        + b"ab"
        * 32
        + b'","software":"fiscus 0.1.0","wallets":{"evm":'
        b'"0x70997970C51812dc3A010C7d01b50e0d17dc79C8","solana":"9xQ"}}'
    )
    assert statement.encoded() == text
    assert statement.report_data() == hashlib.sha512(text).digest()


def test_a_payment_is_a_field_more_with_a_version_of_its_own() -> None:
    payment = {
        "id": "0b5f",
        "chain": "base",
        "signer": "0x70997970C51812dc3A010C7d01b50e0d17dc79C8",
        "transaction": "0x12",
        "state": "confirmed",
        "row": 7,
        "row_hash": "cd" * 32,
    }
    about = Statement.model_validate({**STATEMENT, "payment": payment})
    text = (
        b'"payment":{"chain":"base","id":"0b5f","row":7,"row_hash":"'
        + b"cd" * 32
        + b'","signer":"0x70997970C51812dc3A010C7d01b50e0d17dc79C8","state":"confirmed",'
        b'"transaction":"0x12","version":"fiscus.payment/1"},'
    )
    plain = Statement.model_validate(STATEMENT).encoded()
    assert about.encoded() == plain.replace(b'"policy_hash"', text + b'"policy_hash"')


@pytest.mark.parametrize("nonce", ["00" * 7, "00" * 65, "zz" + "00" * 8, "00" * 8 + "\n"])
def test_a_statement_has_a_nonce_that_is_one(nonce: str) -> None:
    with pytest.raises(ValueError, match="nonce"):
        Statement.model_validate({**STATEMENT, "nonce": nonce})


@given(
    st.fixed_dictionaries({"agent_id": st.text(min_size=1, max_size=20), "software": st.just("x")}),
    st.fixed_dictionaries({"agent_id": st.text(min_size=1, max_size=20), "software": st.just("x")}),
)
def test_two_statements_never_have_one_encoding(one: dict[str, str], other: dict[str, str]) -> None:
    first, second = (Statement.model_validate({**STATEMENT, **said}) for said in (one, other))
    assert (first == second) == (first.encoded() == second.encoded())


def test_a_policy_that_changed_after_the_statement_is_noticed() -> None:
    def entry(payload: bytes) -> dict[str, object]:
        digest = dstack_digest(POLICY_EVENT, payload).hex()
        head = {"imr": 3, "event_type": DSTACK_EVENT, "digest": digest}
        return {**head, "event": POLICY_EVENT, "event_payload": payload.hex()}

    body = {**document(), "statement": STATEMENT}
    ours, newer = bytes.fromhex("ab" * 32), bytes(32)
    log = body["event_log"]
    body["event_log"] = [*log, entry(newer), entry(ours)]
    assert results(looked(body))["policy changes"] is True
    body["event_log"] = [*log, entry(ours), entry(newer)]
    assert results(looked(body))["policy changes"] is False


def test_the_recorded_composes_have_the_hashes_that_dstack_measured() -> None:
    body = document()
    measured = [e["event_payload"] for e in body["event_log"] if e["event"] == "compose-hash"]
    assert measured == [compose_hash(body["app_compose"])]
    assert normalized({"b": None, "a": "é", "c": [1, True]}) == '{"a":"é","b":null,"c":[1,true]}'


@pytest.mark.parametrize(
    ("image", "loose"),
    [
        ("image: a/b@sha256:" + "0" * 64, 0),
        ("image: a/b:latest", 1),
        ("image: a/b:1.2@sha256:" + "0" * 64, 0),
        ("image: a/b@sha256:" + "0" * 63, 1),
        ("image: ${DOCKER_IMAGE}", 1),
        ("build: .", 1),
    ],
)
def test_an_image_counts_as_pinned_by_its_digest_alone(image: str, loose: int) -> None:
    compose = normalized({"docker_compose_file": f"services:\n  agent:\n    {image}\n"})
    assert len(loose_images(compose)) == loose


@pytest.mark.parametrize(
    ("more", "holds", "text"),
    [
        ({}, True, "each named by its digest"),
        ({"pre_launch_script": "curl"}, True, "beside them runs what it has as pre_launch_script"),
        ({"docker_compose_file": "services: {}"}, None, "none"),
    ],
)
def test_what_runs_without_an_image_is_told(
    more: dict[str, str], holds: bool | None, text: str
) -> None:
    image = f"a/b@sha256:{'0' * 64}"
    body = {"docker_compose_file": f"services:\n  agent:\n    image: {image}\n", **more}
    [told] = [
        check
        for check in looked({**document(), "app_compose": normalized(body)})
        if check.name == "images"
    ]
    assert told.holds is holds
    assert text in told.text


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"docker_compose_file":"a: ["}', "null"])
def test_what_is_no_compose_is_refused(text: str) -> None:
    with pytest.raises(RequestError):
        loose_images(text)


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{}", b"\xff", b'{"quote":"zz"}', b"{" * 100_000, b" " * 4_000_001],
)
def test_what_is_no_evidence_is_refused_with_the_place(content: bytes) -> None:
    with pytest.raises(RequestError):
        read_evidence(content)
