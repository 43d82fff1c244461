"""The commands of whoever looks after a site, as they are typed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from genkan_web import append_only, copies, databases

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("other_databases")]


@pytest.mark.slow
def test_the_commands_from_first_start_to_a_restored_site(tmp_path: Path) -> None:
    """Start, keys, rotation, record, backup, restore, start again: each with its words and exit code."""
    told = {
        **{name: value for name, value in os.environ.items() if name != "GENKAN_DATABASE"},
        "GENKAN_VAR": str(tmp_path / "var"),
        "DJANGO_SETTINGS_MODULE": "genkan_web.settings",
        "PYTHONPATH": ":".join(path for path in sys.path if path),
        "LANG": "C",
    }

    def run(*words: str, expected: int = 0) -> str:
        done = subprocess.run(
            [sys.executable, "-m", *words], env=told, capture_output=True, text=True, check=False
        )
        assert done.returncode == expected, done.stderr
        assert "Traceback" not in done.stderr
        return done.stdout + done.stderr

    def genkan(*words: str, expected: int = 0) -> str:
        return run("genkan_web.cli", *words, expected=expected)

    assert "not there" in genkan("keys", "list", expected=3)
    run("genkan_web", "--prepare-only")
    assert "opens 1" in genkan("keys", "list")
    with copies.opened(databases.sqlite(tmp_path / "var" / "genkan.sqlite3")) as here:
        append_only.take_away(here)
    assert "genkan.E014" in run("genkan_web", "--prepare-only", expected=1)
    genkan("record", "guard")
    genkan("keys", "new")
    assert "under it" in genkan("keys", "new", "--use", "record")
    assert "are found under" in genkan("keys", "new", "--use", "name")
    genkan("keys", "new", "--use", "looks", expected=2)
    rotated = genkan("keys", "rotate", "--settle", "0")
    for said in ("is gone", "finds no name any more", "goes on under the newest"):
        assert said in rotated
    assert "  looks  " in genkan("keys", "list")
    assert "record is whole" in genkan("record", "verify")
    number, seal = genkan("record", "head").split()
    genkan("record", "verify", "--head", number, seal)
    assert "row 7" in genkan("record", "verify", "--head", "7", seal, expected=4)
    genkan("record", "verify", "--head", "x", seal, expected=3)
    genkan("backup-key", str(tmp_path / "k"))
    genkan("backup", str(tmp_path / "b.age"), "--to", str(tmp_path / "k.pub"))
    genkan("backup", str(tmp_path / "b.age"), "--to", str(tmp_path / "k.pub"), expected=3)
    words = (
        "restore",
        str(tmp_path / "b.age"),
        "--with",
        str(tmp_path / "k"),
        "--into",
        str(tmp_path / "new"),
    )
    assert "keys" in genkan(*words)
    genkan(*words, expected=3)
    told["GENKAN_VAR"] = str(tmp_path / "new")
    refused = run("genkan_web", "--prepare-only", expected=1)
    assert "genkan.E009" in refused
    shutil.copytree(tmp_path / "var" / "keys", tmp_path / "new" / "keys")
    run("genkan_web", "--prepare-only")
    assert "record is whole" in genkan("record", "verify")
