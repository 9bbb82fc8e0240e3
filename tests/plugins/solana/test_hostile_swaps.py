"""A Jupiter that is after the wallet: the owner's plain sentence, a yes beforehand, nothing signed.

What it answers with is compiled for real around the honest swap, and the desk decides alone. The
honest swap itself goes through: the control.
"""

from __future__ import annotations

import base64
from collections.abc import AsyncGenerator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass

import pytest
import pytest_asyncio
from solders.address_lookup_table_account import AddressLookupTableAccount
from solders.compute_budget import set_compute_unit_limit, set_compute_unit_price
from solders.instruction import AccountMeta, Instruction
from solders.keypair import Keypair
from solders.message import Message, MessageV0
from solders.pubkey import Pubkey
from solders.signature import Signature
from solders.system_program import (
    AdvanceNonceAccountParams,
    AssignParams,
    TransferParams,
    advance_nonce_account,
    assign,
    transfer,
)
from solders.transaction import VersionedTransaction
from spl.token import instructions as spl
from spl.token.constants import TOKEN_PROGRAM_ID

from fiscus.chains.sandbox.solana.maker import unsigned
from fiscus.chains.solana.keys import Signature as Signed
from fiscus.chains.solana.keys import SolanaSigner
from fiscus.chains.solana.programs import JUPITER, STAKE
from fiscus.core.desk.door import Consent
from tests.chains.market import Market
from tests.chains.market import serve as serve_market
from tests.chains.solana.chain import KEY, ME, USDC, Chain, running
from tests.plugins.solana.aggregator import Aggregator, Asked, Twist, aggregating
from tests.plugins.solana.conftest import MARKET
from tests.plugins.solana.test_transfers import only
from tests.plugins.solana.wallets import Talker, open_talker

pytestmark = pytest.mark.asyncio(loop_scope="module")

THIEF = Keypair.from_seed(b"t" * 32)
MINE, THIEFS = KEY.pubkey(), THIEF.pubkey()
USDC_KEY = Pubkey.from_string(USDC)
MINE_USDC = spl.get_associated_token_address(MINE, USDC_KEY)
THIEFS_USDC = spl.get_associated_token_address(THIEFS, USDC_KEY)
TIP = Pubkey.from_string("96gYZGLnJYVFmbjzopPSU6QiEV5fGqZNyN9nmNhvrZU5")
"""An account for tips of Jito's."""
T = TOKEN_PROGRAM_ID


@dataclass(frozen=True, slots=True)
class World:
    chain: Chain
    jupiter: Aggregator
    talker: Talker


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[World]:
    """One for all: what is refused leaves no trace on it."""
    async with AsyncExitStack() as stack:
        chain = await stack.enter_async_context(running())
        jupiter = await stack.enter_async_context(aggregating(chain.node))
        market = await stack.enter_async_context(serve_market(Market(dict(MARKET))))
        talker = await stack.enter_async_context(
            open_talker(
                tmp_path_factory.mktemp("home"),
                chain.url,
                COINGECKO_API_URL=market.url,
                JUPITER_API_URL=jupiter.url,
            )
        )
        chain.give_tokens(10**6, USDC, str(THIEFS))
        yield World(chain, jupiter, talker)


@pytest.fixture
def signed(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Every message that the key really signs."""
    seen: list[bytes] = []
    real = SolanaSigner.sign

    def sign(self: SolanaSigner, message: bytes) -> Signed:
        seen.append(message)
        return real(self, message)

    monkeypatch.setattr(SolanaSigner, "sign", sign)
    return seen


async def refused(
    world: World, signed: list[bytes], twist: Twist | None = None, **quoted: object
) -> str:
    """The owner asks for a swap, with a yes beforehand; what is said to it."""
    before = world.chain.node.engine.balance(MINE), world.chain.data(str(MINE_USDC))
    world.jupiter.twist, world.jupiter.quoted = twist, quoted
    turn = await world.talker.say("Swap 0.5 SOL for USDC", consent=Consent.GIVEN)
    result = only(turn)
    assert not result.success and result.error is not None
    assert signed == []
    after = world.chain.node.engine.balance(MINE), world.chain.data(str(MINE_USDC))
    assert after == before
    records = world.chain.node.ledger.records.values()
    assert not any(record.keys[0] == ME for record in records)
    assert result.text.startswith("Swap failed: ")
    return result.text


def pays(lamports: int, to: Pubkey = THIEFS, source: Pubkey = MINE) -> Instruction:
    return transfer(TransferParams(from_pubkey=source, to_pubkey=to, lamports=lamports))


def authority(kind: spl.AuthorityType) -> Instruction:
    return spl.set_authority(spl.SetAuthorityParams(T, MINE_USDC, kind, MINE, [], THIEFS))


EXTRA: Mapping[str, Instruction] = {
    "a transfer of SOL": pays(1),
    "a transfer of tokens": spl.transfer_checked(
        spl.TransferCheckedParams(T, MINE_USDC, USDC_KEY, THIEFS_USDC, MINE, 10**6, 6, [])
    ),
    "a tip": pays(10_000, TIP),
    "SetAuthority of the owner": authority(spl.AuthorityType.ACCOUNT_OWNER),
    "SetAuthority to close": authority(spl.AuthorityType.CLOSE_ACCOUNT),
    "CloseAccount": spl.close_account(spl.CloseAccountParams(T, MINE_USDC, THIEFS, MINE, [])),
    "Approve": spl.approve(spl.ApproveParams(T, MINE_USDC, THIEFS, MINE, 2**64 - 1, [])),
    "ApproveChecked": spl.approve_checked(
        spl.ApproveCheckedParams(T, MINE_USDC, USDC_KEY, THIEFS, MINE, 5, 6, [])
    ),
    "Assign": assign(AssignParams(pubkey=MINE, owner=THIEFS)),
    "a durable nonce": advance_nonce_account(
        AdvanceNonceAccountParams(nonce_pubkey=THIEFS, authorized_pubkey=MINE)
    ),
    "a program nobody knows": Instruction(THIEFS, b"\1", [AccountMeta(MINE, True, True)]),
    "a program that is known for something else": Instruction(
        Pubkey.from_string(STAKE), b"\4\0\0\0", [AccountMeta(MINE, True, True)]
    ),
    "a call of Jupiter that is none": Instruction(
        Pubkey.from_string(JUPITER), b"\1" * 24, [AccountMeta(MINE, True, True)]
    ),
}


@pytest.mark.covers("SOL-57")
@pytest.mark.parametrize("extra", EXTRA.values(), ids=EXTRA)
@pytest.mark.parametrize("first", [True, False], ids=["before", "behind"])
async def test_nothing_that_comes_beside_the_swap_is_signed(
    world: World, signed: list[bytes], extra: Instruction, first: bool
) -> None:
    await refused(
        world,
        signed,
        lambda asked: asked.compiled([extra, *asked.parts] if first else [*asked.parts, extra]),
    )


def redirected(asked: Asked) -> bytes:
    """What is bought goes to the thief's account."""
    *parts, last = asked.parts
    metas = [
        AccountMeta(THIEFS_USDC, m.is_signer, m.is_writable) if m.pubkey == MINE_USDC else m
        for m in last.accounts
    ]
    return asked.compiled([*parts, Instruction(last.program_id, bytes(last.data), metas)])


def fifty_fold(asked: Asked) -> bytes:
    opens, _, brings = asked.parts
    maker = asked.parts[1].accounts[1].pubkey
    return asked.compiled([opens, pays(25 * 10**9 // 10, maker), brings])


def poorer(asked: Asked) -> bytes:
    """One unit less than was quoted at least."""
    opens, pays_it, brings = asked.parts
    units = (asked.order.price.bound - 1).to_bytes(8, "little")
    data = bytes(brings.data)[:1] + units + bytes(brings.data)[9:]
    return asked.compiled([opens, pays_it, Instruction(brings.program_id, data, brings.accounts)])


def swapped_program(asked: Asked) -> bytes:
    """The same accounts and data, for another program."""
    opens, pays_it, brings = asked.parts
    return asked.compiled([opens, pays_it, Instruction(THIEFS, brings.data, brings.accounts)])


def without_return(asked: Asked) -> bytes:
    return asked.compiled(asked.parts[:2])


def dear(price: int) -> Twist:
    def twist(asked: Asked) -> bytes:
        limits = [set_compute_unit_limit(1_400_000), set_compute_unit_price(price)]
        tables = [asked.maker.table(MINE)]
        whole = [*limits, *asked.parts]
        return unsigned(MessageV0.try_compile(MINE, whole, tables, asked.block))

    return twist


def legacy(asked: Asked) -> bytes:
    message = Message([*asked.limits, *asked.parts], MINE)
    return bytes(VersionedTransaction.populate(message, [Signature.default()]))


def payer(asked: Asked) -> bytes:
    message = MessageV0.try_compile(THIEFS, [*asked.limits, *asked.parts], [], asked.block)
    return unsigned(message)


def second_signer(asked: Asked) -> bytes:
    return asked.compiled([*asked.parts, pays(1, MINE, THIEFS)])


def unknown_table(asked: Asked) -> bytes:
    """The honest accounts, said to stand in a table that is not on the chain."""
    made_up = AddressLookupTableAccount(THIEFS, asked.maker.table(MINE).addresses)
    whole = [*asked.limits, *asked.parts]
    return unsigned(MessageV0.try_compile(MINE, whole, [made_up], asked.block))


def other_table(asked: Asked) -> bytes:
    """The same places in a table that has the thief where the maker's accounts should be."""
    real = asked.maker.table(MINE)
    engine = asked.node.engine
    account = engine.account(real.key)
    assert account is not None
    key, data = Pubkey(b"o" * 32), account.data
    maker_usdc = asked.parts[-1].accounts[0].pubkey
    engine.put(
        key,
        type(account)(
            account.lamports,
            data.replace(bytes(maker_usdc), bytes(THIEFS_USDC)),
            account.owner,
            False,
            account.rent_epoch,
        ),
    )
    return asked.compiled(asked.parts).replace(bytes(real.key), bytes(key))


LIES: Mapping[str, tuple[Twist, str]] = {
    "the return to somebody else": (redirected, ""),
    "fifty times the amount": (fifty_fold, "it pays 2.5 SOL"),
    "less than was quoted": (poorer, "must arrive"),
    "another program": (swapped_program, "cannot be read"),
    "nothing in return": (without_return, "nothing must arrive"),
    "a priority fee of 1.4 SOL": (dear(10**9), "priority fee"),
    "a priority fee beyond numbers": (dear(2**64 - 1), "priority fee"),
    "the older version": (legacy, "older version"),
    "somebody else's fee": (payer, "must sign"),
    "a second signer": (second_signer, "must sign"),
    "a table that nobody made": (unknown_table, "no lookup table"),
    "another table": (other_table, ""),
    "an empty text": (lambda asked: "", ""),
    "no base64": (lambda asked: "!" * 100, "not base64"),
    "garbage": (lambda asked: base64.b64encode(bytes(range(256))).decode(), ""),
    "bytes behind it": (lambda asked: asked.compiled(asked.parts) + b"\0", "more than a message"),
    "its half": (lambda asked: asked.compiled(asked.parts)[:200], ""),
    "megabytes": (lambda asked: "A" * 10**6, ""),
}


@pytest.mark.covers("SOL-57")
@pytest.mark.parametrize(("lie", "text"), LIES.values(), ids=LIES)
async def test_a_transaction_that_is_not_the_swap_is_not_signed(
    world: World, signed: list[bytes], lie: Twist, text: str
) -> None:
    assert text in await refused(world, signed, lie)


@pytest.mark.parametrize(
    "quoted",
    [
        {"inAmount": "25000000000"},
        {"outputMint": str(THIEFS)},
        {"slippageBps": 5000},
        {"platformFee": {"amount": "1000000", "feeBps": 100}},
        {"swapMode": "ExactOut"},
    ],
    ids=lambda quoted: next(iter(quoted)),
)
async def test_a_quote_of_something_else_goes_no_further(
    world: World, signed: list[bytes], quoted: Mapping[str, object]
) -> None:
    text = await refused(world, signed, lambda asked: asked.compiled(asked.parts), **quoted)
    assert "cannot be used" in text
    assert world.jupiter.paths[-1].endswith("/quote")


async def test_a_swap_far_below_the_market_is_denied_though_quote_and_transaction_agree(
    world: World, signed: list[bytes]
) -> None:
    """Half the market's price: nothing of the words is broken, and the limit of the impact is."""
    text = await refused(
        world,
        signed,
        lambda asked: asked.compiled(asked.parts),
        outAmount="37500000",
        otherAmountThreshold="37125000",
    )
    assert "market" in text or "impact" in text


async def test_the_honest_swap_goes_through(world: World, signed: list[bytes]) -> None:
    world.jupiter.twist, world.jupiter.quoted = (lambda asked: asked.compiled(asked.parts)), {}
    turn = await world.talker.say("Swap 0.5 SOL for USDC", consent=Consent.GIVEN)
    assert only(turn).success, only(turn).text
    assert len(signed) == 1
    assert only(turn).data["toAmountUnits"] == 74_999_718
