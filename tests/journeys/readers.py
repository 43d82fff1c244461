"""Whoever looks through everything a browser stores for a site, or through the browser's own files."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Page

EVERYTHING = """async () => {
  const told = [];
  const tell = what => {
    if (what instanceof CryptoKey) told.push(`a key, extractable: ${what.extractable}`);
    else if (what instanceof ArrayBuffer || ArrayBuffer.isView(what))
      for (const way of ["utf-8", "utf-16le"]) told.push(new TextDecoder(way).decode(what));
    else if (what && typeof what === "object") for (const pair of Object.entries(what)) pair.forEach(tell);
    else told.push(String(what));
  };
  const asked = request => new Promise((yes, no) => {
    request.onsuccess = () => yes(request.result); request.onerror = () => no(request.error); });
  for (const store of [localStorage, sessionStorage]) tell({ ...store });
  for (const { name } of await indexedDB.databases()) {
    const place = await asked(indexedDB.open(name));
    tell(name);
    for (const store of place.objectStoreNames) {
      const all = place.transaction(store).objectStore(store);
      tell(await asked(all.getAllKeys()));
      tell(await asked(all.getAll()));
    }
    place.close();
  }
  for (const name of await caches.keys()) {
    const shelf = await caches.open(name);
    for (const request of await shelf.keys())
      tell([name, request.url, await (await shelf.match(request)).text()]);
  }
  return told.join("\\n");
}"""


def everything_on(page: Page) -> str:
    """All that this site has stored in this browser, as text: four stores and every cookie."""
    cookies = json.dumps([dict(one) for one in page.context.cookies()], ensure_ascii=False)
    return str(page.evaluate(EVERYTHING)) + cookies


def found_in(text: str, words: str) -> bool:
    """Whether the words stand there, also as a cookie, an address or JSON would write them."""
    plain = words.encode()
    shifted = [base64.b64encode(bytes(more) + plain).decode()[4:-4] for more in (3, 4, 5)]
    ways = (words, quote(words), json.dumps(words)[1:-1], plain.hex(), *shifted)
    return any(way in text for way in ways)


def found_in_files(folder: Path, words: str) -> list[str]:
    """The files of a browser in which the words stand readable, by name."""
    ways = [words.encode(way) for way in ("utf-8", "utf-16-le")]
    files = [one for one in folder.rglob("*") if one.is_file()]
    return sorted(one.name for one in files if any(way in one.read_bytes() for way in ways))
