"""SOLANA_ADDRESS: which address the wallet has."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from fiscus.core import Action, ActionContext, ActionResult
from fiscus.plugins.solana.service import SolanaService


class AddressParams(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


async def handle(ctx: ActionContext, params: AddressParams) -> ActionResult:
    service = ctx.service(SolanaService)
    address = service.must_have_address()
    note = "" if service.can_sign else "\nIt is read-only: there is no key here to sign with."
    return ActionResult(
        success=True,
        text=f"The wallet's address on {service.chain.title} is {address}{note}",
        values={"solana_address": address},
        data={"address": address, "read_only": not service.can_sign},
    )


address = Action(
    name="SOLANA_ADDRESS",
    description="Tell the address of the agent's own Solana wallet. Reads only.",
    handler=handle,
    params=AddressParams,
    similes=("SOLANA_WALLET_ADDRESS", "SOL_ADDRESS", "SOLANA_DEPOSIT_ADDRESS"),
    handles=("address",),
    family="solana",
)
