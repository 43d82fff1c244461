"""A site with three centres and everybody in it, served for judges that ask from outside.

``python -m tests.judges.world PORT`` prepares it in ``GENKAN_VAR`` and serves until stopped; what a judge
needs to come in stands in ``world.json`` beside the database. All they wrote holds one of the ``SECRETS``.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from tools.served import free_port, running

ROOT = Path(__file__).resolve().parents[2]
SECRETS = ("zebrafinch", "ขนมถ้วยลับ", "こっそり紅茶")  # in words, names and reasons; nowhere else
WHO = ("yuki", "hana", "somchai", "aoki", "kae", "ren")
OWN_BOOK = {
    "yuki": "yuki",
    "hana": "hana",
    "somchai": "somchai",
    "aoki": "yuki",
    "kae": "yuki",
    "ren": "yuki",
}


@dataclass(frozen=True)
class World:
    """A served site: ``visits`` are session keys and ``words`` access tokens, by name of the cast."""

    address: str
    folder: Path
    pid: int
    visits: dict[str, str]
    words: dict[str, str]
    named: dict[str, dict[str, str]]  # what stands in addresses, by name of the cast

    def cookie(self, who: str) -> str:
        """The header that carries somebody's visit."""
        return f"visit={self.visits[who]}" if who else ""

    def log(self) -> str:
        """Everything the server has said so far."""
        return (self.folder / "log").read_text(encoding="utf-8", errors="replace")


@contextmanager
def world(folder: Path, **more: str) -> Iterator[World]:
    """Started and ready; stopped with the block. ``more``: what else stands in its environment."""
    port = free_port()
    command = [sys.executable, "-m", "tests.judges.world", str(port)]
    told = {"GENKAN_VAR": str(folder), "GENKAN_DATABASE": "", "GENKAN_KEYS": str(folder / "keys")}
    told |= more
    told["PYTHONPATH"] = os.pathsep.join([str(ROOT / "src"), str(ROOT), *sys.path])
    with (folder / "log").open("ab") as log, running(command, port, "/ready/", folder, told, log) as served:
        found = json.loads((folder / "world.json").read_text(encoding="utf-8"))
        yield World(served.address, folder, served.pid, **found)


def addresses(named: dict[str, str], with_api: bool = True) -> dict[str, str]:
    """One address of every kind the site has, with what somebody has of their own in it."""
    from django.urls import get_resolver, reverse
    from tests.web.visits import SAMPLES

    found = {}
    for pattern in get_resolver().url_patterns:
        kinds = re.findall(r"<(?:(\w+):)?(\w+)>", str(pattern.pattern))
        parts = [part for _, part in kinds]
        absent = {part: str(UUID(int=7)) for kind, part in kinds if kind == "uuid"}
        is_reading = str(pattern.pattern).startswith("reading/")
        told = {**SAMPLES, **absent, **named, **({"key": SAMPLES["key"]} if is_reading else {})}
        if with_api or not pattern.name.startswith("api-"):
            found[pattern.name] = reverse(pattern.name, kwargs={part: told[part] for part in parts})
    return found


# ── Inside the server's own process ──


def people() -> dict[str, Any]:
    """Everybody, with secrets in all they wrote."""
    from tests.web.people.household import household, wrote

    from genkan_web.care import glass, replies, sharing
    from genkan_web.diary import books, notes

    home = household()
    for number, (name, book) in enumerate(home.books.items()):
        for back in range(10):
            words = f"{SECRETS[(number + back) % len(SECRETS)]} {name}"
            wrote(book, back, reach_low=back % 5, reach_high=back % 5, mood=back % 5, words=words)
        books.keep_in_need(book, " ".join(SECRETS))
    for name in ("hana", "nid", "somchai"):
        home.books[name].called = f"{SECRETS[0]} {name}"
        home.books[name].save()
    for name in ("hana", "somchai", "aoki"):
        items = ("week",) if name == "hana" else ("week", "days", "notes", "phone")
        home.links[name] = sharing.share(home.books["yuki"], home.people[name], items, SECRETS[1])
    home.links["yuki"] = sharing.share(home.books["hana"], home.people["yuki"], ("days",))
    replies.correct(home.links["yuki"], notes.today_of(home.books["yuki"]), SECRETS[2])
    opened = {
        name: glass.opened(home.people[name], home.links["aoki"], "life", f"{SECRETS[0]} for a reason")
        for name in ("aoki", "baba")
    }
    day = notes.today_of(home.books["yuki"]).isoformat()
    guarded = {name: _guardianship(home, name) for name in ("somchai", "aoki")}
    named = {
        who: {
            "key": str(home.books[OWN_BOOK[who]].pk),
            "link": str(home.links.get(who, home.links["aoki"]).pk),
            "guardianship": str(guarded["somchai" if who == "somchai" else "aoki"].pk),
            "opening": str(opened["aoki" if who == "aoki" else "baba"].pk),
            "day": day,
            "table": "x" * 43,
            "role": "person",
        }
        for who in WHO
    }
    return {"named": named, **_ways_in(home)}


def _guardianship(home: Any, keeper: str) -> Any:
    """Yuki in care, Hana as guardian, written down by somebody who works there."""
    from django.utils import timezone

    from genkan_web.people.models import Guardianship

    today = timezone.now().date()
    return Guardianship.objects.create(
        kind="court" if keeper == "aoki" else "minor",
        centre=home.people[keeper].centre,
        recorded_by=home.people[keeper],
        ward=home.people["yuki"],
        guardian=home.people["hana"],
        called=f"{SECRETS[0]} {keeper}",
        paper=SECRETS[1],
        seen_on=today,
        matters="in_care,appointments,safety_plan",
        until=today + timedelta(days=30),
        agreed_at=timezone.now(),
        appointments=SECRETS[2],
        safety_plan=SECRETS[0],
    )


def _ways_in(home: Any) -> dict[str, Any]:
    from genkan_web.people import tokens

    visits = {who: home.visit(who).session.session_key for who in WHO}
    words = {who: tokens.made(home.people[who], "a judge", "write", 7) for who in ("yuki", "hana")}
    return {"visits": visits, "words": words}


def main(port: int) -> None:
    """Prepare and serve."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "genkan_web.settings"
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    from genkan_web.__main__ import prepare

    prepare()
    from django.conf import settings

    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    file = Path(os.environ["GENKAN_VAR"]) / "world.json"
    file.write_text(json.dumps(people()), encoding="utf-8")
    Granian(
        "tests.judges.unhurried:application",
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=4,
        log_level=LogLevels.warning,
    ).serve()


if __name__ == "__main__":
    main(int(sys.argv[1]))
