"""What the wallet paid, told as it stands."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from aiohttp import web

from fiscus.core.bootstrap.turn import IncomingMessage
from fiscus.core.result import ActionResult
from tests.chains.evm.engine import Engine
from tests.chains.evm.wallets import BOB, ME, Wallet, open_wallet, owner
from tests.chains.proxy import Post, always, proxied

DAI = "0x50c5725949A6F0c72E6C4a641F24049A917DB0Cb"
SEND, RECEIPT = "eth_sendRawTransaction", "eth_getTransactionReceipt"


async def history(wallet: Wallet) -> ActionResult:
    text = "Show my transaction history"
    message = IncomingMessage(id=f"h{next(wallet.numbers)}", text=text, principal=owner())
    return (await wallet.agent.handle(message)).results[0]


async def test_a_new_wallet_has_paid_nothing(base_url: str, home: Path) -> None:
    async with open_wallet(home, base_url) as wallet:
        said = await history(wallet)
    assert (said.success, said.text) == (True, f"No payments from {ME} yet.")
    assert (said.data["payments"], said.data["received"]) == ([], [])


async def test_every_payment_is_told_as_it_stands(
    base_url: str, engine: Engine, home: Path
) -> None:
    async with (
        proxied(base_url) as proxy,
        open_wallet(home, proxy.url, FISCUS_CONFIRM_TIMEOUT="1") as wallet,
    ):
        confirmed = await wallet.pay("1")
        await engine.place("Token", DAI)
        words = wallet.evm.address or ""
        await engine.transact(DAI, "0x40c10f19" + words[2:].rjust(64, "0") + f"{10**19:064x}")

        async def sabotaged(post: Post) -> web.Response:
            await engine.do("anvil_setCode", DAI, "0x5f5ffd")
            return web.json_response(await post.forwarded())

        proxy.faults[SEND] = [sabotaged]
        failed = await wallet.pay("1", "DAI")
        proxy.changes[RECEIPT] = always(None)
        sent = await wallet.pay("2")
        said = await history(wallet)
    lines = said.text.splitlines()
    assert lines[0] == f"Latest payments from {ME}:"
    assert lines[1:4] == [
        f"  sent, not in a block yet: 2 ETH to {BOB} on Base {sent.explorer_url}",
        f"  failed, only the fee is gone: 1 DAI to {BOB} on Base {failed.explorer_url}",
        f"  confirmed: 1 ETH to {BOB} on Base {confirmed.explorer_url}",
    ]
    assert lines[4] == "Tokens that came to it:"
    assert lines[5].startswith("  10 DAI from 0x")
    payments = cast("list[dict[str, object]]", said.data["payments"])
    assert [payment["status"] for payment in payments] == ["sent", "failed", "confirmed"]
