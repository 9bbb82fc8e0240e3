"""Calldata as the calls that it is made of, the inner ones too.

Nothing is guessed: a selector that the contract does not have, bytes that are left over, an inner
call that nobody knows, and the whole transaction is refused by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fiscus.chains.evm.addresses import checksum
from fiscus.chains.evm.decode import Message
from fiscus.chains.evm.decoding.catalogue import (
    LIFI,
    MULTICALL,
    NFT,
    UNIVERSAL,
    Directory,
    commands,
    functions,
)
from fiscus.chains.evm.decoding.codec import Unreadable, Value, Values, decode
from fiscus.chains.evm.decoding.kinds import Function
from fiscus.chains.evm.decoding.refusals import not_decoded, refused
from fiscus.core.desk.adapter import Call

DEEPEST: Final = 4
MOST_CALLS: Final = 64
ALLOW_REVERT: Final = 0x80
COMMAND: Final = 0x7F
SHOWN_BYTES: Final = 36


@dataclass(frozen=True, slots=True)
class Decoded:
    """One call. Addresses are in lower case; `function` is `None` where only coin is sent."""

    target: str
    value_wei: int
    kind: str
    function: Function | None
    values: Values
    inner: tuple[Decoded, ...] = ()

    @property
    def name(self) -> str:
        return self.function.name if self.function else ""

    def __iter__(self) -> Iterator[Decoded]:
        """This call and all that it makes, in order."""
        yield self
        for call in self.inner:
            yield from call

    def shown(self) -> Call:
        """For an effect: whom, and what with every argument."""
        if self.function is None:
            return Call(checksum(self.target), f"sends {self.value_wei} wei")
        given = ", ".join(f"{name}: {_text(value)}" for name, value in self.values.items())
        paid = f" with {self.value_wei} wei" if self.value_wei else ""
        return Call(checksum(self.target), f"{self.name}({given}){paid}")


def decode_message(message: Message, directory: Directory) -> Decoded:
    """Raises `NotDecoded`, and `CallRefused` for a right over everything of a collection."""
    root = _decode(message, directory, 0)
    calls = list(root)
    if len(calls) > MOST_CALLS:
        raise not_decoded(f"it makes {len(calls)} calls, more than anybody reads")
    for call in calls:
        if call.kind == NFT:
            raise refused(f"{checksum(call.target)} is asked for {call.name}, which is about NFTs")
    return root


def _decode(message: Message, directory: Directory, depth: int) -> Decoded:
    target = message.to.lower()
    if depth > DEEPEST:
        raise not_decoded("calls are hidden in calls, deeper than anybody reads")
    if not message.data:
        return Decoded(target, message.value_wei, "", None, {})
    errors: list[str] = []
    for kind in directory.kinds(target):
        known = functions().get(kind, {}).get(message.data[:4])
        if known is None:
            continue
        try:
            values = decode(known.inputs, message.data[4:])
        except Unreadable as exc:
            errors.append(f"{known.name} of {checksum(target)}: {exc}")
            continue
        call = Decoded(target, message.value_wei, kind, known, values)
        inner = tuple(_inner(call, directory, depth + 1))
        return Decoded(target, message.value_wei, kind, known, values, inner)
    raise not_decoded(errors[0] if errors else _unknown(message, directory))


def _unknown(message: Message, directory: Directory) -> str:
    found = directory.find(message.to)
    selector = "0x" + message.data[:4].hex()
    if found is not None:
        return f"{found.name} at {checksum(message.to)} has no known function {selector}"
    return f"nobody knows what {selector} does at {checksum(message.to)}"


def _inner(call: Decoded, directory: Directory, depth: int) -> Iterator[Decoded]:
    if call.kind == UNIVERSAL:
        yield from _commands(call)
        return
    maker = MAKERS.get(call.name if call.kind != MULTICALL else MULTICALL)
    if maker is not None:
        for message in maker(call):
            yield _decode(message, directory, depth)


def _own_calls(call: Decoded) -> Iterator[Message]:
    """`multicall`: the contract calls itself."""
    for data in _list(call.values["data"]):
        if not isinstance(data, bytes) or len(data) < 4:
            raise not_decoded(f"multicall of {checksum(call.target)} holds an empty call")
        yield Message(call.target, 0, data)


def _listed_calls(call: Decoded) -> Iterator[Message]:
    """Multicall3: any contract is called, by Multicall3."""
    for entry in _list(call.values["calls"]):
        fields = struct(entry)
        value = fields.get("value", 0)
        yield Message(
            address(fields, "target"),
            value if isinstance(value, int) else 0,
            raw(fields, "callData"),
        )


def _wrapped_call(call: Decoded) -> Iterator[Message]:
    if call.values.get("operation", 0) != 0:
        raise refused(f"{call.name} of {checksum(call.target)} runs foreign code as its own")
    values = call.values
    yield Message(address(values, "to"), number(values, "value"), raw(values, "data"))


def _diamond_call(call: Decoded) -> Iterator[Message]:
    """LI.FI's proxy calls the diamond, which is not named in the call."""
    data = raw(call.values, "diamondCalldata")
    known = functions()[LIFI].get(data[:4])
    if known is None:
        raise not_decoded(f"the call of LI.FI's diamond in {call.name} (0x{data[:4].hex()})")
    yield Message(call.target, 0, data)


MAKERS: Final[Mapping[str, Callable[[Decoded], Iterator[Message]]]] = {
    "multicall": _own_calls,
    MULTICALL: _listed_calls,
    "execute": _wrapped_call,
    "execTransaction": _wrapped_call,
    "callDiamondWithPermit2": _diamond_call,
    "callDiamondWithEIP2612Signature": _diamond_call,
}
"""The calls that make others, by name."""


def _commands(call: Decoded) -> Iterator[Decoded]:
    """The steps of the universal router, each with its own arguments."""
    steps, inputs = raw(call.values, "commands"), _list(call.values["inputs"])
    if len(steps) != len(inputs):
        raise not_decoded("the universal router is given another number of inputs than commands")
    for step, given in zip(steps, inputs, strict=True):
        known = commands().get(step & COMMAND)
        if known is None or step & ~(COMMAND | ALLOW_REVERT):
            raise not_decoded(f"the universal router's command 0x{step:02x}")
        if step & ALLOW_REVERT:
            raise refused(f"the universal router's {known.name} may fail without the rest failing")
        if not isinstance(given, bytes):
            raise not_decoded(f"the input of {known.name}")
        try:
            values = decode(known.inputs, given)
        except Unreadable as exc:
            raise not_decoded(f"{known.name} of the universal router: {exc}") from None
        yield Decoded(call.target, 0, UNIVERSAL, known, values)


def number(values: Values, name: str) -> int:
    """A number of that name. The types have been checked: anything else is a fault here."""
    value = values[name]
    if not isinstance(value, int):
        raise TypeError(f"{name} is no number")
    return value


def address(values: Values, name: str) -> str:
    value = values[name]
    if not isinstance(value, str):
        raise TypeError(f"{name} is no address")
    return value


def raw(values: Values, name: str) -> bytes:
    value = values[name]
    if not isinstance(value, bytes):
        raise TypeError(f"{name} is no bytes")
    return value


def struct(value: Value) -> Values:
    if not isinstance(value, Mapping):
        raise TypeError("that is no struct")
    return value


def _list(value: Value) -> Sequence[Value]:
    if isinstance(value, (str, bytes)) or not isinstance(value, Sequence):
        raise TypeError("that is no list")
    return value


items = _list


def _text(value: Value) -> str:
    """Exact, and short: long bytes are their length and their hash."""
    if isinstance(value, bytes):
        if len(value) <= SHOWN_BYTES:
            return "0x" + value.hex()
        from hashlib import sha256

        return f"{len(value)} bytes with SHA-256 {sha256(value).hexdigest()[:32]}"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {_text(part)}" for name, part in value.items()) + "}"
    if isinstance(value, str):
        return checksum(value)
    if isinstance(value, Sequence):
        return "[" + ", ".join(map(_text, value)) + "]"
    return str(value).lower() if isinstance(value, bool) else str(value)
