"""A project with a compose file and an environment, as an operator has it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

IMAGE: Final = f"docker.io/ada/treasury@sha256:{'ab' * 32}"
TOKEN: Final = "launch-token-that-nobody-else-has-0123"
SALT: Final = "correct horse battery staple"
COMPOSE: Final = """\
services:
  desk:
    image: ${DOCKER_IMAGE}
    command: [fiscus, desk]
    environment:
      WALLET_SECRET_SALT: ${WALLET_SECRET_SALT}
      APP_LAUNCH_TOKEN: ${APP_LAUNCH_TOKEN}
      APP_LAUNCH_TOKEN_HASH: ${APP_LAUNCH_TOKEN_HASH}
    volumes:
      - /var/run/dstack.sock:/var/run/dstack.sock
      - desk:/data
  agent:
    image: ${DOCKER_IMAGE}
    environment:
      OPENAI_API_KEY: ${OPENAI_API_KEY}
      LOG_LEVEL: ${LOG_LEVEL:-warning}
    ports:
      - "3000:3000"
volumes:
  desk: {}
"""
ENVIRONMENT: Final = f"""\
# Of the treasury.
DOCKER_IMAGE={IMAGE}
WALLET_SECRET_SALT='{SALT}'
OPENAI_API_KEY=sk-model-0123456789
APP_LAUNCH_TOKEN={TOKEN}
"""


def project(folder: Path, compose: str = COMPOSE, environment: str = ENVIRONMENT) -> Path:
    """Writes both files into `folder`."""
    (folder / "docker-compose.yml").write_text(compose)
    (folder / ".env.tee").write_text(environment)
    return folder
