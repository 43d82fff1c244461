"""Small things that a security sheet asks for and that no page would show by itself."""

from __future__ import annotations

import math
import re
import time
import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.web.people.household import PASSWORD, Household, account, code_now, form, visit

from genkan_web.care import sharing
from genkan_web.logs import Discreet
from genkan_web.people import entering, second, tokens
from genkan_web.people.models import Account
from genkan_web.people.second import Factors

ROOT = Path(__file__).resolve().parents[3]
PLACES = ROOT / "src" / "genkan_web"
SINKS = re.compile(
    r"innerHTML|outerHTML|insertAdjacent|document\.write|\beval\(|\bFunction\(|setTimeout\(\s*[\"'`]"
    r"|localStorage|sessionStorage|indexedDB|document\.cookie|postMessage|__proto__|javascript:"
)
KEEPS = {  # locked: notes that wait for the network, where somebody asked for it, and half-written ones
    "device.js": {"indexedDB"},
    "outbox.js": {"document.cookie"},
    "page.js": {"indexedDB", "localStorage"},  # empties both
    "scenes.js": {"localStorage"},  # what an older version left readable there, to take it away
    "today.js": {"indexedDB"},
}
INPUT = re.compile(r"<input[^>]*name=\"(?:old|password)\"[^>]*>")


def faults_of_password_field(field: str) -> list[str]:
    """What keeps a field from being masked, or a password manager from filling it."""
    wanted = ('type="password"', 'autocomplete="', 'maxlength="256"')
    found = [one for one in wanted if one not in field]
    return found + [one for one in ('autocomplete="off"', "onpaste", "readonly", "pattern=") if one in field]


def test_passwords_are_masked_and_password_managers_may_fill_them() -> None:
    """In every template; nothing in the scripts listens for pasting."""
    fields = [
        field
        for file in (PLACES / "templates").rglob("*.html")
        for field in INPUT.findall(file.read_text(encoding="utf-8"))
    ]
    assert len(fields) >= 7
    assert [field for field in fields if faults_of_password_field(field)] == []
    assert not any("paste" in file.read_text(encoding="utf-8") for file in scripts())
    planted = '<input name="old" type="text" autocomplete="off" maxlength="256">'
    assert len(faults_of_password_field(planted)) == 2


def scripts() -> list[Path]:
    """Every script of ours."""
    return sorted(PLACES.rglob("*.js"))


def test_scripts_lay_nothing_into_pages_and_keep_nothing() -> None:
    """No words become page or code, nothing is kept in the browser's own stores, no other window is heard."""
    assert len(scripts()) >= 3
    for file in scripts():
        found = set(SINKS.findall(file.read_text(encoding="utf-8")))
        assert found <= KEEPS.get(file.name, set()), file.name
    assert SINKS.search("box.innerHTML = words")


@pytest.mark.django_db
def test_a_new_site_has_no_account() -> None:
    """Nobody can come in with a name and password that came with the software."""
    assert not Account.objects.exists()


@pytest.mark.parametrize(
    "password", ["  q  w  e r t  ", "aaaaaaaab1", "ひとりで歩く夜の道です", "🙂" * 10, "x y" * 85]
)
def test_any_letters_make_a_password_of_ten_to_256(password: str) -> None:
    """No rule asks for kinds of letters; spaces and pictures count."""
    assert entering.problem_with(password) == ""
    assert entering.problem_with("x" * 257) == entering.problem_with("x" * 9) == "people.password.short"


@pytest.mark.django_db
def test_a_password_stays_good(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is made to think of a new one: after a year and a half it opens as on the first day."""
    account("moss", "person")
    later = timezone.now() + timedelta(days=550)
    monkeypatch.setattr(timezone, "now", lambda: later)
    answer = Client().post(reverse("enter"), {"name": "moss", "password": PASSWORD})
    assert answer.headers["Location"] == reverse("home")


@pytest.mark.parametrize("who", ["yuki", "hana", "somchai", "aoki", "kae", "ren"])
def test_the_way_out_stands_on_every_page_inside(home: Household, who: str) -> None:
    """The first page of every role, the account, the visits: each has the button that ends the visit."""
    client = home.visit(who)
    for place in ("home", "account", "visits", "sheet"):
        page = client.get(reverse(place), follow=True).content.decode()
        assert f'action="{reverse("out")}"' in page, place


@pytest.mark.django_db
def test_the_judge_of_the_way_out_sees_a_page_without() -> None:
    """The entrance, where nobody is in, has none."""
    assert f'action="{reverse("out")}"' not in Client().get(reverse("entrance")).content.decode()
    assert visit(account("moss", "person")).get(reverse("account")).status_code == 200


@pytest.mark.parametrize(("group", "lock"), [("web", "web"), ("dev", "dev"), ("print", "web")])
def test_every_package_is_locked_with_its_sum(group: str, lock: str) -> None:
    """What the project names stands in the lock at one version, and each version with its hashes."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    text = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=[a-z0-9])", text)
    assert all(
        re.match(r"[a-z0-9._-]+(\[[a-z, ]+\])?==\S+ ", one) and "--hash=sha256:" in one for one in blocks
    )
    locked = {re.split(r"[=\[]", one)[0] for one in blocks}
    named = [*project["dependencies"], *project["optional-dependencies"][group]]
    wanted = {re.split(r"[\[<>=;]", one)[0].lower().replace(".", "-") for one in named} - {"genkan"}
    assert wanted - locked == set()


def test_what_a_form_sends_is_read_from_its_body_alone(home: Household) -> None:
    """The same names behind «?», in a cookie or as headers change nothing; twice in it, the last counts."""
    client, book = home.visit("yuki"), home.books["yuki"]
    client.cookies["words"] = "canary"
    address = reverse("today", args=[book.pk])
    told = form(mood="1")
    client.post(f"{address}?words=canary&reach=5", told, headers={"reach": "5", "words": "canary"})
    note = book.notes.get()
    assert (note.mood, note.reach_low, note.words) == (1, None, "")
    told |= {"version": "1", "client_id": "b" * 20, "reach": ["5", "2"]}
    client.post(address, told)
    assert book.notes.get().reach_low == 2


def test_refusals_stand_in_the_log_by_kind_and_pattern(home: Household, caplog: Any) -> None:
    """A form without its token, a guess too many, what does not fit: one line each, and no word of it."""
    strict = Client(enforce_csrf_checks=True)
    strict.post(reverse("enter"), {"name": "canary", "password": "canary"})
    for _ in range(8):
        home.visit("yuki").post(reverse("enter"), {"name": "canary", "password": "canary"})
    home.visit("yuki").post(reverse("code", args=[home.books["yuki"].pk]), {"code": "canary"})
    lines = [Discreet().format(one) for one in caplog.records if one.name.startswith("django")]
    for wanted in ("403 POST enter/", "429 POST enter/", "400 POST n/<uuid:key>/code/"):
        assert [line for line in lines if wanted in line], (wanted, lines)
    assert not any("canary" in line or "\n" in line for line in lines)


def test_a_code_of_the_app_is_good_for_its_half_minute(
    home: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The code of the half minute before, never used, opens nothing."""
    aoki = home.people["aoki"]
    code = code_now(aoki)
    assert second._counter_of(Factors().decrypt(secret_of(aoki)), code) is not None
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + 30)
    assert second._counter_of(Factors().decrypt(secret_of(aoki)), code) is None


def secret_of(of: Account) -> str:
    """The locked secret of somebody's code app."""
    return str(Authenticator.objects.get(user=of, type=Authenticator.Type.TOTP).data["secret"])


def test_what_no_hand_types_has_128_random_bits(home: Household) -> None:
    """Keys of visits, of forms and of programs; and none comes twice."""
    letters = {"visit": 36, "form": 62, "program": len(sharing.LETTERS)}
    secrets: dict[str, set[str]] = {name: set() for name in letters}
    for _ in range(5):
        client = home.visit("yuki")
        client.get(reverse("account"))
        secrets["visit"].add(str(client.session.session_key))
        secrets["form"].add(client.cookies[settings.CSRF_COOKIE_NAME].value)
        secrets["program"].add(tokens.made(home.people["yuki"], "a program", "read", 7).partition("-")[2])
    for name, found in secrets.items():
        assert len(found) == 5
        assert all(len(one) * math.log2(letters[name]) >= 128 for one in found), name
