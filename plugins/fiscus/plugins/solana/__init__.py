"""Solana wallets: pay, and know what there is."""

from fiscus.core import Plugin
from fiscus.plugins.solana.address import address
from fiscus.plugins.solana.balance import balance
from fiscus.plugins.solana.hidden import hidden
from fiscus.plugins.solana.history import history
from fiscus.plugins.solana.portfolio import portfolio
from fiscus.plugins.solana.price import price
from fiscus.plugins.solana.service import SolanaService, paid, refreshed
from fiscus.plugins.solana.swap import swap
from fiscus.plugins.solana.transfer import transfer
from fiscus.plugins.solana.wallet import wallet

plugin = Plugin(
    name="solana",
    description="A wallet on Solana: transfers and swaps of tokens, balances, prices, history.",
    actions=(transfer, swap, balance, portfolio, address, price, history, hidden),
    providers=(wallet,),
    services=(SolanaService,),
    events={"WALLET_REFRESH": (refreshed,), "WALLET_PAYMENT": (paid,)},
)

__all__ = ["plugin"]
