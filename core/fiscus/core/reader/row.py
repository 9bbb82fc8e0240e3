"""A reading as one row of `fiscus explain`."""

from __future__ import annotations

from collections.abc import Mapping

from fiscus.core.reader.reading import ParamValue, Reading, Step


def to_row(reading: Reading, row_id: str | None = None) -> dict[str, object]:
    """Plain JSON values in the order of the contract; `steps` only where there are several."""
    row: dict[str, object] = {
        "id": row_id,
        "text": reading.text,
        "chain_family": reading.chain_family,
        "action": reading.action,
        "params": _plain(reading.params),
        "missing": list(reading.missing),
    }
    if len(reading.steps) > 1:
        row["steps"] = [_step(step) for step in reading.steps]
    elif reading.steps and reading.steps[0].conditions:
        row["conditions"] = _conditions(reading.steps[0])
    return row | {"source": "reader"}


def _step(step: Step) -> dict[str, object]:
    body: dict[str, object] = {"action": step.action, "params": _plain(step.params)}
    return body | ({"conditions": _conditions(step)} if step.conditions else {})


def _conditions(step: Step) -> list[object]:
    return [condition.to_json() for condition in step.conditions]


def _plain(params: Mapping[str, ParamValue]) -> dict[str, object]:
    return {key: _json(value) for key, value in params.items()}


def _json(value: ParamValue) -> object:
    if isinstance(value, tuple):
        return list(value)
    return dict(value) if isinstance(value, Mapping) else value
