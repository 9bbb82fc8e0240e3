"""Emptying the wallet: where to, and what the policy says of it. Pure.

Whoever needs the way out needs all of it at once: limits on amounts and lists of recipients and
tokens are not heard of a sweep. What stands in their place: its one recipient was registered in the
policy file beforehand, and somebody says yes to each of its payments.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from fiscus.core.desk.budgets import fees
from fiscus.core.desk.door import Given, Intent
from fiscus.core.desk.policy import Policy, address_key
from fiscus.core.desk.verdicts import Heard, Reason
from fiscus.core.errors import ConfigError
from fiscus.core.origins import Origin

SAID: Final = ("chain", "token")
"""All that a sweep is told."""


class NoEvacuation(ConfigError):
    """Nobody registered where a wallet is to be emptied to."""

    code = "NO_EVACUATION"


def swept(intent: Intent, registered: Mapping[str, str]) -> Intent:
    """A sweep with everything that is its operator's word, whatever it was told beside its chain
    and its token. Raises `NoEvacuation`."""
    address = registered.get(intent.family)
    if address is None:
        raise NoEvacuation(
            f"No evacuation address is registered for {intent.family} chains",
            hint=f"Add it to the policy file: `evacuation: {{{intent.family}: …}}`; docs/policy.md"
            " has an example.",
        )
    values = {role: intent.values[role] for role in SAID if role in intent.values}
    values["amount"] = Given("all", Origin.STRATEGY)
    values["recipient"] = Given(address, Origin.STRATEGY)
    return replace(intent, values=values, proposed=None)


def evacuation(policy: Policy, heard: Heard) -> Iterator[Reason]:
    """What the file itself says of a sweep."""
    effect = heard.case.effect
    registered = set(map(address_key, policy.evacuation.values()))
    others = [move.to for move in effect.moves if address_key(move.to) not in registered]
    if others or effect.gains or effect.grants:
        yield heard.deny(
            "evacuation",
            "A sweep pays the evacuation address of the policy file, and does nothing else.",
            "An operator registers it under `evacuation`.",
        )
    else:
        text = "It empties the wallet into the evacuation address of the policy file."
        yield heard.ask("evacuation", text)
    yield from fees(heard)
