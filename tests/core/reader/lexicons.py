"""Two small chain families, for tests that want words and no chain."""

from __future__ import annotations

from fiscus.core.reader.lexicon import AddressReading, ChainWord, Lexicon, TokenWord, UnitWord
from fiscus.core.reader.reader import Reader

ALICE = "0x" + "a1" * 20
BOB = "0x" + "b2" * 20
GOVERNOR = "0x" + "c3" * 20
BROKEN = "0x" + "Bd" * 20
"""Of the right length, and with a checksum that does not hold."""
BURNT = "0x" + "0" * 40
"""Nobody has its key."""
MINT = "Mint" + "z" * 36
SUN = "Sun1" + "y" * 36


def _hex_address(text: str) -> AddressReading | None:
    if not text.startswith("0x"):
        return None
    if ".." in text or "…" in text:
        return AddressReading(text, False, "shortened")
    if len(text) != 42:
        return AddressReading(text, False, f"{len(text) - 2} hex digits")
    return AddressReading(
        text, text != BROKEN, "EIP-55 checksum invalid" if text == BROKEN else None
    )


def _letter_address(text: str) -> AddressReading | None:
    return AddressReading(text, True) if len(text) == 40 and text.isalnum() else None


HEXLAND = Lexicon(
    family="evm",
    chains=(
        ChainWord(
            "ethereum", ("eth", "mainnet", "eth mainnet", "ethereum mainnet", "l1"), 1, "ETH"
        ),
        ChainWord("base", ("base mainnet",), 8453, "ETH"),
        ChainWord("arbitrum", ("arb", "arb1", "arbitrum one"), 42161, "ETH"),
        ChainWord("optimism", ("op", "op mainnet"), 10, "ETH"),
        ChainWord("polygon", ("matic",), 137, "POL"),
    ),
    tokens=(
        TokenWord("ETH", ("ether", "ethereum"), ("ethereum", "base", "arbitrum", "optimism")),
        TokenWord("WETH", ("wrapped ether",), ("ethereum", "base", "arbitrum")),
        TokenWord("USDC", ("usd coin",), ("ethereum", "base", "arbitrum", "polygon")),
        TokenWord("DAI", (), ("ethereum", "base")),
        TokenWord("PEPE", (), ("ethereum",)),
        TokenWord("LINK", ("chainlink",), ("ethereum",)),
        TokenWord("ARB", (), ("arbitrum",)),
        TokenWord("OP", (), ("optimism",)),
        TokenWord("POL", ("matic",), ("polygon",)),
        TokenWord("SUI", (), ("sui",)),
        TokenWord("GAS", ()),
        TokenWord("BOB", ()),
        TokenWord("ONE", ()),
    ),
    read_address=_hex_address,
    name_suffixes=(".eth",),
    units=(UnitWord("wei", "ETH", 18), UnitWord("gwei", "ETH", 9)),
    burns=frozenset({BURNT}),
)
SUNLAND = Lexicon(
    family="solana",
    chains=(ChainWord("solana", ("sol",), None, "SOL"),),
    tokens=(
        TokenWord("SOL", ("solana",), ("solana",)),
        TokenWord("USDC", ("usd coin",), ("solana",)),
        TokenWord("BONK", (), ("solana",)),
    ),
    read_address=_letter_address,
    name_suffixes=(".sol",),
    units=(UnitWord("lamports", "SOL", 9),),
)

WRITES = frozenset({"transfer", "swap", "bridge", "vote", "propose", "queue", "execute"})
READS = frozenset({"balance", "portfolio", "address", "price", "history"})


def small_reader() -> Reader:
    return Reader((HEXLAND, SUNLAND))
