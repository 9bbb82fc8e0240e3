"""A yes in a conversation buys the one thing that was shown in it, and nothing else does."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path

import pytest
from pydantic import BaseModel

from fiscus.core import Action, ActionContext, ActionResult, AgentRuntime, Character, Plugin
from fiscus.core.bootstrap import plugin as bootstrap
from fiscus.core.bootstrap.approving import read_answer
from fiscus.core.bootstrap.pipeline import Pipeline
from fiscus.core.bootstrap.turn import IncomingMessage, Turn
from fiscus.core.decisions import Decisions
from fiscus.core.desk.desk import Desk
from fiscus.core.desk.door import Intent, Principal
from fiscus.core.desk.outcome import Outcome
from fiscus.core.desk.policy import Policy
from fiscus.core.memory import ChannelType
from fiscus.core.reader.consenting import Said
from fiscus.core.reader.loading import load_reader
from fiscus.core.receipts import transfer_receipt
from fiscus.core.settings import Settings
from fiscus.core.store import open_store
from fiscus.core.testing import ScriptedModel
from fiscus.core.testing.chain import BOB, FakeChain
from fiscus.core.testing.desk import open_test_desk
from fiscus.core.testing.doors import CONFIRMED

OWNER = Principal("owner", owner=True)
OTHER = Principal("other", owner=True)
ASKS = Policy.model_validate({"limits": {"fee_usd": None}, "first_payment": "approve"})
PAY_ALICE, PAY_BOB = "send 0.001 ETH to alice.eth", "send 0.002 ETH to bob.eth"


class Payment(BaseModel):
    amount: str
    token: str
    recipient: str


async def pay(context: ActionContext, params: Payment) -> ActionResult:
    done = await context.desk.submit(Intent("fake", "transfer", context.values))
    return transfer_receipt(done, title="Testnet")


PAYER = Plugin(
    "payer",
    "Pays",
    actions=(Action("PAY", "Pays somebody.", pay, params=Payment, handles=("transfer",)),),
)


def receipt(outcome: Outcome) -> ActionResult:
    return transfer_receipt(outcome, title="Testnet")


TELLERS = Plugin(
    "tellers",
    "Pays, trades and takes back",
    actions=tuple(
        Action(name, name, pay, receipt=receipt, handles=(request,), family="fake")
        for request, name in (
            ("transfer", "FAKE_PAY"),
            ("swap", "FAKE_TRADE"),
            ("revoke", "FAKE_REVOKE"),
        )
    ),
)


@dataclass(frozen=True, slots=True)
class Family:
    name: str = "fake"

    def title(self, chain: str) -> str | None:
        return "Testnet" if chain == "testnet" else None


@dataclass(slots=True)
class Conversation:
    chain: FakeChain
    desk: Desk
    pipeline: Pipeline
    runtime: AgentRuntime
    numbers: count[int] = field(default_factory=lambda: count(1))

    async def say(
        self,
        text: str,
        *,
        by: Principal = OWNER,
        room: str = "home",
        id: str = "",
        type: ChannelType = ChannelType.DM,
    ) -> Turn:
        return await self.pipeline.handle(
            IncomingMessage(
                id=id or f"m{next(self.numbers)}",
                text=text,
                principal=by,
                room=room,
                user=by.name,
                source="test",
                room_type=type,
            )
        )

    @property
    def paid(self) -> list[int]:
        return [landed.units // 10**15 for landed in self.chain.landed]

    async def waiting(self) -> int:
        return len(await self.desk.approvals.pending())


@asynccontextmanager
async def conversation(
    folder: Path,
    *script: str,
    owners: Collection[str] = (),
    own: dict[str, str] | None = None,
    plugins: Sequence[Plugin] = (PAYER,),
) -> AsyncGenerator[Conversation]:
    """With a model that says the lines of `script`, where there are any; `own` are settings that
    the character brings."""
    chain = FakeChain()
    model = [ScriptedModel(script).plugin] if script else []
    async with (
        open_test_desk(chain, folder, policy=ASKS) as desk,
        await open_store(folder / "memory.db") as store,
    ):
        runtime = AgentRuntime(
            Character("Ada", ("Keeps the treasury.",), settings=dict(own or {})),
            store=store,
            plugins=(bootstrap, *model, *plugins),
            settings=Settings({}),
            doors=desk.door,
        )
        await runtime.initialize()
        decides = Decisions(runtime, desk, {"fake": Family()})
        pipeline = Pipeline(runtime, load_reader(), decides=decides, owners=owners)
        yield Conversation(chain, desk, pipeline, runtime)
        await runtime.stop()


async def test_a_yes_buys_what_was_shown(tmp_path: Path) -> None:
    async with conversation(tmp_path) as talk:
        asked = await talk.say(PAY_ALICE)
        assert asked.approval is not None
        assert talk.paid == []
        done = await talk.say("yes")
        assert done.results[0].success
        assert done.replies[-1].text.startswith("Transferred 0.001 ETH to alice.eth")
        assert talk.paid == [1]
        again = await talk.say("yes")
        assert (again.results, talk.paid) == ((), [1])


@pytest.mark.parametrize(
    ("deed", "name"),
    [
        ("send", "FAKE_PAY"),
        ("wrap", "FAKE_TRADE"),
        ("swap", "FAKE_TRADE"),
        ("revoke", "FAKE_REVOKE"),
        ("allow", "ALLOW"),
    ],
)
async def test_what_a_yes_brought_about_is_told_by_the_action_whose_deed_it_is(
    deed: str, name: str, tmp_path: Path
) -> None:
    async def settle() -> Outcome:
        return replace(CONFIRMED, deed=deed)

    async with conversation(tmp_path, plugins=(TELLERS,)) as talk:
        decides = Decisions(talk.runtime, talk.desk, {"fake": Family()})
        told, _ = await decides.settle(settle)
        assert (told.action, told.success) == (name, True)


async def test_a_yes_survives_a_restart(tmp_path: Path) -> None:
    async with conversation(tmp_path) as talk:
        await talk.say(PAY_ALICE)
    async with conversation(tmp_path) as talk:
        await talk.say("yes", id="later")
        assert talk.paid == [1]


async def test_a_no_ends_it(tmp_path: Path) -> None:
    async with conversation(tmp_path) as talk:
        await talk.say(PAY_ALICE)
        done = await talk.say("no")
        assert done.results[0].error is not None
        assert done.results[0].error.code == "DENIED"
        await talk.say("yes")
        assert (talk.paid, await talk.waiting()) == ([], 0)


YES = {
    "en": ("yes", "Yes!", "yes, please", "y", "approve", "Go ahead.", "confirm it"),
    "es": ("sí", "si", "Sí, adelante", "apruébalo", "confirmo", "hazlo"),
    "pt": ("sim", "Sim, por favor", "aprovo", "confirma", "pode enviar"),
    "fr": ("oui", "Oui, vas-y !", "j'approuve", "je confirme", "j\u2019approuve"),
    "de": ("ja", "Ja, bitte.", "genehmigt", "bestätigen", "mach es"),
    "zh": ("是", "确认", "批准。", "我同意", "好的\uff0c确认"),
}
NO = {
    "en": ("no", "Nope.", "deny it", "don't", "no, cancel it"),
    "es": ("no", "no, gracias", "recházalo", "cancelar"),
    "pt": ("não", "nao", "rejeito", "cancela"),
    "fr": ("non", "non merci", "refuse", "annule-le"),
    "de": ("nein", "Nein, danke", "ablehnen", "brich es ab"),
    "zh": ("不", "不要", "拒绝", "取消"),
}
FIRST = {
    "en": ("approve the first", "yes, the first one", "approve 1", "yes #1", "the first: yes"),
    "es": ("aprueba el primero", "sí, el primero", "aprueba 1"),
    "pt": ("aprova o primeiro", "sim, o primeiro"),
    "fr": ("approuve le premier", "oui, le premier"),
    "de": ("genehmige die erste", "ja, die erste", "die erste genehmigen"),
    "zh": ("批准第一笔", "确认第一个", "第一笔\uff0c批准"),
}


@pytest.mark.parametrize(("language", "text"), [(n, t) for n, ts in YES.items() for t in ts])
def test_a_yes_in_every_language(language: str, text: str) -> None:
    assert read_answer(text) == Said(True)


@pytest.mark.parametrize(("language", "text"), [(n, t) for n, ts in NO.items() for t in ts])
def test_a_no_in_every_language(language: str, text: str) -> None:
    assert read_answer(text) == Said(False)


@pytest.mark.parametrize(("language", "text"), [(n, t) for n, ts in FIRST.items() for t in ts])
def test_the_first_in_every_language(language: str, text: str) -> None:
    expected = None if ":" in text else Said(True, place=1)
    assert read_answer(text) == expected


NOTHING_ELSE = (
    "yes, and change the recipient to bob.eth",
    "yes, but make it 2 ETH",
    "yes to 0x0000000000000000000000000000000000000B0B",
    "yes, send 1 ETH to bob.eth",
    "yes?",
    "yes or no?",
    '"yes"',
    "'yes'",
    "\u201cyes\u201d",
    "\u00abyes\u00bb",
    "> yes",
    "he said yes",
    "bob said: yes",
    "she told me to say yes",
    "I would say yes if it were cheaper",
    "yes yes yes yes",
    "not yes",
    "yes no",
    "no yes",
    "don't say yes",
    "never approve it",
    "was it approved",
    "ok",
    "okay",
    "sure",
    "great",
    "thanks",
    "maybe",
    "tomorrow yes",
    "if the price falls, yes",
    "approve both",
    "approve all",
    "approve everything",
    "approve the fifth",
    "approve 99",
    "approve -1",
    "y e s",
    "y\u200bes",
    "y\u0435s",
    "<message>yes</message>",
    "```yes```",
    "yes\nyes",
    "/approve",
    "sí, pero a bob.eth",
    "sim, mas para bob.eth",
    "oui, mais à bob.eth",
    "ja, aber an bob.eth",
    "好的\uff0c改成给 bob.eth",
    "确认吗\uff1f",
    "ja?",
    "oui ?",
    "¿sí?",
)


@pytest.mark.parametrize("text", NOTHING_ELSE)
def test_what_says_more_or_less_is_no_answer(text: str) -> None:
    assert read_answer(text) is None


async def test_a_yes_that_carries_more_approves_nothing(tmp_path: Path) -> None:
    async with conversation(tmp_path) as talk:
        await talk.say(PAY_ALICE)
        for text in NOTHING_ELSE[:12]:
            await talk.say(text)
        assert talk.paid == []


async def test_of_two_that_wait_a_yes_approves_none(tmp_path: Path) -> None:
    async with conversation(tmp_path) as talk:
        await talk.say(PAY_ALICE)
        await talk.say(PAY_BOB)
        asked = await talk.say("yes")
        [reply] = asked.replies
        assert (asked.asked, talk.paid) == (True, [])
        which, first, second = reply.text.splitlines()
        assert which.startswith("Several payments wait for your yes.")
        assert first.startswith("1. Send 0.001 ETH to alice.eth")
        assert second.startswith("2. Send 0.002 ETH to bob.eth")
        assert (await talk.say("yes")).asked
        await talk.say("approve the second")
        assert talk.paid == [2]
        assert (await talk.say("yes")).asked
        await talk.say("yes")
        assert talk.paid == [2, 1]


async def test_the_first_of_a_list_that_was_never_shown_is_asked_about(tmp_path: Path) -> None:
    async with conversation(tmp_path) as talk:
        await talk.say(PAY_ALICE)
        await talk.say(PAY_BOB)
        asked = await talk.say("approve the second")
        assert (asked.asked, talk.paid) == (True, [])


async def test_an_id_names_one_of_several(tmp_path: Path) -> None:
    async with conversation(tmp_path) as talk:
        one = await talk.say(PAY_ALICE)
        two = await talk.say(PAY_BOB)
        assert one.approval is not None and two.approval is not None
        await talk.say(f"deny {two.approval.id}")
        await talk.say(f"approve {one.approval.id}")
        assert (talk.paid, await talk.waiting()) == ([1], 0)


async def test_the_question_is_asked_in_the_language_of_the_answer(tmp_path: Path) -> None:
    async with conversation(tmp_path) as talk:
        await talk.say(PAY_ALICE)
        await talk.say(PAY_BOB)
        asked = await talk.say("genehmigen")
        assert asked.replies[0].text.startswith("Mehrere Zahlungen warten auf Ihr Ja.")
        await talk.say("genehmige die erste")
        assert talk.paid == [1]


async def test_another_person_or_room_approves_nothing(tmp_path: Path) -> None:
    async with conversation(tmp_path) as talk:
        asked = await talk.say(f"Ada, {PAY_ALICE}", type=ChannelType.GROUP)
        assert asked.approval is not None
        for by in (OTHER, Principal("stranger"), Principal("third")):
            await talk.say("Ada, yes", by=by, type=ChannelType.GROUP)
            await talk.say("yes", by=by, type=ChannelType.GROUP)
        await talk.say("yes", room="elsewhere")
        assert (talk.paid, await talk.waiting()) == ([], 1)
        await talk.say("yes", type=ChannelType.GROUP)
        assert talk.paid == [1]


async def test_a_yes_to_what_a_model_asked_is_no_yes_to_the_payment(tmp_path: Path) -> None:
    async with conversation(tmp_path, "Shall I tell you a joke?", "Knock knock.") as talk:
        await talk.say(PAY_ALICE)
        joke = await talk.say("how are you feeling today, my dear friend?")
        assert joke.replies[0].text == "Shall I tell you a joke?"
        await talk.say("yes")
        assert (talk.paid, await talk.waiting()) == ([], 1)


async def test_a_model_that_repeats_the_question_shows_nothing(tmp_path: Path) -> None:
    async with conversation(tmp_path, "Payment made. Send 1 ETH. Say yes to hear more.") as talk:
        asked = await talk.say(PAY_ALICE)
        assert asked.approval is not None
        await talk.say("how are you feeling today, my dear friend?")
        again = await talk.say("yes")
        assert (again.asked, talk.paid) == (True, [])
        assert asked.approval.summary in again.replies[0].text
        await talk.say("yes")
        assert talk.paid == [1]


async def test_what_changed_since_is_asked_afresh(tmp_path: Path) -> None:
    async with conversation(tmp_path) as talk:
        await talk.say(PAY_ALICE)
        talk.chain.names["alice.eth"] = BOB
        again = await talk.say("yes")
        assert again.approval is not None
        assert (talk.paid, BOB in again.replies[-1].text) == ([], True)
        await talk.say("yes")
        assert [landed.to for landed in talk.chain.landed] == [BOB]


async def test_a_yes_that_is_delivered_again_approves_nothing_newer(tmp_path: Path) -> None:
    async with conversation(tmp_path) as talk:
        await talk.say(PAY_ALICE)
        await talk.say("yes", id="the-yes")
        await talk.say(PAY_BOB)
        for _ in range(2):
            await talk.say("yes", id="the-yes")
        assert (talk.paid, await talk.waiting()) == ([1], 1)


async def test_an_expired_question_cannot_be_answered(tmp_path: Path) -> None:
    async with conversation(tmp_path) as talk:
        asked = await talk.say(PAY_ALICE)
        assert asked.approval is not None
        await talk.desk.deny(asked.approval.id, OWNER)
        await talk.say("yes")
        assert talk.paid == []
