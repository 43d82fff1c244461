"""Own words that people type, on one line: no control signs, kept short."""

from __future__ import annotations

import re

CONTROL = re.compile(  # no signs of their own: controls, line ends, turns of the writing's direction
    r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200b\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)


def tidy(text: str, most: int) -> str:
    """Own words on one line: no control signs, single spaces, at most ``most`` characters.

    >>> tidy("  a\\n b\\x00 ", 10)
    'a b'
    """
    plain = CONTROL.sub(" ", text)
    kept = " ".join(plain.split())[:most].strip()
    return kept if any(letter.isprintable() and not letter.isspace() for letter in kept) else ""
