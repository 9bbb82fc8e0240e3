"""Providers of every agent: the documented seventeen, and KNOWLEDGE. They only read the store."""

from __future__ import annotations

from fiscus.core.bootstrap.providers.agent import AGENT_PROVIDERS, human_time
from fiscus.core.bootstrap.providers.conversation import CONVERSATION_PROVIDERS
from fiscus.core.bootstrap.providers.learned import LEARNED_PROVIDERS
from fiscus.core.bootstrap.providers.people import PEOPLE_PROVIDERS
from fiscus.core.bootstrap.providers.place import PLACE_PROVIDERS

__all__ = ["PROVIDERS", "human_time"]

PROVIDERS = (
    *AGENT_PROVIDERS,
    *CONVERSATION_PROVIDERS,
    *PEOPLE_PROVIDERS,
    *PLACE_PROVIDERS,
    *LEARNED_PROVIDERS,
)
