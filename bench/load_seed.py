"""A site full of invented people, for the load test: python load_seed.py PEOPLE DAYS WRITERS

In the folder of GENKAN_VAR, on the database of GENKAN_DATABASE; keys and tables are made where they are not.
PEOPLE keep a notebook of DAYS days. The first 100 of them share everything with one worker. WRITERS have an
empty notebook each, to be written into. Rows go in by the thousand and not through the pages; what stands in
them is the same: locked words, levels, hours. Fresh visits and addresses are printed as one line of JSON;
with rows already there only those are made.
"""

import io
import json
import os
import random
import sys
import time
import uuid
from datetime import date, timedelta
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "genkan_web.settings")

CASELOAD = 100
AT_ONCE = 50_000  # rows
NAMES = (
    "id, notebook_id, day, zone, version, not_today, reach_low, reach_high, bed_hour, up_hour, talked, mood, "
    "drive, flags, known_by, words, made_at, changed_at"
)


def main(people: int, days: int, writers: int) -> None:
    """Rows unless they are there, then visits."""
    import django

    django.setup()
    from genkan_web.__main__ import prepare
    from genkan_web.diary.models import DayNote
    from genkan_web.people.models import Account

    prepare()
    if not Account.objects.exists():
        _people(people, days, writers)
    wrote = [f"w{n}" for n in range(writers)]
    DayNote.every.filter(notebook__writer__handle__in=wrote).delete()  # in a run before this one
    print(json.dumps(_visits()))


def _people(people: int, days: int, writers: int) -> None:
    from django.db import transaction

    from genkan_web.care import sharing
    from genkan_web.diary.models import Notebook
    from genkan_web.people.models import Account, Centre

    centre = Centre.objects.create(kind="centre", name="Load", country="th")
    closed = {"password": "!", "zone": "Asia/Bangkok"}  # no password opens it
    worker = Account.objects.create(handle="worker", display="worker", role="worker", centre=centre, **closed)
    accounts = [
        Account(handle=name, display=name, role="person", **closed)
        for name in (*(f"p{n}" for n in range(people)), *(f"w{n}" for n in range(writers)))
    ]
    Account.objects.bulk_create(accounts, batch_size=2_000)
    books = [Notebook(kind="own", writer=one, zone="Asia/Bangkok") for one in accounts]
    Notebook.objects.bulk_create(books, batch_size=2_000)
    with transaction.atomic():
        for book in books[:CASELOAD]:
            sharing.share(book, worker, ("week", "days", "notes", "phone"), "Y.")
    _notes([book.pk for book in books[:people]], days)


def _notes(books: list[uuid.UUID], days: int) -> None:
    """Rows of days, straight into the table."""
    from django.db import connection, transaction

    from genkan_web.locked import lock

    dice = random.Random(1)
    words = [lock(f"a quiet day, the {n}th", "genkan.daynote.words") for n in range(50)]
    words += [lock("", "genkan.daynote.words")] * 50
    rows: list[tuple[Any, ...]] = []
    with transaction.atomic():
        for book in books:
            rows += _rows_of(book, days, dice, words, connection.vendor == "postgresql")
            if len(rows) >= AT_ONCE:
                _put(rows)
                rows = []
        _put(rows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _rows_of(
    book: uuid.UUID, days: int, dice: random.Random, words: list[str], on_postgresql: bool
) -> list[tuple[Any, ...]]:
    last, made = date.today() - timedelta(days=1), "2026-01-01 00:00:00+00"  # noqa: DTZ011
    yes, no = (True, False) if on_postgresql else (1, 0)
    key, level, rows = str(book) if on_postgresql else book.hex, 0, []
    for back in range(days):
        level = max(0, min(5, level + dice.choice((-1, 0, 0, 1))))
        own = uuid.UUID(int=dice.getrandbits(128))
        rows.append(
            (
                str(own) if on_postgresql else own.hex,
                key,
                (last - timedelta(days=back)).isoformat(),
                "Asia/Bangkok",
                1,
                no,
                level,
                level,
                float(dice.randrange(24)),
                float(dice.randrange(24)),
                yes if dice.random() < 0.6 else no,
                dice.randrange(5),
                dice.randrange(4),
                "",
                "",
                dice.choice(words),
                made,
                made,
            )
        )
    return rows


def _put(rows: list[tuple[Any, ...]]) -> None:
    from django.db import connection

    if not rows:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            text = "\n".join("\t".join(map(str, row)) for row in rows)
            with cursor.cursor.copy(f"COPY genkan_daynote ({NAMES}) FROM STDIN") as copy:
                copy.write(io.StringIO(text + "\n").read())
        else:
            marks = ", ".join(["?"] * len(rows[0]))
            connection.connection.executemany(
                f"INSERT INTO genkan_daynote ({NAMES}) VALUES ({marks})",  # noqa: S608 (names of ours)
                rows,
            )


def _visits() -> dict[str, object]:
    """Visits of the worker, of readers and of writers: cookie, token, address."""
    from genkan_web.care import sharing, standings
    from genkan_web.diary.models import Notebook
    from genkan_web.people.models import Account

    worker = Account.objects.get(handle="worker")
    readers = [Account.objects.get(handle=f"p{n}") for n in range(CASELOAD)]
    writers = [one for n in range(400) if (one := Account.objects.filter(handle=f"w{n}").first())]

    def visit(of: Account) -> list[str]:
        found = Notebook.objects.filter(writer=of).first()
        return [*_visit(of), str(found.pk) if found else ""]

    shared = [sharing.notebook_id(link) for link in sharing.read_by(worker)]
    standings.concerns_of(standings.known_of(shared), shared, CASELOAD)  # as the sweep does
    return {
        "worker": visit(worker),
        "readers": [visit(one) for one in readers],
        "writers": [visit(one) for one in writers],
    }


def _visit(of: Any) -> tuple[str, str]:
    """The cookies of a visit and the token its forms send."""
    from django.conf import settings
    from django.contrib import auth
    from django.middleware.csrf import _get_new_csrf_string

    from genkan_web.people import entering
    from genkan_web.sessions import SessionStore

    session = SessionStore()
    session[auth.SESSION_KEY] = str(of.pk)
    session[auth.BACKEND_SESSION_KEY] = entering.BACKEND
    session[auth.HASH_SESSION_KEY] = of.get_session_auth_hash()
    session[entering.SINCE] = session[entering.LAST] = time.time()
    session[entering.SECOND] = True
    session.save()
    token = _get_new_csrf_string()
    cookies = {settings.SESSION_COOKIE_NAME: session.session_key, settings.CSRF_COOKIE_NAME: token}
    return "; ".join(f"{name}={value}" for name, value in cookies.items()), token


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
