"""The table of who may: every address × verb × role × relation is asked, and answers as the file says.

The expectation is read from ``may.toml`` by this test itself; the addresses come from the resolver. Denied
and absent are the same bytes. Each judge is first shown a planted fault.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver, path, reverse
from django.utils import timezone
from tests.web.people.household import (
    Household,
    account,
    form,
    put_paper,
    put_plan,
    put_programme,
    taken_back,
    wrote,
)
from tests.web.visits import SAMPLES, put_answers

from genkan.checkup.given import Given
from genkan_web import looks, may, record
from genkan_web.care import glass, homework, sharing
from genkan_web.care.models import BreakGlass, Grant, Link
from genkan_web.diary import notes, papers
from genkan_web.diary.models import Notebook, Standing
from genkan_web.models import DayTable
from genkan_web.people.models import Account, Bucket, Guardianship, Visit
from genkan_web.safe.models import Look

FILE = tomllib.loads(Path(may.__file__).with_name("may.toml").read_text(encoding="utf-8"))
PATTERNS = {pattern.name: str(pattern.pattern) for pattern in get_resolver().url_patterns}
ACTORS = (
    "",
    "half",
    "leaving",
    "yuki",
    "ploy",
    "hana",
    "nid",
    "somchai",
    "wan",
    "aoki",
    "baba",
    "chai",
    "kae",
    "ren",
)
OF_NOTEBOOKS = {
    "notebook",
    "home_pages",
    "ladder",
    "family_plan",
    "sharing",
    "offer",
    "emergency_page",
    "reminder",
}
OF_LINKS = {"share", "share_days", "share_notes", "share_phone", "share_plan", "share_homework"}
ITEM = {
    "share_days": "days",
    "share_notes": "notes",
    "share_phone": "phone",
    "share_plan": "plan",
    "share_homework": "homework",
}
ABSENT = uuid.UUID(int=7)
HALF = "somchai"  # whoever is half in is Somchai before his second factor
VERBS = ("get", "post", "put")
NO_VERBS = ("put", "patch", "delete", "options", "trace")


@dataclass(frozen=True)
class Case:
    """One relation between somebody and something: what stands in the address, and what it means."""

    label: str
    named: Mapping[str, Any]
    relations: frozenset[str]


# ── What the file says ──


def expected(role: str, relations: frozenset[str], what: str) -> bool:
    """Whether the file lets this role do this in any of these relations."""
    thing, _, verb = what.partition(".")
    rows = FILE["thing"][thing][verb]
    return bool(relations & {*rows.get(role, ()), *rows.get("everybody", ())})


def test_every_address_has_a_line_and_every_line_an_address() -> None:
    """A new address without a row fails here, and so does a row nobody asks for."""
    assert set(FILE["address"]) == set(PATTERNS)


def test_an_address_without_a_line_is_seen_and_shown_to_nobody(settings: Any) -> None:
    """Planted: a page that nobody wrote into the table. The judge sees it, and the gate keeps it closed."""

    class Planted:
        urlpatterns = (
            *get_resolver().url_patterns,
            path("planted/", lambda _: HttpResponse("open"), name="x"),
        )
        handler404 = "genkan_web.doors.apart.not_found"

    settings.ROOT_URLCONF = Planted
    names = {pattern.name for pattern in get_resolver(Planted).url_patterns}
    assert names - set(FILE["address"]) == {"x"}
    assert Client().get("/planted/").status_code == 404


def test_the_file_is_complete_in_itself() -> None:
    """Every thing, verb, role and relation it uses is explained in it; every verb is used by an address."""
    used = {what for methods in FILE["address"].values() for what in methods.values()}
    known = {f"{thing}.{verb}" for thing, verbs in FILE["thing"].items() for verb in verbs if verb != "about"}
    assert used == known
    for thing, verbs in FILE["thing"].items():
        assert verbs["about"], thing
        for rows in (rows for verb, rows in verbs.items() if verb != "about"):
            assert set(rows) <= {*FILE["roles"], "everybody"}
            assert {one for relations in rows.values() for one in relations} <= set(FILE["relations"])
    assert {*Account.Role.values, "anybody", "half", "going"} == set(FILE["roles"])
    assert set(FILE["items"]) <= set(FILE["roles"])


def test_nobody_but_the_writer_reads_a_notebook() -> None:
    """The file itself never lets a notebook be opened by anybody else, nor a family see more than a line."""
    for thing in OF_NOTEBOOKS:
        for verb, rows in FILE["thing"][thing].items():
            assert verb == "about" or {one for relations in rows.values() for one in relations} == {"writer"}
    assert FILE["items"]["family"] == ["week", "plan", "step"]
    for thing in ("share_days", "share_notes", "share_phone", "opening", "emergency"):
        assert not any("family" in rows for verb, rows in FILE["thing"][thing].items() if verb != "about")


# ── What is there to be asked for ──


@pytest.fixture
def town(home: Household) -> Household:
    """The household with days in every notebook, stopped and ended links, offers, and emergency openings."""
    for name, book in home.books.items():
        wrote(book, 0, reach_low=3, reach_high=3, words=f"{name} wrote this")
        put_paper(book)
        put_plan(book)
    for centre in (home.centre, home.clinic):
        put_programme(centre)
    home.links["yuki"] = sharing.share(home.books["hana"], home.people["yuki"], ("days",))
    home.links["hana to somchai"] = sharing.share(home.books["hana"], home.people["somchai"], ("days",), "Y")
    for reader in ("somchai", "aoki", "hana"):
        for label in ("stopped", "over", "gone"):
            home.links[f"{reader} {label}"] = _other_link(home, reader, label)
    outside = account("outside", "worker", home.centre)
    for name in ("ploy", "nid"):
        sharing.share(home.books[name], outside, ("days",))
    home.links["yuki stopped"] = _other_link(home, "yuki", "stopped")
    home.people["leaving"] = account("leaving", "person", erase_at=timezone.now() + timedelta(days=3))
    for label, end in (("live", 30), ("over", -1)):
        home.people[f"guardianship {label}"] = _guardianship(home, end)  # type: ignore[assignment]
    for link in home.links.values():  # each link has a sheet that was sent over it
        one = homework.set_over(link, "thought_record", "", None)
        homework.send(one, papers.listed(home.books["yuki"], "thought_record")[0], 1)
    now, link = timezone.now(), home.links["aoki"]
    for label, by, hours in (
        ("open", "aoki", 1),
        ("closed", "aoki", 5),
        ("by baba", "baba", 1),
        ("far", "chai", 1),
    ):
        opening = glass.opened(home.people[by], link, "life", f"{label} for a reason")
        opened_at = now - timedelta(hours=hours)
        BreakGlass.objects.filter(pk=opening.pk).update(
            opened_at=opened_at, closes_at=opened_at + glass.OPEN_FOR
        )
        home.people[f"opening {label}"] = opening  # type: ignore[assignment]
    return home


def _guardianship(home: Household, days: int) -> Guardianship:
    """Hana is guardian of Ploy, recorded by Somchai's centre; it ends in so many days."""
    return Guardianship.objects.create(
        kind="court",
        centre=home.centre,
        ward=home.people["ploy"],
        guardian=home.people["hana"],
        called="P.",
        paper="seen",
        seen_on=timezone.now().date(),
        matters="in_care",
        until=timezone.now().date() + timedelta(days=days),
        agreed_at=timezone.now(),
    )


def _other_link(home: Household, reader: str, label: str) -> Link:
    """A link from somebody else's notebook: stopped, its items over, or the whole link over."""
    writer = home.people["ploy"] if label != "gone" else home.people["nid"]
    book = Notebook.objects.create(
        kind="about", writer=writer, called=f"{label} {reader}", zone="Asia/Bangkok"
    )
    role = home.people[reader].role
    link = sharing.share(book, home.people[reader], FILE["items"][role], "P.")
    past = timezone.now() - timedelta(minutes=1)
    if label == "stopped":
        sharing.stop(link)
    elif label == "over":
        Grant.objects.filter(link=link).update(until=past)
    else:
        Grant.objects.filter(link=link).update(until=past)
        Link.objects.filter(pk=link.pk).update(until=past)
    return link


def cases(town: Household, what: str, actor: str) -> Iterator[Case]:
    """Every relation in which this actor can stand to what an address names."""
    thing = what.partition(".")[0]
    who = HALF if actor == "half" else actor
    if thing in OF_NOTEBOOKS:
        for name, book in town.books.items():
            named = {"key": book.pk, "paper": book.papers.get(slot="s" * 36).pk}
            yield Case(f"book of {name}", named, frozenset({"writer"} if name == who else ()))
        yield Case("absent", {"key": ABSENT, "paper": ABSENT}, frozenset())
    elif thing in OF_LINKS:
        for label, link in town.links.items():
            yield Case(f"link {label}", {"link": link.pk}, frozenset(_of_link(label, thing, who)))
        yield Case("absent", {"link": ABSENT}, frozenset())
    elif thing == "opening":
        centres = {"aoki": "hill", "baba": "hill", "kae": "hill", "ren": "hill", "chai": "far"}
        for label, by in (("open", "aoki"), ("closed", "aoki"), ("by baba", "baba"), ("far", "chai")):
            relations = {"second"} if who != by and centres.get(who) == centres[by] else set()
            relations |= {"opened"} if who == by and label != "closed" else set()
            yield Case(label, {"opening": town.people[f"opening {label}"].pk}, frozenset(relations))
        yield Case("absent", {"opening": ABSENT}, frozenset())
    elif thing in ("guardianship", "ward"):
        for label in ("live", "over"):
            relations = {"keeper"} if who in ("somchai", "wan") else set()
            relations |= {"guardian"} if who == "hana" and label == "live" else set()
            named = {"guardianship": town.people[f"guardianship {label}"].pk}
            yield Case(label, named, frozenset(relations))
        yield Case("absent", {"guardianship": ABSENT}, frozenset())
    elif thing == "programme":
        for place, whose in (("centre", ("somchai", "wan")), ("clinic", ("aoki", "baba"))):
            named = {"programme": getattr(town, place).programmes.get().pk}
            yield Case(place, named, frozenset({"keeper"} if who in whose else ()))
        yield Case("absent", {"programme": ABSENT}, frozenset())
    elif thing in ("centre", "emergency", "guardianships", "programmes"):
        placed = who in ("somchai", "wan", "aoki", "baba", "chai", "kae", "ren")
        yield Case("own", {}, frozenset({"own"} if placed else ()))
    else:
        yield Case("own", {}, frozenset({"own"} if who else ()))


def _of_link(label: str, thing: str, who: str) -> set[str]:
    reader, _, state = label.removeprefix("hana to ").partition(" ")
    if reader != who or state == "gone":
        return set()
    shared = {"hana": {"week"}, "yuki": {"days"}, "aoki": {*FILE["items"]["clinic"]}}.get(reader)
    items = {"days"} if label.startswith("hana to ") else shared or {*FILE["items"]["worker"]}
    live = not state and (thing == "share" or ITEM[thing] in items)
    return {"receiver", "granted"} if live and thing != "share" else {"receiver"}


# ── Asking ──


def client_of(town: Household, actor: str) -> Client:
    """A browser of this actor."""
    if not actor:
        return Client(headers={"accept-language": "en"})
    return town.visit(HALF, second_given=False) if actor == "half" else town.visit(actor)


def role_of(town: Household, actor: str) -> str:
    """The role the file knows them by."""
    return {"": "anybody", "half": "half", "leaving": "going"}.get(actor) or str(town.people[actor].role)


def asked(town: Household, name: str, verb: str, client: Client, case: Case) -> HttpResponse:
    """Ask, with what a page or a program would send, and take back what it changed."""
    named = {"day": notes.today_of(town.books["yuki"]).isoformat(), **case.named}
    wanted = set(re.findall(r"<(?:\w+:)?(\w+)>", PATTERNS[name]))
    named |= {part: SAMPLES[part] for part in wanted - set(named) if part in SAMPLES}
    with taken_back():
        if name in ("take-days", "added-files"):
            named["table"] = _ready_table(client)
        if name == "take-check-up":
            put_answers(client, Given("person", notes.today_of(town.books["yuki"])))
        sent = _sent(town, name, case) if verb in ("post", "put") else {}
        how = {"content_type": "application/json"} if name.startswith("api-") and verb != "get" else {}
        address = reverse(name, kwargs={part: named[part] for part in wanted})
        answer = getattr(client, verb)(address, sent, **how)
        transaction.set_rollback(True)
    return answer  # type: ignore[no-any-return]


def _ready_table(client: Client) -> str:
    key = client.session.session_key or ""
    visit = hashlib.sha256(f"visit:{key}".encode()).hexdigest()
    days = '{"genkan_days": 1, "first": "2026-03-01", "count": 1, "columns": {}, "reach": {}, "flags": [],'
    days += ' "sleeps": {"day": [], "start_hour": [], "end_hour": [], "main": [], "informant": []},'
    days += ' "told_by": {}, "zones": [], "wrote": {}}'
    DayTable.objects.create(key="t" * 43, visit=visit, standing="ready", days=days)
    return "t" * 43


def _sent(town: Household, name: str, case: Case) -> dict[str, Any]:
    if name == "sees-again":
        book = Notebook.objects.filter(pk=case.named["key"]).first()
        return {"link": str(sharing.links_from(book)[0].pk) if book and sharing.links_from(book) else ""}
    told = {"sees-stop": {"all": "1"}, "share-answer": {"accept": "1"}, "today": form(reach="2")}
    told["api-stop"] = {"everything": True}
    told["api-note"] = {"client_id": str(uuid.uuid4()), "version": 1, "reach": 2}
    return told.get(name, {})


def verdict(answer: HttpResponse) -> str:
    """What an answer means: open, closed, not this verb, or something else first."""
    if answer.status_code == 405:
        return "not this verb"
    if answer.status_code == 404:
        return "closed"
    if answer.status_code in (401, 403) and answer.headers["Content-Type"] == "application/json":
        ways = {"api.who": "sign in", "api.second": "second factor", "api.going": "going"}
        return ways[json.loads(answer.content)["problem"]]
    to = answer.headers.get("Location", "")
    ways = {reverse("enter"): "sign in", reverse("second"): "second factor", reverse("going"): "going"}
    if to in ways and answer.status_code == 302:
        return ways[to]
    return "open" if answer.status_code < 500 else "broken"


def should_be(town: Household, actor: str, case: Case, methods: Mapping[str, str], verb: str) -> str:
    """What the file asks for."""
    what = methods.get(verb.upper())
    if what is None:
        return "not this verb"
    if expected(role_of(town, actor), case.relations, what):
        return "open"
    if not actor:
        return "sign in"
    thing, _, done = what.partition(".")
    for half_in, role, way in (("half", "worker", "second factor"), ("leaving", "person", "going")):
        if actor == half_in and FILE["thing"][thing][done].get(role):
            return way
    return "closed"


GUARDED = sorted(
    name
    for name, methods in FILE["address"].items()
    if not any(what.partition(".")[0] in ("page", "reading") for what in methods.values())
)
LEADS_ELSEWHERE = {"second", "second-set", "passkey", "home", "out", "sheet", "passkey-ask"}


@pytest.mark.slow
@pytest.mark.parametrize("name", GUARDED)
def test_every_address_answers_as_the_file_says(town: Household, name: str) -> None:
    """For every verb, every actor and every relation they stand in; denied is the page of what is absent."""
    methods = FILE["address"][name]
    counted = 0
    for actor in ACTORS:
        client = client_of(town, actor)
        for verb in VERBS:
            what = methods.get(verb.upper()) or next(iter(methods.values()))
            absent = ""
            for case in reversed([*cases(town, what, actor)]):  # what is absent first
                answer = asked(town, name, verb, client, case)
                found, wanted = verdict(answer), should_be(town, actor, case, methods, verb)
                if name in LEADS_ELSEWHERE and wanted == "open" and found in ("sign in", "second factor"):
                    found = "open"  # these pages lead there themselves; tests of coming in say when
                assert found == wanted, (actor, verb, case, answer.status_code)
                counted += 1
                if found == "closed":
                    shown = without_own_address(answer, case)
                    absent = absent or shown
                    assert shown == absent, (actor, verb, case)
                if actor and found == "open":
                    client = client_of(town, actor)  # an open page may have ended the visit
    assert counted >= len(ACTORS) * len(VERBS)


def without_own_address(answer: HttpResponse, case: Case) -> str:
    """The page without the part of its own address that was asked for."""
    text = answer.content.decode()
    for value in case.named.values():
        text = text.replace(str(value), "…")
    return f"{answer.status_code} {sorted(answer.headers.items())} {text}".replace(
        str(len(answer.content)), ""
    )


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_no_address_takes_another_verb(home: Household, name: str) -> None:
    """PUT (but for notes), PATCH, DELETE, OPTIONS, TRACE: 405, before anything is looked for."""
    samples = {**SAMPLES, "role": "person", "table": "t" * 43}
    samples |= dict.fromkeys(("link", "opening", "programme", "guardianship"), ABSENT)
    parts = re.findall(r"<(?:(\w+):)?(\w+)>", PATTERNS[name])
    address = reverse(
        name, kwargs={part: ABSENT if kind == "uuid" else samples[part] for kind, part in parts}
    )
    for client in (Client(), home.visit("yuki")):
        for verb in (verb for verb in NO_VERBS if verb.upper() not in FILE["address"][name]):
            assert getattr(client, verb)(address).status_code == 405, verb


CHANGING = [
    (name, verb) for name in GUARDED for verb in ("post", "put") if verb.upper() in FILE["address"][name]
]


@pytest.mark.parametrize(("name", "verb"), CHANGING)
def test_no_change_without_the_forms_own_token(town: Household, name: str, verb: str) -> None:
    """POST or PUT without it is refused, whoever asks."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(town.people["yuki"])
    case = next(cases(town, FILE["address"][name][verb.upper()], "yuki"))
    assert asked(town, name, verb, client, case).status_code == 403


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in GUARDED if "GET" in FILE["address"][name]])
def test_looking_changes_nothing_but_the_record(town: Household, name: str) -> None:
    """GET leaves every row as it was, except one line more in the record, the visit, and the knocks."""
    from django.apps import apps

    watched = [
        model
        for model in apps.get_app_config("genkan").get_models()
        if model not in (Bucket, DayTable, Standing, Visit)
    ]
    before = [list(model.objects.order_by("pk").values()) for model in watched]
    for actor in ("yuki", "hana", "aoki"):
        for case in cases(town, FILE["address"][name]["GET"], actor):
            day = notes.today_of(town.books["yuki"]).isoformat()
            named = {**SAMPLES, "day": day, "table": "x" * 43, **case.named}
            wanted = re.findall(r"<(?:\w+:)?(\w+)>", PATTERNS[name])
            client_of(town, actor).get(reverse(name, kwargs={part: named[part] for part in wanted}))
    assert [list(model.objects.order_by("pk").values()) for model in watched] == before


# ── Planted faults ──


def test_a_gate_left_open_is_seen(town: Household, monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted: a table that lets every family read every notebook. The walk says so at once."""

    def open_to_all(_: Account, named: Mapping[str, Any]) -> Any:
        found = Notebook.objects.filter(pk=named["key"]).first()
        return (frozenset({"writer"}), {"notebook": found}) if found else may.NOTHING

    monkeypatch.setattr(may, "FINDERS", {**may.FINDERS, "notebook": open_to_all})
    with pytest.raises(AssertionError, match="assert 'open' == 'closed'"):
        test_every_address_answers_as_the_file_says(town, "notes")


def test_a_page_that_tells_denied_from_absent_is_seen(
    town: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted: 403 for what is there, 404 for what is not."""
    from django.core.exceptions import PermissionDenied

    real = may.FINDERS["notebook"]

    def telling(account: Account, named: Mapping[str, Any]) -> Any:
        found = real(account, named)
        if not found[0] and Notebook.objects.filter(pk=named["key"]).exists():
            raise PermissionDenied
        return found

    monkeypatch.setattr(may, "FINDERS", {**may.FINDERS, "notebook": telling})
    with pytest.raises(AssertionError):
        test_every_address_answers_as_the_file_says(town, "notes")


# ── Fields ──


def test_every_field_says_how_it_is_kept() -> None:
    """Open, locked or only as a mark: the file names each field of each model, and the models agree."""
    from django.apps import apps

    from genkan_web.locked import HashedName, LockedText

    found: dict[str, dict[str, list[str]]] = {}
    for model in apps.get_app_config("genkan").get_models():
        for field in model._meta.concrete_fields:
            kinds = {LockedText: "locked", HashedName: "mark"}
            kept = next((kind for of, kind in kinds.items() if isinstance(field, of)), "open")
            found.setdefault(model.__name__, {}).setdefault(kept, []).append(field.name)
    told = {
        name: {kind: names for kind, names in one.items() if kind != "about"}
        for name, one in FILE["fields"].items()
    }
    assert {name: {kind: sorted(names) for kind, names in one.items()} for name, one in found.items()} == {
        name: {kind: sorted(names) for kind, names in one.items()} for name, one in told.items()
    }
    assert all(one["about"] in FILE["thing"] for one in FILE["fields"].values())


# ── The record ──


@pytest.mark.parametrize(
    ("name", "actor"),
    [("notes", "yuki"), ("share", "somchai"), ("share-way", "aoki"), ("share-words", "aoki")],
)
def test_every_open_page_of_a_person_has_one_line_in_the_record(
    town: Household, name: str, actor: str
) -> None:
    """Opened: one line, under the notebook's mark. Refused: none."""
    book = town.books["yuki"]
    args = [book.pk if name == "notes" else town.links[actor].pk]
    marked = Look.objects.filter(thing=looks.about_notebook(book.pk, own=actor == "yuki"))
    before = marked.count()
    assert town.visit(actor).get(reverse(name, args=args)).status_code == 200
    assert marked.count() == before + 1
    assert town.visit("nid").get(reverse(name, args=args)).status_code == 404
    assert marked.count() == before + 1


def test_no_line_in_the_record_no_page(town: Household, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the record cannot be written, nothing is shown, not even to the writer."""
    from django.db import DatabaseError

    def full(*_: Any, **__: Any) -> None:
        raise DatabaseError("disk full")

    monkeypatch.setattr(record, "_held_head", full)
    client = town.visit("yuki")
    client.raise_request_exception = False
    page = client.get(reverse("notes", args=[town.books["yuki"].pk]))
    assert page.status_code == 503
    assert b"yuki wrote this" not in page.content
