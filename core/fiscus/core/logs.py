"""What this process logs holds no secret: not in a message, not in a traceback, in no handler."""

from __future__ import annotations

import logging
import sys
import traceback
from functools import partial
from types import TracebackType

from fiscus.core.redaction import Redactor


def protect(redactor: Redactor) -> None:
    """From now on every record of every logger is made without secrets, and so is what Python
    prints of an error that nobody caught."""
    logging.setLogRecordFactory(partial(_record, redactor))
    sys.excepthook = partial(_uncaught, redactor)


def _record(redactor: Redactor, *arguments: object, **named: object) -> logging.LogRecord:
    record = logging.LogRecord(*arguments, **named)  # type: ignore[arg-type]
    try:
        text = record.getMessage()
    except (TypeError, ValueError, KeyError):
        text = str(record.msg)  # what does not fit is for whoever wrote it to see, not to crash on
    record.msg, record.args = redactor.hide(text), None
    if record.exc_info and record.exc_info[1] is not None:
        written = "".join(traceback.format_exception(record.exc_info[1])).rstrip("\n")
        record.exc_info, record.exc_text = None, redactor.hide(written)
    if record.stack_info:
        record.stack_info = redactor.hide(record.stack_info)
    return record


def _uncaught(
    redactor: Redactor,
    kind: type[BaseException],
    error: BaseException,
    trace: TracebackType | None,
) -> None:
    sys.stderr.write(redactor.hide("".join(traceback.format_exception(kind, error, trace))))
