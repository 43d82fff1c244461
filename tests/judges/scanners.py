"""Two scanners that know nothing of the site: wapiti over pages, sqlmap over parameters. Loopback only."""

from __future__ import annotations

import json
import re
import secrets
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from tests.judges.outside import Verdict
from tests.judges.world import World, addresses
from tests.web.visits import SAMPLES
from tools.judges import own

MODULES = (
    "sql", "timesql", "xss", "permanentxss", "file", "exec", "csrf", "cookieflags", "http_headers", "csp",
    "redirect", "crlf", "htaccess",
)  # fmt: skip
NOT_FOR_ME = ("xxe", "ssrf", "log4shell")  # they ask a host outside
ENDS_THE_VISIT = ("out", "leave", "account-elsewhere", "language")
LOOPBACK_ONLY = ("Secure Flag cookie",)  # the world speaks without TLS; with it tests/judges/test_headers.py
BY_DESIGN = ("Cross Site Request Forgery: POST /mail/stop/",)  # mail programs press it (RFC 8058)


def tool(name: str) -> str:
    """The command of a judge; the test is left out, and says so, where it cannot be had."""
    found = own.command(name)
    if found is None:
        pytest.skip(f"{name.upper()} WAS NOT TRIED: it is not installed and could not be")
    return str(found)


# ── wapiti ──


def wapiti(
    address: str,
    folder: Path,
    starts: Sequence[str] = (),
    leave_out: Sequence[str] = (),
    cookie: str = "",
    seconds: int = 5,
) -> Verdict:
    """Walk and attack, ``seconds`` for each kind of attack; which were cut short is told in the detail.

    Cut short while it writes, it may stumble over its own notes («database is locked»): then once more.
    """
    for longer in (1, 2, 4):
        verdict = _wapiti(address, folder, starts, leave_out, cookie, seconds * longer)
        if verdict.tried or "database is locked" not in verdict.detail:
            break
    return verdict


def _wapiti(
    address: str, folder: Path, starts: Sequence[str], leave_out: Sequence[str], cookie: str, seconds: int
) -> Verdict:
    report = folder / "wapiti.json"
    command = [tool("wapiti"), "-u", f"{address}/", "--scope", "folder", "-m", ",".join(MODULES)]
    command += ["--no-bugreport", "--flush-session", "-f", "json", "-o", str(report), "-v", "1"]
    command += ["--store-session", str(folder / "session"), "--store-config", str(folder / "config")]
    command += ["--max-scan-time", str(4 * seconds), "--max-attack-time", str(seconds), "-S", "polite"]
    command += ["--skip", "csrfmiddlewaretoken", "-d", "3"]
    for place in starts:
        command += ["-s", address + place]
    for place in leave_out:
        command += ["-x", address + place]
    if cookie:
        command += ["-C", cookie]
    done = subprocess.run(
        command,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        timeout=7_200,
    )
    if done.returncode or not report.exists():
        return Verdict(0, (f"wapiti stopped: {done.returncode}",), done.stderr[-2_000:])
    told = json.loads(report.read_text(encoding="utf-8"))
    stopped = re.findall(r"Max attack time was reached for module (\w+)", done.stdout)
    return Verdict(told["infos"]["crawled_pages_nbr"], tuple(_found_by_wapiti(told)), f"cut short: {stopped}")


def _found_by_wapiti(told: dict[str, dict[str, list[dict[str, str]]]]) -> Iterator[str]:
    for part in ("vulnerabilities", "anomalies"):
        for kind, ones in told[part].items():
            yield from (
                f"{kind}: {one['method']} {one['path']} {one['parameter']} {one['info']}" for one in ones
            )


def wapiti_on(here: World, who: str, folder: Path, seconds: int) -> Verdict:
    """The site as somebody sees it, from every address it has; with the visit and the form's own secret."""
    found = addresses(here.named[who or "yuki"])
    starts = [place for name, place in found.items() if name not in ENDS_THE_VISIT and "learn" not in name]
    leave_out = [found[name] for name in ENDS_THE_VISIT] + ["/static/*", "/learn/*", "/language/*"]
    form = "".join(secrets.choice("abcdefghijkmnpqrstuvwxyz") for _ in range(32))
    cookie = "; ".join(filter(None, [here.cookie(who), f"form={form}"]))
    said = len(here.log())
    verdict = wapiti(here.address, folder, starts, leave_out, cookie, seconds)
    broken = re.findall(r".* 5\d\d [A-Z]+ .*", here.log()[said:], re.M)
    kept = [one for one in verdict.found if not one.startswith(LOOPBACK_ONLY + BY_DESIGN)]
    return Verdict(verdict.tried, (*kept, *broken), verdict.detail)


# ── sqlmap ──


def sqlmap(targets: Sequence[str], folder: Path, thorough: bool, cookie: str = "", data: str = "") -> Verdict:
    """Ask each parameter, ``*`` marks those inside a path. ``thorough`` also waits for sleeping databases."""
    file = folder / "targets.txt"
    file.write_text("\n".join(targets) + "\n", encoding="utf-8")
    command = [
        tool("sqlmap"),
        "-m",
        str(file),
        "--batch",
        "--level",
        "1",
        "--flush-session",
        "--disable-coloring",
    ]
    command += ["--output-dir", str(folder / "sqlmap"), "--threads", "4", "--ignore-code", "*", "--skip-waf"]
    command += ["--technique", "BEUSTQ" if thorough else "BEU", *([] if thorough else ["--smart"])]
    if cookie:
        command += ["--cookie", cookie, "--skip", "cookie,csrfmiddlewaretoken"]
    command += ["--data", data] if data else []
    done = subprocess.run(
        command,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        timeout=7_200,
    )
    found = re.findall(r"^Parameter: .+", done.stdout, re.M)
    tried = len(re.findall(r"^\[\d+/\S+\] URL:", done.stdout, re.M))
    return Verdict(tried, tuple(found), done.stdout)


QUERY = {  # what an address takes behind «?»
    "language": "back=/",
    "entrance": "q=1",
    "help": "country=jp",
    "learn": "q=1",
    "share-way": "beside=1",
    "api-notes": "first=2026-11-01&last=2026-11-02",
}
FORMS = {  # what a page of this address sends
    "begin": "country=jp",
    "ask": "next=&chosen=room&words=a&known_by=seen&month=2026-01",
    "causes-save": "predisposing=a&precipitating=b",
    "letter": "wishes=visit&contact=no&place=a&words=b&address=c",
    "join-as": "name=a&password=bbbbbbbbbbbb&country=jp&zone=Asia/Tokyo&birth_year=1990&code=c",
    "enter": "name=a&password=b",
    "enter-sheet": "name=a&code=b&password=cccccccccc",
    "enter-passkey": "credential=a",
    "second-set": "code=1",
    "passkey": "credential=a",
    "account-password": "old=a&password=bbbbbbbbbb",
    "tokens": "client_id=aaaaaaaaaaaaaaaaaaaa&called=a&scope=read&days=7&old=b",
    "tokens-end": "token=a",
    "sheet": "old=a",
    "notebooks": "called=a&relation=b",
    "today": "client_id=aaaaaaaaaaaaaaaaaaaa&version=0&reach=1&mood=2&drive=1&bed_hour=1&up_hour=9&words=a",
    "in-need": "words=a",
    "sees-stop": "link=a&item=week",
    "sees-again": "link=a",
    "code": "code=a",
    "code-yes": "code=a&items=week&called=b",
    "share-answer": "accept=1&joined=1&day=2026-11-01&words=a",
    "emergency": "called=a&category=life&reason=long%20enough&code=1",
    "review": "words=long%20enough%20words&days=1",
}


def targets_of(here: World, who: str) -> list[str]:
    """Every address with each part of it marked, and what it takes behind «?»."""
    named = here.named[who or "yuki"]
    parts = [*named.values(), *(SAMPLES[name] for name in ("key", "name", "code", "lang"))]
    found = []
    for name, place in addresses(named).items():
        pieces = [f"{piece}*" if piece in parts else piece for piece in place.split("/")]
        found += [f"{here.address}{'/'.join(pieces)}"] if any("*" in piece for piece in pieces) else []
        found += [f"{here.address}{place}?{QUERY[name]}"] if name in QUERY else []
    return found


def sqlmap_on(here: World, who: str, folder: Path, thorough: bool) -> Verdict:
    """Every part of every address as somebody; ``thorough`` also every field of every form."""
    verdict = sqlmap(targets_of(here, who), folder, thorough, here.cookie(who))
    tried, found = verdict.tried, list(verdict.found)
    form = "f" * 32  # the form's own secret, as cookie and as field
    cookie = f"{here.cookie(who)}; form={form}"
    for name, place in addresses(here.named[who or "yuki"]).items():
        if thorough and name in FORMS:
            data = f"{FORMS[name]}&csrfmiddlewaretoken={form}"
            one = sqlmap([here.address + place], folder, thorough, cookie, data)
            tried, found = tried + one.tried, [*found, *one.found]
    return Verdict(tried, tuple(found), verdict.detail)
