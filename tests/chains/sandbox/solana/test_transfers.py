from __future__ import annotations

import struct

import pytest
from solana.rpc.async_api import AsyncClient
from solana.rpc.commitment import Confirmed
from solana.rpc.types import TokenAccountOpts
from solders.keypair import Keypair
from solders.pubkey import Pubkey
from spl.token.constants import TOKEN_2022_PROGRAM_ID, TOKEN_PROGRAM_ID
from spl.token.instructions import (
    TransferCheckedParams,
    create_idempotent_associated_token_account,
    get_associated_token_address,
    transfer_checked,
)

from fiscus.chains.sandbox.solana.definition import (
    ALICE,
    BONK,
    PLAIN_2022,
    TAXED_2022,
    USDC,
    VAULT,
)
from fiscus.chains.sandbox.solana.session import SolanaSandbox
from tests.chains.sandbox.solana.wallet import SOL, advance, client, lamports, owner, pays, send
from tests.sandboxes import rpc
from tests.solana_sandboxes import running_solana

TOKEN_ACCOUNT_RENT = 2_039_280


async def held(http: AsyncClient, account: Pubkey) -> int:
    return int((await http.get_token_account_balance(account)).value.amount)


async def test_sol_arrives_to_the_lamport_and_the_sender_pays_the_fee(
    solana_sandbox: SolanaSandbox,
) -> None:
    wallet, nobody = owner(solana_sandbox), Keypair().pubkey()
    async with client(solana_sandbox) as http:
        signature = await send(http, [pays(wallet, nobody, 1_005_000_000)], wallet)
        confirmed = await http.confirm_transaction(signature, Confirmed, sleep_seconds=0.02)
        assert confirmed.value[0] is not None and confirmed.value[0].err is None
        assert await lamports(http, nobody) == 1_005_000_000
        assert await lamports(http, wallet.pubkey()) == 100 * SOL - 1_005_000_000 - 5_000


@pytest.mark.parametrize("mint", [USDC, BONK, PLAIN_2022])
async def test_tokens_arrive_in_a_new_account_whose_rent_the_sender_pays(
    still_solana_sandbox: SolanaSandbox, mint: str
) -> None:
    wallet, nobody, token = owner(still_solana_sandbox), Keypair(), Pubkey.from_string(mint)
    program = TOKEN_2022_PROGRAM_ID if mint == PLAIN_2022 else TOKEN_PROGRAM_ID
    decimals = 5 if mint == BONK else 6
    rpc(
        still_solana_sandbox.rpc_url,
        "sandbox_giveTokens",
        str(wallet.pubkey()),
        mint,
        20_000_000,
    )
    source = get_associated_token_address(wallet.pubkey(), token, program)
    target = get_associated_token_address(nobody.pubkey(), token, program)
    instructions = [
        create_idempotent_associated_token_account(
            wallet.pubkey(), nobody.pubkey(), token, program
        ),
        transfer_checked(
            TransferCheckedParams(
                program, source, token, target, wallet.pubkey(), 8_200_000, decimals, []
            )
        ),
    ]
    async with client(still_solana_sandbox) as http:
        await send(http, instructions, wallet)
        assert await held(http, target) == 8_200_000
        assert await held(http, source) == 20_000_000 - 8_200_000
        rent = await lamports(http, target)
        assert (rent == TOKEN_ACCOUNT_RENT) == (program == TOKEN_PROGRAM_ID)
        assert await lamports(http, wallet.pubkey()) == 100 * SOL - rent - 5_000
        found = await http.get_token_accounts_by_owner(
            nobody.pubkey(), TokenAccountOpts(program_id=program)
        )
        assert [entry.pubkey for entry in found.value] == [target]


async def test_a_taxed_token_keeps_its_share_of_a_transfer(
    still_solana_sandbox: SolanaSandbox,
) -> None:
    wallet, token = owner(still_solana_sandbox), Pubkey.from_string(TAXED_2022)
    give = (str(wallet.pubkey()), TAXED_2022, 1_000)
    rpc(still_solana_sandbox.rpc_url, "sandbox_giveTokens", *give)
    source, target = (
        get_associated_token_address(key, token, TOKEN_2022_PROGRAM_ID)
        for key in (wallet.pubkey(), Pubkey.from_string(ALICE))
    )
    instructions = [
        create_idempotent_associated_token_account(
            wallet.pubkey(), Pubkey.from_string(ALICE), token, TOKEN_2022_PROGRAM_ID
        ),
        transfer_checked(
            TransferCheckedParams(
                TOKEN_2022_PROGRAM_ID, source, token, target, wallet.pubkey(), 1_000, 6, []
            )
        ),
    ]
    async with client(still_solana_sandbox) as http:
        await send(http, instructions, wallet)
        assert await held(http, source) == 0
        assert await held(http, target) == 990


async def test_the_wallet_starts_with_what_it_is_said_to_have(
    solana_sandbox: SolanaSandbox,
) -> None:
    wallet = owner(solana_sandbox).pubkey()
    async with client(solana_sandbox) as http:
        found = await http.get_token_accounts_by_owner(
            wallet, TokenAccountOpts(program_id=TOKEN_PROGRAM_ID)
        )
        amounts = {
            str(Pubkey.from_bytes(entry.account.data[:32])): struct.unpack_from(
                "<Q", entry.account.data, 64
            )[0]
            for entry in found.value
        }
        assert amounts == {USDC: 25_000 * 10**6, BONK: 10_000_000 * 10**5}
        assert await lamports(http, wallet) == 100 * SOL
        for key in amounts:
            mint = Pubkey.from_string(key)
            supply = int((await http.get_token_supply(mint)).value.amount)
            largest = (await http.get_token_largest_accounts(mint)).value
            assert sum(int(entry.amount.amount) for entry in largest) == supply


def test_the_vault_is_off_the_curve() -> None:
    assert not Pubkey.from_string(VAULT).is_on_curve()
    assert Pubkey.from_string(ALICE).is_on_curve()


async def test_what_is_sent_is_not_there_before_the_next_block() -> None:
    with running_solana(block_seconds=0.5) as sandbox:
        wallet, nobody = owner(sandbox), Keypair().pubkey()
        async with client(sandbox) as http:
            signature = await send(http, [pays(wallet, nobody, SOL)], wallet)
            assert (await http.get_signature_statuses([signature])).value == [None]
            assert await lamports(http, nobody) == 0
            advance(sandbox)
            assert (await http.get_signature_statuses([signature])).value[0] is not None
            assert await lamports(http, nobody) == SOL


async def test_an_airdrop_is_a_transfer_from_the_faucet(solana_sandbox: SolanaSandbox) -> None:
    nobody = Keypair().pubkey()
    async with client(solana_sandbox) as http:
        signature = (await http.request_airdrop(nobody, 3 * SOL)).value
        await http.confirm_transaction(signature, Confirmed, sleep_seconds=0.02)
        assert await lamports(http, nobody) == 3 * SOL
