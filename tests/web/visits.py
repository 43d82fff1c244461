"""What the tests of the site share: a visit, its answers, what stands on a page, and a judge of pages."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from types import MappingProxyType
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from genkan.checkup.care import cares_of
from genkan.checkup.form import questions
from genkan.checkup.given import (
    GROUPS,
    MOST_LINE,
    MOST_STRANDS,
    MOST_WORDS,
    Given,
    Told,
    strand_lines,
    told_of,
)
from genkan.knowledge import LANGUAGES, knowledge
from genkan_web import kept, worker

LANGS = LANGUAGES
DIARY = (
    b"Date,Who writes this,How far out\n"
    b"2026-03-01,mother,room\n2026-03-02,mother,outside\n2026-03-03,mother,home\n"
)
DANGERS = tuple(answer for care in knowledge("checkup/safety")["cares"] for answer in care["when_any"])
SAMPLES = {  # something for every part of an address
    "who": "family", "number": 4, "key": "x" * 43, "day": "2026-03-02", "form": "csv", "shelf": "signs",
    "name": "mood", "code": "jp", "lang": "ja", "role": "person", "table": "x" * 43,
    "rung": "message_read", "one": "a" * 32,
    "worksheet": "thought_record",
    "scene": "door", "place": "knock",
    "version": 1,
    "seal": "0.x",
}  # fmt: skip
WAY_ON = re.compile(r"<a [^>]*href=|<button")
PROGRESS = re.compile(r'<progress value="(\d+)" max="(\d+)" aria-hidden')
MOST_PAGES = knowledge("checkup/form")["at_most"]


# ── A visit ──


def browser(lang: str = "en", region: str = "", **more: Any) -> Client:
    """A visit in one language, from a country when one is named."""
    return Client(headers={"accept-language": f"{lang}-{region.upper()},{lang}" if region else lang}, **more)


def put_answers(client: Client, given: Given, reading: str = "") -> Client:
    """The same visit with these answers in its box, as if every question had been answered."""
    for name, morsel in kept.keep(HttpResponse(), given, reading).cookies.items():
        client.cookies[name] = morsel.value
    return client


def box_of(client: Client) -> str:
    """What the box holds, all its parts in a row."""
    return "".join(
        client.cookies[name].value for name in sorted(client.cookies) if name.startswith(kept.BOX.name)
    )


def place_of(address: str) -> tuple[int, bool]:
    """The number of the question at an address, and whether help stands there first."""
    found = re.fullmatch(r"/ask/(\d+)/(help/)?", address)
    assert found, address
    return int(found[1]), bool(found[2])


def upload(client: Client, *files: tuple[str, bytes], **given: object) -> Any:
    """Send files of one's own."""
    sent = {"files": [SimpleUploadedFile(name, content) for name, content in files]}
    return client.post("/own/", {"zone": "Asia/Bangkok", "agreed": "1", **given, **sent})


def work(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the worker process does, here and without limits on the test itself."""
    monkeypatch.setattr(worker, "_limit", lambda *_: None)
    worker.main(key)


def addresses() -> dict[str, str]:
    """One address of every kind the site has."""
    found = {}
    for pattern in get_resolver().url_patterns:
        parts = re.findall(r"<(?:(\w+):)?(\w+)>", str(pattern.pattern))
        named = {part: UUID(int=7) if kind == "uuid" else SAMPLES[part] for kind, part in parts}
        found[pattern.name] = reverse(pattern.name, kwargs=named)
    return found


# ── Answers ──


def naming(answer: str, who: str = "family") -> Given:
    """Answers that say this one thing (``question.option``)."""
    name, _, option = answer.partition(".")
    return Given(who, timezone.localdate(), MappingProxyType({name: told_of(questions()[name], [option])}))


def is_now(answer: str) -> bool:
    """Whether the answer asks for help at once."""
    return any(care.now for care in cares_of(naming(answer)))


def fullest(who: str = "family", seed: int = 1) -> Given:
    """Everything there is to answer, own words as long as they may be and as hard to pack as they can be."""
    chance = random.Random(seed)

    def words(most: int) -> str:
        return "𠮷" + "".join(chr(chance.randrange(0x10000, 0x110000)) for _ in range(most - 1))

    told: dict[str, Told] = {
        question.id: told_of(question, list(question.options), "guessed", words(MOST_WORDS), "2026-03")
        for question in questions().values()
    }
    drawing = {group: strand_lines([words(MOST_LINE) for _ in range(MOST_STRANDS)]) for group in GROUPS}
    given = Given(who, timezone.localdate(), MappingProxyType(told))
    return replace(given, drawing=MappingProxyType(drawing))


# ── Pages ──


class Unfit(AssertionError):
    """What no page may be."""


def text_of(page: Any) -> str:
    """The page as it left the server."""
    return str(page.content.decode())


def main_of(page: Any) -> str:
    """The page's own part, between the frame's top and bottom."""
    return text_of(page).partition('<main id="page">')[2].partition("</main>")[0]


def said_in(html: str) -> str:
    """What can be read there, spaces squeezed."""
    return squeezed(unescape(re.sub(r"<[^>]*>", " ", html)))


def squeezed(text: str) -> str:
    """The same with single plain spaces."""
    return " ".join(text.split())


def is_said(text: str, page: Any) -> bool:
    """Whether this can be read in the page's own part."""
    return squeezed(text) in said_in(main_of(page))


def judge(page: Any) -> None:
    """Never a fault of ours, always a way on, never more pages than were promised. Raises Unfit."""
    if page.status_code >= 500:
        raise Unfit(f"{page.status_code}")
    if page.status_code in (301, 302):
        if not page.headers["Location"].startswith("/"):
            raise Unfit(f"leads away: {page.headers['Location']}")
        return
    if page.headers["Content-Type"].startswith("text/html") and not WAY_ON.search(main_of(page)):
        raise Unfit("no way on")
    for at, of in PROGRESS.findall(text_of(page)):
        if not 1 <= int(at) <= int(of) <= MOST_PAGES:
            raise Unfit(f"page {at} of {of}")


def seen_at(pages: Any) -> Iterator[str]:
    """Everything of pages that stands outside of them: addresses, titles, where they lead."""
    for page in pages:
        yield page.request["PATH_INFO"] + "?" + page.request.get("QUERY_STRING", "")
        yield page.headers.get("Location", "")
        yield page.headers.get("Content-Disposition", "")
        if page.headers.get("Content-Type", "").startswith("text/html"):
            yield from re.findall(r"<title>.*?</title>", text_of(page), re.S)
            yield from re.findall(r'(?:href|action|src)="([^"]*)"', text_of(page))
