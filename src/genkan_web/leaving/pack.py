"""One ZIP with everything: to read, to print, for a spreadsheet, to bring back. Kept nowhere here."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from django.template.loader import render_to_string

from genkan.letters.html import html_of
from genkan.pictures import STYLES
from genkan_web import bridge
from genkan_web.diary.models import Notebook
from genkan_web.leaving.everything import everything_of
from genkan_web.leaving.opened import FILE
from genkan_web.leaving.schema import as_json
from genkan_web.leaving.tables import days_csv, sums_csv, table_csv
from genkan_web.leaving.told import Told, on_paper
from genkan_web.people.models import Account

MOST_PICTURES = 5
SHARED = ("notebook", "reader", "reader_role", "called", "item", "since", "until", "stopped_at")
LOOKS = ("notebook", "at", "name", "role", "kind")


def packed(account: Account) -> bytes:
    """The whole ZIP."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, inside in _files(account):
            pack.writestr(zipfile.ZipInfo(name), inside, zipfile.ZIP_DEFLATED)
    return content.getvalue()


def _files(account: Account) -> Iterator[tuple[str, bytes]]:
    everything, lang = everything_of(account), account.language
    parts = tuple(Told(everything, lang).parts())
    yield "everything.html", page_of(parts, lang).encode("utf-8", "replace")
    paper = on_paper(parts, lang, everything["made_on"])
    if paper:
        yield "everything.pdf", paper
    yield FILE, as_json(everything).encode("utf-8", "replace")
    yield from _tables(everything, account.informant, lang)
    yield from _pictures(account, lang)


def page_of(parts: Any, lang: str) -> str:
    """The page for people: one file, no script, nothing from elsewhere."""
    style = (STYLES / "tokens.css").read_text(encoding="utf-8")
    return render_to_string("people/everything.html", {"parts": parts, "lang": lang, "style": style})


def _tables(everything: dict[str, Any], who: str, lang: str) -> Iterator[tuple[str, bytes]]:
    shared, looks = [], []
    for number, book in enumerate(everything.get("notebooks", ()), 1):
        after = f"-{number}" if number > 1 else ""
        yield f"days{after}.csv", days_csv(book["notes"], who, lang)
        if book["files"]:
            yield f"sums{after}.csv", sums_csv(book["files"]["days"])
        mark = {"notebook": book["called"]}
        shared += [{**mark, **link, **item} for link in book["shared"] for item in link["items"]]
        looks += [{**mark, **one} for one in book["looks"]]
    yield "shared.csv", table_csv(shared, SHARED)
    yield "looks.csv", table_csv(looks, LOOKS)
    yield "visits.csv", table_csv(everything["visits"], ("began_at", "last_used_at", "device"))


def _pictures(account: Account, lang: str) -> Iterator[tuple[str, bytes]]:
    """The way out of each notebook, as a page that needs nothing else."""
    if account.is_staff_member:
        return
    for number, book in enumerate(
        Notebook.objects.filter(writer=account).order_by("made_at")[:MOST_PICTURES], 1
    ):
        days = bridge.days_of(book)
        if days is not None:
            page = html_of(bridge.course_of_notebook(book, days), None, lang)
            yield f"way-out{f'-{number}' if number > 1 else ''}.html", page.encode("utf-8", "replace")
