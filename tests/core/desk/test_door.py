"""Everything that crosses the door is plain data: into JSON and back, it is the same."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from fiscus.core.desk.adapter import Asset, Effect, Move
from fiscus.core.desk.door import Consent, Given, Intent, Principal, Ticket
from fiscus.core.desk.outcome import Approval, Outcome, State
from fiscus.core.desk.records import effect_json, intent_json, read_effect, read_intent
from fiscus.core.origins import Origin

T = TypeVar("T")

texts = st.text(st.characters(codec="utf-8"), max_size=12)
units = st.integers(0, 2**256 - 1)
maybe = st.none() | texts
assets = st.builds(Asset, chain=texts, address=maybe, symbol=texts, decimals=st.integers(0, 255))
effects = st.builds(
    Effect,
    action=texts,
    chain=texts,
    chain_id=st.none() | st.integers(0, 2**63),
    signer=texts,
    target=texts,
    call=texts,
    moves=st.lists(st.builds(Move, asset=assets, units=units, to=texts), max_size=3).map(tuple),
    fee_asset=assets,
    max_fee_units=units,
)
intents = st.builds(
    Intent,
    family=texts,
    action=texts,
    values=st.dictionaries(texts, st.builds(Given, value=texts, origin=st.sampled_from(Origin))),
)
tickets = st.builds(
    Ticket,
    source=texts,
    room=texts,
    message_id=texts,
    step=st.integers(0, 99),
    text=texts,
    principal=st.builds(
        Principal, name=texts, owner=st.booleans(), consent=st.sampled_from(Consent)
    ),
)
outcomes = st.builds(
    Outcome,
    state=st.sampled_from(State),
    chain=texts,
    chain_id=st.none() | st.integers(0, 2**63),
    sender=texts,
    recipient=texts,
    recipient_name=maybe,
    token=texts,
    token_address=maybe,
    amount=texts,
    amount_units=units,
    journal_id=texts,
    hash=maybe,
    fee_units=st.none() | units,
    explorer_url=maybe,
    approval=st.none()
    | st.builds(
        Approval,
        id=texts,
        summary=texts,
        digest=texts,
        expires_at=texts,
        reasons=st.lists(texts, max_size=2).map(tuple),
    ),
    detail=maybe,
)


def returned(kind: type[T], value: T) -> T:
    adapter = TypeAdapter(kind)
    return adapter.validate_json(adapter.dump_json(value))


@given(tickets, intents, outcomes, effects)
def test_what_crosses_the_door_comes_back_the_same(
    ticket: Ticket, intent: Intent, outcome: Outcome, effect: Effect
) -> None:
    assert returned(Ticket, ticket) == ticket
    assert returned(Intent, intent) == intent
    assert returned(Outcome, outcome) == outcome
    assert returned(Effect, effect) == effect


@given(intents, effects)
def test_what_is_kept_is_read_back_the_same(intent: Intent, effect: Effect) -> None:
    assert read_intent(intent_json(intent)) == intent
    again = read_effect(effect_json(effect))
    assert again == effect
    assert again.digest() == effect.digest()


@given(effects, effects)
def test_a_digest_names_one_effect_but_for_its_fee(one: Effect, other: Effect) -> None:
    same = replace(one, max_fee_units=other.max_fee_units) == other
    assert (one.digest() == other.digest()) == same
    dearer = replace(one, max_fee_units=one.max_fee_units + 1)
    assert one.within(dearer)
    assert not dearer.within(one)
