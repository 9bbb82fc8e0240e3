"""What a block did is held against what was signed for, on every kind of chain."""

from __future__ import annotations

from pathlib import Path

import pytest

from fiscus.chains.evm.comparing import difference
from fiscus.chains.evm.definitions import CHAINS
from fiscus.chains.evm.inclusion import DEPOSIT, WITHDRAWAL, by_events
from fiscus.chains.evm.observe import Observed, Watch
from fiscus.chains.evm.records import Log
from fiscus.chains.jsonrpc import Json
from fiscus.chains.sandbox.anvil import AnvilOptions
from fiscus.core.desk.adapter import Asset, Call, Effect, Gain, Move
from fiscus.core.desk.outcome import State
from tests.chains.evm.market import USDC, WETH
from tests.chains.evm.wallets import BOB, ME, open_wallet
from tests.chains.proxy import proxied
from tests.sandboxes import StartAnvil

RECEIPT = "eth_getTransactionReceipt"
TRANSFER = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"
APPROVAL = "0x8c5be1e5ebec7d5bd14f71427d1e84f3dd0314c0f7b2291e5b200ac8c7c3b925"
ZERO = "0x" + "0" * 40
BASE_TOKEN = "0x000000000000000000000000000000000000800a"
BOOTLOADER = "0x0000000000000000000000000000000000008001"
COIN = Asset("base", None, "ETH", 18)
WRAPPED = Asset("base", WETH, "WETH", 18)
DOLLAR = Asset("base", USDC, "USDC", 6)


def word(address: str) -> str:
    return "0x" + address[2:].lower().rjust(64, "0")


def log(token: str, name: str, *places: str, units: int) -> Log:
    return Log(token.lower(), (name, *map(word, places)), units.to_bytes(32, "big"))


def effect(out: Asset, units: int, into: Asset, least: int) -> Effect:
    return Effect(
        action="swap",
        chain="base",
        chain_id=8453,
        signer=ME,
        target=BOB,
        call="",
        moves=(Move(out, units, BOB),),
        fee_asset=COIN,
        max_fee_units=0,
        gains=(Gain(into, least, ME),),
        calls=(Call(BOB, "swap()"),),
    )


def told(done: Effect, *logs: Log) -> str | None:
    changes = by_events(done, logs, WETH)
    return difference(done, Observed(True, "", changes, logs))


WRAP = effect(COIN, 5, WRAPPED, 5)
UNWRAP = effect(WRAPPED, 5, COIN, 5)
SWAP = effect(DOLLAR, 10, WRAPPED, 3)
PAID = log(USDC, TRANSFER, ME, BOB, units=10)
BOUGHT = log(WETH, TRANSFER, BOB, ME, units=3)


@pytest.mark.parametrize(
    ("done", "logs"),
    [
        (WRAP, [log(WETH, DEPOSIT, ME, units=5)]),
        (WRAP, [log(WETH, TRANSFER, ZERO, ME, units=5), log(WETH, DEPOSIT, ME, units=5)]),
        (UNWRAP, [log(WETH, WITHDRAWAL, ME, units=5)]),
        (UNWRAP, [log(WETH, TRANSFER, ME, ZERO, units=5), log(WETH, WITHDRAWAL, ME, units=5)]),
        (SWAP, [PAID, BOUGHT]),
        (
            SWAP,
            [PAID, log(WETH, TRANSFER, BOB, ME, units=4), log(USDC, TRANSFER, BOB, ME, units=1)],
        ),
        (
            SWAP,
            [PAID, log(WETH, TRANSFER, BOB, ME, units=3), log(USDC, APPROVAL, ME, BOB, units=0)],
        ),
    ],
)
def test_events_that_keep_the_promise_are_no_mismatch(done: Effect, logs: list[Log]) -> None:
    assert told(done, *logs) is None


@pytest.mark.parametrize(
    ("done", "logs", "said"),
    [
        (WRAP, [log(WETH, DEPOSIT, ME, units=4)], "0.000000000000000004 WETH would arrive"),
        (WRAP, [log(USDC, DEPOSIT, ME, units=5)], "0 WETH would arrive"),
        (WRAP, [log(WETH, DEPOSIT, BOB, units=5)], "0 WETH would arrive"),
        (UNWRAP, [log(WETH, WITHDRAWAL, ME, units=6)], "0.000000000000000006 WETH would leave"),
        (SWAP, [PAID], "0 WETH would arrive"),
        (SWAP, [PAID, PAID, BOUGHT], "0.00002 USDC would leave"),
        (
            SWAP,
            [PAID, BOUGHT, log(BOB, TRANSFER, ME, BOB, units=1)],
            "leaves the wallet, too",
        ),
    ],
)
def test_events_that_break_the_promise_say_how(done: Effect, logs: list[Log], said: str) -> None:
    found = told(done, *logs)
    assert found is not None
    assert said in found


def test_a_promise_is_only_about_what_it_names() -> None:
    changes = by_events(SWAP, [PAID], WETH)
    assert set(changes) == {Watch(USDC.lower()), Watch(WETH.lower())}


async def test_coin_that_logs_its_own_moves_is_no_other_token(
    start_anvil: StartAnvil, home: Path
) -> None:
    """A receipt of ZKsync Era: the payment, what the bootloader took for gas, what it gave back."""
    node = start_anvil(AnvilOptions(chain_id=CHAINS["zksync"].id, accounts=10))
    moves = ((ME, BOOTLOADER, 4 * 10**13), (ME, BOB, 10**18), (BOOTLOADER, ME, 10**13))

    def with_logs(params: list[Json], result: Json) -> Json:
        if not isinstance(result, dict):
            return result
        logs: list[Json] = [
            {
                "address": BASE_TOKEN,
                "topics": [TRANSFER, word(sender), word(receiver)],
                "data": f"0x{units:064x}",
            }
            for sender, receiver, units in moves
        ]
        return {**result, "logs": logs}

    async with (
        proxied(node.url) as proxy,
        open_wallet(home, ETHEREUM_PROVIDER_ZKSYNC=proxy.url) as wallet,
    ):
        proxy.changes[RECEIPT] = with_logs
        done = await wallet.pay("1", chain="zksync")
        assert (done.state, done.detail) == (State.CONFIRMED, None)
        again = await wallet.pay("1", chain="zksync")
        assert again.state is State.CONFIRMED
