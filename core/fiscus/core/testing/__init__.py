"""Stand-ins for the tests of plugins: real parts that answer from a script."""

from __future__ import annotations

from fiscus.core.testing.models import ScriptedModel, UnexpectedCall

__all__ = ["ScriptedModel", "UnexpectedCall"]
