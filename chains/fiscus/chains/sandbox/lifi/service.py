"""LI.FI's endpoints, answered from the sandbox's own exchanges."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final, TypeAlias

from fiscus.chains.sandbox.definition import LIFI_DIAMOND
from fiscus.chains.sandbox.exchanges import EXCHANGES
from fiscus.chains.sandbox.ferry import Ending, Ferry, Weather
from fiscus.chains.sandbox.lifi.asked import (
    NOT_FOUND,
    Declined,
    Shelf,
    body_of,
    needed,
    step_of,
    wish_of,
    wrong,
)
from fiscus.chains.sandbox.lifi.bridges import (
    Crossing,
    bridge_shape,
    crosses,
    crossing,
    standing,
)
from fiscus.chains.sandbox.lifi.shapes import (
    Fields,
    chain_shape,
    shown_address,
    token_shape,
    tool_shape,
)
from fiscus.chains.sandbox.lifi.statuses import status_of
from fiscus.chains.sandbox.lifi.trading import Proposal, no_quote, proposals, proposals_to_amount
from fiscus.chains.sandbox.loopback import Request, Response
from fiscus.chains.sandbox.places import Place

VERSION: Final = "/v1/"
HASH: Final = re.compile(r"0x[0-9a-fA-F]{64}")

Answerer: TypeAlias = "Callable[[Request], Awaitable[Fields]]"


class LifiService:
    """`answer` is a handler for `loopback.serve`."""

    def __init__(self, places: Sequence[Place], ferry: Ferry) -> None:
        self._ferry = ferry
        self._places = {place.chain.id: place for place in places}
        self._shelf = Shelf({number: place.traded for number, place in self._places.items()})
        self._endpoints: Mapping[tuple[str, str], Answerer] = {
            ("GET", "chains"): self._chains,
            ("GET", "tokens"): self._tokens,
            ("GET", "token"): self._token,
            ("GET", "tools"): self._tools,
            ("GET", "connections"): self._connections,
            ("GET", "quote"): self._quote,
            ("GET", "quote/toAmount"): self._quote_to_amount,
            ("POST", "advanced/routes"): self._routes,
            ("POST", "advanced/stepTransaction"): self._step_transaction,
            ("GET", "status"): self._status,
            ("POST", "sandbox/bridge"): self._weather,
        }

    async def answer(self, request: Request) -> Response:
        method = "GET" if request.method == "HEAD" else request.method
        endpoint = self._endpoints.get((method, request.path.removeprefix(VERSION)))
        try:
            if endpoint is None or not request.path.startswith(VERSION):
                raise Declined(404, NOT_FOUND, "Not Found")
            return _response(200, await endpoint(request))
        except Declined as declined:
            return _response(declined.status, declined.body)

    async def _chains(self, request: Request) -> Fields:
        return {
            "chains": [
                chain_shape(place.chain, place.coin, LIFI_DIAMOND, place.console.url)
                for place in self._places.values()
            ]
        }

    async def _tokens(self, request: Request) -> Fields:
        asked = [word for word in request.query.get("chains", "").split(",") if word]
        chains = [self._shelf.chain(word) for word in asked] or list(self._places)
        traded = self._shelf.traded
        return {
            "tokens": {
                str(chain): [token_shape(known) for known in traded[chain]] for chain in chains
            }
        }

    async def _token(self, request: Request) -> Fields:
        chain = self._shelf.chain(needed(request.query, "chain"))
        return token_shape(self._shelf.token(chain, needed(request.query, "token")))

    async def _tools(self, request: Request) -> Fields:
        chains = ",".join(map(str, self._places))
        exchanges = [{**tool_shape(known), "supportedChains": chains} for known in EXCHANGES]
        return {"exchanges": [*exchanges], "bridges": [bridge_shape(self._places)]}

    async def _connections(self, request: Request) -> Fields:
        """From every token to every other; over the bridge, to the same."""
        here, there = (
            self._shelf.chain(needed(request.query, name)) for name in ("fromChain", "toChain")
        )
        rows: Fields = {"fromChainId": here, "toChainId": there}
        for side, name in (("fromTokens", "fromToken"), ("toTokens", "toToken")):
            only = request.query.get(name)
            place = here if side == "fromTokens" else there
            known = [self._shelf.token(place, only)] if only else self._shelf.traded[place]
            rows[side] = [{"address": shown_address(one), "chainId": place} for one in known]
        return {"connections": [rows]}

    async def _quote(self, request: Request) -> Fields:
        if crosses(request.query, self._shelf):
            return (await self._crossing(request.query)).step_with_transaction()
        best, *_ = await self._proposals(request.query)
        return best.step_with_transaction()

    async def _quote_to_amount(self, request: Request) -> Fields:
        best, *_ = await proposals_to_amount(self._places, self._shelf, request.query)
        return best.step_with_transaction()

    async def _routes(self, request: Request) -> Fields:
        wish = wish_of(body_of(request))
        if crosses(wish, self._shelf):
            return {"routes": [(await self._crossing(wish)).route()]}
        best, *others = await self._proposals(wish)
        routes = [best.route("RECOMMENDED", "CHEAPEST", "FASTEST")]
        return {"routes": [*routes, *(other.route() for other in others)]}

    async def _step_transaction(self, request: Request) -> Fields:
        """The step's own exchange, asked anew."""
        wish, tool = step_of(body_of(request))
        if crosses(wish, self._shelf):
            return (await self._crossing(wish)).step_with_transaction()
        found = [each for each in await self._proposals(wish) if _tool(each) == tool]
        if not found:
            raise wrong(f"Tool {tool!r} has no offer for this step")
        return found[0].step_with_transaction()

    async def _weather(self, request: Request) -> Fields:
        """No part of LI.FI: how the sandbox's next bridges go, by `seconds` and `ending`."""
        told = body_of(request)
        try:
            seconds = float(str(told.get("seconds", 0)))
            self._ferry.weather = Weather(seconds, Ending(str(told.get("ending", "completed"))))
        except ValueError:
            raise wrong(f"seconds is a number, ending one of {', '.join(Ending)}") from None
        return {"seconds": seconds, "ending": self._ferry.weather.ending.value}

    async def _crossing(self, wish: Mapping[str, str]) -> Crossing:
        found = await crossing(self._places, self._shelf, wish)
        if found is None:
            raise no_quote("The bridge does not carry this pair")
        await self._ferry.expect()
        return found

    async def _proposals(self, wish: Mapping[str, str]) -> list[Proposal]:
        return await proposals(self._places, self._shelf, wish)

    async def _status(self, request: Request) -> Fields:
        transaction = needed(request.query, "txHash")
        if not HASH.fullmatch(transaction):
            raise wrong("txHash is no transaction hash")
        await self._ferry.look()
        if (carried := standing(self._ferry, self._shelf, transaction)) is not None:
            return carried
        return await status_of(list(self._places.values()), self._shelf, transaction)


def _tool(proposal: Proposal) -> str:
    return proposal.offer.exchange.key


def _response(status: int, body: Fields) -> Response:
    return Response(status, json.dumps(body, separators=(",", ":")).encode())
