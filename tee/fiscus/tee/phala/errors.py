"""What can be wrong between us and Phala Cloud. The class says who can act.

ConfigError
├── NoKey                there is no key
├── KeyRefused           Phala Cloud does not take it (HTTP 401)
└── NotPermitted         it is a key, but not for this (403)
RequestError
├── NotThere             no such CVM, node or application (404)
├── Clash                it exists, or is at something else (409)
└── Refused              Phala Cloud does not take what it was asked for (400, 422 and others)
ChainError
└── ServiceUnavailable   (of `chains.api`) no answer, or HTTP 5xx; worth another try
    ├── ServiceBusy          asked too often (429)
    └── Unknown              nobody knows whether what was asked for was done
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final, cast

from fiscus.chains.api import ServiceUnavailable
from fiscus.core.errors import ConfigError, RequestError

NAME: Final = "Phala Cloud"
MOST_FIELDS: Final = 8
_FIELD: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,40}")
_CODE: Final = re.compile(r"ERR-\d{2}-\d{3}")
_PLACES: Final = frozenset({"body", "query", "path", "header"})


class NoKey(ConfigError):
    code = "PHALA_NO_KEY"


class KeyRefused(ConfigError):
    code = "PHALA_KEY_REFUSED"


class NotPermitted(ConfigError):
    code = "PHALA_NOT_PERMITTED"


class NotThere(RequestError):
    code = "PHALA_NOT_FOUND"


class Clash(RequestError):
    code = "PHALA_CONFLICT"


class Refused(RequestError):
    """`context` has `status`, and the names of the `fields` that are wrong."""

    code = "PHALA_REFUSED"


class Unknown(ServiceUnavailable):
    """No answer to something that changes the world."""

    code = "PHALA_UNKNOWN"


def refusal(status: int, answer: object) -> ConfigError | RequestError:
    """An HTTP status below 500 that is no success, as an error of ours.

    Of what Phala Cloud says of it, only names of fields and codes are kept: the rest is foreign
    text.
    """
    told = _code(answer)
    if status == 401:
        return KeyRefused(
            f"{NAME} does not take the key{told}",
            hint="`fiscus tee phala auth login` with a key of its dashboard (API Tokens).",
        )
    if status == 403:
        return NotPermitted(
            f"{NAME} does not let this key do that{told}",
            hint="Take a key of the workspace that it belongs to.",
        )
    if status == 404:
        return NotThere(
            f"{NAME} knows no such thing{told}", hint="`fiscus tee phala cvms list` shows yours."
        )
    if status == 409:
        return Clash(
            f"{NAME} says that this clashes with what is there{told}",
            hint="`fiscus tee phala cvms list` shows what there is; wait until it is at rest.",
        )
    return _refused(status, answer, told)


def _refused(status: int, answer: object, told: str) -> Refused:
    fields = wrong_fields(answer)
    where = f": {', '.join(fields)}" if fields else ""
    hint = "These are wrong or missing." if fields else "Check what you asked for."
    if status == 402:
        hint = "The workspace has no credit left: add some in the dashboard."
    return Refused(
        f"{NAME} refused the request with HTTP {status}{told}{where}",
        hint=hint,
        status=status,
        fields=fields,
    )


def wrong_fields(answer: object) -> Sequence[str]:
    """The places that a validation error names."""
    rows = _mapping(answer).get("detail")
    if not isinstance(rows, list):
        return ()
    found = [_place(_mapping(row).get("loc")) for row in cast("list[object]", rows)]
    return tuple(dict.fromkeys(filter(None, found)))[:MOST_FIELDS]


def _place(loc: object) -> str:
    parts = [str(part) for part in cast("list[object]", loc)] if isinstance(loc, list) else []
    known = [part for part in parts if part not in _PLACES]
    named = [part for part in known if _FIELD.fullmatch(part) or part.isdigit()]
    return ".".join(named) if named == known else ""


def _code(answer: object) -> str:
    code = _mapping(_mapping(answer).get("detail")).get("error_code")
    return f" ({code})" if isinstance(code, str) and _CODE.fullmatch(code) else ""


def _mapping(value: object) -> Mapping[str, object]:
    return cast("dict[str, object]", value) if isinstance(value, dict) else {}
