"""What a decoded swap takes from the wallet, brings to it, and until when it may.

Every call must be one that has a place in a swap, and every receiver must be the wallet, or the
router itself on the way to a later step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from fiscus.chains.evm.addresses import checksum
from fiscus.chains.evm.decoding.calls import Decoded, address, items, number, raw, struct
from fiscus.chains.evm.decoding.catalogue import (
    BEBOP,
    LIFI,
    ROUTER_02,
    UNIVERSAL,
    V2_ROUTER,
    V3_ROUTER,
)
from fiscus.chains.evm.decoding.codec import Values
from fiscus.chains.evm.decoding.refusals import not_decoded, refused

ZERO: Final = "0x" + "0" * 40
ME: Final = "0x" + "0" * 39 + "1"
ROUTER: Final = "0x" + "0" * 39 + "2"
"""How Uniswap's newer routers write their caller and themselves."""
NATIVE: Final = frozenset({ZERO, "0x" + "e" * 40})
"""How routers write the native coin."""
TAKER_HAS_COIN: Final = 1
MAKER_HAS_COIN: Final = 2
"""In the commands of Bebop's orders: that side pays native coin, where the wrapped one is named."""
PARTNER: Final = 2**64 - 1
ADDRESS: Final = 20
FEE: Final = 3


@dataclass(frozen=True, slots=True)
class Step:
    """`None` for a token is the native coin. Amounts are base units."""

    name: str
    taken: str | None = None
    most: int = 0
    """What it takes from the wallet itself, at most; 0 where it uses what the router holds."""
    brought: str | None = None
    least: int = 0
    receiver: str = ""
    """Empty where nothing is sent on."""
    alias: bool = False
    """Whether the contract reads `ME` and `ROUTER` as such here."""


@dataclass(frozen=True, slots=True)
class Trade:
    """A whole swap."""

    taken: Mapping[str | None, int]
    """The most that leaves the wallet, by token."""
    brought: Mapping[str | None, int]
    """The least that the contracts themselves promise to the wallet, by token."""
    deadline: int | None
    """Unix seconds; `None` where nothing limits it."""
    may_limit: bool
    """Whether these contracts could limit it."""


def read_trade(root: Decoded, *, wallet: str, wrapped: str | None) -> Trade:
    """Raises `CallRefused` for any call that has no place in a swap for this wallet."""
    me, weth = wallet.lower(), (wrapped or "").lower()
    calls = [call for call in root if call.name != "multicall" and not _runs_commands(call)]
    steps = [step for call in calls for step in _steps(call, weth)]
    taken, brought = dict[str | None, int](), dict[str | None, int]()
    for step in steps:
        token = None if _by_value(step, root, weth) else step.taken
        if step.most:
            taken[token] = taken.get(token, 0) + step.most
        if step.receiver and _receiver(step, root, me) == me:
            brought[step.brought] = brought.get(step.brought, 0) + step.least
    if taken.get(None, 0) > root.value_wei:
        raise refused("it spends more coin than is sent along")
    if root.value_wei:
        # All that is sent along leaves the wallet, whatever is made of it.
        taken[None] = root.value_wei
    return Trade(taken, brought, _deadline(root), root.kind != LIFI)


def _runs_commands(call: Decoded) -> bool:
    return call.kind == UNIVERSAL and call.name == "execute"


def _by_value(step: Step, root: Decoded, weth: str) -> bool:
    """Whether it is paid with the coin that is sent along: so do some routers pay wrapped coin."""
    wraps = step.taken == weth and root.value_wei > 0 and root.kind in PAYS_BY_VALUE
    return step.taken is None or wraps


PAYS_BY_VALUE: Final = frozenset({V3_ROUTER, ROUTER_02})


def _receiver(step: Step, root: Decoded, me: str) -> str:
    """Who it is sent to: the wallet or the router, and nobody else."""
    at = step.receiver
    if step.alias and root.kind == V3_ROUTER:
        at = root.target if at == ZERO else at
    elif step.alias:
        at = {ME: me, ROUTER: root.target}.get(at, at)
    if at not in {me, root.target}:
        raise refused(f"{step.name} sends to {checksum(at)}, which is not this wallet")
    return at


def _deadline(root: Decoded) -> int | None:
    """The earliest of all."""
    found = list[int]()
    for call in root:
        values = [call.values]
        values += [struct(call.values[name]) for name in ("params", "order") if name in call.values]
        found += [
            number(given, name)
            for given in values
            for name in ("deadline", "expiry")
            if name in given
        ]
    return min(found, default=None)


def _steps(call: Decoded, weth: str) -> Iterator[Step]:
    reader = READERS.get(call.kind)
    if reader is None or call.function is None:
        raise refused(f"{call.name or 'a payment'} to {checksum(call.target)} is no part of a swap")
    yield from reader(call, weth)


def _v2(call: Decoded, weth: str) -> Iterator[Step]:
    values, name = call.values, call.name
    path = [_at(token) for token in items(values["path"])]
    if len(path) < 2:
        raise not_decoded(f"the path of {name}")
    coin_in = name.startswith(("swapExactETH", "swapETH"))
    coin_out = "ForETH" in name or "ForExactETH" in name
    most = call.value_wei if coin_in else _first(values, "amountIn", "amountInMax")
    yield Step(
        name,
        None if coin_in else path[0],
        most,
        None if coin_out else path[-1],
        _first(values, "amountOutMin", "amountOut"),
        address(values, "to"),
    )


def _v3(call: Decoded, weth: str) -> Iterator[Step]:
    """Both routers of Uniswap v3; the second knows v2 too."""
    name, values = call.name, call.values
    if name.startswith("swap"):
        yield from _v2_of_02(call)
    elif "params" in values:
        yield _pool_swap(name, struct(values["params"]))
    elif name in {"refundETH", "wrapETH"}:
        yield Step(name)
    elif name in {"unwrapWETH9", "sweepToken"}:
        token = None if name == "unwrapWETH9" else address(values, "token")
        named = "recipient" in values
        receiver = address(values, "recipient") if named else ME
        least = number(values, "amountMinimum")
        yield Step(name, brought=token, least=least, receiver=receiver, alias=not named)
    elif name == "pull":
        yield Step(name, address(values, "token"), number(values, "value"))
    else:
        raise refused(f"{name} of {checksum(call.target)} is no part of a swap")


def _v2_of_02(call: Decoded) -> Iterator[Step]:
    for step in _v2(call, ""):
        yield replace(step, alias=True)


def _pool_swap(name: str, params: Values) -> Step:
    if "path" in params:
        path = _pools(name, raw(params, "path"))
        tokens = path[::-1] if name == "exactOutput" else path
        first, last = tokens[0], tokens[-1]
    else:
        first, last = address(params, "tokenIn"), address(params, "tokenOut")
    step = Step(
        name,
        first,
        _first(params, "amountIn", "amountInMaximum"),
        last,
        _first(params, "amountOutMinimum", "amountOut"),
        address(params, "recipient"),
    )
    return replace(step, alias=True)


def _universal(call: Decoded, weth: str) -> Iterator[Step]:
    yield replace(_command(call.name, call.values, weth), alias=True)


def _command(name: str, values: Values, weth: str) -> Step:
    if name.startswith(("V2_SWAP", "V3_SWAP")):
        return _command_swap(name, values)
    if name == "PERMIT2_TRANSFER_FROM":
        token = address(values, "token")
        most = number(values, "amount")
        return Step(name, token, most, token, 0, address(values, "recipient"))
    if name == "WRAP_ETH":
        return Step(name, brought=weth, receiver=address(values, "recipient"))
    if name in {"UNWRAP_WETH", "SWEEP"}:
        swept = None if name == "UNWRAP_WETH" else coin_or(address(values, "token"))
        least = number(values, "amountMinimum")
        return Step(name, brought=swept, least=least, receiver=address(values, "recipient"))
    if name == "BALANCE_CHECK_ERC20":
        return Step(name)
    raise refused(f"the universal router's {name} is no part of a swap")


def _command_swap(name: str, values: Values) -> Step:
    if name.startswith("V3"):
        path = _pools(name, raw(values, "path"))
        path = path[::-1] if name.endswith("OUT") else path
    else:
        path = [_at(token) for token in items(values["path"])]
    if len(path) < 2:
        raise not_decoded(f"the path of {name}")
    most = _first(values, "amountIn", "amountInMax") if values["payerIsUser"] is True else 0
    if most == 2**255:
        raise refused(f"{name} takes all that the wallet has")
    least = _first(values, "amountOutMin", "amountOut")
    return Step(name, path[0], most, path[-1], least, address(values, "recipient"))


def _lifi(call: Decoded, weth: str) -> Iterator[Step]:
    """The diamond runs the swaps itself, and guarantees the receiver and the minimum. What it says
    to exchanges concerns only what it was given."""
    values, name = call.values, call.name
    if "bridgeData" in values:
        raise refused(f"{name} takes the money to another chain")
    swaps = [struct(values["swapData"])] if "Single" in name else _structs(values)
    if not swaps:
        raise not_decoded(f"{name} without a swap")
    for token, units in deposits(swaps):
        yield Step(name, token, units)
    last = coin_or(address(swaps[-1], "receivingAssetId"))
    brought = None if name.endswith("ToNative") else last
    least = _first(values, "minAmountOut", "minAmount")
    yield Step(name, brought=brought, least=least, receiver=address(values, "receiver"))


def deposits(swaps: Sequence[Values]) -> Iterator[tuple[str | None, int]]:
    """What the diamond takes from the wallet for its swaps."""
    for swap in swaps:
        if swap["requiresDeposit"] is True or swap is swaps[0]:
            yield coin_or(address(swap, "sendingAssetId")), number(swap, "fromAmount")


def _bebop(call: Decoded, weth: str) -> Iterator[Step]:
    """A maker has signed the order, and the contract holds both sides to it. Of less than is asked
    for it gives a part in proportion."""
    order, name = struct(call.values["order"]), call.name
    commands, units = number(order, "packed_commands"), number(order, "taker_amount")
    if commands & ~(TAKER_HAS_COIN | MAKER_HAS_COIN):
        raise refused(f"{name} of Bebop takes the money through Permit2")
    if number(order, "flags") >> 64 & PARTNER:
        raise refused(f"{name} of Bebop pays a partner out of what comes")
    if not units:
        raise not_decoded(f"{name} of Bebop for nothing")
    taken = min(number(call.values, "filledTakerAmount") or units, units)
    yield Step(
        name,
        None if commands & TAKER_HAS_COIN else address(order, "taker_token"),
        taken,
        None if commands & MAKER_HAS_COIN else address(order, "maker_token"),
        number(order, "maker_amount") * taken // units,
        address(order, "receiver"),
    )


def _structs(values: Values) -> list[Values]:
    return [struct(swap) for swap in items(values["swapData"])]


READERS: Final[Mapping[str, Callable[[Decoded, str], Iterator[Step]]]] = {
    V2_ROUTER: _v2,
    V3_ROUTER: _v3,
    ROUTER_02: _v3,
    UNIVERSAL: _universal,
    LIFI: _lifi,
    BEBOP: _bebop,
}


def _pools(name: str, path: bytes) -> list[str]:
    """The tokens of a v3 path: addresses with fees of three bytes between them."""
    hop = ADDRESS + FEE
    if len(path) < hop + ADDRESS or (len(path) - ADDRESS) % hop:
        raise not_decoded(f"the path of {name}")
    return ["0x" + path[at : at + ADDRESS].hex() for at in range(0, len(path), hop)]


def _first(values: Values, *names: str) -> int:
    return next(number(values, name) for name in names if name in values)


def coin_or(token: str) -> str | None:
    """`None` where a router writes the native coin."""
    return None if token in NATIVE else token


def _at(token: object) -> str:
    if not isinstance(token, str):
        raise TypeError("a path holds addresses")
    return token
