"""Clinical knowledge and words, as TOML files; the only code here reads, freezes and reports problems.

A *sentence* is any table that has ``en``, ``th`` and ``ja`` side by side; its id is the path to it
inside its file, without a leading ``texts``. ``sentence("page.since_one", "th", latest=date(…))`` fills
it in. Numbers and dates are written the way each language writes them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any

LANGUAGES = ("en", "th", "ja")

_TH_MONTHS = ["ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค."]
_EN_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


class KnowledgeProblem(ValueError):
    """A knowledge file that is incomplete or contradicts another; names file and key."""


def frozen(value: Any) -> Any:
    """The same TOML value, read-only: mappings become proxies, lists become tuples."""
    if isinstance(value, dict):
        return MappingProxyType({key: frozen(inner) for key, inner in value.items()})
    if isinstance(value, list):
        return tuple(frozen(inner) for inner in value)
    return value


@cache
def knowledge_files() -> Mapping[str, Mapping[str, Any]]:
    """Every knowledge file, read and frozen, by its path without ``.toml`` (``stages/kato2020``)."""
    found: dict[str, Mapping[str, Any]] = {}
    for name, file in _toml_files(files(__name__), ""):
        text = file.read_text(encoding="utf-8").replace(" ๆ", "\u00a0ๆ")  # never alone on a new line
        found[name] = frozen(tomllib.loads(text))
    return MappingProxyType(found)


def _toml_files(folder: Traversable, prefix: str) -> Iterator[tuple[str, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir() and not entry.name.startswith("__"):
            yield from _toml_files(entry, f"{prefix}{entry.name}/")
        elif entry.name.endswith(".toml"):
            yield prefix + entry.name.removesuffix(".toml"), entry


def knowledge(name: str) -> Mapping[str, Any]:
    """One file, such as ``stages/kato2020``. Raises KeyError for an unknown name."""
    return knowledge_files()[name]


@cache
def sources() -> Mapping[str, Mapping[str, Any]]:
    """Every source by id: short, citation, mark, and doi, url, note where there are any."""
    listed: Mapping[str, Mapping[str, Any]] = knowledge("sources")["source"]
    return listed


@cache
def sentences() -> Mapping[str, Mapping[str, str]]:
    """All sentences of all files by id. Raises KnowledgeProblem when two differ under one id."""
    found: dict[str, Mapping[str, str]] = {}
    for name, content in knowledge_files().items():
        if name.startswith("helplines/"):
            continue  # a country's file is read whole, not sentence by sentence
        for path, texts in _sentences_in(content, ()):
            identity = ".".join(path)
            if identity in found and dict(found[identity]) != dict(texts):
                raise KnowledgeProblem(f"{name}.toml: «{identity}» is said differently elsewhere")
            found[identity] = texts
    return MappingProxyType(found)


def _sentences_in(
    content: Mapping[str, Any], path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], Mapping[str, str]]]:
    for key, value in content.items():
        if not isinstance(value, Mapping):
            continue
        here = path if key == "texts" and not path else (*path, key)
        if isinstance(value.get("en"), str):
            yield here, value
        else:
            yield from _sentences_in(value, here)


def sentence(identity: str, lang: str, /, **facts: Any) -> str:
    """A sentence in one language with its facts filled in. Raises KeyError for an unknown id."""
    template = sentences()[identity][lang]
    if not facts and "{" not in template:
        return template
    return template.format_map({name: told(fact, lang) for name, fact in facts.items()})


def told(fact: Any, lang: str) -> str:
    """A number, date or word the way people write it; None is said as unknown.

    >>> told(date(2026, 3, 1), "th"), told(2.5, "en"), told(3.0, "ja")
    ('1 มี.ค. 2569', '2.5', '3')
    """
    if fact is None:
        return {"en": "unknown", "th": "ไม่ทราบ", "ja": "不明"}[lang]
    if isinstance(fact, date):
        return date_told(fact, lang)
    if isinstance(fact, float):
        rounded = round(fact, 1)
        return str(int(rounded)) if rounded == int(rounded) else f"{rounded:.1f}"
    return str(fact)


def date_told(day: date, lang: str, year: bool = True) -> str:
    """A date as people of this language write it; Thai in the Buddhist era (A.D. + 543)."""
    if lang == "ja":
        return f"{day.year}年{day.month}月{day.day}日" if year else f"{day.month}月{day.day}日"
    if lang == "th":
        short = f"{day.day} {_TH_MONTHS[day.month - 1]}"
        return f"{short} {day.year + 543}" if year else short
    short = f"{day.day} {_EN_MONTHS[day.month - 1]}"
    return f"{short} {day.year}" if year else short


def month_told(day: date, lang: str) -> str:
    """A month's short name, for axes."""
    if lang == "ja":
        return f"{day.month}月"
    return (_TH_MONTHS if lang == "th" else _EN_MONTHS)[day.month - 1]


def month_and_year_told(day: date, lang: str) -> str:
    """A month with its year, for tables.

    >>> month_and_year_told(date(2026, 3, 1), "ja"), month_and_year_told(date(2026, 3, 1), "th")
    ('2026年3月', 'มี.ค. 2569')
    """
    if lang == "ja":
        return f"{day.year}年{day.month}月"
    return f"{month_told(day, lang)} {year_told(day, lang)}"


def year_told(day: date, lang: str) -> str:
    """The year the way axes show it."""
    return str(day.year + 543) if lang == "th" else str(day.year)
