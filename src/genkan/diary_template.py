"""The empty diary: a table to fill in, in three languages, that ``importers.diary`` reads back.

The first row holds the headings, the second a sentence of help for each, then a week of rows to write in.
The spreadsheet adds lists to choose from and a sheet that explains columns and words. Headings, words and
sentences come from ``knowledge/diary.toml``.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from genkan.knowledge import knowledge

WEEK = 7
_CHOICES = {
    "who": "who",
    "reach": "reach",
    "talked": "yes_no",
    "attended": "yes_no",
    "drive": "drive",
    "mood": "mood",
    "known": "known",
    "flag": "flag",
}
_WIDTHS = {"note": 40, "reach": 20, "who": 16, "bed": 18, "drive": 20}
_WORDS_BELOW = 4  # empty rows between the columns' help and the lists of words


def template(lang: str, first: date | None = None, days: int = WEEK) -> bytes:
    """The empty diary as CSV (UTF-8 with mark, so that spreadsheets read it) with ``days`` rows.

    ``first`` fills in the dates from that day on; without it they are empty. Raises KeyError for a
    language other than en, th, ja.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(_headings(lang))
    writer.writerow(_helps(lang))
    for day in _days(first, days):
        writer.writerow([day.isoformat() if day else "", *[""] * (len(_columns()) - 1)])
    return text.getvalue().encode("utf-8-sig")


def template_xlsx(lang: str, first: date | None = None, days: int = WEEK) -> bytes:
    """The empty diary as a spreadsheet with lists to choose from and a sheet that explains its words."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    sheet, legend = book.active, book.create_sheet(_said("sheet", "words", lang))
    sheet.title = _said("sheet", "days", lang)
    sheet.append(_headings(lang))
    sheet.append(_helps(lang))
    for day in _days(first, days):
        sheet.append([day])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for cell in sheet[2]:
        cell.font = Font(italic=True, color="555555")
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    for name, cell in zip(_columns(), sheet[1], strict=True):
        sheet.column_dimensions[cell.column_letter].width = _WIDTHS.get(name, 14)
    sheet.freeze_panes = "B3"
    lists = _explain(legend, lang)
    _offer_choices(sheet, legend.title, lists)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _columns() -> Mapping[str, Any]:
    columns: Mapping[str, Any] = knowledge("diary")["diary"]["column"]
    return columns


def _headings(lang: str) -> list[str]:
    return [entry["heading"][lang] for entry in _columns().values()]


def _helps(lang: str) -> list[str]:
    return [entry["help"][lang] for entry in _columns().values()]


def _said(part: str, name: str, lang: str) -> str:
    return str(knowledge("diary")["diary"][part][name][lang])


def _days(first: date | None, days: int) -> Sequence[date | None]:
    return [first + timedelta(days=number) if first else None for number in range(days)]


def _explain(legend: Any, lang: str) -> dict[str, tuple[str, int, int]]:
    """Fill the sheet of words; where each column's list stands: (column letter, first row, last row)."""
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    legend.append([_said("sheet", "welcome", lang)])
    legend.append([])
    for heading, help_ in zip(_headings(lang), _helps(lang), strict=True):
        legend.append([heading, help_])
        legend.cell(legend.max_row, 1).font = Font(bold=True)
    legend.append([])
    for entry in knowledge("diary")["diary"]["reach"].values():
        legend.append([entry["word"][lang], entry["help"][lang]])
    top = legend.max_row + _WORDS_BELOW
    lists: dict[str, tuple[str, int, int]] = {}
    for place, (column, vocabulary) in enumerate(_CHOICES.items(), start=1):
        legend.cell(top, place, _columns()[column]["heading"][lang]).font = Font(bold=True)
        words = [entry["word"][lang] for entry in knowledge("diary")["diary"][vocabulary].values()]
        for row, word in enumerate(words, start=top + 1):
            legend.cell(row, place, word)
        lists[column] = (get_column_letter(place), top + 1, top + len(words))
        legend.column_dimensions[get_column_letter(place)].width = 24
    return lists


def _offer_choices(sheet: Any, legend: str, lists: Mapping[str, tuple[str, int, int]]) -> None:
    """Let each cell below the headings offer its words, without forbidding others."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    for place, name in enumerate(_columns(), start=1):
        if name not in lists:
            continue
        letter, first, last = lists[name]
        choice = DataValidation(
            type="list",
            formula1=f"'{legend}'!${letter}${first}:${letter}${last}",
            allow_blank=True,
            showErrorMessage=False,
        )
        sheet.add_data_validation(choice)
        own = get_column_letter(place)
        choice.add(f"{own}3:{own}1000")
