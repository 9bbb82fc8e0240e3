"""The demo on stage: each turn played, and compared with what the chain itself says."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

import click

from fiscus.core.bootstrap.turn import IncomingMessage, Turn
from fiscus.core.cli.console import indented, say, styled
from fiscus.core.cli.demo_script import EVM, Line
from fiscus.core.cli.evidence import Evidence, gather, look, unlike
from fiscus.core.cli.playground import Playground
from fiscus.core.cli.session import Session
from fiscus.core.desk.door import Principal
from fiscus.core.desk.policy import Policy
from fiscus.core.ids import generate_id
from fiscus.core.sandbox import Patient, Sandbox

PROMPT = "you> "
ANSWER = "fiscus> "
CHAIN = "chain> "
OWNER = Principal("owner", owner=True)


@dataclass(slots=True)
class Stage:
    """Plays a script with an agent on a sandbox. `begun` is in monotonic seconds."""

    session: Session
    playground: Playground
    begun: float = field(default_factory=time.monotonic)
    wrong: int = 0
    paid: int = 0
    refused: int = 0
    _waiting: str = ""
    """Id of the approval that was asked for last."""
    _proposal: str = ""
    """Number of the proposal that was made last."""

    def introduce(self, policy: Policy) -> None:
        """Say where this is, and what is allowed."""
        sandboxes, limits = self.playground.sandboxes.values(), policy.limits
        say(f"Chains of play money run on this machine: {', '.join(map(_named, sandboxes))}.")
        for sandbox in sandboxes:
            say(f"The wallet on {sandbox.chain} is {sandbox.address}.")
        once, daily = limits.per_transaction.usd, limits.per_24h.usd
        if once is not None and daily is not None:
            say(f"Its policy allows {once:,f} USD a transaction and {daily:,f} USD in 24 hours.")
        say("chain> is what a second client, which shares nothing with the agent, reads there.")

    def play(self, script: Sequence[Line]) -> bool:
        """Play every line. True where each came out as it should."""
        for line in script:
            self._play(line)
        seconds = time.monotonic() - self.begun
        say()
        say(
            f"{len(script)} turns, {self.paid} transactions found on the chain,"
            f" {self.refused} refusals and questions, {seconds:.1f} s."
        )
        if self.wrong:
            say(f"{self.wrong} of the turns did not come out as they should.")
        return not self.wrong

    def _play(self, line: Line) -> None:
        say()
        sandboxes = self.playground.sandboxes
        if line.later and isinstance(patient := sandboxes[EVM], Patient):
            self.playground.ask(partial(patient.wait, line.later))
        said = line.text or "yes"
        spoken = said.format(proposal=self._proposal, time=time.strftime("%H:%M:%S"))
        remark = f"   # {line.remark}" if line.remark else ""
        click.echo(styled(PROMPT, "green", bold=True) + spoken + styled(remark, dim=True))
        before = self.playground.ask(partial(look, sandboxes, line))
        turn = self._turn(line, spoken)
        for result in turn.results:
            self._proposal = str(result.data.get("proposal_id") or self._proposal)
        self._waiting = turn.approval.id if turn.approval else ""
        for reply in turn.replies:
            _tell(ANSWER, "cyan", reply.text)
        evidence = self.playground.ask(partial(gather, sandboxes, line, turn, before=before))
        for fact in evidence.facts:
            _tell(CHAIN, "yellow", fact)
        self._count(line, turn, evidence)

    def _turn(self, line: Line, spoken: str) -> Turn:
        if line.text is None:
            return self.session.approve(self._waiting, OWNER, room="demo")
        message = IncomingMessage(
            id=generate_id(), text=spoken, principal=OWNER, room="demo", source="demo"
        )
        return self.session.handle(message)

    def _count(self, line: Line, turn: Turn, evidence: Evidence) -> None:
        self.paid += evidence.landed
        self.refused += bool(turn.asked or (turn.results and not all(turn.results)))
        troubles = [*unlike(line, turn), *evidence.troubles]
        for trouble in troubles:
            _tell("WRONG  ", "red", trouble)
        self.wrong += bool(troubles)


def _named(sandbox: Sandbox) -> str:
    number = f" (chain id {sandbox.chain_id})" if sandbox.chain_id is not None else ""
    return f"{sandbox.chain}{number}"


def _tell(label: str, colour: str, text: str) -> None:
    click.echo(styled(label, colour), nl=False)
    say(indented(text, " " * len(label)).lstrip())
