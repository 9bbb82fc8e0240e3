"""What a model says of an image, as title and description."""

from __future__ import annotations

import re

from fiscus.core.models.answers import ImageAnswer, TextAnswer

_LABEL = re.compile(r"^[#*\s]*(?:title|description)?[*\s]*:?[*\s]*", re.IGNORECASE)


def described(answer: TextAnswer) -> ImageAnswer:
    """The first line is the title, the others describe; a single line is both."""
    lines = [_LABEL.sub("", line, count=1).strip(" *") for line in answer.text.splitlines()]
    lines = [line for line in lines if line]
    title = lines[0] if lines else ""
    return ImageAnswer(
        title=title,
        description="\n".join(lines[1:]) or title,
        model=answer.model,
        usage=answer.usage,
        cost=answer.cost,
    )
