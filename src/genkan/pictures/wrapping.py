"""Own words broken into lines that fit, without a dictionary: spaces first, then where a word may begin."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from genkan.pictures.canvas import text_width

SAFE = 1.1  # letters are measured roughly: a little room beside each line
_THAI_LEADING = "เแโใไ"  # a syllable begins with these
_THAI_WORD = re.compile(  # before one of these a line may end
    "แล้ว|และ|แต่|เพราะ|ถ้า|หรือ|ว่า|ที่|ซึ่ง|เพื่อ|จาก|กับ|ของ|ใน|บน|ถึง|ตอน|ก่อน|หลัง|ไม่|ให้|จะ|ก็|ยัง|ได้|อยู่|"
    "ขึ้น|ไป|มา|เขา|เธอ|ฉัน|ผม|เรา|แม่|พ่อ|ลูก|น้อง|พี่|ย่า|ยาย|ทุก|คน|ใคร|วัน|คืน|เช้า|เย็น|บ้าน|ห้อง|ข้าง|ประตู|"
    "เสียง|เรื่อง|ถาม|บอก|พูด|ตอบ|เงียบ|ดัง|เปิด|ปิด|เดิน|กลับ|นอน|กิน|ทำ|เริ่ม|หยุด|โทร|วาง|เคาะ|โกรธ|ร้อง|เพลง|เกม|มาก|กว่า|อีก"
)
_PHRASE = re.compile(r"(?<=[ぁ-ん])(?<![おご])[おご]?[一-鿿ァ-ヶ「『“]")  # after a Japanese particle
_PAUSES = "、。・…,;:"
_NOT_FIRST = _PAUSES + "．：；？！」』）】ーっゃゅょぁぃぅぇぉッャュョァィゥェォ々〜%.!?)”’"
_NOT_LAST = "「『（【“‘("
_THAI_BOUND = frozenset(
    (0x0E2F, 0x0E30, 0x0E31, *range(0x0E32, 0x0E3B), 0x0E45, 0x0E46, *range(0x0E47, 0x0E4F))
)


def wrapped(text: str, size: float, width: float) -> tuple[str, ...]:
    """The text as lines of about equal length, none wider than ``width`` units in letters of ``size``.

    A line holds at least one sign, whatever the width.

    >>> wrapped("the door stays shut", 12, 90)
    ('the door', 'stays shut')
    """
    left = " ".join(text.split())
    lines = tuple(_lines(left, size, width))
    narrower = width
    while narrower > 2 * size:  # as narrow as the same number of lines allows, so that no sign stands alone
        narrower -= size / 2
        tighter = tuple(_lines(left, size, narrower))
        if len(tighter) > len(lines):
            break
        lines = tighter
    return lines


def _lines(text: str, size: float, width: float) -> Iterator[str]:
    left = text
    while left:
        cut = _cut(left, size, width)
        yield left[:cut].rstrip()
        left = left[cut:].lstrip()


def _cut(text: str, size: float, width: float) -> int:
    """Where the first line ends: the best place among those that fit."""
    fits = [at for at in range(1, len(text) + 1) if text_width(text[:at].rstrip(), size) * SAFE <= width]
    most = fits[-1] if fits else 1
    if most == len(text):
        return most
    for may_break, least in _BREAKS:
        place = next((at for at in range(most, 0, -1) if may_break(text, at)), 0)
        if place > most * least:
            return place
    return most


def _at_space(text: str, at: int) -> bool:
    return text[at : at + 1] == " " or text[at - 1] == " "


def _at_word(text: str, at: int) -> bool:
    if text[at - 1] in _PAUSES:
        return True
    return (_THAI_WORD.match(text, at) or _PHRASE.match(text, at)) is not None and _at_sign(text, at)


def _at_syllable(text: str, at: int) -> bool:
    if "\u0e00" <= text[at] <= "\u0e7f":
        return text[at] in _THAI_LEADING and text[at - 1] not in _THAI_LEADING
    return ord(text[at]) >= 0x2E80 and _at_sign(text, at)


def _at_sign(text: str, at: int) -> bool:
    """Never between a letter and what belongs to it."""
    after, before = text[at], text[at - 1]
    if after in _NOT_FIRST or before in _NOT_LAST or before in _THAI_LEADING:
        return False
    return ord(after) not in _THAI_BOUND and not 0x0300 <= ord(after) <= 0x036F


_BREAKS: tuple[
    tuple[Callable[[str, int], bool], float], ...
] = (  # the best first, and how full a line is then
    (_at_space, 0.34),
    (_at_word, 0.4),
    (_at_syllable, 0.4),
    (_at_sign, 0.0),
)
