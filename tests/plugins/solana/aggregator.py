"""The sandbox's Jupiter, that lies on command: in its quotes, or in the transactions it makes."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias

from solders.hash import Hash
from solders.instruction import Instruction
from solders.pubkey import Pubkey

from fiscus.chains.sandbox.loopback import Request, Response, serve
from fiscus.chains.sandbox.solana.jupiter import Jupiter
from fiscus.chains.sandbox.solana.maker import Maker, Order, unsigned
from fiscus.chains.sandbox.solana.market import LISTED, Price
from fiscus.chains.sandbox.solana.node import Node

Parts: TypeAlias = "list[Instruction]"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a lie is made of: the honest parts of the very swap that was asked for."""

    maker: Maker
    order: Order
    parts: Parts
    node: Node

    @property
    def limits(self) -> Parts:
        return self.maker.limits(self.order, self.parts)

    def compiled(self, parts: Parts) -> bytes:
        """Honest but for its parts."""
        return unsigned(self.maker.message(self.order, parts, self.block))

    @property
    def block(self) -> Hash:
        return self.node.ledger.bank("confirmed").hash


Twist: TypeAlias = Callable[[Asked], "bytes | str"]
"""The transaction that is answered with, or the text in place of one."""


@dataclass(slots=True)
class Aggregator:
    """`quoted` changes fields of each quote; `twist` makes another transaction."""

    node: Node
    twist: Twist | None = None
    quoted: Mapping[str, object] = field(default_factory=dict[str, object])
    asked: list[Request] = field(default_factory=list[Request])
    answers: list[Response] = field(default_factory=list[Response])
    """Used up first, whatever is asked."""
    url: str = ""

    @property
    def paths(self) -> list[str]:
        return [request.path for request in self.asked]

    async def __call__(self, request: Request) -> Response:
        self.asked.append(request)
        if self.answers:
            return self.answers.pop(0)
        honest = Jupiter(self.node.ledger)
        if request.path.endswith("/quote"):
            answer = await honest(request)
            told = {**json.loads(answer.body), **self.quoted}
            return Response(answer.status, json.dumps(told).encode())
        if not request.path.endswith("/swap") or self.twist is None:
            return await honest(request)
        order = _order(request)
        made = self.twist(Asked(honest.maker, order, honest.maker.instructions(order), self.node))
        text = made if isinstance(made, str) else base64.b64encode(made).decode()
        body = {"swapTransaction": text, "lastValidBlockHeight": 10**6}
        return Response(200, json.dumps(body).encode())


def _order(request: Request) -> Order:
    """As the quote says, whoever wrote it."""
    body = json.loads(request.body)
    quote = body["quoteResponse"]
    price = Price(
        LISTED[quote["inputMint"]],
        LISTED[quote["outputMint"]],
        int(quote["inAmount"]),
        int(quote["outAmount"]),
        int(quote["otherAmountThreshold"]),
        quote["slippageBps"],
        Fraction(0),
    )
    return Order(Pubkey.from_string(body["userPublicKey"]), price, 10_000, fitted=True)


@asynccontextmanager
async def aggregating(node: Node) -> AsyncGenerator[Aggregator]:
    found = Aggregator(node)
    async with serve(found) as url:
        found.url = url
        yield found
