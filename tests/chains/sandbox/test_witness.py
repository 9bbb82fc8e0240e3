"""The sandbox's second witness, beside plain JSON-RPC."""

from __future__ import annotations

from decimal import Decimal

from fiscus.chains.sandbox.session import Sandbox
from tests.sandboxes import mined, rpc

NOBODY = "0x00000000000000000000000000000000000b0b00"


async def test_the_witness_counts_whole_coins_and_tokens(sandbox: Sandbox) -> None:
    held = await sandbox.holdings(sandbox.address)
    assert dict(held) == {"ETH": 100, "WETH": 10, "USDC": 25_000, "DAI": 10_000}
    assert set((await sandbox.holdings(NOBODY)).values()) == {Decimal(0)}


async def test_the_witness_reads_a_receipt(sandbox: Sandbox) -> None:
    rpc(sandbox.rpc_url, "anvil_setBalance", NOBODY, hex(10**18))
    rpc(sandbox.rpc_url, "anvil_impersonateAccount", NOBODY)
    call = {"from": NOBODY, "to": sandbox.address, "value": hex(10**17)}
    sent = mined(sandbox.rpc_url, call)["transactionHash"]
    rpc(sandbox.rpc_url, "anvil_stopImpersonatingAccount", NOBODY)
    seen = await sandbox.sighting(sent)
    assert seen is not None and seen.succeeded
    assert seen.fee_token == "ETH"
    left = (await sandbox.holdings(NOBODY))["ETH"]
    assert left == Decimal("0.9") - seen.fee
    assert (await sandbox.holdings(sandbox.address))["ETH"] == Decimal("100.1")


async def test_the_witness_has_not_seen_what_never_was(sandbox: Sandbox) -> None:
    assert await sandbox.sighting("0x" + "11" * 32) is None
