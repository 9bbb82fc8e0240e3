"""An update that would give an agent other wallets is refused while there is anything in them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fiscus.chains.sandbox.session import Sandbox
from fiscus.core.ids import string_to_uuid
from fiscus.tee.identity import Identity, Records, identity_of
from tests.core.cli.programs import Ended, Fiscus
from tests.tee.packaging.projects import COMPOSE, SALT, project
from tests.tee.phala.cloud import Cloud

NAME = "treasury"
EMPTY = "0x52908400098527886E0F7030069857D2E4169EE7"
DEPLOY = ("tee", "phala", "deploy", "--name", NAME, "--env-file", ".env.tee")
UPDATE = ("tee", "phala", "cvms", "update", NAME, "--yes")


@pytest.fixture
def ada(fiscus: Fiscus, phala_cloud: Cloud, sandbox: Sandbox) -> Fiscus:
    """An operator whose agent runs, with a chain to look at its wallets on."""
    project(fiscus.folder)
    operator = Fiscus(fiscus.folder, {**sandbox.environment(), **fiscus.settings})
    assert operator(*DEPLOY).status == 0
    phala_cloud.calls.clear()
    return operator


def evidence(folder: Path, wallet: str, agent: str = "fiscus") -> str:
    path = folder / f"{wallet}.json"
    statement = {
        "agent_id": agent,
        "software": "fiscus 0.1.0",
        "policy_hash": "ab" * 32,
        "wallets": {"evm": wallet},
        "nonce": "00" * 16,
    }
    body: dict[str, object] = {"quote": "00", "event_log": [], "app_compose": "{}"}
    path.write_text(json.dumps({**body, "statement": statement}))
    return str(path)


def with_salt(ada: Fiscus, salt: str) -> None:
    path = ada.folder / ".env.tee"
    path.write_text(path.read_text().replace(SALT, salt))


def update(ada: Fiscus, *options: str) -> Ended:
    return ada(*UPDATE, "--env-file", ".env.tee", *options)


def test_the_same_identity_is_shown_before_and_after(
    ada: Fiscus, phala_cloud: Cloud, sandbox: Sandbox
) -> None:
    project(ada.folder, compose=COMPOSE.replace("3000:3000", "8080:3000"))
    done = update(ada, "--evidence", evidence(ada.folder, sandbox.address))
    assert done.status == 0, done.err
    now, after = (line for line in done.err.splitlines() if line.startswith("Wallets"))
    assert now.removeprefix("Wallets now") == after.removeprefix("Wallets after")
    assert sandbox.address in now and "keys at fiscus/1/*/" in now
    assert SALT not in done.err + done.out
    again = update(ada)
    assert sandbox.address in again.err, "it is on record from then on"


def test_another_salt_is_refused_until_the_wallets_are_empty(
    ada: Fiscus, phala_cloud: Cloud, sandbox: Sandbox
) -> None:
    with_salt(ada, "another salt of ours")
    for options in ((), ("--evidence", evidence(ada.folder, sandbox.address))):
        refused = update(ada, *options)
        assert refused.status == 1
        assert "IDENTITY_CHANGES" in refused.err and "the salt changes" in refused.err
    assert "there is still" in refused.err and "ETH on Sandbox" in refused.err
    assert "fiscus tee sweep" in refused.err
    assert phala_cloud.orders == []
    done = update(ada, "--evidence", evidence(ada.folder, EMPTY))
    assert done.status == 0, done.err
    assert "Wallets after: others" in done.err
    assert update(ada).status == 0, "the new salt is on record"


def test_another_agent_is_refused_too(ada: Fiscus, phala_cloud: Cloud) -> None:
    agent = "    environment:\n      AGENT_ID: somebody-else\n"
    project(ada.folder, compose=COMPOSE.replace("    environment:\n", agent, 1))
    refused = update(ada)
    assert refused.status == 1 and "the agent (" in refused.err
    assert phala_cloud.orders == []


def test_a_salt_that_is_made_of_two_parts_is_looked_at_in_both(
    ada: Fiscus, phala_cloud: Cloud
) -> None:
    parts = COMPOSE.replace("${WALLET_SECRET_SALT}", "${WALLET_SECRET_SALT}-${SECOND:-one}")
    project(ada.folder, compose=parts)
    assert "the salt changes" in update(ada).err
    assert ada(*DEPLOY[:4], "treasury-2", *DEPLOY[5:]).status == 0
    path = ada.folder / ".env.tee"
    path.write_text(path.read_text() + "SECOND=two\n")
    phala_cloud.calls.clear()
    again = ("tee", "phala", "cvms", "update", "treasury-2", "--yes", "--env-file", ".env.tee")
    refused = ada(*again)
    assert refused.status == 1 and "the salt changes" in refused.err
    assert phala_cloud.orders == []


def test_a_full_wallet_is_not_deleted(ada: Fiscus, phala_cloud: Cloud, sandbox: Sandbox) -> None:
    delete = ("tee", "phala", "cvms", "delete", NAME, "--yes", "--evidence")
    refused = ada(*delete, evidence(ada.folder, sandbox.address))
    assert refused.status == 1 and "IDENTITY_CHANGES" in refused.err
    assert len(phala_cloud.running) == 1
    assert ada(*delete, evidence(ada.folder, EMPTY)).status == 0
    assert phala_cloud.running == []


def test_without_its_wallets_an_agent_is_deleted_only_by_somebody_who_is_asked(
    ada: Fiscus, phala_cloud: Cloud
) -> None:
    delete = ("tee", "phala", "cvms", "delete", NAME, "--yes")
    refused = ada(*delete)
    assert refused.status != 0 and "not known here" in refused.err
    assert len(phala_cloud.running) == 1
    assert ada(*delete, stdin="y\n").status == 0
    assert phala_cloud.running == []


def test_evidence_of_somebody_elses_wallets_is_not_looked_at_instead(
    ada: Fiscus, phala_cloud: Cloud, sandbox: Sandbox
) -> None:
    assert update(ada, "--evidence", evidence(ada.folder, sandbox.address)).status == 0
    phala_cloud.calls.clear()
    with_salt(ada, "another salt of ours")
    refused = update(ada, "--evidence", evidence(ada.folder, EMPTY))
    assert refused.status == 1 and f"on record: evm {sandbox.address}" in refused.err
    assert phala_cloud.orders == []


def test_what_nobody_has_on_record_is_asked_of_the_agent(
    ada: Fiscus, phala_cloud: Cloud, home: Path, sandbox: Sandbox
) -> None:
    for path in home.rglob("identities/*.json"):
        path.unlink()
    refused = update(ada)
    assert refused.status == 1 and "Nobody here knows" in refused.err
    told = evidence(ada.folder, sandbox.address)
    assert "IDENTITY_CHANGES" in update(ada, "--evidence", told).err


def test_what_an_identity_follows_from() -> None:
    said: dict[str, str | None] = {"AGENT_ID": "treasury", "WALLET_SECRET_SALT": "a"}
    one = identity_of("app", said, None)
    assert one.path.startswith(f"fiscus/1/*/{string_to_uuid('treasury')}/")
    assert list(identity_of("app", said, None).unlike(one)) == []
    kept: dict[str, str | None] = {"AGENT_ID": None, "WALLET_SECRET_SALT": None}
    assert identity_of("app", kept, one) == one
    for name in said:
        other = identity_of("app", {**said, name: "b"}, one)
        assert len(list(other.unlike(one))) == 1, name
    assert list(identity_of("app 2", said, None).unlike(one)) == ["the application (app 2 was app)"]
    unknown = identity_of("app", kept, None)
    assert "the salt" in list(unknown.unlike(unknown)), "what is not known is not the same"


def test_a_record_forgets_the_wallets_of_another_identity(home: Path) -> None:
    records = Records(home)
    first = Identity(app_id="app", agent="a", salt_hash="s")
    records.note(first, {"evm": EMPTY})
    assert records.note(first).wallets == {"evm": EMPTY}
    assert records.note(Identity(app_id="app", agent="b", salt_hash="s")).wallets == {}
