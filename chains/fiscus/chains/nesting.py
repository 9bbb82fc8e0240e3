"""How deep a JSON text is nested, found out before it is parsed.

The interpreter's own guard cannot be relied on: `py_ecc`, which comes with eth-account, raises the
recursion limit to 100,000 as it is imported, and a text nested that deep then ends the process.
"""

from __future__ import annotations

import re
from typing import Final

DEEPEST: Final = 200
"""More than any answer that is meant to be read."""
_PARTS: Final = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)


def too_deep(body: bytes, most: int = DEEPEST) -> bool:
    """Whether arrays and objects stand more than `most` inside each other."""
    if body.count(b"[") + body.count(b"{") <= most:
        return False
    depth = 0
    for part in _PARTS.finditer(body):
        mark = part[0]
        if mark in (b"[", b"{"):
            depth += 1
            if depth > most:
                return True
        elif mark in (b"]", b"}"):
            depth -= 1
    return False
