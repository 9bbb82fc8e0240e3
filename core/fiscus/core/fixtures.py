"""Fixtures for everybody who has fiscus and pytest. Nothing is imported before one is used."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from fiscus.core.runtime import AgentRuntime
    from fiscus.core.testing import ActionSetup, FakeChain, RecordingDoors


@pytest.fixture
def fake_chain() -> FakeChain:
    """A chain of play money in memory."""
    from fiscus.core.testing import FakeChain

    return FakeChain()


@pytest.fixture
def recording_doors() -> RecordingDoors:
    """A desk that says yes, and keeps what it was asked for."""
    from fiscus.core.testing import RecordingDoors

    return RecordingDoors()


@pytest.fixture
def mock_runtime() -> AgentRuntime:
    """A runtime around which nothing is real."""
    from fiscus.core.testing import create_mock_runtime

    return create_mock_runtime()


@pytest.fixture
def action_test() -> ActionSetup:
    """A runtime, a message, a state and a callback for one call of an action."""
    from fiscus.core.testing import setup_action_test

    return setup_action_test()
