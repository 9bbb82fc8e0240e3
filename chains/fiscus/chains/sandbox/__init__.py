"""The embedded default: a real EVM engine on this machine, with money that is worth nothing."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fiscus.chains.sandbox.installation import Progress
    from fiscus.chains.sandbox.session import Sandbox
    from fiscus.core.families import Finding

__all__ = ["sandbox"]


@dataclass(frozen=True, slots=True)
class EvmSandbox:
    """The entry point's value. Fits `fiscus.core.sandbox.SandboxOpener`."""

    def __call__(
        self,
        home: Path,
        *,
        keep: Path | None = None,
        engine: Path | None = None,
        block_time: int | None = None,
        progress: Progress | None = None,
    ) -> AbstractAsyncContextManager[Sandbox]:
        """A sandbox that is gone at the end of the block, whatever ends it.

        `home` is the data folder; anvil is fetched into it where there is none on PATH and
        `engine` names none, and `progress` is told so. Chain and wallet live on in the folder
        `keep` between runs; without it both are new. Every transaction makes a block, or
        `block_time` seconds do.

        Raises `SandboxUnavailable`, a `ConfigError`.
        """
        from fiscus.chains.sandbox.installation import silent
        from fiscus.chains.sandbox.session import open_sandbox

        return open_sandbox(
            home, keep=keep, engine=engine, block_time=block_time, progress=progress or silent
        )

    def finding(self, home: Path) -> Finding:
        """Whether anvil is here, or could be fetched."""
        from fiscus.chains.sandbox.checks import finding

        return finding(home)


sandbox = EvmSandbox()
