"""What a person can type in a chat that is no message to the agent."""

from __future__ import annotations

from typing import Final

from fiscus.core.bootstrap.turn import Reply
from fiscus.core.cli.session import Session

HELP: Final = """\
Say what you want, for example:
  show my portfolio
  send 0.01 ETH to alice.eth
/refresh  ask the chains again for every figure
/help     show this
/quit     end; so does Ctrl-D
"""
QUIT: Final = frozenset({"/quit", "/exit", "/q"})


def is_quit(text: str) -> bool:
    return text.strip().lower() in QUIT


def refreshed(session: Session, text: str) -> Reply | None:
    """Answer `/refresh`; `None` for any other text."""
    if text.strip().lower() != "/refresh":
        return None
    session.run(session.agent.refresh)
    return Reply("The next figures come fresh from the chains.")


def answered(session: Session, text: str) -> Reply | None:
    """Answer any text that begins with a slash; `None` for a message to the agent."""
    word = text.strip().lower()
    if not word.startswith("/"):
        return None
    if word in {"/help", "/?"}:
        return Reply(HELP.rstrip())
    return refreshed(session, text) or Reply(f"There is no {word.split()[0]}; /help shows what is.")
