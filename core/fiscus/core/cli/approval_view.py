"""Everything that a yes to an approval buys, as lines and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from fiscus.core.cli.console import indented
from fiscus.core.desk.adapter import Effect, Gain, Grant, Move
from fiscus.core.desk.amounts import shown
from fiscus.core.desk.approvers import Approving
from fiscus.core.desk.budgets import usd
from fiscus.core.desk.consenting import text_to_sign
from fiscus.core.desk.deeds import titled
from fiscus.core.desk.front import Question
from fiscus.core.desk.records import ApprovalRecord
from fiscus.core.jsontext import Json
from fiscus.core.money import plain

WIDTH = 11
SIGN_WITH = "A wallet signs it as a message (personal_sign), to the letter:"


def view(question: Question) -> str:
    """Lines for people."""
    record, approving, now = question.record, question.approving, question.now
    effect = record.effect
    rows = [
        ("Stands", stands(record, approving, now=now)),
        ("Action", effect.action),
        ("On", _chain(effect)),
        ("From", effect.signer),
        ("To", "\n".join(_whom(question))),
        ("Calls", "\n".join(_calls(effect))),
        ("Leaves", "\n".join(_leaves(move) for move in effect.moves)),
        ("Arrives", "\n".join(map(_arrives, effect.gains))),
        ("Grants", "\n".join(map(_grants, effect.grants))),
        ("Fee", f"at most {_fee(effect)}"),
        ("Worth", usd(question.usd) if question.usd is not None else "not known in USD"),
        ("Until", f"{datetime.fromtimestamp(record.expires_at / 1000).astimezone():%F %T %Z}"),
        ("Because", "\n".join(_reasons(record))),
        ("Said", "\n".join(_values(question))),
        ("Payment", record.payment_id),
        ("Digest", effect.digest()),
    ]
    lines = [indented(text, f"  {label:<{WIDTH}}") for label, text in rows if text]
    if approving.listed and record.open_at(now):
        lines += [SIGN_WITH, text_to_sign(record, "approve")]
    return "\n".join((f"{record.id}  {record.summary}", *lines))


def body(question: Question) -> dict[str, Json]:
    """The same for programs."""
    record, approving = question.record, question.approving
    effect, public = record.effect, record.public(approving)
    told: dict[str, Json] = {
        **brief(question),
        "state": _state(record, question.now),
        "decided_by": record.decided_by,
        "rules": list(record.rules),
        "payment_id": record.payment_id,
        "action": effect.action,
        "chain": effect.chain,
        "chain_id": effect.chain_id,
        "from": effect.signer,
        "to": question.recipient,
        "name": question.recipient_name,
        "target": effect.target,
        "call": effect.call,
        "calls": [{"program": call.program, "text": call.text} for call in effect.calls],
        "moves": [_held(move, to=move.to) for move in effect.moves],
        "gains": [_held(gain, to=gain.to) for gain in effect.gains],
        "grants": [_held(grant, spender=grant.spender) for grant in effect.grants],
        "max_fee_units": str(effect.max_fee_units),
        "fee_asset": effect.fee_asset.symbol,
        "usd": None if question.usd is None else plain(question.usd),
        "required": public.required,
        "given": list(public.given),
        "values": {
            role: {"value": given.value, "origin": given.origin.value}
            for role, given in question.intent.values.items()
        },
    }
    if approving.listed:
        told["sign"] = {
            "approve": text_to_sign(record, "approve"),
            "deny": text_to_sign(record, "deny"),
        }
    return told


def brief(question: Question) -> dict[str, Json]:
    """A line of the list."""
    public = question.record.public(question.approving)
    return {
        "id": public.id,
        "summary": public.summary,
        "digest": public.digest,
        "expires_at": public.expires_at,
        "reasons": list(public.reasons),
    }


def stands(record: ApprovalRecord, approving: Approving, *, now: int) -> str:
    """`"open, 1 of 2 approvals: ada"`, `"used by owner"`."""
    public, state = record.public(approving), _state(record, now)
    if state != "open":
        return f"{state} by {record.decided_by}" if record.decided_by else state
    if public.required < 2:
        return "open, nobody has answered"
    by = f": {', '.join(public.given)}" if public.given else ""
    return f"open, {len(public.given)} of {public.required} approvals{by}"


def _state(record: ApprovalRecord, now: int) -> str:
    return "expired" if record.state == "open" and not record.open_at(now) else record.state


def _chain(effect: Effect) -> str:
    return effect.chain if effect.chain_id is None else f"{effect.chain} ({effect.chain_id})"


def _whom(question: Question) -> Sequence[str]:
    effect = question.record.effect
    paid = zip(effect.moves, effect.payees, strict=False)
    several = [titled(move.to, name) for move, name in paid]
    return several or [titled(question.recipient, question.recipient_name)]


def _calls(effect: Effect) -> Iterator[str]:
    if effect.calls:
        yield from (f"{call.program}: {call.text}" for call in effect.calls)
    elif effect.call:
        yield f"{effect.target}: {effect.call}"


def _leaves(move: Move) -> str:
    return f"at most {_amount(move)} to {move.to}"


def _arrives(gain: Gain) -> str:
    return f"at least {_amount(gain)} at {gain.to}"


def _grants(grant: Grant) -> str:
    if grant.units == 0:
        return f"{grant.spender} may take no {grant.asset.symbol} any more"
    return f"{grant.spender} may take up to {_amount(grant)} later"


def _amount(held: Move | Gain | Grant) -> str:
    asset = held.asset
    where = f" ({asset.address})" if asset.address else ""
    return f"{shown(held.units, asset.decimals, asset.symbol)}{where}"


def _fee(effect: Effect) -> str:
    return shown(effect.max_fee_units, effect.fee_asset.decimals, effect.fee_asset.symbol)


def _reasons(record: ApprovalRecord) -> Iterator[str]:
    for rule, reason in zip(record.rules, record.reasons, strict=True):
        yield f"{reason} [{rule}]" if rule else reason


def _values(question: Question) -> Iterator[str]:
    for role, given in question.intent.values.items():
        yield f"{role} {given.value} ({given.origin.value})"


def _held(held: Move | Gain | Grant, **whom: str) -> dict[str, Json]:
    asset = held.asset
    return {
        "asset": asset.symbol,
        "contract": asset.address,
        "decimals": asset.decimals,
        "units": str(held.units),
        **whom,
    }
