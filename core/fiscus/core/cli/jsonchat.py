"""`fiscus chat --json`: one object a line in, one object a line out."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial

from fiscus.core.bootstrap.turn import IncomingMessage, Turn
from fiscus.core.cli.answers import refused
from fiscus.core.cli.commands import refreshed
from fiscus.core.cli.console import emit
from fiscus.core.cli.requests import OWNER, BadRequest, Request, read_request
from fiscus.core.cli.session import Session
from fiscus.core.cli.standing import recovered
from fiscus.core.cli.tally import Tally
from fiscus.core.desk.door import Consent, Principal
from fiscus.core.errors import FiscusError
from fiscus.core.ids import generate_id
from fiscus.core.jsontext import Json

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class JsonChat:
    """Answers every line, in order. `consent` is what an owner agreed to beforehand."""

    session: Session
    consent: Consent
    tally: Tally = field(default_factory=Tally)

    def run(self, lines: Iterable[bytes]) -> int:
        """Until there are no more. Status 1 where anything failed or is left pending."""
        for sentence in self.session.run(partial(recovered, self.session.agent.front)):
            log.warning("%s", sentence)
        for line in lines:
            if line.strip():
                emit(self._answered(line))
        return self.tally.status

    def _answered(self, line: bytes) -> Mapping[str, Json]:
        try:
            request = read_request(line)
        except BadRequest as error:
            return self._refusal(error, None)
        try:
            turn = self._turn(request)
        except FiscusError as error:
            return self._refusal(error, request)
        decided = request.value if request.kind != "text" else None
        self.tally.add(turn, decided=decided)
        return {**turn.to_json(), "id": turn.id if request.id is None else request.id}

    def _turn(self, request: Request) -> Turn:
        if request.kind == "approve":
            return self.session.approve(request.value, self._who(request), room=request.room)
        if request.kind == "deny":
            return self.session.deny(request.value, self._who(request), room=request.room)
        key = request.message_id or generate_id()
        if request.user == OWNER and (reply := refreshed(self.session, request.value)):
            return Turn(id=key, room=request.room, replies=(reply,))
        message = IncomingMessage(
            id=key,
            text=request.value,
            principal=self._who(request),
            room=request.room,
            user=request.user,
        )
        return self.session.handle(message)

    def _who(self, request: Request) -> Principal:
        """An owner exactly where the line says `owner`: whoever writes the lines vouches for it."""
        if request.user == OWNER:
            return Principal(OWNER, owner=True, consent=self.consent)
        return Principal(request.user)

    def _refusal(self, error: FiscusError, request: Request | None) -> Mapping[str, Json]:
        turn = refused(error, turn_id="", room=request.room if request else "cli")
        self.tally.add(turn)
        found = request.id if request else error.context.get("id")
        shown = found if isinstance(found, (str, int)) else None
        return {**turn.to_json(), "id": shown}
