"""The app-compose: what dstack measures and starts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from fiscus.tee.evidence.compose import compose_hash, normalized
from fiscus.tee.packaging.composefile import TOKEN, WRITTEN_IN, ComposeFile

CHECK: Final = """\
# Only who deployed this knows the token, whose hash is measured with this script.
if [ "$(printf %s "${{APP_LAUNCH_TOKEN:-}}" | sha256sum | cut -d' ' -f1)" != "{expected}" ]; then
  echo "The environment is not the one that this was deployed with: stopping" >&2
  dstack-util notify-host -e "boot.error" -d "APP_LAUNCH_TOKEN is wrong" || true
  exit 1
fi
"""
"""dstack runs it with the decrypted environment before the containers. After a crash of the machine
Docker may bring containers back before it: so the desk looks at the token, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AppCompose:
    """What goes into a CVM, without any value of its environment."""

    name: str
    compose: ComposeFile
    allowed_envs: tuple[str, ...]
    """What services ask for, and the token."""
    token_hash: str | None = None
    """Of the launch token; `None` without an environment."""
    public_logs: bool = False

    @property
    def pre_launch_script(self) -> str | None:
        return CHECK.format(expected=self.token_hash) if self.token_hash else None

    @property
    def may_come_in(self) -> tuple[str, ...]:
        """Without a token nobody could tell the deployer's environment from another one."""
        return self.allowed_envs if self.token_hash else ()

    @property
    def fields(self) -> Mapping[str, object]:
        """What Phala Cloud is given of it; the rest is its own."""
        script = self.pre_launch_script
        return {
            "name": self.name,
            "docker_compose_file": self.compose.text,
            "allowed_envs": list(self.may_come_in),
            "kms_enabled": True,
            "gateway_enabled": True,
            "public_logs": self.public_logs,
            "public_sysinfo": False,
            **({"pre_launch_script": script} if script else {}),
        }

    @property
    def whole(self) -> Mapping[str, object]:
        """All of it, for a dstack of one's own."""
        return {
            **self.fields,
            "manifest_version": 2,
            "runner": "docker-compose",
            "public_tcbinfo": True,
            "key_provider_id": "",
            "local_key_provider_enabled": False,
            "no_instance_id": False,
            "secure_time": True,
        }

    @property
    def text(self) -> str:
        """As it is deployed and measured."""
        return normalized(self.whole)

    @property
    def hash(self) -> str:
        return compose_hash(self.text)


def allowed_names(compose: ComposeFile, token: bool) -> tuple[str, ...]:
    """What may come in from outside: what services ask for, and the token."""
    asked = set(compose.asked) - WRITTEN_IN
    return tuple(sorted(asked | ({TOKEN} if token else set())))
