"""What the desk makes of what an agent's process says. Pure.

That process talks to models and to strangers: whatever it claims may be what it was told to claim.
Its claims only ever take something away, unless the policy says that this agent's word counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from fiscus.core.desk.door import Consent, Given, Principal, Ticket, Words
from fiscus.core.desk.remote.wire import SaidTicket, Speaker
from fiscus.core.origins import Origin

OWN_KNOWLEDGE: Final = frozenset({Origin.BOOK, Origin.DEFAULT, Origin.STRATEGY})
"""Whose words these are the desk looks up itself, or not at all."""


@dataclass(frozen=True, slots=True)
class Agent:
    """Whose process is at the other end of the socket: the desk was told at its start."""

    name: str
    counts: bool
    """Whether the policy says that its word counts."""

    def person(self, name: str) -> str:
        """As records have somebody whom only the agent knows, in one line."""
        plain = "".join(letter if letter.isprintable() else "?" for letter in name)
        return f"{self.name}: {plain}"

    def source(self, name: str) -> str:
        """Where a message came from: two agents never use up each other's tickets."""
        return f"{self.name}/{name}"

    def principal(self, said: Speaker) -> Principal:
        """Who speaks, as far as the desk goes by it. Nobody's consent comes over the socket.

        Whoever the agent takes for an owner may ask; each payment waits for an approver then.
        """
        name = self.person(said.name)
        if said.owner and self.counts:
            # To be shown everything first is no consent: it is more than the policy asks for.
            consent = Consent.ASK if said.consent is Consent.ASK else Consent.POLICY
            return Principal(name, owner=True, consent=consent)
        return Principal(name, may_ask=said.owner or said.may_ask)

    def ticket(self, said: SaidTicket) -> Ticket:
        """A step of a message, with as much of its words as counts."""
        return Ticket(
            source=self.source(said.source),
            room=said.room,
            message_id=said.message_id,
            step=said.step,
            text=said.text,
            principal=self.principal(said.speaker),
            agent=self.name,
            words=self._words(said.words.words()),
        )

    def _words(self, words: Words) -> Words:
        if not self.counts:
            # Of what step it is part only tells the parts of a step apart: nobody vouches for it.
            return Words(words.action)
        return replace(words, values=_capped(words.values), idea=_cap(words.idea))


def _capped(values: Mapping[str, Given]) -> dict[str, Given]:
    return {role: replace(given, origin=_cap(given.origin)) for role, given in values.items()}


def _cap(origin: Origin) -> Origin:
    """An agent's word is no more than a person's."""
    return Origin.USER if origin in OWN_KNOWLEDGE else origin
