"""What began on a day, as a notebook tells it: medicines, talks, sheets, sleep times, and what others add."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from genkan.clock import zone_info
from genkan.knowledge import sentence
from genkan.programmes import Station
from genkan.worksheets import worksheet_words
from genkan_web.diary import papers, paths, sheets
from genkan_web.diary.models import Notebook
from genkan_web.diary.notes import today_of

TALKS = {"appointment": "consultation", "result": "consultation", "session": "family"}  # sheet → kind
BEGUN = {  # the first sheet of a kind → what began with it
    "thought_record": "talking",
    "activation": "talking",
    "worry_time": "talking",
    "sleep_reset": "sleep",
    "one_step": "family",
    "parent_task": "family",
    "agreement": "family",
}
GROUPS = (Station.GROUP, Station.TRIAL)
OTHERS = {"ladder": "ladder", "family_week": "family"}  # other papers of which a notebook has one


@dataclass(frozen=True, slots=True)
class Began:
    """Something that began: one of ``genkan.worksheets.effect.KINDS``, its day, its name in words."""

    kind: str
    day: date
    name: str

    @property
    def key(self) -> str:
        """What a form sends for it."""
        return f"{self.kind} {self.day.isoformat()} {self.name}"


Source = Callable[[Notebook, str], Iterable[Began]]


def listed(book: Notebook, lang: str) -> list[Began]:
    """Everything that began up to today, the newest first, each once."""
    today = today_of(book)
    found = {one.key: one for source in SOURCES for one in source(book, lang) if one.day <= today}
    return sorted(found.values(), key=lambda one: (one.day, one.name), reverse=True)


def _medicines(book: Notebook, lang: str) -> Iterator[Began]:
    for _, sheet in sheets.sheets_of(book, "medication"):
        for row in sheet.rows("medicines"):
            day, name = row.get("began"), row.get("name")
            if isinstance(day, date) and isinstance(name, str):
                yield Began("medicine", day, sentence("people.since.medicine", lang, name=name))


def _talks(book: Notebook, lang: str) -> Iterator[Began]:
    """The first talk of each kind: with it the talks began."""
    first: dict[str, date] = {}
    for worksheet, kind in TALKS.items():
        for _, sheet in sheets.sheets_of(book, worksheet):
            day = sheet.get("on")
            if isinstance(day, date):
                first[kind] = min(day, first.get(kind, day))
    for kind, day in first.items():
        yield Began(kind, day, sentence(f"worksheet.reads.effect.kind.{kind}", lang))


def _sheets(book: Notebook, lang: str) -> Iterator[Began]:
    """The first sheet of each kind, by the day it was begun here."""
    zone = zone_info(book.zone)
    for worksheet, kind in BEGUN.items():
        first = papers.first_made(book, worksheet)
        if first is not None:
            yield Began(kind, first.astimezone(zone).date(), worksheet_words(worksheet, lang).title)


def _others(book: Notebook, lang: str) -> Iterator[Began]:
    """What else is worked on here, by the day it was begun."""
    for paper_kind, kind in OTHERS.items():
        paper = papers.the_one(book, paper_kind)
        if paper is not None:
            day = paper.made_at.astimezone(zone_info(book.zone)).date()
            yield Began(kind, day, sentence(f"worksheet.reads.effect.kind.{kind}", lang))


def _contacts(book: Notebook, lang: str) -> Iterator[Began]:
    """The first time in a group or a trial, as the path tells it."""
    days = [one.on for one in paths.contacts(book) if one.station in GROUPS]
    if days:
        yield Began("group", min(days), sentence("worksheet.reads.effect.kind.group", lang))


SOURCES: tuple[Source, ...] = (_medicines, _talks, _sheets, _others, _contacts)
