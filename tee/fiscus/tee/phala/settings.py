"""Settings of Phala Cloud."""

from __future__ import annotations

from typing import Final

from fiscus.core.settings import Setting

API_KEY: Final = Setting(
    "PHALA_CLOUD_API_KEY",
    "Key of Phala Cloud; else the one of `fiscus tee phala auth login`.",
    secret=True,
)
OTHER_API_KEY: Final = Setting(
    "PHALA_API_KEY", "The same, where PHALA_CLOUD_API_KEY is not set.", secret=True
)
API_PREFIX: Final = Setting(
    "PHALA_CLOUD_API_PREFIX",
    "Phala Cloud's API; an https address.",
    "https://cloud-api.phala.com/api/v1",
)
DOCKER_IMAGE: Final = Setting(
    "DOCKER_IMAGE", "Image that a deployment writes into its compose file: you/agent@sha256:…"
)
PHALA_SETTINGS: Final = (API_KEY, OTHER_API_KEY, API_PREFIX, DOCKER_IMAGE)
