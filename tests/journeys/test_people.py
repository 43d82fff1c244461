"""Journeys of people who stay: a mother's two weeks, her child's own notebook, a worker, and a thief."""

from __future__ import annotations

import base64
import os
import re
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha1
from hmac import digest
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.journeys.pages import LANGS, faults_of, page_of, small_targets, unfold
from tests.postgres import program
from tools.served import genkan, own_database

from genkan.knowledge import sentence

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PASSWORD = "quiet evening in the hall"  # noqa: S105 (of nobody)
CANARY = "the soup stood before the door"
NAMES = ("moss", "fern", "birch", "hall lamp", "somchai")


@dataclass(frozen=True)
class House:
    """A site that runs in a folder."""

    address: str
    folder: Path
    database: str

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """A command of whoever looks after the site."""
        told = {"GENKAN_VAR": str(self.folder), "GENKAN_DATABASE": self.database}
        environment = {**os.environ, **told, "PYTHONPATH": os.pathsep.join(sys.path)}
        whole = [sys.executable, "-m", "genkan_web.cli", *words]
        return subprocess.run(whole, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A site of these journeys' own."""
    folder = tmp_path_factory.mktemp("people")
    with genkan(folder) as served:
        yield House(served.address, folder, served.database)


def looked_at(page: Page, lang: str) -> None:
    """Whatever page is open: in its language, without a fault, fit for screen and thumb, with nothing of a
    person in its title or address."""
    where = page.url
    assert page.get_attribute("html", "lang") == lang, where
    assert not [word for word in (CANARY, *NAMES) if word in page.title() + where]
    assert not faults_of(page), where
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], where
    assert not small_targets(page), where


def join(page: Page, house: House, role: str, name: str, code: str = "") -> None:
    """Open a notebook, see the recovery sheet, put it away."""
    page.goto(f"{house.address}/join/{role}/")
    if code:
        page.fill("#code", code)
    page.fill("#name", name)
    page.fill("#password", PASSWORD)
    if page.locator("#birth_year").count():
        page.fill("#birth_year", "1998")
    page.click("main form .button")


def sheet_kept(page: Page) -> None:
    """The sheet was shown once."""
    expect(page.locator(".codes li")).to_have_count(10)
    page.click("button[name=kept]")


def one_time_code(secret: str) -> str:
    """What a code app shows now (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    mac = digest(key, struct.pack(">Q", int(time.time()) // 30), sha1)
    at = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def write(page: Page, reach: int, **told: str) -> None:
    """Today's form, a few taps."""
    page.check(f"input[name=reach][value='{reach}']")
    for name, value in told.items():
        if name == "words":
            for more in page.locator("form.day details:has(#words)").all():
                more.evaluate("one => one.open = true")
            page.fill("#words", value)
        else:
            page.check(f"input[name={name}][value='{value}']")
    page.click("form.day .button")
    page.wait_for_url("**/days/")


@pytest.mark.parametrize("lang", LANGS)
def test_a_mother_keeps_a_notebook_for_two_weeks(house: House, browser: Browser, lang: str) -> None:
    """Given a phone in a dark kitchen and no scripts, when she joins and writes about fourteen days, then the
    list has each of them, the way out shows them, and every page is fit to be used."""
    page = page_of(browser, lang, 360, "dark", scripts=False)
    join(page, house, "family", "hall lamp")
    sheet_kept(page)
    page.fill("#called", "K")
    page.fill("#relation", "mother")
    page.click("main form .button")
    for back in range(14):
        page.click("nav.book a >> nth=1")
        page.click(f".lines a >> nth={back}")
        write(page, (0, 1, 1, 0, 2, 1, 0)[back % 7], known_by=("seen", "guessed")[back % 2])
    assert page.locator(".lines li").count() == 14
    assert sentence("people.notes.none", lang) not in page.inner_text(".lines")
    page.click("nav.book a >> nth=2")
    assert page.locator("figure.way svg").count() >= 1
    page.context.close()


@pytest.mark.parametrize(("lang", "width"), [("en", 360), ("th", 1280), ("ja", 360)])
def test_pages_of_accounts_can_be_used_by_everybody(
    house: House, browser: Browser, lang: str, width: int
) -> None:
    """Given any language and screen, when somebody joins and walks through their pages, then axe finds no
    fault, nothing is wider than the screen, and every control can be hit with a thumb."""
    page = page_of(browser, lang, width, "light" if width == 360 else "dark")
    for address in ("/join/", "/join/family/", "/enter/", "/enter/sheet/"):
        page.goto(house.address + address)
        looked_at(page, lang)
    join(page, house, "person", "moss")
    looked_at(page, lang)
    sheet_kept(page)
    looked_at(page, lang)
    write(page, 1, mood="2", words=CANARY)
    looked_at(page, lang)
    for at in range(page.locator("nav.book a").count()):
        unfold(page)
        page.click(f"nav.book a >> nth={at}")
        looked_at(page, lang)
    for address in ("/linked/", "/account/", "/second/set/"):
        page.goto(house.address + address)
        looked_at(page, lang)
    page.context.close()


def test_a_child_shares_one_line_and_takes_it_back(house: House, browser: Browser) -> None:
    """Given a mother's code, when her child joins, sees only their own notebook, shares one line and takes it
    back, then she reads the line, and afterwards what she would read in any week without news."""
    mother, child = page_of(browser, "en", 360), page_of(browser, "en", 360, "dark")
    join(mother, house, "family", "hall lamp")
    sheet_kept(mother)
    mother.fill("#called", "K")
    mother.click("main form .button")
    write(mother, 1, known_by="seen", words="a word of the mother")
    mother.goto(house.address + "/linked/code/")
    mother.click("main form .button")
    code = mother.inner_text(".code")
    join(child, house, "person", "moss")
    sheet_kept(child)
    write(child, 3, words=CANARY)
    for at in range(child.locator("nav.book a").count()):
        unfold(child)
        child.click(f"nav.book a >> nth={at}")
        assert "a word of the mother" not in child.content()
    unfold(child)
    child.click("text=" + sentence("people.nav.sees", "en"))
    child.click("text=" + sentence("people.sees.code", "en"))
    child.fill("#code", code)
    child.click("main form .button")
    child.check("input[name=items][value=week]")
    assert child.locator("input[name=items]").count() == 3
    child.fill("#called", "K")
    child.click("main form .button")
    mother.goto(house.address + "/linked/")
    mother.click(".door")
    assert sentence("people.share.line", "en", days=1, out=1) in mother.inner_text("main")
    assert CANARY not in mother.content()
    child.click(f"text={sentence('people.sees.stop_all', 'en')}")
    mother.reload()
    assert sentence("people.share.nothing", "en") in mother.inner_text("main")
    stopped = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", mother.inner_html("main"))
    assert sentence("people.sees.stopped", "en") not in stopped
    assert sentence("people.share.line", "en", days=1, out=1) not in stopped
    mother.context.close()
    child.context.close()


def test_a_worker_links_and_looks_and_the_person_reads_that_she_looked(
    house: House, browser: Browser
) -> None:
    """Given a centre made by command, when a worker joins with a second factor and looks at shared days, then
    her look is in the person's list, and what was not shared stays closed."""
    centre = house.command(
        "centre", "new", "River House", "--kind", "centre", "--country", "th"
    ).stdout.strip()
    invitation = house.command("invite", centre, "worker").stdout.strip()
    worker, person = page_of(browser, "en", 1280), page_of(browser, "en", 360)
    join(worker, house, "invited", "somchai", invitation)
    assert "/second/set/" in worker.url
    looked_at(worker, "en")
    worker.fill("#code", one_time_code(worker.inner_text("main code")))
    worker.click("main form .button")
    if worker.locator("button[name=kept]").count():
        worker.click("button[name=kept]")
    worker.goto(house.address + "/linked/code/")
    worker.click("main form .button")
    code = worker.inner_text(".code")
    join(person, house, "person", "fern")
    sheet_kept(person)
    write(person, 4, mood="3", words=CANARY)
    unfold(person)
    person.click("text=" + sentence("people.nav.sees", "en"))
    person.click("text=" + sentence("people.sees.code", "en"))
    person.fill("#code", code)
    person.click("main form .button")
    looked_at(person, "en")
    person.check("input[name=items][value=days]")
    person.fill("#called", "F")
    person.click("main form .button")
    looked_at(person, "en")
    worker.goto(house.address + "/linked/")
    looked_at(worker, "en")
    worker.click(".door")
    looked_at(worker, "en")
    worker.click("main .button")
    assert worker.locator("figure.way svg").count() >= 1
    looked_at(worker, "en")
    assert CANARY not in worker.content()
    assert worker.goto(worker.url.replace("/way/", "/words/")).status == 404
    unfold(person)
    person.click("text=" + sentence("people.nav.looked", "en"))
    assert "River House" in person.inner_text("main")
    looked_at(person, "en")
    worker.context.close()
    person.context.close()


def test_a_stolen_backup_gives_nothing(house: House, browser: Browser, tmp_path: Path) -> None:
    """Given notes in a notebook, when a thief has the backup, or the database file, or a backup with its key
    but not the site's keys, then not a word of the notes can be read; with both, the owner has all again."""
    page = page_of(browser, "en", 360)
    join(page, house, "person", "birch")
    sheet_kept(page)
    write(page, 1, words=CANARY)
    page.context.close()
    key, backup = tmp_path / "backup.key", tmp_path / "night.age"
    assert house.command("backup-key", str(key)).returncode == 0
    made = house.command("backup", str(backup), "--to", f"{key}.pub")
    assert made.returncode == 0, made.stderr
    stolen = [backup, *house.folder.glob("*.sqlite3*"), *house.folder.glob("*.db*")]
    if house.database:
        stolen.append(tmp_path / "dump")
        subprocess.run([program("pg_dump"), "-f", str(stolen[-1]), house.database], check=True)
    assert len(stolen) > 1
    for file in stolen:
        data = file.read_bytes()
        assert CANARY.encode() not in data, file
        assert b"birch" not in data, file
    assert house.command(
        "restore", str(backup), "--with", f"{key}.pub", "--into", str(tmp_path / "no")
    ).returncode
    back, again_in = tmp_path / "back", own_database()
    where = ["--into", str(back), *(["--database", again_in] if again_in else [])]
    assert house.command("restore", str(backup), "--with", str(key), *where).returncode == 0
    assert not any(CANARY.encode() in one.read_bytes() for one in back.rglob("*") if one.is_file())
    with pytest.raises(RuntimeError), genkan(back, again_in):
        pass  # without the site's keys it does not even start
    (back / "keys").mkdir(exist_ok=True)
    (back / "keys" / "site.keys").write_bytes((house.folder / "keys" / "site.keys").read_bytes())
    (back / "keys" / "site.keys").chmod(0o600)
    with genkan(back, again_in) as served:
        again = page_of(browser, "en", 360)
        again.goto(served.address + "/join/")
        assert again.locator(".door").count() == 3
        again.context.close()
