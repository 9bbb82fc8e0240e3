"""`python -m fiscus.core.cli`, where the console script is not on PATH."""

from __future__ import annotations

from fiscus.core.cli import main

main()
