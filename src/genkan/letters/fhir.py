"""The letter as data: a FHIR R4 collection that a clinic's record can take in.

Questionnaire and QuestionnaireResponse carry every answer with how it is known; Observations carry the
stage by the leading definition, since when, days out a week and the six signs (unknown ones with a
data-absent reason, never a zero); Flags carry what comes first; a ServiceRequest carries what is wished; a
DocumentReference carries the letter itself. Nobody is named: the Patient is an empty record to be matched
by whoever receives it. Plain dictionaries; ids follow from the content.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from genkan.checkup.form import Question, asked, questions
from genkan.checkup.given import BASES, Told, month_in
from genkan.course import CheckUp
from genkan.knowledge import sentence
from genkan.letters.letter import Letter, Wishes, letter_text
from genkan.nouns import Level, SignReading, State
from genkan.questionnaire import option_words, said_for
from genkan.sheet import definition_name

Resource = dict[str, Any]
SPACE = UUID("6d0b8f4e-2b0a-5c55-9a42-0f3d1c9a7e11")
CHECK_UP = "urn:genkan:check-up"
TERMINOLOGY = "http://terminology.hl7.org/CodeSystem"
ABSENT = {"coding": [{"system": f"{TERMINOLOGY}/data-absent-reason", "code": "unknown"}]}
SURVEY = [{"coding": [{"system": f"{TERMINOLOGY}/observation-category", "code": "survey"}]}]


class _Writer:
    """One bundle in the making: ids, references, the language of its words."""

    def __init__(self, check: CheckUp, lang: str, once: str):
        self.check, self.lang = check, lang
        self.seed = json.dumps([check.given.plain(), lang, once], sort_keys=True, ensure_ascii=False)
        self.entries: list[Resource] = []

    def add(self, resource: Resource, name: str) -> Resource:
        """Put a resource in; returns the reference to it."""
        identity = _identity(name, self.seed, resource)
        kind = resource["resourceType"]
        placed = {"resourceType": kind, "id": identity, "language": self.lang, **resource}
        self.entries.append({"fullUrl": f"urn:uuid:{identity}", "resource": placed})
        return {"reference": f"urn:uuid:{identity}", "type": kind}


def _identity(*content: Any) -> str:
    """The same id for the same content, another one for another."""
    return str(uuid5(SPACE, json.dumps(content, sort_keys=True, ensure_ascii=False)))


def bundle_of(check: CheckUp, wishes: Wishes, letters: Sequence[Letter], once: str) -> Resource:
    """The whole collection, in the language of the first letter.

    ``once``: a text used for this bundle only (chance belongs to the edge), so that two people with the same
    answers never become one record.
    """
    writer = _Writer(check, letters[0].lang, once)
    person = writer.add({"resourceType": "Patient"}, "person")
    teller = _teller(writer, person)
    questionnaire = _questionnaire(writer)
    response = writer.add(_response(writer, person, teller, questionnaire), "response")
    readings = _observations(writer, person, response)
    for care in check.cares:
        said = said_for(f"care.{care.id}.told", "all", writer.lang)
        writer.add(_flag(said, person, check.given.on), f"flag {care.id}")
    letter = writer.add(_document(letters, person, check.given.on), "letter")
    writer.add(_request(writer, person, teller, [response, *readings, letter], wishes), "request")
    return {
        "resourceType": "Bundle",
        "id": _identity("bundle", writer.entries),
        "type": "collection",
        "timestamp": f"{check.given.on.isoformat()}T12:00:00Z",
        "entry": writer.entries,
    }


def _teller(writer: _Writer, person: Resource) -> Resource:
    """Who answered: the person, somebody of the family, or a worker."""
    who = writer.check.given.who
    if who == "person":
        return person
    told = {"text": sentence(f"letter.from.{who}", writer.lang)}
    if who == "worker":
        return writer.add({"resourceType": "PractitionerRole", "code": [told]}, "teller")
    return writer.add({"resourceType": "RelatedPerson", "patient": person, "relationship": [told]}, "teller")


def _questionnaire(writer: _Writer) -> str:
    """Every question in the words of this form; returns their canonical address, one for each wording."""
    address = f"{CHECK_UP}:{writer.check.given.who}:{writer.lang}"
    items = [item for question in questions().values() for item in _asked(writer, question)]
    resource = {
        "resourceType": "Questionnaire",
        "url": address,
        "version": "1",
        "name": "GenkanCheckUp",
        "title": sentence("letter.title", writer.lang),
        "status": "active",
        "subjectType": ["Patient"],
        "item": items,
    }
    writer.add(resource, "questionnaire")
    return f"{address}|1"


def _asked(writer: _Writer, question: Question) -> list[Resource]:
    """One question; how it is known, own words and a month stand in items beside it."""
    item = {"linkId": question.id, "text": _asks(writer, question.id), "required": False}
    options = [_coding(writer, question.id, option) for option in question.options]
    bases = [_basis(writer, basis) for basis in BASES]
    kinds: dict[str, Resource] = {
        "known_by": {"type": "choice", "answerOption": [{"valueCoding": basis} for basis in bases]},
        "words": {"type": "string"},
        "month": {"type": "date"},
    }
    return [
        item
        | {"type": "choice", "repeats": question.several}
        | {"answerOption": [{"valueCoding": option} for option in options]},
        *(
            {"linkId": f"{question.id}.{name}", "text": asks, "required": False} | kinds[name]
            for name, asks in _asks_beside(writer, question).items()
        ),
    ]


def _asks_beside(writer: _Writer, question: Question) -> dict[str, str]:
    """What else may be said to a question, as it is asked."""
    found = {}
    if question.basis:
        found["known_by"] = sentence("web.ask.basis", writer.lang)
    if question.words:
        found["words"] = said_for(f"checkup.{question.id}.words", writer.check.given.who, writer.lang)
    if question.month:
        found["month"] = sentence("web.ask.month", writer.lang)
    return found


def _basis(writer: _Writer, basis: str) -> Resource:
    says = sentence(f"letter.known_by.{basis}", writer.lang)
    return {"system": f"{CHECK_UP}:known_by", "code": basis, "display": says}


def _asks(writer: _Writer, question: str) -> str:
    return said_for(f"checkup.{question}.ask", writer.check.given.who, writer.lang)


def _coding(writer: _Writer, question: str, option: str) -> Resource:
    says = option_words(question, option, writer.check.given.who, writer.lang)
    return {"system": f"{CHECK_UP}:{question}", "code": option, "display": says}


def _response(writer: _Writer, person: Resource, teller: Resource, questionnaire: str) -> Resource:
    given = writer.check.given
    items = [
        item
        for question in asked(given.told)
        if question.id in given.told
        for item in _answered(writer, question, given.told[question.id])
    ]
    found = {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": questionnaire,
        "status": "completed",
        "subject": person,
        "authored": given.on.isoformat(),
        "author": teller,
        "source": teller,
    }
    return found | ({"item": items} if items else {})


def _answered(writer: _Writer, question: Question, told: Told) -> list[Resource]:
    """The items of one answer, as ``_asked`` lays them out."""
    answers = [{"valueCoding": _coding(writer, question.id, one)} for one in told.chosen]
    beside: dict[str, Resource] = {}
    if told.known_by:
        beside["known_by"] = {"valueCoding": _basis(writer, told.known_by)}
    if told.words:
        beside["words"] = {"valueString": told.words}
    month = month_in(told.month)
    if month is not None:
        beside["month"] = {"valueDate": month[0].isoformat()[:7]}
    item: Resource = {"linkId": question.id, "text": _asks(writer, question.id)}
    return [
        item | ({"answer": answers} if answers else {}),
        *(
            {"linkId": f"{question.id}.{name}", "text": asks, "answer": [beside[name]]}
            for name, asks in _asks_beside(writer, question).items()
            if name in beside
        ),
    ]


def _observations(writer: _Writer, person: Resource, response: Resource) -> list[Resource]:
    check, lang = writer.check, writer.lang
    stage = check.course.stage
    base = {
        "resourceType": "Observation",
        "status": "preliminary",
        "category": SURVEY,
        "subject": person,
        "effectiveDateTime": check.course.as_of.isoformat(),
        "derivedFrom": [response],
    }
    name = definition_name(stage.definition, lang)
    known: Resource = {"dataAbsentReason": ABSENT}
    if stage.state is not State.CANNOT_TELL:
        known = {
            "valueCodeableConcept": _concept(
                "stage", stage.state.value, sentence(f"state.{stage.state}", lang)
            )
        }
    code = _concept("observation", f"stage-{stage.definition}", f"{sentence('letter.stands', lang)}: {name}")
    added = [writer.add(base | {"code": code} | known, "stage")]
    earliest, latest = stage.since.earliest, stage.since.latest
    if latest is not None and (earliest is not None or latest < check.course.as_of):  # «by now» says nothing
        code = _concept("observation", "since", sentence("web.answer.timeline_title", lang))
        added.append(writer.add(base | {"code": code} | _period(earliest, latest), "since"))
    days = check.course.answers.days_out_a_week
    if days is not None and days[0] == days[1]:
        code = _concept("observation", "days-out-a-week", _asks(writer, "days_out"))
        count = {"value": days[0], "unit": "d/wk", "system": "http://unitsofmeasure.org", "code": "d/wk"}
        added.append(writer.add(base | {"code": code, "valueQuantity": count}, "days out"))
    added += [writer.add(base | _sign(one, lang), f"sign {one.sign.value}") for one in check.signs]
    return added


def _period(earliest: date | None, latest: date) -> Resource:
    """Between which days it began."""
    start = {"start": earliest.isoformat()} if earliest else {}
    return {"valuePeriod": start | {"end": latest.isoformat()}}


def _sign(reading: SignReading, lang: str) -> Resource:
    code = _concept("observation", f"sign-{reading.sign.value}", sentence(f"sign.{reading.sign.value}", lang))
    if reading.level is Level.UNKNOWN:
        return {"code": code, "dataAbsentReason": ABSENT}
    level = reading.level.name.lower()
    return {"code": code, "valueCodeableConcept": _concept("level", level, sentence(f"level.{level}", lang))}


def _concept(system: str, code: str, text: str) -> Resource:
    return {"coding": [{"system": f"urn:genkan:{system}", "code": code, "display": text}], "text": text}


def _flag(said: str, person: Resource, on: date) -> Resource:
    category = {"coding": [{"system": f"{TERMINOLOGY}/flag-category", "code": "safety"}]}
    return {
        "resourceType": "Flag",
        "status": "active",
        "category": [category],
        "code": {"text": said},
        "subject": person,
        "period": {"start": on.isoformat()},
    }


def _document(letters: Sequence[Letter], person: Resource, on: date) -> Resource:
    contents = [
        {
            "attachment": {
                "contentType": "text/plain; charset=utf-8",
                "language": letter.lang,
                "data": base64.b64encode(letter_text([letter]).encode("utf-8")).decode("ascii"),
                "title": letter.title,
                "creation": on.isoformat(),
            }
        }
        for letter in letters
    ]
    return {
        "resourceType": "DocumentReference",
        "status": "current",
        "type": {"text": letters[0].title},
        "subject": person,
        "date": f"{on.isoformat()}T12:00:00Z",
        "content": contents,
    }


def _request(
    writer: _Writer, person: Resource, teller: Resource, about: Sequence[Resource], wishes: Wishes
) -> Resource:
    lang = writer.lang
    notes = [sentence(f"letter.wish.{one}", lang) for one in wishes.wishes]
    notes += [sentence(f"letter.reach.{one}", lang) for one in wishes.reach]
    notes += [one for one in (wishes.words, wishes.contact) if one]
    found = {
        "resourceType": "ServiceRequest",
        "status": "active",
        "intent": "proposal",
        "priority": "urgent" if any(care.now for care in writer.check.cares) else "routine",
        "code": {"text": sentence("letter.wish.first_talk", lang)},
        "subject": person,
        "authoredOn": writer.check.given.on.isoformat(),
        "requester": teller,
        "supportingInfo": list(about),
    }
    return found | ({"note": [{"text": note} for note in notes]} if notes else {})
