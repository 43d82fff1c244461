"""Our source before semgrep and bandit; each rule finds what is planted for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.judges.source import bandit, rules, semgrep
from tests.judges.world import ROOT

pytestmark = [pytest.mark.slow]
DRAWN_BY_US = (
    "answer",
    "changed",
    "files",
    "kin",
    "linked",
    "notebook",
    "open_door",
    "own_steps",
    "plan",
    "sheet_readings",
    "since",
)  # what is drawn escapes letters
ACCEPTED = {
    *(f"{rule} genkan_web/doors/{name}.py" for rule in ("B308", "B703") for name in DRAWN_BY_US),
    *(f"B608 genkan_web/{name}.py" for name in ("record", "asked")),  # names of our own columns
}

PLANTED = {
    "raw-sql": "Day.objects.raw('select 1')",
    "sql-out-of-words": "def f(cursor, word):\n    cursor.execute('select ' + word)",
    "shell": "import subprocess\nsubprocess.run('ls', shell=True)",
    "process-elsewhere": "import subprocess\nsubprocess.run(['ls'])",
    "mark-safe-elsewhere": "from django.utils.safestring import mark_safe\nmark_safe(words)",
    "safe-in-a-template": "<p>{{ note.words|safe }}</p>",
    "content-in-the-log": "import logging\nlogging.getLogger('x').warning(note.words)",
    "question-in-a-door": "Notebook.objects.filter(pk=key)",
    "get-by-key-elsewhere": "Notebook.objects.get(pk=key)",
    "denied-told-from-absent": "from django.core.exceptions import PermissionDenied\nraise PermissionDenied",
    "no-token-asked": "@csrf_exempt\ndef f(request):\n    return None",
    "asks-outside": "from urllib.request import urlopen",
    "opens-what-it-reads": "import pickle\npickle.loads(content)",
    "xml-with-entities": "import xml.etree.ElementTree\nxml.etree.ElementTree.fromstring(content)",
    "guessable": "import random\ncode = random.choice(letters)",
    "old-hash": "import hashlib\nhashlib.md5(content)",
    "leads-where-it-is-told": "def f(request):\n    return redirect(request.GET['back'])",
    "path-out-of-a-request": "def f(request):\n    return open(request.GET['name'])",
    "whole-form-into-a-model": "def f(request):\n    return Account(**request.POST.dict())",
    "cookie-for-scripts": "def f(answer):\n    answer.set_cookie('visit', '1')",
    "open-to-all": "DEBUG = True",
    "template-out-of-words": "import re\ndef f(word, text):\n    return re.search(word, text)",
}


def test_semgrep_finds_nothing() -> None:
    """Every rule of ours over the whole source and its templates."""
    verdict = semgrep(ROOT / "src")
    assert verdict.found == ()
    assert verdict.tried > 250


def test_bandit_finds_nothing_that_is_not_known() -> None:
    """Of medium weight and more; what is known stands here, and goes from here when it is gone."""
    verdict = bandit(ROOT / "src")
    assert set(verdict.found) == ACCEPTED
    assert verdict.tried > 150


def test_every_rule_finds_what_is_planted_for_it(tmp_path: Path) -> None:
    """One planted line for each rule, named by it at its place."""
    assert set(PLANTED) == set(rules())
    for rule, text in PLANTED.items():
        is_template = text.startswith("<")
        place = "src/genkan_web/templates" if is_template else "src/genkan_web/doors"
        file = tmp_path / place / f"{rule}.{'html' if is_template else 'py'}"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text + "\n", encoding="utf-8")
    found = semgrep(tmp_path).found
    for rule in PLANTED:
        assert any(one.startswith(f"{rule} ") and f"/{rule}." in one for one in found), (rule, found)


def test_bandit_sees_planted_faults(tmp_path: Path) -> None:
    """A shell, a made-up query, an old hash, a pickle."""
    planted = {
        "B602": "import subprocess\nsubprocess.run(word, shell=True)\n",
        "B608": "asked = \"select words from day where id = '%s'\" % word\ncursor.execute(asked)\n",
        "B324": "import hashlib\nhashlib.md5(b'')\n",
        "B301": "import pickle\npickle.loads(content)\n",
    }
    for rule, text in planted.items():
        (tmp_path / f"{rule}.py").write_text(text, encoding="utf-8")
    assert set(bandit(tmp_path).found) == {f"{rule} {rule}.py" for rule in planted}
