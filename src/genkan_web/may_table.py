"""The table of who may, read from ``may.toml``; a person can read the file, and this prints it as tables."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

EVERYBODY = "everybody"


@dataclass(frozen=True, slots=True)
class Table:
    """The file, frozen. ``may[thing][verb][role]`` holds the relations in which that is allowed."""

    roles: Mapping[str, str]
    relations: Mapping[str, str]
    items: Mapping[str, tuple[str, ...]]
    may: Mapping[str, Mapping[str, Mapping[str, frozenset[str]]]]
    about: Mapping[str, str]
    addresses: Mapping[str, Mapping[str, tuple[str, str]]]
    fields: Mapping[str, Mapping[str, tuple[str, ...]]]


@cache
def table() -> Table:
    """The table as the file has it."""
    told = tomllib.loads(Path(__file__).with_name("may.toml").read_text(encoding="utf-8"))
    may_do = {
        thing: {
            verb: {role: frozenset(relations) for role, relations in roles.items()}
            for verb, roles in verbs.items()
            if verb != "about"
        }
        for thing, verbs in told["thing"].items()
    }
    addresses = {
        name: {method: _split(what) for method, what in methods.items()}
        for name, methods in told["address"].items()
    }
    return Table(
        roles=MappingProxyType(told["roles"]),
        relations=MappingProxyType(told["relations"]),
        items=MappingProxyType({role: tuple(items) for role, items in told["items"].items()}),
        may=MappingProxyType(may_do),
        about=MappingProxyType({thing: verbs["about"] for thing, verbs in told["thing"].items()}),
        addresses=MappingProxyType(addresses),
        fields=MappingProxyType(
            {
                name: {kind: tuple(names) for kind, names in kinds.items() if kind != "about"}
                for name, kinds in told["fields"].items()
            }
        ),
    )


def _split(what: str) -> tuple[str, str]:
    thing, _, verb = what.partition(".")
    return thing, verb


def allowed(role: str, relations: frozenset[str], thing: str, verb: str) -> str:
    """The relation in which this role may do this, or "" where it may not."""
    rows = table().may.get(thing, {}).get(verb, {})
    fitting = (rows.get(role, frozenset()) | rows.get(EVERYBODY, frozenset())) & relations
    return min(fitting, default="")


def is_for_everybody(thing: str, verb: str) -> bool:
    """Whether no account and no database is needed to answer."""
    return "any" in table().may[thing][verb].get(EVERYBODY, frozenset())


# ── For people ──


def as_markdown() -> str:
    """The whole table as a page: roles, relations, items, things, addresses."""
    return "\n".join((*_head(), *_things(), *_addresses(), *_fields())) + "\n"


def _head() -> Iterator[str]:
    told = table()
    yield "# Who may see and do what"
    yield ""
    yield "Written from `src/genkan_web/may.toml`, which the site itself reads. What does not stand here is"
    yield "not allowed, and looks like what is not there."
    for title, words in (("Roles", told.roles), ("Relations", told.relations)):
        yield from ("", f"## {title}", "", "| name | means |", "|---|---|")
        yield from (f"| {name} | {meaning} |" for name, meaning in words.items())
    yield from ("", "## What can be shared, with whom", "", "| reader | items |", "|---|---|")
    yield from (f"| {role} | {', '.join(items)} |" for role, items in told.items.items())


def _things() -> Iterator[str]:
    told = table()
    names = list(told.roles)
    yield from (
        "",
        "## Things",
        "",
        f"| thing | verb | {' | '.join(names)} |",
        "|---" * (len(names) + 2) + "|",
    )
    for thing, verbs in told.may.items():
        for verb, rows in verbs.items():
            cells = (
                ", ".join(sorted(rows.get(name, frozenset()) | rows.get(EVERYBODY, frozenset())))
                for name in names
            )
            yield f"| {thing} | {verb} | {' | '.join(cell or '–' for cell in cells)} |"
    yield ""
    yield from (f"- **{thing}**: {meaning}" for thing, meaning in told.about.items())


def _addresses() -> Iterator[str]:
    yield from ("", "## Addresses", "", "| address | looks | sends |", "|---|---|---|")
    for name, methods in table().addresses.items():
        looks = ".".join(methods["GET"]) if "GET" in methods else "–"
        sends = ", ".join(".".join(what) for method, what in methods.items() if method != "GET") or "–"
        yield f"| {name} | {looks} | {sends} |"


def _fields() -> Iterator[str]:
    yield from ("", "## How each field is kept", "")
    yield from ("| model | open in the database | locked | only a mark |", "|---|---|---|---|")
    for name, kinds in table().fields.items():
        cells = (", ".join(kinds.get(kind, ())) or "–" for kind in ("open", "locked", "mark"))
        yield f"| {name} | {' | '.join(cells)} |"
