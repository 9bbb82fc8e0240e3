"""The wallets of an agent in a TEE: keys that its guest agent derives, and nobody else can."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from typing import Final

from fiscus.core.errors import ConfigError
from fiscus.core.keys import DerivedKey
from fiscus.core.secrets import Secret
from fiscus.core.settings import WALLET_SALT, Settings, TeeMode
from fiscus.tee.evidence.quotes import read_report
from fiscus.tee.evidence.simulated import is_simulated
from fiscus.tee.guest import (
    INSTEAD,
    GuestAgent,
    GuestAgentRefused,
    SimulatorRefused,
    endpoint,
    open_guest,
)
from fiscus.tee.launch import check_launch

SCHEME: Final = "fiscus/1"
"""Begins every path. A changed path is a changed wallet."""
CHALLENGE_BYTES: Final = 64


def key_path(family: str, agent_id: str, salt: Secret) -> str:
    """Where the key of an agent's wallet is: its own for every family, agent and salt."""
    salted = hashlib.sha256(salt.reveal().encode()).hexdigest()
    return f"{SCHEME}/{family}/{agent_id}/{salted}"


async def derived(
    settings: Settings, agent_id: str, curves: Mapping[str, str]
) -> Mapping[str, DerivedKey]:
    """See `fiscus.core.keys.Deriver`."""
    check_launch(settings)
    salt = settings.secret(WALLET_SALT)
    if salt is None:
        raise ConfigError(
            "WALLET_SECRET_SALT required when TEE_MODE is enabled",
            hint="Set any text of your own, and keep it: another salt is another wallet.",
        )
    paths = {family: key_path(family, agent_id, salt) for family in curves}
    async with open_guest(endpoint(settings)) as guest:
        await _vouched(guest, settings.tee_mode)
        return {
            family: DerivedKey(path, await guest.get_key(path, algorithm=curves[family]))
            for family, path in paths.items()
        }


async def _vouched(guest: GuestAgent, mode: TeeMode) -> None:
    """Nothing is derived where no quote can be had: whoever looks from outside could not check it.

    Raises `GuestAgentRefused`, `SimulatorRefused`.
    """
    challenge = secrets.token_bytes(CHALLENGE_BYTES)
    found = await guest.info()
    quote = (await guest.get_quote(challenge)).quote
    if mode is not TeeMode.PRODUCTION:
        return
    if found.simulated or is_simulated(quote):
        raise SimulatorRefused(
            "The guest agent is a simulator, and TEE_MODE asks for a real TEE",
            hint=INSTEAD,
        )
    report = read_report(quote)
    if report.report_data != challenge:
        raise GuestAgentRefused("The guest agent's quote is not over what it was asked to sign")
    if report.is_debug:
        raise GuestAgentRefused(
            "The machine is one for debugging: its host can look inside",
            hint="No key is derived there; run it without the debug attribute.",
        )
