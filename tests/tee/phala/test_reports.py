"""`fiscus tee phala cvms logs` and `attestation`."""

from __future__ import annotations

from typing import Any

import pytest

from fiscus.core.errors import FetchRefused
from fiscus.tee.evidence.compose import compose_hash
from fiscus.tee.phala import logs
from tests.core.cli.programs import Fiscus
from tests.tee.phala.cloud import KEY, Application, Cloud
from tests.tee.recorded import document, measurements

APP = "0c6b8e73822fc86f64f2335d6812081d5ba2beb0"
LOGS = "https://app-8090.dstack-prod9.phala.network/logs"
CVMS = ("tee", "phala", "cvms")


class Net:
    """What is at https addresses, in place of the internet."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def fetch(self, url: str) -> bytes:
        self.asked.append(url)
        if "desk" in url:
            raise FetchRefused("HTTP 502")
        return b"first\n\x1b[31msecond\n"


@pytest.fixture
def net(monkeypatch: pytest.MonkeyPatch) -> Net:
    net = Net()
    monkeypatch.setattr(logs, "GUARD", net)
    return net


@pytest.fixture
def running(phala_cloud: Cloud) -> Cloud:
    cvm = {"id": 100, "status": "running", "name": "treasury"}
    phala_cloud.applications[APP] = Application(
        APP, {"docker_compose_file": ""}, "treasury", cvm=cvm
    )
    return phala_cloud


def container(name: str, endpoint: str | None) -> dict[str, Any]:
    return {"id": "ab" * 32, "names": [f"/{name}"], "log_endpoint": endpoint}


def test_the_logs_of_a_container_are_shown_and_steer_no_terminal(
    fiscus: Fiscus, running: Cloud, net: Net
) -> None:
    running.containers = [
        container("agent", f"{LOGS}/agent?text"),
        container("desk", f"{LOGS}/desk"),
    ]
    done = fiscus(*CVMS, "logs", "treasury", "--container", "agent", "--tail", "7")
    assert (done.status, done.out) == (0, "first\n\\x1b[31msecond\n")
    assert net.asked == [f"{LOGS}/agent?text&text&bare&tail=7&lines=7"]
    assert KEY not in str(net.asked)
    failed = fiscus(*CVMS, "logs", "treasury", "--container", "desk")
    assert failed.status == 1 and "HTTP 502" in failed.err and LOGS not in failed.err
    other = fiscus(*CVMS, "logs", "treasury", "--container", "web")
    assert other.status == 1 and "It runs agent, desk." in other.err


def test_logs_that_are_closed_are_said_to_be(fiscus: Fiscus, running: Cloud, net: Net) -> None:
    running.containers = [container("agent", None)]
    done = fiscus(*CVMS, "logs", "treasury")
    assert done.status == 1 and "--public-logs" in done.err and net.asked == []


@pytest.mark.parametrize(
    "endpoint", ["http://app.phala.network/logs", "https://127.0.0.1/logs", "https://10.0.0.1/x"]
)
def test_an_address_that_leads_elsewhere_is_not_fetched(
    fiscus: Fiscus, running: Cloud, endpoint: str
) -> None:
    running.containers = [container("agent", endpoint)]
    done = fiscus(*CVMS, "logs", "treasury")
    assert done.status == 1 and "The log was not fetched" in done.err


def test_what_was_measured_is_shown_and_can_be_kept(fiscus: Fiscus, running: Cloud) -> None:
    body = document()
    registers = {name: measurements()[name] for name in ("mrtd", "rtmr0", "rtmr1", "rtmr2")}
    tcb = {**registers, "rtmr3": "00" * 48}
    tcb |= {"event_log": body["event_log"], "app_compose": body["app_compose"]}
    running.attestation = {"name": "treasury", "is_online": True, "tcb_info": tcb}
    done = fiscus(*CVMS, "attestation", "treasury", "--out", "app-compose.json")
    assert done.status == 0, done.err
    assert f"{compose_hash(body['app_compose'])} (as logged)" in done.out
    assert registers["mrtd"] in done.out
    assert (fiscus.folder / "app-compose.json").read_text() == body["app_compose"]
    tcb["app_compose"] += " "
    assert "NOT as logged" in fiscus(*CVMS, "attestation", "treasury").out
    assert fiscus(*CVMS, "attestation", "treasury", "--json").row == running.attestation
    running.attestation = {"is_online": False, "error": "unreachable"}
    assert "unreachable" in fiscus(*CVMS, "attestation", "treasury").out
