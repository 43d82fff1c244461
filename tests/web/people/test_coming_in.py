"""Coming in: pseudonyms, sheets, second factors, and answers that never tell whether a name is known."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime
from typing import Any
from unittest import mock

import pytest
from django.conf import settings
from django.contrib.auth import hashers
from django.test import Client
from django.urls import reverse
from tests.web.people.household import PASSWORD, Household, account, code_now, visit

from genkan.knowledge import LANGUAGES, sentence
from genkan_web.people import ages, entering, invitations, knocks, recovery, second
from genkan_web.people.hashing import Argon2
from genkan_web.people.models import Account, Bucket, Centre

JOINING = {
    "name": "moss",
    "password": PASSWORD,
    "country": "th",
    "zone": "Asia/Bangkok",
    "birth_year": "1990",
}


def said(identity: str, lang: str = "en", **facts: Any) -> str:
    """A sentence as a page shows it."""
    return sentence(identity, lang, **facts).replace("'", "&#x27;")


def joined(client: Client, door: str = "person", /, **more: str) -> Any:
    """Sign up."""
    return client.post(reverse("join-as", args=[door]), {**JOINING, **more})


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["person", "family"])
def test_a_pseudonym_and_a_password_are_enough(nobody: Client, role: str) -> None:
    """No e-mail, no real name; then the sheet, once, and after it the notebook."""
    assert joined(nobody, role).headers["Location"] == reverse("sheet")
    page = nobody.get(reverse("sheet")).content.decode()
    codes = re.findall(r"<code>([\d-]+)</code>", page)
    assert len(codes) == 10
    assert all(len(code.replace("-", "")) == 16 for code in codes)
    assert re.search(r"moss-\d{4}", page)
    assert nobody.post(reverse("sheet"), {"kept": "1"}).headers["Location"] == reverse("home")
    assert "<code>" not in nobody.get(reverse("sheet")).content.decode()
    assert nobody.get(reverse("home"), follow=True).status_code == 200


@pytest.mark.django_db
def test_a_taken_name_is_not_told(nobody: Client) -> None:
    """Signing up under a name that is there already answers as if it were not."""
    account("moss", "person")
    pages = [joined(Client(), name=name) for name in ("moss", "fern")]
    assert {(page.status_code, page.headers["Location"]) for page in pages} == {(302, reverse("sheet"))}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "sentence_id"),
    [
        ({"name": "  "}, "people.join.name_wrong"),
        ({"name": "m" * 41}, "people.join.name_wrong"),
        ({"password": "short"}, "people.password.short"),
        ({"password": "1234567890"}, "people.password.common"),
        ({"country": "xx"}, "people.join.place_wrong"),
        ({"zone": "Mars/Olympus"}, "people.join.place_wrong"),
        ({"birth_year": "abcd"}, "people.join.year_wrong"),
        ({"birth_year": ""}, "people.join.year_wrong"),
        ({"birth_year": "2012"}, "people.join.young"),
    ],
)
def test_what_does_not_fit_is_said_in_one_sentence(
    nobody: Client, wrong: dict[str, str], sentence_id: str
) -> None:
    """And nothing is made."""
    page = joined(nobody, **wrong)
    assert page.status_code == 400
    assert said(sentence_id) in page.content.decode()
    assert not Account.objects.exists()


def test_ages_are_the_countrys_and_careful_before_the_birthday() -> None:
    """20 in Thailand, also when written in the Buddhist era; where no rule is known, the most careful."""
    assert ages.may_join_alone("th", 2005, 2026)
    assert not ages.may_join_alone("th", 2006, 2026)
    assert ages.may_join_alone("jp", 2007, 2026)
    assert ages.alone_from("fr") == 20
    assert ages.year_in("2541", 2026) == 1998
    assert ages.year_in("1998", 2026) == 1998
    assert [ages.year_in(text, 2026) for text in ("12", "2030", "1800", "²000", "3000")] == [None] * 5


@pytest.mark.django_db
def test_the_year_of_birth_is_not_kept(nobody: Client) -> None:
    """It is asked for the rule and forgotten: no field of the account holds it."""
    joined(nobody)
    kept = Account.objects.values().get()
    by_chance = ("id", "handle", "password", "joined_at")  # random letters may hold any four digits
    assert "1990" not in str([value for name, value in kept.items() if name not in by_chance])


@pytest.mark.django_db
def test_passwords_are_argon2() -> None:
    """With the cost this project chose."""
    made = account("moss", "person").password
    assert made.startswith(f"argon2$argon2id$v=19$m={Argon2.memory_cost},t=2,p=1$")


@pytest.mark.django_db
def test_known_unknown_and_asleep_names_cost_one_hash_and_answer_alike(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The same page after the same work, whether the name is known, unknown, asleep or has only a passkey."""
    account("known", "person")
    account("asleep", "person", is_active=False)
    only_passkey = account("passkey", "person")
    only_passkey.set_unusable_password()
    only_passkey.save()
    hashed: list[str] = []
    verify = Argon2.verify
    monkeypatch.setattr(Argon2, "verify", lambda self, *told: hashed.append("one") or verify(self, *told))
    entering._nobodys_password()
    pages = []
    for name in ("known", "unknown", "asleep", "passkey"):
        before = len(hashed)
        client = Client(headers={"accept-language": "en"}, REMOTE_ADDR=f"10.0.0.{len(pages)}")
        page = client.post(reverse("enter"), {"name": name, "password": "not the right one"})
        assert len(hashed) - before == 1, name
        pages.append((page.status_code, re.sub(rb'value="[\w]{64}"', b"", page.content)))
    assert len(set(pages)) == 1
    assert pages[0][0] == 400


@pytest.mark.django_db
def test_the_judge_of_equal_work_sees_a_shortcut(monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted: a check that returns at once for an unknown name hashes nothing."""
    hashed: list[str] = []
    monkeypatch.setattr(Argon2, "verify", lambda *_: hashed.append("one") or False)

    def shortcut(name: str, password: str) -> Account | None:
        found = Account.objects.filter(handle=name).first()
        return found if found and hashers.check_password(password, found.password) else None

    assert shortcut("unknown", PASSWORD) is None
    assert hashed == []


@pytest.mark.slow
@pytest.mark.django_db
def test_a_thousand_guesses_reach_the_hasher_twenty_times_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    """From one place or from a thousand; and whoever has the sheet still comes in."""
    mine = account("known", "person")
    code = recovery.new_sheet(mine)[0]
    hashed: list[str] = []
    monkeypatch.setattr(entering, "check_password", lambda *_: hashed.append("one") or False)
    for at in range(1_000):
        client = Client(REMOTE_ADDR=f"10.0.{at % 4}.{at % 250}")
        assert client.post(reverse("enter"), {"name": "known", "password": str(at)}).status_code in (400, 429)
    assert 1 <= len(hashed) <= 20
    rightful = Client(REMOTE_ADDR="10.0.0.1")
    told = {"name": "known", "code": code, "password": "another quiet evening"}
    assert rightful.post(reverse("enter-sheet"), told).headers["Location"] == reverse("home")


@pytest.mark.django_db
def test_a_bucket_fills_again_and_holds_no_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """A minute later one more try is there; what is kept is a mark."""
    now = [time.time()]
    monkeypatch.setattr(knocks.timezone, "now", lambda: _moment(now[0]))
    assert [knocks.may_try(("password here", "somebody")) for _ in range(7)] == [True] * 5 + [False] * 2
    now[0] += 61
    assert [knocks.may_try(("password here", "somebody")) for _ in range(2)] == [True, False]
    now[0] -= 10_000  # a clock set back gives nothing away
    assert not knocks.may_try(("password here", "somebody"))
    assert "somebody" not in str(list(Bucket.objects.values()))
    now[0] += 10_000 + 3 * 86_400
    knocks.sweep()
    assert not Bucket.objects.exists()


def _moment(seconds: float) -> Any:
    return datetime.fromtimestamp(seconds, UTC)


@pytest.mark.django_db
def test_signing_in_gives_a_fresh_key_and_signing_out_ends_it(nobody: Client) -> None:
    """A key somebody planted before is worth nothing after, and the old one nothing once out."""
    account("known", "person")
    session = nobody.session
    session["planted"] = True
    session.save()
    planted = session.session_key
    assert nobody.post(reverse("enter"), {"name": "known", "password": PASSWORD}).status_code == 302
    held = nobody.cookies["visit"].value
    assert held != planted
    assert nobody.post(reverse("out")).headers["Location"] == reverse("entrance")
    nobody.cookies["visit"] = held
    assert nobody.get(reverse("account")).headers["Location"] == reverse("enter")


@pytest.mark.parametrize(
    ("role", "idle", "whole", "stays"),
    [
        ("worker", 14 * 60, 3_600, True),
        ("worker", 16 * 60, 3_600, False),
        ("worker", 60, 12 * 3_600 + 60, False),
        ("clinic", 16 * 60, 3_600, False),
        ("person", 16 * 60, 3_600, True),
        ("person", 2 * 3_600 + 60, 3 * 3_600, False),
        ("person", 60, 25 * 3_600, False),
        ("person", -600, 3_600, False),
    ],
)
@pytest.mark.django_db
def test_visits_end_by_themselves(role: str, idle: int, whole: int, stays: bool) -> None:
    """Staff after 15 minutes or 12 hours, others after 2 hours or a day; a clock set back ends them too."""
    centre = Centre.objects.create(kind="centre", name="River", country="th")
    who = account("somebody", role, centre if role != "person" else None)
    client = visit(who)
    session, now = client.session, time.time()
    session[entering.LAST], session[entering.SINCE] = now - idle, now - whole
    session.save()
    page = client.get(reverse("account"))
    assert (page.status_code == 200) is stays
    if not stays:
        assert page.headers["Location"] == reverse("enter")


@pytest.mark.django_db
def test_leaving_the_page_ends_the_visit(home: Household) -> None:
    """The quick way out signs out, takes the cookie back, and the old key opens nothing."""
    client = home.visit("yuki")
    held = client.cookies["visit"].value
    page = client.get(reverse("leave"))
    assert page.cookies["visit"].value == ""
    client.cookies["visit"] = held
    assert client.get(reverse("account")).headers["Location"] == reverse("enter")


@pytest.mark.django_db
def test_the_persons_notebook_is_dark_at_night_and_no_other(home: Household) -> None:
    """By the clock of their own zone; a mother's page stays as her device has it."""
    for hour, dark in ((15, True), (19, True), (3, False)):  # UTC; in Bangkok 22:00, 02:00, 10:00
        moment = datetime(2026, 11, 26, hour, tzinfo=UTC)
        with mock.patch("django.utils.timezone.now", return_value=moment):
            pages = {
                name: home.visit(name).get(reverse("today", args=[home.books[name].pk])).content
                for name in ("yuki", "hana")
            }
        assert (b'class="night"' in pages["yuki"]) is dark
        assert b'class="night"' not in pages["hana"]


@pytest.mark.django_db
def test_a_new_password_ends_every_other_visit(home: Household) -> None:
    """And so does ending them by hand; this visit goes on."""
    here, elsewhere = home.visit("yuki"), home.visit("yuki")
    told = {"old": PASSWORD, "password": "another quiet evening"}
    assert here.post(reverse("account-password"), told).status_code == 200
    assert elsewhere.get(reverse("account")).status_code == 302
    assert here.get(reverse("account")).status_code == 200
    third = visit(Account.objects.get(pk=home.people["yuki"].pk))
    assert here.post(reverse("account-elsewhere"), {"old": "another quiet evening"}).status_code == 200
    assert third.get(reverse("account")).status_code == 302
    assert here.get(reverse("account")).status_code == 200


@pytest.mark.django_db
def test_a_wrong_old_password_changes_nothing(home: Household) -> None:
    """Neither the password nor the sheet."""
    client = home.visit("yuki")
    code = recovery.new_sheet(home.people["yuki"])[0]
    wrong = {"old": "not the right one", "password": "another quiet evening"}
    assert client.post(reverse("account-password"), wrong).status_code == 400
    assert client.post(reverse("sheet"), {"old": "not the right one"}).status_code == 400
    assert recovery.left(home.people["yuki"]) == 10
    assert recovery.code_fits(home.people["yuki"], code)
    assert Account.objects.get(pk=home.people["yuki"].pk).check_password(PASSWORD)


@pytest.mark.django_db
def test_the_accounts_language_and_country_come_along(home: Household) -> None:
    """On a device that has chosen nothing: the account's language, and its country's help lines."""
    Account.objects.filter(pk=home.people["yuki"].pk).update(language="ja", country="jp")
    client = Client(headers={"accept-language": "en-GB,en"})
    client.post(reverse("enter"), {"name": "yuki", "password": PASSWORD})
    assert '<html lang="ja"' in client.get(reverse("account")).content.decode()
    assert 'href="tel:119"' in client.get(reverse("help")).content.decode()
    chosen = Client(headers={"accept-language": "en-GB,en"})
    chosen.get(reverse("language", args=["th"]))
    chosen.post(reverse("enter"), {"name": "yuki", "password": PASSWORD})
    assert '<html lang="th"' in chosen.get(reverse("account")).content.decode()


# ── The sheet ──


@pytest.mark.django_db
def test_a_code_of_the_sheet_opens_once(home: Household) -> None:
    """Used, of another name, of an older sheet: all closed, with one answer."""
    yuki = home.people["yuki"]
    first, other = recovery.new_sheet(yuki)[:2]
    told = {"name": "yuki", "code": first, "password": "another quiet evening"}
    answers = [
        Client().post(reverse("enter-sheet"), {**told, **more}).status_code
        for more in ({}, {}, {"name": "ploy", "code": other}, {"name": "nobody", "code": other}, {"code": ""})
    ]
    assert answers == [302, 400, 400, 400, 400]
    recovery.new_sheet(yuki)
    assert Client().post(reverse("enter-sheet"), {**told, "code": other}).status_code == 400
    assert recovery.left(yuki) == 10


@pytest.mark.django_db
def test_a_sheet_is_kept_as_hashes_and_shown_only_until_it_is_put_away(home: Household) -> None:
    """One salt a sheet and no two sheets with the same; the visit that made it sees it again until then."""
    from allauth.mfa.models import Authenticator

    yuki, client = home.people["yuki"], home.visit("yuki")
    assert said("people.sheet.no_copy") in client.get(reverse("sheet")).content.decode()
    assert client.post(reverse("sheet"), {"old": PASSWORD}).headers["Location"] == reverse("sheet")
    codes = [
        re.findall(r"<code>([\d-]+)</code>", client.get(reverse("sheet")).content.decode()) for _ in "12"
    ]
    assert codes[0] == codes[1] == list(recovery.codes_to_show(yuki))
    assert "<code>" not in home.visit("yuki").get(reverse("sheet")).content.decode()
    assert client.post(reverse("sheet"), {"kept": "1"}).headers["Location"] == reverse("home")
    held = Authenticator.objects.get(user=yuki).data
    assert set(held) == {recovery.HASHES}
    assert all(one.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$") for one in held[recovery.HASHES])
    recovery.new_sheet(home.people["ploy"])
    other = Authenticator.objects.get(user=home.people["ploy"]).data[recovery.HASHES]
    salts = [{one.split("$")[4] for one in hashes} for hashes in (held[recovery.HASHES], other)]
    assert [len(one) for one in salts] == [1, 1]
    assert salts[0] != salts[1]
    assert "<code>" not in client.get(reverse("sheet")).content.decode()
    assert recovery.code_fits(yuki, codes[0][3])
    assert not recovery.code_fits(yuki, codes[0][3])


@pytest.mark.django_db
def test_a_sheet_nobody_put_away_is_over_after_an_hour(
    home: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sweep takes what could be shown; its codes still open, in Thai and full-width digits too."""
    from allauth.mfa.models import Authenticator

    yuki, now = home.people["yuki"], [time.time()]
    monkeypatch.setattr(recovery.timezone, "now", lambda: _moment(now[0]))
    first, other = recovery.new_sheet(yuki)[:2]
    now[0] += recovery.SHOWN_SECONDS - 60
    recovery.sweep()
    assert recovery.codes_to_show(yuki)[0] == first
    now[0] += 120
    assert recovery.codes_to_show(yuki) == ()
    recovery.sweep()
    assert set(Authenticator.objects.get(user=yuki).data) == {recovery.HASHES}
    assert recovery.code_fits(yuki, first.translate({ord(str(at)): 0x0E50 + at for at in range(10)}))
    assert recovery.code_fits(yuki, other.translate({ord(str(at)): 0xFF10 + at for at in range(10)}))


@pytest.mark.django_db
def test_a_code_costs_one_hashing_whoever_is_named(home: Household, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name with a sheet, without one, with no code left, and nobody's; what is no code costs none."""
    from allauth.mfa.models import Authenticator

    recovery.new_sheet(home.people["yuki"])
    recovery.new_sheet(home.people["hana"])
    Authenticator.objects.filter(user=home.people["hana"]).update(data={recovery.HASHES: []})
    recovery._nobodys()
    hashed: list[str] = []
    encode = Argon2.encode

    def counted(hasher: Argon2, text: str, salt: str) -> str:
        hashed.append(text)
        return str(encode(hasher, text, salt))

    monkeypatch.setattr(Argon2, "encode", counted)
    for name in ("yuki", "ploy", "hana", "nobody", ""):
        for code in ("1234-5678-1234-5678", "1234567812345678"):
            assert recovery.account_with(name, code) is None
            assert len(hashed) == 1, name
            hashed.clear()
    assert recovery.account_with("yuki", "1234") is None
    assert hashed == []


@pytest.mark.django_db
def test_a_code_is_found_at_the_cost_it_was_hashed_with(
    home: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When hashing gets dearer, paper that was printed before still opens."""
    first = recovery.new_sheet(home.people["yuki"])[0]
    monkeypatch.setattr(Argon2, "time_cost", 3)
    assert recovery.code_fits(home.people["yuki"], first)


@pytest.mark.django_db
def test_secrets_are_locked_in_the_database(home: Household) -> None:
    """Seeds and secrets of factors do not stand there readable."""
    from allauth.mfa.models import Authenticator

    recovery.new_sheet(home.people["yuki"])
    code_now(home.people["aoki"])
    held = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert "JBSWY3DP" not in held
    assert held.count("g1.") == 2


# ── The second factor ──


@pytest.mark.django_db
def test_staff_see_nothing_before_the_second_factor(home: Household) -> None:
    """Without one set up they set one up first; then every visit asks for it."""
    somchai = home.people["somchai"]
    client = home.visit("somchai", second_given=False)
    assert client.get(reverse("linked")).headers["Location"] == reverse("second")
    assert client.get(reverse("second")).headers["Location"] == reverse("second-set")
    page = client.get(reverse("second-set")).content.decode()
    secret = re.search(r"<code>([A-Z2-7]+)</code>", page)
    assert secret
    assert client.post(reverse("second-set"), {"code": "000000x"}).status_code == 400
    assert client.get(reverse("linked")).status_code == 302
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    code = format_hotp_value(hotp_value(secret[1], int(time.time()) // 30))
    assert client.post(reverse("second-set"), {"code": code}).status_code == 302
    assert client.get(reverse("linked")).status_code == 200
    again = home.visit("somchai", second_given=False)
    assert again.get(reverse("linked")).headers["Location"] == reverse("second")
    assert not second.code_fits(somchai, code)  # used already


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["person", "family"])
def test_where_everybody_needs_a_factor_joining_leads_through_it(
    nobody: Client, role: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is said before; then the app, the sheet, and the notebook, which was closed until then."""
    door = nobody.get(reverse("join-as", args=[role])).content.decode()
    assert said("people.join.second") not in door
    monkeypatch.setattr(settings, "SECOND", "everybody")
    assert said("people.join.second") in nobody.get(reverse("join-as", args=[role])).content.decode()
    assert joined(nobody, role).headers["Location"] == reverse("second-set")
    for name in ("home", "account", "sheet"):
        assert nobody.get(reverse(name)).headers["Location"] == reverse("second")
    assert nobody.get(reverse("help")).status_code == 200
    page = nobody.get(reverse("second-set")).content.decode()
    assert said("people.second.everybody") in page
    assert 'href="otpauth://' in page
    assert nobody.post(reverse("second-set"), {"code": shown_code(page)}).headers["Location"] == reverse(
        "sheet"
    )
    assert nobody.post(reverse("sheet"), {"kept": "1"}).headers["Location"] == reverse("home")
    assert nobody.get(reverse("home"), follow=True).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["yuki", "hana"])
def test_where_everybody_needs_a_factor_an_older_account_sets_one_up(
    home: Household, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A visit that is open closes to all but this step; with the app set up it goes on where it was going."""
    open_since = home.visit(name)
    assert open_since.get(reverse("home")).status_code == 302
    monkeypatch.setattr(settings, "SECOND", "everybody")
    assert open_since.get(reverse("account")).headers["Location"] == reverse("second")
    client = Client()
    entered = client.post(reverse("enter"), {"name": name, "password": PASSWORD})
    assert entered.headers["Location"] == reverse("second")
    assert client.get(reverse("second")).headers["Location"] == reverse("second-set")
    code = shown_code(client.get(reverse("second-set")).content.decode())
    assert client.post(reverse("second-set"), {"code": code}).headers["Location"] == reverse("home")
    assert client.get(reverse("account")).status_code == 200
    assert home.visit(name).get(reverse("account")).headers["Location"] == reverse("second")


def shown_code(page: str) -> str:
    """What a code app that took the letters of this page shows now."""
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    (secret,) = re.findall(r"<code>([A-Z2-7]+)</code>", page)
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.mark.django_db
def test_a_password_alone_cannot_replace_a_factor(home: Household) -> None:
    """Half in, with a factor set up: neither a new code app nor a new passkey can be made."""
    code_now(home.people["somchai"])
    client = home.visit("somchai", second_given=False)
    for name in ("second-set", "passkey"):
        assert client.get(reverse(name)).headers["Location"] == reverse("second")
        assert client.post(reverse(name), {"code": "123456"}).headers["Location"] == reverse("second")
    assert client.post(reverse("passkey-ask")).status_code == 403


@pytest.mark.django_db
def test_a_one_time_code_fits_once_and_the_door_slows_guesses(home: Household) -> None:
    """The right code opens, the same one again does not, and after five tries nothing is looked at."""
    aoki = home.people["aoki"]
    code = code_now(aoki)
    client = home.visit("aoki", second_given=False)
    key = client.session.session_key
    assert client.post(reverse("second"), {"code": code}).headers["Location"] == reverse("home")
    assert client.session.session_key != key
    assert client.get(reverse("linked")).status_code == 200
    other = home.visit("aoki", second_given=False)
    answers = [other.post(reverse("second"), {"code": code}).status_code for _ in range(6)]
    assert answers == [400] * 4 + [429] * 2


@pytest.mark.django_db
def test_a_person_who_set_up_a_factor_is_asked_for_it(home: Household) -> None:
    """Nobody has to have one; whoever has one gives it, or a code of the sheet."""
    yuki = home.people["yuki"]
    assert home.visit("yuki").get(reverse("account")).status_code == 200
    code_now(yuki)
    code = recovery.new_sheet(yuki)[0]
    client = Client()
    entered = client.post(reverse("enter"), {"name": "yuki", "password": PASSWORD})
    assert entered.headers["Location"] == reverse("second")
    assert client.get(reverse("account")).headers["Location"] == reverse("second")
    assert client.post(reverse("second"), {"code": code}).status_code == 302
    assert client.get(reverse("account")).status_code == 200


@pytest.mark.django_db
def test_a_long_visit_signs_in_again_before_factors_change(home: Household) -> None:
    """An unlocked phone left on a table is not enough to make a passkey."""
    client = home.visit("yuki")
    session = client.session
    session[entering.SINCE] = time.time() - 16 * 60
    session.save()
    assert client.get(reverse("passkey")).headers["Location"] == reverse("enter")


@pytest.mark.django_db
def test_a_stolen_sheet_alone_opens_no_page_about_people(home: Household) -> None:
    """For staff one code makes a new password, and the second factor is asked for all the same; a second one,
    or the code app, goes on."""
    aoki = home.people["aoki"]
    code_now(aoki)
    first, other = recovery.new_sheet(aoki)[:2]
    client = Client()
    told = {"name": "aoki", "code": first, "password": "another quiet evening"}
    assert client.post(reverse("enter-sheet"), told).headers["Location"] == reverse("second")
    assert client.get(reverse("linked")).headers["Location"] == reverse("second")
    assert client.get(reverse("second-set")).headers["Location"] == reverse("second")
    assert client.post(reverse("second"), {"code": first}).status_code == 400
    assert client.post(reverse("second"), {"code": other}).status_code == 302
    assert client.get(reverse("linked")).status_code == 200


# ── Invitations ──


@pytest.mark.django_db
def test_staff_come_only_by_invitation_and_only_once(nobody: Client) -> None:
    """With a code of an operator; used, over or invented codes open nothing."""
    centre = Centre.objects.create(kind="clinic", name="Hill", country="jp")
    code = invitations.new_invitation(centre, "clinic")
    assert joined(Client(), "invited", code="aaaa-bbbb").status_code == 400
    assert joined(nobody, "invited", code=code.upper()).headers["Location"] == reverse("second-set")
    made = Account.objects.get()
    assert (made.role, made.centre) == ("clinic", centre)
    assert joined(Client(), "invited", code=code).status_code == 400
    assert nobody.get(reverse("linked")).headers["Location"] == reverse("second")


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["worker", "clinic", "admin", "auditor", "operator"])
def test_no_page_makes_staff(nobody: Client, role: str) -> None:
    """The address of another role is not there, and a role typed into the form is not read."""
    assert nobody.get(f"/join/{role}/").status_code == 404
    joined(nobody, "family", role=role)
    assert Account.objects.get().role == "family"


# ── Pages ──


@pytest.mark.django_db
@pytest.mark.parametrize("lang", LANGUAGES)
def test_pages_of_coming_in_have_neutral_titles_and_are_never_kept(home: Household, lang: str) -> None:
    """In each language; the title says nothing, and no cache holds the page."""
    client = home.visit("yuki", lang=lang)
    for name in ("join", "enter", "enter-sheet", "account", "second-set", "passkey"):
        page = client.get(reverse(name))
        assert page.status_code == 200
        assert f"<title>{sentence('web.tab', lang)}</title>" in page.content.decode()
        assert page.headers["Cache-Control"] == "no-store"
        assert "people." not in re.sub(r'(href|src|action)="[^"]*"', "", page.content.decode())


# ── What the record says of it ──


def told_by_the_record() -> list[tuple[str, str, str, str, str]]:
    """Who came or did not, newest last, without times."""
    from genkan_web.safe.models import Look

    rows = Look.objects.order_by("number")
    return list(rows.values_list("who", "verb", "kind", "thing", "outcome"))


def test_every_way_in_stands_in_the_record_and_no_name_that_was_typed(
    home: Household, nobody: Client
) -> None:
    """Right and wrong passwords, sheets, second steps; who tried in vain is not known, so not told."""
    hana, somchai = str(home.people["hana"].pk), str(home.people["somchai"].pk)
    nobody.post(reverse("enter"), {"name": "hana", "password": "wrong"})
    nobody.post(reverse("enter"), {"name": "nobody here", "password": "wrong"})
    sheet = {"name": "hana", "code": "1234", "password": "another quiet evening"}
    nobody.post(reverse("enter-sheet"), sheet)
    nobody.post(reverse("enter-passkey"), {"credential": "{}"})
    nobody.post(reverse("enter"), {"name": "hana", "password": PASSWORD})
    code_now(home.people["somchai"])
    half = home.visit("somchai", second_given=False)
    half.post(reverse("second"), {"code": "000000"})
    assert told_by_the_record() == [
        ("", "password", "visit", "", "refused"),
        ("", "password", "visit", "", "refused"),
        ("", "sheet", "visit", "", "refused"),
        ("", "passkey", "visit", "", "refused"),
        (hana, "password", "visit", "", "shown"),
        (somchai, "second", "visit", "", "refused"),
    ]


def test_whoever_asks_for_what_is_not_theirs_stands_in_the_record(home: Household) -> None:
    """What kind of thing, never which: what is denied and what is absent leave the same line."""
    hana = home.visit("hana")
    for key in (home.books["yuki"].pk, "00000000-0000-0000-0000-000000000007"):
        assert hana.get(reverse("notes", args=[key])).status_code == 404
    line = (str(home.people["hana"].pk), "read", "notebook", "", "refused")
    assert told_by_the_record() == [line, line]


@pytest.mark.parametrize("word", ["genkan1234", "Hikikomori!!", "ひきこもり12345", "genkan-genkan-abc"])
def test_a_password_is_more_than_a_word_of_this_place(word: str) -> None:
    """Words anybody would try here do not make a password; beside others they may stand in one."""
    assert entering.problem_with(word) == "people.password.common"
    assert entering.problem_with(f"{word} quiet evening") == ""


def test_a_password_is_taken_exactly_as_it_was_typed(home: Household) -> None:
    """Nothing is cut off: the longest one with a letter more is another one."""
    longest = "é " * 128
    home.people["hana"].set_password(longest)
    home.people["hana"].save()
    assert entering.account_with("hana", longest) is not None
    assert entering.account_with("hana", longest + "x") is None
    assert entering.account_with("hana", longest.strip()) is None
