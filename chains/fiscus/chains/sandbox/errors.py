"""Why there is no sandbox.

ConfigError
└── SandboxUnavailable       what every cause below is
    ├── EngineMissing            no engine here, and nothing to fetch it with
    ├── EngineNotFetched         the package registry did not deliver it
    ├── EngineFailed             the engine did not start, or is of no use
    └── StateUnusable            a kept state that this version cannot go on with
"""

from __future__ import annotations

from fiscus.core.errors import ConfigError


class SandboxUnavailable(ConfigError):
    code = "SANDBOX_UNAVAILABLE"


class EngineMissing(SandboxUnavailable):
    code = "SANDBOX_ENGINE_MISSING"


class EngineNotFetched(SandboxUnavailable):
    code = "SANDBOX_ENGINE_NOT_FETCHED"


class EngineFailed(SandboxUnavailable):
    code = "SANDBOX_ENGINE_FAILED"


class StateUnusable(SandboxUnavailable):
    code = "SANDBOX_STATE_UNUSABLE"
