"""How Germans vote, and what they call tokens and chains."""

from __future__ import annotations

SUPPORTS = {
    "for": (
        "für|ja|dafür|pro|zustimmung|zustimmend|zustimmen|mit ja|mit ja stimme|ja stimme"
        "|unterstützung|befürworte|befürworten|unterstütze|unterstützen|unterstütz|annahme"
        "|annehmen|bin dafür|mit dafür|yes|for"
    ),
    "against": (
        "gegen|nein|dagegen|kontra|contra|ablehnung|ablehnend|ablehnen|abzulehnen|mit nein"
        "|nein stimme|bin dagegen|no|against|mit dagegen"
    ),
    "abstain": (
        "enthaltung|enthalte|enthalten|mit enthaltung|stimmenthaltung|enthalte mich|neutral"
        "|abstain|enthalte dich|enthalten sie sich|enthalt dich|enthalt|dich enthalten"
        "|mich enthalten|der stimme enthalten|der stimme"
    ),
}
ALIASES = {
    "äther": "ether",
    "bitcoins": "btc",
    "ethereum netzwerk": "ethereum",
    "ethereum hauptnetz": "ethereum mainnet",
    "ethereum-mainnet": "ethereum mainnet",
    "binance smart chain": "bsc",
    "binance chain": "bsc",
}
