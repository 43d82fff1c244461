"""Reading one sentence by the rules: pure, the same answer every time, and never a score.

``static/scenes.js`` reads in exactly this order; a test compares both on every sentence there is.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from genkan.scenes.rules import Rule, Rules, rules

ASIDE = "\u0001"  # stands for words in quotation marks
SPACES = re.compile("[\t\n\u000b\f\r \u00a0\u2000-\u200b\u202f\u3000\ufeff]{1,1000}")
HIDDEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff]")
ALIKE = str.maketrans(
    {chr(0xFEE0 + sign): chr(sign) for sign in range(0x21, 0x7F)} | {"’": "'", "‘": "'", "ʼ": "'", "`": "'"}
)
SMALL = {sign: sign + 32 for sign in range(ord("A"), ord("Z") + 1)}
EMPTY = f"[{ASIDE} .,!?…。、]{{0,1000}}"
EDGES = " .,!?;:。、"
MARKS = '“”"「」『』«»'


@dataclass(frozen=True, slots=True)
class Seen:
    """What one rule saw: the first of its words, and what they may be to the one who hears them."""

    rule: str
    tag: str
    words: str
    seen: str


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the sentence as it was typed. ``tags``: what rules saw there; empty for nothing."""

    words: str
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """``verdict``: danger, told or unknown. ``why``: the kind of danger, or why it is not known.

    ``parts``: the whole sentence, cut where something was seen; empty where nothing was.
    """

    verdict: str
    why: str
    tags: tuple[str, ...]
    seen: tuple[Seen, ...]
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class _Read:
    """A text to look in, and for each of its signs where it stands in the text it was made of."""

    text: str
    at: Sequence[int]


@dataclass(frozen=True, slots=True)
class _Found:
    """A rule that found enough of its words, and where they begin and end."""

    rule: Rule
    spans: tuple[tuple[int, int], ...]


def judged(text: str, by: Rules | None = None) -> Judged:
    """What may be heard in a text of any language; «unknown» when nothing, too little or both ways.

    >>> judged("You never help at home.").tags, judged("The bus was late.").why
    (('criticism',), 'nothing')
    """
    by = by or rules()
    danger = _danger(by, text)
    if danger:
        return Judged("danger", danger, (), ())
    typed = tidy(text)
    alike = typed.translate(ALIKE).translate(SMALL)  # sign by sign: places stay the same
    if len(alike) > by.most_signs:
        return Judged("unknown", "long", (), ())
    outside = _outside(by, alike)
    found = _found(by, outside)
    if not found:
        quoted = ASIDE in outside.text and _found(by, _Read(alike, range(len(alike))))
        return Judged("unknown", "quoted" if quoted else "nothing", (), ())
    return _weighed(by, found, typed)


def tidy(text: str) -> str:
    """A text as it is shown again: spaces single, letters and Thai vowels put together.

    >>> tidy("  Why　not? ")
    'Why not?'
    """
    whole = unicodedata.normalize("NFC", text)
    whole = whole.replace("\u0e4d\u0e32", "\u0e33").replace("\u0e40\u0e40", "\u0e41").replace(ASIDE, " ")
    return SPACES.sub(" ", whole).strip(" ")


def made_alike(text: str) -> str:
    """Letters that mean the same made the same: full-width signs, apostrophes, capitals, spaces, Thai vowels.

    >>> made_alike("  Ｗｈｙ　ＮＯＴ？ ")
    'why not?'
    """
    return tidy(text).translate(ALIKE).translate(SMALL)


def _danger(by: Rules, text: str) -> str:
    """The kind of danger a text may mean, or nothing. Thai and Japanese are read with spaces and without."""
    whole = made_alike(HIDDEN.sub("", unicodedata.normalize("NFKC", text)))
    joined = whole.replace(" ", "")
    for one in by.danger:
        if _spans(one, whole) or (one.joined and _spans(one, joined)):
            return one.tag
    return ""


def _outside(by: Rules, alike: str) -> _Read:
    """What stands outside quotation marks; where all of it stands inside, all of it: it is the sentence."""
    letters: list[str] = []
    at: list[int] = []
    end = 0
    for hit in by.quotes.finditer(alike):
        letters += [*alike[end : hit.start()], ASIDE]
        at += [*range(end, hit.start()), hit.start()]
        end = hit.end()
    outside = _Read("".join([*letters, alike[end:]]), [*at, *range(end, len(alike))])
    if re.fullmatch(EMPTY, outside.text):
        kept = [place for place, letter in enumerate(alike) if letter not in MARKS]
        return _Read("".join(alike[place] for place in kept), kept)
    return outside


def _found(by: Rules, read: _Read) -> list[_Found]:
    """Each rule that found enough of its words, and where they stand in the sentence."""
    found = []
    for rule in by.rules:
        spans = _spans(rule, read.text)
        if len(spans) >= rule.least:
            found.append(
                _Found(rule, tuple((read.at[begins], read.at[ends - 1] + 1) for begins, ends in spans))
            )
    return found


def _spans(rule: Rule, text: str) -> list[tuple[int, int]]:
    """Where a rule finds its words, without those that «unless» covers too, and without signs around."""
    hits = [hit for pattern in rule.find for hit in pattern.finditer(text) if hit.group()]
    if not hits:
        return []
    left = sorted(hit.span() for pattern in rule.unless for hit in pattern.finditer(text))
    begins = [place for place, _ in left]
    furthest = [0, *accumulate((ends for _, ends in left), max)]  # of all that begin before a place
    return [
        _without_edges(text, *hit.span())
        for hit in hits
        if furthest[bisect_left(begins, hit.end())] <= hit.start()
    ]


def _without_edges(text: str, begins: int, ends: int) -> tuple[int, int]:
    """A place without the signs around its words; as it is where there are only signs."""
    bare = text[begins:ends].strip(EDGES)
    if not bare:
        return begins, ends
    first = begins + len(text[begins:ends]) - len(text[begins:ends].lstrip(EDGES))
    return first, first + len(bare)


def _weighed(by: Rules, found: Sequence[_Found], typed: str) -> Judged:
    """What can be said of what was found, or why it cannot."""
    sums: dict[str, int] = {}
    for one in found:
        sums[one.rule.tag] = sums.get(one.rule.tag, 0) + one.rule.strength
    clear = tuple(tag for tag in (*by.hard, *by.soft) if sums.get(tag, 0) >= by.enough)
    hard_found = [tag for tag in by.hard if tag in sums]
    why = ""
    if not clear:
        why = "faint"
    elif (hard_found and not any(tag in clear for tag in hard_found)) or any(
        tag in sums for one in found for tag in one.rule.unclear_with
    ):
        why = "conflict"
    told = found if why else [one for one in found if one.rule.tag in clear]
    return Judged(
        "unknown" if why else "told", why, () if why else clear, _seen(told, typed), _parts(told, typed)
    )


def _seen(found: Sequence[_Found], typed: str) -> tuple[Seen, ...]:
    return tuple(
        Seen(one.rule.id, one.rule.tag, typed[slice(*one.spans[0])].strip(EDGES), one.rule.seen)
        for one in found
    )


def _parts(found: Sequence[_Found], typed: str) -> tuple[Part, ...]:
    """The sentence, cut wherever something that was seen begins or ends."""
    spans = [(begins, ends, one.rule.tag) for one in found for begins, ends in one.spans]
    cuts = sorted({0, len(typed), *(place for begins, ends, _ in spans for place in (begins, ends))})
    return tuple(
        Part(
            typed[here:there],
            tuple(dict.fromkeys(tag for begins, ends, tag in spans if begins <= here < ends)),
        )
        for here, there in pairwise(cuts)
    )
