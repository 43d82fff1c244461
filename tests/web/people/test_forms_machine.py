"""Consent as a machine, with every form filled in by somebody who types anything.

The rules of consent hold all the same, no form ever breaks, and a note is only ever what was last written
over what stood there.
"""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import strategies as some
from hypothesis.stateful import initialize, invariant, rule
from tests.web.people.household import PASSWORD, visit
from tests.web.people.test_consent_machine import READERS, Consent, run

from genkan.nouns import FLAGS
from genkan_web.care import sharing
from genkan_web.diary import books, notes
from genkan_web.people.models import Account

typed = some.one_of(
    some.text(max_size=20), some.sampled_from(["\x00", "𠮷", "'; --", "<b>", "-1", "9" * 30, "٣"])
)
numbers = some.one_of(some.sampled_from(["", "0", "1", "3", "5", "6", "-1", "1.5", "x"]), typed)
fields = some.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(("reach", "mood", "drive", "bed_hour", "up_hour"), numbers),
        **dict.fromkeys(("talked", "known_by", "further", "other"), typed),
        "flags": some.lists(some.one_of(some.sampled_from(FLAGS), typed), max_size=3),
    },
)
FORMS = (
    "enter",
    "enter-sheet",
    "enter-passkey",
    "join-as",
    "notebooks",
    "tokens",
    "tokens-end",
    "code",
    "code-yes",
)
OF_BOOK = ("sees-stop", "sees-again", "code", "code-yes", "in-need", "take-check-up")


class Forms(Consent):
    """The same people, a family's own notebook, and forms."""

    @initialize()
    def begin(self) -> None:
        """Sign everybody up; nothing is written."""
        super().begin()
        self.held: dict[date, tuple[int, str]] = {}  # version and words, as a model
        family = self.people["family"]
        begun = books.begun_about(family, "Y.", "")
        assert begun is not None
        self.family_book = begun

    def sent(self, client: Client, address: str, told: dict[str, Any], **how: Any) -> Any:
        """Send; never a fault of ours."""
        answer = client.post(address, told, **how)
        assert answer.status_code < 500, (address, told, answer.status_code)
        return answer

    @rule(name=typed, password=typed, right=some.booleans())
    def sign_in(self, name: str, password: str, right: bool) -> None:
        """With the right words, or with any."""
        told = {"name": "person", "password": PASSWORD} if right else {"name": name, "password": password}
        answer = self.sent(Client(), reverse("enter"), told)
        assert answer.status_code in ((302, 429) if right else (400, 429))

    @rule(back=some.integers(-1, 2), told=fields, step=some.sampled_from([0, 0, 0, -1, 1]), words=typed)
    def note(self, back: int, told: dict[str, Any], step: int, words: str) -> None:
        """Write about a day over the version somebody believes to be the last."""
        day = notes.today_of(self.book) - timedelta(days=back)
        version, _ = self.held.get(day, (0, ""))
        before = self.book.notes.filter(day=day).first()
        version = before.version if before else 0
        said = f"{words} canary"
        form = {**told, "words": said, "version": str(version + step), "client_id": str(uuid.uuid4())}
        answer = self.sent(visit(self.person), reverse("note", args=[self.book.pk, day.isoformat()]), form)
        assert answer.status_code in (302, 400, 404, 409)
        if answer.status_code == 302:
            assert step == 0
            self.held[day] = (version + 1, said.replace("\x00", "").strip())

    @rule(told=some.dictionaries(typed, typed, max_size=3), which=some.sampled_from(FORMS))
    def any_form(self, told: dict[str, str], which: str) -> None:
        """A form with fields it has and fields it has not."""
        named = {"join-as": ["person"], "code": [self.book.pk], "code-yes": [self.book.pk]}
        known = dict.fromkeys(
            ("name", "password", "code", "called", "scope", "days", "token", "client_id"), "x"
        )
        told = {**known, **told} if len(told) % 2 else told
        self.sent(visit(self.person), reverse(which, args=named.get(which, [])), told)

    @rule(told=some.fixed_dictionaries({}, optional=dict.fromkeys(("code", "words"), typed)))
    def any_form_of_the_notebook(self, told: dict[str, str]) -> None:
        """Forms of one's own notebook with anything in them; nobody's share changes by that."""
        for which in OF_BOOK:
            if which != "in-need" or "words" in told:
                self.sent(visit(self.person), reverse(which, args=[self.book.pk]), told)

    @rule(yes=some.booleans(), joined=some.booleans())
    def offer(self, yes: bool, joined: bool) -> None:
        """A family offers its notebook; the person takes it, or puts it away."""
        page = self.sent(visit(self.people["family"]), reverse("offer", args=[self.family_book.pk]), {})
        told = {"code": page.context["made"], "items": ["days", "notes", "phone"] if yes else []}
        self.sent(visit(self.person), reverse("code-yes", args=[self.book.pk]), told)
        for link in sharing.links_to(self.person):
            assert sharing.live_items(link) <= {"days"}
            answer = {"joined": "1", "accept": "1"} if joined else {"decline": "1"}
            self.sent(visit(self.person), reverse("share-answer", args=[link.pk]), answer)

    @rule(
        who=some.sampled_from(READERS), body=some.one_of(typed, some.dictionaries(typed, typed, max_size=3))
    )
    def any_json(self, who: str, body: Any) -> None:
        """Programs that send anything, to their own notebook and to others'."""
        for account in (self.person, self.people[who]):
            client: Any = visit(account)
            address = reverse("api-note", args=[self.book.pk, notes.today_of(self.book).isoformat()])
            assert client.put(address, body, content_type="application/json").status_code < 500
            stop = reverse("api-stop", args=[self.book.pk])
            assert client.post(stop, body, content_type="application/json").status_code < 500

    @invariant()
    def notes_are_what_was_written(self) -> None:
        """One note a day; each stands as it was written last, and nobody else's."""
        if not hasattr(self, "held"):
            return
        found = {one.day: (one.version, one.words) for one in self.book.notes.all()}
        assert {day: found[day] for day in self.held if day in found} == self.held
        assert Account.objects.get(pk=self.person.pk).check_password(PASSWORD)


@pytest.mark.slow
def test_no_form_breaks_and_consent_holds(db: Any) -> None:
    """In any order, with anything typed anywhere."""
    run(Forms, 25, 20)


@pytest.mark.parametrize("fault", ["a broken form", "a note over another"])
def test_the_machine_sees_a_planted_fault(db: Any, monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    """A form that breaks on a word it does not know; a note that is kept whatever stood there."""
    if fault == "a broken form":
        monkeypatch.setattr(notes, "NUMBERS", {"reach": (0, 5)})
        error: type[BaseException] = KeyError
    else:
        real = notes.keep

        def keep(book: Any, day: date, written: Any) -> Any:
            note = book.notes.filter(day=day).first()
            return real(
                book, day, notes.Written(written.client_id, note.version if note else 0, written.told)
            )

        monkeypatch.setattr(notes, "keep", keep)
        error = AssertionError
    machine = Forms()
    try:
        machine.begin()
        with pytest.raises(error):
            machine.note(0, {"mood": "1"}, 0, "a")
            machine.note(0, {"reach": "2"}, -1, "b")
    finally:
        machine.teardown()
