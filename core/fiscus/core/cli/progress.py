"""What becomes of a payment, shown while it happens. Only for a terminal."""

from __future__ import annotations

import time
from typing import Final

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from fiscus.core.cli.console import say
from fiscus.core.desk.outcome import Outcome, State

WAITS: Final = {
    State.SIGNED: "Offering it to the nodes",
    State.SENT: "Waiting for a block",
}


class PaymentProgress:
    """A watcher of the desk: a line for every state, and a spinner between them."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(highlight=False)
        self._spinner: Progress | None = None
        self._begun = time.monotonic()
        self._at: tuple[str, State] | None = None

    def begin(self) -> None:
        """Count the seconds from now."""
        self._begun = time.monotonic()

    async def watch(self, outcome: Outcome) -> None:
        """Told of the steps of every payment."""
        at = (outcome.journal_id, outcome.state)
        if at == self._at:
            return
        self._at = at
        self.stop()
        about = f"  {outcome.hash}" if outcome.state.open and outcome.hash else ""
        say(f"  {outcome.state.value:<10}{time.monotonic() - self._begun:5.1f} s{about}")
        if outcome.state in WAITS:
            self._start(WAITS[outcome.state])

    def stop(self) -> None:
        """Take the spinner away."""
        if self._spinner is not None:
            self._spinner.stop()
            self._spinner = None

    def _start(self, text: str) -> None:
        columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
        self._spinner = Progress(*columns, console=self._console, transient=True)
        self._spinner.add_task(text, total=None)
        self._spinner.start()
