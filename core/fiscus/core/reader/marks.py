"""Punctuation by job. Written as code points where a mark looks like another one."""

from __future__ import annotations

APOSTROPHE = "\u2019"
MINUS = "-\u2212\u2013"
DASHES = "-\u2013\u2014"
COMMAS = ",\uff0c\u3001"
QUESTION = "?\uff1f"
SENTENCE_ENDS = ".!?;\u2026\uff1f\uff01\u3002\uff1b"
SIGNS = MINUS + "+~\u2248<>"
"""Glued before a number, they change it."""
SLASHES = "/\u2044"
OPERATORS = "+*^x\u00d7\u00f7%$\u00b1/"
"""Behind a number, they make it an expression."""
QUOTES = {
    '"': '"',
    "\u201c": "\u201d",
    "\u201e": "\u201d\u201c",
    "\u00ab": "\u00bb",
    "\u00bb": "\u00ab",
    "`": "`",
    "\u2018": "\u2019",
    "\u300c": "\u300d",
    "\u300e": "\u300f",
    "\u300a": "\u300b",
    "\u3008": "\u3009",
}
SILENT = frozenset("()[]{}.!;:?*\"'_/|" + DASHES + "\u2026")
"""They separate, and say nothing themselves."""
