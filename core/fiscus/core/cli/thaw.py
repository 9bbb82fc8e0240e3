"""Lifting the freeze of a wallet."""

from __future__ import annotations

from fiscus.core.agent import Agent


async def thaw(agent: Agent) -> list[str]:
    """Lift every freeze of this agent's wallets: a sentence on each."""
    lines: list[str] = []
    for name, family in agent.families.items():
        signer = family.adapter.signer
        reason = await agent.desk.ledger.frozen(f"{name}:{signer}") if signer else None
        if reason is not None:
            await agent.desk.ledger.thaw(f"{name}:{signer}")
            lines.append(f"The {name} wallet {signer} can spend again. It was frozen: {reason}")
    return lines or ["No wallet is frozen."]
