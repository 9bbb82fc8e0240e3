"""What is in an image, as CycloneDX 1.5 writes it. The same lock gives the same bytes."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, metadata
from typing import Final

from fiscus.tee.packaging.lockfile import Locked

SPACE: Final = uuid.UUID("0f4cf6b6-6a3f-5d0e-9a53-6b0f1c6ff0c1")
"""Of the serial numbers: a number follows from the content."""


def bill_of_materials(image: str, digest: str, locked: Sequence[Locked], epoch: int) -> str:
    """`epoch` is the time of the sources, in seconds."""
    reference = f"{image}@{digest}"
    components = [_component(each) for each in locked]
    content = json.dumps([reference, components], sort_keys=True)
    body = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{uuid.uuid5(SPACE, content)}",
        "version": 1,
        "metadata": {
            "timestamp": datetime.fromtimestamp(epoch, UTC).isoformat().replace("+00:00", "Z"),
            "component": {
                "type": "container",
                "bom-ref": reference,
                "name": image,
                "version": digest,
            },
        },
        "components": components,
        "dependencies": [{"ref": reference, "dependsOn": [each["bom-ref"] for each in components]}],
    }
    return json.dumps(body, indent=2) + "\n"


def _component(locked: Locked) -> Mapping[str, object]:
    address = f"pkg:pypi/{locked.name}@{locked.version}"
    hashes = [{"alg": "SHA-256", "content": content} for content in locked.sha256]
    return {
        "type": "library",
        "bom-ref": address,
        "name": locked.name,
        "version": locked.version,
        "purl": address,
        **_licence(locked),
        "externalReferences": [
            {
                "type": "distribution",
                "url": f"https://pypi.org/project/{locked.name}/{locked.version}/",
                "hashes": hashes,
            }
        ],
    }


def _licence(locked: Locked) -> Mapping[str, object]:
    """As the same version says that is installed here, if it is."""
    try:
        told = metadata(locked.name)
    except PackageNotFoundError:
        return {}
    if "License-Expression" not in told or told["Version"] != locked.version:
        return {}
    return {"licenses": [{"expression": told["License-Expression"]}]}
