"""What an agent's process may say to a desk, in JSON. What is not known here is refused.

A claim is read as a claim: `trust` makes of it what the desk goes by.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final, Self, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from fiscus.core.desk.arrivals import Notice, Saying
from fiscus.core.desk.consenting import By
from fiscus.core.desk.door import Consent, Given, Intent, Principal, Proposed, Signed, Ticket, Words
from fiscus.core.origins import Origin

VERSION: Final = 1
"""Stands in every address. What a desk of another version is asked it refuses."""
MOST_BYTES: Final = 512 * 1024
"""Of a request."""
MOST_LISTED: Final = 200

Name: TypeAlias = Annotated[str, Field(max_length=512)]
Text: TypeAlias = Annotated[str, Field(max_length=65_536)]
Units: TypeAlias = Annotated[int, Field(ge=0, lt=2**256)]


class Wire(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Nothing(Wire):
    """Of what needs no more than its name."""


class SaidValue(Wire):
    value: Text
    origin: Origin

    @classmethod
    def of(cls, values: Mapping[str, Given]) -> dict[str, SaidValue]:
        return {role: cls(value=one.value, origin=one.origin) for role, one in values.items()}

    def given(self) -> Given:
        return Given(self.value, self.origin)


Values: TypeAlias = Annotated[dict[Name, SaidValue], Field(max_length=64)]


class SaidWords(Wire):
    action: Name
    values: Values
    idea: Origin

    @classmethod
    def of(cls, words: Words) -> Self:
        return cls(action=words.action, values=SaidValue.of(words.values), idea=words.idea)

    def words(self) -> Words:
        values = {role: said.given() for role, said in self.values.items()}
        return Words(self.action, values, self.idea)


class SaidProposal(Wire):
    data: Annotated[str, Field(max_length=MOST_BYTES)]
    target: Name
    value: Units
    least_out: Units | None
    most_in: Units | None
    beside: Units

    @classmethod
    def of(cls, proposed: Proposed) -> Self:
        return cls(
            data=proposed.data,
            target=proposed.target,
            value=proposed.value,
            least_out=proposed.least_out,
            most_in=proposed.most_in,
            beside=proposed.beside,
        )

    def proposed(self) -> Proposed:
        return Proposed(**dict(self))


class SaidIntent(Wire):
    family: Name
    action: Name
    values: Values
    proposed: SaidProposal | None

    @classmethod
    def of(cls, intent: Intent) -> Self:
        proposed = SaidProposal.of(intent.proposed) if intent.proposed else None
        values = SaidValue.of(intent.values)
        return cls(family=intent.family, action=intent.action, values=values, proposed=proposed)

    def intent(self) -> Intent:
        values = {role: said.given() for role, said in self.values.items()}
        proposed = self.proposed.proposed() if self.proposed else None
        return Intent(self.family, self.action, values, proposed)


class Speaker(Wire):
    """Who is said to speak."""

    name: Annotated[str, Field(max_length=128)]
    owner: bool
    consent: Consent
    may_ask: bool

    @classmethod
    def of(cls, principal: Principal) -> Self:
        return cls(
            name=principal.name,
            owner=principal.owner,
            consent=principal.consent,
            may_ask=principal.may_ask,
        )


class Signature(Wire):
    """An approver's: it proves itself."""

    signature: Name
    name: Annotated[str, Field(max_length=128)] | None

    def signed(self) -> Signed:
        return Signed(self.signature, self.name)


class SaidTicket(Wire):
    """Of which agent it is the desk knows itself."""

    source: Name
    room: Name
    message_id: Name
    step: Annotated[int, Field(ge=0, le=100_000)]
    text: Text
    speaker: Speaker
    words: SaidWords

    @classmethod
    def of(cls, ticket: Ticket) -> Self:
        return cls(
            source=ticket.source,
            room=ticket.room,
            message_id=ticket.message_id,
            step=ticket.step,
            text=ticket.text,
            speaker=Speaker.of(ticket.principal),
            words=SaidWords.of(ticket.words),
        )


class Submission(Wire):
    ticket: SaidTicket
    intent: SaidIntent


class OfTicket(Wire):
    """Of `came`."""

    ticket: SaidTicket


class Decided(Wire):
    """Of `approve` and `deny`."""

    approval: Name
    by: Signature | Speaker

    @classmethod
    def of(cls, approval_id: str, by: By) -> Self:
        if isinstance(by, Signed):
            return cls(approval=approval_id, by=Signature(signature=by.signature, name=by.name))
        return cls(approval=approval_id, by=Speaker.of(by))


class Outbid(Wire):
    """Of `speed_up` and `cancel`."""

    payment: Name
    speaker: Speaker


class OfPayment(Wire):
    payment: Name


class OfApproval(Wire):
    approval: Name


class OfWallet(Wire):
    wallet: Name
    count: Annotated[int, Field(ge=1, le=MOST_LISTED)]


class Shown(Wire):
    """Of `shown_to`."""

    person: Annotated[str, Field(max_length=128)]
    source: Name
    room: Name


class SaidNotice(Wire):
    says: Saying
    transaction: Name | None
    chain: Name | None

    @classmethod
    def of(cls, notice: Notice) -> Self:
        return cls(says=notice.says, transaction=notice.transaction, chain=notice.chain)

    def notice(self) -> Notice:
        return Notice(self.says, self.transaction, self.chain)


class Look(Wire):
    payment: Name
    notice: SaidNotice | None
