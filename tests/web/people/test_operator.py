"""What only whoever runs the site can do, by command."""

from __future__ import annotations

import re
from contextlib import nullcontext

import pytest
from click.testing import CliRunner, Result
from django.urls import reverse
from tests.web.people.household import account, household, visit

from genkan_web import operator
from genkan_web.cli import main
from genkan_web.may_table import as_markdown, table
from genkan_web.people import invitations, tokens
from genkan_web.people.models import Account, Centre, Invitation, Token


@pytest.fixture
def run(db: None, monkeypatch: pytest.MonkeyPatch) -> object:
    """A command, on the test's own database."""
    monkeypatch.setattr(operator, "_tables", nullcontext)
    return lambda *words: CliRunner().invoke(main, [str(word) for word in words])


def test_a_centre_and_its_people_come_from_commands(run) -> None:  # type: ignore[no-untyped-def]
    """Make, list, invite; the code is shown once and kept as a mark."""
    made: Result = run(
        "centre", "new", "Hill Clinic", "--kind", "clinic", "--country", "jp", "--reads", "Mon–Fri 9–17"
    )
    assert made.exit_code == 0, made.output
    centre = Centre.objects.get()
    assert made.output.strip() == str(centre.pk)
    assert centre.reads_when == "Mon–Fri 9–17"
    assert "Hill Clinic" in run("centre", "list").output
    code = run("invite", centre.pk, "clinic").output.strip()
    assert re.fullmatch(r"(\w{4}-){3}\w{4}", code)
    assert code.replace("-", "") not in str(list(Invitation.objects.values()))
    assert invitations.used(code) is not None
    assert invitations.used(code) is None


def test_whoever_runs_the_site_ends_visits_of_one_or_of_everybody(run) -> None:  # type: ignore[no-untyped-def]
    """The next request of each is at the door again; nobody else's visit ends by it."""
    inside = {name: visit(account(name, "person")) for name in ("moss", "fern")}

    def are_in() -> list[bool]:
        return [client.get(reverse("account")).status_code == 200 for client in inside.values()]

    tokens.made(Account.objects.get(handle="moss"), "a test", "read", 7)
    assert are_in() == [True, True]
    assert run("sign-out", "Moss").exit_code == 0
    assert are_in() == [False, True]
    assert not Token.objects.exists()
    assert run("sign-out", "--everybody").exit_code == 0
    assert are_in() == [False, False]


@pytest.mark.parametrize(
    "words",
    [
        ("sign-out",),
        ("sign-out", "nobody"),
        ("sign-out", "nobody", "--everybody"),
        ("sign-out", "--everybody", "--close"),
        ("sign-out", "nobody", "--close", "--open"),
        ("centre", "new", "X", "--kind", "clinic", "--country", "xx"),
        ("centre", "new", " ", "--kind", "clinic", "--country", "jp"),
        ("centre", "new", "X", "--kind", "church", "--country", "jp"),
        ("invite", "no-id", "clinic"),
        ("invite", "00000000-0000-0000-0000-000000000007", "clinic"),
        ("invite", "00000000-0000-0000-0000-000000000007", "operator"),
    ],
)
def test_what_cannot_be_is_said_in_one_sentence(run, words: tuple[str, ...]) -> None:  # type: ignore[no-untyped-def]
    """Exit code 2, no traceback, nothing made."""
    result: Result = run(*words)
    assert result.exit_code == 2
    assert "Error:" in result.output
    assert not Centre.objects.exists()
    assert not Invitation.objects.exists()


def test_the_printed_table_names_everything() -> None:
    """Every role, thing and address stands in it."""
    text = as_markdown()
    for name in (*table().roles, *table().may, *table().addresses):
        assert re.search(rf"\| {name} \|", text), name
    assert CliRunner().invoke(main, ["centre", "may"]).output == text


def test_every_role_of_an_account_can_be_told_apart() -> None:
    """Staff are exactly those who come by invitation."""
    assert {*Account.STAFF} == {"worker", "clinic", "admin", "auditor"}


def test_after_a_theft_every_visit_ends_and_the_account_may_be_closed(run, db: None) -> None:  # type: ignore[no-untyped-def]
    """Signed out everywhere; closed, nobody comes in; opened, its owner does. An unknown name is told."""
    home = household()
    thief = home.visit("somchai")
    assert thief.get("/linked/").status_code == 200
    assert "has ended" in run("sign-out", "somchai", "--lang", "en").output
    assert thief.get("/linked/").status_code == 302
    home.people["somchai"].refresh_from_db()
    assert home.visit("somchai").get("/linked/").status_code == 200, "its owner comes in again"
    for words, status in ((("--close",), 302), (("--open",), 200)):
        assert run("sign-out", "somchai", *words).exit_code == 0
        home.people["somchai"].refresh_from_db()
        assert home.visit("somchai").get("/linked/").status_code == status
    assert run("sign-out", "nobody").exit_code == 2
