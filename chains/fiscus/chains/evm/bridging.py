"""Planning money's way to another chain, as somebody outside proposes it.

The intent says what leaves (`amount` of `token` on `chain`), what must come (`to_token` on
`to_chain`, at least `min_out` of it, for `recipient` where that is not the wallet).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from fiscus.chains.evm import queries
from fiscus.chains.evm.addresses import checksum
from fiscus.chains.evm.assets import find_asset, native_asset
from fiscus.chains.evm.chain import EvmChain
from fiscus.chains.evm.decode import Message
from fiscus.chains.evm.decoding.bridges import Asked, Passage, read_bridge
from fiscus.chains.evm.decoding.calls import Decoded, decode_message
from fiscus.chains.evm.decoding.catalogue import Directory
from fiscus.chains.evm.decoding.refusals import refused
from fiscus.chains.evm.decoding.trades import NATIVE
from fiscus.chains.evm.facts import token_balance
from fiscus.chains.evm.names import resolve_name
from fiscus.chains.evm.networks import Networks
from fiscus.chains.evm.recipients import Recipient, literal_address, refuse_pointless
from fiscus.chains.evm.swaps import ALL_BPS, Wanted
from fiscus.chains.evm.tokens import TokenList
from fiscus.chains.query import Query
from fiscus.core.desk.adapter import Asset, Concern, Effect, Gain, Move, Shore
from fiscus.core.desk.amounts import shown
from fiscus.core.desk.door import Intent
from fiscus.core.errors import ChainError, RequestError, UnknownToken

FEES_BPS: Final = 1_000
"""What a bridge of one and the same token may keep beside the slippage. Who moves so little that it
keeps more had better move it all at once."""
LATEST_SECONDS: Final = 12 * 60 * 60
"""The furthest time at which somebody may still pay on the other side."""


@dataclass(frozen=True, slots=True)
class Far:
    """The other side, and how it stands there before anything is signed."""

    chain: EvmChain
    asset: Asset
    receiver: str
    shore: Shore
    concerns: tuple[Concern, ...] = ()


def destination(networks: Networks, intent: Intent, source: EvmChain) -> EvmChain:
    """Raises `UnknownChain`, and `RequestError` where nothing would cross."""
    name = intent.value("to_chain")
    if not name:
        raise RequestError("The chain to bridge to is missing", hint="Say to which chain.")
    chain = networks.config.chain(name)
    if chain.name == source.name:
        raise RequestError(
            f"A bridge from {source.title} to {source.title} goes nowhere",
            hint="To change one token for another on the same chain, ask for a swap.",
        )
    return chain


def counterpart(sold: Asset, text: str | None, chain: EvmChain, tokens: TokenList) -> Asset:
    """What is meant on another chain: the token of that name, or the same one as leaves.

    Coin that is no coin there is its wrapped form. Raises `UnknownToken`.
    """
    if text is None:
        names = [sold.symbol, f"W{sold.symbol}"] if sold.address is None else [sold.symbol]
        for name in names:
            if found := _known(chain, name, tokens):
                return found
        raise UnknownToken(
            f"{sold.symbol} is not known on {chain.title}",
            hint=f"Say which token shall arrive there, for example {chain.coin} or USDC.",
        )
    found = find_asset(chain, text, tokens)
    if found is None:
        raise UnknownToken(
            f"The token at {text} on {chain.title} is on no list, so nobody can say what arrives",
            hint="Name a token by its symbol.",
        )
    return found


def _known(chain: EvmChain, symbol: str, tokens: TokenList) -> Asset | None:
    try:
        return find_asset(chain, symbol, tokens)
    except UnknownToken:
        return None


async def far_side(
    networks: Networks,
    intent: Intent,
    chain: EvmChain,
    asset: Asset,
    *,
    wallet: str,
    tokens: TokenList,
) -> Far:
    """One request to the other chain: nothing leaves towards a chain that cannot be asked."""
    receiver, told = await _receiver(networks, intent, chain, wallet=wallet, tokens=tokens)
    client = networks[chain.name]
    block, code, units = await client.gather(
        queries.block(),
        queries.code(receiver),
        held_of(asset, receiver),
        fresh_identity=True,
    )
    if units is None:
        raise ChainError(
            f"{asset.symbol} on {chain.title} does not tell balances", hint="Name another token."
        )
    if code and asset.address is None:
        raise RequestError(
            f"{receiver} is a contract on {chain.title}: bridges pay it no coin",
            hint=f"Ask for the wrapped coin, or for a token, on {chain.title}.",
        )
    if code and receiver != wallet:
        text = f"{receiver} is a contract on {chain.title}; it may not be able to use the money."
        told = (*told, Concern("contract", text))
    return Far(chain, asset, receiver, Shore(block.number, units), told)


def held_of(asset: Asset, owner: str, block: str = queries.LATEST) -> Query[int | None]:
    """Base units of a coin or token; `None` where a contract tells no balance."""
    if asset.address is not None:
        return token_balance(asset.address, owner, block)
    return queries.balance(owner, block).then(_maybe)


def _maybe(units: int) -> int | None:
    return units


async def _receiver(
    networks: Networks, intent: Intent, chain: EvmChain, *, wallet: str, tokens: TokenList
) -> tuple[str, tuple[Concern, ...]]:
    text = intent.value("recipient")
    literal = literal_address(text) if text else wallet
    if literal is not None:
        if literal != wallet:
            refuse_pointless(Recipient(literal), signer=wallet, chain=chain, tokens=tokens)
        return literal, ()
    found = await resolve_name(networks.registrar(chain), text or "", chain=chain)
    refuse_pointless(Recipient(found.address), signer=wallet, chain=chain, tokens=tokens)
    named = Concern("bridged_to_name", f"{found.name} is {found.address} on {chain.title}.")
    return found.address, (named,)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A transaction that brings what was asked for to the other side, as far as its data goes."""

    root: Decoded
    effect: Effect
    behind_bps: int
    """How much less must arrive than leaves, where that is the same token; else the slippage."""
    deadline: int | None


def bridge_proposal(
    wanted: Wanted, far: Far, message: Message, directory: Directory, *, wallet: str, fee_wei: int
) -> Proposal:
    """Read a proposed transaction and hold it against what is wanted.

    Raises `NotDecoded` or `CallRefused`.
    """
    root, chain = decode_message(message, directory), directory.chain
    found = read_bridge(root, Asked(wallet.lower(), far.receiver.lower(), far.chain.id))
    sold = _key(wanted.sold)
    taken, coin = found.taken.get(sold, 0), native_asset(chain)
    if stray := [token for token in found.taken if token != sold]:
        what = f"the token {checksum(stray[0])}" if stray[0] else "native coin"
        raise refused(f"it takes {what} too")
    if not 0 < taken <= wanted.most:
        raise refused(
            f"it takes {_shown(wanted.sold, taken)}, not at most {_shown(wanted.sold, wanted.most)}"
        )
    if found.fee_wei > fee_wei:
        raise refused(
            f"it sends {_shown(coin, found.fee_wei)} along for the bridge, which said"
            f" {_shown(coin, fee_wei)}"
        )
    least = _least(found, wanted.sold, far, directory)
    if least < max(wanted.least, 1):
        raise refused(
            f"it promises {_shown(far.asset, least)}, not at least"
            f" {_shown(far.asset, max(wanted.least, 1))}"
        )
    moves = [Move(wanted.sold, taken, message.to)]
    if found.fee_wei:
        moves.append(Move(coin, found.fee_wei, message.to))
    effect = Effect(
        action="bridge",
        chain=chain.name,
        chain_id=chain.id,
        signer=wallet,
        target=message.to,
        call=root.function.signature if root.function else "",
        moves=tuple(moves),
        fee_asset=coin,
        max_fee_units=0,
        gains=(Gain(far.asset, least, far.receiver),),
        calls=tuple(call.shown() for call in root),
    )
    return Proposal(root, effect, _behind(wanted, taken, far, least), found.deadline)


def check_filling(proposal: Proposal, *, time: int, clock: float) -> None:
    """Raise where nobody could pay on the other side any more, or could at any later time."""
    if proposal.deadline is None:
        return
    now = max(time, int(clock))
    if proposal.deadline <= now:
        raise refused("its deadline is over")
    if proposal.deadline > now + LATEST_SECONDS:
        raise refused("its deadline is more than twelve hours away")


def _least(found: Passage, sold: Asset, far: Far, directory: Directory) -> int:
    """The promise in units of what was asked for. Raises where something else would arrive."""
    if found.arrives is None:
        crossing = _crossing(found, sold, directory)
        if (crossing.symbol, crossing.address is None) != (
            far.asset.symbol,
            far.asset.address is None,
        ):
            raise refused(f"the bridge carries {crossing.symbol}, and not {far.asset.symbol}")
        return _scaled(found.least, crossing.decimals, far.asset.decimals)
    wrapped = (far.chain.wrapped or "").lower()
    unwraps = found.arrives in NATIVE or (
        found.arrives == wrapped and found.bridge.startswith("Across")
    )
    arrives = None if unwraps else found.arrives
    if arrives != _key(far.asset):
        other = checksum(arrives) if arrives else far.chain.coin
        raise refused(f"what arrives is {other}, and not {far.asset.symbol}")
    return found.least


def _crossing(found: Passage, sold: Asset, directory: Directory) -> Asset:
    if found.crossing == _key(sold):
        return sold
    if found.crossing is None:
        return native_asset(directory.chain)
    known = directory.tokens.by_address(directory.chain.name, found.crossing)
    if known is None:
        raise refused(f"the token {checksum(found.crossing)} that would cross is on no list")
    return Asset(known.chain, known.address, known.symbol, known.decimals)


def _behind(wanted: Wanted, taken: int, far: Far, least: int) -> int:
    """Raises `CallRefused` where the bridge would keep too much of one and the same token."""
    if wanted.sold.symbol != far.asset.symbol:
        return wanted.slippage_bps
    sent = _scaled(taken, wanted.sold.decimals, far.asset.decimals)
    behind = max(-(-(sent - least) * ALL_BPS // sent), 0) if sent else ALL_BPS
    if behind > wanted.slippage_bps + FEES_BPS:
        raise refused(
            f"it promises {_shown(far.asset, least)} for {_shown(wanted.sold, taken)}: the bridge"
            " could keep the rest"
        )
    return behind


def _scaled(units: int, decimals: int, others: int) -> int:
    """Rounded down."""
    scaled: int = units * 10**others // 10**decimals
    return scaled


def _key(asset: Asset) -> str | None:
    return asset.address.lower() if asset.address else None


def _shown(asset: Asset, units: int) -> str:
    return shown(units, asset.decimals, asset.symbol)
