"""An aggregator that is after the wallet: compiled for real, simulated for real, never signed."""

from __future__ import annotations

import base64
import struct
from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import replace

import pytest
import pytest_asyncio
from solders.compute_budget import set_compute_unit_limit, set_compute_unit_price
from solders.hash import Hash
from solders.instruction import AccountMeta, Instruction
from solders.keypair import Keypair
from solders.message import Message, MessageV0
from solders.pubkey import Pubkey
from solders.system_program import (
    AdvanceNonceAccountParams,
    AllocateWithSeedParams,
    AssignParams,
    AssignWithSeedParams,
    AuthorizeNonceAccountParams,
    WithdrawNonceAccountParams,
    advance_nonce_account,
    allocate_with_seed,
    assign,
    assign_with_seed,
    authorize_nonce_account,
    withdraw_nonce_account,
)
from spl.token import instructions as spl
from spl.token.constants import TOKEN_PROGRAM_ID

from fiscus.chains.solana.programs import MEMO, STAKE
from fiscus.core.desk.adapter import Terms
from fiscus.core.desk.door import Proposed
from fiscus.core.errors import SimulationFailed
from tests.chains.solana.chain import SOL, Chain, running
from tests.chains.solana.swapping.maker import (
    BONK_KEY,
    LIMITS,
    MAKERS,
    MINE,
    THIEFS,
    USDC_KEY,
    WSOL_KEY,
    Maker,
    ata,
    brings,
    gives,
    moves,
    opens,
    pays,
    unsigned,
    unwraps,
    wraps,
)
from tests.chains.solana.swapping.swaps import GOOD, HALF, USDCS, refused, swap
from tests.chains.solana.wallets import Wallet, open_wallet

NONCE = Keypair.from_seed(b"n" * 32).pubkey()
JITO = Pubkey.from_string("96gYZGLnJYVFmbjzopPSU6QiEV5fGqZNyN9nmNhvrZU5")
S = TOKEN_PROGRAM_ID
OUT = {"amount": "75", "amount_side": "out"}


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chain() -> AsyncGenerator[Chain]:
    """One for all: what is refused leaves no trace on it."""
    async with running() as found:
        yield found


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def maker(chain: Chain) -> Maker:
    found = Maker(chain)
    await found.open()
    return found


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def wallet(chain: Chain, tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Wallet]:
    async with open_wallet(tmp_path_factory.mktemp("home"), chain.url) as found:
        yield found


def authority(kind: spl.AuthorityType, account: Pubkey = USDCS) -> Instruction:
    return spl.set_authority(spl.SetAuthorityParams(S, account, kind, MINE, [], THIEFS))


EXTRA: Mapping[str, Instruction] = {
    "a transfer of SOL": pays(1, THIEFS),
    "a tip": pays(10_000, JITO),
    "a transfer of the token that arrives": gives(10**6, USDC_KEY, THIEFS),
    "a plain transfer": spl.transfer(
        spl.TransferParams(S, USDCS, ata(THIEFS, USDC_KEY), MINE, 10**6, [])
    ),
    "a new owner of an account": authority(spl.AuthorityType.ACCOUNT_OWNER),
    "a right to close an account": authority(spl.AuthorityType.CLOSE_ACCOUNT),
    "an approval": spl.approve(spl.ApproveParams(S, USDCS, THIEFS, MINE, 2**64 - 1, [])),
    "a checked approval": spl.approve_checked(
        spl.ApproveCheckedParams(S, USDCS, USDC_KEY, THIEFS, MINE, 5, 6, [])
    ),
    "an approval of nothing": spl.approve(spl.ApproveParams(S, USDCS, THIEFS, MINE, 0, [])),
    "a closed account": spl.close_account(spl.CloseAccountParams(S, USDCS, THIEFS, MINE, [])),
    "a closed account, to ourselves": spl.close_account(
        spl.CloseAccountParams(S, USDCS, MINE, MINE, [])
    ),
    "a wallet given to a program": assign(AssignParams(pubkey=MINE, owner=THIEFS)),
    "an account given by a seed": assign_with_seed(
        AssignWithSeedParams(
            address=Pubkey.create_with_seed(MINE, "s", THIEFS), base=MINE, seed="s", owner=THIEFS
        )
    ),
    "an account made by a seed": allocate_with_seed(
        AllocateWithSeedParams(
            address=Pubkey.create_with_seed(MINE, "s", THIEFS),
            base=MINE,
            seed="s",
            space=9,
            owner=THIEFS,
        )
    ),
    "a durable nonce": advance_nonce_account(
        AdvanceNonceAccountParams(nonce_pubkey=NONCE, authorized_pubkey=MINE)
    ),
    "a nonce account emptied": withdraw_nonce_account(
        WithdrawNonceAccountParams(
            nonce_pubkey=NONCE, authorized_pubkey=MINE, to_pubkey=THIEFS, lamports=1
        )
    ),
    "a nonce account given away": authorize_nonce_account(
        AuthorizeNonceAccountParams(
            nonce_pubkey=NONCE, authorized_pubkey=MINE, new_authority=THIEFS
        )
    ),
    "burned tokens": spl.burn(spl.BurnParams(S, USDCS, USDC_KEY, MINE, 5, [])),
    "minted tokens": spl.mint_to(spl.MintToParams(S, USDC_KEY, USDCS, MINE, 5, [])),
    "a frozen account": spl.freeze_account(spl.FreezeAccountParams(S, USDCS, USDC_KEY, MINE, [])),
    "an account for somebody else": opens(BONK_KEY, THIEFS),
    "an account opened for another token": opens(BONK_KEY),
    "another program": Instruction(
        Pubkey.from_string(STAKE), struct.pack("<I", 4), [AccountMeta(MINE, True, True)]
    ),
    "a program nobody knows": Instruction(THIEFS, b"\1\2\3", [AccountMeta(MINE, True, True)]),
    "a variant nobody knows": Instruction(S, b"\xfe", [AccountMeta(USDCS, False, True)]),
    "bytes behind a transfer": Instruction(
        pays(1).program_id, bytes(pays(1, THIEFS).data) + b"\0", pays(1, THIEFS).accounts
    ),
    "a memo that is no text": Instruction(Pubkey.from_string(MEMO), b"\xff\xfe", []),
    "an account closed to somebody": unwraps(THIEFS),
    "an unwrapping without a wrapping": unwraps(),
    "a wrapping without an end": wraps(HALF)[2],
    "a second limit": set_compute_unit_limit(1000),
    "a transfer within the wallet": moves(
        5, USDC_KEY, ata(MAKERS, USDC_KEY), ata(THIEFS, USDC_KEY)
    ),
}


@pytest.mark.parametrize("extra", EXTRA.values(), ids=EXTRA)
async def test_nothing_that_comes_with_a_swap_is_signed(
    chain: Chain, maker: Maker, wallet: Wallet, signed: list[bytes], extra: Instruction
) -> None:
    for parts in ((*GOOD, extra), (extra, *GOOD)):
        await refused(chain, wallet, maker.proposes(*parts), signed)


OTHER: Mapping[str, tuple[tuple[Instruction, ...], str]] = {
    "fifty times as much": ((pays(25 * SOL // 10), GOOD[1]), "it pays 2.5 SOL"),
    "one lamport more": ((pays(HALF + 1), GOOD[1]), "it pays 0.500000001 SOL"),
    "one lamport less": ((pays(HALF - 1), GOOD[1]), "it pays 0.499999999 SOL"),
    "nothing in return": ((pays(HALF),), "nothing must arrive"),
    "another token in return": (
        (pays(HALF), opens(BONK_KEY), brings(75_000_000, BONK_KEY)),
        "not the wallet's",
    ),
    "the return to somebody else": (
        (pays(HALF), brings(75_000_000, USDC_KEY, ata(THIEFS, USDC_KEY))),
        "not the wallet's",
    ),
    "two counterparties": (
        (pays(HALF - 1), pays(1, THIEFS), GOOD[1]),
        "exactly one counterparty",
    ),
    "another token out": ((gives(5 * 10**7, USDC_KEY), GOOD[1]), "another token out of the wallet"),
    "somebody else's SOL": ((pays(HALF, THIEFS, MAKERS), GOOD[1]), ""),
    "tokens that nobody lets the wallet take": (
        (pays(HALF), moves(5, USDC_KEY, ata(THIEFS, USDC_KEY), USDCS)),
        "somebody else's name",
    ),
    "more than the maker has": ((pays(HALF), brings(10**13, USDC_KEY)), "would fail"),
}


@pytest.mark.parametrize(("parts", "text"), OTHER.values(), ids=OTHER)
async def test_another_swap_than_the_one_that_was_asked_for_is_not_signed(
    chain: Chain,
    maker: Maker,
    wallet: Wallet,
    signed: list[bytes],
    parts: tuple[Instruction, ...],
    text: str,
) -> None:
    assert text in await refused(chain, wallet, maker.proposes(*parts), signed)


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ({"min_out": "75.000001"}, "only 75 USDC must arrive"),
        ({"amount": "76", "amount_side": "out", "max_in": "0.5"}, "only 75 USDC must arrive"),
        ({"amount": "75", "amount_side": "out", "max_in": "0.4"}, "it pays 0.5 SOL"),
        ({"amount": "75", "amount_side": "out"}, "at most is missing"),
        ({"to_token": "BONK"}, "another account of the wallet"),
        ({"token": "USDC"}, ""),
        ({"amount": "0.01"}, "it pays 0.5 SOL"),
        ({"token": "BONK"}, "it pays SOL to somebody"),
    ],
)
async def test_what_was_said_is_what_counts(
    chain: Chain,
    maker: Maker,
    wallet: Wallet,
    signed: list[bytes],
    words: dict[str, str],
    text: str,
) -> None:
    assert text in await refused(chain, wallet, maker.proposes(*GOOD), signed, **words)


@pytest.mark.parametrize(
    ("promise", "words", "text"),
    [
        (Proposed("", least_out=75_000_001), {}, "only 75 USDC must arrive"),
        (Proposed("", least_out=75_000_001), {"min_out": "74"}, "only 75 USDC must arrive"),
        (Proposed("", most_in=HALF - 1), OUT, "it pays 0.5 SOL"),
        (Proposed("", most_in=HALF), {**OUT, "max_in": "0.4"}, "it pays 0.5 SOL"),
        (Proposed("", most_in=HALF - 1), {**OUT, "max_in": "0.6"}, "it pays 0.5 SOL"),
    ],
)
async def test_what_its_maker_promised_binds_it_too(
    maker: Maker, wallet: Wallet, promise: Proposed, words: dict[str, str], text: str
) -> None:
    data = maker.proposes(*GOOD)
    with pytest.raises(SimulationFailed, match=text):
        await wallet.solana.adapter.plan(
            replace(swap(data, **words), proposed=replace(promise, data=data)), Terms()
        )


async def test_a_promise_that_is_kept_stands_in_the_way_of_nothing(
    maker: Maker, wallet: Wallet
) -> None:
    data = maker.proposes(*GOOD)
    for promise, words in (
        (Proposed(data, least_out=75_000_000), {}),
        (Proposed(data, most_in=HALF), OUT),
    ):
        intent = replace(swap(data, **words), proposed=promise)
        plan = await wallet.solana.adapter.plan(intent, Terms())
        assert plan.effect.moves[0].units == HALF


def dear(price: int, units: int = 1_400_000) -> list[Instruction]:
    return [set_compute_unit_limit(units), set_compute_unit_price(price)]


@pytest.mark.parametrize("price", [1_000_001, 10**9, 2**64 - 1])
async def test_a_priority_fee_that_drains_the_wallet_is_not_signed(
    chain: Chain, maker: Maker, wallet: Wallet, signed: list[bytes], price: int
) -> None:
    proposed = maker.proposes(*GOOD, limits=dear(price))
    assert "priority fee" in await refused(chain, wallet, proposed, signed)


async def test_a_transaction_without_a_limit_of_units_is_not_signed(
    chain: Chain, maker: Maker, wallet: Wallet, signed: list[bytes]
) -> None:
    proposed = maker.proposes(*GOOD, limits=[set_compute_unit_price(1)])
    assert "no limit" in await refused(chain, wallet, proposed, signed)


async def test_the_highest_fee_that_is_paid_is_told_beforehand(
    maker: Maker, wallet: Wallet
) -> None:
    proposed = maker.proposes(*GOOD, limits=dear(1_000_000))
    plan = await wallet.solana.adapter.plan(swap(proposed), Terms())
    assert plan.effect.max_fee_units == 1_405_000


def bare(*parts: Instruction, payer: Pubkey = MINE) -> MessageV0:
    return MessageV0.try_compile(payer, [*LIMITS, *parts], [], Hash.default())


def whole(text: str) -> bytes:
    return base64.b64decode(text)


SHAPES: Mapping[str, tuple[Callable[[], str], str]] = {
    "of the older version": (
        lambda: unsigned(Message([*LIMITS, *GOOD], MINE)),
        "older version",
    ),
    "that somebody else signs, too": (
        lambda: unsigned(bare(*GOOD, pays(1, MINE, THIEFS))),
        "somebody else must sign",
    ),
    "that keeps another signer's place to itself": (
        lambda: base64.b64encode(
            b"\1" + bytes(64) + whole(unsigned(bare(*GOOD, pays(1, MINE, THIEFS))))[129:]
        ).decode(),
        "somebody else must sign",
    ),
    "of another payer": (lambda: unsigned(bare(*GOOD, payer=THIEFS)), "must sign"),
    "of another wallet": (
        lambda: unsigned(bare(pays(HALF, MAKERS, THIEFS), payer=THIEFS)),
        "not this wallet",
    ),
    "with a byte behind it": (
        lambda: base64.b64encode(whole(unsigned(bare(*GOOD))) + b"\0").decode(),
        "more than a message",
    ),
    "with a piece missing": (
        lambda: base64.b64encode(whole(unsigned(bare(*GOOD)))[:-1]).decode(),
        "",
    ),
    "with two signatures": (
        lambda: base64.b64encode(b"\2" + bytes(64) + whole(unsigned(bare(*GOOD)))[1:]).decode(),
        "must sign",
    ),
    "without a signature": (
        lambda: base64.b64encode(b"\0" + whole(unsigned(bare(*GOOD)))[65:]).decode(),
        "no signatures",
    ),
    "of a later version": (
        lambda: base64.b64encode(b"\1" + bytes(64) + b"\x81" + bytes(bare(*GOOD))).decode(),
        "",
    ),
    "that is larger than any": (lambda: base64.b64encode(b"\1" * 2000).decode(), "larger"),
    "that is not base64": (lambda: "not base64!", "not base64"),
    "with spaces in it": (lambda: unsigned(bare(*GOOD))[:8] + "\n" + "AA==", "not base64"),
    "of random bytes": (lambda: base64.b64encode(bytes(range(200))).decode(), ""),
    "of megabytes": (lambda: "A" * 10**6, ""),
}


@pytest.mark.parametrize(("shape", "text"), SHAPES.values(), ids=SHAPES)
async def test_a_transaction_of_the_wrong_shape_is_not_signed(
    chain: Chain,
    wallet: Wallet,
    signed: list[bytes],
    shape: Callable[[], str],
    text: str,
) -> None:
    assert text in await refused(chain, wallet, shape(), signed)


async def test_a_call_beside_the_transaction_is_not_taken(maker: Maker, wallet: Wallet) -> None:
    intent = swap(maker.proposes(*GOOD))
    assert intent.proposed is not None
    for odd in (
        Proposed(intent.proposed.data, target=str(THIEFS)),
        Proposed(intent.proposed.data, value=1),
    ):
        with pytest.raises(SimulationFailed, match="not one transaction"):
            await wallet.solana.adapter.plan(replace(intent, proposed=odd), Terms())


@pytest.mark.parametrize("order", [(3, 0, 1, 2), (0, 3, 1, 2), (1, 2, 3, 0), (0, 1, 2, 3, 3)])
async def test_an_account_of_wrapped_sol_is_closed_last_and_once(
    chain: Chain, maker: Maker, wallet: Wallet, signed: list[bytes], order: tuple[int, ...]
) -> None:
    parts = (opens(WSOL_KEY), gives(10**7, USDC_KEY), brings(60_000_000, WSOL_KEY), unwraps())
    proposed = maker.proposes(*(parts[place] for place in order))
    await refused(chain, wallet, proposed, signed, amount="10", token="USDC", to_token="SOL")


async def test_sol_is_not_wrapped_where_it_is_what_arrives(
    chain: Chain, maker: Maker, wallet: Wallet, signed: list[bytes]
) -> None:
    proposed = maker.proposes(
        *wraps(HALF), gives(10**7, USDC_KEY), brings(60_000_000, WSOL_KEY), unwraps()
    )
    text = await refused(chain, wallet, proposed, signed, amount="10", token="USDC", to_token="SOL")
    assert "in order" in text
