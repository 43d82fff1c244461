"""What is kept on a device lies there locked: no store tells a word, and the key goes with what it locks."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.journeys.line import Line
from tests.journeys.pages import LANGS, faults_of, page_of, small_targets
from tests.journeys.readers import everything_on, found_in, found_in_files
from tests.journeys.writers import Writer, kill_browser_of, lasting, new_writer, signed_up

pytestmark = pytest.mark.browser
NOTE, HALF = "the kettle sang สวัสดี 今日は", "and then half of"
SCENES = "/learn/scenes/"
PLANTS = {
    "localStorage": "words => { localStorage.a = words }",
    "sessionStorage": "words => { sessionStorage.a = JSON.stringify([words]) }",
    "a cookie": "words => { document.cookie = 'a=' + encodeURIComponent(words) }",
    "a cache": "async words => (await caches.open('a')).put('/a', new Response(words))",
    "a row": "words => device.within({ name: 'a', stores: { a: 'b' } }, ['a'], 'readwrite',"
    " a => { a.put({ b: 1, c: [words] }) }, true)",
    "bytes": "words => device.within({ name: 'a', stores: { a: 'b' } }, ['a'], 'readwrite',"
    " a => { a.put({ b: 1, c: new TextEncoder().encode(words) }) }, true)",
}
LOCKS = "{ name: 'outbox-lock', stores: { keys: 'name' } }"
OUTBOX = "{ name: 'outbox', stores: { notes: 'id', drafts: ['book', 'day'], chosen: 'book', here: 'key' } }"
READABLE = f"""async () => {{ // every row as an older version left it
  for (const store of ["notes", "drafts"])
    for (const one of await device.within({OUTBOX}, [store], "readonly", all => all.getAll())) {{
      const to = ["outbox", store, one.book, one.who, one.day, one.id];
      const {{ locked, ...row }} = {{ ...one, fields: await device.open({LOCKS}, one.book, to, one.locked) }};
      await device.within({OUTBOX}, [store], "readwrite", all => {{ all.put(row); }});
    }}
}}"""
WAYS = {  # a browser or an address where nothing can be locked
    "no crypto": "Object.defineProperty(Crypto.prototype, 'subtle', { get: () => undefined })",
    "no database": "Object.defineProperty(self, 'indexedDB', { get: () => undefined })",
    "no key in it": """{ const put = IDBObjectStore.prototype.put;
        IDBObjectStore.prototype.put = function (one) {
          if (one.key instanceof CryptoKey) throw new DOMException("", "DataCloneError");
          return put.call(this, one); } }""",
}


def keys_here(page: Page) -> int:
    """How many keys lie on this device; each cannot be read by any script."""
    told = everything_on(page)
    assert "a key, extractable: true" not in told
    return told.count("a key, extractable: false")


def wrote_in_the_tunnel(writer: Writer, line: Line) -> None:
    """Writing without network chosen; a note of today waits, and one of yesterday is half-written."""
    today, before = writer.book, writer.day(1)
    writer.choose()
    line.cut()
    writer.open(before)
    writer.write(HALF)
    writer.page.wait_for_timeout(500)
    writer.open(today)
    writer.write(NOTE)
    writer.keep_here()


@pytest.mark.parametrize("where", PLANTS)
def test_the_reader_finds_a_readable_copy(browser: Browser, own_site: str, where: str) -> None:
    """Planted in each store of a browser, as text, as bytes, as a cookie writes it: it is found."""
    page = page_of(browser, "en", 360)
    page.goto(own_site + SCENES)
    assert not found_in(everything_on(page), NOTE)
    page.evaluate(PLANTS[where], NOTE)
    assert found_in(everything_on(page), NOTE)
    page.context.close()


def test_what_waits_for_the_network_lies_locked(browser: Browser, line: Line) -> None:
    """A whole note and a half-written one, in the tunnel: no store tells a word; both stand in their forms
    again, and the worker alone opens the note and sends it, once."""
    writer = new_writer(browser, line.address)
    page, before = writer.page, writer.day(1)
    today = writer.today.isoformat()
    wrote_in_the_tunnel(writer, line)
    told = everything_on(page)
    assert "drafts" in str(writer.rows())
    assert not found_in(told, NOTE)
    assert not found_in(told, HALF)
    assert keys_here(page) == 1
    (note,), (draft,) = writer.rows()["notes"], writer.rows()["drafts"]
    beside = {"book", "day", "id", "version", "at", "who", "locked"}
    assert set(note) == beside | {"after", "asToday", "back", "state", "tried"}
    assert set(draft) == beside | {"sent"}
    writer.open(before)
    expect(page.locator("#words")).to_have_value(HALF)
    writer.open(writer.book)
    expect(page.locator("#words")).to_have_value(NOTE)
    page.goto("about:blank")
    line.mend()
    (worker,) = page.context.service_workers
    worker.evaluate("outbox.sendAll()")
    writer.open(f"{writer.site}/help/")
    assert writer.rows()["notes"] == []
    assert writer.version(today) == 1
    writer.open(writer.book)
    expect(page.locator("#words")).to_have_value(NOTE)
    page.context.close()


def test_what_an_older_version_left_readable_is_locked(browser: Browser, line: Line) -> None:
    """Its rows are locked by the next page, its practice sentences by the next page of scenes; the readable
    copies are gone, nothing is lost, and the note arrives."""
    writer = new_writer(browser, line.address)
    page, before = writer.page, writer.day(1)
    wrote_in_the_tunnel(writer, line)
    page.evaluate(READABLE)
    page.evaluate("words => { localStorage.words = JSON.stringify([words]) }", "There is soup.")
    for words in (NOTE, HALF, "There is soup."):
        assert found_in(everything_on(page), words)
    writer.open(before)
    expect(page.locator("#words")).to_have_value(HALF)
    told = everything_on(page)
    assert not found_in(told, NOTE)
    assert not found_in(told, HALF)
    writer.open(writer.book)
    expect(page.locator("#words")).to_have_value(NOTE)
    line.mend()
    page.goto(writer.site + SCENES)
    expect(page.locator("#kept-words li")).to_have_text(["There is soup."])
    assert not found_in(everything_on(page), "There is soup.")
    assert page.evaluate("localStorage.length") == 0
    writer.arrive()
    writer.open(writer.book)
    expect(page.locator("#words")).to_have_value(NOTE)
    page.context.close()


def test_the_key_goes_with_what_it_locks(browser: Browser, line: Line) -> None:
    """Forgotten, signed out of, or left: no key is here, and a copy of the row that somebody had made before
    does not open again, not even where a new key was made."""
    writer = new_writer(browser, line.address)
    page = writer.page
    copy_it = (
        f"async () => {{ self.copied = await device.within({OUTBOX}, ['notes'], 'readonly', a => a.getAll());"
    )
    hand = "return JSON.stringify(copied.map(({ locked, ...one }) => ({ ...one, "
    hand += "locked: { iv: [...locked.iv], box: [...new Uint8Array(locked.box)] } }))) }"
    put_back = f"""async text => {{
      for (const {{ locked: {{ iv, box }}, ...one }} of JSON.parse(text)) {{
        const locked = {{ iv: new Uint8Array(iv), box: new Uint8Array(box).buffer }};
        await device.within({OUTBOX}, ["notes"], "readwrite", all => {{ all.put({{ ...one, locked }}); }});
      }}
      return (await outbox.notes()).length;
    }}"""
    for how in ("forget", "out", "leave"):
        wrote_in_the_tunnel(writer, line)
        assert keys_here(page) == 1
        copied = page.evaluate(copy_it + hand)
        assert page.evaluate(put_back, copied) == 1, "shown first: with its key the copy opens"
        line.mend()
        if how == "forget":
            page.click("[data-forget]")
            expect(page.locator("[data-forgotten]")).to_be_visible()
        elif how == "out":
            writer.open(f"{writer.book}in-need/")
            writer.sign_out()
        else:
            page.context.route("https://**", lambda route: route.fulfill(body="elsewhere"))
            page.click("a.leave")
            page.wait_for_url("https://**")
        writer.open(f"{writer.site}/help/")
        assert writer.stored()["databases"] == [], how
        if how != "forget":
            writer.sign_in()
        writer.choose()
        assert page.evaluate(put_back, copied) == 0, how
        writer.open(f"{writer.book}offline/")
        page.click("[data-forget]")
        expect(page.locator("[data-forgotten]")).to_be_visible()
    page.context.close()


def test_no_other_notebook_account_or_day_opens_it(browser: Browser, line: Line) -> None:
    """A row that is said to be of another notebook (even with the same key), account, note or day, or whose
    bytes were changed, does not open; as it was, it does."""
    writer = new_writer(browser, line.address)
    wrote_in_the_tunnel(writer, line)
    opens = f"""async how => {{
      const [row] = await device.within({OUTBOX}, ["notes"], "readonly", all => all.getAll());
      const {{ key }} = await device.within({LOCKS}, ["keys"], "readonly", all => all.get(row.book));
      await device.within({LOCKS}, ["keys"], "readwrite", all => {{ all.put({{ name: "other", key }}); }});
      const other = {{ ...row, ...(how ? {{ [how]: "other" }} : {{}}) }};
      if (how === "bytes") new Uint8Array(other.locked.box)[0] ^= 1;
      await device.within({OUTBOX}, ["notes"], "readwrite", all => {{ all.clear(); all.put(other); }});
      await outbox.come(other.who);
      const open = (await outbox.notes(other.book)).length;
      await device.within({OUTBOX}, ["notes"], "readwrite", all => {{ all.clear(); all.put(row); }});
      await outbox.come(row.who);
      return open;
    }}"""
    told = {how: writer.page.evaluate(opens, how) for how in ("", "book", "who", "id", "day", "", "bytes")}
    assert told == {"": 1, "book": 0, "who": 0, "id": 0, "day": 0, "bytes": 0}
    writer.page.context.close()


@pytest.mark.parametrize("way", WAYS)
def test_where_nothing_can_be_locked_nothing_is_kept(browser: Browser, own_site: str, way: str) -> None:
    """No crypto (an address without https), no database, or none that takes a key: writing without network is
    not to be had and the page says so, half-written words stay nowhere, and a note is kept by the server."""
    writer = new_writer(browser, own_site)
    page, reads = writer.page, writer.page.context.new_page()
    reads.goto(f"{own_site}/help/")
    page.add_init_script(WAYS[way])
    writer.open(f"{writer.book}offline/")
    if way == "no key in it":
        page.click("[data-choose]")
    expect(page.locator("[data-cannot]")).to_be_visible()
    assert page.locator("[data-on]:visible").count() == 0
    assert page.locator("[data-choose]:visible").count() == (way == "no key in it")
    assert not faults_of(page)
    writer.open(writer.book)
    writer.write(NOTE)
    page.wait_for_timeout(500)
    if way != "no key in it":  # there a half-written note may lie, locked by the page's own key
        assert reads.evaluate("indexedDB.databases()") == []
    assert not found_in(everything_on(reads), NOTE)
    assert keys_here(reads) == 0
    writer.keep()
    writer.open(writer.book)
    expect(page.locator("#words")).to_have_value(NOTE)
    page.context.close()


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("way", WAYS)
def test_practice_sentences_are_kept_locked_or_not_at_all(
    browser: Browser, own_site: str, way: str, lang: str
) -> None:
    """Kept, they lie locked, in the list again after a reload, and «clear» takes the key along. Where nothing
    can be locked they cannot be kept, and what an older version left is shown once more and is gone."""
    page = page_of(browser, lang, 360)
    page.goto(own_site + SCENES)
    page.fill("#own-sentence", NOTE)
    page.click("[data-part=keep]")
    expect(page.locator("#kept-words li")).to_have_text([NOTE])
    assert not found_in(everything_on(page), NOTE)
    assert keys_here(page) == 1
    page.reload()
    expect(page.locator("#kept-words li")).to_have_text([NOTE])
    page.click("#kept-words button")
    expect(page.locator("#kept-words")).to_be_hidden()
    assert page.evaluate("indexedDB.databases()") == []
    page.evaluate("words => { localStorage.words = JSON.stringify([words]) }", HALF)
    bare = page.context.new_page()
    bare.add_init_script(WAYS[way])
    bare.goto(own_site + SCENES)
    expect(bare.locator("#kept-words li")).to_have_text([HALF])
    expect(bare.locator("#kept-words [data-last=yes]")).to_be_visible()
    assert bare.locator("#kept-words [data-last=no]:visible").count() == 0
    assert not faults_of(bare)
    assert not small_targets(bare)
    bare.fill("#own-sentence", NOTE)
    if way == "no key in it":
        bare.click("[data-part=keep]")
        expect(bare.locator("[data-part=cannot]")).to_be_visible()
    else:
        assert bare.locator("[data-part=keep]:visible").count() == 0
    assert not any(found_in(everything_on(page), words) for words in (NOTE, HALF))
    bare.reload()
    expect(bare.locator("#kept-words")).to_be_hidden()
    page.context.close()


def test_no_file_of_the_browser_tells_a_word(browser: Browser, line: Line, tmp_path: Path) -> None:
    """Whoever searches the files of the browser, killed with a note waiting and another half-written, finds
    neither; a row left readable beside them is found by the same search."""
    device = lasting(browser, tmp_path)
    writer = signed_up(device.new_page(), line.address)
    wrote_in_the_tunnel(writer, line)
    for words in ("left readable", "left readable อ่านได้"):
        writer.page.evaluate(PLANTS["a row"], words)
    writer.page.wait_for_timeout(500)
    assert kill_browser_of(tmp_path)
    assert found_in_files(tmp_path, "left readable")
    assert found_in_files(tmp_path, "left readable อ่านได้")
    assert found_in_files(tmp_path, NOTE) == []
    assert found_in_files(tmp_path, HALF) == []
