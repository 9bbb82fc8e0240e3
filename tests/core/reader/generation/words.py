"""Words that are the same in every language: symbols, names, addresses, numbers of proposals."""

from __future__ import annotations

_HEX = ("0x" + "a1" * 20, "0x" + "b2" * 20, "0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045")
_BASE58 = (
    "US517G5965aydkZ46HS38QLi7UQiSojurfbQfKCELFy",
    "k7FaK87WHGVXzkaoHb7CdVPgkKDQhZ29VLDeBVbDfYo",
)
TOKENS = {
    "evm.token": {
        "ETH": "ETH",
        "eth": "ETH",
        "usdc": "USDC",
        "USDC": "USDC",
        "USDT": "USDT",
        "DAI": "DAI",
        "WETH": "WETH",
        "$LINK": "LINK",
        "uni": "UNI",
    },
    "solana.token": {
        "SOL": "SOL",
        "sol": "SOL",
        "usdc": "USDC",
        "BONK": "BONK",
        "$WIF": "WIF",
        "JUP": "JUP",
    },
}
CHAINS = {
    "evm.chain": {
        "Ethereum": "ethereum",
        "mainnet": "ethereum",
        "arbitrum": "arbitrum",
        "Arbitrum One": "arbitrum",
        "optimism": "optimism",
        "op mainnet": "optimism",
        "ethereum mainnet": "ethereum",
    },
    "solana.chain": {"Solana": "solana", "solana mainnet": "solana"},
}
"""EVM chains that know every token above."""
PARTIES = {
    "evm.recipient": {
        **{text: text for text in _HEX},
        "carol.eth": "carol.eth",
        "pay.dao.eth": "pay.dao.eth",
    },
    "solana.recipient": {
        **{text: text for text in _BASE58},
        "toly.sol": "toly.sol",
        "mert.sol": "mert.sol",
    },
}
BOB = {f"Bob at {_HEX[0]}": _HEX[0], f"my friend {_HEX[1]}": _HEX[1], "Bob (bob.eth)": "bob.eth"}
"""English words around a recipient."""
GOVERNORS = {
    text: text for text in ("0x" + "c3" * 20, "0x408ED6354d4973f66138C91495F2f2FCbd8724C3")
}
PROPOSALS = {
    text: text
    for text in (
        "7",
        "57",
        "123",
        "84719561739485716293847561928374651029384756102938475610293847561029384756",
    )
}
