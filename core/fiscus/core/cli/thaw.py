"""Lifting the freeze of a wallet."""

from __future__ import annotations

from fiscus.core.agent import Agent
from fiscus.core.desk.door import Principal


async def thaw(agent: Agent, principal: Principal) -> list[str]:
    """Lift what holds this agent's wallets: a sentence on each. Raises `ConfigError` where the desk
    is a process of its own."""
    desk, lines = agent.desk, list[str]()
    for name, family in agent.families.items():
        signer = family.adapter.signer
        reason = await desk.ledger.held(f"{name}:{signer}") if signer else None
        if reason is None:
            continue
        silent = await desk.unfreeze(name, principal)
        lines.append(f"The {name} wallet {signer} can spend again. It was held: {reason}")
        lines += [
            f"{chain} did not answer: what it shows next counts as known." for chain in silent
        ]
    return lines or ["No wallet is frozen."]
