"""What the operator allows, as it is now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from fiscus.core.desk.adapter import SWEEP, Adapter
from fiscus.core.desk.approvers import Approving
from fiscus.core.desk.book import Book
from fiscus.core.desk.bridges import payee_chain
from fiscus.core.desk.door import Consent, Intent, Principal
from fiscus.core.desk.evacuation import swept
from fiscus.core.desk.judgement import Quoted, Rules
from fiscus.core.desk.policy import OWN_CHAIN, SMALL_AMOUNTS, Policy
from fiscus.core.desk.policyfile import PolicyFile
from fiscus.core.desk.records import ApprovalRecord
from fiscus.core.errors import SpendingStopped
from fiscus.core.settings import Mode


@dataclass(frozen=True, slots=True)
class Mandate:
    """A policy, a mode and an address book. What the policy file says now counts."""

    policy: Policy | PolicyFile | None
    mode: Mode
    names: Callable[[], Book]

    @property
    def written(self) -> Policy | None:
        """What the policy file says now; `None` where none is named. Raises `ConfigError` where it
        is broken: then nothing is signed."""
        return self.policy.current() if isinstance(self.policy, PolicyFile) else self.policy

    @property
    def simulates(self) -> bool:
        """Whether nothing is signed."""
        if self.mode is Mode.SIMULATE:
            return True
        return (written := self.written) is not None and written.mode == "simulate"

    def completed(self, intent: Intent) -> Intent:
        """A sweep, with what is its operator's word: everything, to the evacuation address. Any
        other intent as it is. Raises `ConfigError` where no address is registered."""
        if intent.action != SWEEP:
            return intent
        written = self.written
        return swept(intent, written.evacuation if written is not None else {})

    def brake(self) -> None:
        """Called right before and after the key is used. Raises `SpendingStopped`."""
        if self.simulates:
            raise SpendingStopped(
                "The policy file says `mode: simulate` now", hint="Nothing was sent."
            )
        if (written := self.written) is not None and written.stop:
            raise SpendingStopped("The policy file has stopped all spending", hint="See `stop`.")

    def rules(
        self, adapter: Adapter, intent: Intent, quoted: Quoted, *, consent: Consent, agent: str
    ) -> Rules:
        """The policy for a plan's chain, about to judge that plan."""
        chain = quoted.plan.effect.chain
        intent = self.names().addressed(intent, payee_chain(intent, chain)).intent
        return Rules(self._policy(adapter, chain), intent, quoted, consent, agent)

    def second_opinion_usd(self, adapter: Adapter, chain: str) -> Decimal | None:
        """Above what worth two nodes must agree."""
        return self._policy(adapter, chain).second_opinion_usd

    def approving(self, question: ApprovalRecord | None = None) -> Approving:
        """Who says yes to a question, or to any, and how many of them must."""
        written = self.written
        if written is None:
            return Approving()
        return written.approving(question.rules if question is not None else ())

    def consent(self, principal: Principal) -> Consent:
        """What somebody agreed to beforehand counts where one owner's yes is all it takes."""
        alone = principal.consent is not Consent.GIVEN or self.approving().owner_alone
        return principal.consent if alone else Consent.POLICY

    def _policy(self, adapter: Adapter, chain: str) -> Policy:
        if (written := self.written) is not None:
            return written
        return OWN_CHAIN if adapter.owned(chain) else SMALL_AMOUNTS
