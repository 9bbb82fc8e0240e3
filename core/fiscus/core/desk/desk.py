"""The desk: plan, judge, ask or act. In-process, behind the same door a remote one would have."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from fiscus.core.desk.adapter import Adapter, PriceSource, Terms, Variant
from fiscus.core.desk.approvals import Approvals
from fiscus.core.desk.approvers import Approving
from fiscus.core.desk.book import Book
from fiscus.core.desk.books import DeskBooks
from fiscus.core.desk.bound import BoundDoor
from fiscus.core.desk.claims import AlreadyClaimed, Yes
from fiscus.core.desk.consenting import By, owners_only, refuse_strangers, voice_of
from fiscus.core.desk.deeds import subject
from fiscus.core.desk.door import Consent, Door, Intent, Principal, Ticket
from fiscus.core.desk.execution import Execution, Order
from fiscus.core.desk.front import Watcher
from fiscus.core.desk.judgement import Bound, Judge, Quoted, Rules, refusal
from fiscus.core.desk.landings import Landings
from fiscus.core.desk.ledger import Ledger
from fiscus.core.desk.mandate import Mandate
from fiscus.core.desk.outbidding import CANCEL, Bid, Outbidding
from fiscus.core.desk.outcome import Outcome, State
from fiscus.core.desk.policy import Policy
from fiscus.core.desk.policyfile import PolicyFile
from fiscus.core.desk.quoting import Quoting
from fiscus.core.desk.reconciliation import Reconciliation
from fiscus.core.desk.records import ApprovalRecord, Payment, outcome, simulated, text_hash
from fiscus.core.desk.recovery import Recovery
from fiscus.core.desk.rules import Kind, Verdict
from fiscus.core.desk.transitions import WIRED
from fiscus.core.desk.windows import Spent
from fiscus.core.errors import (
    ApprovalGone,
    ConfigError,
    DuplicateRequest,
    FiscusError,
    ReadOnly,
)
from fiscus.core.families import family_title
from fiscus.core.settings import Mode

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Desk:
    """The only caller of a signer. `policy` is `None` where no file is named; a `PolicyFile` is
    followed: what it says now counts."""

    adapters: Mapping[str, Adapter]
    ledger: Ledger
    approvals: Approvals
    execution: Execution
    policy: Policy | PolicyFile | None = None
    prices: Sequence[PriceSource] = ()
    names: Callable[[], Book] = Book
    """The operator's address book, as it is now."""
    mode: Mode = Mode.LIVE
    watchers: list[Watcher] = field(default_factory=list[Watcher])
    """See `FrontDesk.watchers`."""

    @property
    def books(self) -> DeskBooks:
        """What is on record, to be read."""
        return DeskBooks(self)

    def door(self, ticket: Ticket) -> Door:
        """The front door, bound to one step of one message."""
        return BoundDoor(self, ticket)

    async def submit(self, ticket: Ticket, intent: Intent) -> Outcome:
        """Take an intent to its end, or to the question that must be answered first.

        The origins of its values count: `door` has held them against what was said.
        """
        if not ticket.principal.may_ask:
            owners_only(ticket.principal)
        said = intent.as_said_by(ticket.principal)
        intent = self._mandate.completed(self.names().recognised(said, ticket.principal))
        begun = await self.ledger.begin(ticket, self._wallet(intent.family))
        if isinstance(begun, Payment):
            return await self._again(ticket, begun)
        adapter = self._adapter(intent.family)
        _refuse_read_only(adapter)
        quote = partial(self._quoting.quote, adapter, intent, Terms())
        quoted = await quote(begun)
        consent = self._mandate.consent(ticket.principal)
        rules = partial(self._mandate.rules, adapter, intent, consent=consent, agent=ticket.agent)
        if self._simulates:
            return await self._simulated(quoted, await self._verdict(rules(quoted)))
        if self._asks(rules(quoted)):
            verdict = await self._verdict(rules(quoted))
            if verdict.kind is Kind.NEEDS_APPROVAL and not rules(quoted).settled(verdict):
                return await self._ask(adapter, ticket, intent, quoted, verdict)
        order = Order(ticket, intent, quote, rules, self._mandate.brake)
        return await self._act(adapter, order, quoted)

    async def earlier(self, ticket: Ticket) -> Outcome | None:
        """What a ticket brought about already, or its open question."""
        known = await self.ledger.find(ticket) if ticket.principal.owner else None
        told = known and (known.state is not State.PLANNED or await self.approvals.open_for(known))
        return await self._again(ticket, known) if known and told else None

    async def preview(self, principal: Principal, intent: Intent) -> Outcome:
        """What an intent would do now, and cost at most. Nothing is kept, reserved or signed.
        Raises what stands in its way."""
        owners_only(principal)
        intent = self._mandate.completed(intent)
        adapter = self._adapter(intent.family)
        _refuse_read_only(adapter)
        quoted = await self._quoting.quote(adapter, intent, Terms())
        consent = self._mandate.consent(principal)
        verdict = await self._verdict(
            self._mandate.rules(adapter, intent, quoted, consent=consent, agent="")
        )
        if verdict.kind is Kind.DENY:
            raise refusal(verdict)
        return simulated(quoted.plan)

    async def approve(self, approval_id: str, by: By) -> Outcome:
        """Take a yes; the last one that is needed plans afresh, and signs only what was shown.

        Where approvers are still missing, the answer holds the approval with those it has. Where
        the transaction would now do something else, or cost a higher fee, it holds a new approval.
        Where it fails before anything is reserved, the yes is not used up.
        """
        refuse_strangers(by)
        shown, payment = await self.approvals.get(approval_id)
        intent, adapter = payment.intent, self._adapter(payment.family)
        approving = self.approving(shown)
        voice = voice_of(approving, shown, by, "approve")
        if approving.listed and not shown.only_shown:
            shown = await self.approvals.agree(approval_id, voice)
            if not approving.enough(shown.consents):
                return self._outcome(adapter, payment, shown)
        by_whom = ", ".join(approving.given(shown.consents)) or voice.name
        if payment.state in WIRED:
            cancel = shown.effect.action == CANCEL
            variant = Variant.CANCEL if cancel else Variant.FASTER
            return await self._outbid(payment, variant, by=by_whom, answer=shown)
        await self._must_be_able_to_sign(adapter)
        terms = Terms(units=subject(shown.effect).units, max_fee_units=shown.effect.max_fee_units)
        quote = partial(self._quoting.quote, adapter, intent, terms)
        quoted = await quote()
        rules = partial(
            self._mandate.rules, adapter, intent, consent=Consent.GIVEN, agent=payment.agent
        )
        if self._simulates:
            return await self._simulated(quoted, await self._verdict(rules(quoted)))

        def judge(newer: Quoted) -> Judge:
            return Bound(rules(newer), shown)

        order = Order(Yes(payment, shown, by_whom), intent, quote, judge, self._mandate.brake)
        return await self._act(adapter, order, quoted)

    async def deny(self, approval_id: str, by: By) -> Outcome:
        """Use the no of an owner or of one approver."""
        refuse_strangers(by)
        shown, _ = await self.approvals.get(approval_id)
        voice = voice_of(self.approving(shown), shown, by, "deny")
        payment = await self.approvals.deny(approval_id, voice)
        return self._outcome(self._adapter(payment.family), payment)

    async def speed_up(self, journal_id: str, principal: Principal) -> Outcome:
        """Offer a higher fee for a payment that waits, in its very place.

        The answer holds an approval where the higher fee needs one. A payment that landed
        meanwhile is told as it stands. Raises `NotReplaceable` on chains without such places.
        """
        return await self._outbid_for(journal_id, Variant.FASTER, principal)

    async def cancel(self, journal_id: str, principal: Principal) -> Outcome:
        """Call a payment that waits back: what moves nothing is offered for its place.

        Whichever lands decides. It may be called back where spending is stopped, too.
        """
        return await self._outbid_for(journal_id, Variant.CANCEL, principal)

    async def status(self, journal_id: str) -> Outcome:
        """Where a payment stands, as the ledger knows it."""
        payment = await self.ledger.get(journal_id)
        if payment is None:
            raise ApprovalGone(f"There is no payment {journal_id!r}", hint="Check the id.")
        record = await self.approvals.open_for(payment)
        return self._outcome(self._adapter(payment.family), payment, record)

    async def recent(self, wallet: str, count: int) -> Sequence[Outcome]:
        """The payments signed for a wallet (`family:address`), newest first."""
        return self.told(await self.ledger.recent(wallet, count))

    async def recover(self) -> list[Outcome]:
        """Finish or bury what an earlier run left open, and find what the chain undid since.

        Lanes in use elsewhere are left alone.
        """
        recovery = Recovery(self.adapters, self.execution, sends=not self._simulates)
        return [self._outcome(self._adapter(p.family), p) for p in await recovery.run()]

    async def unfreeze(self, family: str, principal: Principal) -> list[str]:
        """Let a family's wallet spend again, whatever stopped it: what its chains show now is taken
        as known. Answers with the chains that could not be asked."""
        owners_only(principal)
        reconciliation = Reconciliation(self._adapter(family), self.ledger)
        return await reconciliation.unfreeze(principal.name)

    async def _again(self, ticket: Ticket, known: Payment) -> Outcome:
        """The answer to a message that came before."""
        if known.text_hash != text_hash(ticket):
            raise DuplicateRequest(
                f"The message id {ticket.message_id!r} was used for another text",
                hint="Give every message an id of its own.",
            )
        adapter = self._adapter(known.family)
        if known.state.open and not self._simulates:
            tell = partial(self._tell, adapter)
            known = await self.execution.resume(adapter, known, progress=tell)
        if known.state is not State.PLANNED:
            return self._outcome(adapter, known)
        if record := await self.approvals.open_for(known):
            return self._outcome(adapter, known, record)
        await self._must_be_able_to_sign(adapter)
        quoted = await self._quoting.quote(adapter, known.intent, Terms())
        consent = self._mandate.consent(ticket.principal)
        rules = self._mandate.rules(
            adapter, known.intent, quoted, consent=consent, agent=known.agent
        )
        verdict = await self._verdict(rules)
        if verdict.kind is Kind.DENY:
            raise refusal(verdict)
        return await self._ask(adapter, known, known.intent, quoted, verdict)

    async def _outbid_for(self, journal_id: str, variant: Variant, principal: Principal) -> Outcome:
        if not principal.may_ask:
            owners_only(principal)
        payment = await Landings(self.ledger).find(journal_id)
        if payment is None:
            raise ApprovalGone(f"There is no payment {journal_id!r}", hint="Check the id.")
        consent = self._mandate.consent(principal)
        asks = not principal.owner
        return await self._outbid(payment, variant, by=principal.name, consent=consent, asks=asks)

    async def _outbid(
        self,
        payment: Payment,
        variant: Variant,
        *,
        by: str,
        consent: Consent = Consent.GIVEN,
        answer: ApprovalRecord | None = None,
        asks: bool = False,
    ) -> Outcome:
        adapter = self._adapter(payment.family)
        if adapter.signer is None or self._simulates:
            raise ReadOnly("Nothing is signed here", hint="See FISCUS_MODE, and the wallet's key.")
        intent = Intent(payment.family, payment.intent.action, {})
        rules = partial(self._mandate.rules, adapter, intent, consent=consent, agent=payment.agent)
        bid = Bid(variant, by, rules, self._quoting.priced, self._mandate.brake, answer, asks)
        outbidding = Outbidding(self.execution, self.approvals)
        tell = partial(self._tell, adapter)
        done, question = await outbidding.place(adapter, payment, bid, progress=tell)
        await self._tell(adapter, done)
        return self._outcome(adapter, done, question)

    async def _act(self, adapter: Adapter, order: Order, quoted: Quoted) -> Outcome:
        try:
            done = await self.execution.run(
                adapter, order, quoted, progress=partial(self._tell, adapter)
            )
        except AlreadyClaimed as exc:
            if isinstance(order.claim, Ticket):
                return await self._again(order.claim, exc.payment)
            raise
        if isinstance(done, Payment):
            await self._tell(adapter, done)
            return self._outcome(adapter, done)
        if done.verdict.kind is Kind.DENY:
            raise refusal(done.verdict)
        about = order.claim if isinstance(order.claim, Ticket) else order.claim.payment
        return await self._ask(adapter, about, order.intent, done.quoted, done.verdict)

    async def _ask(
        self,
        adapter: Adapter,
        about: Ticket | Payment,
        intent: Intent,
        quoted: Quoted,
        verdict: Verdict,
    ) -> Outcome:
        try:
            payment, record = await self.approvals.ask(about, intent, quoted, verdict)
        except AlreadyClaimed as exc:
            if isinstance(about, Ticket):
                return await self._again(about, exc.payment)
            return self._outcome(adapter, exc.payment)
        return self._outcome(adapter, payment, record)

    def _asks(self, rules: Rules) -> bool:
        """Whether an owner must be asked, whatever was spent before.

        What the windows say is heard when the budget is taken, and can only be stricter.
        """
        verdict = rules(Spent(self.ledger.now()), rules.quoted.payees)
        return verdict.kind is Kind.NEEDS_APPROVAL and not rules.settled(verdict)

    async def _verdict(self, rules: Rules) -> Verdict:
        return rules(*await self.ledger.windows(rules.quoted.plan, rules.horizon_ms))

    def approving(self, question: ApprovalRecord | None = None) -> Approving:
        """Who says yes to a question, or to any, and how many of them must."""
        return self._mandate.approving(question)

    @property
    def written_policy(self) -> Policy | None:
        """What the policy file says now; `None` where none is named. Raises `ConfigError` where it
        is broken: then nothing is signed."""
        return self._mandate.written

    @property
    def _mandate(self) -> Mandate:
        return Mandate(self.policy, self.mode, self.names)

    @property
    def _simulates(self) -> bool:
        return self._mandate.simulates

    @property
    def _quoting(self) -> Quoting:
        return Quoting(self.ledger, self.prices, self._mandate.second_opinion_usd, self.names)

    async def _simulated(self, quoted: Quoted, verdict: Verdict) -> Outcome:
        """The answer of a mode that signs nothing."""
        rules = [reason.rule for reason in verdict.reasons]
        body: dict[str, object] = {"digest": quoted.plan.effect.digest(), "rules": rules}
        denied = verdict.kind is Kind.DENY
        await self.ledger.note("refused" if denied else "simulated", body)
        if denied:
            raise refusal(verdict)
        return simulated(quoted.plan)

    async def _must_be_able_to_sign(self, adapter: Adapter) -> None:
        _refuse_read_only(adapter)
        await self.ledger.refuse_frozen(f"{adapter.family}:{adapter.signer}")

    def _wallet(self, family: str) -> str | None:
        """`family:address`, where there is a key to sign with."""
        adapter = self.adapters.get(family)
        signs = adapter is not None and adapter.signer is not None
        return f"{family}:{adapter.signer}" if adapter is not None and signs else None

    def _adapter(self, family: str) -> Adapter:
        adapter = self.adapters.get(family)
        if adapter is None:
            raise ConfigError(
                f"No wallet is set up for {family!r} chains", hint="Run `fiscus check`."
            )
        return adapter

    def _outcome(
        self, adapter: Adapter, payment: Payment, record: ApprovalRecord | None = None
    ) -> Outcome:
        sent = payment.transaction_id
        url = adapter.explorer_url(payment.effect.chain, sent) if sent else None
        question = record.public(self.approving(record)) if record else None
        return outcome(payment, explorer_url=url, approval=question)

    def told(self, found: Sequence[Payment]) -> list[Outcome]:
        """Payments as the people behind them see them."""
        return [self._outcome(self._adapter(payment.family), payment) for payment in found]

    async def _tell(self, adapter: Adapter, payment: Payment) -> None:
        """A watcher's refusal is its own affair: the payment goes its way."""
        for watcher in self.watchers:
            try:
                await watcher(self._outcome(adapter, payment))
            except FiscusError as exc:
                log.warning("a watcher of payments failed: %s", exc.code)


def _refuse_read_only(adapter: Adapter) -> None:
    if adapter.signer is None:
        raise ReadOnly(
            f"The {family_title(adapter.family)} wallet is read-only: there is no key to sign with",
            hint="Give it a key; `fiscus check` shows which settings hold one.",
        )
