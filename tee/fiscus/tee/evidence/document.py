"""The document that an agent hands out as its evidence: JSON, version 1."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from fiscus.core.errors import RequestError
from fiscus.tee.evidence.events import Entry
from fiscus.tee.evidence.statement import VERSION, Statement

LARGEST: Final = 4_000_000
"""Bytes of a document. A quote has 5 kB, and a log rarely more than 50."""


class Evidence(BaseModel):
    """A quote, and everything that is needed to see what it stands for."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: Literal["fiscus.attestation/1"] = VERSION
    quote: str = Field(pattern=r"^([0-9a-f]{2})+$", description="Of the TD, in hex.")
    event_log: Sequence[Entry] = Field(max_length=100_000)
    app_compose: str = Field(description="app-compose.json, to the letter.")
    statement: Statement | None = Field(
        default=None, description="What the agent says of itself; its hash is in the quote."
    )
    collateral: Mapping[str, object] | None = Field(
        default=None, description="What vouches for the machine. Fetched where it is missing."
    )
    simulated: bool = Field(
        default=False, description="Made by the simulator: proves nothing to anybody."
    )

    @field_validator("event_log", mode="before")
    @classmethod
    def _text(cls, value: object) -> object:
        """The guest agent gives the log as text in its JSON."""
        return json.loads(value) if isinstance(value, str) else value


def read_evidence(content: bytes) -> Evidence:
    """Raises `RequestError`, which names the field that is wrong."""
    if len(content) > LARGEST:
        raise RequestError(f"The evidence is larger than {LARGEST // 1_000_000} MB")
    try:
        return Evidence.model_validate_json(content)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the document"
        raise RequestError(
            f"It is no evidence of version {VERSION}: {place}: {first['msg']}",
            hint="`fiscus tee attest` writes such a document.",
        ) from error
