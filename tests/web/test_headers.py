"""What leaves the server carries every header of safety, from every address; a proxy is believed on request.

The addresses come from the resolver, so that a new page is asked as well; the judge is shown a page without.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import get_resolver, reverse
from tests.web.people.household import Household, household, put_paper, wrote
from tests.web.visits import SAMPLES

from genkan_web import crisis
from genkan_web.doors import country
from genkan_web.doors.manners import PUBLIC
from genkan_web.people import knocks

PATTERNS = {pattern.name: str(pattern.pattern) for pattern in get_resolver().url_patterns}
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Server": "",
}
FORGED = {
    "X-Forwarded-For": "192.0.2.66",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Port": "444",
    "Forwarded": "for=192.0.2.66;host=evil.example;proto=https",
}


def missing(answer: HttpResponse, address: str) -> set[str]:
    """The headers that an answer ought to carry and does not."""
    found = {name for name, value in ALWAYS.items() if answer.headers.get(name) != value}
    policy = answer.headers.get("Content-Security-Policy", "")
    found |= {part for part in ("default-src 'none'", "frame-ancestors 'none'") if part not in policy}
    if "'unsafe" in policy or "*" in policy:
        found.add("a strict policy")
    if "geolocation=()" not in answer.headers.get("Permissions-Policy", ""):
        found.add("Permissions-Policy")
    if not address.startswith(PUBLIC) and answer.headers.get("Cache-Control") != "no-store":
        found.add("no-store")
    return found


def address_of(name: str, home: Household) -> str:
    """An address with something real in its parts, where there is something."""
    book = home.books["yuki"]
    real: dict[str, Any] = {
        "key": book.pk,
        "link": home.links["somchai"].pk,
        "paper": put_paper(book).pk,
    }
    parts = re.findall(r"<(?:(\w+):)?(\w+)>", PATTERNS[name])
    return reverse(
        name,
        kwargs={
            part: real.get(part, uuid.UUID(int=7)) if kind == "uuid" else SAMPLES[part]
            for kind, part in parts
        },
    )


@pytest.fixture
def home(db: None) -> Household:
    """Everybody, and a day in a notebook."""
    made = household()
    wrote(made.books["yuki"], 0, reach_low=3, reach_high=3)
    return made


@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_every_address_carries_every_header(home: Household, name: str) -> None:
    """For everybody who may come by, with every verb a browser has: pages, refusals and ways elsewhere."""
    address = address_of(name, home)
    for visitor in ("", "yuki", "somchai"):
        client = home.visit(visitor)
        for verb in ("get", "head", "post", "put"):
            answer = getattr(client, verb)(address)
            assert answer.status_code < 500
            assert not missing(answer, address), (visitor, verb, answer.status_code)


def refusals() -> Iterator[tuple[str, HttpResponse]]:
    """What is refused before any page is asked."""
    client = Client(enforce_csrf_checks=True)
    yield "nowhere", client.get("/nowhere/")
    yield "zero byte", client.get("/a%00b/")
    yield "another host", client.get("/", headers={"host": "evil.example"})
    yield "no token", client.post(reverse("begin", args=["family"]))
    yield "no slash", client.get("/help")


@pytest.mark.django_db
def test_refusals_carry_every_header() -> None:
    """An unknown address, another host's name, a form from elsewhere."""
    seen = [(name, answer.status_code, missing(answer, "/x")) for name, answer in refusals()]
    assert [(status, left) for _, status, left in seen] == [
        (404, set()), (404, set()), (400, set()), (403, set()), (301, set())
    ], seen  # fmt: skip


def test_the_judge_sees_a_page_without() -> None:
    """Planted: an answer that came from nobody's middleware, and one whose policy lets everything in."""
    assert {"Server", "X-Frame-Options", "no-store", "default-src 'none'"} <= missing(HttpResponse(), "/n/")
    open_to_all = HttpResponse(headers={"Content-Security-Policy": "default-src 'none'; img-src *"})
    assert "a strict policy" in missing(open_to_all, "/")


@pytest.fixture
def styles(tmp_path: Path) -> Iterator[Path]:
    """The static files as a start makes them."""
    with override_settings(STATIC_ROOT=tmp_path / "static"):
        call_command("collectstatic", interactive=False, verbosity=0)
        crisis.write_crisis_pages(tmp_path / "static")
        yield tmp_path / "static"


@pytest.mark.django_db
def test_static_files_carry_every_header_and_leave_packed(styles: Path) -> None:
    """Styles are kept for good under a name of their own; the crisis page may use the styles inside it."""
    client, sheet = Client(), next(styles.glob("page.*.css"))
    answer = client.get(f"/static/{sheet.name}", headers={"accept-encoding": "gzip"})
    assert answer.status_code == 200
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "immutable" in answer.headers["Cache-Control"]
    assert not missing(answer, "/static/")
    assert "Access-Control-Allow-Origin" not in answer.headers
    answer.close()
    page = client.get("/static/help-ja.html")
    assert not missing(page, "/static/")
    assert re.search(r"style-src 'sha256-[\w+/]{43}='", page.headers["Content-Security-Policy"])
    page.close()
    assert not missing(client.get("/static/nowhere.css"), "/static/")


@pytest.mark.django_db
def test_https_is_asked_for_ever_and_its_cookies_stay_on_it() -> None:
    """With HTTPS: a year of it, secure cookies; in plain text: neither."""
    plain = Client().get("/help/jp/")
    assert "Strict-Transport-Security" not in plain.headers
    assert not plain.cookies[country.COOKIE]["secure"]
    with override_settings(HTTPS=True, SECURE_HSTS_SECONDS=365 * 86_400):
        safe = Client().get("/help/jp/", secure=True)
    assert safe.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert safe.cookies[country.COOKIE]["secure"]


BEHIND = {
    "BEHIND_PROXY": True,
    "HTTPS": True,
    "SECURE_HSTS_SECONDS": 1,
    "SECURE_SSL_REDIRECT": True,
    "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https"),
}


@pytest.mark.django_db
def test_what_a_visitor_claims_of_a_proxy_is_not_believed() -> None:
    """Forged headers change nothing: not the place tries are counted by, not the scheme, not an address."""
    request = RequestFactory().get("/", headers=FORGED)
    assert knocks.place_of(request) == "127.0.0.1"
    assert not request.is_secure()
    assert request.get_host() == "testserver"
    pages = [Client().get("/", headers=told) for told in ({}, FORGED)]
    assert pages[0].content == pages[1].content
    assert pages[0].headers == pages[1].headers


@pytest.mark.django_db
@override_settings(**BEHIND)
def test_behind_a_proxy_it_is_believed_and_plain_text_leads_to_https() -> None:
    """The last address it adds, the scheme it saw; never another host. The sign of life answers beside it."""
    told = {"X-Forwarded-For": "198.51.100.7, 192.0.2.9", "X-Forwarded-Proto": "https"}
    request = RequestFactory().get("/", headers={**FORGED, **told, "Host": "testserver"})
    assert knocks.place_of(request) == "192.0.2.9"
    assert request.is_secure()
    assert request.get_host() == "testserver"
    assert Client().get("/", headers=told).status_code == 200
    away = Client().get("/help/")
    assert (away.status_code, away.headers["Location"]) == (301, "https://testserver/help/")
    assert not missing(away, "/help/")
    assert Client().get("/ready/").status_code == 204


def test_the_settings_of_this_site_are_those_of_plain_http() -> None:
    """Without a word from an operator, no proxy is believed."""
    assert (settings.BEHIND_PROXY, settings.SECURE_PROXY_SSL_HEADER) == (False, None)
