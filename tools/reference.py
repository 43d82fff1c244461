"""Writes the generated pages of docs/reference: stages, importers, measures, commands, API and more."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any

import click

from genkan.importers import all_importers
from genkan.knowledge import knowledge
from genkan.learn import page_words
from genkan.nouns import MEASURES
from genkan.stages.manual import manual
from genkan_web.cli import main as command
from genkan_web.leaving.schema import as_markdown as schema_page
from genkan_web.may_table import as_markdown
from tools.security import asvs, safety

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "reference"


def pages() -> dict[str, str]:
    """Every generated page by file name."""
    return {
        "stages.md": _stages(),
        "importers.md": _importers(),
        "measures.md": _measures(),
        "commands.md": _commands(),
        "leaflet.md": _leaflet(),
        "may.md": as_markdown(),
        "api.md": _api(),
        "export-schema.md": schema_page(),
        "security.md": _safety(),
        "asvs.md": asvs(),
    }


def _stages() -> str:
    files = sorted((ROOT / "tests" / "spec" / "stages").glob("*.toml"))
    tables = [tomllib.loads(file.read_text(encoding="utf-8")) for file in files]
    return manual(tables)


def _importers() -> str:
    lines = [
        "# Importers",
        "",
        "Each recognises its format by content, and says what was seen and what is from documentation.",
        "",
    ]
    for name, importer in all_importers().items():
        lines += [f"## {importer.NAME}", "", f"`importers/{name}.py`", "", _plain(importer.__doc__ or ""), ""]
    return "\n".join(lines).rstrip() + "\n"


def _measures() -> str:
    lines = [
        "# Measures",
        "",
        "The columns of a table of days. Unknown is empty, never zero. Formulas stand in `days/`.",
        "",
        "| column | sign | unit | meaning |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| `{one.name}` | {one.sign.value} | {one.unit} | {one.meaning} |" for one in MEASURES.values()
    ]
    return "\n".join(lines) + "\n"


def _commands() -> str:
    lines = ["# Commands", ""]
    settings = dict(command.context_settings)
    for path, one in _walk(command, "genkan"):
        context = click.Context(one, info_name=path, terminal_width=100, **settings)
        lines += [f"## {path}", "", "```text", one.get_help(context).rstrip(), "```", ""]
    return "\n".join(lines).rstrip() + "\n"


def _leaflet() -> str:
    lines = [
        "# The leaflet",
        "",
        "Every line of the leaflet “Understanding Hikikomori” in our words, and where it lives in Genkan.",
        "The map stands in `knowledge/leaflet.toml`; each line of the leaflet is known there by its SHA-256.",
        "",
        "| about | where |",
        "|---|---|",
    ]
    lines += [
        f"| {line['about']} | {' · '.join(_place(place) for place in line['at'])} |"
        for line in knowledge("leaflet")["lines"]
    ]
    return "\n".join(lines) + "\n"


def _api() -> str:
    document = _document()
    lines = ["# The API", "", document["info"]["description"].strip(), ""]
    lines += [
        "The whole document stands at `/api/schema.json`.",
        "",
        "| asks | what | who |",
        "|---|---|---|",
    ]
    for path, methods in document["paths"].items():
        for method, one in methods.items():
            who = "whoever the table lets in" if one["security"] else "everybody"
            lines.append(f"| `{method.upper()} {path}` | {_plain(one['description'])} | {who} |")
    lines += ["", "## What can go wrong", "", "One shape: `problem` (an id), `sentence`, `fields`.", ""]
    lines += ["| status | when |", "|---|---|"]
    wrong = document["components"]["responses"]
    lines += [f"| {name.removeprefix('Wrong')} | {told['description']} |" for name, told in wrong.items()]
    return "\n".join(lines) + "\n"


def _document() -> dict[str, Any]:
    """The OpenAPI document."""
    _set_up()
    from genkan_web.api.site import DOCUMENT

    return DOCUMENT


def _safety() -> str:
    _set_up()
    return safety()


def _set_up() -> None:
    """For two pages the site is set up, in the folder that its settings name."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "genkan_web.settings")
    import django

    django.setup()


def _place(place: str) -> str:
    kind, _, name = place.partition(":")
    if kind == "learn":
        return f"[{page_words(name, 'en').title}](../../src/genkan/knowledge/{name}.toml)"
    return f"{kind} `{name}`" if kind == "sentence" else f"{name} (tool)"


def _walk(one: click.Command, path: str) -> list[tuple[str, click.Command]]:
    found = [(path, one)]
    if isinstance(one, click.Group):
        for name, inner in sorted(one.commands.items()):
            found += _walk(inner, f"{path} {name}")
    return found


def _plain(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


if __name__ == "__main__":
    REFERENCE.mkdir(parents=True, exist_ok=True)
    for file, content in pages().items():
        (REFERENCE / file).write_text(content, encoding="utf-8")
