"""Every page of the site, in every language, before a judge of HTML that knows nothing of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.signals import template_rendered

from genkan import learn
from genkan.checkup.form import Question, questions
from genkan.checkup.given import BASES
from genkan.nouns import Refused, Trouble
from genkan_web import bridge, crisis
from genkan_web.doors import apart
from genkan_web.models import DayTable
from tools.judges import html_faults

LANGS = ("en", "th", "ja")
COUNTRIES = ("jp", "th", "gb")
AT = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
TEMPLATES = Path(apart.__file__).parent.parent / "templates"
OWN_WORDS = 'เขาบอกว่า "เหนื่อย" <b>疲れた</b> & it\'s late'
pytestmark = [pytest.mark.slow, pytest.mark.django_db]


class Walk:
    """One visit, keeping every page that is opened under a name."""

    def __init__(self, lang: str):
        self.lang, self.pages = lang, dict[str, str]()
        self.client = Client(headers={"accept-language": lang}, raise_request_exception=False)

    def open(self, address: str, status: int = 200, name: str = "") -> Any:
        """A page that is shown."""
        return self.kept(name or address, self.client.get(address), status)

    def send(self, address: str, status: int = 302, name: str = "", **given: Any) -> Any:
        """A form that is sent."""
        page = self.client.post(address, given)
        return page if page.status_code == status == 302 else self.kept(name or address, page, status)

    def kept(self, name: str, page: Any, status: int) -> Any:
        """The page, once it has the status it should have."""
        assert page.status_code == status, (name, page.status_code)
        self.pages[f"{self.lang} {name}"] = page.content.decode()
        return page


def answer_everything(walk: Walk, who: str, choose: Any, after: str) -> None:
    """Go the whole way through the questions, opening every page, as ``choose`` answers them."""
    walk.send(f"/begin/{who}/")
    address, seen = "/ask/1/", set[str]()
    while address.startswith("/ask/"):
        assert address not in seen, address
        seen.add(address)
        walk.open(address, name=f"{address} {who} {after}")
        if not address.endswith("/help/"):
            question = next(one for one in questions().values() if address == f"/ask/{one.number}/")
            address = walk.send(address, next="", **choose(question)).headers["Location"]
            walk.open(f"/ask/{question.number}/", name=f"/ask/{question.number}/ {who} answered {after}")
        else:
            page = walk.pages[f"{walk.lang} {address} {who} {after}"]
            address = next(
                (f"/ask/{one.number}/" for one in questions().values() if f'href="/ask/{one.number}/"' in page
                 and f"/ask/{one.number}/" not in seen), "/answer/",
            )  # fmt: skip


def everything(question: Question) -> dict[str, Any]:
    """All options, a month where one may be given, own words with signs that must be escaped."""
    return {
        "chosen": list(question.options),
        "known_by": BASES[question.number % 3],
        "words": OWN_WORDS,
        "month": "2026-02",
    }


def calmly(question: Question) -> dict[str, Any]:
    """The last option alone: nothing is dangerous, so that steps are offered."""
    return {"chosen": [question.options[-1]]}


def withdrawn(question: Question) -> dict[str, Any]:
    """A clear case that is no emergency."""
    chosen = {"danger": "none", "violence": "never", "checks": "none", "strain": "tired", "since": "6to12",
              "reasons": "none", "usual_week": "room"}  # fmt: skip
    return {"chosen": [chosen.get(question.id, question.options[0])]}


def walk_open_pages(walk: Walk) -> None:
    """What stands there for everybody."""
    for address in ("/", "/answer/open/", "/learn/", "/help/", "/own/", "/family/"):
        walk.open(address)
    for country in COUNTRIES:
        walk.open(f"/help/{country}/")
    for place in sorted(learn.all_pages()):
        walk.open(f"/learn/{place}/")
    week = walk.pages[f"{walk.lang} /family/"].split('href="/family/week/')[1].split('"')[0]
    walk.open(f"/family/week/{week}")
    walk.open("/nothing/", 404)
    walk.send("/answer/open/", 422, "/answer/open/ refused")
    walk.send("/own/", 400, "/own/ refused", zone="Mars/Base", reasons=["illness"], since="2026-01-01")
    walk.pages[f"{walk.lang} crisis"] = crisis.crisis_page(walk.lang, AT)
