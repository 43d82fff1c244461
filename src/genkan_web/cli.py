"""The commands of whoever looks after a site, beside those of the library; Django is loaded when needed."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from genkan.cli import main
from genkan_web import serving
from genkan_web.operator import centre, invite, sign_out
from genkan_web.spoken import LANG, PATH, apart, say, site

if TYPE_CHECKING:
    from genkan_web.names import Moved

UNSOUND = 4  # exit code of a record that is not whole

main.add_command(centre)
main.add_command(invite)
main.add_command(sign_out)
main.add_command(serving.command)


@main.group("keys")
def keys_() -> None:
    """The keys that lock what people write: see them, make one, move to it."""


@keys_.command("list")
@LANG
def keys_list(lang: str | None) -> None:
    """Say which keys there are and how many texts each opens. Secrets are never shown."""
    with site(lang) as spoken:
        from genkan_web import keys, rotating

        ring = keys.ring()
        opens = rotating.uses()
        for key in ring.keys:
            count = opens[key.id] if key.use is keys.Use.FIELD else "–"
            say("keys.listed", spoken, id=key.id, use=key.use, made=key.made_at.date(), count=count)


@keys_.command("new")
@click.option(
    "--use",
    type=click.Choice(("field", "name", "record")),
    default="field",
    show_default=True,
    help="field: for texts; name: for names and codes; record: for the record of looks.",
)
@LANG
def keys_new(use: str, lang: str | None) -> None:
    """Make a key; the others stay until nothing needs them. A running site takes it at once.

    Texts, names and codes come under it from now on, rows of the record once «keys rotate» has begun it.
    """
    with site(lang) as spoken:
        from genkan_web import keys

        fresh = keys.add(keys.place(), keys.Use(use))
        say(f"keys.made_{use}", spoken, id=fresh.id)
        say("keys.keep_a_copy", spoken, file=keys.place() / keys.FILE)


@keys_.command("rotate")
@click.option(
    "--settle",
    type=click.FloatRange(0, 3_600),
    default=60.0,
    show_default=True,
    help="Seconds a key has to be in use before those before it may go; 0 only while the site stands still.",
)
@LANG
def keys_rotate(settle: float, lang: str | None) -> None:
    """Bring everything under the newest keys and remove keys that nothing needs.

    Texts are locked again, names are made findable again, the record goes on. The site may go on running.
    Stopped at any moment, it goes on from there the next time.
    """
    with site(lang) as spoken:
        from genkan_web import names, rotating

        say("keys.rotated", spoken, count=rotating.lock_again())
        for identity in rotating.take_old_keys_away(settle):
            say("keys.taken_away", spoken, id=identity)
        _say_moved(names.exchange(settle), spoken)
        number = rotating.begin_record_key(settle)
        if number is not None:
            say("keys.record_begun", spoken, number=number)


def _say_moved(moved: Moved, spoken: str) -> None:
    """What became of names, and of each key of before."""
    if moved.names or moved.kept or moved.looks_only:
        say("keys.named", spoken, count=moved.names)
    for identity in moved.looks_only:
        say("keys.looks_only", spoken, id=identity)
    for identity in moved.kept:
        if moved.left:
            say("keys.names_left", spoken, id=identity, count=moved.left)
        if moved.held:
            say("keys.names_held", spoken, id=identity, count=moved.held, day=moved.until)


@main.group("record")
def record_() -> None:
    """The record of who looked at what."""


@record_.command("head")
@LANG
def record_head(lang: str | None) -> None:
    """Print where the record ends: a number and a seal, to be kept somewhere else."""
    with site(lang):
        from genkan_web import record

        end = record.note_end()
        click.echo(f"{end.number} {end.seal}")


@record_.command("verify")
@click.option("--head", nargs=2, default=None, metavar="NUMBER SEAL", help="An end that was kept elsewhere.")
@LANG
def record_verify(head: tuple[str, str] | None, lang: str | None) -> None:
    """Check every row against its seal, the row before it, and every end that was noted."""
    with site(lang) as spoken:
        from genkan_web import record
        from genkan_web.chain import End
        from genkan_web.stopped import Stopped

        if head and not head[0].isdecimal():
            raise Stopped("record.bad_end")
        kept = (End(int(head[0]), head[1].strip().lower()),) if head else ()
        found = list(record.faults((*record.noted_ends(), *kept), record.secrets()))
        for fault in found:
            say(fault.said, spoken, number=fault.number)
        if found:
            sys.exit(UNSOUND)
        end = record.note_end()
        say("record.sound", spoken, count=end.number, number=end.number, seal=end.seal)


@record_.command("guard")
@LANG
def record_guard(lang: str | None) -> None:
    """Put back what keeps rows of the record from being changed or deleted."""
    with site(lang) as spoken:
        from django.db import connection, transaction

        from genkan_web import append_only

        with transaction.atomic():
            append_only.take_away(connection)
            append_only.put(connection)
        say("record.guarded", spoken)


@main.command("backup-key")
@click.argument("file", type=PATH)
@LANG
def backup_key(file: Path, lang: str | None) -> None:
    """Make a pair of keys: FILE opens backups, FILE.pub only makes them. FILE belongs on another computer."""
    with apart(lang) as spoken:
        from genkan_web import backups

        secret, public = backups.make_key_pair(file)
        say("backup.key_made", spoken, secret=secret, public=public)


@main.command("backup")
@click.argument("file", type=PATH)
@click.option("--to", required=True, metavar="KEY", help="The public key (age1…), or the file that holds it.")
@click.option(
    "--with-keys", is_flag=True, help="Put the site's keys inside too; who opens it reads everything."
)
@LANG
def backup(file: Path, to: str, with_keys: bool, lang: str | None) -> None:
    """Write the database, the end of the record and the erased ids to FILE, locked to a public key.

    The site goes on running. The keys that open what people wrote are not inside: keep a copy of them apart.
    """
    with site(lang) as spoken:
        from genkan_web import backups, keys

        about = backups.make(file, to, with_keys)
        said = "backup.made_with_keys" if with_keys else "backup.made"
        say(said, spoken, file=file, looks=about.looks, erased=about.erased)
        if not with_keys:
            say("keys.keep_a_copy", spoken, file=keys.place() / keys.FILE)


@main.command("restore")
@click.argument("file", type=PATH)
@click.option("--with", "secret", type=PATH, required=True, help="The file with the key that opens backups.")
@click.option(
    "--into", type=PATH, required=True, help="A new or empty folder: the site's GENKAN_VAR afterwards."
)
@click.option("--keys", "own_keys", type=PATH, help="The folder with the site's keys, to check every seal.")
@click.option("--database", default="", metavar="URL", help="For a backup of PostgreSQL: an empty database.")
@LANG
def restore(
    file: Path, secret: Path, into: Path, own_keys: Path | None, database: str, lang: str | None
) -> None:
    """Check a backup and put it in place, or nothing at all. What was erased since is erased again.

    Ids erased by the site of this folder (GENKAN_VAR) after the backup are taken from its own list.
    """
    here = Path(os.environ.get("GENKAN_VAR", "var"))
    with apart(lang) as spoken:
        from genkan_web import erasing, restoring

        gone = erasing.written_down(here / erasing.FILE)
        done = restoring.restore(file, secret, into, own_keys, gone, database)
        say("backup.restored", spoken, place=done.place, looks=done.looks, erased=done.erased)
        if not (done.keys).exists():
            say("backup.keys_next", spoken, place=done.keys)
        if not done.sealed:
            say("backup.seals_unchecked", spoken)


if __name__ == "__main__":
    main()
