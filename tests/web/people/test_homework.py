"""A sheet asked for over a link: seen, looked at, sent, read as it was sent, taken back."""

from __future__ import annotations

import io
import json
import re
import uuid
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from tests.web.people.household import PASSWORD, Household, put_paper, steady
from tests.web.visits import LANGS

from genkan.knowledge import sentence
from genkan.worksheets import worksheet_words
from genkan_web import erasing, looks
from genkan_web.care import homework, sharing
from genkan_web.care.models import Homework
from genkan_web.diary import papers
from genkan_web.diary.models import Paper
from genkan_web.leaving import bring_back, going
from genkan_web.leaving.opened import books_in
from genkan_web.safe.models import Look

pytestmark = pytest.mark.django_db
CANARY = "the bell rang twice"
TITLE = worksheet_words("thought_record", "en").title


def ask(home: Household, who: str = "somchai", **told: Any) -> HttpResponse:
    """Somebody at a centre asks for a thought record."""
    sent = {"slot": str(uuid.uuid4()), "worksheet": "thought_record", "words": "if you like", **told}
    address = reverse("share-homework", args=[home.links[who].pk])
    return home.visit(who).post(address, sent)  # type: ignore[return-value]


def page_of_person(home: Household, **told: Any) -> Any:
    """Yuki's page of what was asked for, or what they do there."""
    address = reverse("homework", args=[home.books["yuki"].pk])
    client = home.visit("yuki")
    return client.post(address, told) if told else client.get(address)


def sent_page(home: Household, who: str = "somchai") -> HttpResponse:
    """What the other side reads."""
    address = reverse("share-homework-sent", args=[home.links[who].pk])
    return home.visit(who).get(address)  # type: ignore[return-value]


def sent_to(home: Household, who: str = "somchai") -> tuple[Homework, Paper]:
    """Asked for, written, looked at and sent."""
    ask(home, who)
    one, paper = Homework.objects.get(), put_paper(home.books["yuki"], situation=CANARY)
    look = page_of_person(home, homework=one.pk, paper=paper.pk)
    assert CANARY in look.content.decode()
    told = {"homework": one.pk, "paper": paper.pk, "edition": "1", "send": "1"}
    assert page_of_person(home, **told).status_code == 302
    one.refresh_from_db()
    return one, paper


def test_the_full_circle(home: Household) -> None:
    """Asked for, seen on the shelf and today, filled, looked at, sent, read, taken back."""
    assert ask(home).status_code == 302
    client, book = home.visit("yuki"), home.books["yuki"]
    for name in ("worksheets", "today"):
        assert escape(TITLE) in client.get(reverse(name, args=[book.pk])).content.decode()
    assert "if you like" in page_of_person(home).content.decode()
    Homework.objects.all().delete()
    assert sent_page(home).status_code == 404
    one, paper = sent_to(home)
    text = sent_page(home).content.decode()
    assert CANARY in text
    assert "River Centre" in page_of_person(home).content.decode()
    paper.refresh_from_db()
    client.post(
        reverse("worksheet-fill", args=[book.pk, "thought_record", paper.pk]),
        {"situation": "something else", "edition": "1"},
    )
    assert "something else" not in sent_page(home).content.decode()  # only what was sent
    page_of_person(home, homework=one.pk, back="1")
    assert sent_page(home).status_code == 404
    assert (
        CANARY
        not in home.visit("somchai").get(reverse("share", args=[home.links["somchai"].pk])).content.decode()
    )


def test_no_other_sheet_is_read(home: Household) -> None:
    """Neither another sheet of the same kind, nor by another worker of the same centre, nor by the family."""
    put_paper(home.books["yuki"], slot="o" * 36, situation="never sent")
    sent_to(home)
    assert "never sent" not in sent_page(home).content.decode()
    for who in ("wan", "aoki", "hana", "nid"):
        address = reverse("share-homework-sent", args=[home.links["somchai"].pk])
        assert home.visit(who).get(address).status_code == 404


def test_a_stop_looks_like_nothing_sent(home: Household) -> None:
    """Both pages of the one who asks are the same bytes after a stop as where nothing was ever sent."""
    ask(home)
    before = _asking_pages(home)
    Homework.objects.all().delete()
    sent_to(home)
    Homework.objects.update(set_at=timezone.now())
    assert CANARY in sent_page(home).content.decode()
    sharing.stop(home.links["somchai"], ["homework"])
    assert _asking_pages(home) == before
    assert ask(home).status_code == 302  # asking goes on as before; nobody sees it
    assert escape(TITLE) not in page_of_person(home).content.decode()
    assert (
        escape(TITLE)
        not in home.visit("yuki").get(reverse("today", args=[home.books["yuki"].pk])).content.decode()
    )


def _asking_pages(home: Household) -> list[tuple[int, str]]:
    client, link = home.visit("somchai"), home.links["somchai"].pk
    pages = [
        client.get(reverse(name, args=[link])) for name in ("share-homework", "share-homework-sent", "share")
    ]
    return [(page.status_code, without_keys(page.content.decode())) for page in pages]


def without_keys(page: str) -> str:
    """A page without what is new in every answer, and without the keys of what was asked for."""
    return re.sub(r'value="[\w-]{36}"', "", steady(page))


def test_what_was_sent_is_news_for_the_one_who_asked(home: Household) -> None:
    """In the list of those who are linked, and on their page; a stop takes it away from both."""
    nothing = sentence("people.share.nothing", "en")
    share = reverse("share", args=[home.links["somchai"].pk])
    assert nothing in home.visit("somchai").get(share).content.decode()
    quiet = steady(home.visit("somchai").get(reverse("linked")).content.decode())
    sent_to(home)
    assert nothing not in home.visit("somchai").get(share).content.decode()
    assert steady(home.visit("somchai").get(reverse("linked")).content.decode()) != quiet
    sharing.stop(home.links["somchai"], ["homework"])
    assert nothing in home.visit("somchai").get(share).content.decode()
    assert steady(home.visit("somchai").get(reverse("linked")).content.decode()) == quiet


def test_what_is_sent_is_what_was_looked_at(home: Household) -> None:
    """Changed in another window meanwhile: 409, the new words to look at, and nothing sent."""
    ask(home)
    one, paper = Homework.objects.get(), put_paper(home.books["yuki"], situation=CANARY)
    papers.keep(home.books["yuki"], "thought_record", {**paper.body, "x": 1}, 1, paper.slot)
    page = page_of_person(home, homework=one.pk, paper=paper.pk, edition="1", send="1")
    assert page.status_code == 409
    assert sentence("people.homework.changed", "en") in page.content.decode()
    one.refresh_from_db()
    assert one.answer is None


def test_an_edition_of_five_thousand_digits_sends_nothing(home: Household) -> None:
    """As any other edition that was not looked at."""
    ask(home)
    one, paper = Homework.objects.get(), put_paper(home.books["yuki"], situation=CANARY)
    page = page_of_person(home, homework=one.pk, paper=paper.pk, edition="9" * 5_000, send="1")
    assert page.status_code == 409
    assert Homework.objects.get().answer is None


def test_sent_twice_is_sent_once_and_asked_twice_asked_once(home: Household) -> None:
    """The same form pressed again changes nothing."""
    slot = str(uuid.uuid4())
    for _ in range(2):
        ask(home, slot=slot)
    assert Homework.objects.count() == 1
    Homework.objects.all().delete()
    one, paper = sent_to(home)
    page_of_person(home, homework=one.pk, paper=paper.pk, edition="1", send="1")
    assert Homework.objects.get().answer["sheet"]["values"] == {"situation": CANARY}


def test_danger_is_told_before_sending_and_before_reading(home: Household) -> None:
    """Help first for the writer, who is told that nobody reads at once; and for the one who reads."""
    ask(home)
    one, paper = Homework.objects.get(), put_paper(home.books["yuki"], thought="I want to die")
    look = page_of_person(home, homework=one.pk, paper=paper.pk).content.decode()
    assert sentence("people.homework.danger", "en") in look
    assert look.index("help-first") < look.index("<h1>")
    page_of_person(home, homework=one.pk, paper=paper.pk, edition="1", send="1")
    assert "help-first" in sent_page(home).content.decode()


@pytest.mark.parametrize(
    "told",
    [
        {"worksheet": "nothing"},
        {"words": "x" * 301},
        {"wished": "soon"},
        {"wished": "2020-01-01"},
        {"slot": ""},
    ],
)
def test_what_cannot_be_asked_is_one_sentence(home: Household, told: dict[str, str]) -> None:
    """400, and what was typed stands there still."""
    page = ask(home, **told)
    assert page.status_code == 400
    assert sentence("people.homework.wrong", "en") in page.content.decode()
    assert not Homework.objects.exists()


def test_only_so_many_wait_and_one_can_be_withdrawn(home: Household) -> None:
    """The thirteenth is refused in a sentence; what is no longer needed goes with its copy."""
    for _ in range(homework.MOST):
        assert ask(home).status_code == 302
    page = ask(home)
    assert page.status_code == 400
    assert sentence("people.homework.many", "en") in page.content.decode()
    one = Homework.objects.order_by("pk")[0]
    address = reverse("share-homework", args=[home.links["somchai"].pk])
    home.visit("somchai").post(address, {"withdraw": str(one.pk)})
    assert not Homework.objects.filter(pk=one.pk).exists()
    home.visit("aoki").post(
        reverse("share-homework", args=[home.links["aoki"].pk]),
        {"withdraw": str(Homework.objects.order_by("pk")[0].pk)},
    )
    assert Homework.objects.count() == homework.MOST - 1  # nobody withdraws another's


def test_somebody_elses_homework_and_paper_are_not_there(home: Household) -> None:
    """What is not one's own is told as gone, and no paper of another notebook is sent."""
    ask(home)
    one, hers = Homework.objects.get(), put_paper(home.books["hana"], situation="hers")
    address = reverse("homework", args=[home.books["ploy"].pk])
    assert home.visit("ploy").post(address, {"homework": one.pk, "back": "1"}).status_code == 409
    page = page_of_person(home, homework=one.pk, paper=hers.pk, edition="1", send="1")
    assert "hers" not in page.content.decode()
    assert page_of_person(home, homework=one.pk, paper="x").status_code == 404
    one.refresh_from_db()
    assert one.answer is None


def test_every_look_is_recorded_and_told(home: Household) -> None:
    """Reading stands in the record and on the page of who looked; being refused does not."""
    sent_to(home)
    book = home.books["yuki"]
    marked = Look.objects.filter(thing=looks.about_notebook(book.pk), kind="share_homework", verb="read")
    assert marked.count() == 0
    sent_page(home)
    assert marked.count() == 1
    text = home.visit("yuki").get(reverse("looked", args=[book.pk])).content.decode()
    assert sentence("people.looked.thing.share_homework", "en") in text


# ── Going away ──


def test_a_sheet_that_goes_takes_its_copy_along(home: Household) -> None:
    """Told to go: not read from that moment on; an old backup does not bring the copy back."""
    one, paper = sent_to(home)
    address = reverse("paper-erase", args=[home.books["yuki"].pk, paper.pk])
    assert home.visit("yuki").post(address).status_code == 302
    assert sent_page(home).status_code == 404
    gone = [one for one in erasing.erased() if one[0] == "genkan.homework"]
    assert len(gone) == 1
    assert len(gone[0][1]) <= 64
    answer = {"paper": str(paper.pk), "sheet": paper.body["sheet"]}
    Homework.objects.filter(pk=one.pk).update(
        answer=answer, answered_at=one.answered_at
    )  # as a backup had it
    assert CANARY in sent_page(home).content.decode()
    erasing.replay(gone, "default")
    assert sent_page(home).status_code == 404
    later = one.answered_at + timedelta(hours=1)  # type: ignore[operator]
    Homework.objects.filter(pk=one.pk).update(answer=answer, answered_at=later)  # sent again since
    erasing.replay(gone, "default")
    assert CANARY in sent_page(home).content.decode()


def test_an_erased_account_leaves_nothing_of_it(home: Household) -> None:
    """Neither end."""
    sent_to(home)
    going.erase_account(home.people["yuki"])
    assert not Homework.objects.exists()


def test_it_is_taken_along_and_never_asked_again(home: Household) -> None:
    """In everything.json with what was sent; brought back, the sheet stands there and the share does not."""
    sent_to(home)
    pack = home.visit("yuki").post(reverse("take-along"), {"old": PASSWORD}).content
    with zipfile.ZipFile(io.BytesIO(pack)) as inside:
        everything = inside.read("everything.json")
        page = inside.read("everything.html").decode()
    assert page.count(escape(TITLE)) == 2  # the sheet, and that it was asked for
    assert CANARY in page
    told = json.loads(everything)
    (link,) = (one for one in told["notebooks"][0]["shared"] if one["homework"])
    assert link["homework"][0]["sent"]["sheet"]["values"] == {"situation": CANARY}
    before = Homework.objects.count()
    bring_back.bring_back(home.people["ploy"], books_in(io.BytesIO(everything)))
    assert Homework.objects.count() == before
    (paper,) = Paper.objects.filter(notebook=home.books["ploy"])
    assert paper.body["sheet"]["values"] == {"situation": CANARY}


def test_it_lies_locked_and_leads_nowhere(home: Household) -> None:
    """Neither the words, the worksheet nor the paper's id stand open in the row."""
    from django.db import connection

    one, paper = sent_to(home)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM genkan_homework")
        row = " ".join(str(cell) for cell in cursor.fetchone())
    assert not [
        word for word in (CANARY, "thought_record", "if you like", paper.pk.hex, str(paper.pk)) if word in row
    ]
    assert one.asked["worksheet"] == "thought_record"


@pytest.mark.parametrize("lang", LANGS)
def test_a_family_may_be_asked_too(home: Household, lang: str) -> None:
    """A family's notebook shared with a centre: the same, in every language."""
    link = sharing.share(home.books["hana"], home.people["somchai"], ("homework",), "H.")
    client = home.visit("somchai", lang=lang)
    told = {"slot": str(uuid.uuid4()), "worksheet": "family_list", "words": ""}
    assert client.post(reverse("share-homework", args=[link.pk]), told).status_code == 302
    title = worksheet_words("family_list", lang).title
    shelf: Client = home.visit("hana", lang=lang)
    text = shelf.get(reverse("worksheets", args=[home.books["hana"].pk])).content.decode()
    assert escape(sentence("people.homework.waits", lang, who="River Centre", title=title)) in text
