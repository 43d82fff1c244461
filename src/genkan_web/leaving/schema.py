"""What stands in everything.json: the table ``export.toml``, for the exporter and as a page."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.db import models

VERSION = 1
NAME = "everything"
# Models that hang on no account, or on nobody's content.
NOT_OF_AN_ACCOUNT: Mapping[str, str] = {
    "DayTable": "Days of a visit, kept by no account and gone after two hours.",
    "Centre": "A centre's own data; its name stands where it matters.",
    "Programme": "What a centre offers; its own words about itself, about nobody.",
    "Invitation": "A code of a centre; what was recorded with it stands as guardianship.",
    "Bucket": "How many tries are left, under a mark; forgotten after two days.",
    "Head": "The end of the record; nobody's.",
    "KeyProof": "Words that prove the site's keys; nobody's.",
    "Erased": "Ids of what is gone; nobody can be found by them.",
    "Sent": "Hashes of forms that arrived, without content; nobody can be found by them.",
}


@dataclass(frozen=True, slots=True)
class Part:
    """How one model stands in the file."""

    at: str
    about: str
    keep: Mapping[str, str]
    leave: Mapping[str, str]


@cache
def parts() -> Mapping[str, Part]:
    """Every model that stands in it, by name."""
    told = tomllib.loads(Path(__file__).with_name("export.toml").read_text(encoding="utf-8"))
    return {name: Part(**one) for name, one in told.items()}


def plain_of(thing: models.Model, but: frozenset[str] = frozenset()) -> dict[str, Any]:
    """The fields of a row that are taken along, under their names in the file."""
    kept = parts()[str(thing._meta.object_name)].keep
    return {name: plain(getattr(thing, field)) for field, name in kept.items() if field not in but}


def plain(value: Any) -> Any:
    """A value as JSON has it; times in UTC."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def as_json(everything: Mapping[str, Any]) -> str:
    """The file's text."""
    return json.dumps(everything, ensure_ascii=False, allow_nan=False, indent=1)


# ── For people ──


def as_markdown() -> str:
    """The whole table as a page."""
    return "\n".join((*_head(), *_parts(), *_others())) + "\n"


def _head() -> Iterator[str]:
    yield from (
        "# What stands in everything.json",
        "",
        "Written from `src/genkan_web/leaving/export.toml`, which the exporter itself reads. UTF-8 JSON:",
        f'one object with `"genkan": "{NAME}"` and `"version": {VERSION}`. Days are `2026-03-01`, times are',
        'UTC with their offset, empty is `null` or `""`. *Bring back* reads `notebooks` with `notes`,',
        "`check_ups`, `papers` and `files`; shares are never made again. Accounts of workers and clinics",
        "hold only `account`, `second_steps`, `visits`, `codes` and `own_looks`: what they write about",
        "people belongs to the centre's record, and nobody takes that along alone.",
    )


def _parts() -> Iterator[str]:
    for name, part in parts().items():
        yield from ("", f"## `{part.at}`", "", part.about, "")
        if part.keep:
            yield from ("| name | field |", "|---|---|")
            yield from (f"| `{kept}` | {name}.{field} |" for field, kept in part.keep.items())
            yield ""
        yield from ("Left out:", "")
        yield from (f"- `{field}`: {why}" for field, why in part.leave.items())


def _others() -> Iterator[str]:
    yield from ("", "## Tables that belong to no account", "")
    yield from (f"- `{name}`: {why}" for name, why in NOT_OF_AN_ACCOUNT.items())
