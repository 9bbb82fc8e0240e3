"""Services: parts that live as long as the runtime."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar, Self

if TYPE_CHECKING:
    from fiscus.core.runtime import AgentRuntime


class ServiceStatus(StrEnum):
    STOPPED = "stopped"
    RUNNING = "running"
    ERROR = "error"


class ServiceType(StrEnum):
    """The documented types. Any other text names a type of your own."""

    TRANSCRIPTION = "transcription"
    VIDEO = "video"
    BROWSER = "browser"
    PDF = "pdf"
    REMOTE_FILES = "remote_files"
    WEB_SEARCH = "web_search"
    EMAIL = "email"
    TEE = "tee"
    TASK = "task"
    WALLET = "wallet"
    LP_POOL = "lp_pool"
    TOKEN_DATA = "token_data"
    DATABASE = "database"
    DATABASE_MIGRATION = "database_migration"
    PLUGIN_MANAGER = "plugin_manager"
    PLUGIN_CONFIGURATION = "plugin_configuration"
    PLUGIN_USER_INTERACTION = "plugin_user_interaction"


class Service:
    """A connection, a cache, a schedule.

    `start` makes the running instance; `stop` ends everything it began. A subclass writes
    `initialize`, or `start` where it is made in a way of its own.
    """

    service_type: ClassVar[str]
    capability_description: ClassVar[str] = ""
    dependencies: ClassVar[tuple[str, ...]] = ()
    """Types of services that are started first."""
    required: ClassVar[bool] = True
    """Where it cannot start, the agent does not either."""

    config: Mapping[str, object] = MappingProxyType({})
    status: ServiceStatus = ServiceStatus.STOPPED
    """Kept by the runtime; a service that loses its connection may say `ERROR`."""

    def __init__(self, runtime: AgentRuntime | None = None) -> None:
        self.runtime = runtime

    @classmethod
    async def start(cls, runtime: AgentRuntime) -> Self:
        """Create the service and bring it up."""
        if cls.initialize is Service.initialize:
            raise NotImplementedError("Not implemented")
        service = cls(runtime)
        await service.initialize(runtime)
        return service

    async def initialize(self, runtime: AgentRuntime) -> None:
        """Bring it up."""

    async def stop(self) -> None:
        """End it. Called once, after everything that was started later has stopped."""
