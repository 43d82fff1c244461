"""Takes the pictures of docs/screens: the main pages in three languages, at night and by day.

One command, from the folder of the project, once ./test has made its environment (it installs Chromium, too):

    .venv-dev/bin/python -m tools.screens [--into FOLDER] [--pages FOLDER]

It starts the site in an empty folder, walks through the check-up as an invented mother would, takes the pages
on a phone of 360 px, light and dark by turns (over the three languages every page stands in both), the answer
at 1280 px and the first page of the letter, and lays them side by side: ``en.png``, ``th.png``, ``ja.png``.
``--pages`` keeps every page in its whole length and in both schemes as a picture of its own, to look closely.
"""

from __future__ import annotations

import argparse
import base64
import struct
import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from itertools import product
from pathlib import Path

import numpy as np
import numpy.typing as npt
import typst
from playwright.sync_api import Browser, FloatRect, Page

from genkan.checkup.form import questions
from genkan.knowledge import LANGUAGES
from genkan.pretend.check_up import MOTHER, MOTHERS_WORDS
from tools.served import chromium, genkan
from tools.visit import Scheme, answer_all, begin, page_of

SCREENS = Path(__file__).resolve().parent.parent / "docs" / "screens"
PHONE, WIDE, TALL = 360, 1280, 940
GAP, EDGE = 32, 40
SHEET = 6 * PHONE + 5 * GAP + 2 * EDGE
PAPER = SHEET - 2 * EDGE - GAP - WIDE  # the letter beside the wide answer, both as tall as A4
PAPER_TALL = round(PAPER * 2**0.5)
MOST_BYTES = 1_200_000
SCHEMES: tuple[Scheme, Scheme] = ("light", "dark")
PIXELS = """async data => {
  const image = new Image();
  image.src = "data:image/png;base64," + data;
  await image.decode();
  const paper = new OffscreenCanvas(image.width, image.height).getContext("2d");
  paper.drawImage(image, 0, 0);
  const reader = new FileReader();
  const read = new Promise(done => reader.onload = done);
  reader.readAsDataURL(new Blob([paper.getImageData(0, 0, image.width, image.height).data]));
  await read;
  return {width: image.width, height: image.height, data: reader.result};
}"""
LETTER = '#set page(width: auto, height: auto, margin: 0pt)\n#image("letter.pdf", page: 1)'


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: a page from the top, or from the element ``begins`` on.

    ``before``: taken before anything is answered. ``danger``: taken while a danger is named.
    """

    name: str
    address: str
    begins: str = ""
    before: bool = False
    danger: bool = False


ANSWER = Shot("the answer", "/answer/")


def shots() -> tuple[Shot, ...]:
    """What stands on a sheet, in the order of a visit."""
    street, danger = questions()["usual_week"], questions()["danger"]
    many = max(questions().values(), key=lambda one: len(one.options))
    return (
        Shot("entrance", "/", before=True),
        Shot("before the questions", "/begin/family/", before=True),
        Shot("a question in pictures", f"/ask/{street.number}/"),
        Shot("a question with many options", f"/ask/{many.number}/"),
        Shot("help first, a danger was named", f"/ask/{danger.number}/", danger=True),
        ANSWER,
        Shot("the answer: tonight, this week", "/answer/", "#tonight"),
        Shot("the answer: six signs", "/answer/", "h2:has(+ p + table.stack)"),
        Shot("the answer: the drawing", "/answer/", "h2:has(+ p + .strands)"),
        Shot("a page to read", "/learn/causes/stress/"),
        Shot("help now", "/help/"),
        Shot("the letter's form", "/letter/"),
    )


def main() -> None:
    """Start, walk, look, compose."""
    parser = argparse.ArgumentParser(prog="tools.screens", description="Takes the pictures of docs/screens.")
    parser.add_argument("--into", type=Path, default=SCREENS, help="where the three sheets go")
    parser.add_argument("--pages", type=Path, help="also keep every whole page in this folder")
    told = parser.parse_args()
    told.into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, genkan(Path(folder)) as site, chromium() as browser:
        for number, lang in enumerate(LANGUAGES):
            file = told.into / f"{lang}.png"
            file.write_bytes(sheet(browser, site.address, lang, number))
            size = file.stat().st_size
            print(f"{file.name}: {size / 1000:,.0f} kB", flush=True)
            if size > MOST_BYTES:
                raise SystemExit(f"{file.name} is larger than {MOST_BYTES / 1000:,.0f} kB")
            if told.pages:
                told.pages.mkdir(parents=True, exist_ok=True)
                for name, picture in whole_pages(browser, site.address, lang):
                    (told.pages / f"{name}.png").write_bytes(picture)


def sheet(browser: Browser, site: str, lang: str, turn: int) -> bytes:
    """All pictures of one language on one; ``turn`` decides which scheme begins."""
    pages = {scheme: page_of(browser, lang, PHONE, scheme, height=TALL) for scheme in SCHEMES}
    answered: set[Scheme] = set()
    tiles = []
    for number, shot in enumerate(shots()):
        scheme = SCHEMES[(number + turn) % 2]
        if not shot.before and scheme not in answered:
            answer(pages[scheme], site, lang)
            answered.add(scheme)
        tiles.append(tile(f"{shot.name} · {scheme}", taken(pages[scheme], site, shot, TALL), PHONE))
    scheme = SCHEMES[turn % 2]
    wide = page_of(browser, lang, WIDE, scheme, height=TALL)
    answer(wide, site, lang)
    tiles.append(tile(f"the answer at {WIDE} px · {scheme}", taken(wide, site, ANSWER, PAPER_TALL), WIDE))
    tiles.append(tile("the letter, first page", letter(wide, site), PAPER))
    for page in (*pages.values(), wide):
        page.context.close()
    return composed(browser, tiles)


def answer(page: Page, site: str, lang: str) -> None:
    """Answer everything."""
    begin(page, site, "family")
    answer_all(page, MOTHER, {"led_in": MOTHERS_WORDS[lang]})


def taken(page: Page, site: str, shot: Shot, height: int = 0) -> bytes:
    """The picture of a page: ``height`` px of it, or (0) all."""
    page.goto(site + shot.address)
    if not shot.danger:
        return _picture(page, shot, height)
    answers = page.locator("input:checked").evaluate_all("found => found.map(e => e.value)")
    _choose(page, ["wants_to_die"])
    picture = _picture(page, shot, height)
    page.goto(site + shot.address)
    _choose(page, answers)
    return picture


def _choose(page: Page, options: list[str]) -> None:
    for box in page.locator("input[name=chosen]").all():
        box.set_checked(box.get_attribute("value") in options, force=True)
    page.click("button[name=next]")


def _picture(page: Page, shot: Shot, height: int) -> bytes:
    if not height:
        return page.screenshot(full_page=True)
    top, size = 0.0, page.viewport_size
    if shot.begins:
        top = page.locator(shot.begins).evaluate("e => e.getBoundingClientRect().y + scrollY - 16")
    length = page.evaluate("document.documentElement.scrollHeight")
    top = max(0.0, min(top, length - height))
    clip: FloatRect = {"x": 0, "y": top, "width": size["width"] if size else PHONE, "height": height}
    return page.screenshot(full_page=True, clip=clip)


def letter(page: Page, site: str) -> bytes:
    """The first page of the letter that the form gives, as a picture."""
    page.goto(site + "/letter/")
    page.check("input[value=family_alone]")
    page.check("input[name=reach][value=text]")
    page.fill("#contact", "K., 1 Example Road")
    with page.expect_download() as given:
        page.click("button[name=form][value=pdf]")
    with tempfile.TemporaryDirectory() as folder:
        given.value.save_as(Path(folder) / "letter.pdf")
        (Path(folder) / "main.typ").write_text(LETTER, encoding="utf-8")
        made: bytes = typst.compile(str(Path(folder) / "main.typ"), root=folder, format="png", ppi=144)
    return made


def whole_pages(browser: Browser, site: str, lang: str) -> Iterator[tuple[str, bytes]]:
    """Every page once in its whole length, in both schemes and widths, with its name."""
    for width, scheme in product((PHONE, WIDE), SCHEMES):
        page = page_of(browser, lang, width, scheme, height=TALL)
        for shot in shots():
            if not shot.before and "/begin/" in page.url:
                answer(page, site, lang)
            if not shot.begins:
                yield f"{lang} {width} {scheme} {shot.name}", taken(page, site, shot)
        if (width, scheme) == (PHONE, SCHEMES[0]):
            yield f"{lang} the letter on paper", letter(page, site)
        page.context.close()


def tile(words: str, picture: bytes, width: int) -> str:
    """One picture with its caption."""
    data = base64.b64encode(picture).decode("ascii")
    image = f'<img alt="" src="data:image/png;base64,{data}">'
    return f'<figure style="width:{width}px">{image}<figcaption>{escape(words)}</figcaption></figure>'


def composed(browser: Browser, tiles: list[str]) -> bytes:
    """The tiles side by side, taken as one picture."""
    style = f"""body {{ margin: 0; padding: {EDGE}px; background: #dcd8ce; display: flex; flex-wrap: wrap;
      gap: {GAP}px; font: 20px/1.4 sans-serif; color: #333 }} figure {{ margin: 0 }}
      img {{ display: block; width: 100%; border-radius: 12px }} figcaption {{ padding: 8px 4px 0 }}"""
    context = browser.new_context(viewport={"width": SHEET, "height": TALL})
    page = context.new_page()
    page.set_content(f"<!doctype html><meta charset=utf-8><style>{style}</style>{''.join(tiles)}")
    told = page.evaluate(PIXELS, base64.b64encode(page.screenshot(full_page=True)).decode("ascii"))
    context.close()
    pixels = np.frombuffer(base64.b64decode(told["data"].partition(",")[2]), dtype=np.uint8)
    return small_png(pixels.reshape(told["height"], told["width"], 4)[:, :, :3])


def small_png(pixels: npt.NDArray[np.uint8]) -> bytes:
    """A PNG of 256 colours: the most frequent ones, and for any other the nearest of them."""
    height, width, _ = pixels.shape
    packed = pixels.astype(np.uint32) @ np.array([65536, 256, 1], dtype=np.uint32)
    colours, place, count = np.unique(packed.ravel(), return_inverse=True, return_counts=True)
    rgb = (colours[:, None] >> np.array([16, 8, 0], dtype=np.uint32) & 255).astype(np.int32)
    palette = rgb[np.argsort(-count)[:256]]
    nearest = [np.argmin(((palette - one) ** 2).sum(axis=1)) for one in rgb]
    rows = np.zeros((height, width + 1), dtype=np.uint8)
    rows[:, 1:] = np.array(nearest, dtype=np.uint8)[place].reshape(height, width)
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    chunks = (
        (b"IHDR", head),
        (b"PLTE", palette.astype(np.uint8).tobytes()),
        (b"IDAT", zlib.compress(rows.tobytes(), 9)),
        (b"IEND", b""),
    )
    made = [
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(made)


if __name__ == "__main__":
    main()
