"""The answer of a check-up in whole sentences of one language: for the page, the letter and the terminal.

Everything says because of what. What nobody answered stays unknown. Nothing here is a verdict.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from genkan.checkup.beside import Beside
from genkan.checkup.facts import contradictions
from genkan.checkup.form import asked, questions
from genkan.checkup.given import GROUPS, Given
from genkan.checkup.steps import Step, may_step
from genkan.checkup.strands import Strand
from genkan.course import CheckUp
from genkan.knowledge import sentence, sentences
from genkan.learn import section
from genkan.nouns import Because, Level, SignReading, StageReading, State
from genkan.questionnaire import CareWords, care_words, option_words, said_for, told_words
from genkan.sheet import (
    SignWords,
    StageWords,
    StepWords,
    shelf_step,
    sign_words,
    source_told,
    stage_words,
)

NOT_THIS = (State.NOT_MET, State.ISOLATED)
LEFT_OPEN = (
    "takes_part",
)  # friends who visit and no school leave taking part open; that is no contradiction
PERSON = {"en": "the person", "th": "เจ้าตัว", "ja": "本人"}
SILENT = (".left_home_unknown", ".count_unknown")  # reasons that say no file was there
DECIDED_BY = {  # the question of the form that fills what a definition asks for
    "days_out_a_week": ("days_out",),
    "since": ("since_again", "since"),
    "harm": ("impairment", "distress"),
    "room": ("usual_week",),
    "reasons": ("reasons",),
    "takes_part": ("takes_part", "usual_week"),
    "errands_only": ("goes_for", "furthest_month"),
    "avoids_people": ("lately",),
    "contact_limited": ("talk",),
    "bothers": ("distress",),
}


@dataclass(frozen=True, slots=True)
class BesideWords:
    """What may stand beside it, in words; ``page`` is its place on the learn shelf."""

    id: str
    title: str
    says: str
    because: tuple[str, ...]
    checks: tuple[str, ...]
    ask: str
    page: str


@dataclass(frozen=True, slots=True)
class AnswerSheet:
    """The whole answer in one language."""

    lang: str
    who: str
    stage: StageWords
    says: str  # the leading definition's own sentence; the other reasons follow
    others: tuple[StageWords, ...]
    not_this: bool
    because_of_reasons: bool
    act_now: bool
    decides: int | None  # number of the question that would settle most
    signs: tuple[SignWords, ...]
    cares: tuple[CareWords, ...]
    besides: tuple[BesideWords, ...]
    may_step: bool
    tonight: StepWords | None
    week: tuple[StepWords, ...]
    groups: tuple[tuple[str, tuple[str, ...]], ...]
    guessed: tuple[str, ...]
    contradictions: tuple[str, ...]
    left_open: int
    sources: tuple[str, ...]


def answer_sheet_of(check: CheckUp, lang: str) -> AnswerSheet:
    """Everything in words."""
    stage = check.course.stage
    reasons = check.course.answers.reasons or frozenset()
    words = _stage(check, stage, lang)
    decides = _number_of(check.given, stage.decides)
    if decides is not None:
        asks, why = _own_question(decides, check.given.who, lang)
        words = replace(words, question=asks, why_asked=why)
    return AnswerSheet(
        lang=lang,
        who=check.given.who,
        stage=replace(words, because=words.because[1:]),
        says=words.because[0].text,
        others=tuple(_stage(check, other, lang) for other in check.course.stages[1:]),
        not_this=stage.state in NOT_THIS,
        because_of_reasons=bool(reasons) and stage.state not in NOT_THIS,
        act_now=stage.state is State.PRE,
        decides=decides,
        signs=tuple(_sign(check, reading, lang) for reading in check.signs),
        cares=care_words(check.cares, check.given.who, lang),
        besides=tuple(_beside(one, check.given.who, lang) for one in check.besides),
        may_step=may_step(check.cares),
        tonight=_step(check.tonight, check.given.who, "tonight", lang) if check.tonight else None,
        week=tuple(_step(step, check.given.who, "step", lang) for step in check.week),
        groups=tuple((group, strands_told(check.formulation.groups[group], lang)) for group in GROUPS),
        guessed=_guessed(check.given, lang),
        contradictions=tuple(
            said_for(f"checkup.{one}.ask", check.given.who, lang)
            for one in check.contradictions
            if one not in LEFT_OPEN
        ),
        left_open=sum(question.id not in check.given.told for question in asked(check.given.told)),
        sources=tuple(source_told(one) for one in _sources(check)),
    )


def _stage(check: CheckUp, stage: StageReading, lang: str) -> StageWords:
    """A stage in words; without files there is nothing to say about days on record."""
    stage = replace(stage, because=tuple(_voiced(one, check.given) for one in stage.because))
    if check.has_days:
        return stage_words(stage, lang)
    heard = tuple(one for one in stage.because if not one.said.endswith(SILENT))
    told = stage_words(replace(stage, because=heard or stage.because), lang)
    if stage.since.latest is not None and stage.since.earliest is None:
        if stage.since.latest >= check.course.as_of:  # «by today» says nothing
            return replace(told, since="", months="")
        return replace(told, since=sentence("web.answer.since_open", lang, latest=stage.since.latest))
    return told


def _voiced(because: Because, given: Given) -> Because:
    """The same reason as it was told here: in part a relief, or spoken to the person who reads it."""
    said = because.said
    if said == "stages.week.answered" and because.facts["least"] == because.facts["most"]:
        return replace(because, said="told_week.one")
    if given.has("distress.mixed") and f"mixed.{said}" in sentences():
        said = f"mixed.{said}"
    own = f"own.{said}"
    return replace(because, said=own if given.who == "person" and own in sentences() else said)


def _sign(check: CheckUp, reading: SignReading, lang: str) -> SignWords:
    """A sign in words; what was told in a check-up is there or not, it is not compared with a usual."""
    words = sign_words(reading, lang)
    if not all(because.said.startswith(("checkup.", "checkup_page.")) for because in reading.because):
        return words
    if check.given.who == "person" and reading.level is not Level.UNKNOWN:
        answers = [because.said.removeprefix("checkup.").removesuffix(".all") for because in reading.because]
        own = (_said_to(one.replace(".told.", "."), "person", lang) for one in answers)
        because = tuple(replace(r, text=text) for r, text in zip(words.because, own, strict=True))
        words = replace(words, because=because)
    return replace(words, says=sentence(f"told_level.{reading.level.name.lower()}", lang))


def _number_of(given: Given, decides: str | None) -> int | None:
    disputed = contradictions(given)
    on_the_way = {question.id: question.number for question in asked(given.told)}
    for name in DECIDED_BY.get(decides or "", ()):
        if name in on_the_way and (name in disputed or not given.told.get(name)):
            return on_the_way[name]
    return None


def _own_question(number: int, who: str, lang: str) -> tuple[str, str]:
    """The deciding question and why it is asked, in the words of this form."""
    place = next(f"checkup.{question.id}" for question in questions().values() if question.number == number)
    return said_for(f"{place}.ask", who, lang), said_for(f"{place}.why", who, lang)


def _beside(one: Beside, who: str, lang: str) -> BesideWords:
    place = f"learn.beside.{one.id}"
    answers = one.because
    return BesideWords(
        id=one.id,
        title=sentence(f"{place}.title", lang),
        says=sentence(f"{place}.says", lang),
        because=tuple(_said_to(answer, who, lang) for answer in answers),
        checks=section(f"beside/{one.id}", "professional", lang),
        ask=sentence(f"{place}.ask", lang),
        page=f"beside/{one.id}",
    )


def _step(step: Step, who: str, kind: str, lang: str) -> StepWords:
    because = tuple(_option_of(answer, who, lang) for answer in step.because)
    return shelf_step(f"{kind}.{step.id}", step.source, step.mark, step.page, lang, because)


def _said_to(answer: str, who: str, lang: str) -> str:
    """An answer told back to the reader; who answered about themselves is not told of «the person»."""
    told = told_words(answer, lang)
    third = PERSON[lang] in told.lower()
    return _option_of(answer, who, lang) if who == "person" and third else told


def _option_of(answer: str, who: str, lang: str) -> str:
    question, _, option = answer.partition(".")
    return option_words(question, option, who, lang)


def strands_told(strands: Iterable[Strand], lang: str) -> tuple[str, ...]:
    """The lines of one group of the drawing."""
    return tuple(sentence(one.said, lang) if one.said else one.words for one in strands)


def _guessed(given: Given, lang: str) -> tuple[str, ...]:
    """Questions of stages and signs that were answered by a guess."""
    return tuple(
        said_for(f"checkup.{name}.ask", given.who, lang)
        for name, told in given.told.items()
        if told.known_by == "guessed" and questions()[name].part in ("days", "signs")
    )


def _sources(check: CheckUp) -> tuple[str, ...]:
    used = [because.source for because in check.course.stage.because]
    used += [because.source for sign in check.signs for because in sign.because]
    used += [step.source for step in (check.tonight, *check.week) if step is not None]
    used += [one.source for one in check.besides]
    return tuple(source for source in dict.fromkeys(used) if source != "design")
