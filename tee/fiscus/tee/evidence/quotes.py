"""Intel TDX quotes, checked by dcap-qvl: who signed them, on what platform, and what they say."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType
from typing import Any, Final

from fiscus.core.errors import ConfigError, RequestError

DEBUG: Final = 1
"""Bit of `td_attributes` with which the host may look inside (Intel TDX module, TD.ATTRIBUTES)."""


class QuoteRefused(RequestError):
    """A quote, or what vouches for it, that does not hold."""

    code = "QUOTE_REFUSED"


@dataclass(frozen=True, slots=True)
class Report:
    """What a quote says. Registers and measurements are bytes."""

    mrtd: bytes
    registers: Sequence[bytes]
    report_data: bytes
    attributes: bytes

    @property
    def is_debug(self) -> bool:
        return bool(self.attributes[0] & DEBUG)


@dataclass(frozen=True, slots=True)
class Platform:
    """What Intel says of the machine whose signature was found good."""

    status: str
    advisories: Sequence[str]


@dataclass(frozen=True, slots=True)
class Machine:
    """By what Intel's papers for it are found."""

    ca: str
    """`platform` or `processor`."""
    fmspc: str
    """Family, model, stepping, platform type and custom SKU, in hex."""


def machine_of(quote: bytes) -> Machine:
    """Raises `QuoteRefused`."""
    parsed = _parsed(quote)
    return Machine(parsed.ca(), parsed.fmspc().upper())


def read_report(quote: bytes) -> Report:
    """What it says, which nobody has vouched for yet. Raises `QuoteRefused`."""
    report = _parsed(quote).report
    return Report(
        mrtd=bytes(report.mr_td),
        registers=[bytes(getattr(report, f"rt_mr{number}")) for number in range(4)],
        report_data=bytes(report.report_data),
        attributes=bytes(report.td_attributes),
    )


def verified(
    quote: bytes, collateral: Mapping[str, object], *, now: int, root: bytes | None = None
) -> Platform:
    """Every signature from the quote up to Intel's root certificate, or to `root` (DER), with the
    papers that hold at `now` (Unix seconds). Raises `QuoteRefused`.
    """
    library = _library()
    try:
        papers = library.QuoteCollateralV3.from_json(json.dumps(collateral))
        if root is None:
            found = library.verify(quote, papers, now)
        else:
            found = library.verify_with_root_ca(quote, papers, root, now)
    except ValueError as error:
        said = str(error).removeprefix("Verification failed: ").splitlines()[0]
        raise QuoteRefused(f"Nobody vouches for the quote: {said}") from error
    return Platform(found.status, tuple(found.advisory_ids))


def _parsed(quote: bytes) -> Any:
    try:
        parsed = _library().parse_quote(quote)
    except ValueError as error:
        raise QuoteRefused("It is no quote that can be read") from error
    if not parsed.is_tdx():
        raise QuoteRefused("It is a quote of an SGX enclave, not of a TD")
    return parsed


def _library() -> ModuleType:
    """Loaded when the first quote is looked at: who only checks files of text needs none of it."""
    try:
        return import_module("dcap_qvl")
    except ImportError:
        raise ConfigError(
            "Checking quotes needs dcap-qvl", hint='Install it: pip install "fiscus[verify]".'
        ) from None
