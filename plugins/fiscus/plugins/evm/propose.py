"""EVM_GOV_PROPOSE: put something to the vote."""

from __future__ import annotations

from dataclasses import replace

from pydantic import Field

from fiscus.chains.evm.governing.proposals import created_in
from fiscus.core import Action, ActionContext, ActionExample, ActionResult
from fiscus.core.memory import Content
from fiscus.plugins.evm.governing import AtGovernor, Floor, receipt, supplies


class ProposeParams(AtGovernor):
    """A text, and what shall be done: a payment out of the treasury, or a list of calls."""

    description: str = Field(description="The proposal's text, in the person's own words.")
    amount: str | None = Field(default=None, description="Whole tokens the treasury would pay.")
    token: str | None = Field(default=None, description="Symbol of what it would pay.")
    recipient: str | None = Field(default=None, description="Whom it would pay.")
    targets: str | None = Field(default=None, description="JSON list of contracts to be called.")
    values: str | None = Field(default=None, description="JSON list of wei, one for each target.")
    calldatas: str | None = Field(default=None, description="JSON list of calldata in hex.")


async def handle(ctx: ActionContext, params: ProposeParams) -> ActionResult:
    floor = Floor.of(ctx, "propose")
    assembly = await floor.assembly()
    unit = "s" if assembly.by_time else " blocks"
    await floor.say(
        f"I'll create a governance proposal at {assembly.address}: {params.description}\n"
        f"The vote on it begins {assembly.delay}{unit} later; what it does is done by"
        f" {assembly.executor}, out of what that holds."
    )
    outcome = await floor.submit()
    told = receipt(outcome)
    if not told.success or outcome.hash is None:
        return told
    made = await created_in(assembly.client, outcome.hash)
    if made is None:
        return told
    number = str(made.id)
    return replace(
        told,
        text=f"{told.text}\nIt is proposal {number}.",
        values={**told.values, "proposal_id": number},
        data={**told.data, "proposal_id": number},
    )


propose = Action(
    name="EVM_GOV_PROPOSE",
    description=(
        "Create a governance proposal at an OpenZeppelin Governor: a payment out of its treasury, a"
        " list of calls, or a text alone. Use it only for what the person asks in this message,"
        " with the text, amount, recipient and calls they gave."
    ),
    handler=handle,
    params=ProposeParams,
    receipt=receipt,
    similes=("GOV_PROPOSE", "CREATE_PROPOSAL", "SUBMIT_PROPOSAL", "GOVERNANCE_PROPOSE"),
    examples=(
        (
            ActionExample(
                "{{user}}",
                Content(text="Create a proposal to increase the treasury allocation to 10%"),
            ),
            ActionExample(
                "{{agent}}",
                Content(
                    text="I'll create a governance proposal for increasing treasury allocation.",
                    actions=("EVM_GOV_PROPOSE",),
                ),
            ),
        ),
    ),
    handles=("propose",),
    family="evm",
    critical=True,
    supplies=supplies,
)
