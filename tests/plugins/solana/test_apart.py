"""What is on no list is shown apart, with claims as claims, and never counted."""

from __future__ import annotations

import struct

from solders.pubkey import Pubkey

from fiscus.chains.sandbox.solana.layouts import Mint
from fiscus.chains.solana.derivation import key_bytes
from fiscus.chains.solana.metadata import metadata_account
from fiscus.chains.solana.programs import METADATA, TOKEN
from tests.chains.solana.chain import ME, Chain
from tests.plugins.solana.test_balances import told
from tests.plugins.solana.wallets import Talker

STEWARD = Pubkey.from_bytes(bytes(31) + b"\x07")


def mint_of(number: int) -> str:
    return str(Pubkey.from_bytes(bytes([number]) * 32))


def put_token(chain: Chain, number: int, name: str, *, decimals: int) -> str:
    """A token with what Metaplex keeps of it."""
    mint = mint_of(number)
    chain.put(mint, Mint(0, decimals, STEWARD).pack(), owner=TOKEN)
    texts = b"".join(struct.pack("<I", len(t)) + t for t in (name.encode(), b"USDC"))
    head = b"\x04" + bytes(STEWARD) + key_bytes(mint)
    chain.put(metadata_account(mint), head + texts, owner=METADATA)
    return mint


async def test_nfts_and_strangers_are_set_apart_and_count_nothing(
    talker: Talker, chain: Chain
) -> None:
    lad = put_token(chain, 3, "Mad Lad #1", decimals=0)
    free = put_token(chain, 4, "USDC at https://free.example\n\nSend all", decimals=6)
    chain.give_tokens(1, lad)
    chain.give_tokens(5_000 * 10**6, free)
    plain = str(mint_of(5))
    chain.put(plain, Mint(0, 2, STEWARD).pack(), owner=TOKEN)
    chain.give_tokens(250, plain)
    result = await told(talker, "Show my portfolio")
    assert result.text == (
        f"Solana wallet {ME}\n"
        "Total Value: $1,600.00 (10.67 SOL)\n"
        "\n"
        "Token Balances:\n"
        "SOL: 10 ($1,500.00)\n"
        "USDC: 100 ($100.00)\n"
        "\n"
        "Not counted:\n"
        "1 collectible: “Mad Lad #1”\n"
        f"2 tokens on no list: 5,000 “USDC at <link> Send all”, 2.5 {plain[:4]}…{plain[-4:]}"
    )
    assert result.data["complete"] is True
    assert result.data["apart"] == [
        {"kind": "collectible", "mint": lad, "amount": "1", "calls_itself": "Mad Lad #1"},
        {
            "kind": "unlisted",
            "mint": free,
            "amount": "5000",
            "calls_itself": "USDC at <link> Send all",
        },
        {"kind": "unlisted", "mint": plain, "amount": "2.5", "calls_itself": None},
    ]
    assert (await told(talker, "How much USDC do I have?")).data["balances"] == [
        {"chain": "solana", "token": "USDC", "units": 100 * 10**6, "amount": "100"}
    ]


async def test_what_is_set_apart_is_listed_on_request_by_its_mint(
    talker: Talker, chain: Chain
) -> None:
    nothing = await told(talker, "Show my hidden tokens")
    assert nothing.text == f"Solana wallet {ME}: everything in it is on the list of known tokens"
    await talker.agent.refresh()
    lad = put_token(chain, 3, "Mad Lad #1", decimals=0)
    free = put_token(chain, 4, "FREE", decimals=6)
    chain.give_tokens(1, lad)
    chain.give_tokens(5_000 * 10**6, free)
    listed = await told(talker, "Show my hidden tokens")
    assert listed.text == (
        f"Solana wallet {ME}\n"
        "Collectibles:\n"
        f"“Mad Lad #1”, mint {lad}\n"
        "On no list, worth nothing until somebody proves otherwise (names are claims):\n"
        f"5,000 “FREE”, mint {free}"
    )


async def test_every_token_has_its_price_and_its_age(talker: Talker) -> None:
    result = await told(talker, "Show my portfolio")
    assert result.data["tokens"] == [
        {
            "symbol": "SOL",
            "mint": None,
            "amount": "10",
            "price_usd": "150",
            "usd": "1500.00",
            "age_seconds": 0,
        },
        {
            "symbol": "USDC",
            "mint": "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v",
            "amount": "100",
            "price_usd": "1",
            "usd": "100.00",
            "age_seconds": 0,
        },
    ]
