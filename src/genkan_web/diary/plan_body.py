"""What is kept of one version of a plan: its number and the filled sheet."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from genkan.nouns import Refused, Trouble
from genkan.worksheets import to_json
from genkan.worksheets.filled import Sheet
from genkan_web.diary.sheet_body import sheet_of

KIND = "plan"
SHEET = "care_plan"
MOST_VERSIONS = 9_999


def body_of(number: int, sheet: Sheet) -> dict[str, Any]:
    """One version as it is kept."""
    return {"version": number, "sheet": json.loads(to_json(sheet))}


def slot_of(number: int) -> str:
    """The place of a version among the papers of a notebook: its number can be told without opening it."""
    return f"v{number}"


def version_in(body: Mapping[str, Any]) -> tuple[int, Sheet]:
    """The number and the sheet of what was kept. Raises Refused for anything else."""
    number, sheet = body.get("version"), sheet_of(body.get("sheet"))
    if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= MOST_VERSIONS:
        raise Refused(Trouble.BAD_VALUES, KIND, "version", f"1–{MOST_VERSIONS}")
    if sheet.worksheet != SHEET:
        raise Refused(Trouble.BAD_VALUES, KIND, "worksheet", SHEET)
    return number, sheet


def read(body: Mapping[str, Any]) -> dict[str, Any]:
    """A version out of a file, as it is kept. Raises Refused."""
    return body_of(*version_in(body))
