"""How a token gets to a recipient: from which account, into which, and what opening that takes."""

from __future__ import annotations

from dataclasses import dataclass

from fiscus.chains.solana.definitions import title_of
from fiscus.chains.solana.derivation import token_account
from fiscus.chains.solana.extensions import (
    TransferFee,
    account_size,
    obstacle,
    transfer_fee,
    wants_memo,
)
from fiscus.chains.solana.layouts import HOLDING_SIZE, Holding, Mint, read_holding, read_mint
from fiscus.chains.solana.records import Account
from fiscus.core.desk.adapter import Asset
from fiscus.core.errors import InsufficientFunds, InvalidRecipient, RequestError, UnknownToken


@dataclass(frozen=True, slots=True)
class Rents:
    """Lamports that accounts must hold: an empty one, and one for a token of SPL Token."""

    empty: int
    holding: int

    def of(self, size: int) -> int:
        """For any number of bytes: the chain charges every byte the same."""
        return self.empty + (self.holding - self.empty) * size // HOLDING_SIZE


@dataclass(frozen=True, slots=True)
class Route:
    """Associated token accounts of both sides. `rent` is what opening the recipient's takes."""

    program: str
    source: str
    target: str
    units: int
    """What the source holds."""
    opens: bool
    rent: int
    fee: TransferFee | None = None
    """What the token's issuer keeps of it."""


def addresses(sender: str, recipient: str, mint: str, program: str) -> tuple[str, str]:
    """Where both sides hold the token by convention."""
    return token_account(sender, mint, program), token_account(recipient, mint, program)


def checked_mint(asset: Asset, account: Account | None) -> Mint:
    """Raise `UnknownToken` where there is no such mint, or it counts otherwise than listed."""
    mint = read_mint(account)
    if mint is None:
        raise UnknownToken(
            f"There is no token at {asset.address} on {title_of(asset.chain)}",
            hint="Copy the address of the token's mint on that cluster.",
        )
    if mint.decimals != asset.decimals:
        raise UnknownToken(
            f"{asset.symbol} has {mint.decimals} decimals on {title_of(asset.chain)}, not"
            f" {asset.decimals}",
            hint="The RPC serves another cluster, or lies: check SOLANA_RPC_URL.",
        )
    return mint


def route(
    asset: Asset,
    mint: Mint,
    *,
    source: tuple[str, Account | None],
    target: tuple[str, Account | None],
    owners: tuple[str, str],
    rents: Rents,
    memo: str | None,
    epoch: int,
) -> Route:
    """Check both accounts. Raises what stands in the way of an exact transfer in this epoch."""
    held, there = read_holding(source[1]), read_holding(target[1])
    sender, recipient = owners
    if held is None:
        raise InsufficientFunds(
            f"The wallet has no {asset.symbol} on {title_of(asset.chain)}",
            hint="Top the wallet up.",
        )
    why = obstacle(mint, new_account=there is None)
    if why is not None:
        raise RequestError(f"{asset.symbol} cannot be sent: {why}", hint="Nothing was signed.")
    _refuse_frozen(held, asset, "The wallet's", sender)
    if there is not None:
        _refuse_frozen(there, asset, "The recipient's", recipient)
        if wants_memo(there) and memo is None:
            raise InvalidRecipient(
                f"The recipient's account for {asset.symbol} takes only payments with a memo",
                hint="Say what the payment is for.",
            )
    present = target[1].lamports if target[1] else 0
    rent = 0 if there else max(rents.of(account_size(mint)) - present, 0)
    return Route(
        mint.program,
        source[0],
        target[0],
        held.units,
        there is None,
        rent,
        transfer_fee(mint, epoch),
    )


def _refuse_frozen(holding: Holding, asset: Asset, whose: str, owner: str) -> None:
    if holding.mint != asset.address or holding.owner != owner:
        raise InvalidRecipient(
            f"{whose} account for {asset.symbol} was given to {holding.owner}",
            hint="Nothing was signed. The token would arrive at somebody else.",
        )
    if holding.frozen:
        raise RequestError(
            f"{whose} account for {asset.symbol} is frozen by the token's issuer",
            hint="Only the issuer can unfreeze it.",
        )
