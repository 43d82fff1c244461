"""As whoever runs a site sets it up, behind TLS: headers and cookies on every address, for everybody."""

from __future__ import annotations

import http.client
import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

import pytest
from tests.judges import outside
from tests.judges.world import ROOT, World, addresses, world

pytestmark = [pytest.mark.slow]
BEHIND_TLS = {"GENKAN_HTTPS": "1", "GENKAN_BEHIND_PROXY": "1", "GENKAN_HOSTS": "genkan.example,127.0.0.1"}
ORIGIN = "https://genkan.example"
SENT = {"Host": "genkan.example", "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1"}
EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
OPEN_COOKIES = ("lang", "place")  # a language and a country; nothing hangs on who sets them
SEALED = ("mail-stop",)  # pressed by mail programs too: its address carries a seal, and it only ends mail
MAY_STAY = ("/static/", "/help/")
Answer = tuple[int, list[tuple[str, str]], str]


@pytest.fixture(scope="module")
def here() -> Iterator[World]:
    """The world behind TLS."""
    with outside.in_memory() as folder, world(folder, **BEHIND_TLS) as found:
        yield found


def ask(here: World, place: str, who: str = "", verb: str = "GET", **more: str) -> Answer:
    """One request as the TLS server in front would pass it on."""
    asked = http.client.HTTPConnection(urlsplit(here.address).netloc, timeout=60)
    cookie = {"Cookie": f"__Host-visit={here.visits[who]}"} if who else {}
    origin = {"Origin": ORIGIN} if verb != "GET" else {}  # as a browser says with what it sends
    asked.request(verb, place, b"" if verb != "GET" else None, {**SENT, **origin, **cookie, **more})
    answer = asked.getresponse()
    return answer.status, answer.getheaders(), answer.read().decode("utf-8", "replace")


def faults(place: str, headers: list[tuple[str, str]]) -> Iterator[str]:
    """What is wrong with the headers and cookies of one answer."""
    told = {name.title(): value for name, value in headers}
    yield from (f"{name}: {told.get(name)}" for name, value in EVERYWHERE.items() if told.get(name) != value)
    policy = told.get("Content-Security-Policy", "")
    if (
        "default-src 'none'" not in policy
        or "frame-ancestors 'none'" not in policy
        or "script-src *" in policy
    ):
        yield f"policy: {policy}"
    if "unsafe" in policy.partition("style-src")[0] or "unsafe-eval" in policy:
        yield f"policy lets scripts run: {policy}"
    if told.get("Cache-Control") != "no-store" and not place.startswith(MAY_STAY):
        yield f"may be kept: {told.get('Cache-Control')}"
    kind = told.get("Content-Type", "")
    if kind.startswith("text/") and "charset=" not in kind:
        yield f"letters of no name: {kind}"
    if "Access-Control-Allow-Origin" in told and not place.startswith("/static/"):
        yield "open to other sites"
    if re.search(r"\d", told.get("Server", "")) or "X-Powered-By" in told:
        yield f"tells its version: {told.get('Server')}"
    for value in (value for name, value in headers if name.title() == "Set-Cookie"):
        yield from _faults_of_cookie(value)


def _faults_of_cookie(value: str) -> Iterator[str]:
    name = value.partition("=")[0]
    parts = {part.strip().lower() for part in value.split(";")[1:]}
    is_gone = '=""' in value  # a cookie that is taken back
    wanted = {"secure", "samesite=lax", "path=/"} | (set() if is_gone else {"httponly"})
    if not wanted <= parts or any(part.startswith("domain=") for part in parts):
        yield f"cookie: {value}"
    if not name.startswith("__Host-") and name not in OPEN_COOKIES:
        yield f"cookie of anybody: {name}"


@pytest.mark.parametrize("who", ["", "yuki", "hana", "somchai", "aoki", "kae", "ren"])
def test_every_address_has_its_headers_and_cookies(here: World, who: str) -> None:
    """Shown, led elsewhere, denied, absent, or not this way: the same manners."""
    found: dict[tuple[str, str, int], list[str]] = {}
    for name, place in addresses(here.named[who or "yuki"]).items():
        if name in ("leave", "out") or (name == "language" and who):
            continue
        for verb in ("GET", "POST"):
            status, headers, _ = ask(here, place, who, verb)
            found[verb, name, status] = list(faults(place, headers))
    assert {where: wrong for where, wrong in found.items() if wrong} == {}
    assert len(found) > 150


@pytest.mark.parametrize(
    "place", ["/static/help-en.html", "/static/page.css", "/nothing/", "/api/nothing/", "/leave/"]
)
def test_files_and_errors_have_them_too(here: World, place: str) -> None:
    """What lies as it is, what is not there, and the way out."""
    assert list(faults(place, ask(here, place)[1])) == []


def test_every_form_asks_for_its_own_token(here: World) -> None:
    """POST and PUT without it are refused on every address that takes them, inside a sound visit."""
    refused = 0
    for name, place in addresses(here.named["yuki"]).items():
        if name in SEALED:
            continue
        for verb in ("POST", "PUT"):
            told = {"Content-Type": "application/json", "Origin": "null"}
            status, headers, _ = ask(here, place, "yuki", verb, **told)
            allowed = dict(headers).get("allow", dict(headers).get("Allow", ""))
            assert status in (403, 405), (name, verb, status)
            assert status == 403 or verb not in allowed.split(", "), (name, verb)
            refused += int(status == 403)
    assert refused >= 30


def test_a_form_from_the_own_address_is_taken_and_one_from_elsewhere_is_not(here: World) -> None:
    """Behind TLS a browser names https as its origin."""
    form = "f" * 32
    body = f"name=a&password=b&csrfmiddlewaretoken={form}"
    for origin, wanted in (
        (ORIGIN, 400),
        ("https://elsewhere.example", 403),
        ("null", 403),
    ):
        asked = http.client.HTTPConnection(urlsplit(here.address).netloc, timeout=60)
        told = {**SENT, "Origin": origin, "Cookie": f"__Host-form={form}"}
        asked.request("POST", "/enter/", body, {**told, "Content-Type": "application/x-www-form-urlencoded"})
        assert asked.getresponse().status == wanted, origin


def test_forged_headers_change_nothing(here: World) -> None:
    """Another host is refused; what only a proxy says of host and port never stands in a page."""
    assert ask(here, "/", Host="elsewhere.example")[0] == 400
    more = {
        "X-Forwarded-Host": "elsewhere.example",
        "X-Forwarded-Port": "1",
        "X-Original-URL": "/centre/looks/",
    }
    status, headers, page = ask(here, "/", **more, **{"X-Rewrite-URL": "/centre/looks/"})
    assert status == 200
    assert "elsewhere" not in page + str(headers)


def test_plain_http_is_led_to_https(here: World) -> None:
    """Everything but the sign of life."""
    status, headers, _ = ask(here, "/home/", **{"X-Forwarded-Proto": "http"})
    assert (status, dict(headers).get("location")) == (301, "https://genkan.example/home/")
    assert ask(here, "/ready/", **{"X-Forwarded-Proto": "http"})[0] == 204


def test_a_program_that_asks_in_plain_text_is_told_and_not_led_on(here: World) -> None:
    """Led on by itself nobody would notice that the access word went over the wire for all to read."""
    for place in ("/api/notebooks/", "/api/help/jp/", "/api/schema.json", "/api/nothing/"):
        status, headers, told = ask(here, place, **{"X-Forwarded-Proto": "http"})
        assert (status, json.loads(told)["problem"]) == (400, "api.in_the_open"), place
        assert list(faults(place, headers)) in ([], ["Strict-Transport-Security: None"])


def test_nothing_beside_the_pages_is_served(here: World) -> None:
    """No list of a folder, no history of the source, no settings, no way out of the folder of styles."""
    for place in (
        "/static/",
        "/.git/config",
        "/.git/HEAD",
        "/.env",
        "/static/../settings.py",
        "/static/%2e%2e/genkan.sqlite3",
        "/var/keys/site.keys",
        "/admin/",
        "/metrics",
    ):
        assert ask(here, place)[0] == 404, place


@pytest.mark.parametrize(
    ("framed", "statuses"),
    [
        ("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", [403]),
        ("Content-Length: 4\r\nContent-Length: 5\r\n\r\n", [400]),
        ("Content-Length: +4\r\n\r\n", [400]),
        ("Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n", [400]),
        ("Content-Length: 4\r\n\r\nabcd", [403, 204]),
    ],
)
def test_where_a_request_ends_is_never_in_doubt(here: World, framed: str, statuses: list[int]) -> None:
    """Lengths that contradict each other are refused; with chunks beside a length the line ends after one."""
    place = urlsplit(here.address)
    sent = "".join(f"{name}: {value}\r\n" for name, value in SENT.items())
    after = f"GET /ready/ HTTP/1.1\r\n{sent}Connection: close\r\n\r\n"
    with socket.create_connection((str(place.hostname), int(place.port or 0)), timeout=10) as line:
        line.sendall(f"POST /enter/ HTTP/1.1\r\n{sent}{framed}{after}".encode())
        said = b""
        while block := line.recv(65_536):
            said += block
    found = [int(one) for one in re.findall(rb"HTTP/1\.1 (\d{3}) ", said)]
    assert found == statuses


def test_djangos_own_check_before_a_start_is_clean(here: World) -> None:
    """With the settings of a site behind TLS, warnings count."""
    told = {**os.environ, **BEHIND_TLS, "GENKAN_VAR": str(here.folder), "GENKAN_DATABASE": ""}
    told |= {"PYTHONPATH": str(ROOT / "src"), "DJANGO_SETTINGS_MODULE": "genkan_web.settings"}
    told["GENKAN_KEYS"] = str(here.folder / "keys")
    told.pop("DJANGO_ALLOW_ASYNC_UNSAFE", "")  # for the browser driver of other tests
    command = [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(command, env=told, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    planted = subprocess.run(
        command, env={**told, "GENKAN_HTTPS": ""}, capture_output=True, text=True, check=False
    )
    assert planted.returncode != 0


def test_the_judge_sees_bare_headers() -> None:
    """Nothing set, a policy that lets scripts run, a cookie that scripts read."""
    bare = list(faults("/", [("Set-Cookie", "visit=1; Path=/"), ("Server", "x/1.2")]))
    assert len(bare) == len(EVERYWHERE) + 5
    assert "letters of no name: text/html" in set(faults("/", [("Content-Type", "text/html")]))
    sound: Mapping[str, str] = {**EVERYWHERE, "Cache-Control": "no-store"}
    policy = "default-src 'none'; script-src 'unsafe-inline'; frame-ancestors 'none'"
    assert len(list(faults("/", [*sound.items(), ("Content-Security-Policy", policy)]))) == 1
