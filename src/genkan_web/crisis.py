"""The crisis page as a file of its own, one a language: no network, scripts, database, login or server.

Made with the static files before anything is served, so that it stands even when everything else is down.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string

from genkan import helplines
from genkan.knowledge import LANGUAGES
from genkan.pictures import STYLES
from genkan_web.doors.country import FIRST

OWN = Path(__file__).parent / "static"


def static_address(name: str) -> str:
    """Where a file of this kind is served; its name never changes, so that a kept link goes on working."""
    return f"{settings.STATIC_URL}{name}"


def crisis_page(lang: str, now: datetime) -> str:
    """The whole page with its styles inside."""
    style = "".join(
        (folder / name).read_text(encoding="utf-8")
        for folder, name in ((STYLES, "tokens.css"), (STYLES, "reading.css"), (OWN, "page.css"))
    )
    context = {
        "lang": lang,
        "style": style,
        "countries": helplines.countries(lang, now, FIRST[lang]),
        "moment_unknown": True,
    }
    return render_to_string("crisis.html", context)


def write_crisis_pages(folder: Path) -> None:
    """One file a language into the folder of static files."""
    for lang in LANGUAGES:
        text = crisis_page(lang, datetime.now(UTC))
        (folder / f"help-{lang}.html").write_text(text, encoding="utf-8")
