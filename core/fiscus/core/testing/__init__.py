"""What the tests of a plugin need: a chain, a desk, doors, a model, a runtime, a whole agent.

The same names are pytest fixtures where fiscus is installed: `fake_chain`, `recording_doors`,
`mock_runtime`, `action_test`.
"""

from __future__ import annotations

from fiscus.core.testing.agent import TestAgent, create_test_agent
from fiscus.core.testing.chain import ALICE, BOB, ETH, USDC, WALLET, FakeChain
from fiscus.core.testing.desk import open_test_desk
from fiscus.core.testing.doors import DenyingDoors, RecordingDoors
from fiscus.core.testing.models import ScriptedModel, UnexpectedCall, calls
from fiscus.core.testing.runtime import (
    OWNER,
    ActionSetup,
    RecordingCallback,
    create_mock_memory,
    create_mock_message,
    create_mock_runtime,
    create_mock_state,
    mock_character,
    setup_action_test,
)
from fiscus.core.testing.service import create_mock_service

__all__ = [
    "ALICE",
    "BOB",
    "ETH",
    "OWNER",
    "USDC",
    "WALLET",
    "ActionSetup",
    "DenyingDoors",
    "FakeChain",
    "RecordingCallback",
    "RecordingDoors",
    "ScriptedModel",
    "TestAgent",
    "UnexpectedCall",
    "calls",
    "create_mock_memory",
    "create_mock_message",
    "create_mock_runtime",
    "create_mock_service",
    "create_mock_state",
    "create_test_agent",
    "mock_character",
    "open_test_desk",
    "setup_action_test",
]
