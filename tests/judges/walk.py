"""A walk through the whole site in one language, keeping every page as it left the server."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from genkan import learn, lessons
from genkan.checkup.form import Question, with_number
from genkan.checkup.given import BASES
from genkan.letters.html import html_of
from genkan.nouns import Refused, Trouble
from genkan.worksheets import definitions
from genkan_web import bridge, crisis
from genkan_web.doors.scenes import addresses as scene_addresses
from genkan_web.models import DayTable

Choice = Callable[[Question], dict[str, Any]]
COUNTRIES = ("jp", "th", "gb")
AT = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
OWN_WORDS = 'เหนื่อย "มาก" <b>疲れた</b> & it\'s late'
OWN_SENTENCES = {
    "told": "You never help. ขอบใจนะ <b>お皿</b> & it's late",
    "not known": 'The bus "was" <late>.',
    "danger for oneself": "อยากตาย",
    "violence": "My son hit me.",
}
WITHDRAWN = {
    "danger": "none",
    "violence": "never",
    "since": "6to12",
    "reasons": "none",
    "checks": "none",
    "strain": "tired",
}


def everything(question: Question) -> dict[str, Any]:
    """All there is to choose, dangers too, and own words with signs that must be escaped."""
    basis = BASES[question.number % len(BASES)]
    return {"chosen": list(question.options), "known_by": basis, "words": OWN_WORDS, "month": "2020-02"}


def withdrawn(question: Question) -> dict[str, Any]:
    """A clear case that is no emergency."""
    return {"chosen": WITHDRAWN.get(question.id, question.options[0])}


def going_out(question: Question) -> dict[str, Any]:
    """Nobody is withdrawn here, and nothing is dangerous."""
    return {"chosen": question.options[-1]}


class Walk:
    """One visit; ``pages`` holds what was seen, by address and a word about when."""

    def __init__(self, lang: str):
        self.pages: dict[str, str] = {}
        self.lang = lang
        self.client = Client(headers={"accept-language": lang})

    def everywhere(self, days: str) -> dict[str, str]:
        """Every page there is. ``days``: a table of days as JSON, for files of one's own."""
        self._open_door()
        self._check_up("family", withdrawn, "withdrawn")
        self._check_up("person", going_out, "going out")
        self._check_up("worker", everything, "everything")
        self._files_beside(days)
        self.client.post("/answer/vanish/")
        self._files_alone(days)
        return self.pages

    def _see(self, address: str, when: str = "", status: int = 200) -> str:
        return self._keep(f"{address} {when}", self.client.get(address), status)

    def _send(self, address: str, when: str, status: int, **given: Any) -> str:
        return self._keep(f"{address} {when}", self.client.post(address, given), status)

    def _keep(self, name: str, answer: Any, status: int) -> str:
        assert answer.status_code == status, (name, answer.status_code)
        self.pages[f"{self.lang} {name.strip()}"] = text = str(answer.content.decode())
        return text

    def _go(self, address: str, **given: Any) -> str:
        """Send a form that leads on; returns where to."""
        return str(self.client.post(address, given).headers["Location"])

    def _open_door(self) -> None:
        for address in ("/", "/own/", "/learn/", "/help/", "/answer/open/"):
            self._see(address)
        for country in COUNTRIES:
            self._see(f"/help/{country}/")
        for place in sorted(learn.all_pages()):
            self._see(f"/learn/{place}/")
        self._scenes()
        for name in ("", *(f"{one}/" for one in lessons.path())):
            self._see(f"/learn/lessons/{name}")
        for name in ("", *(f"{one}/" for one in definitions())):
            self._see(f"/learn/sheets/{name}")
        week = re.search(r"/family/week/[\d-]+/", self._see("/family/"))
        assert week
        self._see(week[0])
        self._see("/family/changed/")
        self._see("/nothing/", status=404)
        self._send("/answer/open/", "refused", 422)
        self._send("/own/", "refused", 400, since="yesterday", reasons=["illness"])
        self.pages[f"{self.lang} crisis"] = crisis.crisis_page(self.lang, AT)

    def _scenes(self) -> None:
        """Every place of every scene, and every answer to a sentence of one's own."""
        for address in scene_addresses():
            if not address.endswith(".json"):
                self._see(address)
        for when, words in OWN_SENTENCES.items():
            self._send("/learn/scenes/own/", when, 200, words=words, back="door/knock")
        self._send("/learn/scenes/own/", "nothing written", 422, words="")

    def _check_up(self, who: str, choice: Choice, when: str) -> None:
        self._see(f"/begin/{who}/")
        address = self._go(f"/begin/{who}/")
        self._see("/answer/", f"nothing told by {who}")
        while address != "/answer/":
            page = self._see(address, f"{who} {when}")
            if address.endswith("/help/"):
                address = re.findall(r'href="(/ask/\d+/|/answer/)"', page)[-2]  # the last one leads back
                continue
            question = with_number(int(address.split("/")[2]))
            assert question
            if question.month:
                self._send(address, f"{who} wrong month", 400, month="spring")
            follows = self._go(address, next="", **choice(question))
            self._see(address, f"{who} answered")
            address = follows
        for address in ("/", f"/begin/{who}/", "/answer/", "/answer/words/", "/letter/"):
            self._see(address, f"{who} {when}")

    def _files_beside(self, days: str) -> None:
        """Files added to a check-up: being read, refused, there."""
        self._see("/own/", "beside answers")
        assert self._upload() == "/answer/"
        self._see("/answer/", "files are read")
        bridge.keep_refusal(_newest(), Refused(Trouble.PICTURE, "<days>.csv"))
        self._see("/answer/", "files refused")
        _is_ready(days)
        self._see("/answer/", "files there")

    def _files_alone(self, days: str) -> None:
        """Files without a check-up: being read, refused, there."""
        address = self._upload()
        self._see(address, "files are read")
        bridge.keep_refusal(_newest(), Refused(Trouble.PICTURE, "<days>.csv"))
        self._see(address, "files refused", 422)
        _is_ready(days)
        week = re.search(rf"{address}week/[\d-]+/", self._see(address, "files there"))
        assert week
        self._see(week[0])
        self._changed(address)
        course, reading = bridge.course_from(_newest()), bridge.reading_from(_newest())
        self.pages[f"{self.lang} the reading as a file"] = html_of(course, reading, self.lang)

    def _changed(self, address: str) -> None:
        """What changed: as read, with a wrong day, with everything said that can be said, on a quiet day."""
        page = self._see(f"{address}changed/", "as read")
        self._send(f"{address}said/", "refused", 400, first="2026-01-01", last="2025-01-01", kind="exam")
        told = re.search(r'name="wrong" value="([\d-]+)"', page)
        assert told
        for said in (
            {"first": "2026-05-01", "last": "2026-05-09", "kind": "holiday"},
            {"care": "2026-06-01"},
            {"wrong": told[1]},
        ):
            self._go(f"{address}said/", **said)
        self._see(f"{address}changed/", "everything said")

    def _upload(self) -> str:
        file = SimpleUploadedFile("days.csv", b"Date,Who writes this,How far out\n2026-03-01,mother,room\n")
        return self._go("/own/", files=[file], zone="Asia/Bangkok", agreed="1")


def _newest() -> DayTable:
    return DayTable.objects.exclude(visit="").latest("made_at")


def _is_ready(days: str) -> None:
    table = _newest()
    table.days, table.standing = days, DayTable.Standing.READY
    table.save()
