"""Sentences, understood by the reader and the installed chains, for a policy to be asked about."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from typing import Final

from fiscus.core.desk.adapter import Adapter, Target
from fiscus.core.desk.door import Given, Intent
from fiscus.core.desk.foresight import NOBODY, Facts, Foreseen, Request, foresee
from fiscus.core.desk.policy import Policy
from fiscus.core.errors import RequestError, UnknownChain, UnknownToken
from fiscus.core.families import OpenFamily, installed_families
from fiscus.core.origins import Origin
from fiscus.core.reader.loading import load_lexicons
from fiscus.core.reader.reader import Reader
from fiscus.core.reader.reading import Reading, Step
from fiscus.core.settings import Settings

MOVING: Final = frozenset({"transfer", "swap", "bridge"})
"""The actions that take something out of a wallet."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, and the wallet that would do it."""

    request: Request
    signer: str | None


@dataclass(frozen=True, slots=True)
class Sentences:
    """Everything here is known without a network."""

    reader: Reader
    families: Mapping[str, OpenFamily]

    def requests(self, text: str) -> list[Asked]:
        """What a sentence asks to be moved. Raises `RequestError` where it asks for no such
        thing."""
        reading = self.reader.read(text)
        steps = [step for step in reading.steps if step.action in MOVING]
        if not steps:
            raise RequestError(
                reading.question or f"{text!r} asks for nothing that moves money",
                hint="Say it like: send 20 usdc to bob.eth on base.",
            )
        return [self._asked(reading, step) for step in steps]

    def foresee(self, policy: Policy, text: str, facts: Facts) -> Foreseen:
        """What a policy would say to the first request of a sentence."""
        asked = self.requests(text)[0]
        signer = asked.signer or NOBODY
        known = replace(facts, signer=signer, is_address=self.is_address)
        return foresee(policy, asked.request, known)

    def is_address(self, text: str) -> bool:
        readings = (lexicon.read_address(text) for lexicon in load_lexicons())
        return any(reading is not None and reading.valid for reading in readings)

    def _asked(self, reading: Reading, step: Step) -> Asked:
        values = {role: value for role, value in step.params.items() if isinstance(value, str)}
        adapter, target = self._located(reading.chain_family, step.action, values)
        arrives = None
        if to_token := values.get("to_token"):
            there = {"token": to_token, "from_chain": values.get("to_chain", target.chain)}
            arrives = adapter.locate(_intent(adapter.family, step.action, there)).asset
        return Asked(Request(step.action, target, values, arrives), adapter.signer)

    def _located(
        self, family: str, action: str, values: Mapping[str, str]
    ) -> tuple[Adapter, Target]:
        """The first family that knows chain and token."""
        refusals: list[RequestError] = []
        for adapter in self._adapters(family):
            try:
                return adapter, adapter.locate(_intent(adapter.family, action, values))
            except (UnknownChain, UnknownToken) as exc:
                refusals.append(exc)
        if not refusals:
            raise UnknownChain(f"No {family!r} chain is installed")
        raise refusals[0]

    def _adapters(self, family: str) -> Sequence[Adapter]:
        named = self.families.get(family)
        return [one.adapter for one in ([named] if named else self.families.values())]


@asynccontextmanager
async def open_sentences(settings: Settings) -> AsyncGenerator[Sentences]:
    """Open the installed chains as far as that asks nobody. Raises `ConfigError`."""
    async with AsyncExitStack() as stack:
        families = {
            family.name: await stack.enter_async_context(family.open(settings, frozenset()))
            for family in installed_families()
        }
        yield Sentences(Reader(load_lexicons()), families)


def _intent(family: str, action: str, values: Mapping[str, str]) -> Intent:
    return Intent(family, action, dict(_given(values)))


def _given(values: Mapping[str, str]) -> Iterator[tuple[str, Given]]:
    for role, said in (("chain", values.get("from_chain")), ("token", values.get("token"))):
        if said:
            yield role, Given(said, Origin.MODEL)
