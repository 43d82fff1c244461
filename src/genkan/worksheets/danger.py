"""Own words that may mean danger → help stands first. Never blocks, never sends, never keeps anything.

All three languages are looked at, whatever language the page is in. «Not» is not understood: «I do not want
to die» shows help too, because help shown once too often harms less than help not shown. That nothing was
seen says nothing: the words are few.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from genkan.checkup.care import Care
from genkan.knowledge import knowledge, sentence
from genkan.worksheets.definition import WRITTEN, Field
from genkan.worksheets.filled import Sheet
from genkan.worksheets.read import Answer
from genkan.worksheets.told import option_told

INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff]")


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen: in which field, the care it asks for, and the person's own words (or their choice)."""

    care: str
    worksheet: str
    asked: Field
    words: str = field(repr=False)

    def says(self, lang: str) -> str:
        """What was seen, so that nobody has to wonder why help stands first."""
        words = self.words if self.asked.kind in WRITTEN else self._chosen(lang)
        return sentence("worksheet.help_first.saw", lang, words=words)

    def _chosen(self, lang: str) -> str:
        if self.words in ("yes", "no"):
            return sentence(f"yesno.{self.words}", lang)
        return option_told(self.worksheet, self.asked, self.words, lang)


def seen_in(sheet: Sheet) -> tuple[Seen, ...]:
    """Everything in a sheet that may mean danger, in the sheet's order; what cannot wait first."""
    found = [seen for one, answer in _answers(sheet) for seen in _seen(sheet.worksheet, one, answer)]
    urgent = {one["id"] for one in knowledge("checkup/safety")["cares"] if one["urgency"] == "now"}
    return tuple(sorted(found, key=lambda one: one.care not in urgent))


def cares_of(seen: Sequence[Seen]) -> tuple[Care, ...]:
    """The check-up's own cares that this asks for, each once, those for now first."""
    because: dict[str, list[str]] = {}
    for one in seen:
        because.setdefault(one.care, []).append(f"{one.worksheet}.{one.asked.place}")
    found = [
        Care(entry["id"], entry["urgency"], tuple(dict.fromkeys(because[entry["id"]])))
        for entry in knowledge("checkup/safety")["cares"]
        if entry["id"] in because
    ]
    return tuple(sorted(found, key=lambda care: not care.now))


def words_seen(text: str) -> tuple[tuple[str, str], ...]:
    """(care, the very words) for each kind of danger that own words may mean.

    >>> words_seen("もう死 にたい。")
    (('wants_to_die', '死 にた'),)
    """
    letters, places = _plain(text)
    joined, joined_places = _joined(letters, places)
    found = []
    for care, tables in _tables().items():
        spans = [
            span
            for table in tables
            for span in (
                *_spans(table.spaced, table.spaced_unless, letters, places),
                *_spans(table.joined, table.joined_unless, joined, joined_places),
            )
        ]
        if spans:
            start, end = min(spans, key=lambda span: (span[0], -span[1]))
            found.append((care, text[start : end + 1]))
    return tuple(found)


def _spans(
    find: Sequence[re.Pattern[str]], unless: Sequence[re.Pattern[str]], letters: str, places: Sequence[int]
) -> list[tuple[int, int]]:
    """Where in the text patterns find something (first and last letter), but for what «unless» covers too."""
    hits = [hit.span() for one in find for hit in one.finditer(letters)]
    if not hits:
        return []
    left = [hit.span() for one in unless for hit in one.finditer(letters)]
    return [
        (places[begins], places[ends - 1])
        for begins, ends in hits
        if not any(start < ends and begins < end for start, end in left)
    ]


def _plain(text: str) -> tuple[str, list[int]]:
    """The text in one way of writing (width, case, quotes, single spaces), and where each letter stood."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        if INVISIBLE.match(letter):
            continue
        for plain in unicodedata.normalize("NFKC", letter).casefold().replace("’", "'"):
            if plain.isspace() and letters[-1:] == [" "]:
                continue
            letters.append(" " if plain.isspace() else plain)
            places.append(place)
    return "".join(letters), places


def _joined(letters: str, places: Sequence[int]) -> tuple[str, list[int]]:
    """The same without spaces: Thai and Japanese are read whole."""
    kept = [place for place, letter in enumerate(letters) if letter != " "]
    return "".join(letters[place] for place in kept), [places[place] for place in kept]


@dataclass(frozen=True, slots=True)
class _Table:
    """One table of danger_words.toml: what is looked for with spaces and what without, and what is left."""

    spaced: tuple[re.Pattern[str], ...]
    joined: tuple[re.Pattern[str], ...]
    spaced_unless: tuple[re.Pattern[str], ...]
    joined_unless: tuple[re.Pattern[str], ...]


@cache
def _tables() -> Mapping[str, tuple[_Table, ...]]:
    """The tables of each care, in the order of the file."""
    found: dict[str, tuple[_Table, ...]] = {}
    for entry in knowledge("checkup/danger_words")["danger"]:
        unless = entry.get("unless", {})
        table = _Table(
            spaced=_english(entry, r"\b(?:{})\b"),
            joined=_whole(entry),
            spaced_unless=_english(unless, "{}"),
            joined_unless=_whole(unless),
        )
        found[entry["care"]] = (*found.get(entry["care"], ()), table)
    return found


def _english(entry: Mapping[str, Sequence[str]], around: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(around.format(one)) for one in entry.get("english", ()))


def _whole(entry: Mapping[str, Sequence[str]]) -> tuple[re.Pattern[str], ...]:
    patterns = (*entry.get("thai", ()), *entry.get("japanese", ()))
    return tuple(re.compile(unicodedata.normalize("NFKC", one)) for one in patterns)


def _answers(sheet: Sheet) -> Iterator[tuple[Field, Answer]]:
    """Every answer with its field or column."""
    for one in sheet.definition.fields:
        for column in one.columns:
            yield from ((column, row[column.id]) for row in sheet.rows(one.id) if column.id in row)
        value = sheet.get(one.id)
        if value is not None and not one.columns:
            yield one, value  # type: ignore[misc]  # only tables hold rows


def _seen(worksheet: str, asked: Field, answer: Answer) -> list[Seen]:
    if not asked.safety:
        return []
    if asked.kind in WRITTEN:
        return [Seen(care, worksheet, asked, words) for care, words in words_seen(str(answer))]
    given = ("yes" if answer else "no",) if isinstance(answer, bool) else answer
    chosen = (given,) if isinstance(given, str) else given if isinstance(given, tuple) else ()
    return [Seen(asked.care, worksheet, asked, one) for one in chosen if one in asked.danger]
