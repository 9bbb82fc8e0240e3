"""The requests of a dry run, as they would be sent, without the key."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from fiscus.core.cli.console import emit, say

if TYPE_CHECKING:
    from fiscus.tee.phala.transport import Order


def show_plan(orders: Sequence[Order], base_url: str, *, as_json: bool) -> None:
    """With JSON one object a line."""
    from fiscus.tee.phala.transport import VERSION

    headers = {"X-API-Key": "[secret]", "X-Phala-Version": VERSION}
    for order in orders:
        url = f"{base_url.rstrip('/')}/{order.path}"
        if as_json:
            emit({"method": order.method, "url": url, "headers": headers, "body": order.body})
            continue
        say(f"{order.method} {url}")
        for name, value in headers.items():
            say(f"{name}: {value}")
        say(f"\n{json.dumps(order.body, indent=2, ensure_ascii=False)}\n")
    if not as_json:
        say("Nothing was sent.", err=True)
