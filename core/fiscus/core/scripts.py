"""Python files that the operator names: run, and asked for what they define."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from fiscus.core.errors import ConfigError


def module_at(file: Path, *, name: str) -> Mapping[str, object]:
    """Run a file as a module of this name, and answer with what it defines.

    Raises `ConfigError` for a file that is no Python, and whatever the file raises.
    """
    spec = spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise ConfigError(f"{file.name!r} is not a Python module")
    module = module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return vars(module)
