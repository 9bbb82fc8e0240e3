"""SOLANA_HIDDEN_TOKENS: what is in the wallet and set apart from the portfolio."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from fiscus.core import Action, ActionContext, ActionResult
from fiscus.plugins.solana.apart import apart_rows, parted, whole_lines
from fiscus.plugins.solana.service import SolanaService


class HiddenParams(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


async def handle(ctx: ActionContext, params: HiddenParams) -> ActionResult:
    service = ctx.service(SolanaService)
    owner = service.must_have_address()
    parts = parted(await service.holdings(owner), service.solana.tokens)
    claims = service.claims.known
    lines = [f"{service.chain.title} wallet {owner}"]
    if not parts.entry.available:
        lines[0] += ": unavailable"
    elif not parts.apart:
        lines[0] += ": everything in it is on the list of known tokens"
    if parts.collectibles:
        lines += ["Collectibles:", *whole_lines(parts.collectibles, claims)]
    if parts.strangers:
        lines += [
            "On no list, worth nothing until somebody proves otherwise (names are claims):",
            *whole_lines(parts.strangers, claims),
        ]
    return ActionResult(
        success=True,
        text="\n".join(lines),
        data={"address": owner, "apart": apart_rows(parts, claims)},
    )


hidden = Action(
    name="SOLANA_HIDDEN_TOKENS",
    description="List NFTs, and tokens on no list (maybe spam), in the agent's Solana wallet. "
    "Reads only.",
    handler=handle,
    params=HiddenParams,
    similes=("SOLANA_NFTS", "SOLANA_SPAM_TOKENS", "SOLANA_UNLISTED_TOKENS"),
    handles=("hidden_tokens",),
    family="solana",
)
