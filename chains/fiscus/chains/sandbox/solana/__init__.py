"""The embedded default on Solana: a real engine in this process behind a node's JSON-RPC."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from fiscus.chains.sandbox.solana.session import SolanaSandbox
    from fiscus.core.families import Finding

__all__ = ["sandbox"]


@dataclass(frozen=True, slots=True)
class SolanaOpener:
    """The entry point's value. Fits `fiscus.core.sandbox.SandboxOpener`."""

    def __call__(
        self,
        home: Path,
        *,
        keep: Path | None = None,
        engine: Path | None = None,
        progress: Callable[[str], None] | None = None,
    ) -> AbstractAsyncContextManager[SolanaSandbox]:
        """A sandbox that is gone at the end of the block, whatever ends it.

        The engine is a library, so nothing is fetched into `home` and `engine` cannot name one.
        Chain and wallet live on in the folder `keep` between runs; without it both are new.

        Raises `EngineMissing` and `StateUnusable`, which are `ConfigError`s.
        """
        from fiscus.chains.sandbox.errors import EngineMissing
        from fiscus.chains.solana.installation import HINT, is_installed

        if not is_installed():
            raise EngineMissing("LiteSVM, which comes with 'solders', is not here", hint=HINT)
        from fiscus.chains.sandbox.solana.session import open_sandbox

        return open_sandbox(keep=keep)

    def finding(self, home: Path) -> Finding:
        """Whether the engine is installed."""
        from fiscus.chains.solana.installation import HINT, is_installed
        from fiscus.core.families import Finding

        if not is_installed():
            hint = f"For `fiscus demo` on Solana: {HINT}"
            return Finding("solana sandbox", True, "LiteSVM (solders) is not installed", hint)
        return Finding("solana sandbox", True, "LiteSVM, in the process")


sandbox = SolanaOpener()
