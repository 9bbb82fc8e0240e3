"""How a quote of the simulator is known: by its mark, and by the root that signed it.

The keys of that root are public (`tee/simulator/pki.py`): what it signs proves nothing to anybody.
"""

from __future__ import annotations

from base64 import b64decode
from typing import Final

MARK: Final = b"fiscus simulator".ljust(20, b"\0")
"""The 20 bytes of a quote's header that are its platform's own."""
_HEADER: Final = slice(28, 48)
NOTHING: Final = "nothing is proven about hardware: anybody can make such evidence"
ROOT_NAME: Final = "Fiscus Simulator Root CA (proves nothing)"
ROOT: Final = b64decode(
    "MIIByjCCAXCgAwIBAgIBATAKBggqhkjOPQQDAjA0MTIwMAYDVQQDDClGaXNjdXMgU2ltdWxhdG9yIFJvb3QgQ0Eg"
    "KHByb3ZlcyBub3RoaW5nKTAgFw0yNjAxMDEwMDAwMDBaGA8yMDk5MDEwMTAwMDAwMFowNDEyMDAGA1UEAwwpRmlz"
    "Y3VzIFNpbXVsYXRvciBSb290IENBIChwcm92ZXMgbm90aGluZykwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASh"
    "AnxC+WyD9Flb3VSlL2dsBKDJjG+CVgmyaYgUKtst/mF4xSpeCBerXW6YZ1Wvk74NfrUEpI4mHq5gc5xDAfuIo3Ew"
    "bzAPBgNVHRMBAf8EBTADAQH/MA4GA1UdDwEB/wQEAwIBBjAdBgNVHQ4EFgQU6e0uDVCcLgKiuRCnZyHjQOO/Ji4w"
    "LQYDVR0fBCYwJDAioCCgHoYcaHR0cDovL3NpbXVsYXRvci5pbnZhbGlkL2NybDAKBggqhkjOPQQDAgNIADBFAiEA"
    "hfD9LcucDfBJdQGhabq9xJ6kE6kWvgJ/PZ2kcmh9Q4QCIDDTu7Rx//RqRk3M+U5m32vy651npI34BBNrZr12Nw/0"
)
"""Its certificate (DER)."""


def is_simulated(quote: bytes) -> bool:
    """Whether it says so itself; what does not say so can still be signed by nobody else."""
    return quote[_HEADER] == MARK
