"""Reading one sentence by the rules: pure, the same answer every time, and never a score.

``static/scenes.js`` reads in exactly this order; a test compares both on every sentence there is.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from genkan.scenes.rules import Rule, Rules, rules

ASIDE = "\u0001"  # stands for words in quotation marks
SPACES = re.compile("[\t\n\u000b\f\r \u00a0\u2000-\u200b\u202f\u3000\ufeff]{1,1000}")
ALIKE = str.maketrans(
    {chr(0xFEE0 + sign): chr(sign) for sign in range(0x21, 0x7F)}
    | {"’": "'", "‘": "'", "ʼ": "'", "`": "'", "“": "“", "”": "”"}
)
SMALL = {sign: sign + 32 for sign in range(ord("A"), ord("Z") + 1)}
EMPTY = f"[{ASIDE} .,!?…。、]{{0,1000}}"


@dataclass(frozen=True, slots=True)
class Seen:
    """What one rule saw: the words, and what they may be to the one who hears them."""

    rule: str
    tag: str
    words: str
    seen: str


@dataclass(frozen=True, slots=True)
class Judged:
    """``verdict``: danger, told or unknown. ``why``: the kind of danger, or why it is not known."""

    verdict: str
    why: str
    tags: tuple[str, ...]
    seen: tuple[Seen, ...]


def judged(text: str, by: Rules | None = None) -> Judged:
    """What may be heard in a text of any language; «unknown» when nothing, too little or both ways.

    >>> judged("You never help at home.").tags, judged("The bus was late.").why
    (('criticism',), 'nothing')
    """
    by = by or rules()
    alike = made_alike(text)
    for one in by.danger:
        if _places(one, alike):
            return Judged("danger", one.tag, (), ())
    if len(alike) > by.most_signs:
        return _unknown("long")
    outside = by.quotes.sub(ASIDE, alike)
    if re.fullmatch(EMPTY, outside):  # all of it stands in quotation marks: it is the sentence
        outside = re.sub('[“”"「」『』«»]', "", alike)
    found = _found(by, outside)
    if not found:
        return _unknown("quoted" if ASIDE in outside and _found(by, alike) else "nothing")
    return _weighed(by, found)


def made_alike(text: str) -> str:
    """Letters that mean the same made the same: full-width signs, apostrophes, capitals, spaces, Thai vowels.

    >>> made_alike("  Ｗｈｙ　ＮＯＴ？ ")
    'why not?'
    """
    alike = unicodedata.normalize("NFC", text).translate(ALIKE).translate(SMALL)
    alike = alike.replace("\u0e4d\u0e32", "\u0e33").replace("\u0e40\u0e40", "\u0e41").replace(ASIDE, " ")
    return SPACES.sub(" ", alike).strip(" ")


def _unknown(why: str, seen: tuple[Seen, ...] = ()) -> Judged:
    return Judged("unknown", why, (), seen)


def _found(by: Rules, text: str) -> list[tuple[Rule, str]]:
    """Each rule that found enough of its words, with the first of them."""
    found = []
    for one in by.rules:
        places = _places(one, text)
        if len(places) >= one.least:
            found.append((one, places[0]))
    return found


def _places(rule: Rule, text: str) -> list[str]:
    """The words a rule finds, without those that «unless» covers as well."""
    hits = [hit for pattern in rule.find for hit in pattern.finditer(text) if hit.group()]
    if not hits:
        return []
    left = [hit.span() for pattern in rule.unless for hit in pattern.finditer(text)]
    return [
        hit.group().strip(" .,!?;:。、")
        for hit in hits
        if not any(begins < hit.end() and hit.start() < ends for begins, ends in left)
    ]


def _weighed(by: Rules, found: list[tuple[Rule, str]]) -> Judged:
    """What can be said of what was found, or why it cannot."""
    sums: dict[str, int] = {}
    for rule, _ in found:
        sums[rule.tag] = sums.get(rule.tag, 0) + rule.strength
    seen = tuple(Seen(rule.id, rule.tag, words, rule.seen) for rule, words in found)
    clear = [tag for tag in (*by.hard, *by.soft) if sums.get(tag, 0) >= by.enough]
    if not clear:
        return _unknown("faint", seen)
    hard_found = [tag for tag in by.hard if tag in sums]
    if hard_found and not any(tag in clear for tag in hard_found):
        return _unknown("conflict", seen)
    if any(tag in sums for rule, _ in found for tag in rule.unclear_with):
        return _unknown("conflict", seen)
    return Judged("told", "", tuple(clear), tuple(one for one in seen if one.tag in clear))
