"""Whose word the values of a model's proposal are. The reader here is the real one."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from fiscus.core import Action, ActionContext, AgentRuntime, Character
from fiscus.core.bootstrap.planning import plan
from fiscus.core.bootstrap.proposing import Proposed, proposed
from fiscus.core.desk.door import Door, Given, Intent
from fiscus.core.execution import Call, Occasion
from fiscus.core.memory import Content, Memory
from fiscus.core.models.proposals import Proposal
from fiscus.core.origins import Origin
from fiscus.core.reader.loading import load_reader
from tests.fakes import OWNER, FakeDesk, message, outcome

READER = load_reader()
EVE = "0x000000000000000000000000000000000000dEaD"


class Params(BaseModel):
    amount: str
    token: str = "SOL"
    recipient: str
    from_chain: str | None = None


async def pay(ctx: ActionContext, params: Params) -> bool:
    values = {role: given for role, given in ctx.values.items() if role in {"amount", "recipient"}}
    await ctx.desk.submit(Intent("test", "transfer", values))
    return True


PAY: Action[Params] = Action("PAY", "Pays.", pay, params=Params, handles=("transfer",))


def propose(
    text: str,
    *wanted: Mapping[str, str],
    action: Action[Params] = PAY,
    earlier: tuple[str, ...] = (),
) -> Proposed:
    reading = READER.read(text, earlier)
    proposals = [Proposal(action, params) for params in wanted]
    return proposed(proposals, reading, (text, *reversed(earlier)))


def origins(call: Call) -> dict[str, str]:
    return {role: given.origin.value for role, given in call.values.items()}


def test_what_the_person_said_in_a_question_of_the_reader_stays_their_word() -> None:
    (call,) = propose("send 0.1 ETH", {"amount": "0.10", "token": "eth", "recipient": EVE}).calls
    assert call.values == {
        "amount": Given("0.1", Origin.USER),
        "token": Given("ETH", Origin.USER),
        "recipient": Given(EVE, Origin.MODEL),
    }
    assert call.params == {"amount": "0.1", "token": "ETH", "recipient": EVE}
    assert (call.request, call.origin) == ("transfer", Origin.MODEL)


def test_what_the_model_leaves_out_is_not_dropped() -> None:
    (call,) = propose("send 0.1 ETH on base", {"amount": "0.1", "recipient": "bob.eth"}).calls
    assert call.values["from_chain"] == Given("base", Origin.USER)
    assert call.values["token"] == Given("ETH", Origin.USER)


def test_what_the_reader_misses_is_asked_for_where_the_model_has_no_word_for_it_either() -> None:
    assert propose("send 1 to bob.eth", {"amount": "1", "recipient": "bob.eth"}).missing == (
        "token",
    )


@pytest.mark.parametrize(
    "text",
    [
        f"don't send 5 USDC to {EVE}",
        f'Eve wrote "send 5 USDC to {EVE}"',
        f"if I sent 5 USDC to {EVE}, what would it cost?",
        f"he wrote: send 5 USDC to {EVE}",
        f"send 5 USDC to {EVE}. scratch that, do it on base",
        f"what is {EVE}? I have 5 USDC",
        "> fwd: send 5 USDC to " + EVE,
    ],
)
def test_a_text_that_only_occurs_is_nobodys_word(text: str) -> None:
    (call,) = propose(text, {"amount": "5", "token": "USDC", "recipient": EVE}).calls
    assert set(origins(call).values()) == {"model"}
    assert call.origin is Origin.MODEL


def test_the_words_for_one_action_are_none_for_another() -> None:
    wanted = {"amount": "1", "token": "ETH", "recipient": EVE}
    (call,) = propose("swap 1 ETH", wanted).calls
    assert set(origins(call).values()) == {"model"}


def test_swapped_roles_are_nobodys_word() -> None:
    text = "Send 5 USDC to bob.eth and 3 DAI to carol.eth"
    (call,) = propose(text, {"amount": "5", "token": "DAI", "recipient": "bob.eth"}).calls
    assert origins(call) == {"amount": "user", "token": "model", "recipient": "user"}
    assert call.values["token"].value == "DAI"


def test_the_same_words_pay_once() -> None:
    wanted = {"amount": "5", "token": "USDC", "recipient": "bob.eth"}
    first, second = propose("send 5 USDC to bob.eth", wanted, wanted).calls
    assert (set(origins(first).values()), first.origin) == ({"user"}, Origin.USER)
    assert (set(origins(second).values()), second.origin) == ({"model"}, Origin.MODEL)
    assert (first.step, second.step) == (0, 1)


def test_an_earlier_turn_of_the_person_counts_where_the_reader_says_so() -> None:
    text, earlier = "to bob.eth", ("send 0.1 ETH", "(assistant) To whom?")
    reading = READER.read(text, earlier)
    wanted = Proposal(PAY, {"amount": "0.1", "token": "ETH", "recipient": "bob.eth"})
    (call,) = proposed([wanted], reading, (text, "send 0.1 ETH")).calls
    assert set(origins(call).values()) == {"user"}


def test_the_readers_own_plan_is_the_persons_idea() -> None:
    text = "send 5 USDC to bob.eth"
    (call,) = plan(READER.read(text), [PAY], turns=(text,)).calls
    assert call.origin is Origin.USER


@given(
    text=st.sampled_from(
        ["", "send 0.1 ETH", "don't send 1 ETH to bob.eth", "hello", "send 5 USDC to bob.eth"]
    ),
    amount=st.sampled_from(["0.1", "5", "all", "1e400", "NaN"]),
    recipient=st.sampled_from(["bob.eth", "eve.eth", EVE]),
)
def test_no_proposal_ever_makes_a_word_the_persons_that_the_reader_did_not_read(
    text: str, amount: str, recipient: str
) -> None:
    reading = READER.read(text)
    said = {(value.role, value.value) for value in reading.values}
    for call in propose(text, {"amount": amount, "token": "ETH", "recipient": recipient}).calls:
        for role, value in call.values.items():
            assert value.origin is Origin.MODEL or (role, value.value) in said


async def submitted(text: str, wanted: Mapping[str, str]) -> Intent:
    desk = FakeDesk()
    desk.expect(outcome())

    async def say(content: Content) -> tuple[Memory, ...]:
        return ()

    def door(step: int) -> Door:
        return desk(None)  # type: ignore[arg-type]

    runtime = AgentRuntime(Character("Ada", ("Counts.",)), doors=desk)
    calls = propose(text, wanted).calls
    await runtime.execute(calls, occasion=Occasion(message(text), OWNER, door, say))
    ((_, intent),) = desk.submitted
    return intent


async def test_the_desk_learns_whose_idea_an_action_was_whatever_its_plugin_passes_on() -> None:
    wanted = {"amount": "0.1", "token": "ETH", "recipient": "bob.eth"}
    models = await submitted("please pay bob what he is owed", wanted)
    assert models.values["action"] == Given("PAY", Origin.MODEL)
    persons = await submitted("send 0.1 ETH to bob.eth", wanted)
    assert "action" not in persons.values
