"""Planning votes, proposals, and what was decided: typed calls that this package makes itself.

Nothing that somebody outside made is signed. Nothing may leave the wallet by any of them, and the
node's own run of it must show that.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from fiscus.chains.evm.addresses import checksum
from fiscus.chains.evm.assets import native_asset
from fiscus.chains.evm.chain import EvmChain
from fiscus.chains.evm.config import governor_setting
from fiscus.chains.evm.deals import deal, gather_facts, watched
from fiscus.chains.evm.decode import Message
from fiscus.chains.evm.decoding.calls import Decoded
from fiscus.chains.evm.decoding.catalogue import Directory
from fiscus.chains.evm.decoding.codec import Value, decode
from fiscus.chains.evm.decoding.kinds import Function
from fiscus.chains.evm.governing import calls
from fiscus.chains.evm.governing.assembly import (
    Assembly,
    Standing,
    power_now,
    read_assembly,
    read_standing,
)
from fiscus.chains.evm.governing.delegating import Delegation, read_delegation
from fiscus.chains.evm.governing.proposals import Proposal, candidates, find_by_id, find_by_text
from fiscus.chains.evm.governing.proposing import Drafting
from fiscus.chains.evm.governing.readiness import (
    check_executable,
    check_proposer,
    check_queueable,
    check_vote,
    support_code,
)
from fiscus.chains.evm.governing.refusals import GovernorMissing, ProposalUnknown
from fiscus.chains.evm.networks import Networks
from fiscus.chains.evm.recipients import literal_address
from fiscus.chains.evm.tokens import TokenList
from fiscus.chains.jsonrpc import escaped
from fiscus.core.desk.adapter import Call, Concern, Effect, Plan, Terms
from fiscus.core.desk.door import Intent

ACTIONS: Final = frozenset({"vote", "propose", "queue", "execute", "delegate"})
WORDS: Final[Mapping[int, str]] = {0: "AGAINST", 1: "FOR", 2: "ABSTAIN"}
SHOWN_REASON: Final = 120


@dataclass(frozen=True, slots=True)
class Found:
    """A proposal, and where it stands."""

    assembly: Assembly
    standing: Standing
    proposal: Proposal | None
    """What it says, where that was asked for or came along."""


@dataclass(frozen=True, slots=True)
class Made:
    """A call that is made here, and what is to be said of it."""

    target: str
    called: Function
    given: Mapping[str, Value]
    about: str
    inner: tuple[Call, ...] = ()
    """What the governor would do, or what is proposed to it."""
    concerns: tuple[Concern, ...] = ()


@dataclass(frozen=True, slots=True)
class GovernancePlanner:
    """Plans for one wallet. Signs nothing. `clock` gives Unix seconds."""

    networks: Networks
    tokens: TokenList
    wallet: str
    clock: Callable[[], float] = time.time

    async def plan(self, intent: Intent, terms: Terms) -> Plan:
        """Raises what the person can mend, and `SimulationFailed` for what would not work."""
        governor, concerns = self.governor(intent)
        client = self.networks[self.networks.config.chain(intent.value("chain")).name]
        assembly = await read_assembly(client, governor)
        making = {
            "vote": self._vote,
            "propose": self._propose,
            "queue": self._queue,
            "execute": self._execute,
            "delegate": self._delegate,
        }[intent.action]
        made = await making(intent, assembly)
        made = replace(made, concerns=(*concerns, *made.concerns))
        return await self._plan(intent, terms, assembly, made)

    def governor(self, intent: Intent) -> tuple[str, tuple[Concern, ...]]:
        """The one that was named, or the one of the settings. Raises `GovernorMissing`."""
        chain = self.networks.config.chain(intent.value("chain"))
        own = self.networks.config.governors.get(chain.name)
        named = intent.value("governor")
        address = literal_address(named) if named else own
        if address is None:
            raise GovernorMissing(
                f"Nobody said which governor on {chain.title} is meant",
                hint=f"Give its address, or set {governor_setting(chain)}.",
            )
        if own is not None and address.lower() == own.lower():
            return address, ()
        text = f"{checksum(address)} is not the governor that your settings name for {chain.title}."
        return address, (Concern("unlisted_governor", text),)

    async def find(self, intent: Intent, assembly: Assembly, *, told: bool) -> Found:
        """The proposal that an intent names, by its id or by words of its text. What it says is
        looked up where it must be `told`. Raises `ProposalUnknown`."""
        text, said = intent.value("proposal"), intent.value("proposal_text")
        if text is not None:
            number = text.removeprefix("#")
            if not (number.isascii() and number.isdigit()) or int(number) >= 2**256:
                raise ProposalUnknown(f"{text[:90]!r} is no id", hint="An id is a number.")
            standing = await self._standing(assembly, int(number))
            proposal = await find_by_id(assembly, standing) if told else None
            return Found(assembly, standing, proposal)
        if not said:
            raise ProposalUnknown(
                "Nobody said which proposal is meant", hint="Give its id, or its title in quotes."
            )
        proposal = await find_by_text(assembly, said)
        return Found(assembly, await self._standing(assembly, proposal.id), proposal)

    async def _standing(self, assembly: Assembly, number: int) -> Standing:
        found = await read_standing(assembly, number, self.wallet)
        if found is None:
            others = await candidates(assembly)
            raise ProposalUnknown(
                f"The governor {assembly.address} knows no proposal {number}",
                hint=others or "Copy its id, or say its title in quotes.",
            )
        return found

    async def _vote(self, intent: Intent, assembly: Assembly) -> Made:
        code = support_code(intent.value("support") or "")
        found = await self.find(intent, assembly, told=False)
        check_vote(assembly, found.standing)
        given: dict[str, Value] = {"proposalId": found.standing.id, "support": code}
        about, reason = f"{WORDS[code]} on proposal {found.standing.id}", intent.value("reason")
        if not reason:
            return Made(assembly.address, calls.VOTE, given, about)
        given["reason"] = reason.encode()
        about += f", saying “{escaped(reason, SHOWN_REASON)}”"
        return Made(assembly.address, calls.VOTE_WITH_REASON, given, about)

    async def _propose(self, intent: Intent, assembly: Assembly) -> Made:
        drafting = Drafting(self.networks, self.tokens, assembly)
        draft = await drafting.draft(intent)
        check_proposer(assembly, await power_now(assembly, self.wallet))
        told, concerns = drafting.told(draft.calls)
        given = {**_listed(draft.calls), "description": draft.text.encode()}
        concerns = draft.concerns or concerns
        return Made(assembly.address, calls.PROPOSE, given, draft.about, told, concerns)

    async def _queue(self, intent: Intent, assembly: Assembly) -> Made:
        found = await self.find(intent, assembly, told=True)
        check_queueable(assembly, found.standing)
        return self._decided(calls.QUEUE, found)

    async def _execute(self, intent: Intent, assembly: Assembly) -> Made:
        found = await self.find(intent, assembly, told=True)
        check_executable(assembly, found.standing)
        return self._decided(calls.EXECUTE, found)

    def _decided(self, called: Function, found: Found) -> Made:
        """The calls of a proposal as its event has them: the governor takes no others."""
        from eth_hash.auto import keccak

        proposal = found.proposal
        assert proposal is not None
        told, _ = Drafting(self.networks, self.tokens, found.assembly).told(proposal.calls)
        given = {**_listed(proposal.calls), "descriptionHash": keccak(proposal.text)}
        about = f"proposal {proposal.id}"
        return Made(found.assembly.address, called, given, about, told)

    async def _delegate(self, intent: Intent, assembly: Assembly) -> Made:
        asked = Delegation(self.networks, assembly, self.wallet)
        to, concerns = await asked.delegatee(intent.value("recipient"))
        held = await read_delegation(assembly, self.wallet, to.address)
        return Made(
            assembly.token,
            calls.DELEGATE,
            {"delegatee": to.address},
            f"the votes of {assembly.votes(held)} to {asked.shown(to)}",
            concerns=concerns,
        )

    async def _plan(self, intent: Intent, terms: Terms, assembly: Assembly, made: Made) -> Plan:
        client, chain = assembly.client, assembly.client.chain
        message = Message(made.target, 0, calls.calldata(made.called, made.given))
        effect = self._effect(intent.action, chain, made, message)
        directory = Directory(chain, self.tokens)
        clock = max(self.clock(), assembly.time)
        facts = await gather_facts(
            client, self.wallet, message, watched(effect, directory), clock=clock
        )
        settled = deal(client, effect, message, facts, terms)
        return Plan(
            effect=settled.effect,
            amount=Decimal(0),
            recipient=made.target,
            recipient_name=None,
            concerns=(*made.concerns, *settled.concerns),
            lane=f"evm:{chain.id}:{self.wallet}",
            sequence=facts.nonce,
            chain_time=facts.time,
            chain_title=chain.title,
            facts={
                "the wallet's balance": str(facts.coin_wei),
                "what stands at the contract's address": facts.target_code.hex(),
            },
            stale_seconds=chain.stale_seconds,
            draft=settled,
        )

    def _effect(self, action: str, chain: EvmChain, made: Made, message: Message) -> Effect:
        """What is promised, read back from the very bytes."""
        values = decode(made.called.inputs, message.data[4:])
        root = Decoded(made.target.lower(), 0, "governor", made.called, values)
        return Effect(
            action=action,
            chain=chain.name,
            chain_id=chain.id,
            signer=self.wallet,
            target=made.target,
            call=made.called.signature,
            moves=(),
            fee_asset=native_asset(chain),
            max_fee_units=0,
            calls=(root.shown(), *made.inner),
            about=made.about,
        )


def _listed(made: Sequence[Message]) -> dict[str, Value]:
    return {
        "targets": [message.to for message in made],
        "values": [message.value_wei for message in made],
        "calldatas": [message.data for message in made],
    }
