"""The reading on paper (PDF) and the picture as PNG, set by typst with fonts from packages.

Shapes come as an SVG without letters; the letters are set by typst itself, so that Thai marks and
Japanese signs are right, text can be searched, and the file is tagged for screen readers.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from functools import cache
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path
from typing import Any, Literal

from genkan.course import Course, Reading, Watching, watching_of
from genkan.knowledge import sentence
from genkan.nouns import Refused, Trouble
from genkan.pictures import Canvas, sleep_raster, small_multiples, way_out
from genkan.pictures.canvas import LIGHT
from genkan.sheet import pins_of, sheet_of
from genkan.watch_sheet import watch_sheet

FONT_PACKAGES = (
    "fontpkg-noto-sans",
    "fontpkg-noto-sans-thai",
    "noto-cjk-sans-jp-regular",
    "noto-cjk-sans-jp-bold",
)
HERE = Path(__file__).parent
UNSHOWN = "□"  # stands for a sign that no font of ours has
JOINERS = "\u200c\u200d\u2060\ufeff"  # join emoji and words; nothing to show


def pdf_of(course: Course, reading: Reading | None, lang: str, watching: Watching | None = None) -> bytes:
    """A PDF (PDF/UA-1) of the whole reading; ``watching`` is made where none is given.

    Raises Refused when typst is not installed.
    """
    watching = watching or watching_of(course)
    pictures = (
        way_out(course.days, course.stage, lang, 960, pins=pins_of(watching)),
        small_multiples(course.days, course.signs.usual, lang, 960),
        sleep_raster(course.days, lang, 960),
    )
    words = _words(course, reading, lang)
    watched = watch_sheet(watching.watch, lang)
    words |= {
        "changed_heading": sentence("concerns.page.title", lang),
        "changed_state": watched.state,
        "changed": list(watched.short()),
    }
    words["pictures"] = [_picture(canvas, f"picture{number}.svg") for number, canvas in enumerate(pictures)]
    return set_pages("sheet.typ", words, pictures, "pdf")


def png_of(course: Course, lang: str, width: int = 960, watching: Watching | None = None) -> bytes:
    """The way out as PNG, twice as fine as its units."""
    canvas = way_out(course.days, course.stage, lang, width, pins=pins_of(watching or watching_of(course)))
    return picture_file(canvas, "png", course.as_of)


def picture_file(canvas: Canvas, form: Literal["pdf", "png"], on: date) -> bytes:
    """One picture by itself, on a sheet of its own size, dated ``on``. Raises Refused without typst."""
    words = {"lang": canvas.lang, "date": [on.year, on.month, on.day], **_picture(canvas, "picture0.svg")}
    return set_pages("picture.typ", words, (canvas,), form)


def set_pages(
    template: str, words: dict[str, Any], pictures: Sequence[Canvas], form: Literal["pdf", "png"]
) -> bytes:
    """A template of this room with its words, as PDF/UA-1 or PNG. Raises Refused without typst.

    All of it in memory: what somebody wrote is on no disk, not even for a moment.
    """
    try:
        import typst
    except ModuleNotFoundError:
        raise Refused(Trouble.NOT_FOUND, "typst", expected="pip install genkan[print]") from None
    drawn = {f"picture{number}.svg": canvas.for_print() for number, canvas in enumerate(pictures)}
    made: bytes = typst.compile(
        HERE / template,
        root=HERE,
        sys_inputs={"sheet": json.dumps(_shown(words), ensure_ascii=False), **drawn},
        font_paths=[Path(folder) for folder in font_folders()],
        ignore_system_fonts=True,
        format=form,
        ppi=144 if form == "png" else None,
        pdf_standards="ua-1" if form == "pdf" else None,
    )
    return made


def _shown(words: Any) -> Any:
    """The same words with every sign that our fonts lack as □: a PDF/UA may hold no sign it cannot show."""
    if isinstance(words, dict):
        return {key: _shown(value) for key, value in words.items()}
    if isinstance(words, list):
        return [_shown(value) for value in words]
    if not isinstance(words, str) or words.isascii():
        return words
    kept = (letter for letter in words if not 0xFE00 <= ord(letter) <= 0xFE0F and letter not in JOINERS)
    return "".join(letter if ord(letter) in _letters() else UNSHOWN for letter in kept)


@cache
def _letters() -> frozenset[int]:
    """The code points that our fonts can show."""
    from fontTools.ttLib import TTFont

    found: set[int] = set()
    for folder in font_folders():
        for file in (*Path(folder).glob("*.ttf"), *Path(folder).glob("*.otf")):
            with TTFont(file, lazy=True) as font:
                found |= set(font.getBestCmap())
    return frozenset(found)


def font_folders() -> list[str]:
    """Where the font packages keep their files."""
    folders: list[str] = []
    for package in FONT_PACKAGES:
        try:
            found = files(package) or []
        except PackageNotFoundError:
            continue
        folders += [str(Path(str(one.locate())).parent) for one in found if one.suffix in (".ttf", ".otf")]
    return sorted(set(folders))


def _picture(canvas: Canvas, file: str) -> dict[str, Any]:
    return {
        "file": file,
        "width": canvas.width,
        "height": canvas.height,
        "title": canvas.title,
        "says": canvas.describes,
        "labels": [
            {
                "x": label.x,
                "y": label.y,
                "text": label.text,
                "size": label.size,
                "colour": LIGHT[label.tone],
                "anchor": label.anchor,
                "bold": label.bold,
            }
            for label in canvas.labels
        ],
    }


def _words(course: Course, reading: Reading | None, lang: str) -> dict[str, Any]:
    sheet = sheet_of(course, lang, reading)
    stage = sheet.stage
    headings = {
        f"{name}_heading": sentence(f"page.{name}", lang)
        for name in ("because", "possible", "decides", "signs", "others", "table", "read", "sources")
    }
    columns = ("month", "days_out", "days_home", "days_unknown", "hours_out", "mid_sleep")
    return headings | {
        "lang": lang,
        "title": sentence("picture.title", lang),
        "date": [course.as_of.year, course.as_of.month, course.as_of.day],
        "where": sentence("page.where", lang),
        "says": stage.says,
        "when": " ".join(part for part in (stage.since, stage.months) if part),
        "name": stage.name,
        "multiples_heading": sentence("multiples.title", lang),
        "raster_heading": sentence("raster.title", lang),
        "how_to_read": sentence("picture.how_to_read", lang),
        "marks": sentence("picture.marks", lang),
        "because": [
            {"text": reason.text, "note": " · ".join(part for part in (reason.source, reason.mark) if part)}
            for reason in stage.because
        ],
        "possible": list(stage.possible),
        "question": stage.question,
        "why_asked": stage.why_asked,
        "signs": [
            [sign.name, sign.says, "\n".join(reason.text for reason in sign.because)] for sign in sheet.signs
        ],
        "others_head": [sentence(f"page.{name}", lang) for name in ("definition", "result", "since_heading")],
        "others": [[one.name, one.says, one.settled_since] for one in (stage, *sheet.others)],
        "table_head": [sentence(f"page.{name}", lang) for name in columns],
        "table": [
            [row.month, row.out, row.home, row.unknown, row.hours_out, row.mid_sleep] for row in sheet.months
        ],
        "days": sheet.days,
        "sources": list(sheet.sources),
        "files": list(sheet.files),
        "left_out": list(sheet.left_out),
        "not_a_diagnosis": sentence("page.not_a_diagnosis", lang),
        "no_failing": sentence("page.no_failing", lang),
    }
