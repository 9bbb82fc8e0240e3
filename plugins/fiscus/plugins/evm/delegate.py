"""EVM_GOV_DELEGATE: say who votes with the wallet's tokens."""

from __future__ import annotations

from pydantic import Field

from fiscus.core import Action, ActionContext, ActionExample, ActionResult
from fiscus.core.memory import Content
from fiscus.plugins.evm.governing import AtGovernor, Floor, receipt, supplies


class DelegateParams(AtGovernor):
    """Whom the votes go to."""

    recipient: str = Field(description='"self" for this wallet, else an address or ENS name.')


async def handle(ctx: ActionContext, params: DelegateParams) -> ActionResult:
    return receipt(await Floor.of(ctx, "delegate").submit())


delegate = Action(
    name="EVM_GOV_DELEGATE",
    description=(
        "Delegate the votes of the wallet's tokens, to the wallet itself or to somebody: they count"
        " from then on only. It moves no tokens. Use it only for whom the person names in this"
        " message."
    ),
    handler=handle,
    params=DelegateParams,
    receipt=receipt,
    similes=("GOV_DELEGATE", "DELEGATE_VOTES", "GOVERNANCE_DELEGATE"),
    examples=(
        (
            ActionExample("{{user}}", Content(text="Delegate my votes to myself")),
            ActionExample(
                "{{agent}}",
                Content(
                    text="Delegating your votes to this wallet.", actions=("EVM_GOV_DELEGATE",)
                ),
            ),
        ),
    ),
    handles=("delegate",),
    family="evm",
    critical=True,
    supplies=supplies,
)
