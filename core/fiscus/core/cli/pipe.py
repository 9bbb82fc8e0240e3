"""`fiscus chat` in a pipe: every line is a message, and every answer is plain lines."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from functools import partial

from fiscus.core.bootstrap.turn import IncomingMessage
from fiscus.core.cli.answers import show_turn
from fiscus.core.cli.commands import answered, is_quit
from fiscus.core.cli.console import say
from fiscus.core.cli.session import Session
from fiscus.core.cli.standing import recovered
from fiscus.core.cli.tally import Tally
from fiscus.core.desk.door import Consent, Principal
from fiscus.core.ids import generate_id


def answer_lines(session: Session, consent: Consent, lines: Iterable[bytes]) -> int:
    """Answer each until there are no more. Status 1 where anything failed or is left pending."""
    owner = Principal("owner", owner=True, consent=consent)
    tally = Tally()
    for sentence in session.run(partial(recovered, session.agent.front)):
        say(sentence)
    for line in lines:
        text = line.decode("utf-8-sig", "replace").strip()
        if is_quit(text):
            break
        if not text:
            continue
        if reply := answered(session, text):
            say(reply.text)
        else:
            turn = session.handle(IncomingMessage(id=generate_id(), text=text, principal=owner))
            tally.add(turn)
            show_turn(turn)
        sys.stdout.flush()
    return tally.status
