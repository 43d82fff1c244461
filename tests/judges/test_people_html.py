"""Every page of accounts and notebooks, in every language and role, before the same judge of HTML."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone
from tests.judges import together
from tests.judges.test_html import TEMPLATES, rendered
from tests.library.days.test_together import days
from tests.web.people.household import PASSWORD, Household, form, household, put_paper, wrote
from tests.web.people.test_needs_us import slid
from tools.judges import html_faults

from genkan.nouns import Informant, Reach, Report
from genkan.store import days_json
from genkan_web import bridge
from genkan_web.care import glass, sharing
from genkan_web.care.models import Homework
from genkan_web.diary import books, family_weeks, notes
from genkan_web.diary.models import Notebook
from genkan_web.diary.sheets import fillable
from genkan_web.leaving import sleeping
from genkan_web.models import DayTable
from genkan_web.people.models import Guardianship
from genkan_web.remind.models import Delivery, MailPlace, Reminder

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
__all__ = ["rendered"]
OPEN = ("join", "enter", "enter-sheet")
OF_BOOK = ("today", "notes", "way", "way-changed", "sees", "code", "looked", "in-need")
INSIDE = ("account", "sheet", "tokens", "second-set", "passkey", "notebooks", "linked")
SENDS = {
    "ADDRESS": "https://days.example",
    "PUSH_CONTACT": "https://days.example",
    "EMAIL_HOST": "localhost",
    "DEFAULT_FROM_EMAIL": "days@days.example",
}


class Round:
    """All pages in one language, by role and address."""

    def __init__(self, home: Household, lang: str):
        self.home, self.lang, self.pages = home, lang, dict[str, str]()
        for back in range(9):
            for book in home.books.values():
                wrote(
                    book, back, reach_low=back % 5, reach_high=5, mood=back % 5, words="<b>words</b> & 'more'"
                )

    def keep(self, who: str, page: Any) -> None:
        """One page as it came."""
        where = f"{who} {page.request['PATH_INFO']} {page.status_code} {len(self.pages)}"
        if page.status_code != 302:
            self.pages[where] = page.content.decode()

    def everywhere(self) -> dict[str, str]:
        """Walk."""
        self.outside()
        self.writers()
        self.steps()
        self.family_week()
        self.diary()
        together.walk(self)
        self.readers()
        self.clinic()
        self.guardians()
        self.reminders()
        self.sheets()
        self.leaving()
        return self.pages

    def outside(self) -> None:
        """The doors, with and without what does not fit."""
        nobody = Client(headers={"accept-language": self.lang})
        for name in OPEN:
            self.keep("nobody", nobody.get(reverse(name)))
        for role in ("person", "family", "invited"):
            self.keep("nobody", nobody.get(reverse("join-as", args=[role])))
            self.keep("nobody", nobody.post(reverse("join-as", args=[role]), {"name": ""}))
        self.keep("nobody", nobody.post(reverse("enter"), {"name": "x", "password": "y"}))
        told = {"name": "moss", "password": PASSWORD, "country": "th", "zone": "Asia/Bangkok"}
        told |= {"birth_year": "1990"}
        self.keep("new", nobody.post(reverse("join-as", args=["family"]), told, follow=True))
        with override_settings(SECOND="everybody"):
            self.keep("asked", nobody.get(reverse("second-set")))
            self.keep(
                "asked",
                Client(headers={"accept-language": self.lang}).get(reverse("join-as", args=["family"])),
            )
        half = self.home.visit("aoki", second_given=False, lang=self.lang)
        self.keep("half", half.get(reverse("second-set")))

    def writers(self) -> None:
        """Notebooks from inside, and who sees what."""
        home = self.home
        for who in ("yuki", "hana"):
            client, book = home.visit(who, lang=self.lang), home.books[who]
            for name in (*OF_BOOK, *(("offer",) if who == "hana" else ())):
                if who == "yuki" or name != "in-need":
                    self.keep(who, client.get(reverse(name, args=[book.pk])))
            for name in INSIDE:
                self.keep(who, client.get(reverse(name)))
            self.keep(who, client.post(reverse("today", args=[book.pk]), form()))
            self.keep(who, client.post(reverse("today", args=[book.pk]), form(words="late", reach="2")))
            asked = {"called": "<b>words</b>", "scope": "read", "days": "7", "old": PASSWORD}
            self.keep(who, client.post(reverse("tokens"), asked))
            self.keep(who, client.post(reverse("tokens"), {}))
            code = sharing.new_code(home.people["wan"])
            self.keep(who, client.post(reverse("code", args=[book.pk]), {"code": code}))
            self.keep(who, client.post(reverse("code", args=[book.pk]), {"code": "no"}))
            week = notes.today_of(book).isoformat()
            self.keep(who, client.get(reverse("way-week", args=[book.pk, week])))
        hana = home.visit("hana", lang=self.lang)
        made = hana.post(reverse("offer", args=[home.books["hana"].pk]))
        self.keep("hana", made)
        code = re.search(r'class="code">([\w-]+)<', made.content.decode())
        assert code
        yuki, book = home.visit("yuki", lang=self.lang), home.books["yuki"].pk
        self.keep("yuki", yuki.post(reverse("code", args=[book]), {"code": code[1]}))
        yuki.post(reverse("code-yes", args=[book]), {"code": code[1], "items": ["days"]})
        (link,) = sharing.links_to(home.people["yuki"])
        told = {"correct": "1", "day": "2026-01-01", "words": "<i>otherwise</i>"}
        yuki.post(reverse("share-answer", args=[link.pk]), told)
        self.keep("yuki", yuki.get(reverse("share", args=[link.pk])))
        self.keep("yuki", yuki.get(reverse("sees", args=[home.books["yuki"].pk])))
        self.keep("hana", hana.get(reverse("sees", args=[home.books["hana"].pk])))

    def steps(self) -> None:
        """Small steps: asked, offered, before, after, ordered, walked, with what is wrong, and help first."""
        client, book = self.home.visit("yuki", lang=self.lang), self.home.books["yuki"]
        sharing.share(book, self.home.people["hana"], ("week", "step"), "Y.")

        def where(name: str, *more: str) -> str:
            return reverse(name, args=[book.pk, *more])

        self.keep("yuki", client.get(where("steps-path")))
        self.keep("yuki", client.get(where("steps-ask")))
        client.post(where("steps-ask"))
        for at, outcome in enumerate(("done", "partly", "done", "not_today")):
            key, words = f"{at}" * 32, {"expectation": "<b>words</b>", "fear": "<b>words</b>"}
            self.keep("yuki", client.get(where("steps-before", "moon")))
            client.post(where("steps-before", "moon"), {"key": key, "exact": "40", **words})
            self.keep("yuki", client.get(where("steps")))
            self.keep("yuki", client.get(where("steps-after", key)))
            told = {"outcome": outcome, "felt": "20", "happened": "<b>words</b>", "learnt": "<b>words</b>"}
            self.keep("yuki", client.post(where("steps-after", key), {**told, "exact": "x"}))
            client.post(where("steps-after", key), told)
        self.keep("yuki", client.post(where("steps-before", "moon"), {"exact": "x", **words}))
        own = {"part": "new", "words": "<b>words</b>", "like": "moon", "lean": "like", "key": "k" * 32}
        client.post(where("steps-mine"), own)
        client.post(where("steps-mine"), {"part": "not_mine", "rung": "moon"})
        self.keep("yuki", client.post(where("steps-mine"), {**own, "like": ""}))
        self.keep("yuki", client.post(where("steps-mine"), {"part": "have", "seen": "1"}))
        self.keep("yuki", client.post(where("steps-order"), {"rate_moon": "x"}))
        for name in ("steps", "steps-order", "steps-mine", "steps-all", "steps-path"):
            self.keep("yuki", client.get(where(name)))
        client.post(where("steps"), {"rest": "1"})
        self.keep("yuki", client.get(where("steps") + "?kept=rest"))
        client.post(where("steps-ask"), {"danger": "wants_to_die"})
        self.keep("yuki", client.get(where("steps")))

    def family_week(self) -> None:
        """The short check, calm and not; choosing, noticing, and help first."""
        hana, book = self.home.visit("hana", lang=self.lang), self.home.books["hana"]
        where = reverse("family-plan", args=[book.pk])
        calm = {"danger": "none", "violence": "never", "strain": "well", "rougher": "no"}
        for told in ({**calm, "violence": "now"}, {**calm, "strain": "cannot"}, calm):
            hana.post(reverse("safe", args=[book.pk]), told)
            self.keep("hana", hana.get(where))
        hana.post(where, {"choose": "task.say_nothing"})
        self.keep("hana", hana.get(where))
        self.keep("hana", hana.post(where, {"after": "1", "noticed": "<b>words</b>"}))
        seen = str(family_weeks.plan_in(book)[1])
        told = {"after": "1", "seen": seen, "then": "keep", "noticed": "<b>words</b> wants to die"}
        self.keep("hana", hana.post(where, told))
        self.keep("hana", hana.get(where))

    def diary(self) -> None:
        """A week at once, two sides of a day, without network, files: empty, with what is wrong, and full."""
        home = self.home
        for who in ("yuki", "hana"):
            client, book = home.visit(who, lang=self.lang), home.books[who]
            for name in ("week-at-once", "offline", "offline-page", "add-files"):
                self.keep(who, client.get(reverse(name, args=[book.pk])))
            week = reverse("week-at-once", args=[book.pk])
            self.keep(who, client.post(week, form()))
            book.notes.filter(day__gte=notes.today_of(book) - timedelta(days=2)).delete()
            self.keep(who, client.get(week))
            told = {f"reach-{notes.today_of(book) - timedelta(days=back)}": "2" for back in (0, 4)}
            self.keep(who, client.post(week, form(**told)))
            day = (notes.today_of(book) - timedelta(days=4)).isoformat()
            sent = form(words="<b>words</b>", reach="3", talked="no", bed_hour="2", drive="1", flags="exam")
            self.keep(who, client.post(reverse("note", args=[book.pk, day]), sent))
            for told in ({}, {"zone": "x"}, {"zone": "Asia/Tokyo"}):
                self.keep(who, client.post(reverse("add-files", args=[book.pk]), told))
            self.files(who, client, book)

    def files(self, who: str, client: Client, book: Notebook) -> None:
        """A reading on its way, refused, with days, and with days that are known."""
        visit = hashlib.sha256(f"visit:{client.session.session_key}".encode()).hexdigest()
        told = Report(day=notes.today_of(book), informant=Informant.FAMILY, reach_low=Reach.HOME)
        told_of_files = {"left_out": [["damaged", "a.csv", 3, ""]], "unread": 0, "files": []}
        refusal = {"trouble": "unknown_format", "file": "<b>words</b>", "where": "", "expected": ""}
        found = DayTable(key=f"{who:t<43}", visit=visit, days=days_json(days([told])), told=told_of_files)
        page = reverse("added-files", args=[book.pk, found.key])
        for standing in ("waiting", "refused", "ready"):
            found.standing, found.progress, found.refusal = standing, 0.5, refusal
            found.expires_at = timezone.now() + timedelta(hours=1)
            found.save()
            self.keep(who, client.get(page))
        bridge.take_in(book, bridge.reading_from(found).days)
        self.keep(who, client.get(page))

    def readers(self) -> None:
        """What is shared, and what is not."""
        for who in ("somchai", "aoki", "hana"):
            client, link = self.home.visit(who, lang=self.lang), self.home.links[who].pk
            for name in ("linked", "linked-code"):
                self.keep(who, client.get(reverse(name)))
            self.keep(who, client.post(reverse("linked-code")))
            for name in ("share", "share-way", "share-words", "share-phone"):
                self.keep(who, client.get(reverse(name, args=[link])))
        self.keep(
            "yuki",
            self.home.visit("yuki", lang=self.lang).get(reverse("looked", args=[self.home.books["yuki"].pk])),
        )

    def clinic(self) -> None:
        """Emergencies and the centre's lists."""
        home = self.home
        opening = glass.opened(home.people["baba"], home.links["aoki"], "life", "for a <b>reason</b>")
        baba, aoki = home.visit("baba", lang=self.lang), home.visit("aoki", lang=self.lang)
        self.keep("baba", baba.get(reverse("opening", args=[opening.pk])))
        books.keep_in_need(home.books["yuki"], "call <my aunt>")
        self.keep("baba", baba.get(reverse("opening", args=[opening.pk])))
        self.keep("baba", baba.get(reverse("emergency")))
        self.keep("baba", baba.post(reverse("emergency"), {"called": "<x>", "category": "life"}))
        self.keep("aoki", aoki.get(reverse("openings")))
        self.keep("aoki", aoki.get(reverse("review", args=[opening.pk])))
        self.keep("kae", home.visit("kae", lang=self.lang).get(reverse("centre-people")))
        self.keep("ren", home.visit("ren", lang=self.lang).get(reverse("centre-looks")))
        home.people["aoki"].save()
        from tests.web.people.household import code_now

        code_now(home.people["aoki"])
        self.keep("half", home.visit("aoki", second_given=False, lang=self.lang).get(reverse("second")))

    def sheets(self) -> None:
        """The shelf, every sheet empty and filled, wrong and saved meanwhile; before and since; homework."""
        home, lang, book = self.home, self.lang, self.home.books["yuki"]
        yuki, somchai = home.visit("yuki", lang=lang), home.visit("somchai", lang=lang)
        link = home.links["somchai"].pk
        for worksheet in fillable():
            self.keep("yuki", yuki.get(reverse("worksheet-new", args=[book.pk, worksheet])))
            self.keep("yuki", yuki.get(reverse("worksheet", args=[book.pk, worksheet])))
        today = notes.today_of(book).isoformat()
        line = {"on": today, "part": "night", "kind": "rest", "mood": 3, "what": "<b>words</b>"}
        kept = [
            put_paper(book, "thought_record", "t" * 36, situation="<b>words</b>", thought="I want to die"),
            put_paper(book, "activation", blocks=[line] * 5),
            put_paper(book, "sleep_reset", rise_wish="08:00", red_flags=["none"]),
            put_paper(book, "medication", medicines=[{"name": "<b>words</b>", "began": today}]),
            put_paper(book, "referral", steps=[{"step": "sent", "on": today, "place": "<b>words</b>"}]),
            put_paper(book, "relapse_plan", signs=["staying_in"], helped="<b>words</b>"),
        ]
        for paper in kept:
            kind = paper.body["kind"]
            address = reverse("worksheet-fill", args=[book.pk, kind, paper.pk])
            self.keep("yuki", yuki.get(address))
            self.keep("yuki", yuki.post(address, {"edition": "1"}))
            changed = {"edition": "0", "noticed": "<b>words</b>", "situation": "x", "blocks.0.mood": "11"}
            self.keep("yuki", yuki.post(address, changed))
            self.keep("yuki", yuki.post(address, {"edition": "0", "signs": "mood", "situation": "x"}))
            self.keep("yuki", yuki.get(reverse("worksheet", args=[book.pk, kind])))
        asked = {"slot": "k" * 36, "worksheet": "thought_record", "words": "<b>words</b>"}
        ask = reverse("share-homework", args=[link])
        self.keep("somchai", somchai.get(ask))
        self.keep("somchai", somchai.post(ask, {**asked, "worksheet": ""}))
        somchai.post(ask, {**asked, "wished": (timezone.now() + timedelta(days=9)).date().isoformat()})
        self.keep("somchai", somchai.get(ask))
        self.keep("yuki", yuki.get(reverse("worksheets", args=[book.pk])))
        self.keep("yuki", yuki.get(reverse("today", args=[book.pk])))
        (one,) = Homework.objects.all()
        told, address = {"homework": one.pk, "paper": kept[0].pk}, reverse("homework", args=[book.pk])
        self.keep("yuki", yuki.get(address))
        self.keep("yuki", yuki.post(address, told))
        self.keep("yuki", yuki.post(address, {**told, "send": "1", "edition": "9"}))
        yuki.post(address, {**told, "send": "1", "edition": "1"})
        self.keep("yuki", yuki.get(address))
        self.keep("yuki", yuki.post(address, {"homework": "gone"}))
        self.keep("somchai", somchai.get(ask))
        self.keep("somchai", somchai.get(reverse("share-homework-sent", args=[link])))
        since = reverse("since", args=[book.pk])
        self.keep("yuki", yuki.get(since))
        self.keep("yuki", yuki.post(since))
        for day in ("2020-01-01", today):
            self.keep("yuki", yuki.post(since, {"which": "other", "kind": "group", "day": day}))
        home.books["ploy"].notes.all().delete()
        slid(home.books["ploy"])
        put_paper(home.books["ploy"], "relapse_plan", signs=["staying_in"], helped="<b>words</b>")
        ploy = home.visit("ploy", lang=lang)
        self.keep("ploy", ploy.get(reverse("today", args=[home.books["ploy"].pk])))
        self.keep("ploy", ploy.get(reverse("way", args=[home.books["ploy"].pk])))

    def guardians(self) -> None:
        """What a centre records, what the person and the guardian read, of age, and with what is wrong."""
        home, lang = self.home, self.lang
        aoki, yuki, hana = (home.visit(who, lang=lang) for who in ("aoki", "yuki", "hana"))
        self.keep("aoki", aoki.get(reverse("guardianships")))
        until = (timezone.now() + timedelta(days=30)).date().isoformat()
        told = {"called": "<b>words</b>", "paper": "<b>reason</b>", "until": until, "seen": "1"}
        self.keep("aoki", aoki.post(reverse("guardianships"), told))
        court = reverse("guardianship-court")
        self.keep("aoki", aoki.post(court, told))
        made = aoki.post(court, {**told, "matters": ["in_care", "safety_plan", "appointments"]})
        self.keep("aoki", made)
        self.keep("aoki", aoki.get(reverse("guardianships")))
        person, guardian = re.findall(r'class="code">([\w-]+)<', made.content.decode())
        self.keep("yuki", yuki.get(reverse("guardians")))
        self.keep("yuki", yuki.post(reverse("guardians"), {"code": person}))
        yuki.post(reverse("guardians"), {"code": person, "yes": "1"})
        self.keep("hana", hana.get(reverse("guardians")))
        hana.post(reverse("guardians"), {"code": guardian})
        self.keep("hana", hana.get(reverse("guardians")))
        one = Guardianship.objects.get(ward=home.people["yuki"])
        for changed in ({}, {"appointments": "<b>words</b>", "safety_plan": "<b>words</b>"}):
            aoki.post(reverse("guardianship", args=[one.pk]), changed)
            self.keep("aoki", aoki.get(reverse("guardianship", args=[one.pk])))
            self.keep("hana", hana.get(reverse("ward", args=[one.pk])))
            self.keep("yuki", yuki.get(reverse("guardians")))
        Guardianship.objects.filter(pk=one.pk).update(kind="minor", until="2026-01-01")
        self.keep("yuki", yuki.get(reverse("guardians")))
        self.keep("yuki", yuki.get(reverse("looked", args=[home.books["yuki"].pk])))

    def reminders(self) -> None:
        """The page as shipped, with every way, going, resting, ended, with a long list, with problems."""
        client, book = self.home.visit("hana", lang=self.lang), self.home.books["hana"]
        way = [book.pk]
        self.keep("hana", client.get(reverse("remind", args=way)))
        with override_settings(**SENDS):
            self.keep("hana", client.get(reverse("remind", args=way)))
            self.keep("hana", client.post(reverse("remind", args=way), form(edition="0", hour="3", days="0")))
            client.post(reverse("remind", args=way), form(edition="0", hour="9", days=["0"], on_silence="1"))
            client.post(reverse("remind-push", args=way), {"address": "https://web.push.apple.com/x"})
            self.keep("hana", client.post(reverse("remind-mail", args=way), {"address": "<b>words</b>"}))
            client.post(reverse("remind-mail", args=way), {"address": "moss@days.example"})
            self.keep("hana", client.get(reverse("remind", args=way)))
            MailPlace.objects.update(number="")
            held = Reminder.objects.get()
            for back in range(12):
                day = notes.today_of(book) - timedelta(days=back)
                told = {"way": Delivery.Way.values[back % 2], "why": Delivery.Why.values[back // 2 % 2]}
                told["outcome"] = Delivery.Outcome.values[back // 3]
                Delivery.objects.create(reminder=held, day=day, at=timezone.now(), **told)
            for changed in ({"pause": "1"}, {"stop": "1"}):
                client.post(reverse("remind", args=way), changed)
                self.keep("hana", client.get(reverse("remind", args=way)))
            for ended in ("time", "quiet"):
                Reminder.objects.update(ended=ended)
                self.keep("hana", client.get(reverse("remind", args=way)))
        nobody = Client(headers={"accept-language": self.lang})
        self.keep("nobody", nobody.get(reverse("mail-stop", args=["0.x"])))
        self.keep("nobody", nobody.post(reverse("mail-stop", args=["0.x"])))

    def leaving(self) -> None:
        """Taking along, bringing back, visits, single things, a hold, and going away."""
        home, lang = self.home, self.lang
        aoki, link = home.visit("aoki", lang=lang), home.links["aoki"].pk
        for changed in ({}, {"until": "x"}):
            send = aoki.post if changed else aoki.get
            self.keep("aoki", send(reverse("share-hold", args=[link]), changed))
        sleeping.hold(home.links["aoki"], timezone.now().date() + timedelta(days=9), "<b>reason</b>")
        home.people["yuki"].language = lang
        home.people["yuki"].save()
        yuki, book = home.visit("yuki", lang=lang), home.books["yuki"]
        for name in ("visits", "take-along", "bring-back", "go", "waiting"):
            self.keep("yuki", yuki.get(reverse(name)))
        for name in ("take-along", "bring-back", "visits", "account-elsewhere", "sheet"):
            self.keep("yuki", yuki.post(reverse(name)))
        pack = yuki.post(reverse("take-along"), {"old": PASSWORD}).content
        with zipfile.ZipFile(io.BytesIO(pack)) as inside:
            self.pages["everything.html"] = inside.read("everything.html").decode()
        self.keep("yuki", yuki.post(reverse("bring-back"), {"file": SimpleUploadedFile("d.zip", pack)}))
        day = [book.pk, notes.today_of(book).isoformat()]
        paper = [book.pk, put_paper(book, thought="<b>thought</b>").pk]
        for name, args in (("day-erase", day), ("paper-erase", paper), ("book-erase", [book.pk])):
            self.keep("yuki", yuki.get(reverse(name, args=args)))
            self.keep("yuki", yuki.post(reverse(name, args=args), {"now": "1"}))
            yuki.post(reverse(name, args=args))
            self.keep("yuki", yuki.get(reverse("waiting")))
        self.keep("yuki", yuki.post(reverse("go"), {"now": "1"}))
        self.keep("gone", yuki.post(reverse("go"), follow=True))
        home.people["yuki"].refresh_from_db()
        back = home.visit("yuki", lang=lang)
        self.keep("going", back.get(reverse("going")))
        self.keep("going", back.post(reverse("going"), {"now": "1"}))


@pytest.mark.parametrize("lang", ["en", "th", "ja"])
def test_every_page_of_people_is_sound(rendered: set[str], lang: str) -> None:
    """Every template has its turn, in its language; the judge finds nothing, and own words stay text."""
    pages = Round(household(), lang).everywhere()
    wanted = {f"people/{file.name}" for file in (TEMPLATES / "people").glob("*.html")}
    assert wanted <= rendered, wanted - rendered
    assert all(f'lang="{lang}"' in page for page in pages.values())
    assert not [
        where for where, page in pages.items() if re.search("<b>words|<i>otherwise|<b>reason|<my aunt", page)
    ]
    assert html_faults(pages) == []
