"""The pages of the plan, of family work and of programmes, walked for the judge of HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.test import Client
from django.urls import reverse
from tests.web.people.household import put_paper, put_plan, put_programme

from genkan_web.care import sharing
from genkan_web.diary import notes

if TYPE_CHECKING:
    from tests.judges.test_people_html import Round

WORDS = "<b>words</b>"  # own words that have to stay text


def walk(round_: Round) -> None:
    """All of them."""
    at_home(round_)
    plans(round_)
    offers(round_)


def at_home(round_: Round) -> None:
    """The check before family pages: asked, calm, worn out, left open, and with danger."""
    for who in ("hana", "somchai"):
        client = round_.home.visit(who, lang=round_.lang)
        safe = reverse("safe", args=[round_.home.books[who].pk])
        round_.keep(who, client.get(safe))
        for strain, violence in (("tired", "never"), ("worn_out", "past"), ("", ""), ("tired", "now")):
            told = {"danger": ["none"], "violence": violence, "strain": strain, "to": WORDS}
            round_.keep(who, client.post(safe, told))
            round_.keep(who, client.get(safe))
        round_.keep(who, client.get(reverse("kin", args=[round_.home.books[who].pk])))
        client.post(safe, {"danger": ["none"], "violence": "never", "strain": "well", "rougher": "no"})
        kin(round_, who, client)


def kin(round_: Round, who: str, client: Client) -> None:
    """The family drawn, the circle, agreements, over time: with nothing, with sheets, in a muddle."""
    book = round_.home.books[who]
    pages = [reverse(name, args=[book.pk]) for name in ("kin", "kin-drawing", "kin-circle", "kin-time")]
    for filled in range(3):
        for address in pages:
            round_.keep(who, client.get(address))
        slot = str(filled) * 36
        people = [{"word": WORDS, "here": True, "person": True}, {"word": "mother", "gone": True}]
        ties = [{"one": "mother", "kind": "parent_of", "other": WORDS}]
        ties += [{"one": "mother", "kind": "couple", "other": "father"}] if filled else []
        put_paper(book, "family_list", slot=slot, people=people, ties=ties, noticed=WORDS)
        steps = [{"words": f"<b>words</b> {at}", "other": WORDS} for at in range(3 - filled)]
        put_paper(book, "circle", slot=slot, steps=steps, try_here=WORDS, look_again="2026-12-24")
        days = {"until": f"202{4 + filled}-12-24", "review_on": f"202{4 + filled}-12-24"} if filled else {}
        put_paper(book, "agreement", slot=slot, what=WORDS, **days)
        meeting = {"try": WORDS, "next": "2026-12-24", "on": "2026-11-24"} if filled else {}
        put_paper(book, "session", slot=slot, about=WORDS, **meeting)
        put_paper(book, "session_rating", slot=slot, on=f"2026-11-1{filled}", room=filled, pace=5)
        put_paper(book, "accommodation", slot=slot, meals="often", **({"quiet": "not"} if filled else {}))
    for address in pages:
        round_.keep(who, client.get(address))


def plans(round_: Round) -> None:
    """A plan from nothing to agreed, with what does not fit, two windows, danger, a look, as data."""
    home, lang = round_.home, round_.lang
    for who in ("yuki", "hana"):
        client, book = home.visit(who, lang=lang), home.books[who]
        named = {name: reverse(name, args=[book.pk]) for name in ("plan", "plan-write", "plan-look")}
        round_.keep(who, client.get(named["plan"]))
        round_.keep(who, client.get(named["plan-write"]))
        goal = {"goals.0.words": "<b>words</b> & 'more'", "acts.0.what": WORDS, "seen": "0"}
        full = {"goals.0.sign": "mood", "goals.0.by": "2026-12-24", "goals.0.reached": "no"}
        full |= {"acts.0.who": "family", "acts.0.until": "2026-12-24", "acts.0.done": "yes"}
        full |= {"agreed.0.who": "person", "agreed.1.who": "family", "agreed.1.on": "2026-11-24"}
        full |= {"review_on": "2026-12-24", "notes": "<b>words</b>\n2"}
        for sent in ({**goal, "more": "1"}, {"seen": "0"}, {**goal, "goals.0.by": WORDS}):
            round_.keep(who, client.post(named["plan-write"], sent))
        client.post(named["plan-write"], goal)
        round_.keep(who, client.post(named["plan-write"], {**goal, **full}))
        client.post(named["plan-write"], {**goal, **full, "seen": "1"})
        for name in named.values():
            round_.keep(who, client.get(name))
        round_.keep(who, client.get(reverse("plan-version", args=[book.pk, 1])))
        for sent in ({"weeks": "x"}, {"changed": "no", "weeks": "20", "danger": "yes"}, {"worse": "no"}):
            round_.keep(who, client.post(named["plan-look"], sent))
        put_plan(book, "I want to die <b>words</b>")
        round_.keep(who, client.get(named["plan"]))
    sharing.share(home.books["yuki"], home.people["hana"], ("week", "plan"), "Y.")
    for who in ("hana", "somchai"):
        client, link = home.visit(who, lang=lang), home.links[who].pk
        address = reverse("share-plan", args=[link])
        round_.keep(who, client.get(reverse("share", args=[link])))
        round_.keep(who, client.get(address))
        round_.keep(who, client.post(address, {"version": "1"}))
        client.post(address, {"version": "3"})
        put_plan(home.books["yuki"], f"for {who}")
        put_plan(home.books["yuki"], "I want to die <b>words</b>")
        round_.keep(who, client.get(address))
    round_.keep("yuki", home.visit("yuki", lang=lang).get(reverse("plan", args=[home.books["yuki"].pk])))


def offers(round_: Round) -> None:
    """Programmes with everything said and nothing, ended, wrong, changed; the path; being there."""
    home, lang = round_.home, round_.lang
    somchai = home.visit("somchai", lang=lang)
    round_.keep("somchai", somchai.get(reverse("programmes")))
    round_.keep("somchai", somchai.post(reverse("programmes"), {"title": WORDS, "size": WORDS}))
    full = {"size": 6, "noise": "quiet", "camera_off": True, "late_is_fine": True, "start_hour": 14}
    full |= {"call_first": False, "dates": ["2999-12-24"]}
    for at, more in enumerate(
        (full, {}, {"kind": "family_group"}, {"place": "online"}, {"kind": "learning"})
    ):
        made = put_programme(home.centre, f"<b>words</b> {at}", **more)
        one = reverse("programme", args=[made.pk])
        round_.keep("somchai", somchai.get(one))
    round_.keep(
        "somchai", somchai.post(one, {"title": "x", "kind": "games", "place": "centre", "cost": "free"})
    )
    somchai.post(reverse("programme", args=[made.pk]), {"end": "1"})
    round_.keep("somchai", somchai.get(one))
    round_.keep("somchai", somchai.get(reverse("programmes")))
    sharing.share(home.books["hana"], home.people["somchai"], ("week",))
    for who in ("yuki", "hana", "somchai", "ploy"):
        client, book = home.visit(who, lang=lang), home.books[who]
        address = reverse("offers", args=[book.pk])
        round_.keep(who, client.get(address))
        round_.keep(who, client.post(address, {"hard": ["talking", "sleep", "phone"]}))
        round_.keep(who, client.post(reverse("offer-contact", args=[book.pk])))
        day = notes.today_of(book).isoformat()
        client.post(reverse("offer-contact", args=[book.pk]), {"day": day, "station": "person"})
        told = {"day": day, "client_id": "a" * 36, "programme": str(home.centre.programmes.first().pk)}
        round_.keep(who, client.post(reverse("offer-there", args=[book.pk]), told))
        round_.keep(who, client.post(reverse("offer-there", args=[book.pk]), {**told, "day": WORDS}))
        round_.keep(who, client.get(address))
