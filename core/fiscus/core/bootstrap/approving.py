""" "yes" and "no" in a conversation, to the one payment that was shown in it.

A yes is good for what the agent showed last: in this room, to this person, by the desk. Where the
agent said something else since, it answers that; where several payments wait, it answers none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final, Protocol

from fiscus.core.bootstrap.attention import unaddressed
from fiscus.core.bootstrap.outbids import Outbids
from fiscus.core.execution import APPROVAL, Execution
from fiscus.core.memory import Content
from fiscus.core.reader.consenting import Consents, Said
from fiscus.core.reader.languages import LANGUAGES

if TYPE_CHECKING:
    from fiscus.core.bootstrap.context import Context
    from fiscus.core.bootstrap.talk import Talk
    from fiscus.core.desk.consenting import By, Decision
    from fiscus.core.desk.outcome import Approval
    from fiscus.core.desk.records import ApprovalRecord
    from fiscus.core.memory import Memory
    from fiscus.core.result import ActionResult

WAITING: Final = "approvals"
"""The key of a content's metadata: ids of the payments that were listed, in their order."""
ASKED: Final = ("APPROVE",)


class Decides(Outbids, Protocol):
    """Whoever takes a person's word to the desk."""

    async def waiting(self, person: str, *, source: str, room: str) -> Sequence[ApprovalRecord]: ...

    async def take(
        self, decision: Decision, approval_id: str, by: By
    ) -> tuple[ActionResult, Approval | None]: ...


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of a yes or a no; where nothing was decided, a question was put."""

    execution: Execution
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Approving:
    """Hears the answers of owners to what waits for them."""

    decides: Decides

    async def answer(self, talk: Talk, context: Context, *, language: str) -> Answered | None:
        """Take a message that says yes or no, and nothing else, to the desk.

        `None` where it is no such message, or where nothing that waits could be meant.
        """
        said = answer_in(talk)
        if said is None or not talk.delivery.principal.owner:
            return None
        waiting = await self._waiting(talk)
        if not waiting:
            return None
        listed = listed_in(context.last)
        meant = _meant(said, waiting, listed)
        if meant is not None:
            return await self._take(talk, "approve" if said.yes else "deny", meant)
        if not listed and _asks(context.last):
            return None
        await talk.say(question(waiting, language))
        return Answered(Execution(), asked=True)

    async def _waiting(self, talk: Talk) -> Sequence[ApprovalRecord]:
        """What waited before this message first came: delivered again, it finds nothing newer."""
        delivery = talk.delivery
        waiting = await self.decides.waiting(
            delivery.principal.name, source=delivery.source, room=delivery.room_name
        )
        if not waiting:
            return ()
        known = await talk.runtime.store.get_memory_by_id(talk.message.id)
        return [r for r in waiting if known is not None and known.created_at >= r.asked_at]

    async def _take(self, talk: Talk, decision: Decision, approval_id: str) -> Answered:
        talk.count_desk(1)
        try:
            result, approval = await self.decides.take(
                decision, approval_id, talk.delivery.principal
            )
        finally:
            talk.count_desk(-1)
        marked = {APPROVAL: approval.id} if approval is not None else {}
        await talk.say(Content(result.text, (result.action,), metadata=marked))
        return Answered(Execution((result,), approval))


def answer_in(talk: Talk) -> Said | None:
    """The yes or no that a message is, also where it calls the agent by its name."""
    return read_answer(unaddressed(talk.runtime.character, talk.delivery.text))


@cache
def _consents() -> Consents:
    return Consents(LANGUAGES)


def read_answer(text: str) -> Said | None:
    """A yes or a no, in any of the reader's languages."""
    return _consents().read(text)


def listed_in(last: Memory | None) -> Sequence[str]:
    """The ids of the approvals that the agent's last line showed."""
    if last is None:
        return ()
    one, several = last.content.metadata.get(APPROVAL), last.content.metadata.get(WAITING)
    if isinstance(several, (list, tuple)):
        return [str(found) for found in several]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    return [one] if isinstance(one, str) else ()


def _meant(said: Said, waiting: Sequence[ApprovalRecord], listed: Sequence[str]) -> str | None:
    """The id of the one that can be meant."""
    ids = [record.id for record in waiting]
    if said.id is not None:
        return said.id if said.id in ids else None
    if said.place is not None:
        found = listed[said.place - 1] if 0 < said.place <= len(listed) else None
        return found if found in ids else None
    return ids[0] if len(ids) == 1 and list(listed) == ids else None


def _asks(last: Memory | None) -> bool:
    """Whether the agent asked something else: a yes is the answer to that."""
    return last is not None and last.content.text.rstrip().endswith(("?", "\uff1f"))


def question(waiting: Sequence[ApprovalRecord], language: str) -> Content:
    """Everything that waits, numbered, and how to answer."""
    ids = [record.id for record in waiting]
    which, one = QUESTIONS.get(language, QUESTIONS["en"])
    shown = [" ".join((record.summary, *record.reasons)) for record in waiting]
    if len(shown) == 1:
        return Content(f"{one}\n{shown[0]}", ASKED, metadata={WAITING: ids})
    pairs = enumerate(zip(shown, ids, strict=True), start=1)
    lines = [f"{number}. {text} ({approval_id})" for number, (text, approval_id) in pairs]
    return Content("\n".join((which, *lines)), ASKED, metadata={WAITING: ids})


QUESTIONS: Final[Mapping[str, tuple[str, str]]] = {
    "en": (
        "Several payments wait for your yes. Say which one you mean, like: approve the first.",
        "This payment waits for your yes or no:",
    ),
    "es": (
        "Varios pagos esperan tu sí. Di cuál, por ejemplo: aprueba el primero.",
        "Este pago espera tu sí o tu no:",
    ),
    "pt": (
        "Vários pagamentos esperam o seu sim. Diga qual, por exemplo: aprova o primeiro.",
        "Este pagamento espera o seu sim ou não:",
    ),
    "fr": (
        "Plusieurs paiements attendent votre oui. Dites lequel, par exemple\u00a0: approuve le"
        " premier.",
        "Ce paiement attend votre oui ou votre non\u00a0:",
    ),
    "de": (
        "Mehrere Zahlungen warten auf Ihr Ja. Sagen Sie welche, zum Beispiel: genehmige die erste.",
        "Diese Zahlung wartet auf Ihr Ja oder Nein:",
    ),
    "zh": (
        "有几笔付款在等您确认。请说是哪一笔,例如:批准第一笔。",
        "这笔付款在等您确认或拒绝:",
    ),
}
"""By language: to several that wait, and to one."""
