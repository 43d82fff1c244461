"""Worksheets: what somebody writes alone, or between two meetings; and what can be read from it.

definition (a TOML file) → form (what was typed → a filled sheet) → told (in words), filled (JSON and back),
danger (help first). Readings of single sheets stand beside: ``activation``, ``sleep_reset``, ``relapse``,
``passing``, ``medication``, ``effect``, ``care_plan``. No clock, disk or chance inside.
"""

from genkan.worksheets.danger import cares_of, seen_in
from genkan.worksheets.definition import Definition, Field, Kind, definition, definitions
from genkan.worksheets.filled import Sheet, blank, of_json, to_json
from genkan.worksheets.form import FieldTrouble, Taken, taken
from genkan.worksheets.told import WorksheetWords, told, worksheet_words

__all__ = [
    "Definition",
    "Field",
    "FieldTrouble",
    "Kind",
    "Sheet",
    "Taken",
    "WorksheetWords",
    "blank",
    "cares_of",
    "definition",
    "definitions",
    "of_json",
    "seen_in",
    "taken",
    "to_json",
    "told",
    "worksheet_words",
]
