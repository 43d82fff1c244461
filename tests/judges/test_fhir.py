"""The letter as data, before two judges of FHIR that know nothing of it: fhir.resources and Medplum."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import date
from functools import cache
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle as FirstJudge
from tests.cast import days_of
from tools.judges import fhir_faults

from genkan.checkup.form import questions
from genkan.checkup.given import BASES, WHO, Given, Told, given_from, told_of
from genkan.course import CheckUp, check_up_of
from genkan.letters.fhir import bundle_of
from genkan.letters.letter import Wishes, letter_of, letter_text, wishes_from
from genkan.nouns import Days

pytestmark = pytest.mark.slow

ON = date(2026, 11, 25)
WORDS = (
    "เหนื่อย ไม่ไหวแล้ว «พอ»",
    "もう疲れた　「むり」 髙﨑𠮷 👩‍👧",
    "it's “enough” \\ <b>&amp;</b> 1/2",
    "\ufeff.",
)
MONTHS = ("2026-02", "2569/2", "2026年2月", "２０２６-０２")
WISHES = wishes_from(
    ["first_talk", "visit"], ["text", "family_first"], "no", "窓口", "ช้า ๆ", "K., 1 Example Road"
)
LANGS = (("en",), ("th",), ("ja",), ("th", "ja"), ("en", "th"))
DANGER = {
    "danger": ["wants_to_die", "weak"],
    "violence": ["now"],
    "checks": ["voices", "self_harm"],
    "strain": ["cannot"],
}
WITHDRAWN = {
    "danger": ["none"],
    "usual_week": ["room", "home"],
    "days_out": ["1"],
    "distress": ["painful"],
    "impairment": ["daily"],
}
PEOPLE = {"Patient": (), "RelatedPerson": ("patient", "relationship"), "PractitionerRole": ("code",)}
NAMING = ("name", "telecom", "address", "identifier", "birthDate", "gender", "photo", "contact")
Bundle = dict[str, Any]


def answered(who: str, chosen: dict[str, list[str]], words: str = "", month: str = "") -> Given:
    """A check-up with these answers; words and a month wherever they may stand."""
    given = Given(who, ON)
    for name, question in questions().items():
        basis = BASES[question.number % len(BASES)] if name in chosen else ""
        given = given.with_answer(name, told_of(question, chosen.get(name, []), basis, words, month))
    return given


def every_option(who: str, words: str, month: str) -> Given:
    """A check-up with everything in it that can be."""
    return answered(who, {name: list(one.options) for name, one in questions().items()}, words, month)


def made(
    given: Given,
    langs: tuple[str, ...],
    wishes: Wishes = WISHES,
    days: Days | None = None,
    once: str = "a",
) -> Bundle:
    """What a visitor who sends for the letter as data gets."""
    check: CheckUp = check_up_of(given, days)
    return bundle_of(check, wishes, [letter_of(check, wishes, lang) for lang in langs], once)


@cache
def cases() -> dict[str, Bundle]:
    """Bundles of very different check-ups, by what is special about them."""
    found: dict[str, Bundle] = {}
    for number, (who, langs) in enumerate((who, langs) for who in WHO for langs in LANGS):
        words, month = WORDS[number % len(WORDS)], MONTHS[number % len(MONTHS)]
        for name, given in {
            "empty": Given(who, ON),
            "everything": every_option(who, words, month),
            "danger": answered(who, DANGER),
            "withdrawn": answered(who, {**WITHDRAWN, "since": ["6to12"]}),
            "a month": answered(who, WITHDRAWN, month=month),
            "only words": answered(who, {}, words),
        }.items():
            found[f"{name} {who} {'+'.join(langs)}"] = made(given, langs)
    nothing = {"age": {}, "since": {"known_by": "seen"}}
    kept = {"genkan": "check-up", "version": 1, "who": "family", "on": "2026-11-25", "told": nothing}
    found["a file with empty answers"] = made(given_from(kept, questions()), ("en",))
    found["no wishes"] = made(answered("family", WITHDRAWN), ("ja",), Wishes())
    found["with days"] = made(answered("family", WITHDRAWN), ("th",), days=days_of([0, 0, 1, None] * 60, ON))
    return found


def resources(bundle: Bundle) -> list[dict[str, Any]]:
    """What is inside."""
    return [entry["resource"] for entry in bundle["entry"]]


def of_kind(bundle: Bundle, kind: str) -> list[dict[str, Any]]:
    """What is inside, of one kind."""
    return [one for one in resources(bundle) if one["resourceType"] == kind]


def everywhere(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value with its path."""
    yield path, value
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from everywhere(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for inner in value:
            yield from everywhere(inner, path)


def test_the_first_judge_reads_it_back_unchanged() -> None:
    """fhir.resources parses every bundle with all that is in it, and writes the same."""
    for name, bundle in cases().items():
        read = FirstJudge.model_validate(deepcopy(bundle))
        assert json.loads(read.model_dump_json()) == bundle, name


def test_the_second_judge_finds_nothing() -> None:
    """Medplum, over HL7's own definitions and value sets, finds no fault in any bundle."""
    names = list(cases())
    faults = fhir_faults(list(cases().values()))
    assert [f"{names[int(fault.split(':')[0])]}: {fault}" for fault in faults] == []


def test_every_reference_leads_to_something_inside() -> None:
    """Ids are unique, addresses follow from them, references resolve and say rightly to what."""
    for name, bundle in cases().items():
        inside = {entry["fullUrl"]: entry["resource"] for entry in bundle["entry"]}
        assert len(inside) == len(bundle["entry"]), name
        assert all(address == f"urn:uuid:{one['id']}" for address, one in inside.items()), name
        said = [value for _, value in everywhere(bundle) if isinstance(value, dict) and "reference" in value]
        assert len(said) > 10
        assert all(inside[one["reference"]]["resourceType"] == one["type"] for one in said), name


def test_nobody_is_named() -> None:
    """No record carries a name, an address, a number, a birth date or a picture of anybody."""
    for name, bundle in cases().items():
        for kind, allowed in PEOPLE.items():
            may_have = {"resourceType", "id", "language", *allowed}
            assert all(set(one) <= may_have for one in of_kind(bundle, kind)), name
        paths = {path for one in resources(bundle) for path, _ in everywhere(one, one["resourceType"])}
        named = {path for path in paths if path.rpartition(".")[2] in NAMING}
        assert named == {"Questionnaire.name"}, name


def test_what_nobody_knows_is_absent_and_never_zero() -> None:
    """An observation has a value or a reason why there is none; an empty check-up has no value at all."""
    for name, bundle in cases().items():
        seen = of_kind(bundle, "Observation")
        assert sum("sign-" in one["code"]["coding"][0]["code"] for one in seen) == 6
        for one in seen:
            values = [key for key in one if key.startswith("value")]
            assert len(values) + ("dataAbsentReason" in one) == 1, name
        if name.startswith(("empty", "only words")):
            assert all(one["dataAbsentReason"]["coding"][0]["code"] == "unknown" for one in seen), name


def test_the_same_content_has_the_same_id_and_another_content_another() -> None:
    """Ids are the same for the same input; one id never stands for two different contents."""
    by_id: dict[str, dict[str, Any]] = {}
    once = every_option("family", WORDS[0], MONTHS[0])
    again = given_from(json.loads(json.dumps(once.plain())), questions())
    assert made(once, ("th", "ja")) == made(again, ("th", "ja"))
    calmer = made(once, ("th", "ja"), Wishes())
    assert calmer["id"] != made(once, ("th", "ja"))["id"]
    for bundle in (*cases().values(), calmer):
        for one in (bundle, *resources(bundle)):
            assert by_id.setdefault(one["id"], one) == one


def test_every_answer_fits_the_question_it_answers() -> None:
    """The response names the questionnaire in the same bundle; each of its items is an item there, in that
    order, with the same words, a value of its type, one of its options, and no more of them than it takes.
    One canonical address always stands for the same questions."""
    by_address: dict[str, Any] = {}
    for name, bundle in cases().items():
        (asks,), (told,) = of_kind(bundle, "Questionnaire"), of_kind(bundle, "QuestionnaireResponse")
        assert told["questionnaire"] == f"{asks['url']}|{asks['version']}"
        content = {key: value for key, value in asks.items() if key != "id"}
        assert by_address.setdefault(told["questionnaire"], content) == content, name
        items = {item["linkId"]: item for item in asks["item"]}
        links = [item["linkId"] for item in told.get("item", [])]
        assert links == [link for link in items if link in links], name
        for item in told.get("item", []):
            fits_its_question(item, items[item["linkId"]])
        if name.startswith("everything"):
            assert {items[link]["type"] for link in links} == {"choice", "string", "date"}


def fits_its_question(item: dict[str, Any], question: dict[str, Any]) -> None:
    """One item of a response against the item of the questionnaire."""
    kind = {"choice": "valueCoding", "string": "valueString", "date": "valueDate"}[question["type"]]
    assert set(item) <= {"linkId", "text", "answer"}
    assert item["text"] == question["text"]
    given = [answer[kind] for answer in item.get("answer", [])]
    assert all(set(answer) == {kind} for answer in item.get("answer", []))
    assert question.get("repeats", False) or len(given) <= 1
    if kind == "valueCoding":
        assert all({kind: one} in question["answerOption"] for one in given)


def test_a_month_is_a_date_whatever_way_it_was_typed() -> None:
    """Buddhist years and full-width digits reach a record as one month of the common era."""
    for month in MONTHS:
        (told,) = of_kind(made(answered("family", WITHDRAWN, month=month), ("th",)), "QuestionnaireResponse")
        given = {item["linkId"]: item for item in told["item"]}
        assert given["since.month"]["answer"] == [{"valueDate": "2026-02"}]


def test_own_words_and_wishes_arrive_as_they_were_written() -> None:
    """Each letter is in its language, word for word, and so is what somebody wrote in a field."""
    given = every_option("family", WORDS[1], MONTHS[0])
    check = check_up_of(given)
    bundle = made(given, ("ja", "th"))
    (document,) = of_kind(bundle, "DocumentReference")
    for part, lang in zip(document["content"], ("ja", "th"), strict=True):
        text = base64.b64decode(part["attachment"]["data"]).decode()
        assert text == letter_text([letter_of(check, WISHES, lang)])
        assert part["attachment"]["language"] == lang
    (request,) = of_kind(bundle, "ServiceRequest")
    assert {"ช้า ๆ", "K., 1 Example Road"} <= {note["text"] for note in request["note"]}
    words = given.told["tried"].words
    assert words
    assert words in [value for path, value in everywhere(bundle) if path.endswith(".valueString")]


def test_what_comes_first_is_flagged() -> None:
    """Danger stands in flags and makes the request urgent; without it there is neither."""
    for name, bundle in cases().items():
        flags, (request,) = of_kind(bundle, "Flag"), of_kind(bundle, "ServiceRequest")
        if name.startswith("danger"):
            assert len(flags) >= 4
            assert request["priority"] == "urgent"
        if name.startswith(("empty", "withdrawn")):
            assert not flags
            assert request["priority"] == "routine"


# ── What the judges see ───────────────────────────────────────────────────────────────────────────

Fault = Callable[[Bundle], None]


def first(bundle: Bundle, kind: str) -> dict[str, Any]:
    """The first of one kind."""
    return of_kind(bundle, kind)[0]


def no_subject(bundle: Bundle) -> None:
    del first(bundle, "Flag")["subject"]


def no_status(bundle: Bundle) -> None:
    del first(bundle, "Observation")["status"]


def unknown_element(bundle: Bundle) -> None:
    first(bundle, "Patient")["nickname"] = "K."


def bad_date(bundle: Bundle) -> None:
    first(bundle, "Observation")["effectiveDateTime"] = "25.11.2026"


def wrong_type_of_system(bundle: Bundle) -> None:
    first(bundle, "Observation")["code"]["coding"][0]["system"] = 7


def unknown_status(bundle: Bundle) -> None:
    first(bundle, "Observation")["status"] = "finished"


def two_values(bundle: Bundle) -> None:
    known = next(one for one in of_kind(bundle, "Observation") if "dataAbsentReason" not in one)
    known["valueString"] = "and another one"


def value_and_reason(bundle: Bundle) -> None:
    known = next(one for one in of_kind(bundle, "Observation") if "dataAbsentReason" not in one)
    known["dataAbsentReason"] = {"text": "unknown"}


def wrong_kind_of_subject(bundle: Bundle) -> None:
    first(bundle, "Flag")["subject"]["reference"] = bundle["entry"][2]["fullUrl"]


def one_that_should_be_many(bundle: Bundle) -> None:
    first(bundle, "Observation")["category"] = {"text": "survey"}


def not_base64(bundle: Bundle) -> None:
    first(bundle, "DocumentReference")["content"][0]["attachment"]["data"] = "no, it is not!"


def empty_text(bundle: Bundle) -> None:
    first(bundle, "Flag")["code"]["text"] = ""


def twice_the_same_address(bundle: Bundle) -> None:
    bundle["entry"].append(deepcopy(bundle["entry"][0]))


BOTH, FIRST, SECOND = {"fhir.resources", "Medplum"}, {"fhir.resources"}, {"Medplum"}
PLANTED: dict[Fault, set[str]] = {
    no_subject: BOTH,
    no_status: BOTH,
    unknown_element: BOTH,
    bad_date: BOTH,
    wrong_type_of_system: BOTH,
    one_that_should_be_many: BOTH,
    not_base64: BOTH,
    empty_text: FIRST,
    two_values: FIRST,
    unknown_status: SECOND,
    value_and_reason: SECOND,
    wrong_kind_of_subject: SECOND,
    twice_the_same_address: SECOND,
}


def test_the_judges_see_faults() -> None:
    """Every planted fault is seen, by exactly those who are said to see it; a sound bundle by none."""
    sound = made(answered("family", {**WITHDRAWN, **DANGER}), ("en",))
    bundles = {fault: deepcopy(sound) for fault in PLANTED}
    for fault, bundle in bundles.items():
        fault(bundle)
    told = {line.partition(":")[0] for line in fhir_faults([sound, *bundles.values()])}
    assert "0" not in told
    assert not refused(sound)
    for number, (fault, bundle) in enumerate(bundles.items(), 1):
        seen = (FIRST if refused(bundle) else set()) | (SECOND if str(number) in told else set())
        assert seen == PLANTED[fault], fault.__name__


def refused(bundle: Bundle) -> bool:
    """Whether fhir.resources refuses it."""
    try:
        FirstJudge.model_validate(deepcopy(bundle))
    except ValueError:
        return True
    return False


def test_two_people_with_the_same_answers_are_two_records() -> None:
    """Nobody's record may be mixed with another's, even when every answer is the same."""
    given = Given("person", date(2026, 11, 25), {"days_out": Told(("0",))})
    first, second = (
        {entry["resource"]["id"] for entry in made(given, ("en",), once=once)["entry"]} for once in ("a", "b")
    )
    assert not first & second
