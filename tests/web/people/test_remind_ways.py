"""What leaves the site: an empty notice and an empty mail, over real sockets, to known places only."""

from __future__ import annotations

import email
import json
import os
import re
import signal
import subprocess
import sys
import time
from base64 import urlsafe_b64decode
from datetime import UTC, datetime, timedelta
from email.policy import default
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone
from py_vapid import Vapid02
from tests.web.people.household import Household, account, wrote
from tests.web.people.services import Heard, certificate, mail_server, push_service, vouched_for

from genkan_web.diary import books
from genkan_web.diary.models import Notebook
from genkan_web.people.models import Account
from genkan_web.remind import due, mail, push
from genkan_web.remind.models import Delivery, MailPlace, PushPlace, Reminder

CANARIES = (
    "w-note",
    "w-called",
    "w-relation",
    "w-need",
    "yuki",
    "hana",
    "hikikomori",
    "withdraw",
    "genkan_web",
)
FCM = "https://fcm.googleapis.com/fcm/send/abc"


@pytest.fixture
def site(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A site that says who it is, and believes the push service of these tests."""
    monkeypatch.setenv("SSL_CERT_FILE", str(vouched_for()[1]))
    settings.ADDRESS, settings.PUSH_CONTACT = "https://days.example", "mailto:days@days.example"
    return settings


def browser(home: Household, heard: Heard, settings: Any, path: str = "/send/a?b=c") -> PushPlace:
    """Yuki's browser at a push service of this computer, called only by this setting."""
    settings.PUSH_ALSO = (f"https://127.0.0.1:{heard.port}",)
    assert push.keep(home.people["yuki"], f"https://127.0.0.1:{heard.port}{path}")
    return PushPlace.objects.get(account=home.people["yuki"])


# ── Push ──


def test_a_notice_is_empty_and_signed(home: Household, site: Any) -> None:
    """No body; a signature of this site's key, for this service, for a day at most."""
    with push_service() as heard:
        browser(home, heard, site)
        assert push.send(home.people["yuki"], 14_400) == "sent"
    ((path, headers, body),) = heard.requests
    assert (path, body, headers["TTL"]) == ("/send/a?b=c", b"", "14400")
    assert "Content-Encoding" not in headers
    assert set(headers) <= {"Host", "Accept-Encoding", "Content-Length", "Authorization", "TTL", "Urgency"}
    assert Vapid02.verify(headers["Authorization"])
    told = dict(part.split("=", 1) for part in headers["Authorization"].removeprefix("vapid ").split(","))
    assert told["k"] == push.public_key()
    claims = told["t"].split(".")[1]
    claims = json.loads(urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
    assert claims["aud"] == f"https://127.0.0.1:{heard.port}"
    assert claims["sub"] == "mailto:days@days.example"
    assert 0 < claims["exp"] - time.time() <= 86_400


def test_a_torn_signature_is_seen(home: Household, site: Any) -> None:
    """Planted: one letter changed, and the judge of the test above says no."""
    with push_service() as heard:
        browser(home, heard, site)
        push.send(home.people["yuki"], 60)
    whole = heard.requests[0][1]["Authorization"]
    letter = whole.index("t=") + 10
    torn = whole[:letter] + ("A" if whole[letter] != "A" else "B") + whole[letter + 1 :]
    assert not Vapid02.verify(torn)


@pytest.mark.parametrize(
    ("answers", "came", "left"),
    [
        (201, "sent", 1),
        (200, "sent", 1),
        (404, "gone", 0),
        (410, "gone", 0),
        (413, "failed", 1),
        (503, "failed", 1),
    ],
)
def test_what_the_service_answers(home: Household, site: Any, answers: int, came: str, left: int) -> None:
    """Taken, gone for good, or not now; a browser that is gone is never called again."""
    with push_service() as heard:
        browser(home, heard, site)
        heard.answers = answers
        assert push.send(home.people["yuki"], 60) == came
    assert PushPlace.objects.count() == left


def test_it_is_not_followed_elsewhere(home: Household, site: Any) -> None:
    """A service that leads on to another address has failed, and that address is not asked."""
    with push_service() as heard, push_service() as elsewhere:
        browser(home, heard, site)
        heard.answers, heard.leads_to = 307, f"https://127.0.0.1:{elsewhere.port}/"
        assert push.send(home.people["yuki"], 60) == "failed"
    assert len(heard.requests) == 1
    assert elsewhere.requests == []


def test_a_service_that_is_away_or_silent_has_failed(
    home: Household, site: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody listens, or nobody answers in time."""
    with push_service() as heard:
        browser(home, heard, site)
    assert push.send(home.people["yuki"], 60) == "failed"
    monkeypatch.setattr(push, "SECONDS", 0.2)
    import threading

    with push_service() as heard:
        heard.hold = threading.Event()
        PushPlace.objects.all().delete()
        browser(home, heard, site)
        assert push.send(home.people["yuki"], 60) == "failed"
        heard.hold.set()


def test_only_over_tls_that_is_believed(
    home: Household, site: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A certificate nobody vouches for is refused before a word is said; vouched for, it goes."""
    side, file = certificate(tmp_path)
    with push_service(side) as heard:
        site.PUSH_ALSO = (f"https://127.0.0.1:{heard.port}",)
        assert push.keep(home.people["yuki"], f"https://127.0.0.1:{heard.port}/x")
        assert push.send(home.people["yuki"], 60) == "failed"
        assert heard.requests == []
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
        assert push.send(home.people["yuki"], 60) == "sent"


GOOD = (
    FCM,
    "https://updates.push.services.mozilla.com/wpush/v2/gAAAA",
    "https://web.push.apple.com/QAbc",
    "https://wns2-par02p.notify.windows.com/w/?token=BQ%2b",
    "https://fcm.googleapis.com:443/fcm/send/abc",
)
BAD = (
    "", "x", "http://fcm.googleapis.com/x", "https://fcm.googleapis.com:8443/x", "https://fcm.googleapis.com:x/x",
    "https://evilfcm.googleapis.com.example/x", "https://notfcm.googleapis.com@evil.example/x",
    "https://a:b@fcm.googleapis.com/x", "https://evil-fcm.googleapis.comx/", "https://googleapis.com/x",
    "https://127.0.0.1/x", "https://[::1]/x", "https://localhost/x", "https://169.254.169.254/latest",
    "file:///etc/passwd", "ftp://fcm.googleapis.com/x", "//fcm.googleapis.com/x",
    "https://fcm.googleapis.com /x",
    "https://fcm.googleapis.com/x\r\nX: y", "https://fcm.googleapis.com/\x00", "https://fcm.googleapis.com/é",
    "https://xn--fcm.googleapis.com.evil.example/", "https://[fcm.googleapis.com/x", FCM + "x" * 1_000,
    "https://fcm.googleapis.com\\@evil.example/x", "https://evil.example/https://fcm.googleapis.com/",
)  # fmt: skip


def test_nothing_is_called_in_plain(home: Household, site: Any) -> None:
    """Not even where a setting names such an address, nor at a place that was kept before."""
    with push_service() as heard:
        place = browser(home, heard, site)
        site.PUSH_ALSO = (f"http://127.0.0.1:{heard.port}",)
        assert push.known(f"http://127.0.0.1:{heard.port}/x") is None
        PushPlace.objects.filter(pk=place.pk).update(address=f"http://127.0.0.1:{heard.port}/x")
        assert push.send(home.people["yuki"], 60) == "failed"
    assert heard.requests == []


def test_only_known_push_services_are_kept(home: Household, site: Any) -> None:
    """Those of the browsers' makers, over TLS; no other host, port, way of writing or length."""
    for address in GOOD:
        assert push.keep(home.people["yuki"], address), address
    for address in BAD:
        assert not push.keep(home.people["yuki"], address), address
    assert PushPlace.objects.count() == len(GOOD)


def test_a_known_name_that_leads_into_a_network_is_closed(
    home: Household, site: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Even where the name of a service is made to point to this computer, not a word is said there."""
    side, file = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    real = push.socket.create_connection
    with push_service(side) as heard:
        monkeypatch.setattr(
            push.socket,
            "create_connection",
            lambda *_: real(("127.0.0.1", heard.port), 5),
        )
        site.PUSH_HOSTS = ("localhost",)  # whose certificate is right here: only the place is wrong
        assert push.keep(home.people["yuki"], "https://localhost/x")
        assert push.send(home.people["yuki"], 60) == "failed"
        assert heard.requests == []
        monkeypatch.setattr(push.ipaddress, "ip_address", lambda _: type("Out", (), {"is_global": True}))
        assert push.send(home.people["yuki"], 60) == "sent", "planted: without the look at the place it goes"


def test_a_site_without_contact_sends_nothing(home: Household, settings: Any) -> None:
    """As shipped, no way is there at all."""
    assert settings.PUSH_CONTACT == ""
    PushPlace.objects.create(account=home.people["yuki"], mark="x", address=FCM)
    assert due.ways_of(home.people["yuki"]) == []


def test_a_shared_browser_serves_both_and_tells_neither(home: Household, site: Any) -> None:
    """The second to use it takes nothing from the first; ten browsers are enough for one account."""
    for name in ("yuki", "hana"):
        assert push.keep(home.people[name], FCM)
        assert push.keep(home.people[name], FCM)
    assert PushPlace.objects.count() == 2
    for number in range(20):
        push.keep(home.people["yuki"], f"{FCM}{number}")
    assert PushPlace.objects.filter(account=home.people["yuki"]).count() == push.MOST_PLACES


def test_the_key_is_made_once_and_for_its_owner_alone(settings: Any, tmp_path: Path) -> None:
    """The same after a second look, beside the other keys, readable by nobody else."""
    settings.KEYS = tmp_path
    first = push.public_key()
    assert push.public_key() == first
    assert len(urlsafe_b64decode(first + "==")) == 65
    assert (tmp_path / push.KEY).stat().st_mode & 0o077 == 0
    assert [one.name for one in tmp_path.iterdir()] == [push.KEY]


def test_without_a_key_that_can_be_kept_nothing_is_offered(site: Any, tmp_path: Path) -> None:
    """A damaged key, or a folder that is none: no notices, and the page still stands."""
    site.KEYS = tmp_path
    assert push.is_set_up()
    (tmp_path / push.KEY).write_bytes(b"torn")
    assert not push.is_set_up()
    site.KEYS = tmp_path / "not there"
    assert not push.is_set_up()


# ── Mail ──


@pytest.fixture
def post(site: Any) -> Any:
    """A site that sends real mail to a server of this computer."""
    site.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    site.EMAIL_HOST, site.EMAIL_USE_TLS, site.EMAIL_USE_SSL = "localhost", False, False
    site.DEFAULT_FROM_EMAIL, site.EMAIL_TIMEOUT = "days@days.example", 5
    return site


def proved(of: Account, address: str = "somebody@days.example") -> MailPlace:
    """An address whose number was typed."""
    return MailPlace.objects.create(account=of, address=address, number="", asked_at=timezone.now())


def number_in(told: str) -> str:
    """The six digits in a mail."""
    found = re.search(r"\b(\d{6})\b", email.message_from_string(told, policy=default).get_content())
    assert found
    return found[1]


def test_an_address_is_proved_first(home: Household, post: Any) -> None:
    """A number goes there; until it was typed nothing else does; a wrong one and an old one do not fit."""
    yuki = home.people["yuki"]
    with mail_server() as heard:
        post.EMAIL_PORT = heard.port
        assert mail.ask(yuki, "somebody@days.example")
        ((to, told),) = heard.mails
        number = number_in(told)
        assert to == "somebody@days.example"
        assert mail.send(yuki) == "gone"
        assert not mail.prove(yuki, f"{(int(number) + 1) % 1_000_000:06d}")
        for wrong in ("", "x", "１２３", number[:5], "\udcff"):
            assert not mail.prove(yuki, wrong)
        MailPlace.objects.update(asked_at=timezone.now() - timedelta(hours=1, seconds=1))
        assert not mail.prove(yuki, number)
        MailPlace.objects.update(asked_at=timezone.now())
        wide = number.translate({ord("0") + digit: ord("０") + digit for digit in range(10)})
        assert mail.prove(yuki, f" {wide[:3]} {wide[3:]} "), "as a Japanese keyboard types it"
        assert not mail.prove(yuki, number), "used"
        assert len(heard.mails) == 1
        assert mail.send(yuki) == "sent"
        assert len(heard.mails) == 2


def test_another_address_is_proved_anew(home: Household, post: Any) -> None:
    """What was proved before does not count for the next; a mail that cannot go changes nothing."""
    yuki = home.people["yuki"]
    proved(yuki)
    with mail_server() as heard:
        post.EMAIL_PORT = heard.port
        heard.answers = 550
        assert not mail.ask(yuki, "other@days.example")
        assert mail.is_proved(mail.place_of(yuki))
        heard.answers = 250
        assert mail.ask(yuki, "other@days.example")
    assert not mail.is_proved(mail.place_of(yuki))


@pytest.mark.parametrize("lang", ["en", "th", "ja"])
def test_a_mail_says_nothing_and_ends_with_one_press(home: Household, post: Any, lang: str) -> None:
    """The name of the tab as subject; one address to end it, in the text and for the mail program."""
    yuki = home.people["yuki"]
    yuki.language = lang
    proved(yuki)
    with mail_server() as heard:
        post.EMAIL_PORT = heard.port
        assert mail.send(yuki) == "sent"
        again = mail.send(yuki)
    told = email.message_from_string(heard.mails[0][1], policy=default)
    assert told["Subject"] == {"en": "Days", "th": "แต่ละวัน", "ja": "日々"}[lang]
    assert told["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert told["Auto-Submitted"] == "auto-generated"
    assert told["Message-ID"].strip().endswith("@days.example>")
    assert told.get_content_type() == "text/plain"
    found = re.findall(r"https?://\S+", told.get_content())
    assert [f"<{one}>" for one in found] == [told["List-Unsubscribe"].strip()]
    assert again == "sent"
    way = urlsplit(found[0]).path
    program = Client(enforce_csrf_checks=True)
    assert program.get(way).status_code == 200
    assert MailPlace.objects.exists(), "a mail program that only looks ends nothing"
    assert program.post(way, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not MailPlace.objects.exists()
    gone, never = program.post(way), program.post("/mail/stop/x.y/")
    assert (gone.status_code, never.status_code) == (200, 200)
    assert gone.content.replace(way.encode(), b"") == never.content.replace(b"/mail/stop/x.y/", b"")


def test_a_changed_seal_ends_nothing(home: Household, post: Any) -> None:
    """One letter, no seal, another account's id: the address stays."""
    place = proved(home.people["yuki"])
    seal = mail.SEAL.sign(place.pk.hex)
    for wrong in (seal[:-1], f"{place.pk.hex}.x", place.pk.hex, "", "x" * 500, seal.replace(".", ":")):
        mail.stop(wrong)
    assert MailPlace.objects.exists()
    mail.stop(seal)
    assert not MailPlace.objects.exists()


def test_mail_goes_over_tls_that_is_believed(
    home: Household, post: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without encryption offered, or with a certificate nobody vouches for, nothing goes."""
    post.EMAIL_USE_TLS = True
    proved(home.people["yuki"])
    with mail_server() as plain:
        post.EMAIL_PORT = plain.port
        assert mail.send(home.people["yuki"]) == "failed"
        assert plain.mails == []
    side, file = certificate(tmp_path)
    with mail_server(side) as heard:
        post.EMAIL_PORT = heard.port
        assert mail.send(home.people["yuki"]) == "failed"
        assert heard.mails == []
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
        assert mail.send(home.people["yuki"]) == "sent"
        assert heard.encrypted == [True]


def test_addresses_that_are_none(home: Household, post: Any) -> None:
    """Neither a second header nor a second receiver."""
    for wrong in (
        "",
        "x",
        "a@b",
        "a@b.example\nBcc: c@d.example",
        "a@b.example,c@d.example",
        "ä@b.example",
        "<a@b.example>",
    ):
        assert not mail.is_address(wrong), wrong
    assert mail.is_address("a.b+c@days.example")


# ── Nothing of anybody ──


@pytest.mark.parametrize("lang", ["en", "th", "ja"])
def test_no_name_note_or_place_leaves_the_site(home: Household, post: Any, lang: str) -> None:
    """Words in every field of a notebook; in no request and no mail is any of them, nor an id."""
    yuki, book = home.people["yuki"], home.books["yuki"]
    yuki.language = lang
    yuki.save()
    wrote(book, 1, words="w-note", reach_low=3, reach_high=3)
    books.keep_in_need(book, "w-need")
    Notebook.objects.filter(pk=book.pk).update(called="w-called", relation="w-relation")
    proved(yuki)
    now = datetime(2026, 6, 1, 5, 5, tzinfo=UTC)
    Reminder.objects.create(notebook=book, hour=12, days="0", since=now.date(), until=now.date() + due.LASTS)
    with push_service() as heard, mail_server() as mails:
        browser(home, heard, post)
        post.EMAIL_PORT = mails.port
        assert due.send_due(now) == 2
    assert set(Delivery.objects.values_list("outcome", flat=True)) == {"sent"}
    (told,) = (email.message_from_string(text, policy=default) for _, text in mails.mails)
    text = f"{heard.everything}\n{mails.everything}\n{told.get_content()}\n{told['Subject']}".casefold()
    ids = (str(yuki.pk), yuki.pk.hex, str(book.pk), book.pk.hex, str(yuki.handle))
    assert [one for one in (*CANARIES, *ids, book.zone.casefold()) if one in text] == []
    assert "somebody@days.example" in text, "planted: what is in it is found"


def test_what_the_lock_screen_shows_is_the_same_for_everybody() -> None:
    """The words stand in the worker: name of the tab and one sentence; a press opens the entrance."""
    from genkan.knowledge import sentence

    for lang in ("en", "th", "ja"):
        text = Client(headers={"accept-language": lang}).get("/worker.js").content.decode()
        found = re.search(r"^const REMINDER = (.*);$", text, re.MULTILINE)
        assert found
        told = json.loads(found[1])
        assert told["title"] == sentence("web.tab", lang)
        assert told["options"]["body"] == sentence("remind.push.body", lang)
        assert told["opens"] == "/"
        assert set(told["options"]) == {"body", "lang", "icon", "tag"}
        assert "event.data" not in text, "a notice has no payload that could be shown"


# ── Killed in between ──

ROUND = """
import sys, django
django.setup()
from django.conf import settings
settings.PUSH_ALSO, settings.PUSH_CONTACT = (f"https://127.0.0.1:{sys.argv[1]}",), "mailto:days@days.example"
from datetime import datetime, UTC
from genkan_web.remind import due
print(due.send_due(datetime(2026, 6, 1, 5, 5, tzinfo=UTC)), flush=True)
"""
BEGIN = """
import sys, django
from genkan_web.__main__ import ready_database
django.setup()
ready_database()
from django.conf import settings
settings.PUSH_ALSO = (f"https://127.0.0.1:{sys.argv[1]}",)
from datetime import date
from genkan_web.diary import books
from genkan_web.people.models import Account
from genkan_web.remind import push
from genkan_web.remind.models import Reminder
who = Account.objects.open("moss", None, "person", zone="Asia/Bangkok")
assert push.keep(who, f"https://127.0.0.1:{sys.argv[1]}/x")
days = {"since": date(2026, 6, 1), "until": date(2026, 8, 1)}
Reminder.objects.create(notebook=books.begun_own(who), hour=12, days="0", **days)
"""
READ = """
import django
django.setup()
from genkan_web.remind.models import Delivery
print([one.outcome for one in Delivery.objects.all()])
"""


@pytest.mark.slow
def test_killed_while_it_sends_it_never_goes_twice(tmp_path: Path) -> None:
    """Kill -9 after the service heard it, before the answer: the next round leaves it, and says so."""
    told = {
        **{
            name: value
            for name, value in os.environ.items()
            if name not in ("GENKAN_DATABASE", "GENKAN_KEYS")
        },
        "GENKAN_VAR": str(tmp_path),
        "SSL_CERT_FILE": str(vouched_for()[1]),
        "DJANGO_SETTINGS_MODULE": "genkan_web.settings",
        "PYTHONPATH": ":".join(path for path in sys.path if path),
    }

    def run(code: str, *args: str) -> str:
        asked = [sys.executable, "-c", code, *args]
        return subprocess.run(asked, env=told, check=True, capture_output=True, text=True).stdout

    import threading

    with push_service() as heard:
        run(BEGIN, str(heard.port))
        heard.hold = threading.Event()
        one = subprocess.Popen([sys.executable, "-c", ROUND, str(heard.port)], env=told)
        assert heard.arrived.wait(60)
        os.kill(one.pid, signal.SIGKILL)
        one.wait()
        heard.hold.set()
        heard.hold = None
        assert run(ROUND, str(heard.port)).strip() == "0"
        assert len(heard.requests) == 1
    assert run(READ).strip() == "['underway']"


def test_erased_addresses_do_not_come_back(home: Household, post: Any, tmp_path: Path) -> None:
    """Taken away by its owner, an address and a browser are among the ids that no restore brings back."""
    from genkan_web import erasing

    yuki = account("moss", "person")
    place = proved(yuki)
    push.keep(yuki, FCM)
    device = PushPlace.objects.get(account=yuki)
    mail.forget(yuki)
    push.forget(yuki, str(device.pk))
    gone = erasing.erased()
    assert {("genkan.mailplace", str(place.pk)), ("genkan.pushplace", str(device.pk))} <= set(gone)
