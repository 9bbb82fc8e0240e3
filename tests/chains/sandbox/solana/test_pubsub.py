"""The websocket, heard with solana-py's own client and, for its exact words, with a plain one."""

from __future__ import annotations

import asyncio
import json
import warnings
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from solana.rpc.commitment import Confirmed, Processed
from solana.rpc.types import MemcmpOpts
from solders.keypair import Keypair
from solders.pubkey import Pubkey
from solders.rpc.responses import SubscriptionResult
from solders.token.state import TokenAccount
from websockets.asyncio.client import ClientConnection
from websockets.asyncio.client import connect as connect_plainly

from fiscus.chains.sandbox.solana.definition import ALICE, BONK, CAROL, USDC
from fiscus.chains.sandbox.solana.session import SolanaSandbox
from fiscus.chains.solana.derivation import token_account
from fiscus.chains.solana.programs import TOKEN
from tests.chains.sandbox.solana.wallet import (
    advance,
    asked,
    blockhash,
    client,
    owner,
    pays,
    send,
    signed,
)

with warnings.catch_warnings():
    # solana-py still uses the client that websockets calls its legacy.
    warnings.simplefilter("ignore", DeprecationWarning)
    from solana.rpc.websocket_api import SolanaWsClientProtocol, connect

SOMEBODY = Keypair().pubkey()
OF_ALICE = Pubkey.from_string(token_account(ALICE, USDC, TOKEN))


def address(sandbox: SolanaSandbox) -> str:
    host, _, port = sandbox.rpc_url.removeprefix("http://").rpartition(":")
    return f"ws://{host}:{int(port) + 1}"


async def heard(ws: SolanaWsClientProtocol) -> Any:
    async with asyncio.timeout(5):
        [message] = await ws.recv()
    return message


async def number(ws: SolanaWsClientProtocol) -> int:
    """Of the subscription that was just asked for."""
    answer = await heard(ws)
    assert isinstance(answer, SubscriptionResult)
    return answer.result


class Plain:
    """JSON over a websocket, and nothing more."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection

    async def ask(self, method: str, *params: object) -> Any:
        call = {"jsonrpc": "2.0", "id": method, "method": method, "params": params}
        await self._connection.send(json.dumps(call))
        answer = await self.heard()
        assert answer["id"] == method, "something was told before the answer"
        return answer.get("result", answer.get("error"))

    async def heard(self) -> Any:
        async with asyncio.timeout(5):
            return json.loads(await self._connection.recv())

    async def heard_nothing(self) -> bool:
        """Whatever was told would come before the answer."""
        answer = await self.ask("getSlot")
        return bool(answer == {"code": -32601, "message": "Method not found"})


@asynccontextmanager
async def plainly(sandbox: SolanaSandbox) -> AsyncGenerator[Plain]:
    async with connect_plainly(address(sandbox), proxy=None) as connection:
        yield Plain(connection)


async def test_a_change_of_an_account_is_told_once_it_is_confirmed(
    still_solana_sandbox: SolanaSandbox,
) -> None:
    wallet = owner(still_solana_sandbox)
    async with client(still_solana_sandbox) as http, connect(address(still_solana_sandbox)) as ws:
        await ws.account_subscribe(wallet.pubkey(), Confirmed)
        subscription = await number(ws)
        await send(http, [pays(wallet, SOMEBODY, 5_000_000)], wallet)
        told = await heard(ws)
        assert told.subscription == subscription
        assert told.result.value.lamports == 100 * 10**9 - 5_000_000 - 5000
        assert told.result.context.slot == (await http.get_slot(Confirmed)).value


async def test_final_news_is_of_the_block_that_became_final(
    still_solana_sandbox: SolanaSandbox,
) -> None:
    async with plainly(still_solana_sandbox) as ws:
        subscription = await ws.ask("accountSubscribe", str(SOMEBODY), {"encoding": "base64"})
        asked(still_solana_sandbox, "sandbox_setAccount", str(SOMEBODY), {"lamports": 10**9})
        advance(still_solana_sandbox, 31)
        assert await ws.heard_nothing()
        advance(still_solana_sandbox)
        told = await ws.heard()
    slot = asked(still_solana_sandbox, "getSlot", {"commitment": "finalized"})
    assert told == {
        "jsonrpc": "2.0",
        "method": "accountNotification",
        "params": {
            "result": {
                "context": {"slot": slot},
                "value": {
                    "lamports": 10**9,
                    "owner": "11111111111111111111111111111111",
                    "data": ["", "base64"],
                    "executable": False,
                    "rentEpoch": 2**64 - 1,
                    "space": 0,
                },
            },
            "subscription": subscription,
        },
    }


async def test_token_accounts_of_an_owner_are_told_be_they_old_or_new(
    still_solana_sandbox: SolanaSandbox,
) -> None:
    carol = Pubkey.from_string(CAROL)
    async with connect(address(still_solana_sandbox)) as ws:
        await ws.program_subscribe(
            Pubkey.from_string(TOKEN), Processed, "base64", filters=[MemcmpOpts(32, CAROL)]
        )
        await number(ws)
        for mint, units in ((USDC, 7), (BONK, 8), (USDC, 9)):
            asked(still_solana_sandbox, "sandbox_giveTokens", ALICE, mint, units)
            account = asked(still_solana_sandbox, "sandbox_giveTokens", CAROL, mint, units)
            advance(still_solana_sandbox)
            told = (await heard(ws)).result.value
            assert str(told.pubkey) == account
            state = TokenAccount.from_bytes(told.account.data)
            assert (state.owner, str(state.mint), state.amount) == (carol, mint, units)


async def test_an_account_that_is_closed_is_told_to_whoever_asked_for_it(
    still_solana_sandbox: SolanaSandbox,
) -> None:
    async with plainly(still_solana_sandbox) as ws:
        options = {"commitment": "processed", "encoding": "jsonParsed"}
        number = await ws.ask("accountSubscribe", str(OF_ALICE), options)
        await ws.ask("programSubscribe", TOKEN, options)
        asked(still_solana_sandbox, "sandbox_setAccount", str(OF_ALICE), {"lamports": 0})
        advance(still_solana_sandbox)
        told = (await ws.heard())["params"]
        assert told["subscription"] == number
        assert (told["result"]["value"]["lamports"], told["result"]["value"]["space"]) == (0, 0)
        assert await ws.heard_nothing()


async def test_a_signature_is_told_once_with_its_error(
    still_solana_sandbox: SolanaSandbox,
) -> None:
    wallet = owner(still_solana_sandbox)
    async with client(still_solana_sandbox) as http, connect(address(still_solana_sandbox)) as ws:
        much = 10**15
        sent = await send(http, [pays(wallet, SOMEBODY, much)], wallet, check=False)
        await ws.signature_subscribe(sent, Confirmed)
        subscription = await number(ws)
        advance(still_solana_sandbox)
        told = await heard(ws)
        assert told.subscription == subscription
        assert "InstructionError" in type(told.result.value.err).__name__
    async with plainly(still_solana_sandbox) as ws:
        options = {"commitment": "confirmed", "enableReceivedNotification": True}
        later = await ws.ask("signatureSubscribe", str(sent), options)
        advance(still_solana_sandbox, 3)
        told = (await ws.heard())["params"]
        assert told["result"]["value"]["err"] == {"InstructionError": [0, {"Custom": 1}]}
        assert await ws.heard_nothing()
        gone = await ws.ask("signatureUnsubscribe", later)
        assert gone == {"code": -32602, "message": "Invalid subscription id."}


async def test_a_signature_that_came_into_a_block_is_told_before_it_is_confirmed(
    solana_sandbox: SolanaSandbox,
) -> None:
    wallet = owner(solana_sandbox)
    async with client(solana_sandbox) as http, plainly(solana_sandbox) as ws:
        options = {"commitment": "confirmed", "enableReceivedNotification": True}
        payment = signed(await blockhash(http), [pays(wallet, SOMEBODY, 10**6)], wallet)
        await ws.ask("signatureSubscribe", str(payment.signatures[0]), options)
        await http.send_transaction(payment)
        values = [(await ws.heard())["params"]["result"]["value"] for _ in range(2)]
    assert values == ["receivedSignature", {"err": None}]


async def test_slots_come_with_their_parent_and_the_root(
    still_solana_sandbox: SolanaSandbox,
) -> None:
    async with connect(address(still_solana_sandbox)) as ws:
        await ws.slot_subscribe()
        subscription = await number(ws)
        newest = asked(still_solana_sandbox, "getSlot", {"commitment": "processed"})
        advance(still_solana_sandbox, 2)
        found = [(await heard(ws)).result for _ in range(2)]
        assert [slot.slot for slot in found] == [newest + 1, newest + 2]
        assert [slot.parent for slot in found] == [newest, newest + 1]
        assert found[1].root == newest + 2 - 31
        await ws.slot_unsubscribe(subscription)
        advance(still_solana_sandbox)
        answer = json.loads(await super(SolanaWsClientProtocol, ws).recv())
        assert answer["result"] is True


async def test_the_same_subscription_twice_is_one(still_solana_sandbox: SolanaSandbox) -> None:
    options = {"commitment": "processed", "filters": [{"dataSize": 165}]}
    async with plainly(still_solana_sandbox) as ws:
        first = await ws.ask("programSubscribe", TOKEN, options)
        assert await ws.ask("programSubscribe", TOKEN, options) == first
        assert await ws.ask("programSubscribe", TOKEN, {"commitment": "processed"}) != first


async def test_what_is_too_long_for_base58_says_so(still_solana_sandbox: SolanaSandbox) -> None:
    async with plainly(still_solana_sandbox) as ws:
        await ws.ask("accountSubscribe", str(OF_ALICE), {"commitment": "processed"})
        asked(still_solana_sandbox, "sandbox_giveTokens", ALICE, USDC, 1)
        advance(still_solana_sandbox)
        data = (await ws.heard())["params"]["result"]["value"]["data"]
    assert data == "error: data too large for bs58 encoding"


@pytest.mark.parametrize(
    ("method", "params", "code", "words"),
    [
        ("accountSubscribe", list[object](), -32602, "at least 1 argument"),
        ("accountSubscribe", ["xyz"], -32602, "Invalid Request: Invalid pubkey provided"),
        ("accountSubscribe", [ALICE, {"commitment": "soon"}], -32602, "unknown variant `soon`"),
        ("accountSubscribe", [ALICE, {"encoding": "gzip"}], -32602, "unknown variant `gzip`"),
        ("accountUnsubscribe", [7], -32602, "Invalid subscription id."),
        ("programSubscribe", [TOKEN, {"filters": [{"dataSize": 1}] * 5}], -32602, "max 4"),
        ("signatureSubscribe", ["xyz"], -32602, "Invalid signature provided"),
        ("getSlot", list[object](), -32601, "Method not found"),
    ],
)
async def test_bad_subscriptions_are_refused_in_the_words_of_a_node(
    still_solana_sandbox: SolanaSandbox, method: str, params: list[object], code: int, words: str
) -> None:
    async with plainly(still_solana_sandbox) as ws:
        error = await ws.ask(method, *params)
    assert (error["code"], words in error["message"]) == (code, True), error
