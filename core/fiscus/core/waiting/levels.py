"""Whether a price, a fee or a balance is where somebody waits for it to be. Pure."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final, Protocol, runtime_checkable

from fiscus.core.errors import RequestError
from fiscus.core.reader.conditions import Condition

if TYPE_CHECKING:
    from fiscus.core.runtime import AgentRuntime

RELATIONS: Final[Mapping[str, Callable[[Decimal, Decimal], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
REACHES: Final = "reaches"
UNITS: Final = {"gas": {"gwei", ""}, "price": {"USD", ""}}


@runtime_checkable
class Figures(Protocol):
    """What a family of chains knows of levels; its reads have this."""

    async def figures(self, kind: str, subject: str, chain: str | None) -> Sequence[Decimal]:
        """Every source's word: `gas` in gwei, a `price` in US dollars, a `balance` of the wallet in
        whole tokens. Empty where nobody knows. Raises what the person can mend, and `ChainError`.
        """
        ...


def figures_of(runtime: AgentRuntime, family: str) -> Figures:
    """Raises `RequestError` where a family tells no levels."""
    found = runtime.capability(family, object)
    if not isinstance(found, Figures):
        raise RequestError(
            "Nobody here tells prices, fees or balances", hint="Wait for a time instead."
        )
    return found


def check_level(condition: Condition) -> None:
    """Raise `RequestError` for what can never be told."""
    known = condition.relation in RELATIONS or condition.relation == REACHES
    if not known or _number(condition.value) is None:
        raise RequestError(
            f"{condition} is no exact level", hint='Say a number: "when gas is below 10 gwei".'
        )
    units = UNITS.get(condition.kind)
    if units is not None and condition.unit not in units:
        raise RequestError(
            f"A {condition.kind} in {condition.unit!r} cannot be waited for",
            hint="Prices are in US dollars, gas in gwei.",
        )


def is_met(condition: Condition, said: Sequence[Decimal], start: Decimal | None) -> bool:
    """Whether every source says so; what nobody knows is not met.

    "reaches" is from wherever it stood at the `start`.
    """
    level = _number(condition.value)
    if not said or level is None:
        return False
    if condition.relation != REACHES:
        return all(RELATIONS[condition.relation](value, level) for value in said)
    if start is None:
        return False
    return all(value >= level if start < level else value <= level for value in said)


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
