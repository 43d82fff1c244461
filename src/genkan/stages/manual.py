"""The manual's page on stages: what each definition says, its rules with marks, and the spec tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from genkan.knowledge import sentence, sources
from genkan.nouns import State
from genkan.stages import definitions, rules_from_knowledge

_LETTERS = """Letters of a day: R room, H home, D doorstep, O outside, P people, T taking part, C an
appointment, J taking part from home, ? nobody heard; of a phone: a away, i indoors. «OH × 400» repeats the
pattern over 400 days."""

_INTRODUCTION = """# Stages by published definition

A stage is where things are by one published definition. It is never a diagnosis: it says that what is known
fits, does not fit, or cannot tell, why, and which one question would decide it.

Every rule below carries a mark: **V** read in the source, **V2** read in a secondary page, **D** derived from
those, **U** not verified, **design** a choice of this software.

How days become a stage: the typical week on a day is taken from the 28 days up to it. Days known and days not
known give a range of days a week; exactly half-way counts as both neighbours. A stretch at home goes on while
the typical week stays below the definition's limit; a time outside shorter than 28 days, counted on those
typical weeks, does not end it. Its start is dated inside the first such window, at the day from which going
out falls below the limit. Missing days can only widen the range, the start, or yield «cannot tell».
"""


def manual(tables: Iterable[Mapping[str, Any]]) -> str:
    """The whole page in Markdown. ``tables``: the spec tables, as read from their files."""
    parts = [_INTRODUCTION]
    parts += [_definition(name) for name in definitions()]
    parts.append(f"## Spec tables\n\nThe tests run these tables as they stand here.\n\n{_LETTERS}\n")
    parts += [_table(table) for table in tables]
    return "\n".join(parts)


def _definition(definition: str) -> str:
    content = rules_from_knowledge()[definition]
    lines = [
        f"## {sentence(f'{definition}.name', 'en')}",
        "",
        sentence(f"{definition}.says", "en"),
        "",
        "| rule | value | unit | mark | source | what it means |",
        "|---|---|---|---|---|---|",
    ]
    for rule in content["rules"].values():
        cells = (
            rule["rule"],
            _value(rule["value"]),
            rule["unit"],
            rule["mark"],
            rule["source"],
            rule["meaning"],
        )
        lines.append(_line(cells))
    lines += ["", *(f"- {_citation(source)}" for source in content["sources"]), ""]
    return "\n".join(lines)


def _citation(source: str) -> str:
    cited = sources()[source]
    doi = f" doi:{cited['doi']}" if "doi" in cited else ""
    return f"`{source}` ({cited['mark']}): {cited['citation']}{doi}"


def _table(table: Mapping[str, Any]) -> str:
    lines = [
        f"### {table['title']}",
        "",
        "| | days | answers | reading | decides |",
        "|---|---|---|---|---|",
    ]
    for row in table["row"]:
        whole = {**table.get("answers", {}), **row.get("answers", {})}
        answers = "; ".join(f"{name}: {_value(told)}" for name, told in whole.items())
        lines.append(
            _line(
                (
                    row["says"],
                    _days(table, row),
                    answers,
                    _reading(row["expect"]),
                    row["expect"].get("decides", ""),
                )
            )
        )
    return "\n".join([*lines, ""])


def _days(table: Mapping[str, Any], row: Mapping[str, Any]) -> str:
    said = row["days"] if isinstance(row["days"], Mapping) else {"family": row["days"]}
    parts = [f"{who}: {_segments(segments)}" for who, segments in said.items() if segments]
    parts += [f"{name}: {_segments(row[name])}" for name in ("hours_out", "talked") if name in row]
    parts.append(f"from {row.get('first', table['first'])}")
    if "as_of" in row:
        parts.append(f"as of {row['as_of']}")
    return "; ".join(parts)


def _segments(segments: Sequence[Sequence[Any]]) -> str:
    return ", ".join(f"{pattern} × {count}" for pattern, count in segments)


def _reading(expect: Mapping[str, Any]) -> str:
    parts = [sentence(f"state.{State(expect['state'])}", "en")]
    if "possible" in expect and len(expect["possible"]) > 1:
        parts.append("possible: " + ", ".join(sentence(f"state.{one}", "en") for one in expect["possible"]))
    if "since" in expect:
        parts.append("since " + " to ".join(_value(day) for day in dict.fromkeys(expect["since"])))
    return "; ".join(parts)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return " to ".join(map(str, value)) if _dates(value) else ", ".join(map(str, value)) or "none"
    return str(value)


def _dates(value: Sequence[Any]) -> bool:
    return bool(value) and all(isinstance(one, date) for one in value)


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
