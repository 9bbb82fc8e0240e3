"""What the policy says, on the road and not on paper: who is asked, who is refused, and when."""

from __future__ import annotations

from decimal import Decimal

import pytest
from inline_snapshot import snapshot

from fiscus.core.desk.adapter import Concern, Fate, Look, Sealed
from fiscus.core.desk.door import Intent
from fiscus.core.desk.outcome import Outcome, State
from fiscus.core.desk.policy import Limit, Limits, Policy, Recipients
from fiscus.core.errors import PolicyDenied
from fiscus.core.origins import Origin
from tests.core.desk.fakes import (
    ALICE,
    ANYTHING,
    BEFOREHAND,
    BOB,
    BOTH,
    ETH,
    OWNER,
    TERMINAL,
    FakeAdapter,
    World,
    pay,
    ticket,
)

pytestmark = BOTH

DAY = 24 * 60 * 60


def limited(**parts: object) -> Policy:
    """A policy that limits nothing but what is given here."""
    return ANYTHING.model_copy(update=parts)


def limits(once: Limit | None = None, daily: Limit | None = None) -> Policy:
    both = Limits(per_transaction=once or Limit(), per_24h=daily or Limit(), fee_usd=None)
    return limited(limits=both)


async def submitted(
    world: World, policy: Policy | None, intent: Intent, *, times: int = 1
) -> list[Outcome]:
    async with world.desk(policy) as desk:
        return [await desk.submit(ticket(str(place)), intent) for place in range(times)]


async def test_up_to_the_dollars_of_one_transaction_and_not_a_unit_more(
    world: World, adapter: FakeAdapter
) -> None:
    policy = limits(once=Limit(usd=Decimal(2)))
    adapter.may_sign()
    [done] = await submitted(world, policy, pay("0.001"))
    assert done.state is State.CONFIRMED
    async with world.desk(policy) as desk:
        with pytest.raises(PolicyDenied) as refused:
            await desk.submit(ticket("over"), pay("0.001000000000000001"))
        assert str(refused.value) == snapshot(
            "This is worth 2.01 USD, over the limit of 2.00 USD for a transaction."
            " At most 2.00 USD at once. An operator can raise `limits.per_transaction.usd`"
            " in the file named by FISCUS_POLICY."
        )
        assert refused.value.context == {"rules": ("limits.per_transaction.usd",)}


async def test_an_owner_who_agreed_beforehand_is_refused_all_the_same(world: World) -> None:
    async with world.desk(limits(once=Limit(usd=Decimal(1)))) as desk:
        with pytest.raises(PolicyDenied):
            await desk.submit(ticket(by=BEFOREHAND), pay())


async def test_a_refused_message_stays_refused_when_it_is_delivered_again(world: World) -> None:
    async with world.desk(limits(once=Limit(usd=Decimal(1)))) as desk:
        with pytest.raises(PolicyDenied) as refused:
            await desk.submit(ticket(), pay())
    async with world.desk() as desk:
        again = await desk.submit(ticket(), pay())
    assert (again.state, again.detail) == (State.DENIED, refused.value.message)


async def test_the_units_of_one_transaction_by_symbol_and_by_chain(
    world: World, adapter: FakeAdapter
) -> None:
    policy = limits(once=Limit(units={"eth": Decimal("0.001"), "Testnet:USDC": Decimal(5)}))
    adapter.may_sign(2)
    async with world.desk(policy) as desk:
        await desk.submit(ticket("1"), pay("0.001"))
        await desk.submit(ticket("2"), pay("5", token="USDC"))
        with pytest.raises(PolicyDenied, match="over the limit of 5"):
            await desk.submit(ticket("3"), pay("5.000001", token="USDC"))
        with pytest.raises(PolicyDenied, match=r"0.002 eth, over the limit of 0.001"):
            await desk.submit(ticket("4"), pay("0.002"))


@pytest.mark.parametrize(
    "daily", [Limit(usd=Decimal(6)), Limit(units={"ETH": Decimal("0.003")})], ids=["usd", "units"]
)
async def test_the_day_is_a_window_that_rolls_to_the_millisecond(
    world: World, adapter: FakeAdapter, daily: Limit
) -> None:
    adapter.may_sign(4)
    policy = limits(daily=daily)
    await submitted(world, policy, pay("0.001"), times=3)
    async with world.desk(policy) as desk:
        with pytest.raises(PolicyDenied):
            await desk.submit(ticket("full"), pay("0.000000000000000001"))
        world.clock.seconds += DAY
        with pytest.raises(PolicyDenied):
            await desk.submit(ticket("edge"), pay("0.000000000000000001"))
        world.clock.seconds += 0.001
        assert (await desk.submit(ticket("free"), pay("0.003"))).state is State.CONFIRMED


async def test_what_may_still_land_counts_however_old_it_is(
    world: World, adapter: FakeAdapter
) -> None:
    adapter.may_sign(2)
    adapter.mines = False
    policy = limits(daily=Limit(usd=Decimal(2)))
    async with world.desk(policy, confirm_seconds=0.02) as desk:
        waiting = await desk.submit(ticket("1"), pay("0.001"))
        assert waiting.state is State.SENT
        world.clock.seconds += 3 * DAY
        with pytest.raises(PolicyDenied, match=r"over the limit of 2\.00 USD for 24 hours"):
            await desk.submit(ticket("2"), pay("0.001"))
        [line] = adapter.chain.signed
        adapter.chain.add("included", Sealed(line.transaction, b"", line.sequence), line.units)
        await desk.recover()
        assert (await desk.submit(ticket("3"), pay("0.001"))).state is State.SENT


async def test_what_failed_in_a_final_block_does_not_count(
    world: World, adapter: FakeAdapter
) -> None:
    adapter.may_sign(2)
    adapter.tell("look", Look(Fate.REVERTED, 5, final=True))
    async with world.desk(limits(daily=Limit(usd=Decimal(2)))) as desk:
        assert (await desk.submit(ticket("1"), pay("0.001"))).state is State.FAILED
        assert (await desk.submit(ticket("2"), pay("0.001"))).state is State.CONFIRMED


@pytest.mark.parametrize("settled", ["looked at", "an hour ago"])
async def test_what_failed_counts_until_its_block_is_final(
    world: World, adapter: FakeAdapter, settled: str
) -> None:
    adapter.may_sign(2)
    adapter.tell("look", Look(Fate.REVERTED, 5, 7))
    async with world.desk(limits(daily=Limit(usd=Decimal(2)))) as desk:
        assert (await desk.submit(ticket("1"), pay("0.001"))).state is State.FAILED
        with pytest.raises(PolicyDenied, match=r"over the limit of 2\.00 USD for 24 hours"):
            await desk.submit(ticket("2"), pay("0.001"))
        if settled == "looked at":
            adapter.tell("watch", Look(Fate.REVERTED, 5, 7, final=True))
            await desk.recover()
        else:
            world.clock.seconds += 60 * 60 + 1
        assert (await desk.submit(ticket("3"), pay("0.001"))).state is State.CONFIRMED


async def test_listed_recipients_only_where_a_list_names_any(
    world: World, adapter: FakeAdapter
) -> None:
    adapter.may_sign()
    adapter.concerns = (Concern("contract", "It is a contract."),)
    policy = limited(recipients=Recipients(allow=(ALICE.lower(),)), first_payment="deny")
    async with world.desk(policy) as desk:
        assert (await desk.submit(ticket("1"), pay(to=ALICE))).state is State.CONFIRMED
        with pytest.raises(PolicyDenied, match="is not listed"):
            await desk.submit(ticket("2"), pay(to=BOB))


async def test_a_recipient_on_the_deny_list_is_never_paid(world: World) -> None:
    policy = limited(recipients=Recipients(deny=(ALICE.upper().replace("0X", "0x"),)))
    async with world.desk(policy) as desk:
        with pytest.raises(PolicyDenied, match="never pays"):
            await desk.submit(ticket(by=BEFOREHAND), pay(to="alice.eth"))


async def asked(world: World, policy: Policy | None, intent: Intent) -> tuple[str, ...]:
    """The reasons given for asking."""
    [outcome] = await submitted(world, policy, intent)
    assert outcome.state is State.PLANNED
    assert outcome.approval is not None
    return outcome.approval.reasons


async def test_somebody_new_is_asked_about_once(world: World, adapter: FakeAdapter) -> None:
    adapter.may_sign(2)
    policy = limited(first_payment="approve")
    async with world.desk(policy) as desk:
        first = await desk.submit(ticket("1"), pay())
        assert first.approval is not None
        assert first.approval.reasons == (f"{ALICE} was never paid from this wallet before.",)
        await desk.approve(first.approval.id, OWNER)
        assert (await desk.submit(ticket("2"), pay())).state is State.CONFIRMED
        assert (await desk.submit(ticket("3"), pay(to=BOB))).state is State.PLANNED


async def test_somebody_is_new_until_a_payment_has_arrived(
    world: World, adapter: FakeAdapter
) -> None:
    adapter.may_sign()
    adapter.mines = False
    async with world.desk(limited(first_payment="approve"), confirm_seconds=0.01) as desk:
        assert (await desk.submit(ticket("1", by=BEFOREHAND), pay())).state is State.SENT
        assert (await desk.submit(ticket("2"), pay())).state is State.PLANNED


async def test_a_policy_can_refuse_everybody_new(world: World) -> None:
    async with world.desk(limited(first_payment="deny")) as desk:
        with pytest.raises(PolicyDenied, match="pays nobody new"):
            await desk.submit(ticket(), pay())


async def test_an_unknown_price_is_asked_about_and_never_zero(world: World) -> None:
    world.prices.down = True
    policy = limited(
        limits=Limits(per_24h=Limit(usd=Decimal(5)), fee_usd=None), unknown_price="approve"
    )
    assert await asked(world, policy, pay()) == snapshot(
        ("No price is known right now, so the limits in US dollars cannot be checked.",)
    )


async def test_an_unknown_price_can_be_refused(world: World) -> None:
    world.prices.usd_of[ETH] = Decimal("NaN")
    policy = limited(limits=Limits(per_24h=Limit(usd=Decimal(5))), unknown_price="deny")
    async with world.desk(policy) as desk:
        with pytest.raises(PolicyDenied, match="No price is known"):
            await desk.submit(ticket(by=BEFOREHAND), pay())


async def test_a_fee_of_unknown_worth_is_asked_about(world: World) -> None:
    del world.prices.usd_of[ETH]
    policy = limited(limits=Limits(fee_usd=Decimal(1)), unknown_price="approve")
    assert await asked(world, policy, pay("1", token="USDC")) == snapshot(
        ("No price is known right now, so the limits in US dollars cannot be checked.",)
    )


async def test_a_dear_fee_is_asked_about(world: World, adapter: FakeAdapter) -> None:
    adapter.fee_units = 10**16
    assert await asked(world, limited(limits=Limits(fee_usd=Decimal("19.99"))), pay()) == snapshot(
        ("The network fee can reach 20.00 USD, more than 19.99 USD.",)
    )


@pytest.mark.parametrize("origin", [Origin.MODEL, Origin.MEMORY, Origin.TOOL])
@pytest.mark.parametrize("role", ["recipient", "amount", "token", "chain"])
async def test_what_nobody_with_authority_said_is_asked_about(
    world: World, role: str, origin: Origin
) -> None:
    [reason] = await asked(world, ANYTHING, pay(whose={role: origin}))
    assert reason.startswith(f"The {role} is not your own word")


async def test_a_concern_is_told(world: World, adapter: FakeAdapter) -> None:
    adapter.concerns = (Concern("contract", "It is a contract."),)
    assert await asked(world, ANYTHING, pay()) == ("It is a contract.",)


async def test_at_a_terminal_every_payment_is_shown_first(world: World) -> None:
    async with world.desk() as desk:
        shown = await desk.submit(ticket(by=TERMINAL), pay("0.5", to="alice.eth"))
    assert shown.approval is not None
    assert shown.approval.summary == snapshot(
        "Send 0.5 ETH to alice.eth (0x0000000000000000000000000000000000000A11) on testnet;"
        " network fee at most 0.000000000000021 ETH."
    )


async def test_who_agreed_beforehand_is_not_asked(world: World, adapter: FakeAdapter) -> None:
    adapter.may_sign()
    async with world.desk(limited(first_payment="approve")) as desk:
        done = await desk.submit(ticket(by=BEFOREHAND), pay())
        assert done.state is State.CONFIRMED
        reserved = [e for e in await desk.ledger.entries() if e.event == "reserved"]
        assert '"consent":"given"' in reserved[0].body


async def test_a_yes_beforehand_buys_nothing_that_a_model_put_in(world: World) -> None:
    async with world.desk() as desk:
        for number, origin in enumerate((Origin.MODEL, Origin.MEMORY, Origin.TOOL)):
            intent = pay(whose={"recipient": origin})
            waits = await desk.submit(ticket(str(number), by=BEFOREHAND), intent)
            assert waits.state is State.PLANNED
            assert waits.approval is not None
            assert "The recipient is not your own word" in waits.approval.reasons[0]


async def test_without_a_policy_file_small_amounts_only(world: World, adapter: FakeAdapter) -> None:
    adapter.may_sign(4)
    async with world.desk(None) as desk:
        with pytest.raises(PolicyDenied, match=r"over the limit of 25.00 USD"):
            await desk.submit(ticket("0", by=BEFOREHAND), pay("26", token="USDC"))
        for place in range(1, 5):
            await desk.submit(ticket(str(place), by=BEFOREHAND), pay("25", token="USDC"))
        with pytest.raises(PolicyDenied, match=r"100.00 USD for 24 hours. 0.00 USD are left"):
            await desk.submit(ticket("5", by=BEFOREHAND), pay("0.01", token="USDC"))


async def test_a_chain_this_process_started_is_free_only_without_a_policy_file(
    world: World, adapter: FakeAdapter
) -> None:
    adapter.own = True
    adapter.may_sign()
    [done] = await submitted(world, None, pay("1000", token="USDC"))
    assert done.state is State.CONFIRMED
    async with world.desk(Policy()) as desk:
        with pytest.raises(PolicyDenied):
            await desk.submit(ticket("policy"), pay("1000", token="USDC"))
