"""The reading as one HTML file that needs nothing else: no scripts, no fonts, no network."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from html import escape

from genkan.course import Course, Reading, Watching, watching_of
from genkan.knowledge import sentence
from genkan.pictures import STYLES, sleep_raster, small_multiples, way_out
from genkan.sheet import Reason, Sheet, StageWords, pins_of, sheet_of
from genkan.watch_sheet import watch_sheet

FRAME = """
body{margin:0;background:var(--paper);color:var(--ink);font:1.0625rem/1.6 system-ui,
'Noto Sans','Noto Sans Thai','Noto Sans JP','Hiragino Sans','Sukhumvit Set',sans-serif}
:lang(th) body,body:lang(th){line-height:1.8}
main{max-width:62rem;margin:0 auto;padding:1.5rem 1rem 4rem}
h1{font-size:1.5rem;line-height:1.35;margin:0 0 .5rem}h2{font-size:1.15rem;margin:2.2rem 0 .5rem}
@media print{body{background:#fff;color:#000}}
"""


def html_of(course: Course, reading: Reading | None, lang: str, watching: Watching | None = None) -> str:
    """A whole page with the pictures inside; ``watching`` is made where none is given."""
    style = "".join((STYLES / name).read_text(encoding="utf-8") for name in ("tokens.css", "reading.css"))
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(sentence('picture.title', lang))}</title><style>{style}{FRAME}</style></head>"
        f"<body><main>{body_of(course, reading, lang, watching=watching)}</main></body></html>\n"
    )


def body_of(
    course: Course,
    reading: Reading | None,
    lang: str,
    link: Callable[[date], str] | None = None,
    changed: str = "",
    watching: Watching | None = None,
) -> str:
    """The reading itself, to stand inside any page; ``link`` names the page of a week.

    ``changed`` is the address of the page that says what changed; ``watching`` is made where none is given.
    """
    watching = watching or watching_of(course)
    sheet = sheet_of(course, lang, reading)
    stage = sheet.stage
    when = " ".join(part for part in (stage.since, stage.months) if part)
    parts = [
        f"<h1>{_said('page.where', lang)}</h1><p class=says>{escape(stage.says)}</p>",
        f"<p>{escape(when)}</p>" if when else "",
        f"<p class=quiet>{escape(stage.name)}</p>",
        figure_of(course, watching, lang, link),
        _watching(watching, lang, changed),
        f"<h2>{_said('page.because', lang)}</h2>{_reasons(stage.because)}",
        _open_questions(stage, lang),
        f"<h2>{_said('page.signs', lang)}</h2>{_signs(sheet)}",
        _multiples(course, lang),
        f"<h2>{_said('page.others', lang)}</h2>{_others(sheet, lang)}",
        f"<h2>{_said('page.table', lang)}</h2>{_months(sheet, lang)}",
        f"<h2>{_said('page.read', lang)}</h2><p>{escape(sheet.days)}</p>{_list(sheet.files)}",
        f"<h2>{_said('page.left_out', lang)}</h2>{_list(sheet.left_out)}" if sheet.left_out else "",
        f"<h2>{_said('page.sources', lang)}</h2>{_list(sheet.sources)}",
        f"<p>{_said('page.not_a_diagnosis', lang)}</p><p class=quiet>{_said('page.no_failing', lang)}</p>",
    ]
    return "".join(parts)


def _said(identity: str, lang: str) -> str:
    return escape(sentence(identity, lang))


def _watching(watching: Watching, lang: str, changed: str) -> str:
    """What is drifting from the usual, in a few sentences; the rest is on the page of what changed."""
    sheet = watch_sheet(watching.watch, lang, watching.clock)
    link = f"<p><a href='{escape(changed)}'>{_said('concerns.page.open', lang)}</a></p>" if changed else ""
    return (
        f"<h2>{_said('concerns.page.title', lang)}</h2><p class=says>{escape(sheet.state)}</p>"
        f"{_list(sheet.short())}{link}"
    )


def figure_of(
    course: Course, watching: Watching, lang: str, link: Callable[[date], str] | None = None
) -> str:
    """The way out alone, wide and narrow, with how to read it."""
    pins = pins_of(watching)
    wide = way_out(course.days, course.stage, lang, 960, link, pins).on_page("way-wide")
    narrow = way_out(course.days, course.stage, lang, 340, link, pins).on_page("way-narrow")
    told = f"<br>{_said('concerns.page.how_pins', lang)}" if pins else ""
    by_day = f"{_said('picture.how_to_read', lang)}<br>{_said('picture.marks', lang)}{told}"
    by_week = f"{_said('picture.how_to_read', lang)}<br>{_said('picture.weeks', lang)}{told}"
    return (
        f"<figure class=way><div class=wide>{wide}</div><div class=narrow>{narrow}</div>"
        f"<figcaption class=quiet><div class=wide>{by_day}</div><div class=narrow>{by_week}</div>"
        "</figcaption></figure>"
    )


def _multiples(course: Course, lang: str) -> str:
    drawn = []
    for name, width in (("wide", 960), ("narrow", 340)):
        signs = small_multiples(course.days, course.signs.usual, lang, width).on_page(f"signs-{name}")
        sleep = sleep_raster(course.days, lang, width).on_page(f"sleep-{name}")
        drawn.append(f"<div class='{name} below'>{signs}<h2>{_said('raster.title', lang)}</h2>{sleep}</div>")
    return "".join(drawn)


def _reasons(reasons: tuple[Reason, ...]) -> str:
    items = []
    for reason in reasons:
        note = " · ".join(part for part in (reason.source, reason.mark) if part)
        items.append(f"<li>{escape(reason.text)} <span class=quiet>{escape(note)}</span></li>")
    return f"<ul>{''.join(items)}</ul>"


def _open_questions(stage: StageWords, lang: str) -> str:
    parts = ""
    if stage.possible:
        parts += f"<p>{_said('page.possible', lang)}</p>{_list(stage.possible)}"
    if stage.question:
        parts += (
            f"<h2>{_said('page.decides', lang)}</h2><p>{escape(stage.question)}</p>"
            f"<p class=quiet>{escape(stage.why_asked)}</p>"
        )
    return parts


def _signs(sheet: Sheet) -> str:
    rows = "".join(
        f"<tr><th scope=row>{escape(sign.name)}</th><td>{escape(sign.says)}</td>"
        f"<td class=quiet>{'<br>'.join(escape(reason.text) for reason in sign.because)}</td></tr>"
        for sign in sheet.signs
    )
    return f"<table class=stack>{rows}</table>"


def _others(sheet: Sheet, lang: str) -> str:
    head = "".join(
        f"<th scope=col>{_said(name, lang)}</th>"
        for name in ("page.definition", "page.result", "page.since_heading")
    )
    rows = "".join(_row(one.name, one.says, one.settled_since) for one in (sheet.stage, *sheet.others))
    return f"<table class=stack><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _months(sheet: Sheet, lang: str) -> str:
    names = ("month", "days_out", "days_home", "days_unknown", "hours_out", "mid_sleep")
    head = "".join(f"<th scope=col>{_said(f'page.{name}', lang)}</th>" for name in names)
    rows = "".join(
        _row(row.month, row.out, row.home, row.unknown, row.hours_out, row.mid_sleep) for row in sheet.months
    )
    table = f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody>"
    named = f'role=region tabindex=0 aria-label="{_said("page.table", lang)}"'
    return f"<div class=scroll {named}><table class=cells>{table}</table></div>"


def _row(heading: str, *cells: str) -> str:
    inner = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
    return f"<tr><th scope=row>{escape(heading)}</th>{inner}</tr>"


def _list(lines: tuple[str, ...]) -> str:
    return "<ul>" + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ul>" if lines else ""
