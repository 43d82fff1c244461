"""The letter to take along: what was answered, in one or two pages, for a professional with four minutes.

``letter_of`` puts it into words of one language; ``letter_pdf`` sets one or two languages as PDF/UA-1,
``letter_text`` as plain text. Own words stay as they were written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from genkan.answer_sheet import AnswerSheet, answer_sheet_of
from genkan.checkup.form import asked
from genkan.checkup.given import month_in
from genkan.course import CheckUp
from genkan.knowledge import date_told, knowledge, month_and_year_told, sentence
from genkan.letters.paper import set_pages
from genkan.own_words import tidy
from genkan.questionnaire import said_for, told_words
from genkan.sheet import BETWEEN, BRACKETS, COLON, COMMA

SAFETY = ("danger", "violence")
HAPPENS = (
    "age",
    "usual_week",
    "days_out",
    "furthest_month",
    "goes_for",
    "takes_part",
    "talk",
    "rhythm",
    "lately",
)
HARDER = ("distress", "impairment", "checks", "reasons")
BEGAN = ("since", "since_again", "began")
HOME = ("household", "strain")
MOST_FREE = 600  # characters of each free field


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the visitor adds for the letter; kept nowhere."""

    wishes: tuple[str, ...] = ()
    reach: tuple[str, ...] = ()
    knows: str = ""
    to: str = field(default="", repr=False)
    words: str = field(default="", repr=False)
    contact: str = field(default="", repr=False)


def wishes_from(
    wishes: Sequence[str],
    reach: Sequence[str],
    knows: str = "",
    to: str = "",
    words: str = "",
    contact: str = "",
) -> Wishes:
    """Wishes with only what the letter knows, free fields tidy."""
    known = knowledge("letters/letter")
    return Wishes(
        wishes=tuple(one for one in known["wishes"] if one in wishes),
        reach=tuple(one for one in known["reach"] if one in reach),
        knows=knows if knows in known["knows"] else "",
        to=tidy(to, 120),
        words=tidy(words, MOST_FREE),
        contact=tidy(contact, MOST_FREE),
    )


@dataclass(frozen=True, slots=True)
class Part:
    """A heading with its lines; ``own`` are words as somebody wrote them."""

    heading: str
    lines: tuple[str, ...]
    own: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """The letter in one language."""

    lang: str
    title: str
    to: str
    date: str
    intro: tuple[str, ...]
    own_words: str
    parts: tuple[Part, ...]
    footer: str


def letter_of(check: CheckUp, wishes: Wishes, lang: str) -> Letter:
    """The letter in words; empty parts are left out."""
    sheet = answer_sheet_of(check, lang)
    parts = (
        _part("letter.safety", _safety(check, lang), lang),
        _part("letter.stands", _stands(sheet, lang), lang),
        _part("letter.signs", _signs(sheet), lang),
        _part("letter.happens", _told(check, (*HAPPENS, *HARDER), lang), lang),
        _part("letter.began", _told(check, BEGAN, lang), lang, _own(check, ("began",))),
        _part("letter.story", _story(sheet, lang), lang),
        _part("letter.tried", _told(check, ("tried",), lang), lang, _own(check, ("tried",))),
        _part("letter.home", _told(check, HOME, lang), lang),
        _part(
            "letter.beside", tuple(f"{one.title}{COLON[lang]}{one.says}" for one in sheet.besides[:4]), lang
        ),
        _part("letter.wished", _listed("wish", wishes.wishes, lang), lang, (wishes.words,)),
        _part("letter.reached", (*_listed("reach", wishes.reach, lang), *_given(wishes.contact)), lang),
    )
    intro = [
        sentence(f"letter.from.{check.given.who}", lang),
        sentence("letter.intro", lang, day=check.given.on),
    ]
    if wishes.knows:
        intro.append(sentence(f"letter.knows.{wishes.knows}", lang))
    return Letter(
        lang=lang,
        title=sentence("letter.title", lang),
        to=sentence("letter.to", lang, to=wishes.to) if wishes.to else "",
        date=date_told(check.given.on, lang),
        intro=tuple(intro),
        own_words=sentence("letter.in_their_words", lang),
        parts=tuple(part for part in parts if part.lines or part.own),
        footer=sentence("letter.footer", lang),
    )


def _part(heading: str, lines: Sequence[str], lang: str, own: Sequence[str] = ()) -> Part:
    return Part(sentence(heading, lang), tuple(lines), tuple(one for one in own if one))


def _safety(check: CheckUp, lang: str) -> tuple[str, ...]:
    lines = [said_for(f"care.{care.id}.told", "all", lang) for care in check.cares]
    if check.given.has("violence.past"):
        lines.append(told_words("violence.past", lang))
    if lines:
        return tuple(lines)
    answered = any(check.given.is_answered(name) for name in SAFETY)
    return (sentence("letter.safety_none" if answered else "letter.safety_not_asked", lang),)


def _stands(sheet: AnswerSheet, lang: str) -> tuple[str, ...]:
    stage = sheet.stage
    lines = [sentence("letter.by", lang, definition=stage.name, says=stage.says)]
    lines += [part for part in (stage.since, stage.months) if part and not sheet.not_this]
    if stage.possible:
        lines.append(sentence("letter.open", lang, states=COMMA[lang].join(stage.possible)))
    return tuple(lines)


def _signs(sheet: AnswerSheet) -> tuple[str, ...]:
    """All six in one line; what nobody answered says so."""
    return (" · ".join(f"{sign.name}{COLON[sheet.lang]}{sign.says}" for sign in sheet.signs),)


def _told(check: CheckUp, names: Sequence[str], lang: str) -> tuple[str, ...]:
    """What was answered to some questions, with how it is known."""
    lines = []
    for question in asked(check.given.told):
        told = check.given.told.get(question.id)
        if question.id not in names or told is None:
            continue
        month = month_in(told.month)
        if month is not None:
            since = sentence("letter.since_month", lang, month=month_and_year_told(month[0], lang))
            lines.append(since + _basis(told.known_by, lang))
        if month is not None or not told.chosen:
            continue
        said = BETWEEN[lang].join(told_words(f"{question.id}.{option}", lang) for option in told.chosen)
        if question.id == "usual_week" and told.chosen == ("room",):
            said = sentence("letter.room_only", lang)
        lines.append(said + _basis(told.known_by, lang))
    return tuple(lines)


def _basis(known_by: str, lang: str) -> str:
    """How it is known, in the brackets of the language."""
    left, right = BRACKETS[lang]
    return f"{left}{sentence(f'letter.known_by.{known_by}', lang)}{right}" if known_by else ""


def _own(check: CheckUp, names: Sequence[str]) -> tuple[str, ...]:
    return tuple(check.given.told[name].words for name in names if name in check.given.told)


def _story(sheet: AnswerSheet, lang: str) -> tuple[str, ...]:
    return tuple(
        f"{sentence(f'web.answer.{group}', lang)}{COLON[lang]}{COMMA[lang].join(lines)}"
        for group, lines in sheet.groups
        if lines
    )


def _given(words: str) -> tuple[str, ...]:
    return (words,) if words else ()


def _listed(kind: str, chosen: Sequence[str], lang: str) -> tuple[str, ...]:
    return tuple(sentence(f"letter.{kind}.{one}", lang) for one in chosen)


def letter_text(letters: Sequence[Letter]) -> str:
    """One or two languages as plain text, to paste into a message."""
    return "\n\n\n".join(_as_text(letter) for letter in letters) + "\n"


def _as_text(letter: Letter) -> str:
    lines = [letter.title, letter.date, *([letter.to] if letter.to else []), "", *letter.intro]
    for part in letter.parts:
        lines += ["", part.heading, *(f"- {line}" for line in part.lines)]
        if part.own:
            lines += [letter.own_words, *(f"«{one}»" for one in part.own)]
    return "\n".join([*lines, "", letter.footer])


def letter_pdf(letters: Sequence[Letter], check: CheckUp) -> bytes:
    """One or two languages as PDF (PDF/UA-1). Raises Refused when typst is not installed."""
    on = check.given.on
    words: dict[str, Any] = {
        "title": letters[0].title,
        "lang": letters[0].lang,
        "date": [on.year, on.month, on.day],
        "letters": [
            {
                "lang": letter.lang,
                "title": letter.title,
                "to": letter.to,
                "date": letter.date,
                "intro": list(letter.intro),
                "own_words": letter.own_words,
                "parts": [
                    {"heading": part.heading, "lines": list(part.lines), "own": list(part.own)}
                    for part in letter.parts
                ],
                "footer": letter.footer,
            }
            for letter in letters
        ],
    }
    return set_pages("letter.typ", words, (), "pdf")
