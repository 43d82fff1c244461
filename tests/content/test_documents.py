"""Documents fail the build when they fall behind: examples run, generated pages are as generated."""

from __future__ import annotations

import re
import shlex
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from genkan.cli import main
from genkan.pretend import demo_family

ROOT = Path(__file__).parent.parent.parent
READMES = ("README.md", "README.th.md", "README.ja.md")


def commands_in(text: str) -> list[list[str]]:
    """Every ``./genkan …`` line of the code blocks, as words."""
    blocks = re.findall(r"```(?:sh|console)\n(.*?)```", text, re.S)
    lines = [line.removeprefix("$ ") for block in blocks for line in block.splitlines()]
    return [shlex.split(line, comments=True)[1:] for line in lines if line.startswith("./genkan ")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the files that the examples name."""
    place = tmp_path_factory.mktemp("examples")
    demo_family(date(2026, 11, 22), into=place)
    return place


@pytest.mark.parametrize("name", READMES)
def test_the_readme_examples_run(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each command in the README works on the files it names."""
    monkeypatch.chdir(folder)
    found = commands_in((ROOT / name).read_text(encoding="utf-8"))
    assert len(found) == 6
    for words in found:
        told = CliRunner().invoke(main, words)
        assert told.exit_code == 0, (words, told.output)


def test_the_readmes_are_of_equal_rank() -> None:
    """Same headings, same commands, same links, in three languages."""
    texts = [(ROOT / name).read_text(encoding="utf-8") for name in READMES]
    assert len({len(re.findall(r"^## ", text, re.M)) for text in texts}) == 1
    assert (
        len(
            {
                tuple(sorted(set(re.findall(r"\]\((docs/[^)]+|CHANGELOG.md|LICENSE)\)", text))))
                for text in texts
            }
        )
        == 1
    )
    assert len({len(commands_in(text)) for text in texts}) == 1


def test_every_link_leads_somewhere() -> None:
    """Relative links in all documents point at files that exist."""
    for file in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")):
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", file.read_text(encoding="utf-8")):
            assert (file.parent / target).exists(), f"{file.name} → {target}"


def test_generated_pages_are_as_generated() -> None:
    """docs/reference is what the code says today: run tools/reference.py after a change."""
    from tools.reference import pages

    for name, text in pages().items():
        assert (ROOT / "docs" / "reference" / name).read_text(encoding="utf-8") == text, name


def test_documents_name_no_machine() -> None:
    """No path of a machine, no package index, no other project's tool chain in tracked texts."""
    for file in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "requirements").glob("*.txt")):
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"/(home|root|work)/|/simple/|pythonhosted", text), file.name
