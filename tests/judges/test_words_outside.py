"""A crawl through every page in every role: what people wrote stays inside the page it is for.

Addresses, titles, redirects, names of files, pages of errors and the server's log hold none of it.
"""

from __future__ import annotations

import http.client
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, unquote, urlsplit

import pytest
from django.urls import Resolver404, resolve
from tests.judges.world import SECRETS, World, addresses

pytestmark = [pytest.mark.slow]
ENDS = ("/out/", "/leave/", "/language/", "/static/", "/learn/", "/account/elsewhere/")
LINK = re.compile(r'(?:href|src|action)="(/[^"#]*)"')
MOST = 400  # pages in one crawl
MOST_OF_A_KIND = 5  # pages behind one pattern of addresses, such as days
DETAIL = re.compile(
    r"Traceback|Exception|\.py\b|django|genkan_web|sqlite|psycopg|SELECT .* FROM|/src/|line \d+",
)


@dataclass
class Crawl:
    """What was seen: pages by address, and everything of them that stands outside of the page."""

    here: World
    who: str
    pages: dict[str, tuple[int, str]] = field(default_factory=dict)
    outside: list[str] = field(default_factory=list)

    def ask(self, place: str, verb: str = "GET", body: str = "") -> tuple[int, str]:
        """One request, kept."""
        asked = http.client.HTTPConnection(urlsplit(self.here.address).netloc, timeout=60)
        form = "f" * 32
        told = {"Cookie": f"{self.here.cookie(self.who)}; form={form}", "Accept-Language": "en"}
        told |= {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        asked.request(verb, place, f"{body}&csrfmiddlewaretoken={form}" if body else None, told)
        answer = asked.getresponse()
        text = answer.read().decode("utf-8", "replace")
        self.pages[f"{verb} {place}"] = (answer.status, text)
        self.outside += outside_of(place, dict(answer.getheaders()), text)
        return answer.status, text

    def too_much(self, place: str) -> str:
        """What is said to whoever announces far more than is taken; nothing of it needs to be sent."""
        asked = http.client.HTTPConnection(urlsplit(self.here.address).netloc, timeout=60)
        asked.putrequest("POST", place)
        told = {"Cookie": f"{self.here.cookie(self.who)}; form={'f' * 32}", "Content-Length": "12000000"}
        for name, value in {**told, "Content-Type": "application/x-www-form-urlencoded"}.items():
            asked.putheader(name, value)
        asked.endheaders()
        answer = asked.getresponse()
        assert 400 <= answer.status < 500, (place, answer.status)
        return answer.read().decode("utf-8", "replace")

    def everywhere(self) -> None:
        """From every address of the site to whatever is linked there."""
        ahead = [*addresses(self.here.named[self.who or "yuki"]).values()]
        seen, asked = set(ahead), Counter[str]()
        while ahead and len(self.pages) < MOST:
            place = ahead.pop()
            kind = kind_of(place)
            if place.startswith(ENDS) or asked[kind] >= MOST_OF_A_KIND:
                continue
            asked[kind] += 1
            _, text = self.ask(place)
            found = {unescaped(one) for one in LINK.findall(text)} - seen
            seen |= found
            ahead += sorted(found)


def kind_of(place: str) -> str:
    """The name of the pattern behind an address; an address without one is a kind of its own."""
    try:
        return str(resolve(urlsplit(place).path).url_name)
    except Resolver404:
        return place


def unescaped(address: str) -> str:
    """An address as a browser would ask for it."""
    return quote(unquote(address.replace("&amp;", "&")), safe="/?=&%:+,")


def outside_of(place: str, headers: dict[str, str], text: str) -> Iterator[str]:
    """Everything of an answer that stands outside of the page itself."""
    yield unquote(place)
    yield from (unquote(value) for value in headers.values())
    yield from re.findall(r"<title>.*?</title>", text, re.S)
    yield from (unquote(one) for one in LINK.findall(text))
    yield from re.findall(r'<meta[^>]*content="([^"]*)"', text)


def secrets_in(lines: Iterable[str]) -> list[str]:
    """The lines that hold something people wrote."""
    return [line for line in lines if any(secret in line for secret in SECRETS)]


@pytest.mark.parametrize("who", ["", "yuki", "hana", "somchai", "aoki", "kae", "ren"])
def test_what_people_wrote_stays_inside(served_world: World, who: str) -> None:
    """On every page of this role, and in what the server said meanwhile."""
    crawl = Crawl(served_world, who)
    crawl.everywhere()
    assert secrets_in(crawl.outside) == []
    assert secrets_in(served_world.log().splitlines()) == []
    assert not [where for where, (status, _) in crawl.pages.items() if status >= 500]
    inside = {where for where, (_, text) in crawl.pages.items() if any(secret in text for secret in SECRETS)}
    assert bool(inside) == (who not in ("", "ren")), inside  # else the secrets prove nothing
    assert len(crawl.pages) > 60


@pytest.mark.parametrize("who", ["yuki", "kae"])
def test_pages_of_errors_tell_nothing_of_the_inside(served_world: World, who: str) -> None:
    """Absent, denied, a form without its token, too much, no page at all: one sentence, and a way on."""
    crawl = Crawl(served_world, who)
    word, told = quote(SECRETS[1]), dict[tuple[str, str], str]()
    for verb, place, body in (
        ("GET", "/nothing/", ""),
        ("GET", f"/n/{served_world.named['hana']['key']}/", ""),
        ("GET", f"/reading/{word}/", ""),
        ("GET", "/n/%00/", ""),
        ("GET", "/family/week/2026-02-31/", ""),
        ("DELETE", "/home/", ""),
        ("POST", "/enter/", f"name={word}&password={word}"),
        ("POST", "/join/person/", f"name={word}&birth_year={word}&zone={word}"),
        ("POST", "/answer/open/", f"file={word}"),
        ("GET", "/api/nothing/", ""),
        ("PATCH", "/api/notebooks/", ""),
    ):
        status, text = crawl.ask(place, verb, body)
        assert 400 <= status < 500, (verb, place, status)
        told[verb, place] = text
    told["POST", "too much"] = crawl.too_much("/linked/code/")
    for (verb, place), text in told.items():
        assert not DETAIL.search(re.sub(r'(href|src|action)="[^"]*"', "", text)), (verb, place, text[:400])
        assert "<title>" in text or '"sentence"' in text, (verb, place)
    log = served_world.log()
    assert secrets_in([*log.splitlines(), unquote(log)]) == []


def test_the_judge_sees_planted_words() -> None:
    """In a title, an address, a redirect, a file's name, a page's head, the log; its body is free."""
    page = "<title>Days</title><a href='/x/'>x</a><p>{}</p>"
    assert secrets_in(outside_of("/n/", {}, page.format(SECRETS[0]))) == []
    planted = (
        ("/", {}, f"<title>{SECRETS[1]}</title>"),
        (f"/find/?q={quote(SECRETS[2])}", {}, ""),
        ("/", {"Location": f"/n/{quote(SECRETS[1])}/"}, ""),
        ("/", {"Content-Disposition": f'attachment; filename="{SECRETS[0]}.pdf"'}, ""),
        ("/", {}, f'<a href="/n/{quote(SECRETS[2])}/">'),
        ("/", {}, f'<meta name="description" content="{SECRETS[1]}">'),
    )
    for one in planted:
        assert secrets_in(outside_of(*one)), one
    assert secrets_in([f"WARNING {SECRETS[0]}"])
    assert DETAIL.search("Traceback (most recent call last)")
