"""Who votes with the wallet's tokens: itself, unless it says otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from fiscus.chains.evm import queries
from fiscus.chains.evm.abi import balance_of, read_uint
from fiscus.chains.evm.governing import calls
from fiscus.chains.evm.governing.assembly import Assembly, known
from fiscus.chains.evm.governing.refusals import NoVotes
from fiscus.chains.evm.names import resolve_name
from fiscus.chains.evm.networks import Networks
from fiscus.chains.evm.recipients import Recipient, literal_address
from fiscus.core.desk.adapter import Concern
from fiscus.core.errors import RequestError

MYSELF: Final = "self"
"""How the reader writes the wallet itself."""


class DelegatedAlready(RequestError):
    code = "DELEGATED_ALREADY"


@dataclass(frozen=True, slots=True)
class Delegation:
    """A wallet that hands its votes to somebody."""

    networks: Networks
    assembly: Assembly
    wallet: str

    async def delegatee(self, said: str | None) -> tuple[Recipient, tuple[Concern, ...]]:
        """Nobody named is the wallet itself. Anybody else is something to know."""
        if said in {None, MYSELF} or (said or "").lower() == self.wallet.lower():
            return Recipient(self.wallet), ()
        literal = literal_address(said or "")
        if literal is None:
            chain = self.assembly.client.chain
            found = await resolve_name(self.networks.registrar(chain), said or "", chain=chain)
            to = Recipient(found.address, found.name)
        else:
            to = Recipient(literal)
        text = f"{self.shown(to)} would vote with all {self.assembly.symbol} of this wallet."
        return to, (Concern("votes_handed_over", text),)

    def shown(self, to: Recipient) -> str:
        if to.address == self.wallet:
            return "this wallet itself"
        return f"{to.name} ({to.address})" if to.name else to.address


async def read_delegation(assembly: Assembly, wallet: str, to: str) -> int:
    """The units that would vote by it. Raises where there are none, or where it changes nothing."""
    token = calls.Contract(assembly.token, assembly.block)
    held, now = await assembly.client.gather(
        queries.call(assembly.token, balance_of(wallet), block=assembly.block).then(read_uint),
        known(token.whom(calls.DELEGATES, account=wallet)),
    )
    if now == to.lower():
        raise DelegatedAlready(
            f"The votes of {assembly.symbol} are delegated there already",
            hint="There is nothing to do.",
        )
    if not held:
        raise NoVotes(
            f"This wallet has no {assembly.symbol}", hint="Votes are as many as the tokens held."
        )
    return held
