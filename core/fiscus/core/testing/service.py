"""A service that counts how often it was started and stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from fiscus.core.service import Service

if TYPE_CHECKING:
    from fiscus.core.runtime import AgentRuntime


class MockService(Service):
    """Does nothing. Every kind that `create_mock_service` makes has counters of its own."""

    service_type: ClassVar[str] = "mock"
    capability_description: ClassVar[str] = "A service for tests"
    started: ClassVar[int] = 0
    stopped: ClassVar[int] = 0

    @classmethod
    async def start(cls, runtime: AgentRuntime) -> Self:
        cls.started += 1
        return cls()

    async def stop(self) -> None:
        type(self).stopped += 1


def create_mock_service(service_type: str = "mock") -> type[MockService]:
    """A kind of service to register: `runtime.register_service(create_mock_service("task"))`."""

    class Mock(MockService):
        pass

    Mock.service_type = service_type
    return Mock
