"""What became of a payment, as an action's answer: the same words on every chain."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from fiscus.core.desk.deeds import PHRASES, Deed, listed, titled
from fiscus.core.desk.outcome import Approval, Outcome, State
from fiscus.core.money import from_base_units, plain
from fiscus.core.result import ActionResult, Problem


@dataclass(frozen=True, slots=True)
class Wording:
    """How a family tells how a transfer ended."""

    landed: str = "Transferred {what} on {where}"
    """`{what}` is amount, token and recipient, `{where}` the chain."""
    failed: str = ""
    """Before the reason why one did not land."""


PLAIN = Wording()


def transfer_receipt(outcome: Outcome, *, title: str, wording: Wording = PLAIN) -> ActionResult:
    """A transfer in words and figures. `title` is the chain's name for people.

    It succeeded only where the chain says so, or where the mode keeps everything unsigned.
    """
    paid = thing(outcome)
    what = f"{paid} on {title}"
    if outcome.state is State.CONFIRMED and outcome.detail is None:
        text = f"{_landed(outcome, wording, title)}\n{_link(outcome)}"
        return ActionResult(success=True, text=text, values=_values(outcome), data=data(outcome))
    if outcome.state is State.SIMULATED:
        text = f"Simulated: {what} would go through. Nothing was signed."
        return ActionResult(success=True, text=text, values=_values(outcome), data=data(outcome))
    problem = _problem(outcome, what, thing_that_was_signed(outcome, title))
    failed = wording.failed if outcome.state in {State.FAILED, State.DROPPED} else ""
    text = f"{failed}{_failure(problem, outcome)}"
    return ActionResult(success=False, text=text, data=data(outcome), error=problem)


def cancel_receipt(outcome: Outcome, *, title: str) -> ActionResult:
    """A payment that was to be called back. It succeeded where nothing of it moved."""
    what = thing_that_was_signed(outcome, title)
    if outcome.state is State.REPLACED:
        text = f"Called back: {what}. Nothing of it moved, and only the fee is gone."
        return ActionResult(success=True, text=f"{text}\n{_link(outcome)}", data=data(outcome))
    if outcome.state in {State.CONFIRMED, State.FAILED}:
        ended = "has landed" if outcome.state is State.CONFIRMED else "was reverted"
        problem = Problem("TOO_LATE", f"It is too late: {what} {ended} already.", None)
        text = _failure(problem, outcome)
        return ActionResult(success=False, text=text, data=data(outcome), error=problem)
    return transfer_receipt(outcome, title=title)


def data(outcome: Outcome) -> dict[str, object]:
    """The figures of a payment, for programs."""
    paid = [
        {
            "to": one.recipient,
            "token": one.token,
            "amount": one.amount,
            "amount_units": one.amount_units,
        }
        for one in outcome.payments
    ]
    return {
        **({"payments": paid} if paid else {}),
        "chain": outcome.chain,
        "chain_id": outcome.chain_id,
        "hash": outcome.hash,
        "from": outcome.sender,
        "to": outcome.recipient,
        "token": outcome.token,
        "amount": outcome.amount,
        "amount_units": outcome.amount_units,
        "status": outcome.state.value,
        "explorer_url": outcome.explorer_url,
        "journal_id": outcome.journal_id or None,
        "fee_units": outcome.fee_units,
    }


def fee_text(outcome: Outcome) -> str:
    """`"0.000021 ETH"`; empty where no fee is known."""
    if outcome.fee_units is None:
        return ""
    fee: Decimal = from_base_units(outcome.fee_units, outcome.fee_decimals)
    return f"{plain(fee)} {outcome.fee_token}"


def _values(outcome: Outcome) -> dict[str, object]:
    return {"transaction_hash": outcome.hash} if outcome.hash else {}


def _whom(outcome: Outcome) -> str:
    return titled(outcome.recipient, outcome.recipient_name)


def _link(outcome: Outcome) -> str:
    return f"Transaction: {outcome.explorer_url or outcome.hash}"


def _failure(problem: Problem, outcome: Outcome) -> str:
    return f"{problem.text}\n{_link(outcome)}" if outcome.hash else problem.text


def thing(outcome: Outcome) -> str:
    """`"0.1 ETH to 0x…"`, `"the swap of 0.1 ETH for at least 199 USDC"`; of several payments in one
    all of them."""
    if outcome.payments:
        paid = outcome.payments
        return listed(
            [
                f"{one.amount} {one.token} to {titled(one.recipient, one.recipient_name)}"
                for one in paid
            ]
        )
    return _told(outcome, PHRASES[Deed(outcome.deed)].thing)


def thing_that_was_signed(outcome: Outcome, title: str) -> str:
    """The same as a whole: `"the payment of 0.1 ETH to 0x… on Base"`."""
    kind = "the payment of " if outcome.deed == Deed.SEND else ""
    return f"{kind}{thing(outcome)} on {title}"


def _landed(outcome: Outcome, wording: Wording, title: str) -> str:
    if outcome.deed == Deed.SEND:
        return wording.landed.format(what=thing(outcome), where=title)
    return f"{_told(outcome, PHRASES[Deed(outcome.deed)].past)} on {title}"


def _told(outcome: Outcome, phrase: str) -> str:
    return phrase.format(
        out=f"{outcome.amount} {outcome.token}",
        into=outcome.gains,
        whom=_whom(outcome),
        token=outcome.token,
        about=outcome.about,
    )


def _yeses(asked: Approval | None) -> str:
    if asked is None or asked.required < 2:
        return ""
    by = f" ({', '.join(asked.given)})" if asked.given else ""
    return f"It has {len(asked.given)} of {asked.required} approvals{by}. "


def _problem(outcome: Outcome, what: str, signed: str) -> Problem:
    state, detail = outcome.state, outcome.detail
    if state is State.PLANNED or (outcome.approval is not None and state.open):
        asked = outcome.approval
        reasons = " ".join(asked.reasons) if asked else ""
        summary = asked.summary if asked else f"{_capital(signed)}."
        said = f"{summary} {reasons}".strip()
        return Problem("NEEDS_APPROVAL", said, f"{_yeses(asked)}Nothing is signed yet.")
    if state in {State.SENT, State.SIGNED, State.RESERVED}:
        known = "A node has it" if state is State.SENT else "No node has confirmed that it has it"
        return Problem(
            "PENDING",
            f"{_capital(what)} is signed and not in a block yet. {detail or f'{known}.'}",
            "Do not send it again: the same bytes are sent again until they land or cannot.",
        )
    if state is State.CONFIRMED:
        return Problem(
            "MISMATCH",
            f"{_capital(signed)} is in a block and did not do what was signed for:"
            f" {outcome.detail}.",
            "The wallet is frozen: look at the transaction before anything else is paid.",
        )
    if state is State.FAILED:
        return Problem(
            "TRANSACTION_FAILED",
            f"The chain reverted {signed}; only the fee is gone.",
            "Look at the transaction, then ask again.",
        )
    if state is State.REPLACED:
        return Problem(
            "TRANSACTION_REPLACED",
            f"{_capital(signed)} was called back; only the fee is gone.",
            "Ask again if it shall be paid after all.",
        )
    if state is State.DENIED:
        return Problem("DENIED", f"{_capital(what)} was not approved.", detail)
    return Problem(
        "TRANSACTION_DROPPED",
        f"{_capital(signed)} will never land. {detail or ''}".strip(),
        "Look at the wallet's latest transactions before you ask for it again.",
    )


def _capital(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}"
