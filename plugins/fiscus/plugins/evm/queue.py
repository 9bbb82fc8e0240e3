"""EVM_GOV_QUEUE: put what was decided into the timelock."""

from __future__ import annotations

from fiscus.core import Action, ActionContext, ActionExample, ActionResult
from fiscus.core.memory import Content
from fiscus.plugins.evm.governing import Floor, ProposalParams, receipt, supplies


async def handle(ctx: ActionContext, params: ProposalParams) -> ActionResult:
    floor = Floor.of(ctx, "queue")
    await floor.show_proposal("Queueing proposal {id} for execution.")
    return receipt(await floor.submit())


queue = Action(
    name="EVM_GOV_QUEUE",
    description=(
        "Queue a governance proposal that has succeeded, so that its timelock begins. Use it only"
        " for the proposal that the person names in this message."
    ),
    handler=handle,
    params=ProposalParams,
    receipt=receipt,
    similes=("GOV_QUEUE", "QUEUE_PROPOSAL", "GOVERNANCE_QUEUE"),
    examples=(
        (
            ActionExample("{{user}}", Content(text="Queue proposal #37 for execution")),
            ActionExample(
                "{{agent}}",
                Content(text="Queueing proposal 37 for execution.", actions=("EVM_GOV_QUEUE",)),
            ),
        ),
    ),
    handles=("queue",),
    family="evm",
    critical=True,
    supplies=supplies,
)
