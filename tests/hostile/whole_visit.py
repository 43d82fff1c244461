"""One whole visit on a real database and disk, in a process of its own; prints what it saw as JSON.

python -m tests.hostile.whole_visit, with GENKAN_VAR and TMPDIR in empty folders.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import time
from base64 import b64encode
from pathlib import Path
from typing import Any
from urllib.parse import quote

CANARY = "Canaryzwq71 นกขมิ้นเหลือง カナリアの歌"
PIECES = CANARY.split()


def _traces() -> tuple[bytes, ...]:
    """The marked words in every way a computer writes them; base64 in its three alignments."""
    found = []
    for piece in PIECES:
        plain = piece.encode()
        found += [
            plain,
            piece.encode("utf-16-le"),
            json.dumps(piece).strip('"').encode(),
            quote(piece).encode(),
        ]
        for ahead in range(3):
            coded = b64encode(b"x" * ahead + plain)
            found.append(coded[4 if ahead else 0 : -4])
            found.append(coded[4 if ahead else 0 : -4].replace(b"+", b"-").replace(b"/", b"_"))
    return tuple(dict.fromkeys(found))


TRACES = _traces()
DIARY = (
    "Date,Who writes this,How far out,Note\n"
    f"2026-03-01,mother,room,{CANARY}\n2026-03-02,mother,outside,{CANARY}\n2026-03-03,mother,home,{CANARY}\n"
)


def main() -> None:
    """The visit."""
    import django

    django.setup()
    logging.basicConfig(stream=sys.stderr, level=logging.DEBUG)
    for name in ("", "django", "django.request", "genkan_web"):
        logging.getLogger(name).setLevel(logging.DEBUG)
    logging.getLogger("django.template").setLevel(logging.INFO)  # names every variable it does not find
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    json.dump(Visit().whole(), sys.stdout, ensure_ascii=False)


class Visit:
    """What is done, and what can be seen of it from outside."""

    def __init__(self) -> None:
        from django.test import Client

        self.client = Client(SERVER_NAME="localhost", headers={"accept-language": "th"})
        self.outside: list[str] = []
        self.marked = 0

    def whole(self) -> dict[str, Any]:
        """Everything somebody can do."""
        from genkan_web import sweeping

        told: dict[str, Any] = {"rows_before": rows()}
        for who in ("family", "person", "worker"):
            self._check_up(who)
        told["rows_after_check_up"] = rows()
        told["files_while_open"] = [name for name in files() if "uploads" in name or "genkan-" in name]
        key = self._add_file()
        told["rows_with_file"] = rows()
        told["reading_on_disk"] = {"before": on_disk(key)}
        self._see(self.client.get("/leave/"))
        sweeping.sweep()
        told["rows_after_leaving"] = rows()
        told["reading_on_disk"]["after"] = on_disk(key)
        return told | {"outside": self.outside, "marked": self.marked}

    def _see(self, page: Any) -> Any:
        from tests.web.visits import seen_at

        self.outside += seen_at([page])
        self.outside += [f"{name}={morsel.value}" for name, morsel in page.cookies.items()]
        self.marked += any(piece.encode() in page.content for piece in PIECES)
        if page.status_code >= 500:
            raise AssertionError(page.request["PATH_INFO"])
        return page

    def _get(self, address: str) -> Any:
        return self._see(self.client.get(address))

    def _post(self, address: str, **sent: Any) -> Any:
        return self._see(self.client.post(address, sent))

    def _check_up(self, who: str) -> None:
        from django.core.files.uploadedfile import SimpleUploadedFile

        from genkan.checkup.form import questions

        self._get("/")
        self._get(f"/begin/{who}/")
        self._post(f"/begin/{who}/")
        for question in questions().values():
            address = f"/ask/{question.number}/"
            free = {"words": CANARY, "month": CANARY, "known_by": CANARY}
            self._post(address, chosen=[*question.options[:2], CANARY], **free, next="")
            self._post(address, chosen=question.options[:2], **{**free, "month": ""}, next="")
            self._get(address)
            self._get(f"{address}help/")
        self._post("/answer/words/keep/", led_in=CANARY, keeps=CANARY, protects=f"{CANARY}\n{CANARY}")
        for address in ("/answer/", "/answer/words/", "/letter/", f"/begin/{who}/"):
            self._get(address)
        for form in ("pdf", "text", "fhir"):
            free = dict.fromkeys(("to", "words", "contact", "knows", "wishes"), CANARY)
            self._post("/letter/", form=form, second="en", **free)
        kept = self._get("/answer/file/").content
        for content in (kept, kept[:-9], kept.replace(b'"version": 1', b'"version": 2')):
            self._post("/answer/open/", file=SimpleUploadedFile(f"{PIECES[0]}.json", content))
        self._get("/answer/")
        self._post("/own/", files=[SimpleUploadedFile("d.csv", DIARY.encode())], since=PIECES[0], zone="UTC")
        self._get("/language/xx/")

    def _add_file(self) -> str:
        """A diary beside the answers, read by a real worker."""
        from django.core.files.uploadedfile import SimpleUploadedFile

        from genkan_web.models import DayTable

        self._post("/own/", files=[SimpleUploadedFile("d.csv", DIARY.encode())], zone="UTC", agreed="1")
        table = DayTable.objects.get()
        for _ in range(200):
            table.refresh_from_db()
            if table.standing in ("ready", "refused"):
                break
            time.sleep(0.1)
        if table.standing != "ready":
            raise AssertionError(f"the diary was not read: {table.standing} {table.refusal}")
        self._get("/answer/")
        self._get(f"/reading/{table.key}/")
        self._get(f"/reading/{table.key}/week/2026-03-02/")
        self._get(f"/reading/{table.key}/sheet.pdf")
        return str(table.key)


def rows() -> dict[str, int]:
    """Rows of every table there is."""
    from django.db import connection

    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        counts = {}
        for name in names:
            cursor.execute(f'SELECT COUNT(*) FROM "{re.sub(r"[^a-z_]", "", name)}"')  # noqa: S608
            counts[name] = cursor.fetchone()[0]
    return counts


def files() -> list[str]:
    """Every file of the site and of the temporary folder."""
    import tempfile

    from django.conf import settings

    folders = (Path(settings.VAR), Path(tempfile.gettempdir()))
    return [str(file) for folder in folders for file in folder.rglob("*") if file.is_file()]


def on_disk(key: str) -> bool:
    """Whether a reading's key can be found in the database's own files."""
    from django.conf import settings

    return any(key.encode() in file.read_bytes() for file in Path(settings.VAR).glob("genkan.sqlite3*"))


if __name__ == "__main__":
    main()
