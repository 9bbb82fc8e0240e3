"""Whether the environment in here is the one that the deployer sealed.

Anybody can encrypt an environment for an application, so the host could bring in its own. It does
not know the deployer's token, whose hash stands in the measured compose file. dstack's launch
script looks at it before the first container, but Docker may bring containers back before that
script: so whoever derives keys looks, too.
"""

from __future__ import annotations

import hashlib
import hmac

from fiscus.core.errors import ConfigError
from fiscus.core.settings import LAUNCH_TOKEN, LAUNCH_TOKEN_HASH, Settings


class ForgedEnvironment(ConfigError):
    """Somebody else wrote it than the deployer."""

    code = "ENVIRONMENT_FORGED"


def token_hash(token: str) -> str:
    """As dstack's own launch scripts have it."""
    return hashlib.sha256(token.encode()).hexdigest()


def check_launch(settings: Settings) -> None:
    """Raises `ForgedEnvironment`. Without a hash there is nothing to compare with."""
    expected = settings.get(LAUNCH_TOKEN_HASH).lower()
    if not expected:
        return
    token = settings.secret(LAUNCH_TOKEN)
    if token is None or not hmac.compare_digest(token_hash(token.reveal()), expected):
        raise ForgedEnvironment(
            f"{LAUNCH_TOKEN.name} is not the one whose hash was measured",
            hint="No key is derived with this environment. Deploy it again with its own token.",
        )
