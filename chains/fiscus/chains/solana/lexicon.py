"""What Solana says to the reader: the network, its tokens, addresses, names and units.

Symbols and names as Jupiter's verified token list has them.
"""

from __future__ import annotations

from fiscus.chains.solana.addresses import read_address
from fiscus.core.reader.lexicon import ChainWord, Lexicon, TokenWord, UnitWord

_NAMES = {
    "SOL": ("solana", "solana coin", "native sol", "sols"),
    "WSOL": ("wrapped sol", "wrapped solana"),
    "USDC": ("usd coin", "usdcoin", "circle usd"),
    "USDT": ("tether", "tether usd", "usd tether"),
    "PYUSD": ("paypal usd", "paypal dollar"),
    "EURC": ("euro coin", "circle euro"),
    "MSOL": ("marinade sol", "marinade staked sol"),
    "JITOSOL": ("jito sol", "jito staked sol"),
    "JUPSOL": ("jupiter sol", "jupiter staked sol"),
    "BSOL": ("blaze sol", "blazestake sol"),
    "STSOL": ("lido staked sol",),
    "JUP": ("jupiter token",),
    "JTO": ("jito token",),
    "RAY": ("raydium token",),
    "ORCA": ("orca token",),
    "PYTH": ("pyth token",),
    "W": ("wormhole token",),
    "RENDER": ("render token",),
    "HNT": ("helium token",),
    "WIF": ("dogwifhat", "dog wif hat"),
    "BONK": ("bonk inu", "bonk coin"),
    "PENGU": ("pudgy penguins token",),
    "TRUMP": ("official trump", "trump coin"),
    "FARTCOIN": ("fart coin",),
    "CBBTC": ("coinbase btc", "coinbase bitcoin", "coinbase wrapped btc"),
    "WBTC": ("wrapped bitcoin", "wrapped btc"),
    "WETH": ("wrapped ether", "wrapped eth", "wrapped ethereum"),
}

_SYMBOLS = """
SOL WSOL USDC USDT PYUSD EURC USDS USDG FDUSD MSOL JITOSOL JUPSOL BSOL STSOL INF JSOL BNSOL DSOL
JLP JUP JTO RAY ORCA PYTH W RENDER HNT MOBILE IOT MNDE DRIFT KMNO TNSR CLOUD ZEUS IO GRASS NOS
LAYER PUMP ME MET WIF BONK POPCAT MEW BOME SLERF MYRO WEN PONKE SAMO PNUT GOAT MOODENG CHILLGUY
FARTCOIN TRUMP MELANIA PENGU AI16Z ZEREBRO ARC GRIFFAIN GIGA FWOG RETARDIO MICHI MOTHER SPX USELESS
BAN BILLY SHDW STEP SRM FIDA COPE MNGO SBR ATLAS POLIS GMT GST DUST FORGE AURY STAR PRCL SONIC
CBBTC WBTC TBTC ZBTC WETH LST HSOL VSOL AUDIO C98 UXD PAI USDH CASH
"""

_CLUSTERS = ("solana", "solana-devnet", "solana-testnet", "solana-localnet")

lexicon = Lexicon(
    family="solana",
    chains=(
        ChainWord(
            "solana",
            ("sol", "solana mainnet", "sol mainnet", "solana mainnet beta", "mainnet beta",
             "solana network", "solana chain", "sol chain"),
            None,
            "SOL",
        ),
        # What is said of a test cluster is never meant for mainnet.
        ChainWord("solana-devnet", ("solana devnet", "sol devnet", "devnet"), None, "SOL"),
        ChainWord("solana-testnet", ("solana testnet", "sol testnet"), None, "SOL"),
        ChainWord("solana-localnet", ("solana localnet", "sol localnet", "localnet"), None, "SOL"),
    ),
    tokens=tuple(
        TokenWord(symbol, _NAMES.get(symbol, ()), _CLUSTERS if symbol == "SOL" else ("solana",))
        for symbol in _SYMBOLS.split()
    ),
    read_address=read_address,
    name_suffixes=(".sol",),
    units=(UnitWord("lamport", "SOL", 9), UnitWord("lamports", "SOL", 9)),
    burns=frozenset({"1" * 32, "1nc1nerator11111111111111111111111111111111"}),
)  # fmt: skip
