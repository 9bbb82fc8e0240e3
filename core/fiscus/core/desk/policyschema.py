"""The JSON schema of a policy file, as editors and other programs read it."""

from __future__ import annotations

import json
from typing import Any, Final, cast

from fiscus.core.desk.policy import Policy
from fiscus.core.desk.writing import WINDOW

DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
WINDOWED: Final = ("Limits", "RuleLimits")


def policy_schema() -> dict[str, Any]:
    """The schema; published as `docs/policy.schema.json`."""
    schema = Policy.model_json_schema()
    for name in WINDOWED:
        part = cast("dict[str, Any]", schema["$defs"][name])
        part["patternProperties"] = {f"^{WINDOW.pattern}$": part["additionalProperties"]}
        part["additionalProperties"] = False
    return {"$schema": DRAFT, **schema, "title": "A policy of fiscus"}


def schema_text() -> str:
    return json.dumps(policy_schema(), indent=2) + "\n"
