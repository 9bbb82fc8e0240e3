"""The services of a runtime, as plugins ask for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeVar, cast, overload

from fiscus.core.errors import ConfigError
from fiscus.core.service import Service, ServiceStatus
from fiscus.core.services import Services

if TYPE_CHECKING:
    from fiscus.core.runtime import AgentRuntime

S = TypeVar("S", bound=Service)


class ServiceAccess:
    """Services by type: the same instance at every call, as long as it runs."""

    def __init__(self) -> None:
        self._services = Services()

    @property
    def is_initialized(self) -> bool:
        raise NotImplementedError

    @property
    def services(self) -> Mapping[str, tuple[Service, ...]]:
        """Those that run, by type, in the order of their start."""
        return self._services.running

    @property
    def service_statuses(self) -> Mapping[str, ServiceStatus]:
        """How each type is, those that could not start included."""
        return self._services.statuses

    async def register_service(self, kind: type[Service]) -> Service | None:
        """Started at once in a runtime that is ready, else when it gets ready (`None` then).

        A class that runs already is not started again: that instance is the answer.
        """
        if self.is_initialized:
            return await self._services.start_one(kind, cast("AgentRuntime", self))
        self._services.queue(kind)
        return None

    @overload
    def get_service(self, service: str) -> Service | None: ...
    @overload
    def get_service(self, service: type[S]) -> S | None: ...
    def get_service(self, service: str | type[Service]) -> Service | None:
        """The first that runs of this type or class; `None` where none does."""
        if isinstance(service, str):
            return next(iter(self._services.of_type(service)), None)
        found = self._services.of_type(service.service_type)
        return next((one for one in found if isinstance(one, service)), None)

    def get_services(self, service_type: str | None = None) -> tuple[Service, ...]:
        """All that run, of this type or of any."""
        if service_type is not None:
            return self._services.of_type(service_type)
        return tuple(one for found in self.services.values() for one in found)

    def get_all_services(self) -> Mapping[str, tuple[Service, ...]]:
        return self.services

    def has_service(self, service_type: str) -> bool:
        return bool(self._services.of_type(service_type))

    async def forget_service(self, kind: type[Service]) -> None:
        """Stop it, and do not start it again. One that is not known is no error."""
        await self._services.forget(kind, cast("AgentRuntime", self))

    async def restart_service(self, service_type: str) -> None:
        """Stop those of a type and start them anew. Raises `ConfigError` where none is known."""
        if not self.is_initialized:
            raise ConfigError("services are restarted in a runtime that is ready")
        await self._services.restart(service_type, cast("AgentRuntime", self))
