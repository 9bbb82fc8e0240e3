"""The lines that `fiscus chat --json` reads, taken strictly: one that is unclear does nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final, cast

from fiscus.core.errors import RequestError

OWNER: Final = "owner"
ROOM: Final = "cli"
KINDS: Final = ("text", "approve", "deny")
TEXTS: Final = (*KINDS, "user", "room", "message_id")


class BadRequest(RequestError):
    """`context["id"]` is the line's id, where it had one that could be read."""

    code = "BAD_REQUEST"


@dataclass(frozen=True, slots=True)
class Request:
    """`value` is a text, or the id of the approval to use."""

    kind: str
    value: str
    id: str | int | None = None
    user: str = OWNER
    room: str = ROOM
    message_id: str = ""


def read_request(line: bytes) -> Request:
    """Read one line. Keys that are not known are left alone. Raises `BadRequest`."""
    fields = _object(line)
    request_id = fields.get("id")
    if not (request_id is None or _is_id(request_id)):
        raise BadRequest("The id is neither a text nor a whole number", hint=HINT)
    line_id = cast("str | int | None", request_id)
    texts = {name: fields[name] for name in TEXTS if fields.get(name) is not None}
    for name, value in texts.items():
        _must_be_text(name, value, line_id)
    kinds = [kind for kind in KINDS if kind in texts]
    if len(kinds) != 1:
        raise _bad("holds several of" if kinds else "holds none of", line_id)
    given = cast("dict[str, str]", texts)
    return Request(
        kind=kinds[0],
        value=given[kinds[0]],
        id=line_id,
        user=given.get("user", OWNER),
        room=given.get("room", ROOM),
        message_id=given.get("message_id", ""),
    )


HINT: Final = 'Write {"text": "…"}, {"approve": "ID"} or {"deny": "ID"}, one object a line.'


def _object(line: bytes) -> dict[str, object]:
    try:
        value: object = json.loads(line.decode("utf-8-sig"), object_pairs_hook=_fields)
    except UnicodeDecodeError:
        raise BadRequest("The line is not UTF-8", hint=HINT) from None
    except (ValueError, RecursionError):
        raise BadRequest("The line is not JSON", hint=HINT) from None
    if not isinstance(value, dict):
        raise BadRequest("The line is not a JSON object", hint=HINT)
    return cast("dict[str, object]", value)


def _fields(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Of two values for one key, nobody knows which was meant."""
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise BadRequest("The line holds a key twice", hint=HINT)
    return fields


def _must_be_text(name: str, value: object, line_id: str | int | None) -> None:
    if not isinstance(value, str) or not value.strip():
        raise BadRequest(f"{name!r} is not a text, or empty", hint=HINT, id=line_id)
    try:
        value.encode()
    except UnicodeEncodeError:
        raise BadRequest(f"{name!r} is not Unicode text", hint=HINT, id=line_id) from None


def _is_id(value: object) -> bool:
    return isinstance(value, (str, int)) and not isinstance(value, bool)


def _bad(what: str, line_id: str | int | None) -> BadRequest:
    return BadRequest(f"The line {what} 'text', 'approve' and 'deny'", hint=HINT, id=line_id)
