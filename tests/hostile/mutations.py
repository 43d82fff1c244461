"""Ways in which a file goes wrong, seeded: what a broken cable, editor, phone or stranger does to bytes."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence

NUMBER = re.compile(rb"\d+")
WORD = re.compile(rb"[A-Za-z_]{3,}")
ODD = (
    *(
        b"\x00",
        b'"',
        b"'",
        b"\n",
        b"\r",
        b"\r\n",
        b",",
        b";",
        b"\t",
        b"{",
        b"}",
        b"[",
        b"]",
        b"<",
        b">",
        b"&",
        b"\\",
    ),
    *(
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\xed\xa0\x80",
        b"\xb0",
        b"\xc2\xb0",
        b"\xe6\x97\xa5",
        b"\x1b[31m",
        b"\x85",
    ),
    *(
        b"]]>",
        b"<!--",
        b"-->",
        b"<![CDATA[",
        b"<?x ?>",
        b"&#0;",
        b"&#xD800;",
        b"\\ud800",
        b"\\u0000",
        b"null",
    ),
    *(
        b'<!DOCTYPE a [<!ENTITY b "c">]>',
        b"true",
        b"{}",
        b"[]",
        b"[[[[[[[[",
        b'{"a":' * 70,
        b"<a>" * 70,
        b"sep=;\n",
    ),
)
NUMBERS = (
    *(
        b"0",
        b"-0",
        b"-1",
        b"1e400",
        b"-1e400",
        b"1e-400",
        b"1e308",
        b"NaN",
        b"Infinity",
        b"-Infinity",
        b"nan",
        b"inf",
    ),
    *(
        b"9" * 19,
        b"9" * 25,
        b"1" + b"0" * 400,
        b"0x10",
        b"1_000",
        b"00",
        b"253402300800000",
        b"-62135596800000",
    ),
    *(
        b"9223372036854775807",
        b"9223372036854775808",
        b"-9223372036854775809",
        b"18446744073709551616",
        b"2147483648",
    ),
    *(
        b"0000",
        b"1904",
        b"2099",
        b"9999",
        b"10000",
        b"1e18",
        b"0.0000000001",
        b"99",
        b"366",
        b"24",
        b"60",
        b"+",
        b"",
    ),
    "１２".encode(),
    "٣".encode(),
    "²".encode(),
    b"1,5",
    b"1.2.3",
    b"--1",
    b"1e",
    b".",
    b"1e99999999999",
)

Change = Callable[[bytes, random.Random, Sequence[bytes]], bytes]


def _place(content: bytes, chance: random.Random) -> int:
    return chance.randrange(len(content) + 1)


def flipped(content: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    """A few bits are wrong."""
    wrong = bytearray(content)
    for _time in range(chance.randint(1, 4) if wrong else 0):
        wrong[chance.randrange(len(wrong))] ^= 1 << chance.randrange(8)
    return bytes(wrong)


def lost(content: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    """A stretch is missing."""
    at = _place(content, chance)
    return content[:at] + content[at + chance.choice((1, 2, 7, 60, 400)) :]


def repeated(content: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    """A stretch stands there several times."""
    at, size = _place(content, chance), chance.choice((1, 8, 60, 300))
    return content[:at] + content[at : at + size] * chance.choice((2, 2, 3, 40)) + content[at:]


def cut(content: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    """It stops in the middle."""
    return content[: _place(content, chance)]


def odd(content: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    """Something odd stands in it, or in place of what was there."""
    at = _place(content, chance)
    return content[:at] + chance.choice(ODD) + content[at + chance.choice((0, 0, 1, 5)) :]


def spliced(content: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    """Part of another file got in."""
    other = chance.choice(others)
    begin = _place(other, chance)
    at = _place(content, chance)
    return content[:at] + other[begin : begin + chance.choice((20, 200, 2000))] + content[at:]


def _exchanged(
    pattern: re.Pattern[bytes], content: bytes, chance: random.Random, by: Callable[[], bytes]
) -> bytes:
    found = [match.span() for match in pattern.finditer(content)]
    for start, end in sorted(chance.sample(found, min(len(found), chance.randint(1, 3))), reverse=True):
        content = content[:start] + by() + content[end:]
    return content


def renumbered(content: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    """Some numbers are impossible."""
    return _exchanged(NUMBER, content, chance, lambda: chance.choice(NUMBERS))


def recalculated(content: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    """Some numbers are other numbers of the same length."""
    return _exchanged(
        NUMBER, content, chance, lambda: str(chance.randrange(10 ** chance.choice((1, 2, 4, 13)))).encode()
    )


def renamed(content: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    """Some words are other words of the same or another file."""
    words = WORD.findall(content) + WORD.findall(chance.choice(others)) or [b"a"]
    return _exchanged(WORD, content, chance, lambda: chance.choice(words))


def shuffled(content: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    """Some lines are in another order."""
    lines = content.split(b"\n")
    at = chance.randrange(len(lines))
    some = lines[at : at + 5]
    chance.shuffle(some)
    return b"\n".join(lines[:at] + some + lines[at + 5 :])


def recoded(content: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    """It was saved in another encoding."""
    text = content.decode("utf-8", "replace")
    return text.encode(
        chance.choice(("utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp932", "cp874", "cp1252")), "replace"
    )


CHANGES: tuple[Change, ...] = (
    *(flipped, lost, repeated, cut, odd, spliced, renumbered, recalculated, renamed, shuffled, recoded),
    *(renumbered, odd, renamed),
)


def mutations_of(content: bytes, others: Sequence[bytes], seed: int, count: int) -> Iterator[bytes]:
    """``count`` broken versions of a file, always the same for the same seed."""
    for number in range(count):
        chance = random.Random(f"{seed}/{number}")
        broken = content
        for _ in range(chance.choice((1, 1, 2, 3, 6))):
            broken = chance.choice(CHANGES)(broken, chance, others)[:200_000]
        yield broken
