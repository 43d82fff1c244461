"""The help page as a lone file, and the help pages while everything else is down."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone
from tests.web.visits import LANGS, Unfit, browser, judge, main_of, said_in, squeezed

from genkan import helplines
from genkan.knowledge import knowledge, sentence
from genkan_web.crisis import crisis_page, write_crisis_pages

NOW = datetime(2026, 11, 25, 15, 0, tzinfo=UTC)
OUTSIDE = {
    "src",
    "srcset",
    "action",
    "data",
    "poster",
    "background",
    "formaction",
    "ping",
    "manifest",
    "cite",
}
LOADS = {
    "script",
    "link",
    "img",
    "iframe",
    "object",
    "embed",
    "video",
    "audio",
    "form",
    "base",
    "image",
    "use",
}


class Lone(HTMLParser):
    """Everything in a file that is not in the file."""

    def __init__(self) -> None:
        super().__init__()
        self.wants: list[str] = []
        self.links: list[str] = []
        self.ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """One element."""
        if tag in LOADS or (tag == "meta" and "http-equiv" in dict(attrs)):
            self.wants.append(tag)
        for name, value in attrs:
            if name in OUTSIDE or name.startswith("on") or (name == "style" and "url(" in (value or "")):
                self.wants.append(f"{tag} {name}={value}")
            if name == "href":
                self.links.append(value or "")
            if name == "id":
                self.ids.add(value or "")


def known_addresses() -> set[str]:
    """Addresses of chats and finders in the knowledge files."""
    files = [knowledge(f"helplines/{code}") for code in helplines.codes()]
    return {
        one["address"]
        for file in files
        for one in (*file["lines"], *file.get("centres", ()))
        if "address" in one
    }


def judge_lone(html: str) -> None:
    """Needs nothing but itself; links are numbers, or a chat or finder that we know. Raises Unfit."""
    found = Lone()
    found.feed(html)
    styles = " ".join(re.findall(r"<style[^>]*>(.*?)</style>", html, re.S))
    found.wants += re.findall(r"@import[^;]*|url\([^)]*\)|@font-face", styles)
    if found.wants:
        raise Unfit(f"wants {found.wants[:3]}")
    known = known_addresses()
    for link in found.links:
        inside = link.startswith("#") and link[1:] in found.ids
        if not (inside or link in known or re.fullmatch(r"(tel|sms):[+\d#]+", link)):
            raise Unfit(f"leads to {link!r}")
    if re.search(r"\{[{%]", html):
        raise Unfit("a template shows")


@pytest.mark.parametrize("lang", LANGS)
def test_the_crisis_page_stands_alone(lang: str, tmp_path: Path) -> None:
    """One file with its styles inside: no script, picture, form or address of ours; every country's lines."""
    write_crisis_pages(tmp_path)
    assert sorted(one.name for one in tmp_path.iterdir()) == [f"help-{one}.html" for one in sorted(LANGS)]
    html = (tmp_path / f"help-{lang}.html").read_text(encoding="utf-8")
    judge_lone(html)
    assert f'<html lang="{lang}">' in html
    assert '<meta charset="utf-8">' in html[:200]
    said = said_in(html)
    for code in helplines.codes():
        country = helplines.country_of(code, lang, timezone.now())
        assert squeezed(country.name) in said, code
        for line in country.lines:
            assert squeezed(line.name) in said, (code, line.id)
            reached = line.address if line.way == "chat" else f":{line.dial}"
            assert f'{reached}"' in html.replace("&amp;", "&"), (code, line.id)
    assert len(html.encode()) < 400_000


@pytest.mark.parametrize("lang", LANGS)
def test_a_crisis_page_of_a_later_day_shows_only_what_was_checked(lang: str) -> None:
    """Past the day to check again, each country shows emergency numbers and the sentence, no line more."""
    fresh, late = crisis_page(lang, NOW), crisis_page(lang, NOW + timedelta(days=300))
    judge_lone(late)
    stale = squeezed(sentence("web.help_page.stale", lang))
    assert stale not in said_in(fresh)
    assert said_in(late).count(stale) == len(helplines.codes())
    wanted = [
        line.dial
        for country in helplines.countries(lang, NOW + timedelta(days=300), "jp")
        for line in country.lines
    ]
    assert sorted(re.findall(r'href="tel:([^"]+)"', late)) == sorted(wanted)
    assert 'href="http' not in late


def test_the_judge_of_lone_files_can_fail() -> None:
    """Scripts, pictures, styles, fonts, forms, handlers and addresses from elsewhere are all seen."""
    page = "<html><style>p{{}}{}</style><body>{}</body></html>"
    judge_lone(page.format("", '<a href="tel:113">113</a><a href="sms:+4712">x</a>'))
    for style, body in (
        ("", "<script>1</script>"),
        ("", '<script src="/static/page.js"></script>'),
        ("", '<link rel="stylesheet" href="/static/page.css">'),
        ("", '<img src="data:x">'),
        ("", '<a href="/help/">more</a>'),
        ("", '<a href="https://elsewhere.example/">more</a>'),
        ("", '<a href="javascript:alert(1)">more</a>'),
        ("", '<a href="#nowhere">more</a>'),
        ("", '<form action="/own/"></form>'),
        ("", '<p onclick="go()">x</p>'),
        ("", '<meta http-equiv="refresh" content="1">'),
        ("", "{{ country.name }}"),
        ("@import '/a.css';", ""),
        ("@font-face{src:local(x)}", ""),
        ("p{background:url(/a.png)}", ""),
    ):
        with pytest.raises(Unfit):
            judge_lone(page.format(style, body))


@pytest.mark.parametrize("lang", LANGS)
def test_help_for_every_country_stands_without_the_database(
    lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the database gone and cookies of a visit that was, each country's page gives its numbers first."""

    def gone(*_: Any, **__: Any) -> None:
        raise DatabaseError("gone")

    monkeypatch.setattr(connection, "cursor", gone)
    for code in helplines.codes():
        client = browser(lang)
        client.cookies["visit"] = "a" * 32
        client.cookies["box0"] = "gAAAAA"
        chosen, remembered = client.get(f"/help/{code}/"), client.get("/help/")
        for page in (chosen, remembered):
            judge(page)
            assert page.status_code == 200
            country = helplines.country_of(code, lang, timezone.now())
            called = re.findall(r'href="(?:tel|sms):([^"]+)"', main_of(page))
            assert called[: len(country.emergency)] == [line.dial for line in country.emergency]
            assert squeezed(country.name) in said_in(main_of(page))
        assert chosen.cookies["place"]["httponly"]
        assert not chosen.cookies["place"]["max-age"]


def test_a_country_without_lines_falls_back_to_one_with_lines() -> None:
    """Unknown countries, odd cookies and odd languages give a page of help, never an error."""
    for header in ("xx-XX", "en-ZZ,*;q=0", "th-TH" * 2_000, "-", "ja", "\x7f", "zh-Hant-TW"):
        client = browser(header)
        for place in ("", "xx", "../etc", "th\x7f", "ก"):
            client.cookies["place"] = place.encode().decode("latin-1")
            page = client.get("/help/")
            assert page.status_code == 200
            assert 'href="tel:' in main_of(page)
    for code in ("xx", "TH", "%00", "..", "th%2f", "a" * 5000):
        page = browser().get(f"/help/{code}/")
        judge(page)
        assert page.status_code == 404
