"""Everything in words: a page for a screen and the same on paper, in the language of the account."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from genkan.checkup.form import questions
from genkan.checkup.given import given_from
from genkan.knowledge import date_told, month_and_year_told, sentence
from genkan.letters.paper import set_pages
from genkan.nouns import Reach, Refused
from genkan.questionnaire import question_words
from genkan.sheet import COLON, COMMA
from genkan.worksheets import definitions, worksheet_words
from genkan.worksheets import told as worksheet_told
from genkan_web.diary.sheet_body import sheet_of

MOST_ON_PAPER = 600_000  # letters; more days than that are on the page and in the tables


@dataclass(frozen=True, slots=True)
class Part:
    """A heading, with lines and, under each, what somebody wrote themselves."""

    heading: str
    lines: tuple[tuple[str, str], ...]


class Told:
    """Everything, told part by part."""

    def __init__(self, everything: Mapping[str, Any], lang: str):
        self.everything, self.lang = everything, lang

    def parts(self) -> Iterator[Part]:
        """The account, then each notebook, then what is about neither."""
        yield Part(self._say("people.take.account"), tuple(self._account()))
        for book in self.everything.get("notebooks", ()):
            yield from self._book(book)
        guards = [*self.everything.get("guardians", ()), *self.everything.get("wards", ())]
        if guards:
            yield Part(self._say("people.guardian.title"), tuple(map(self._guardianship, guards)))

    def _account(self) -> Iterator[tuple[str, str]]:
        told = self.everything["account"]
        yield self._say("people.account.you_are", name=told["name"]), ""
        yield (
            self._say(f"people.role.{told['role']}") + (f" · {told['centre']}" if told["centre"] else ""),
            "",
        )
        yield self._say("people.take.joined", day=self._day(told["joined_at"])), ""
        if told["last_seen_month"]:
            seen = month_and_year_told(date.fromisoformat(told["last_seen_month"]), self.lang)
            yield self._say("people.take.seen", month=seen), ""
        yield f"{told['country']} · {told['zone']}", ""
        for one in self.everything["second_steps"]:
            yield f"{self._say('people.account.factor')} · {self._day(one['made_at'])}", ""
        if self.everything.get("mail"):
            yield self._say("remind.mail.goes", address=self.everything["mail"]["address"]), ""
        for one in self.everything.get("devices", ()):
            yield self._say("remind.push.device", day=self._day(one["made_at"])), ""
        yield self._say("people.take.own_looks", count=len(self.everything["own_looks"])), ""

    def _book(self, book: Mapping[str, Any]) -> Iterator[Part]:
        name = book["called"] or self._say("people.take.own_book")
        yield Part(name, tuple(self._note(note) for note in book["notes"]))
        if book["in_need"]:
            yield Part(f"{name} · {self._say('people.in_need.title')}", (("", book["in_need"]),))
        for one in book["check_ups"]:
            heading = self._say("people.take.check_up", day=self._day(one["on"]))
            yield Part(f"{name} · {heading}", tuple(self._check_up(one["given"])))
        if book["reminder"]:
            lines = tuple((line, "") for line in self._reminder(book["reminder"], book["zone"]))
            yield Part(f"{name} · {self._say('remind.title')}", lines)
        for paper in book["papers"]:
            yield from self._sheet(name, paper)
        if book["shared"]:
            lines = tuple(line for link in book["shared"] for line in self._link(link))
            yield Part(f"{name} · {self._say('people.sees.title')}", lines)
        if book["looks"]:
            looks = tuple((self._look(one), "") for one in book["looks"])
            yield Part(f"{name} · {self._say('people.looked.title')}", looks)

    def _reminder(self, told: Mapping[str, Any], zone: str) -> Iterator[str]:
        days = COMMA[self.lang].join(self._say(f"remind.weekday.{one}") for one in told["days"])
        until = self._day(told["until"])
        yield f"{self._say('remind.take.when', hour=told['hour'], zone=zone, day=until)} {days}".strip()
        if told["ended"]:
            yield self._say(f"remind.state.{told['ended']}")
        for one in told["sent"]:
            parts = (f"{name}.{one[name]}" for name in ("way", "why", "outcome"))
            said = " · ".join(self._say(f"remind.{part}") for part in parts)
            yield f"{self._day(one['day'])} · {said}"

    def _sheet(self, name: str, paper: Mapping[str, Any]) -> Iterator[Part]:
        """A worksheet with what is written in it; other papers are in everything.json."""
        try:
            sheet = sheet_of(paper["body"].get("sheet"))
        except Refused:
            return
        title = worksheet_words(sheet.worksheet, self.lang).title
        lines = tuple(
            (asked, answer)
            for (asked, answer), field in zip(
                worksheet_told(sheet, self.lang), sheet.definition.fields, strict=True
            )
            if sheet.get(field.id) is not None
        )
        yield Part(f"{name} · {title} · {self._day(paper['made_at'])}", lines)

    def _note(self, note: Mapping[str, Any]) -> tuple[str, str]:
        if note["not_today"]:
            return f"{self._day(note['day'])}: {self._say('people.notes.passed')}", ""
        said = COMMA[self.lang].join(self._said(note))
        return f"{self._day(note['day'])}{COLON[self.lang]}{said}" if said else self._day(note["day"]), note[
            "words"
        ]

    def _said(self, note: Mapping[str, Any]) -> Iterator[str]:
        if note["reach_low"] is not None:
            floors = dict.fromkeys((note["reach_low"], note["reach_high"]))
            yield "–".join(self._say(f"reach.{Reach(one).name.lower()}") for one in floors)
        if note["bed_hour"] is not None:
            yield f"{self._say('people.note.bed')} {note['bed_hour']:g}:00"
        if note["up_hour"] is not None:
            yield f"{self._say('people.note.up')} {note['up_hour']:g}:00"
        if note["talked"] is not None:
            answer = self._say("web.own.yes" if note["talked"] else "web.own.no")
            yield f"{self._say('people.note.talked')} {answer}"
        if note["mood"] is not None:
            yield self._say(f"people.note.face.{note['mood']}")
        if note["drive"] is not None:
            level = self._say(f"people.note.drive_level.{note['drive']}")
            yield f"{self._say('people.note.drive')} {level}"
        yield from (self._say(f"flag.{flag}") for flag in note["flags"].split(",") if flag)
        if note["known_by"]:
            yield self._say(f"people.note.known_by.{note['known_by']}")

    def _check_up(self, plain: Any) -> Iterator[tuple[str, str]]:
        try:
            given = given_from(plain, questions())
        except Refused:
            return
        for name in given.told:
            words = question_words(questions()[name], given, self.lang)
            chosen = COMMA[self.lang].join(option.says for option in words.options if option.chosen)
            yield f"{words.asks} {chosen}{words.month_told}", words.words

    def _link(self, link: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        who = f"{link['reader']} · " + self._say(f"people.role.{link['reader_role']}")
        for one in link["items"]:
            until = one["stopped_at"] or one["until"]
            item = self._say(f"people.item.{one['item']}")
            yield f"{who} · {item} · {self._day(one['since'])} – {self._day(until)}", ""
        for one in link["homework"]:
            if one["asked"]["worksheet"] in definitions():
                title = worksheet_words(one["asked"]["worksheet"], self.lang).title
                asked = self._say("people.homework.asked_on", title=title, day=self._day(one["set_at"]))
                yield f"{who} · {asked}", one["asked"]["words"]
        for one in link["openings"]:
            why = self._say(f"people.emergency.category.{one['category']}")
            yield (
                f"{who} · {self._say('people.looked.thing.opening')} · {self._day(one['opened_at'])} · {why}",
                one["reason"],
            )
        for one in link["holds"]:
            yield f"{who} · {self._say('people.go.held', day=self._day(one['until']))}", one["reason"]

    def _look(self, one: Mapping[str, Any]) -> str:
        at = datetime.fromisoformat(one["at"])
        role, thing = self._say(f"people.role.{one['role']}"), self._say(f"people.looked.thing.{one['kind']}")
        parts = (f"{self._day(one['at'])} {at:%H:%M} UTC", one["name"], role, thing)
        return " · ".join(part for part in parts if part)

    def _guardianship(self, one: Mapping[str, Any]) -> tuple[str, str]:
        matters = COMMA[self.lang].join(
            self._say(f"people.guardian.matter.{name}") for name in one["matters"].split(",")
        )
        kind = self._say(f"people.guardian.kind.{one['kind']}")
        words = "\n".join(one[name] for name in ("paper", "appointments", "safety_plan") if one.get(name))
        return f"{one['centre']} · {one['called']} · {kind} · {matters} · {self._day(one['until'])}", words

    def _say(self, identity: str, **facts: Any) -> str:
        return sentence(identity, self.lang, **facts)

    def _day(self, text: str) -> str:
        return date_told(date.fromisoformat(text[:10]), self.lang)


def on_paper(parts: Sequence[Part], lang: str, made_on: str) -> bytes:
    """The same as a PDF. Empty where it would be a book, or without typst: the page has all of it."""
    if sum(len(line) + len(words) for part in parts for line, words in part.lines) > MOST_ON_PAPER:
        return b""
    on = date.fromisoformat(made_on)
    letter = {
        "lang": lang,
        "title": sentence("people.take.all", lang),
        "to": "",
        "date": date_told(on, lang),
        "intro": [sentence("people.take.yours", lang)],
        "own_words": "",
        "parts": [
            {"heading": part.heading, "lines": [_joined(one) for one in part.lines], "own": []}
            for part in parts
        ],
        "footer": sentence("people.take.careful", lang),
    }
    words = {"title": letter["title"], "lang": lang, "date": [on.year, on.month, on.day], "letters": [letter]}
    try:
        return set_pages("letter.typ", words, (), "pdf")
    except Refused:
        return b""


def _joined(line: tuple[str, str]) -> str:
    return " — ".join(part for part in line if part)
