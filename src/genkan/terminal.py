"""A quiet summary for the terminal: the same sheet, with the way out drawn in weeks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import numpy as np
from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from genkan.answer_sheet import answer_sheet_of
from genkan.course import CheckUp, Course, Reading
from genkan.helplines import Country
from genkan.knowledge import month_told, sentence
from genkan.nouns import Days, Level, Reach
from genkan.sheet import Reason, Sheet, SignWords, StageWords, sheet_of

SHADES = " ░▒▓█"
MOST_FILES = 12
LEVEL_STYLES = {Level.UNKNOWN: "dim", Level.USUAL: "", Level.SOME: "yellow", Level.STRONG: "bold yellow"}


def print_sheet(course: Course, reading: Reading, lang: str, guessed_zone: str | None = None) -> None:
    """Print the sheet; ``guessed_zone`` says that nobody named the time zone."""
    console = Console(highlight=False)
    sheet = sheet_of(course, lang, reading)
    room = max(20, console.width - 18)
    console.print()
    console.print(Padding(way_out_text(course.days, lang, room), (0, 2)))
    console.print(Padding(_stage(sheet.stage, lang), (1, 2, 0, 2)))
    console.print(Padding(_others(sheet, lang), (1, 2, 0, 2)))
    console.print(Padding(_signs(sheet.signs, sentence("page.signs", lang)), (1, 2, 0, 2)))
    console.print(Padding(_read(sheet, lang, guessed_zone), (1, 2, 1, 2)))


def way_out_text(days: Days, lang: str, width: int) -> Text:
    """Six floors, one column a week (or more days, when they would not fit); shade = share of days."""
    low, high, _ = days.reach_together()
    each = 7 * max(1, -(-len(days) // (7 * width)))
    columns = -(-len(days) // each)
    drawn = Text(sentence("picture.title", lang) + "\n", style="bold")
    for reach in reversed(Reach):
        name = sentence(f"reach.{reach.name.lower()}", lang)
        drawn.append(_padded(name, 14), style="dim")
        for column in range(columns):
            part = slice(column * each, (column + 1) * each)
            drawn.append(
                _cell(low[part], high[part], int(reach)), style="green" if reach >= Reach.OUTSIDE else "blue"
            )
        drawn.append("\n")
    drawn.append(" " * 14)
    drawn.append(_months(days, lang, each, columns), style="dim")
    return drawn


def _cell(low: np.ndarray, high: np.ndarray, reach: int) -> str:
    known = (low >= 0) & ~((low == 0) & (high == int(Reach.PART)))
    if not known.any():
        return "·"
    here = known & (low <= reach) & (high >= reach)
    share = (here / np.maximum(high - low + 1, 1)).sum() / len(low)
    return SHADES[min(4, int(np.ceil(share * 5)) if share > 0 else 0)]


def _months(days: Days, lang: str, each: int, columns: int) -> str:
    line = ""
    for column in range(columns):
        start = days.first + timedelta(days=column * each)
        if start.day <= each and start.month % (1 if each == 7 else 3) == 0:
            line = _padded(line, column) + month_told(start, lang)
    return line


def _padded(text: str, width: int) -> str:
    from rich.cells import cell_len

    return text + " " * max(0, width - cell_len(text))


def _stage(stage: StageWords, lang: str) -> Group:
    lines: list[Text | Padding | Table] = [
        Text(sentence("page.where", lang), style="bold"),
        Text(f"{stage.says}", style="bold blue"),
    ]
    when = " ".join(part for part in (stage.since, stage.months) if part)
    if when:
        lines.append(Text(when))
    lines.append(Text(f"{stage.name}", style="dim"))
    if stage.possible:
        lines.append(Text(sentence("page.possible", lang)))
        lines.append(_bullets([Text(one) for one in stage.possible]))
    lines.append(Text("\n" + sentence("page.because", lang), style="bold"))
    lines.append(_bullets([_reason(reason) for reason in stage.because]))
    if stage.question:
        lines.append(Text("\n" + sentence("page.decides", lang), style="bold"))
        lines.append(Padding(Text(stage.question), (0, 0, 0, 2)))
        lines.append(Padding(Text(stage.why_asked, style="dim"), (0, 0, 0, 2)))
    return Group(*lines)


def _reason(reason: Reason) -> Text:
    text = Text(reason.text)
    notes = " · ".join(part for part in (reason.source, reason.mark) if part)
    if notes:
        text.append(f"  [{notes}]", style="dim")
    return text


def _bullets(texts: list[Text]) -> Table:
    """A list whose lines fold also where a language has no spaces."""
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for text in texts:
        table.add_row("  –", text)
    return table


def _others(sheet: Sheet, lang: str) -> Group:
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=True, header_style="dim")
    for heading in ("definition", "result", "since_heading"):
        table.add_column(sentence(f"page.{heading}", lang), overflow="fold")
    for stage in (sheet.stage, *sheet.others):
        table.add_row(stage.name, stage.says, stage.settled_since)
    return Group(Text(sentence("page.others", lang), style="bold"), table)


def _signs(signs: Sequence[SignWords], heading: str) -> Group:
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for sign in signs:
        table.add_row(
            sign.name,
            Text(sign.says, style=LEVEL_STYLES[sign.level]),
            Text("\n".join(reason.text for reason in sign.because), style="dim"),
        )
    return Group(Text(heading, style="bold"), table)


def _read(sheet: Sheet, lang: str, guessed_zone: str | None) -> Group:
    parts: list[Text | Table] = [
        Text(sentence("page.read", lang), style="bold"),
        Text(sheet.days, style="dim"),
        _bullets([Text(file, style="dim") for file in sheet.files[:MOST_FILES]]),
    ]
    if guessed_zone is not None:
        parts.append(Text(sentence("page.zone_guessed", lang, zone=guessed_zone), style="dim"))
    if sheet.left_out:
        parts.append(Text("\n" + sentence("page.left_out", lang), style="bold"))
        parts.append(_bullets([Text(line, style="dim") for line in sheet.left_out[:MOST_FILES]]))
    parts.append(Text("\n" + sentence("page.not_a_diagnosis", lang)))
    return Group(*parts)


# ── A check-up, and who to call ──


def print_answer(check: CheckUp, lang: str) -> None:
    """Print the answer of a check-up: what comes first, where things are and why, signs, one thing to do."""
    console = Console(highlight=False)
    sheet = answer_sheet_of(check, lang)
    for care in sheet.cares:
        told = Text(care.first + "\n", style="bold red" if care.now else "bold")
        console.print(Padding(told.append(f"{care.do}\n{care.then}", style="not bold default"), (1, 2, 0, 2)))
    stage = replace(sheet.stage, says=sheet.says)
    console.print(Padding(_stage(stage, lang), (1, 2, 0, 2)))
    console.print(Padding(_signs(sheet.signs, sentence("web.answer.signs", lang)), (1, 2, 0, 2)))
    steps = [step for step in (sheet.tonight, *sheet.week) if step is not None]
    if steps:
        told = Text(sentence("web.answer.tonight", lang) + "\n", style="bold")
        told.append(f"{steps[0].do}\n{steps[0].why}")
        console.print(Padding(told, (1, 2, 0, 2)))
    console.print(Padding(Text(sentence("web.answer.limits", lang), style="dim"), (1, 2, 1, 2)))


def print_country(country: Country, lang: str) -> None:
    """Print a country's lines, those that answer now first."""
    console = Console(highlight=False)
    told = Text(country.name + "\n", style="bold")
    if country.stale:
        told.append(sentence("web.help_page.stale", lang) + "\n")
    for line in country.lines:
        told.append(f"\n{line.number or line.address}  ", style="bold")
        told.append(f"{line.name}\n")
        told.append(f"{line.hours} {line.says}\n", style="dim")
    for centre in country.centres:
        told.append(f"\n{centre.name}\n", style="bold")
        told.append(f"{centre.says} {centre.find}\n", style="dim")
    console.print(Padding(told, (1, 2, 0, 2)))
