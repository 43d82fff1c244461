"""Two pages of docs/reference: how the site is kept safe, with figures out of the code; the ASVS sheet."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
WORDS = Path(__file__).with_name("security.md")  # the page, with places for figures
SHEET = ROOT / "docs" / "reference" / "asvs.toml"
VERDICTS = {
    "met": "met",
    "not_applicable": "not applicable",
    "deployer": "the deployer's",
    "not_met": "not met",
}
Rows = list[tuple[str, ...]]


def safety() -> str:
    """docs/reference/security.md. The site has to be set up."""
    text = WORDS.read_text(encoding="utf-8")
    told = {
        "limits": table(("what", "most"), limits()),
        "slowed": table(("what", "at once", "then one more each"), slowed()),
        "passwords": passwords(),
        "visits": table(("whose", "ends unused after", "ends in any case after"), visits()),
        "costly": table(("what", "how it is kept from stopping others"), costly()),
    }
    for name, part in told.items():
        text = text.replace(f"<!-- {name} -->", part)
    return text


def table(head: tuple[str, ...], rows: Rows) -> str:
    """As Markdown."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(row) + " |" for row in lines)


def limits() -> Rows:
    """What is at most taken, from the code."""
    from django.conf import settings

    from genkan import store
    from genkan.checkup import given
    from genkan_web import boxes
    from genkan_web.care import sharing
    from genkan_web.diary import books, notes
    from genkan_web.doors import programs
    from genkan_web.leaving import opened
    from genkan_web.people import entering, invitations, tokens

    return [
        ("one form, without files", _bytes(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)),
        (
            "files at once",
            f"{settings.DATA_UPLOAD_MAX_NUMBER_FILES}, {_bytes(settings.UPLOAD_MOST_BYTES)} together",
        ),
        (
            "a zip",
            f"{store.MOST_MEMBERS:,} members, {_bytes(store.MOST_UNPACKED)}, 1 to {store.MOST_RATIO}",
        ),
        ("reading files", f"{settings.WORKER_SECONDS} seconds, {_bytes(settings.WORKER_BYTES)} of memory"),
        ("what a program sends", _bytes(programs.MOST_BYTES)),
        (
            "a file of everything, brought back",
            f"{_bytes(opened.MOST_BYTES)}, {opened.MOST_NOTES:,} notes a notebook",
        ),
        ("answers on a device", f"{_bytes(boxes.MOST_BYTES)}, {settings.ANSWER_HOURS} hours"),
        ("own words to one question", f"{given.MOST_WORDS} characters"),
        ("words of a day", f"{notes.MOST_WORDS:,} characters, {notes.OLDEST.days} days back"),
        ("notebooks of one account", str(books.MOST)),
        ("access words of one account", f"{tokens.MOST}, {tokens.LONGEST.days} days each"),
        ("a share", f"{sharing.LONGEST.days} days, then asked again"),
        ("a code that links", f"{sharing.CODE_LASTS.days} days, once"),
        ("an invitation", f"{invitations.LASTS.days} days, once"),
        ("a password", f"{entering.SHORTEST} to {entering.LONGEST} characters of any kind"),
        ("a reading nobody keeps", f"{settings.READING_HOURS} hours"),
    ]


def _bytes(count: int) -> str:
    for name, size in (("GB", 1 << 30), ("MB", 1 << 20), ("kB", 1 << 10)):
        if count >= size:
            return f"{count / size:.0f} {name}"
    return f"{count} bytes"


def slowed() -> Rows:
    """The buckets, from the code."""
    from genkan_web.people.knocks import LIMITS, MEANT

    return [(MEANT[name], f"{most:.0f}", f"{seconds:g} s") for name, (most, seconds) in LIMITS.items()]


def passwords() -> str:
    """What a password may be, and how it is kept."""
    from genkan_web.people.entering import OURS
    from genkan_web.people.hashing import Argon2

    words = ", ".join(OURS)
    return (
        "A password is refused when it is among the 20,000 that were found most often in stolen lists, "
        f"or hardly more than one of these words: {words}. It is kept as Argon2id "
        f"({Argon2.memory_cost:,} KiB, {Argon2.time_cost} passes), and so are the codes of a recovery sheet, "
        "which share one salt. Nobody is ever asked to change a password."
    )


def visits() -> Rows:
    """How long visits last, from the settings."""
    from django.conf import settings

    def hours(seconds: int) -> str:
        return f"{seconds // 3600} hours" if seconds >= 3600 else f"{seconds // 60} minutes"

    return [
        ("person, family", hours(settings.OWN_IDLE_SECONDS), hours(settings.OWN_WHOLE_SECONDS)),
        (
            "whoever works at a centre",
            hours(settings.STAFF_IDLE_SECONDS),
            hours(settings.STAFF_WHOLE_SECONDS),
        ),
    ]


def costly() -> Rows:
    """What takes long, and what is done about it."""
    from django.conf import settings

    return [
        ("hashing a password", "counted before it is done; 19 MiB each"),
        (
            "reading files",
            f"a process of its own, {settings.WORKERS_AT_ONCE} at once; the others wait and are told",
        ),
        ("taking everything along, bringing it back", "counted for each account"),
        (
            "a letter, a paper, a drawn reading, files, without an account",
            "counted for each address in the memory of each process; help and a check-up's answer never",
        ),
        ("the way out over years of days", "one thread for sums; [measured](speed.md)"),
    ]


# ── The ASVS sheet ──


def sheet() -> Mapping[str, Any]:
    """The file, as it stands."""
    return tomllib.loads(SHEET.read_text(encoding="utf-8"))


def faults(told: Mapping[str, Any], root: Path = ROOT) -> Iterator[str]:
    """What is wrong with a sheet: not one verdict, no such test, no such line in the guide, no reason."""
    guides = told["guide"]
    for name, item in told["item"].items():
        verdicts = [one for one in VERDICTS if one in item]
        if len(verdicts) != 1 or item.get("level") not in (1, 2) or not item.get("about"):
            yield f"{name}: one verdict, a level and a phrase"
            continue
        said = item[verdicts[0]]
        if verdicts[0] == "met":
            yield from (f"{name}: no such test: {one}" for one in said if not is_there(one, root))
        elif verdicts[0] == "deployer" and (
            said not in guides or guides[said] not in (root / told["guide_file"]).read_text(encoding="utf-8")
        ):
            yield f"{name}: no such line in the guide: {said}"
        if not said or (verdicts[0] in ("not_met", "not_applicable") and len(said.split()) < 3):
            yield f"{name}: why?"


def is_there(test: str, root: Path = ROOT) -> bool:
    """Whether a test of this id stands in the tree."""
    file, _, name = test.partition("::")
    place = root / file
    return place.is_file() and f"\ndef {name}(" in place.read_text(encoding="utf-8")


def asvs() -> str:
    """docs/reference/asvs.md."""
    told = sheet()
    lines = ["# The site and OWASP's ASVS 5.0", "", told["about"].strip(), "", *_counts(told), ""]
    chapter = ""
    for name, item in told["item"].items():
        if (here := name.split(".")[0]) != chapter:
            chapter = here
            lines += ["", f"## V{here} {told['chapter'][here]}", ""]
            lines += ["| item | level | what | verdict | |", "|---|---|---|---|---|"]
        verdict = next(one for one in VERDICTS if one in item)
        why = _why(told, item, verdict)
        lines.append(f"| {name} | {item['level']} | {item['about']} | {VERDICTS[verdict]} | {why} |")
    return "\n".join(lines) + "\n"


def _why(told: Mapping[str, Any], item: Mapping[str, Any], verdict: str) -> str:
    said = item[verdict]
    if verdict == "met":
        said = ", ".join(f"`{one.removeprefix('tests/')}`" for one in said)
    elif verdict == "deployer":
        said = f"[{told['guide'][said]}](../how-to/{Path(told['guide_file']).name})"
    return f"{said} {item['note']}" if "note" in item else str(said)


def _counts(told: Mapping[str, Any]) -> Iterator[str]:
    counted = Counter(
        (item["level"], next(one for one in VERDICTS if one in item)) for item in told["item"].values()
    )
    yield from (f"| level | items | {' | '.join(VERDICTS.values())} |", "|---" * (2 + len(VERDICTS)) + "|")
    for level in (1, 2):
        row = [counted[level, one] for one in VERDICTS]
        yield f"| {level} | {sum(row)} | {' | '.join(map(str, row))} |"
