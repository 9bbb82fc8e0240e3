"""Identifiers: UUIDs as text, the same for the same name in every process."""

from __future__ import annotations

import json
import uuid
from typing import NewType

UUID = NewType("UUID", str)
"""A UUID in its canonical form: 36 lower-case characters."""

NAMESPACE = uuid.UUID("6f1c8d52-3a5e-5c0b-9d0e-0f5ca1c0de01")


def string_to_uuid(text: str) -> UUID:
    """The UUID that belongs to `text`: itself if it is one, else the version-5 UUID of it."""
    try:
        return UUID(str(uuid.UUID(text)))
    except ValueError:
        return UUID(str(uuid.uuid5(NAMESPACE, text)))


def derived_id(*parts: str) -> UUID:
    """One UUID for several texts in this order; no two lists of parts run together."""
    return UUID(str(uuid.uuid5(NAMESPACE, json.dumps(parts))))


def generate_id() -> UUID:
    """A fresh random UUID."""
    return UUID(str(uuid.uuid4()))
