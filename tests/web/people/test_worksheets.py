"""Worksheets in a notebook: nothing typed is lost, danger brings help first."""

from __future__ import annotations

import re
import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.library.worksheets.sheets import forms
from tests.web.people.household import Household, put_paper, wrote
from tests.web.people.test_needs_us import slid
from tests.web.visits import LANGS

from genkan.knowledge import sentence
from genkan.programmes import Contact, Station
from genkan.worksheets import definitions, of_json, taken
from genkan.worksheets.asking import OPEN_ROWS, questions_of, raw_of
from genkan_web import carried
from genkan_web.diary import began, notes, papers, paths, sheets
from genkan_web.diary.models import Paper
from genkan_web.doors import sheet_readings

ON = "2026-11-26"
THOUGHT = {
    "situation": "the bell rang",
    "thought": "they <b>laugh</b> at me",
    "feeling_before": "80",
    "another_way": "the postman was in a hurry",
}


def sent(sheet: dict[str, Any], **more: Any) -> dict[str, Any]:
    """What the form of a new sheet sends."""
    return {"slot": str(uuid.uuid4()), **sheet, **more}


def new(client: Client, home: Household, worksheet: str, told: dict[str, Any], who: str = "yuki") -> Any:
    """Send a new sheet."""
    return client.post(reverse("worksheet-new", args=[home.books[who].pk, worksheet]), told)


def fill_address(paper: Paper) -> str:
    """The page of a sheet."""
    return reverse("worksheet-fill", args=[paper.notebook_id, paper.body["kind"], paper.pk])


# ── Filling ──


@pytest.mark.parametrize("worksheet", sheets.fillable())
@given(data=st.data())
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_every_sheet_is_kept_whole_or_in_part(home: Household, worksheet: str, data: st.DataObject) -> None:
    """Whatever part is written: kept once, shown again in every language, and the same when sent back."""
    raw = data.draw(forms(worksheet))
    client = home.visit("yuki")
    wanted = taken(worksheet, raw)
    page = new(client, home, worksheet, sent(raw))
    if not wanted.sheet.values:
        assert page.status_code == 400
        return
    assert page.status_code == 302
    paper = Paper.objects.order_by("made_at").last()
    assert sheets.sheet_in(paper) == wanted.sheet
    shown = client.get(fill_address(paper))
    assert shown.status_code == 200
    back = client.post(fill_address(paper), {**inputs_of(shown), "edition": str(paper.edition)})
    assert back.status_code == 302
    paper.refresh_from_db()
    assert sheets.sheet_in(paper) == wanted.sheet
    Paper.every.all().delete()


def inputs_of(page: Any) -> dict[str, Any]:
    """What a browser would send of the page's main form."""
    html = page.content.decode().partition('class="ask sheet')[2].partition("</form>")[0]
    found: dict[str, Any] = {}

    def put(name: str, value: str) -> None:
        from html import unescape

        found.setdefault(name, []).append(unescape(value).replace("\n", "\r\n"))

    for name, value in re.findall(r'<textarea[^>]* name="([\w.]+)"[^>]*>(.*?)</textarea>', html, re.S):
        put(name, value.removeprefix("\n"))
    for name, value in re.findall(
        r'<input type="(?:text|time|date)"[^>]*? name="([\w.]+)" value="([^"]*)"', html
    ):
        put(name, value)
    for name, value in re.findall(
        r'<input type="(?:radio|checkbox)" name="([\w.]+)" value="([^"]*)" checked', html
    ):
        put(name, value)
    for name, inner in re.findall(r'<select[^>]* name="([\w.]+)"[^>]*>(.*?)</select>', html, re.S):
        for value in re.findall(r'value="([^"]*)" selected', inner):
            put(name, value)
    return found


@given(data=st.data(), worksheet=st.sampled_from(list(definitions())))
@settings(deadline=None)
def test_a_sheet_drawn_as_a_form_and_read_again_is_the_same(data: st.DataObject, worksheet: str) -> None:
    """``raw_of`` turns back what ``taken`` read."""
    sheet = taken(worksheet, data.draw(forms(worksheet))).sheet
    assert taken(worksheet, raw_of(sheet)).sheet == sheet


def test_a_table_offers_empty_lines_until_it_is_full() -> None:
    """One more than is written, never beyond what it holds; earlier ones are folded away, none lost."""
    for written, room in ((0, True), (3, True), (58, True), (59, False), (60, False)):
        raw = {f"blocks.{number}.what": "x" for number in range(written)}
        table = next(one for one in questions_of("activation", "en", raw) if one.is_table)
        assert len(table.earlier) + len(table.lines) == min(written + OPEN_ROWS, 60)
        assert table.room is room


def test_pressing_twice_makes_one_sheet_and_one_change(home: Household) -> None:
    """The same form sent again finds the first; a change sent again changes nothing more."""
    client, form = home.visit("yuki"), sent(THOUGHT)
    first, second = new(client, home, "thought_record", form), new(client, home, "thought_record", form)
    assert first.headers["Location"] == second.headers["Location"]
    paper = Paper.objects.get()
    for _ in range(2):
        page = client.post(fill_address(paper), {**THOUGHT, "feeling": "shame", "edition": "1"})
        assert page.status_code == 302
    paper.refresh_from_db()
    assert paper.edition == 2


def test_two_windows_do_not_overwrite_each_other(home: Household) -> None:
    """409, what was typed stands in the form, what is kept stands beside it, and pressing again decides."""
    client = home.visit("yuki")
    paper = put_paper(home.books["yuki"], situation="first")
    client.post(fill_address(paper), {"situation": "from the phone", "edition": "1"})
    page = client.post(fill_address(paper), {"situation": "from the desk", "edition": "1"})
    text = page.content.decode()
    assert page.status_code == 409
    assert "from the phone" in text
    assert ">from the desk</textarea>" in text
    paper.refresh_from_db()
    assert paper.body["sheet"]["values"] == {"situation": "from the phone"}
    edition = re.search(r'name="edition" value="(\d+)"', text)
    assert edition
    assert (
        client.post(fill_address(paper), {"situation": "from the desk", "edition": edition[1]}).status_code
        == 302
    )
    paper.refresh_from_db()
    assert paper.body["sheet"]["values"] == {"situation": "from the desk"}


@pytest.mark.parametrize(
    ("worksheet", "raw", "expected"),
    [
        ("thought_record", {"feeling_before": "101", "thought": "still here"}, "scale"),
        ("thought_record", {"thought": "x" * 4_001}, "text"),
        ("sleep_reset", {"rise_wish": "soon", "noticed": "still here"}, "time"),
        ("medication", {"medicines.0.name": "Leaf 20 mg", "good": "still here"}, "name_only"),
        ("activation", {"blocks.0.mood": "11", "noticed": "still here"}, "scale"),
        ("worry_time", {"at": "25:00", "worries.0.worry": "still here"}, "time"),
    ],
)
@pytest.mark.parametrize("lang", LANGS)
def test_what_could_not_be_read_is_said_beside_it_and_nothing_is_lost(
    home: Household, worksheet: str, raw: dict[str, str], expected: str, lang: str
) -> None:
    """400, one sentence at the field, and every word still in the form."""
    page = new(home.visit("yuki", lang=lang), home, worksheet, sent(raw))
    text = page.content.decode()
    assert page.status_code == 400
    (trouble,) = taken(worksheet, raw).troubles
    assert trouble.expected == expected
    assert escape(trouble.words(lang)) in text
    assert all(escape(value[:200]) in text for value in raw.values())
    assert not Paper.objects.exists()


@pytest.mark.parametrize("slot", ["", "short", "x" * 41, "'; drop table papers --"])
def test_a_form_without_its_key_is_told_so_and_loses_nothing(home: Household, slot: str) -> None:
    """Also where the key cannot be one of ours."""
    page = new(home.visit("yuki"), home, "thought_record", {**THOUGHT, "slot": slot})
    assert page.status_code == 400
    assert "the bell rang" in page.content.decode()


def test_hostile_forms_are_a_page(home: Household) -> None:
    """Thousands of lines, names that are none, bytes that no database takes: one page, nothing broken."""
    client = home.visit("yuki")
    many = {f"blocks.{number}.what": "x" for number in range(500)}
    assert new(client, home, "activation", sent(many)).status_code == 400
    assert (
        new(client, home, "thought_record", sent({"situation": "a\x00b", "more": "../x"})).status_code == 302
    )
    assert new(client, home, "thought_record", sent({"__class__": "x"})).status_code == 400
    assert new(client, home, "nothing", sent({})).status_code == 404


def test_more_lines_keep_what_is_written_and_come_back_to_the_table(home: Household) -> None:
    """Without a script: kept, and an empty line stands below."""
    client = home.visit("yuki")
    page = new(client, home, "activation", sent({"blocks.0.what": "lay down", "more": "blocks"}))
    assert page.headers["Location"].endswith("?kept#blocks")
    shown = client.get(page.headers["Location"]).content.decode()
    assert 'name="blocks.1.what"' in shown
    assert "lay down" in shown


def test_what_was_typed_when_a_visit_had_ended_is_carried_to_the_form(home: Household) -> None:
    """Signed in again, it stands in the form with help first where it is needed; kept, it is put down."""
    book = home.books["yuki"]
    paper = put_paper(book, situation="first")
    new_address = reverse("worksheet-new", args=[book.pk, "thought_record"])
    for address in (new_address, fill_address(paper)):
        gone = Client(headers={"accept-language": "en"})
        gone.post(address, {"thought": "I want to die", "edition": "1", "slot": "k" * 36})
        back = home.visit("yuki")
        for name, one in gone.cookies.items():
            if name.startswith(carried.BOX.name):
                back.cookies[name] = one.value
        page = back.get(address)
        text = page.content.decode()
        assert page.status_code == 200
        assert escape(sentence("people.outbox.carried", "en")) in text
        assert ">I want to die</textarea>" in text
        assert 'class="help-first"' in text
        kept = back.post(address, {"thought": "I want to die", "edition": "1", "slot": "k" * 36})
        assert kept.status_code == 302
        assert not [
            one.value for name, one in kept.cookies.items() if name.startswith(carried.BOX.name) and one.value
        ]


def test_what_was_kept_since_then_is_not_written_over_by_what_is_carried(home: Household) -> None:
    """The form stands over the edition it was typed over: both are shown, and nothing is lost unseen."""
    book, back, gone = home.books["yuki"], home.visit("yuki"), Client()
    paper = put_paper(book, situation="first")
    gone.post(fill_address(paper), {"situation": "carried", "edition": "1"})
    back.post(fill_address(paper), {"situation": "later", "edition": "1"})
    for name, one in gone.cookies.items():
        back.cookies[name] = one.value
    page = back.get(fill_address(paper)).content.decode()
    said = escape(sentence("people.outbox.carried", "en"))
    assert f'<p class="note" role="status">{said}' in page
    assert 'class="problem" role="alert">' not in page
    assert 'name="edition" value="1"' in page
    refused = back.post(fill_address(paper), {"situation": "carried", "edition": "1"})
    assert refused.status_code == 409
    assert "later" in refused.content.decode()
    assert 'name="edition" value="2"' in refused.content.decode()


# ── Danger ──


@pytest.mark.parametrize(("lang", "words"), [("en", "I want to die"), ("th", "อยากตาย"), ("ja", "死にたい")])
def test_danger_brings_help_first_and_the_words_are_kept(home: Household, lang: str, words: str) -> None:
    """Numbers above everything, the words kept, the form still there; the same beside another mistake."""
    client = home.visit("yuki", lang=lang)
    page = new(client, home, "thought_record", sent({**THOUGHT, "thought": words}))
    paper = Paper.objects.get()
    assert paper.body["sheet"]["values"]["thought"] == words
    text = client.get(page.headers["Location"]).content.decode()
    assert text.index('class="help-first"') < text.index("<h1>") < text.index("<textarea")
    assert 'href="tel:' in text
    broken = new(client, home, "thought_record", sent({"thought": words, "feeling_before": "many"}))
    assert 'class="help-first"' in broken.content.decode()
    long = new(client, home, "thought_record", sent({"thought": f"{words} " + "x" * 4_001}))
    assert 'class="help-first"' in long.content.decode()
    calm = client.get(fill_address(put_paper(home.books["yuki"], situation="the bell")))
    assert 'class="help-first"' not in calm.content.decode()


# ── Readings ──


def test_a_week_is_read_as_mood_by_kind_with_its_picture(home: Household) -> None:
    """Four entries tell a kind; fewer say that they cannot."""
    raw = {}
    for number, (kind, mood) in enumerate([("outside", "8")] * 4 + [("rest", "3")] * 4 + [("home", "5")]):
        raw |= {
            f"blocks.{number}.kind": kind,
            f"blocks.{number}.mood": mood,
            f"blocks.{number}.on": ON,
            f"blocks.{number}.part": "night",
        }
    client = home.visit("yuki")
    text = client.get(new(client, home, "activation", sent(raw)).headers["Location"]).content.decode()
    assert escape(sentence("people.sheets.activation.week", "en")) in text
    assert "about 8 of 10" in text
    assert "cannot tell yet" in text
    assert text.count("<circle") >= 18  # nine dots, wide and narrow


def test_a_sleep_time_is_proposed_tried_and_kept_for_a_week(home: Household) -> None:
    """Worked out from the notebook's nights; what is tried stays, and comes back from a file."""
    book = home.books["yuki"]
    for back in range(7):
        wrote(book, back, bed_hour=4.0, up_hour=12.0)
    paper = put_paper(book, "sleep_reset", rise_wish="08:00", red_flags=["none"])
    client = home.visit("yuki")
    text = client.get(fill_address(paper)).content.decode()
    assert "11:00" in text
    assert "<svg" in text
    for _ in range(2):
        client.post(fill_address(paper), {"try_time": "1", "edition": "1"})
    paper.refresh_from_db()
    assert paper.edition == 2
    assert paper.body["held"] == {"hour": 11.0, "since": notes.today_of(book).isoformat()}
    text = client.get(fill_address(paper)).content.decode()
    assert 'name="try_time"' not in text
    assert papers.checked(paper.body) == paper.body
    for wrong in ({"hour": 24, "since": ON}, {"hour": True, "since": ON}, {"hour": 7, "since": "x"}, [1]):
        with pytest.raises(ValueError, match=r"held|isoformat|list"):
            papers.checked({**paper.body, "held": wrong})
    client.post(fill_address(paper), {"rise_wish": "09:00", "red_flags": "none", "edition": "2"})
    paper.refresh_from_db()
    assert paper.body["held"]["hour"] == 11.0  # a change of the sheet leaves it


def test_a_red_flag_stops_every_proposal(home: Household) -> None:
    """A doctor first, and no button."""
    book = home.books["yuki"]
    for back in range(7):
        wrote(book, back, bed_hour=4.0, up_hour=12.0)
    paper = put_paper(book, "sleep_reset", rise_wish="08:00", red_flags=["sleep_attacks"])
    text = home.visit("yuki").get(fill_address(paper)).content.decode()
    assert sentence("worksheet.reads.sleep.flag.sleep_attacks", "en") in text
    assert 'name="try_time"' not in text
    home.visit("yuki").post(fill_address(paper), {"try_time": "1", "edition": "1"})
    paper.refresh_from_db()
    assert "held" not in paper.body


def test_medicine_is_told_in_one_tap_and_never_counted_as_missed(home: Household) -> None:
    """Tapped again it takes the place of the first; an untold day stays unknown; the notices stand there."""
    book, client = home.books["yuki"], home.visit("yuki")
    paper = put_paper(
        book, "medication", medicines=[{"name": "Leaf"}, {"name": "Moss", "ended": "2020-01-01"}]
    )
    text = client.get(fill_address(paper)).content.decode()
    assert text.count('name="took"') == 3  # one that has ended is not asked about
    assert escape(sentence("learn.treatment.medication.harms.a", "en")) in text
    for edition, how in (("1", "missed"), ("2", "taken"), ("2", "missed")):
        client.post(fill_address(paper), {"took": f"0 {how}", "edition": edition})
    paper.refresh_from_db()
    (line,) = paper.body["sheet"]["values"]["days"]
    assert line == {"on": notes.today_of(book).isoformat(), "name": "Leaf", "span": "day", "taken": "taken"}
    for wrong in ("9 taken", "x", "0 double", "² taken", "1"):
        assert client.post(fill_address(paper), {"took": wrong, "edition": "3"}).status_code == 302
    paper.refresh_from_db()
    assert paper.edition == 3


def test_a_line_about_a_week_is_not_what_today_says(home: Household) -> None:
    """A week told today stands as a week; what today says is still open."""
    book, today = home.books["yuki"], notes.today_of(home.books["yuki"]).isoformat()
    week = {"on": today, "name": "Leaf", "span": "week", "taken": "missed"}
    sheet = put_paper(book, "medication", medicines=[{"name": "Leaf"}], days=[week])
    read = sheet_readings.reading_of(book, sheet, sheets.sheet_in(sheet), "en")
    assert read is not None
    assert [(name, said) for _, name, said, _ in read.took] == [("Leaf", "")]


def test_being_passed_around_can_be_seen(home: Household) -> None:
    """Sent, received, referred on: where it waits, and at how many places it was."""
    today = notes.today_of(home.books["yuki"])
    steps = [
        {"step": "sent", "on": (today - timedelta(days=40)).isoformat(), "place": "River clinic"},
        {"step": "referred_on", "on": (today - timedelta(days=12)).isoformat(), "place": "Hill clinic"},
    ]
    paper = put_paper(home.books["yuki"], "referral", steps=steps)
    text = home.visit("yuki").get(fill_address(paper)).content.decode()
    assert "12 days" in text
    assert "2 places" in text


# ── A plan for a hard day ──


def test_a_plan_opens_by_itself_for_its_writer_alone(home: Household) -> None:
    """On today's page and the way out, when a sign it names has changed; never over a link."""
    book, client = home.books["yuki"], home.visit("yuki")
    slid(book)
    signs = ["staying_in", "contact", "mood"]
    paper = put_paper(book, "relapse_plan", signs=signs, helped="walks with my aunt", opens_on="concern")
    for name in ("today", "way"):
        text = client.get(reverse(name, args=[book.pk])).content.decode()
        assert "walks with my aunt" in text, name
    for name in ("share", "share-way"):
        shared = home.visit("somchai").get(reverse(name, args=[home.links["somchai"].pk])).content.decode()
        assert "walks with my aunt" not in shared
    client.post(
        fill_address(paper),
        {"signs": signs, "helped": "walks with my aunt", "opens_on": "only_me", "edition": "1"},
    )
    assert "walks with my aunt" not in client.get(reverse("today", args=[book.pk])).content.decode()


def test_a_plan_stays_closed_while_nothing_has_changed(home: Household) -> None:
    """Also with no days at all."""
    book, client = home.books["yuki"], home.visit("yuki")
    paper = put_paper(book, "relapse_plan", signs=["staying_in"], helped="walks")
    assert "walks" not in client.get(reverse("today", args=[book.pk])).content.decode()
    assert sentence("people.sheets.relapse.no_days", "en") in client.get(fill_address(paper)).content.decode()
    for back in range(100):
        wrote(book, back, reach_low=3, reach_high=3, mood=3)
    assert "walks" not in client.get(reverse("today", args=[book.pk])).content.decode()


# ── Before and since ──


@pytest.mark.parametrize("lang", LANGS)
def test_before_and_since_tells_signs_and_never_a_cause(home: Household, lang: str) -> None:
    """Six signs, a pin with a name, the sentence that says what this does not say; nothing in the address."""
    book = home.books["yuki"]
    slid(book)
    day = notes.today_of(book) - timedelta(days=30)
    put_paper(book, "medication", medicines=[{"name": "Leaf & Moss", "began": day.isoformat()}])
    client = home.visit("yuki", lang=lang)
    address = reverse("since", args=[book.pk])
    (one,) = began.listed(book, lang)
    assert escape(one.name) in client.get(address).content.decode()
    page = client.post(address, {"which": one.key})
    text = page.content.decode()
    assert escape(sentence("worksheet.reads.effect.no_cause", lang)) in text
    assert text.count("Leaf &amp; Moss") >= 3  # in the list, above the signs, in the picture
    other = client.post(address, {"which": "other", "kind": "group", "day": day.isoformat()})
    assert escape(sentence("worksheet.reads.effect.kind.group", lang)) in other.content.decode()


def test_the_first_day_in_a_group_can_be_chosen_and_a_home_visit_is_none(home: Household) -> None:
    """Of several days in groups and trials the first; a visit at home is not a group."""
    book = home.books["yuki"]
    today = notes.today_of(book)
    for back, station in ((40, Station.PERSON), (20, Station.GROUP), (30, Station.TRIAL)):
        paths.add(book, Contact(today - timedelta(days=back), station))
    (one,) = began.listed(book, "en")
    assert (one.kind, one.day) == ("group", today - timedelta(days=30))


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"which": "medicine 2026-01-01 x"},
        {"which": "other", "kind": "magic", "day": ON},
        {"which": "other", "kind": "group", "day": "yesterday"},
        {"which": "other", "kind": "group", "day": "2199-01-01"},
    ],
)
def test_what_cannot_be_laid_beside_is_one_sentence(home: Household, told: dict[str, str]) -> None:
    """400, and the list again."""
    wrote(home.books["yuki"], 0, reach_low=1, reach_high=1)
    page = home.visit("yuki").post(reverse("since", args=[home.books["yuki"].pk]), told)
    assert page.status_code == 400
    assert sentence("people.since.wrong", "en") in page.content.decode()


def test_a_day_outside_the_notebook_and_a_notebook_without_days_say_so(home: Household) -> None:
    """Neither is an error."""
    book, client = home.books["yuki"], home.visit("yuki")
    address = reverse("since", args=[book.pk])
    assert sentence("people.since.no_days", "en") in client.get(address).content.decode()
    assert client.post(address, {}).status_code == 200
    wrote(book, 0, reach_low=1, reach_high=1)
    page = client.post(address, {"which": "other", "kind": "group", "day": "2020-01-01"})
    assert page.status_code == 200
    assert "between" in page.content.decode()


def test_what_began_is_listed_with_its_days(home: Household) -> None:
    """Medicines, talks, sheets: each once, the newest first, nothing of tomorrow."""
    book = home.books["yuki"]
    today = notes.today_of(book)
    put_paper(book, "appointment", on="2026-01-05", place="Hill")
    put_paper(book, "result", slot="r" * 36, on="2026-01-02", said="wait")
    put_paper(book, "medication", medicines=[{"name": "Leaf", "began": "2099-01-01"}])
    put_paper(book, "sleep_reset", rise_wish="08:00")
    listed = began.listed(book, "en")
    assert [(one.kind, one.day) for one in listed] == [("sleep", today), ("consultation", date(2026, 1, 2))]


# ── The shelf, files, everybody's sheets ──


def test_the_shelf_holds_what_suits_the_notebook_and_what_is_begun(home: Household) -> None:
    """Family sheets in a family's notebook, the person's own in theirs; what is begun stands there anyway."""
    names = {who: ids_on(home, who) for who in ("yuki", "hana", "somchai")}
    assert "thought_record" in names["yuki"]
    assert "family_list" not in names["yuki"]
    assert "family_list" in names["hana"]
    assert "thought_record" not in names["hana"]
    assert names["somchai"] == set(definitions()) - {"care_plan"}  # that has a page of its own
    put_paper(home.books["hana"])
    assert "thought_record" in ids_on(home, "hana")


def test_a_plan_is_never_begun_as_a_second_one(home: Household) -> None:
    """No form and no sheet of it beside its own pages, to which the shelf leads."""
    client, book = home.visit("yuki"), home.books["yuki"]
    plan = reverse("plan", args=[book.pk])
    assert f'href="{plan}"' in client.get(reverse("worksheets", args=[book.pk])).content.decode()
    assert client.get(reverse("worksheet", args=[book.pk, "care_plan"])).headers["Location"] == plan
    assert client.get(reverse("worksheet-new", args=[book.pk, "care_plan"])).status_code == 404
    assert new(client, home, "care_plan", sent({"goals.0.words": "tea"})).status_code == 404
    assert not Paper.every.exists()


def ids_on(home: Household, who: str) -> set[str]:
    """The sheets on somebody's shelf."""
    page = home.visit(who).get(reverse("worksheets", args=[home.books[who].pk])).content.decode()
    return set(re.findall(r"/sheets/(\w+)/", page))


def test_a_sheet_can_be_taken_as_a_file(home: Household) -> None:
    """The library reads it back; the name of the file tells nothing."""
    paper = put_paper(home.books["yuki"], situation="the bell")
    page = home.visit("yuki").get(
        reverse("worksheet-file", args=[paper.notebook_id, "thought_record", paper.pk])
    )
    assert of_json(page.content.decode()) == sheets.sheet_in(paper)
    assert page.headers["Content-Disposition"] == 'attachment; filename="sheet.json"'


def test_a_sheet_of_another_kind_or_notebook_is_not_there(home: Household) -> None:
    """404 for a wrong kind, a wrong notebook, one told to go."""
    paper, client = put_paper(home.books["yuki"], situation="x"), home.visit("yuki")
    book = home.books["yuki"].pk
    hers = put_paper(home.books["hana"])
    for kind, key in (("worry_time", paper.pk), ("thought_record", hers.pk), ("none", paper.pk)):
        assert client.get(reverse("worksheet-fill", args=[book, kind, key])).status_code == 404
    papers.to_go(paper)
    assert client.get(fill_address(paper)).status_code == 404


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("worksheet", list(definitions()))
def test_everybody_can_print_every_sheet(client: Client, lang: str, worksheet: str) -> None:
    """Without an account: three sentences, evidence, every question and every choice; no form at all."""
    page = client.get(reverse("blank-sheet", args=[worksheet]), headers={"accept-language": lang})
    text = page.content.decode()
    assert page.status_code == 200
    assert "<form" not in text
    for one in questions_of(worksheet, lang, {}):
        assert escape(one.input.says) in text
        assert all(escape(choice.says) in text for choice in one.input.choices)


def test_the_list_of_blank_sheets_names_all(client: Client) -> None:
    """And what is none is not there."""
    text = client.get(reverse("blank-sheets")).content.decode()
    assert set(re.findall(r"/learn/sheets/(\w+)/", text)) == set(definitions())
    assert client.get(reverse("blank-sheet", args=["nothing"])).status_code == 404


def test_no_word_of_a_sheet_stands_in_an_address_or_title(home: Household) -> None:
    """The address holds ids and the kind; the title is the site's own."""
    client = home.visit("yuki")
    page = new(client, home, "thought_record", sent(THOUGHT))
    assert "bell" not in page.headers["Location"]
    shown = client.get(page.headers["Location"]).content.decode()
    assert "<title>Days</title>" in shown or "bell" not in shown.partition("</title>")[0]
