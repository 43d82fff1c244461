"""How well the rules of the practice scenes read a sentence: one command, one page.

``python bench/scenes.py`` judges every labelled sentence of ``tests/content/scene_sentences`` and writes
``docs/reference/scenes.md``; ``--wrong`` prints the sentences judged otherwise than labelled instead.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from genkan.knowledge import LANGUAGES, knowledge, sentences  # noqa: E402
from genkan.scenes import Judged, choice_of, hard_tags, judged, scene_ids, tags, turn_of  # noqa: E402
from report import REFERENCE, table  # noqa: E402

SENTENCES = HERE.parent / "tests" / "content" / "scene_sentences"
NOTHING, DANGER = "nothing", "danger"
SETS = {
    "written_with": "The sentences the rules were written beside.",
    "harder": "Written to be hard after the first version; the rules were mended with them: written beside.",
    "held_out": "Held out: written before there was a rule.",
    "held_out_second": "Held out a second time: written after the last change of a rule, judged once.",
    "held_out_third": "Held out a third time, by somebody who had not looked at the rules.",
    "danger_second": "Danger, hinted at: the danger words were mended after it.",
    "danger_third": "Danger, hinted at once more: again mended after it.",
}
HELD_OUT = ("held_out", "held_out_second", "held_out_third")
HEADS = ("tag", "labelled", "found", "wrongly", "precision", "recall", "does not know")
FIRST_VERSION = (  # on «harder», before the rules were mended with it: labelled, found, wrongly
    ("criticism", 27, 0, 2),
    ("pressure", 27, 5, 3),
    ("comparison", 21, 4, 3),
)
DANGER_FIRST = (  # as judged before the danger words were mended with them: of how many, found in en, th, ja
    ("third held-out part, before any mending", 4, 2, 2, 1),
    ("hinted at, before the second mending", 16, 1, 3, 1),
    ("hinted at, before the third mending", 10, 2, 2, 0),
)
PAGE = """# Practice scenes: how well the rules read a sentence

Made by `python bench/scenes.py`. Rules: [rules.toml](../../src/genkan/knowledge/scenes/rules.toml).
Read in the browser, the same by Python; a test compares both on every sentence counted here.

**What this is.** {count} short sentences of our own in three languages, labelled by whoever wrote them
and the rules. Nobody else labelled them, and no family was asked. The first held-out part was written
before there was a rule, but by the same hand, which then wrote the rules with those words still in
mind: its figures are too good. The second one, written after the last change, and the third, written by
somebody who had not looked at the rules, are nearer to what a family will see: **much of what is said
reads «I do not know»** (half to two thirds of criticism), and what is told is mostly right. A sentence is
not a tone, and none of this says how it lands in a home.

**Precision**: of the times a tag was told, how often it was labelled. **Recall**: of the labelled, how
many were told. **Does not know**: of the labelled, how many got «I do not know». A dash: never told.
Figures from fewer than ten sentences say little. Danger words are meant to be found too often rather
than too seldom.

## The third held-out part alone

Nearest to what a family will see: 53 or 54 sentences a language, written before the writer had read a rule,
judged once. No rule was mended with them but the danger words; what these found before stands below.

{last}

## The held-out parts together

{together}

## Danger: mostly overlooked when it is only hinted at

Danger in the words the rules already knew was found. In new words, half or less was; and of sentences
that only hint at it, as people do, the rules found few. Each time the words were mended afterwards, so
that all of these are found today; **the next ones that people hint will again be mostly overlooked**.
This is why every answer says so and shows the way to help, and why the questions before and after each
scene do not depend on any word.

{danger}

## Each part, three languages together

{parts}

## The first version, on sentences made to be hard

Before the rules were mended with them: few found, and many of the plain sentences put there as traps
told wrongly. Words of this kind exist without number, and the rules will go on missing most of them.

{first}

## What others wrote

The lessons hold {lessons} sentences that they suggest saying ({each} in each language). Told of a hard
tag: **{alarms}**; of a soft one: {soft}; «I do not know»: {unknown}; help first: {helped}. The scenes'
own choices with only soft tags, {choices} sentences: a hard tag was told of **{wrong}**.
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled sentence and what the rules told: tags, and whether they did not know."""

    lang: str
    text: str
    labelled: frozenset[str]
    told: frozenset[str]
    unknown: bool


def rows_of(part: str, lang: str) -> list[Row]:
    """The sentences of one part in one language, judged."""
    content = tomllib.loads((SENTENCES / f"{lang}_{part}.toml").read_text(encoding="utf-8"))
    return [
        row_of(lang, text, frozenset(key.split()) - {NOTHING})
        for key, texts in content.items()
        for text in texts
    ]


def row_of(lang: str, text: str, labelled: frozenset[str], found: Judged | None = None) -> Row:
    """One sentence, judged by the rules there are, or as ``found`` by others."""
    found = found or judged(text)
    told = frozenset([DANGER]) if found.verdict == DANGER else frozenset(found.tags)
    return Row(lang, text, labelled, told, found.verdict == "unknown")


def figures(rows: Iterable[Row], tag: str) -> tuple[int, int, int, int]:
    """Labelled, rightly told, wrongly told, not known although labelled."""
    rows = list(rows)
    return (
        sum(tag in one.labelled for one in rows),
        sum(tag in one.labelled and tag in one.told for one in rows),
        sum(tag not in one.labelled and tag in one.told for one in rows),
        sum(tag in one.labelled and one.unknown for one in rows),
    )


def precision(rows: Iterable[Row], tag: str) -> float | None:
    """Of the times a tag was told, how often rightly; None where it was never told."""
    _, right, wrong, _ = figures(rows, tag)
    return right / (right + wrong) if right + wrong else None


def _line(name: str, counted: tuple[int, int, int, int]) -> list[str]:
    labelled, right, wrong, unknown = counted
    told = f"{right / (right + wrong):.2f}" if right + wrong else "–"
    return [
        name,
        str(labelled),
        str(right),
        str(wrong),
        told,
        f"{right / labelled:.2f}",
        f"{unknown / labelled:.2f}",
    ]


def figures_table(rows: list[Row]) -> str:
    """One line for each tag that occurs."""
    found = [(tag, figures(rows, tag)) for tag in (*tags(), DANGER)]
    return table(HEADS, [_line(tag, counted) for tag, counted in found if counted[0]])


def page() -> str:
    """The whole page."""
    rows = {(part, lang): rows_of(part, lang) for part in SETS for lang in LANGUAGES}
    together = [
        f"### {lang}\n\n" + figures_table([row for part in HELD_OUT for row in rows[part, lang]])
        for lang in LANGUAGES
    ]
    parts = [
        f"### {said}\n\n" + figures_table([row for lang in LANGUAGES for row in rows[part, lang]])
        for part, said in SETS.items()
    ]
    last = [f"### {lang}, third part\n\n" + figures_table(rows[HELD_OUT[-1], lang]) for lang in LANGUAGES]
    first = table(HEADS[:4], FIRST_VERSION)
    return PAGE.format(
        count=sum(map(len, rows.values())),
        last="\n\n".join(last),
        together="\n\n".join(together),
        parts="\n\n".join(parts),
        first=first,
        danger=table(("sentences", "in each language", "found: en", "th", "ja"), DANGER_FIRST),
        **_others(),
    )


def _others() -> dict[str, int]:
    """What the rules tell of sentences that others wrote, and of the scenes' own soft choices."""
    examples = [
        row_of(lang, text[lang], frozenset())
        for name, text in sentences().items()
        if name.startswith("lesson.") and name.endswith(".example")
        for lang in LANGUAGES
    ]
    soft = [row for lang in LANGUAGES for row in _soft_choices(lang)]
    hard = set(hard_tags())
    return {
        "lessons": len(examples),
        "each": len(examples) // len(LANGUAGES),
        "alarms": sum(bool(row.told & hard) for row in examples),
        "soft": sum(bool(row.told) and not row.told & (hard | {DANGER}) for row in examples),
        "unknown": sum(row.unknown for row in examples),
        "helped": sum(DANGER in row.told for row in examples),
        "choices": len(soft),
        "wrong": sum(bool(row.told & hard) for row in soft),
    }


def _soft_choices(lang: str) -> list[Row]:
    found = []
    for identity in scene_ids():
        for turn in knowledge(f"scenes/{identity}")["texts"]["scene"][identity]["turns"]:
            for one in turn_of(identity, turn, lang).choices:
                chosen = choice_of(identity, turn, one.letter, lang)
                if not chosen.deed and not any(tag.hard for tag in chosen.tags):
                    found.append(row_of(lang, chosen.says, frozenset(tag.id for tag in chosen.tags)))
    return found


def main() -> None:
    """Write the page, or print what was judged otherwise than labelled."""
    parser = argparse.ArgumentParser(description="How well the rules of the practice scenes read a sentence.")
    parser.add_argument("--wrong", action="store_true", help="print sentences judged otherwise than labelled")
    if not parser.parse_args().wrong:
        (REFERENCE / "scenes.md").write_text(page(), encoding="utf-8")
        return
    for part in SETS:
        for lang in LANGUAGES:
            for row in rows_of(part, lang):
                if row.told != row.labelled:
                    print(f"{part} {lang}: {row.text} | {sorted(row.labelled)} | {sorted(row.told)}")


if __name__ == "__main__":
    main()
