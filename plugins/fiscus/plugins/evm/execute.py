"""EVM_GOV_EXECUTE: have done what was decided."""

from __future__ import annotations

from fiscus.core import Action, ActionContext, ActionExample, ActionResult
from fiscus.core.memory import Content
from fiscus.plugins.evm.governing import Floor, ProposalParams, receipt, supplies


async def handle(ctx: ActionContext, params: ProposalParams) -> ActionResult:
    floor = Floor.of(ctx, "execute")
    await floor.show_proposal("Executing proposal {id}, if the timelock's period is over.")
    return receipt(await floor.submit())


execute = Action(
    name="EVM_GOV_EXECUTE",
    description=(
        "Execute a governance proposal that was decided, and queued where there is a timelock: the"
        " governor does what was voted for. Use it only for the proposal that the person names in"
        " this message."
    ),
    handler=handle,
    params=ProposalParams,
    receipt=receipt,
    similes=("GOV_EXECUTE", "EXECUTE_PROPOSAL", "GOVERNANCE_EXECUTE"),
    examples=(
        (
            ActionExample("{{user}}", Content(text="Execute proposal 35")),
            ActionExample(
                "{{agent}}",
                Content(
                    text="Executing proposal #35 after the timelock period.",
                    actions=("EVM_GOV_EXECUTE",),
                ),
            ),
        ),
    ),
    handles=("execute",),
    family="evm",
    critical=True,
    supplies=supplies,
)
