"""What Jupiter's aggregator is asked to do: what goes in, what comes out at least, and where.

`data/jupiter_v6.json` describes the routes of JUP6LkbZbjS1jKKwapdHNy74zcZ3tLUZoi5QNyVTaV4 in the
old format: the first six as Jupiter published them (jup-ag/instruction-parser, `src/idl/jupiter.ts`
at 47aaf980), their successors and the 189 ways of swapping as its description on the chain has
them (account C88XWfp26heEmDkmfSzeXP7Fd7GQJ2j9dDTUsyiZbUTa, 2026-09-27), in which two independent
readings agree. Ways that were added later are unknown, and refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from fiscus.chains.solana.decoding.anchor import Pinned, parse_anchor
from fiscus.chains.solana.decoding.parsed import Instruction, Parsed
from fiscus.chains.solana.decoding.refusing import forbidden

PINNED: Final = Pinned(
    "jupiter_v6.json", "9ec910fa8ce6e1ab36b4c0e2d00d903a6538305c3f6dc052c7906be66f20f2bc"
)
WHOLE: Final = 10_000
"""Basis points."""


@dataclass(frozen=True, slots=True)
class Route:
    """One swap by Jupiter. The program itself fails where more goes in, or less comes out."""

    authority: str
    source: str
    destinations: tuple[str, ...]
    """Token accounts that are paid: the last one in the end, one before it on the way."""
    source_mint: str | None
    """`None` where the instruction does not name it."""
    destination_mint: str
    most_in: int
    least_out: int
    exact_out: bool
    slippage_bps: int
    fee_bps: int
    """What the maker of the transaction, or Jupiter, keeps."""


def parse_jupiter(instruction: Instruction) -> Parsed:
    return parse_anchor(PINNED, instruction)


def route_of(parsed: Parsed) -> Route:
    """Raises `ForbiddenInstruction` for a route whose amount is not in the transaction."""
    if "token_ledger" in parsed.name:
        raise forbidden(
            parsed.program, parsed.name, "it swaps an amount that is only known when it runs"
        )
    accounts = parsed.accounts
    exact_out = "out_amount" in parsed.values
    slippage = parsed.number("slippage_bps")
    most_in, least_out = _bounds(parsed, slippage, exact_out=exact_out)
    paid = ("userDestinationTokenAccount", "destinationTokenAccount")
    better = "positive_slippage_bps"
    kept = parsed.number(better) if better in parsed.values else 0
    return Route(
        authority=accounts["userTransferAuthority"],
        source=accounts.get("sourceTokenAccount") or accounts["userSourceTokenAccount"],
        destinations=tuple(accounts[role] for role in paid if role in accounts),
        source_mint=accounts.get("sourceMint"),
        destination_mint=accounts["destinationMint"],
        most_in=most_in,
        least_out=least_out,
        exact_out=exact_out,
        slippage_bps=slippage,
        fee_bps=parsed.number("platform_fee_bps") + kept,
    )


def _bounds(parsed: Parsed, slippage: int, *, exact_out: bool) -> tuple[int, int]:
    """The most that goes in, and the least that comes out."""
    if slippage > WHOLE:
        raise forbidden(parsed.program, parsed.name, "its slippage is more than everything")
    if exact_out:
        quoted = parsed.number("quoted_in_amount")
        return _up(quoted * (WHOLE + slippage)), parsed.number("out_amount")
    quoted = parsed.number("quoted_out_amount")
    return parsed.number("in_amount"), _up(quoted * (WHOLE - slippage))


def _up(units: int) -> int:
    # Rounded up, as the limits are in Jupiter's own quotes.
    return -(-units // WHOLE)
