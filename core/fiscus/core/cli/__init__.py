"""The command line. Nothing heavy is imported before a command needs it."""

from __future__ import annotations

__all__ = ["main"]


def main() -> None:
    """The console script `fiscus`: runs `sys.argv`, and ends the process with its status."""
    from fiscus.core.cli.main import run

    run()
