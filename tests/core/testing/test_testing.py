"""The fakes that ship: what a plugin author's tests stand on."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict

from fiscus.core import Action, ActionContext, ActionResult, AgentRuntime, Plugin, Provider
from fiscus.core.desk.adapter import Concern
from fiscus.core.desk.door import Given, Intent, Principal, Ticket, Words
from fiscus.core.desk.outcome import State as Standing
from fiscus.core.desk.policy import Policy
from fiscus.core.errors import FiscusError, InsufficientFunds, PolicyDenied
from fiscus.core.origins import Origin
from fiscus.core.receipts import transfer_receipt
from fiscus.core.service import Service
from fiscus.core.testing import (
    ALICE,
    OWNER,
    ActionSetup,
    DenyingDoors,
    FakeChain,
    RecordingDoors,
    create_mock_memory,
    create_mock_runtime,
    create_mock_service,
    create_mock_state,
    create_test_agent,
    open_test_desk,
    setup_action_test,
)

pytest_plugins = ("pytester",)


class PayParams(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    amount: str
    token: str = "ETH"


async def pay(ctx: ActionContext, params: PayParams) -> ActionResult:
    outcome = await ctx.desk.submit(Intent("fake", "transfer", ctx.values))
    return transfer_receipt(outcome, title="the test chain")


PAY = Action(
    "TEST_PAY", "Pay.", pay, params=PayParams, handles=("transfer",), family="fake", critical=True
)


def said(amount: str = "1.5", token: str = "ETH", to: str = "alice.eth") -> dict[str, Given]:
    values = {"amount": amount, "token": token, "recipient": to}
    return {role: Given(value, Origin.USER) for role, value in values.items()}


def ticket(message_id: str = "1", values: Mapping[str, Given] | None = None) -> Ticket:
    """`values` are what the owner said."""
    words = Words("transfer", values or said(), Origin.USER)
    return Ticket("test", "room", message_id, 0, "pay", OWNER, words=words)


async def test_the_desk_really_moves_the_money_of_the_chain(
    fake_chain: FakeChain, tmp_path: Path
) -> None:
    async with open_test_desk(fake_chain, tmp_path) as desk:
        outcome = await desk.door(ticket()).submit(Intent("fake", "transfer", said()))
        again = await desk.door(ticket()).submit(Intent("fake", "transfer", said()))
    assert outcome.state is again.state is Standing.CONFIRMED
    assert fake_chain.balance_of("alice.eth", "ETH") == Decimal("1.5")
    assert [(paid.units, paid.to) for paid in fake_chain.landed] == [(15 * 10**17, ALICE)]
    assert fake_chain.signatures == 1


async def test_the_desk_keeps_to_a_policy(fake_chain: FakeChain, tmp_path: Path) -> None:
    async with open_test_desk(fake_chain, tmp_path, policy=Policy()) as desk:
        with pytest.raises(PolicyDenied):
            await desk.door(ticket()).submit(Intent("fake", "transfer", said()))
        small = await desk.door(ticket("2", said("0.001"))).submit(
            Intent("fake", "transfer", said("0.001"))
        )
    assert small.approval is not None and fake_chain.landed == []


async def test_a_concern_of_the_chain_asks_the_owner(tmp_path: Path) -> None:
    chain = FakeChain(concerns=(Concern("odd", "It is odd."),))
    async with open_test_desk(chain, tmp_path) as desk:
        outcome = await desk.door(ticket()).submit(Intent("fake", "transfer", said()))
        assert outcome.approval is not None and chain.landed == []
        approved = await desk.approve(outcome.approval.id, OWNER)
    assert approved.state is Standing.CONFIRMED


async def test_a_chain_that_does_not_mine_keeps_a_payment_waiting(tmp_path: Path) -> None:
    chain = FakeChain(mines=False)
    async with open_test_desk(chain, tmp_path) as desk:
        intent = Intent("fake", "transfer", said("all", "USDC"))
        door = desk.door(ticket("1", intent.values))
        assert (await door.submit(intent)).state is Standing.SENT
        chain.mine()
        assert (await door.submit(intent)).state is Standing.CONFIRMED
    assert chain.balance_of("alice.eth", "USDC") == 10_000


@pytest.mark.parametrize(
    ("values", "code"),
    [
        (said("11"), "INSUFFICIENT_FUNDS"),
        (said(token="DOGE"), "UNKNOWN_TOKEN"),
        (said(to="nobody"), "INVALID_RECIPIENT"),
        (said("1.0000001", "USDC"), "INVALID_AMOUNT"),
        ({**said(), "chain": Given("base", Origin.USER)}, "CHAIN_NOT_CONFIGURED"),
    ],
)
async def test_the_chain_refuses_what_a_real_one_would(
    fake_chain: FakeChain, tmp_path: Path, values: dict[str, Given], code: str
) -> None:
    async with open_test_desk(fake_chain, tmp_path) as desk:
        with pytest.raises(FiscusError) as refused:
            await desk.door(ticket("1", values)).submit(Intent("fake", "transfer", values))
    assert refused.value.code == code


async def test_recording_doors_keep_what_was_asked_and_answer_as_told(
    recording_doors: RecordingDoors,
) -> None:
    recording_doors.answers.append(InsufficientFunds("The wallet is empty"))
    intent = Intent("fake", "transfer", said())
    with pytest.raises(InsufficientFunds):
        await recording_doors(ticket()).submit(intent)
    outcome = await recording_doors(ticket("2")).submit(intent)
    assert (outcome.state, outcome.amount) == (Standing.CONFIRMED, "1.5")
    assert recording_doors.intents == [intent, intent]


async def test_denying_doors_refuse_everything() -> None:
    with pytest.raises(FiscusError, match="No payment"):
        await DenyingDoors()(ticket()).submit(Intent("fake", "transfer", said()))


@pytest.mark.covers("PLD-06", "PLD-07", "PLD-08")
async def test_the_mocks_hold_what_the_documentation_says(mock_runtime: AgentRuntime) -> None:
    assert mock_runtime.character.name == "TestAgent"
    assert mock_runtime.get_setting("TEST_API_KEY") == "test-key-123"
    assert mock_runtime.get_service("anything") is None
    memory = create_mock_memory(entity_id="user-123", room_id="room-456")
    assert memory.content.text == "Test message"
    assert memory.entity_id == create_mock_memory(entity_id="user-123").entity_id
    state = await mock_runtime.compose_state(memory)
    assert (state.text, state.values["test"]) == ("Composed state", "state")
    assert create_mock_state().values == {"test": "value"}
    assert create_mock_state({"customKey": 1}).values == {"test": "value", "customKey": 1}


@pytest.mark.covers("BST-109")
async def test_setup_replaces_the_parts_that_it_is_told_to(action_test: ActionSetup) -> None:
    assert action_test.mock_runtime.character.name == "TestAgent"
    setup = setup_action_test(
        message_overrides={"text": "pay", "room_id": "room-1"},
        state_overrides={"values": {"a": 1}},
        runtime_overrides={"settings": {"OTHER": "x"}},
    )
    assert setup.mock_message.content.text == "pay"
    assert setup.mock_state.values == {"test": "value", "a": 1}
    assert setup.mock_runtime.get_setting("OTHER") == "x"


@pytest.mark.covers("BST-109", "SVC-15")
async def test_a_mock_service_counts_its_starts_and_stops() -> None:
    kind = create_mock_service("task")
    runtime = create_mock_runtime()
    await runtime.register_service(kind)
    await runtime.initialize()
    assert isinstance(runtime.get_service("task"), Service)
    await runtime.stop()
    assert (kind.started, kind.stopped) == (1, 1)
    assert create_mock_service("task").started == 0


async def test_an_action_is_run_as_the_runtime_runs_it(
    fake_chain: FakeChain, tmp_path: Path
) -> None:
    async with open_test_desk(fake_chain, tmp_path) as desk:
        setup = setup_action_test(runtime_overrides={"doors": desk.door})
        paid = await setup.run(PAY, values=said())
        again = await setup.run(PAY, values=said())
        refused = await setup.run(PAY, values=said(), principal=Principal("mallory"), step=1)
        incomplete = await setup.run(PAY, step=2)
    assert paid.success and paid.data == again.data
    assert "Transferred 1.5 ETH" in setup.callback_fn.texts[0]
    assert refused.error is not None and refused.error.code == "NOT_OWNER"
    assert incomplete.error is not None and incomplete.error.code == "INVALID_PARAMS"
    assert fake_chain.signatures == 1


async def test_a_test_agent_answers_messages(tmp_path: Path) -> None:
    async def weather(*_: object) -> str:
        return "It rains."

    plugin = Plugin("weather", "The weather.", providers=(Provider("WEATHER", weather),))
    async with create_test_agent(tmp_path, plugins=[plugin]) as agent:
        turn = await agent.send_message("hello")
        assert turn.replies and turn.replies[0].text
        state = await agent.runtime.compose_state(create_mock_memory(), ["WEATHER"])
        assert "It rains." in state.text


def test_the_fixtures_are_there_for_everybody_and_cost_nothing_unused(
    pytester: pytest.Pytester,
) -> None:
    pytester.makeini("[pytest]\nasyncio_default_fixture_loop_scope = function\n")
    pytester.makepyfile(
        """
        import sys

        def test_nothing_is_loaded():
            assert not [name for name in sys.modules if name.startswith("fiscus.core.desk")]

        def test_one_is_used(fake_chain):
            assert fake_chain.balance_of("alice.eth", "ETH") == 0
        """
    )
    pytester.runpytest_subprocess(
        "-q", "-p", "no:cacheprovider", "-p", "no:pytest_anchorpy"
    ).assert_outcomes(passed=2)
