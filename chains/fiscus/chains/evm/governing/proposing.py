"""What a new proposal would do: calls made of words, or a list of calls, and each of them read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from fiscus.chains.evm.addresses import checksum, is_address
from fiscus.chains.evm.assets import find_asset
from fiscus.chains.evm.chain import EvmChain
from fiscus.chains.evm.decode import Message, pay_coin, pay_token
from fiscus.chains.evm.decoding.calls import decode_message
from fiscus.chains.evm.decoding.catalogue import Directory
from fiscus.chains.evm.decoding.refusals import CallRefused, NotDecoded
from fiscus.chains.evm.governing.assembly import Assembly
from fiscus.chains.evm.governing.refusals import ProposalUnclear
from fiscus.chains.evm.names import resolve_name
from fiscus.chains.evm.networks import Networks
from fiscus.chains.evm.recipients import Recipient, literal_address, refuse_pointless
from fiscus.chains.evm.tokens import TokenList
from fiscus.chains.jsonrpc import escaped
from fiscus.core.desk.adapter import Call, Concern
from fiscus.core.desk.amounts import exact_units, shown
from fiscus.core.desk.door import Intent
from fiscus.core.errors import UnknownToken

LONGEST_TEXT: Final = 10_000
SHOWN_TEXT: Final = 120
SHOWN_CALLS: Final = 10
STRUCTURED: Final = ("targets", "values", "calldatas")
PAYMENT: Final = ("amount", "token", "recipient")


@dataclass(frozen=True, slots=True)
class Draft:
    """What would be proposed. `about` says it in a phrase."""

    calls: tuple[Message, ...]
    text: str
    about: str
    concerns: tuple[Concern, ...] = ()


@dataclass(frozen=True, slots=True)
class Drafting:
    """Makes the calls of a proposal out of an intent."""

    networks: Networks
    tokens: TokenList
    assembly: Assembly

    @property
    def chain(self) -> EvmChain:
        return self.assembly.client.chain

    async def draft(self, intent: Intent) -> Draft:
        """Raises what the person can mend."""
        text = (intent.value("description") or "").strip()
        if not text:
            raise ProposalUnclear("A proposal needs a text", hint="Say what it is for.")
        if len(text.encode()) > LONGEST_TEXT:
            raise ProposalUnclear(
                f"A text of {len(text)} characters is too long", hint=f"At most {LONGEST_TEXT}."
            )
        quoted = f"“{escaped(text, SHOWN_TEXT)}”"
        if any(intent.value(role) for role in STRUCTURED):
            calls = listed_calls(intent)
            told, concerns = self.told(calls)
            return Draft(calls, text, f"{quoted}: {'; '.join(one.text for one in told)}", concerns)
        if any(intent.value(role) for role in PAYMENT):
            message, about = await self._payment(intent)
            return Draft((message,), text, f"{quoted}: {about}")
        nothing = Message(checksum(self.assembly.executor), 0, b"")
        return Draft((nothing,), text, f"{quoted}: a text to vote on, which does nothing on chain")

    def told(self, calls: Sequence[Message]) -> tuple[tuple[Call, ...], tuple[Concern, ...]]:
        """Every call in words; what nobody can read is said to be so."""
        directory = Directory(self.chain, self.tokens)
        told: list[Call] = []
        unread: list[str] = []
        for message in calls:
            try:
                told += [call.shown() for call in decode_message(message, directory)]
            except (NotDecoded, CallRefused):
                text = f"0x{message.data[:4].hex()} with {len(message.data)} bytes"
                paid = f" and {message.value_wei} wei" if message.value_wei else ""
                told.append(
                    Call(checksum(message.to), f"calls {text}{paid}, which nobody can read")
                )
                unread.append(checksum(message.to))
        concerns = [
            Concern("unread_call", f"What is called at {address} cannot be read.")
            for address in dict.fromkeys(unread)
        ]
        return tuple(told[:SHOWN_CALLS]), tuple(concerns)

    async def _payment(self, intent: Intent) -> tuple[Message, str]:
        """ "100 USDC to alice.eth", out of the treasury."""
        amount, token, whom = (_needed(intent, role) for role in PAYMENT)
        asset = find_asset(self.chain, token, self.tokens)
        if asset is None:
            raise UnknownToken(
                f"{token} is on no list of tokens of {self.chain.title}",
                hint="Give the calls themselves: targets, values and calldatas.",
            )
        units = exact_units(amount, asset.decimals)
        recipient = await self._recipient(whom)
        to = recipient.address
        payer = checksum(self.assembly.executor)
        name = f"{recipient.name} ({to})" if recipient.name else to
        about = f"{shown(units, asset.decimals, asset.symbol)} from {payer} to {name}"
        message = pay_token(asset.address, to, units) if asset.address else pay_coin(to, units)
        return message, about

    async def _recipient(self, text: str) -> Recipient:
        literal = literal_address(text)
        if literal is not None:
            found = Recipient(literal)
        else:
            registrar = self.networks.registrar(self.chain)
            named = await resolve_name(registrar, text, chain=self.chain)
            found = Recipient(named.address, named.name)
        payer = self.assembly.executor
        refuse_pointless(found, signer=payer, chain=self.chain, tokens=self.tokens)
        return found


def listed_calls(intent: Intent) -> tuple[Message, ...]:
    """The calls of lists: JSON, or values with commas between them. Raises `ProposalUnclear`."""
    targets, values, calldatas = (_listed(intent, role) for role in STRUCTURED)
    values = values or ["0"] * len(targets)
    calldatas = calldatas or ["0x"] * len(targets)
    if not targets:
        raise ProposalUnclear("The list of targets is empty", hint="Name at least one contract.")
    if not len(targets) == len(values) == len(calldatas):
        raise ProposalUnclear(
            f"There are {len(targets)} targets, {len(values)} values and {len(calldatas)} calls",
            hint="Give one value and one calldata for every target.",
        )
    return tuple(_message(*row) for row in zip(targets, values, calldatas, strict=True))


def _message(target: str, value: str, data: str) -> Message:
    if not is_address(target):
        raise ProposalUnclear(f"{target[:60]!r} is no address", hint="Targets are contracts.")
    if not (value.isascii() and value.isdigit()) or int(value) >= 2**256:
        raise ProposalUnclear(f"{value[:60]!r} is no amount of wei", hint="Write a whole number.")
    text = data.removeprefix("0x")
    try:
        return Message(checksum(target), int(value), bytes.fromhex(text))
    except ValueError:
        raise ProposalUnclear(
            f"{data[:60]!r} is not hexadecimal", hint="Calldata begins with 0x."
        ) from None


def _listed(intent: Intent, role: str) -> list[str]:
    text = (intent.value(role) or "").strip()
    if not text.startswith("["):
        return [part.strip() for part in text.split(",") if part.strip()]
    try:
        parts = json.loads(text)
    except ValueError:
        raise ProposalUnclear(f"The {role} are no list", hint="Write a JSON list.") from None
    return [str(part) for part in parts]


def _needed(intent: Intent, role: str) -> str:
    value = intent.value(role)
    if not value:
        raise ProposalUnclear(f"The {role} of the payment is missing", hint=f"Say which {role}.")
    return value
