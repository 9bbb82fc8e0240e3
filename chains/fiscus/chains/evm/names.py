"""Who a name stands for on one chain, asked of the ENS contracts themselves.

Two HTTP requests: the resolvers of the name and of what it is below of (ENSIP-10), then all that
the nearest resolver says. Nothing outside the chain is ever asked (ERC-3668 is refused).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fiscus.chains.answers import BadAnswer
from fiscus.chains.evm.abi import (
    ENS_ADDR,
    ENS_COIN_ADDR,
    ENS_NAME,
    ENS_RESOLVE,
    ENS_RESOLVER,
    OFFCHAIN_LOOKUP,
    SUPPORTS_INTERFACE,
    WORD,
    dynamic_bytes,
    read_address,
    read_bytes,
    read_text,
    read_uint,
    uint_word,
)
from fiscus.chains.evm.addresses import checksum
from fiscus.chains.evm.chain import EvmChain
from fiscus.chains.evm.ens import ETHEREUM_COIN, coin_type, namehash, normalise, parents, wire_name
from fiscus.chains.evm.multicall import ContractCall, Returned, read_contracts
from fiscus.core.errors import NameNotResolved

if TYPE_CHECKING:
    from fiscus.chains.evm.client import EvmClient

NOBODY = "0x" + "0" * 40


class OffchainName(NameNotResolved):
    """The name's record is kept outside the chain, where nobody vouches for it."""

    code = "NAME_OFFCHAIN"


@dataclass(frozen=True, slots=True)
class ResolvedName:
    """A name in normal form and its address on the chain it was asked for."""

    name: str
    address: str
    """With its EIP-55 checksum."""


@dataclass(frozen=True, slots=True)
class Resolver:
    """The contract that answers for a name; `own` is false where it answers for a parent."""

    address: str
    own: bool


async def resolve_name(registrar: EvmClient, name: str, *, chain: EvmChain) -> ResolvedName:
    """The address of `name` on `chain`, from the registry on the chain of `registrar`.

    Raises `NameNotResolved` for an invalid name, an unknown one, and one without a record for
    this very chain: another chain's record is only ever a hint. `OffchainName` where the record
    is not on the chain.
    """
    normal = normalise(name)
    resolver = await _resolver(registrar, normal)
    if resolver is None:
        raise NameNotResolved(
            f"{normal!r} is not a registered name", hint="Check how it is written."
        )
    records = await _records(registrar, resolver, normal, coin_type(chain.id))
    if records.own is not None:
        return ResolvedName(normal, checksum(records.own))
    raise _missing(normal, chain, records)


async def own_name(registrar: EvmClient, address: str) -> str | None:
    """The name that an address gives itself on Ethereum (EIP-181), in normal form.

    `None` where it gives none, or one that does not stand for it: anybody can claim any name.
    """
    registry = registrar.chain.ens_registry
    if registry is None:
        return None
    node = namehash(f"{address[2:].lower()}.addr.reverse")
    (found,) = await read_contracts(registrar, [ContractCall(registry, ENS_RESOLVER + node)])
    resolver = found.read(read_address)
    if resolver is None or resolver == NOBODY:
        return None
    (told,) = await read_contracts(registrar, [ContractCall(resolver, ENS_NAME + node)])
    claimed = told.read(read_text)
    if not claimed:
        return None
    try:
        itself = await resolve_name(registrar, claimed, chain=registrar.chain)
    except NameNotResolved:
        return None
    return itself.name if itself.address == checksum(address) else None


@dataclass(frozen=True, slots=True)
class Records:
    """The chain's own record and Ethereum's; `offchain` where the own one is kept elsewhere."""

    own: str | None
    ethereum: str | None
    offchain: bool


async def _resolver(registrar: EvmClient, normal: str) -> Resolver | None:
    registry = registrar.chain.ens_registry
    if registry is None:
        raise NameNotResolved(
            f"There is no name registry on {registrar.chain.title}", hint="Give the address."
        )
    names = parents(normal)
    calls = [ContractCall(registry, ENS_RESOLVER + namehash(parent)) for parent in names]
    found = [returned.read(read_address) for returned in await read_contracts(registrar, calls)]
    for index, address in enumerate(found):
        if address is not None and address != NOBODY:
            return Resolver(address, own=index == 0)
    return None


async def _records(registrar: EvmClient, resolver: Resolver, normal: str, coin: int) -> Records:
    """Ask for both records, plainly and as an extended resolver wants it, in one request."""
    node = namehash(normal)
    questions = [
        ENS_COIN_ADDR + node + uint_word(coin),
        ENS_COIN_ADDR + node + uint_word(ETHEREUM_COIN),
        ENS_ADDR + node,
    ]
    extended = [_extended(normal, question) for question in questions]
    asked = [SUPPORTS_INTERFACE + ENS_RESOLVE.ljust(WORD, b"\0"), *questions, *extended]
    answers = await read_contracts(registrar, [ContractCall(resolver.address, q) for q in asked])
    if answers[0].read(read_uint) == 1:
        answers = [_unwrapped(answer) for answer in answers[4:]]
    elif resolver.own:
        answers = answers[1:4]
    else:
        return Records(None, None, offchain=False)
    return _read_records(answers, coin)


def _read_records(answers: Sequence[Returned], coin: int) -> Records:
    own, ethereum, plain = answers
    # Resolvers older than ENSIP-9 know only `addr(bytes32)`.
    main = ethereum.read(_coin_address) or plain.read(_plain_address)
    decisive = [ethereum, plain] if coin == ETHEREUM_COIN else [own]
    return Records(
        own=main if coin == ETHEREUM_COIN else own.read(_coin_address),
        ethereum=main,
        offchain=any(_is_offchain(answer) for answer in decisive),
    )


def _missing(normal: str, chain: EvmChain, records: Records) -> NameNotResolved:
    if records.offchain:
        return OffchainName(
            f"The address of {normal!r} is kept outside the chain and is not looked up there",
            hint="Ask for the address itself and give that.",
        )
    if records.ethereum is None:
        return NameNotResolved(
            f"{normal!r} has no address for {chain.title}", hint="Give the address itself."
        )
    shown = checksum(records.ethereum)
    return NameNotResolved(
        f"{normal!r} has no address for {chain.title}",
        hint=f"On Ethereum it is {shown}; if that is right on {chain.title} too, give the address.",
        ethereum_address=shown,
    )


def _extended(normal: str, question: bytes) -> bytes:
    """`resolve(bytes name, bytes data)` of ENSIP-10."""
    name = dynamic_bytes(wire_name(normal))
    offsets = uint_word(2 * WORD) + uint_word(2 * WORD + len(name))
    return ENS_RESOLVE + offsets + name + dynamic_bytes(question)


def _unwrapped(answer: Returned) -> Returned:
    """What is inside the `bytes` that `resolve` returns."""
    inner = answer.read(read_bytes)
    return answer if inner is None else Returned(True, inner)


def _coin_address(returned: bytes) -> str:
    raw = read_bytes(returned)
    if len(raw) != 20 or not any(raw):
        raise BadAnswer("The record is no EVM address")
    return "0x" + raw.hex()


def _plain_address(returned: bytes) -> str:
    address = read_address(returned)
    if address == NOBODY:
        raise BadAnswer("There is no record")
    return address


def _is_offchain(answer: Returned) -> bool:
    return not answer.succeeded and answer.data.startswith(OFFCHAIN_LOOKUP)
