"""What the actions of governance share: the intent, what is shown first, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field

from fiscus.chains.evm.definitions import CHAINS
from fiscus.chains.evm.governing.assembly import Assembly, read_assembly
from fiscus.chains.evm.governing.planning import GovernancePlanner
from fiscus.chains.evm.governing.proposals import look_up
from fiscus.chains.evm.governing.telling import standing_text
from fiscus.core import ActionContext, ActionResult, AgentRuntime
from fiscus.core.desk.door import Intent
from fiscus.core.desk.outcome import Outcome
from fiscus.core.memory import Content
from fiscus.core.receipts import transfer_receipt
from fiscus.plugins.evm.service import EvmService

ROLES = {
    "proposal_id": "proposal",
    "proposal_text": "proposal_text",
    "support": "support",
    "reason": "reason",
    "governor": "governor",
    "from_chain": "chain",
    "description": "description",
    "amount": "amount",
    "token": "token",
    "recipient": "recipient",
    "targets": "targets",
    "values": "values",
    "calldatas": "calldatas",
}
"""The reader's names of the values, and the desk's."""


class AtGovernor(BaseModel):
    """Whose assembly is meant."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    governor: str | None = Field(
        default=None, description="Address of the governor, only if the person gave it."
    )
    from_chain: str | None = Field(default=None, description="Chain, only if the person named it.")


class ProposalParams(AtGovernor):
    """Which proposal is meant."""

    proposal_id: str | None = Field(default=None, description="The proposal's id, a number.")
    proposal_text: str | None = Field(
        default=None, description="Words of its title, where the person gave no id."
    )


@dataclass(frozen=True, slots=True)
class Floor:
    """One request about one assembly."""

    ctx: ActionContext
    intent: Intent

    @classmethod
    def of(cls, ctx: ActionContext, action: str) -> Floor:
        values = {ROLES[role]: value for role, value in ctx.values.items() if role in ROLES}
        return cls(ctx, Intent("evm", action, values))

    async def assembly(self) -> Assembly:
        evm = self.ctx.service(EvmService).evm
        governor, _ = self._planner.governor(self.intent)
        chain = evm.config.chain(self.intent.value("chain"))
        return await read_assembly(evm.networks[chain.name], governor)

    async def show_proposal(self, opening: str) -> None:
        """Tell where the proposal stands, before anything is done about it."""
        assembly = await self.assembly()
        found = await self._planner.find(self.intent, assembly, told=False)
        proposal = found.proposal or await look_up(assembly, found.standing)
        text = standing_text(assembly, found.standing, proposal)
        await self.say(f"{opening.format(id=found.standing.id)}\n{text}")

    async def say(self, text: str) -> None:
        await self.ctx.callback(Content(text=text))

    async def submit(self) -> Outcome:
        return await self.ctx.desk.submit(self.intent)

    @property
    def _planner(self) -> GovernancePlanner:
        service = self.ctx.service(EvmService)
        evm = service.evm
        return GovernancePlanner(evm.networks, evm.tokens, service.must_have_address())


def supplies(runtime: AgentRuntime) -> frozenset[str]:
    """The governor of the settings, and the calls that follow from words."""
    service = runtime.get_service(EvmService.service_type)
    calls = {"targets", "values", "calldatas"}
    known = isinstance(service, EvmService) and bool(service.evm.config.governors)
    return frozenset(calls | {"governor"} if known else calls)


def receipt(outcome: Outcome) -> ActionResult:
    return transfer_receipt(outcome, title=CHAINS[outcome.chain].title)
