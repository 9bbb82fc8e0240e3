"""The wallet's history: its own journal, and what else the chain has of it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import cast

import pytest
from solana.rpc.async_api import AsyncClient
from solana.rpc.commitment import Confirmed
from solana.rpc.types import TxOpts
from solders.instruction import Instruction
from solders.keypair import Keypair
from solders.message import MessageV0
from solders.pubkey import Pubkey
from solders.system_program import TransferParams, transfer
from solders.transaction import VersionedTransaction
from spl.token.instructions import TransferCheckedParams, transfer_checked

from fiscus.chains.answers import BadAnswer
from fiscus.chains.jsonrpc import Json
from fiscus.chains.solana import queries
from fiscus.chains.solana.derivation import token_account
from fiscus.chains.solana.programs import TOKEN
from tests.chains.proxy import proxied, status
from tests.chains.solana.chain import ME, SOL, USDC, Chain
from tests.chains.solana.wallets import open_family
from tests.plugins.solana.test_balances import told
from tests.plugins.solana.wallets import Talker, open_talker

FRIEND = Keypair.from_seed(b"f" * 32)
THEIRS = str(FRIEND.pubkey())


async def send(chain: Chain, *parts: Instruction, check: bool = True) -> str:
    """A friend's transaction, signed by a client that is not ours. Its signature."""
    async with AsyncClient(chain.url, Confirmed) as client:
        block = (await client.get_latest_blockhash(Confirmed)).value.blockhash
        message = MessageV0.try_compile(FRIEND.pubkey(), list(parts), [], block)
        options = TxOpts(skip_preflight=not check, preflight_commitment=Confirmed)
        signed = VersionedTransaction(message, [FRIEND])
        return str((await client.send_transaction(signed, options)).value)


def pays(lamports: int) -> Instruction:
    target = Pubkey.from_string(ME)
    return transfer(
        TransferParams(from_pubkey=FRIEND.pubkey(), to_pubkey=target, lamports=lamports)
    )


def sends_usdc(units: int) -> Instruction:
    source, target = (Pubkey.from_string(token_account(who, USDC, TOKEN)) for who in (THEIRS, ME))
    program, mint = Pubkey.from_string(TOKEN), Pubkey.from_string(USDC)
    return transfer_checked(
        TransferCheckedParams(program, source, mint, target, FRIEND.pubkey(), units, 6)
    )


async def history(
    talker: Talker, text: str = "Show my transaction history"
) -> tuple[str, list[dict[str, object]]]:
    """Without times, which are the machine's."""
    result = await told(talker, text)
    rows = cast("list[dict[str, object]]", result.data["seen"])
    return re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d ", "", result.text), rows


async def test_what_others_sent_is_in_the_history_with_its_signature(
    talker: Talker, chain: Chain
) -> None:
    chain.give(100 * SOL, THEIRS)
    chain.give_tokens(10**9, USDC, THEIRS)
    paid = await told(talker, "Send 1 SOL to bob.sol")
    first = await send(chain, pays(SOL // 2))
    second = await send(chain, sends_usdc(2_500_000))
    third = await send(chain, pays(10**15), check=False)
    text, rows = await history(talker)
    assert text == (
        f"Latest payments from {ME}:\n"
        f"  confirmed: 1 SOL to bob.sol on Solana {paid.data['hash']}\n"
        "Also on the chain:\n"
        f"  failed {third}\n"
        f"  received 2.5 USDC {second}\n"
        f"  received 0.5 SOL {first}"
    )
    assert [(row["lamports"], row["tokens"], row["failed"]) for row in rows] == [
        (0, {}, True),
        (0, {USDC: 2_500_000}, False),
        (SOL // 2, {}, False),
    ]


async def test_it_has_pages(talker: Talker, chain: Chain) -> None:
    chain.give(100 * SOL, THEIRS)
    sent = [await send(chain, pays(10**6 + number)) for number in range(12)]
    text, _ = await history(talker)
    assert [line.rpartition(" ")[2] for line in text.splitlines()[2:-1]] == sent[:1:-1]
    assert text.endswith('There is more: say "show page 2 of my history".')
    text, _ = await history(talker, "Show page 2 of my history")
    assert [line.rpartition(" ")[2] for line in text.splitlines()[2:]] == sent[1::-1]


@pytest.mark.usefixtures("impatient")
async def test_the_journal_is_told_where_the_chain_does_not_answer(
    chain: Chain, home: Path
) -> None:
    async with proxied(chain.url) as proxy, open_talker(home, proxy.url) as talker:
        await told(talker, "Send 1 SOL to bob.sol")
        proxy.faults["getSignaturesForAddress"] = [status(500) for _ in range(100)]
        result = await told(talker, "Show my transaction history")
    assert result.success
    _, payment, remark = result.text.splitlines()
    assert payment.startswith("  confirmed: 1 SOL to bob.sol")
    assert remark.startswith("What else the chain has of it is unknown now: No RPC of 'solana'")


async def test_a_change_counts_fees_and_every_account_of_the_owner(chain: Chain) -> None:
    chain.give(100 * SOL, THEIRS)
    chain.give_tokens(10**9, USDC, THEIRS)
    signature = await send(chain, pays(7_000_000), sends_usdc(5))
    async with open_family(chain.url) as solana:
        client = solana.networks["solana"]
        ours, theirs, nobodys = await client.gather_all(
            [queries.change(signature, who) for who in (ME, THEIRS, USDC)]
        )
    assert ours is not None and (ours.lamports, ours.tokens) == (7_000_000, {USDC: 5})
    assert theirs is not None and theirs.lamports == -7_000_000 - 5000
    assert theirs.tokens == {USDC: -5}
    assert nobodys is not None and (nobodys.lamports, nobodys.tokens) == (0, {})


@pytest.mark.parametrize("answer", [5, {}, {"slot": 1, "meta": {"fee": 1}, "transaction": "x"}])
def test_what_is_no_transaction_is_told(answer: Json, home: Path) -> None:
    with pytest.raises(BadAnswer):
        queries.change("1", ME).read(answer)
    assert queries.change("1", ME).read(None) is None
