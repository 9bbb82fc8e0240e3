"""EVM_SWAP: one token for another on the same chain."""

from __future__ import annotations

from dataclasses import replace

from pydantic import BaseModel, ConfigDict, Field

from fiscus.chains.evm.definitions import CHAINS
from fiscus.chains.evm.quoting.asking import Asked, Market
from fiscus.chains.evm.quoting.offers import Offer, Order
from fiscus.chains.evm.quoting.ordering import make_order
from fiscus.chains.evm.quoting.outcome import moved
from fiscus.chains.evm.quoting.rights import acts_before
from fiscus.chains.evm.quoting.telling import exactly, told_offer
from fiscus.chains.wallets.swap import swap_intent
from fiscus.core import Action, ActionContext, ActionExample, ActionResult
from fiscus.core.desk.amounts import announced
from fiscus.core.desk.outcome import Outcome, State
from fiscus.core.memory import Content
from fiscus.core.money import from_base_units, plain
from fiscus.core.receipts import transfer_receipt
from fiscus.plugins.evm.service import EvmService


class SwapParams(BaseModel):
    """What a swap needs."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    amount: str = Field(description='Whole tokens as a decimal, or "all", "half", "40%", "$25".')
    token: str = Field(description="What is sold: symbol, or the address of its contract.")
    to_token: str = Field(description="What is bought: symbol, or the address of its contract.")
    from_chain: str | None = Field(default=None, description="Chain, only if the person named it.")
    slippage: str | None = Field(default=None, description="Percent, only if the person named it.")
    amount_side: str | None = Field(
        default=None, description='"out" where the amount is of what is bought.'
    )
    min_out: str | None = Field(
        default=None, description="The least that must arrive, only if the person named it."
    )


async def handle(ctx: ActionContext, params: SwapParams) -> ActionResult:
    service = ctx.service(EvmService)
    wallet = service.must_have_address()
    chain = service.chain(params.from_chain)
    order = await make_order(service.evm, swap_intent("evm", ctx.values), wallet)
    said = _announced(order, params)
    await ctx.callback(Content(text=said, actions=(swap.name,)))
    if order.wraps:
        return receipt(await ctx.desk.submit(swap_intent("evm", ctx.values)))
    market = Market(service.evm)
    asked = await market.ask(order)
    await ctx.callback(Content(text=told_offer(order, asked), actions=(swap.name,)))
    rights: list[Outcome] = []
    for act in await acts_before(service.evm.networks[chain.name], order, asked.best):
        given = swap_intent("evm", ctx.values, asked.best.proposed, action=act)
        rights.append(await ctx.desk.submit(given))
        if not _done(rights[-1]):
            return _before(rights[-1])
    if rights:
        # The blocks that the right took are time enough for a price to move.
        order = await make_order(service.evm, swap_intent("evm", ctx.values), wallet)
        asked = await market.ask(order, only=asked.best.source)
    outcome = await ctx.desk.submit(swap_intent("evm", ctx.values, asked.best.proposed))
    return await _told(service, order, asked, outcome, rights)


def _announced(order: Order, params: SwapParams) -> str:
    title = order.chain.title
    if order.wraps:
        verb = "wrap" if order.sold.address is None else "unwrap"
        return f"I'll {verb} {announced(params.amount, order.sold.symbol)} on {title}."
    if params.amount_side == "out":
        what = f"buy {params.amount} {params.to_token} with {params.token}"
    else:
        what = f"swap {announced(params.amount, params.token)} for {params.to_token}"
    bound = f" with {params.slippage}% slippage tolerance" if params.slippage else ""
    return f"I'll {what} on {title} using the best available route{bound}."


def _done(outcome: Outcome) -> bool:
    return outcome.state is State.CONFIRMED and outcome.detail is None


def _before(right: Outcome) -> ActionResult:
    """What came of the right that the swap needs, where that is not done."""
    told = receipt(right)
    after = " The swap comes after it: ask for it again when it is done."
    if right.state is State.SIMULATED:
        after = " The swap would come after it."
    return replace(told, text=f"{told.text}{after}")


async def _told(
    service: EvmService, order: Order, asked: Asked, outcome: Outcome, rights: list[Outcome]
) -> ActionResult:
    told = receipt(outcome)
    facts: dict[str, object] = {
        "to_token": order.bought.symbol,
        "source": asked.best.source,
        "route": asked.best.route,
        "min_out": plain(from_base_units(asked.best.least_out, order.bought.decimals)),
        "approval_hashes": [right.hash for right in rights],
    }
    if not _done(outcome) or outcome.hash is None:
        return replace(told, data={**told.data, **facts})
    client = service.evm.networks[order.chain.name]
    changes = await moved(client, order.wallet, (order.bought, order.sold), outcome.hash)
    if changes is None:
        return replace(told, data={**told.data, **facts})
    came, left = changes
    facts |= {
        "amount_in": plain(from_base_units(-left, order.sold.decimals)),
        "amount_in_units": -left,
        "amount_out": plain(from_base_units(came, order.bought.decimals)),
        "amount_out_units": came,
    }
    text = (
        f"Swapped {exactly(-left, order.sold)} for {exactly(came, order.bought)}"
        f" on {order.chain.title} through {_by(asked.best)}\n"
        f"Transaction: {outcome.explorer_url or outcome.hash}"
    )
    return replace(told, text=text, data={**told.data, **facts})


def _by(offer: Offer) -> str:
    return f"{offer.source} ({offer.route})" if offer.route else offer.source


def receipt(outcome: Outcome) -> ActionResult:
    return transfer_receipt(outcome, title=CHAINS[outcome.chain].title)


def _example(said: str, answer: str) -> tuple[ActionExample, ...]:
    return (
        ActionExample("{{user}}", Content(text=said)),
        ActionExample("{{agent}}", Content(text=answer, actions=("EVM_SWAP",))),
    )


swap = Action(
    name="EVM_SWAP",
    description=(
        "Swap tokens on the same chain, wrap or unwrap the coin: from the agent's own wallet, by"
        " the best of several offers. Use it only for what the person asks in this message, with"
        " the amount, tokens, chain and slippage they gave. Not for paying anybody, nor for moving"
        " to another chain."
    ),
    handler=handle,
    params=SwapParams,
    receipt=receipt,
    similes=("EVM_SWAP_TOKENS", "EVM_TOKEN_SWAP", "EVM_EXCHANGE_TOKENS", "EVM_TRADE_TOKENS"),
    examples=(
        _example("Swap 1 ETH for USDC", "I'll swap 1 ETH for USDC using the best available route."),
        _example(
            "Exchange 100 USDC for DAI with 0.5% slippage",
            "Swapping 100 USDC for DAI with 0.5% slippage tolerance.",
        ),
    ),
    handles=("swap",),
    family="evm",
    critical=True,
)
