"""What goes in and comes out, field by field. Fields nobody asked for are refused; no type is guessed."""

from __future__ import annotations

import re
import uuid
from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import QueryDict
from ninja import Schema
from pydantic import BeforeValidator, ConfigDict, Field, Strict

from genkan.nouns import FLAGS
from genkan_web.diary import notes
from genkan_web.diary.models import DayNote
from genkan_web.once import SHORTEST

PLAIN_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
MOST_VERSION = 999_999_999
Item = Literal["week", "days", "notes", "phone", "plan", "step", "homework"]  # a test compares with may.toml


def _plain_day(value: object) -> object:
    """Only 2026-05-01: no numbers of seconds, no weeks."""
    if isinstance(value, str) and not PLAIN_DAY.fullmatch(value):
        raise ValueError("a day is YYYY-MM-DD")
    return value


Day = Annotated[date, BeforeValidator(_plain_day)]
Hour = Annotated[int, Field(ge=0, le=23)]
Flag = Literal["exam", "illness", "holiday", "move", "appointment", "event"]  # genkan.nouns.FLAGS
KnownBy = Literal["seen", "told", "guessed"]


class In(Schema):
    """Something that is sent."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Problem(Schema):
    """The one shape of everything that goes wrong."""

    problem: str = Field(description="What, as an id that stays the same in every language.")
    sentence: str = Field(description="The same in one sentence, in the language asked for.")
    fields: list[str] = Field(description="Where, when something sent does not fit.")


class NoteIn(In):
    """A note of one day. ``null`` and absent: not said. The same ``client_id`` twice is one note."""

    client_id: str = Field(min_length=SHORTEST, max_length=64, pattern=r"^[0-9A-Za-z]+(-[0-9A-Za-z]+)*$")
    version: int = Field(ge=0, le=MOST_VERSION, description="The version this was written over; 0: none.")
    not_today: bool = Field(False, description="True: nothing else is kept of this day.")
    reach: int | None = Field(
        None, ge=0, le=5, description="0 room, 1 home, 2 doorstep, 3 outside, 4 people, 5 part."
    )
    further: bool = Field(False, description="It may have been further than that.")
    bed_hour: Hour | None = None
    up_hour: Hour | None = None
    talked: bool | None = None
    mood: int | None = Field(None, ge=0, le=4, description="0 very low … 4 good.")
    drive: int | None = Field(None, ge=0, le=3, description="0 none … 3 as in good times.")
    flags: list[Flag] = Field(default=[], max_length=len(FLAGS))
    known_by: KnownBy | None = None
    words: str = Field("", max_length=notes.MOST_WORDS)

    def as_form(self) -> QueryDict:
        """The same as the page of a day sends it: one set of rules for both."""
        sent = QueryDict(mutable=True)
        sent["client_id"], sent["version"], sent["words"] = self.client_id, str(self.version), self.words
        for name in ("reach", "bed_hour", "up_hour", "mood", "drive"):
            value = getattr(self, name)
            sent[name] = "" if value is None else str(value)
        for name in ("not_today", "further"):
            if getattr(self, name):
                sent[name] = "1"
        sent["talked"] = {True: "yes", False: "no"}.get(self.talked, "") if self.talked is not None else ""
        sent["known_by"] = self.known_by or ""
        sent.setlist("flags", list(self.flags))
        return sent


class Note(Schema):
    """A note as it stands. It can be sent back with a ``client_id``, without ``day`` and ``changed_at``."""

    day: date
    version: int
    not_today: bool
    reach: int | None
    further: bool
    bed_hour: int | None
    up_hour: int | None
    talked: bool | None
    mood: int | None
    drive: int | None
    flags: list[Flag]
    known_by: KnownBy | None
    words: str
    changed_at: datetime

    @classmethod
    def of(cls, note: DayNote) -> Note:
        """From the model."""
        return cls(
            further=note.reach_low is not None and note.reach_high != note.reach_low,
            reach=note.reach_low,
            bed_hour=None if note.bed_hour is None else int(note.bed_hour),
            up_hour=None if note.up_hour is None else int(note.up_hour),
            flags=[flag for flag in note.flags.split(",") if flag],
            known_by=note.known_by or None,
            **{
                name: getattr(note, name)
                for name in ("day", "version", "not_today", "talked", "mood", "drive", "words", "changed_at")
            },
        )


class Notes(Schema):
    """Notes of some days, the newest first."""

    first: date
    last: date
    notes: list[Note]


class Book(Schema):
    """One of one's own notebooks."""

    key: uuid.UUID
    kind: Literal["own", "about"]
    called: str
    relation: str
    zone: str


class Books(Schema):
    """One's own notebooks, the oldest first."""

    notebooks: list[Book]


class Told(Schema):
    """What the days say, as the library writes it. Null: nothing was written yet."""

    reading: dict[str, Any] | None = Field(description="Signs, stages and days; as `genkan read --json`.")
    watching: dict[str, Any] | None = Field(description="What drifts; as `genkan watch --json`.")


class OwnDays(Schema):
    """All days of a notebook, as the library's JSON of days. Null: nothing was written yet."""

    days: dict[str, Any] | None


class Seen(Schema):
    """One thing that one reader may see, or could."""

    link: uuid.UUID
    reader: str
    role: str
    item: Item
    live: bool
    until: datetime


class Sees(Schema):
    """Who sees what of a notebook."""

    rows: list[Seen]


class StopOne(In):
    """Stop one item of one reader, or, without an item, all of them."""

    link: Annotated[uuid.UUID, Strict(False)]
    item: Item | None = None


class StopAll(In):
    """Stop everything, and take offers back."""

    everything: Literal[True]


class LinkedTo(Schema):
    """Somebody who was linked. ``news``: this week, over what is shared; never whether anything is shared."""

    link: uuid.UUID
    called: str
    news: bool


class Linked(Schema):
    """Everybody who was linked, those with news first."""

    linked: list[LinkedTo]


class PhoneWeek(Schema):
    """One whole past week out of files."""

    monday: date
    days_known: int
    days_out: int


class SharedNote(Schema):
    """A note somebody shares: without words unless words are shared, and without versions."""

    day: date
    reach: int | None
    further: bool
    bed_hour: int | None
    up_hour: int | None
    talked: bool | None
    mood: int | None
    drive: int | None
    flags: list[Flag]

    @classmethod
    def of(cls, note: DayNote) -> SharedNote:
        """From the model."""
        whole = Note.of(note)
        return cls(**{name: getattr(whole, name) for name in cls.model_fields})


class Words(Schema):
    """Words of one day."""

    day: date
    words: str


class SharedWeek(Schema):
    """This week over one link. All empty: no news, or nothing shared; nobody can tell which."""

    days_written: int | None
    days_out: int | None
    days_out_most: int | None = Field(description="With days that may have been out.")
    days: list[SharedNote]
    words: list[Words]
    phone: list[PhoneWeek]


class SharedDays(Schema):
    """All days somebody wrote and shares, as the library's JSON of days."""

    days: dict[str, Any] | None


class HelpLine(Schema):
    """One help line, in the language asked for."""

    id: str
    kind: str
    way: str
    name: str
    number: str
    address: str
    hours: str
    says: str
    languages: list[str]
    open_now: bool
    checked_on: date


class Help(Schema):
    """Whom to call in one country, those for danger now first. ``stale``: only these were still shown."""

    code: str
    name: str
    stale: bool
    lines: list[HelpLine]
