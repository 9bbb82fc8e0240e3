"""EVM_ADDRESS: which address the wallet has."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from fiscus.core import Action, ActionContext, ActionResult
from fiscus.plugins.evm.service import EvmService


class AddressParams(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    from_chain: str | None = None


async def handle(ctx: ActionContext, params: AddressParams) -> ActionResult:
    service = ctx.service(EvmService)
    address = service.must_have_address()
    note = "" if service.can_sign else "\nIt is read-only: there is no key here to sign with."
    return ActionResult(
        success=True,
        text=f"The wallet's address on every EVM chain is {address}{note}",
        values={"evm_address": address},
        data={"address": address, "read_only": not service.can_sign},
    )


address = Action(
    name="EVM_ADDRESS",
    description="Tell the address of the agent's own EVM wallet. Reads only.",
    handler=handle,
    params=AddressParams,
    similes=("WALLET_ADDRESS", "SHOW_ADDRESS", "DEPOSIT_ADDRESS"),
    handles=("address",),
    family="evm",
)
