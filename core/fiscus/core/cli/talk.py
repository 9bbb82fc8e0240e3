"""One person at a terminal, message by message: replies as they come, previews, questions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Final

import click

from fiscus.core.bootstrap.turn import IncomingMessage, Reply, Turn
from fiscus.core.cli.answers import how_to_approve
from fiscus.core.cli.asking import ask_line
from fiscus.core.cli.console import indented, say, styled
from fiscus.core.cli.preview import preview
from fiscus.core.cli.progress import PaymentProgress
from fiscus.core.cli.session import Session
from fiscus.core.cli.standing import standing
from fiscus.core.cli.tally import Tally, status_of
from fiscus.core.desk.outcome import Approval, Outcome

QUESTION: Final = "Approve? [y/N] "


@dataclass(slots=True)
class Talk:
    """Shows what the agent says, and asks its person."""

    session: Session
    prefix: str = ""
    progress: PaymentProgress = field(default_factory=PaymentProgress)

    def __post_init__(self) -> None:
        self.session.agent.front.watchers.append(self.progress.watch)

    def take(self, message: IncomingMessage) -> int:
        """Answer a message to its end, approvals included. The status it would end with."""
        turn = self._shown(partial(self.session.handle, message, self._deliver))
        if turn.approval is None:
            return status_of(turn)
        tally = Tally()
        tally.add(turn)
        self._settle(turn, message, tally)
        return tally.status

    def outbid(self, work: Callable[[], Turn], message: IncomingMessage) -> int:
        """Take the place of a payment that waits, and ask where that needs a yes."""
        turn, tally = self._shown(work), Tally()
        tally.add(turn)
        if turn.approval is None:
            self._say_all(turn)
        self._settle(turn, message, tally)
        return tally.status

    def _settle(self, turn: Turn, message: IncomingMessage, tally: Tally) -> None:
        """Ask until nothing is left to ask: a fee that rose meanwhile is a new question."""
        while (approval := turn.approval) is not None:
            say(self._preview(turn, approval))
            decide = self.session.approve if self._agreed(approval) else self.session.deny
            turn = self._shown(partial(decide, approval.id, message.principal, room=message.room))
            tally.add(turn, decided=approval.id)
            if turn.approval is not None and turn.approval.id == approval.id:
                self._say_all(turn)
                say(f"The others: fiscus approvals show {approval.id}")
                return
            if turn.approval is not None:
                say("It would now be something else, or dearer. It needs another yes:")
            else:
                self._say_all(turn)

    def _agreed(self, approval: Approval) -> bool:
        try:
            answer = ask_line(styled(QUESTION, bold=True))
        except (EOFError, KeyboardInterrupt):
            say(f"\nLeft pending; nothing is signed. {how_to_approve(approval.id)}")
            raise click.Abort from None
        return answer.strip().lower() in {"y", "yes"}

    def _shown(self, work: Callable[[], Turn]) -> Turn:
        self.progress.begin()
        try:
            return work()
        except (KeyboardInterrupt, SystemExit):
            self.progress.stop()
            for line in self.session.run(partial(standing, self.session.agent.front)):
                say(line)
            raise
        finally:
            self.progress.stop()

    def _preview(self, turn: Turn, approval: Approval) -> str:
        outcome = self._outcome(turn)
        if outcome is None or outcome.state.open:
            return indented("\n".join((approval.summary, *approval.reasons)), "  ")
        families = self.session.agent.families.values()
        titles = (family.title(outcome.chain) for family in families)
        chain = next((title for title in titles if title), outcome.chain)
        return preview(outcome, approval, chain=chain)

    def _outcome(self, turn: Turn) -> Outcome | None:
        """The payment that waits, as the desk has it."""
        waiting = (result.data.get("journal_id") for result in turn.results if not result)
        journal_id = next((name for name in waiting if isinstance(name, str)), None)
        if journal_id is None:
            return None
        return self.session.run(partial(self.session.agent.front.books.status, journal_id))

    async def _deliver(self, reply: Reply) -> None:
        pending = await self.session.agent.front.books.pending()
        if not any(reply.text.startswith(one.record.summary) for one in pending):
            self._say(reply)  # what waits for a yes is shown in full before the question

    def _say_all(self, turn: Turn) -> None:
        for reply in turn.replies:
            self._say(reply)

    def _say(self, reply: Reply) -> None:
        self.progress.stop()
        if reply.text:
            click.echo(styled(self.prefix, "cyan"), nl=False)
            say(indented(reply.text, " " * len(self.prefix)).lstrip())
