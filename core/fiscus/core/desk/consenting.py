"""Whose yes and no counts, and what an approver signs who is not at the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from fiscus.core.desk.amounts import shown
from fiscus.core.desk.approvers import OWNER_KEY, Approving
from fiscus.core.desk.door import Principal, Signed
from fiscus.core.desk.records import ApprovalRecord
from fiscus.core.desk.signatures import recovered
from fiscus.core.errors import NotApprover, NotOwner

Decision: TypeAlias = Literal["approve", "deny"]
By: TypeAlias = Principal | Signed
"""An owner whom this process authenticated, or an approver's signature."""


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody whose decision counts."""

    name: str
    key: str
    proof: Mapping[str, object]
    """What the journal keeps of it."""


def text_to_sign(record: ApprovalRecord, decision: Decision) -> str:
    """What an approver signs (EIP-191, "personal_sign"), to the letter and without an end of line.

    It names the approval and the digest of everything a yes buys, and no other decision has it.
    """
    effect = record.effect
    fee = shown(effect.max_fee_units, effect.fee_asset.decimals, effect.fee_asset.symbol)
    return "\n".join(
        (
            "fiscus: decision on a payment",
            f"decision: {decision}",
            f"approval: {record.id}",
            f"effect: {effect.digest()}",
            f"highest fee: {fee}",
            f"expires: {record.expires}",
            f"summary: {' '.join(record.summary.split())}",
        )
    )


def owners_only(principal: Principal) -> None:
    """Raise `NotOwner` for everybody else."""
    if not principal.owner:
        raise NotOwner(
            f"{principal.name!r} is not an owner of this wallet",
            hint="Only owners move money; an operator lists people of a platform in FISCUS_OWNERS.",
        )


def refuse_strangers(by: By) -> None:
    """Raise `NotOwner` for who is here and owns nothing, before anything is looked up."""
    if isinstance(by, Principal):
        owners_only(by)


def voice_of(approving: Approving, record: ApprovalRecord, by: By, decision: Decision) -> Voice:
    """Whose decision it is. Raises `NotOwner` and `NotApprover` where it counts for nothing.

    An owner may always say no. Their yes counts where no approvers are listed, where the policy
    lists the owner as one, and where the payment was only to be shown.
    """
    if isinstance(by, Signed):
        return _signer(approving, record, by, decision)
    owners_only(by)
    listed = approving.of_key(OWNER_KEY)
    if listed is not None:
        return Voice(listed.name, OWNER_KEY, {"by": by.name})
    if approving.listed and decision == "approve" and not record.only_shown:
        raise NotApprover(
            f"The policy has {approving.required} of {_names(approving)} approve this",
            hint=f"`fiscus approvals show {record.id}` has the text that each of them signs.",
        )
    return Voice(by.name, OWNER_KEY, {"by": by.name})


def _signer(approving: Approving, record: ApprovalRecord, by: Signed, decision: Decision) -> Voice:
    if not approving.listed:
        raise NotApprover(
            "The policy lists no approvers, so no signature counts",
            hint="An owner approves at the terminal; or list approvers in the policy file.",
        )
    key = recovered(text_to_sign(record, decision), by.signature)
    approver = approving.of_key(key) if key is not None else None
    if approver is None or (by.name is not None and approving.named(by.name) != approver):
        raise NotApprover(
            "This is no approver's signature under the text of this approval",
            hint=f"`fiscus approvals show {record.id}` has the text to sign, to the letter. The"
            f" policy lists {_names(approving)}.",
        )
    return Voice(approver.name, approver.key, {"by": approver.name, "signature": by.signature})


def _names(approving: Approving) -> str:
    return ", ".join(approver.name for approver in approving.approvers)
