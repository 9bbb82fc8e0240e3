"""What crosses the socket comes out on the other side as it went in, or not at all."""

from __future__ import annotations

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fiscus.core.desk.door import Given, Intent, Principal, Proposed, Ticket, Words
from fiscus.core.desk.outcome import State
from fiscus.core.desk.remote.client import RemoteDesk
from fiscus.core.desk.remote.faults import Fault
from fiscus.core.desk.remote.line import Line
from fiscus.core.desk.remote.methods import ABOUT, SUBMIT
from fiscus.core.desk.remote.wire import Nothing, SaidIntent, SaidTicket, Submission
from fiscus.core.errors import DeskError, FiscusError, PolicyDenied, WalletBusy
from fiscus.core.origins import Origin
from tests.core.desk.fakes import OWNER, pay
from tests.core.desk.remote.counter import ASKS, COUNTS, Counter, said, word
from tests.core.desk.test_door import texts, units

values = st.dictionaries(
    texts, st.builds(Given, value=texts, origin=st.sampled_from(Origin)), max_size=4
)
intents = st.builds(
    Intent,
    family=texts,
    action=texts,
    values=values,
    proposed=st.none()
    | st.builds(
        Proposed,
        data=texts,
        target=texts,
        value=units,
        least_out=st.none() | units,
        most_in=st.none() | units,
        beside=units,
    ),
)
tickets = st.builds(
    Ticket,
    source=texts,
    room=texts,
    message_id=texts,
    step=st.integers(0, 99),
    text=texts,
    principal=st.builds(Principal, name=texts, owner=st.booleans()),
    words=st.builds(Words, action=texts, values=values, idea=st.sampled_from(Origin)),
)


@given(tickets, intents)
def test_a_submission_crosses_as_it_is(ticket: Ticket, intent: Intent) -> None:
    sent = Submission(ticket=SaidTicket.of(ticket), intent=SaidIntent.of(intent))
    read = SUBMIT.read(sent.model_dump_json().encode())
    assert read == sent
    assert read.intent.intent() == intent
    assert read.ticket.words.words() == ticket.words


@pytest.mark.parametrize(
    "error",
    [
        PolicyDenied("No", hint="Ask", rules=("limits.per_24h.usd",)),
        WalletBusy("Busy"),
        FiscusError("Something", hint=None, count=3, odd=object()),
    ],
)
def test_an_error_crosses_with_what_is_safe_to_show(error: FiscusError) -> None:
    there = Fault.model_validate_json(Fault.of(error).model_dump_json()).error()
    assert type(there) is type(error)
    assert (there.message, there.hint, there.retryable) == (
        error.message,
        error.hint,
        error.retryable,
    )
    assert there.context == {k: v for k, v in error.context.items() if k != "odd"}


def test_an_error_that_only_the_desk_knows_keeps_its_code() -> None:
    fault = Fault(code="OF_ANOTHER_PACKAGE", message="No", hint=None, context={})
    assert isinstance(fault.error(), DeskError)
    assert fault.error().code == "OF_ANOTHER_PACKAGE"


class Lossy(httpx.AsyncHTTPTransport):
    """Loses the first answer to each question of a list: the desk did what it was asked."""

    def __init__(self, socket: str, *lost: str) -> None:
        super().__init__(uds=socket, verify=False)
        self._lost = [f"/1/{name}" for name in lost]

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await super().handle_async_request(request)
        if request.url.path in self._lost:
            self._lost.remove(request.url.path)
            await response.aclose()
            raise httpx.ReadError("lost")
        return response


@pytest.mark.parametrize("counts", [True, False])
async def test_an_answer_that_is_lost_makes_no_second_payment(
    counter: Counter, counts: bool
) -> None:
    counter.world.adapter.may_sign()
    lossy = Lossy(str(counter.socket), "submit", "approve")
    async with (
        counter.open(COUNTS if counts else ASKS),
        httpx.AsyncClient(transport=lossy, base_url="http://desk") as http,
    ):
        line = Line(http, counter.socket)
        remote = RemoteDesk(await line.ask(ABOUT, Nothing()), line)
        done = await remote.door(said(by=OWNER)).submit(pay())
        if done.approval is not None:
            done = await remote.approve(done.approval.id, await word(remote, done.approval.id))
    assert done.state is State.CONFIRMED
    assert len(counter.world.adapter.chain.signed) == 1
