"""Each unsafe setting is planted, and refused with its id and one sentence; the site's own settings pass."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.checks import Error
from django.db import DatabaseError, connection

import genkan_web
from genkan_web import append_only, checks, keys, proof
from genkan_web.databases import SAFE, database, postgresql, sqlite
from genkan_web.safe.models import KeyProof

SQLITE_ONLY = pytest.mark.skipif(
    "sqlite" not in settings.DATABASES["default"]["ENGINE"], reason="asks SQLite"
)
POSTGRESQL_ONLY = pytest.mark.skipif(
    "sqlite" in settings.DATABASES["default"]["ENGINE"], reason="asks PostgreSQL: ./test --on postgresql"
)


def ids(found: list[Any]) -> set[str]:
    """The ids, once it is sure that each is one sentence."""
    for one in found:
        assert isinstance(one, Error)
        assert str(one.msg).count(". ") == 0, "one sentence"
    return {str(one.id).removeprefix("genkan.") for one in found}


@contextmanager
def pragma(unsafe: str, safe: str) -> Iterator[None]:
    """SQLite with something switched off, for as long as this lasts."""
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {unsafe}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA {safe}")


@pytest.mark.django_db(transaction=True)
def test_the_sites_own_settings_start(own_keys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is refused as shipped."""
    monkeypatch.setattr(settings, "ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
    assert checks.refusals() == []
    checks.refuse_unsafe()


@pytest.mark.parametrize(
    ("options", "identity"),
    [
        ({"init_command": SAFE.replace("FULL", "NORMAL"), "transaction_mode": "IMMEDIATE"}, "E002"),
        ({"init_command": "PRAGMA journal_mode=WAL", "transaction_mode": "IMMEDIATE"}, "E002"),
        ({"init_command": SAFE}, "E003"),
        ({"init_command": SAFE, "transaction_mode": "DEFERRED"}, "E003"),
    ],
)
def test_unsafe_settings_of_sqlite(monkeypatch: pytest.MonkeyPatch, options: Any, identity: str) -> None:
    """What would lose records or lock people out."""
    monkeypatch.setitem(settings.DATABASES, "default", {**sqlite(Path("x")), "OPTIONS": options})
    assert ids(checks.sqlite_is_safe()) == {identity}


@pytest.mark.parametrize(
    ("version", "refused"), [((3, 51, 2), {"E001"}), ((3, 40, 1), {"E001"}), ((3, 51, 3), set())]
)
def test_an_old_sqlite_is_refused(monkeypatch: pytest.MonkeyPatch, version: Any, refused: set[str]) -> None:
    """Below 3.51.3 the write-ahead log can damage a database; the one in use is newer."""
    monkeypatch.setitem(settings.DATABASES, "default", sqlite(Path("x")))
    assert checks.sqlite_is_safe() == []
    monkeypatch.setattr(sqlite3, "sqlite_version_info", version)
    assert ids(checks.sqlite_is_safe()) == refused


@SQLITE_ONLY
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("unsafe", "safe", "identity"),
    [
        ("journal_mode=DELETE", "journal_mode=WAL", "E004"),
        ("synchronous=NORMAL", "synchronous=FULL", "E002"),
        ("foreign_keys=OFF", "foreign_keys=ON", "E005"),
        ("secure_delete=OFF", "secure_delete=ON", "E015"),
    ],
)
def test_sqlite_is_asked_itself(unsafe: str, safe: str, identity: str) -> None:
    """Whatever the settings say, what the open database says counts."""
    assert checks.database_is_safe(["default"]) == []
    with pragma(unsafe, safe):
        assert ids(checks.database_is_safe(["default"])) == {identity}
    assert checks.database_is_safe(["default"]) == []


@POSTGRESQL_ONLY
@pytest.mark.django_db
@pytest.mark.parametrize(("name", "identity"), sorted(checks.POSTGRESQL.items()))
def test_postgresql_is_asked_itself(monkeypatch: pytest.MonkeyPatch, name: str, identity: str) -> None:
    """Two of the three can only be set when the server starts; there the answer is planted."""
    assert checks.database_is_safe(["default"]) == []
    if name == "synchronous_commit":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit = off")
        assert ids(checks.database_is_safe(["default"])) == {identity}
        return

    class Cursor:
        def execute(self, asked: str) -> None:
            self.asked = asked

        def fetchone(self) -> tuple[str]:
            return ("off" if self.asked == f"SHOW {name}" else "on",)

    assert ids(list(checks._postgresql(Cursor()))) == {identity}


@pytest.mark.django_db
def test_a_record_that_is_no_longer_append_only_is_refused() -> None:
    """Triggers taken away, one or all."""
    append_only.take_away(connection)
    assert ids(checks.database_is_safe(["default"])) == {"E014"}
    append_only.put(connection)
    assert checks.database_is_safe(["default"]) == []


def test_a_database_that_does_not_answer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence instead of a traceback."""

    def gone() -> None:
        raise DatabaseError("no such host: secret-name")

    monkeypatch.setattr(connection, "cursor", gone)
    assert ids(checks.database_is_safe(["default"])) == {"E016"}
    assert checks.database_is_safe([]) == []


@pytest.mark.django_db
def test_keys_that_are_missing_open_to_others_or_of_another_site(own_keys: Path) -> None:
    """Readable by others, in part, wholly; one key gone; another site's; the file gone."""
    file = own_keys / keys.FILE
    proof.put()
    assert checks.keys_are_safe() == []
    for mode in (0o644, 0o604, 0o660, 0o666):
        file.chmod(mode)
        assert ids(checks.keys_are_safe()) == {"E010"}, oct(mode)
    file.chmod(0o400)
    assert checks.keys_are_safe() == []
    whole = file.read_text()
    for use in keys.FIRST:  # another site's key of one kind is enough
        file.unlink()
        mine, other = keys.Ring(tuple(map(keys._key, whole.splitlines()[1:]))).newest(use), keys.new_key(use)
        file.write_text(whole.replace(mine.line(), other.line()))
        file.chmod(0o600)
        assert ids(checks.keys_are_safe()) == {"E013"}, use
        file.write_text(whole.replace(mine.line(), ""))
        assert ids(checks.keys_are_safe()) == {"E009"}, use
    file.unlink()
    assert ids(checks.keys_are_safe()) == {"E009"}


@pytest.mark.django_db
def test_new_keys_are_made_only_where_nothing_was_ever_locked(own_keys: Path) -> None:
    """A lost file of keys is not replaced by one that opens nothing."""
    file = own_keys / keys.FILE
    file.unlink()
    assert proof.first_keys()
    assert not proof.first_keys()
    proof.put()
    proof.put()
    assert KeyProof.objects.count() == 1
    file.unlink()
    assert not proof.first_keys()
    assert not file.exists()


@pytest.mark.parametrize(
    "hosts", [["genkan.example"], ["*"], [".example"], ["192.168.1.4"], ["localhost", "10.0.0.1"]]
)
def test_plain_http_stays_on_this_computer(monkeypatch: pytest.MonkeyPatch, hosts: list[str]) -> None:
    """By name or by the address listened on; with HTTPS both are fine."""
    monkeypatch.setattr(settings, "ALLOWED_HOSTS", hosts)
    assert ids(checks.nothing_is_open_to_others()) == {"E012"}
    monkeypatch.setattr(settings, "ALLOWED_HOSTS", ["localhost", "a.localhost", "127.0.0.2", "[::1]"])
    assert checks.nothing_is_open_to_others() == []
    monkeypatch.setattr(settings, "BOUND_TO", hosts[-1])
    assert ids(checks.nothing_is_open_to_others()) == {"E012"}
    monkeypatch.setattr(settings, "SESSION_COOKIE_SECURE", True)
    assert checks.nothing_is_open_to_others() == []


@pytest.mark.parametrize(
    ("planted", "refused"),
    [
        ({}, set()),
        ({"EMAIL_USE_TLS": False}, {"E017"}),
        ({"EMAIL_USE_TLS": False, "EMAIL_USE_SSL": True}, set()),
        ({"EMAIL_USE_TLS": False, "EMAIL_HOST": "localhost"}, set()),
        ({"PUSH_ALSO": ("https://push.example", "https://push.example:8443")}, set()),
        ({"PUSH_ALSO": ("http://push.example",)}, {"E018"}),
        ({"PUSH_ALSO": ("http://127.0.0.1:8000",)}, {"E018"}),
        ({"PUSH_ALSO": ("https://push.example/x",)}, {"E018"}),
        ({"PUSH_ALSO": ("push.example",)}, {"E018"}),
        ({"ADDRESS": "", "PUSH_CONTACT": ""}, {"E019"}),
        ({"ADDRESS": "http://days.example"}, {"E019"}),
        ({"ADDRESS": "https://days.example/x"}, {"E019"}),
        ({"PUSH_CONTACT": "days@days.example"}, {"E019"}),
        ({"PUSH_CONTACT": "mailto:days@days.example"}, set()),
        ({"DEFAULT_FROM_EMAIL": ""}, {"E019"}),
        ({"DEFAULT_FROM_EMAIL": "days@localhost"}, {"E019"}),
        ({"EMAIL_HOST": "", "ADDRESS": "", "PUSH_CONTACT": "", "DEFAULT_FROM_EMAIL": ""}, set()),
    ],
)
def test_nothing_is_sent_readable(
    monkeypatch: pytest.MonkeyPatch, planted: dict[str, Any], refused: set[str]
) -> None:
    """Mail without TLS beyond this computer, notices to plain places, a site that does not say who it is."""
    good = {
        "EMAIL_HOST": "mail.example", "EMAIL_USE_TLS": True, "EMAIL_USE_SSL": False, "PUSH_ALSO": (),
        "ADDRESS": "https://days.example", "PUSH_CONTACT": "https://days.example",
        "DEFAULT_FROM_EMAIL": "days@days.example",
    }  # fmt: skip
    for name, value in {**good, **planted}.items():
        monkeypatch.setattr(settings, name, value)
    assert ids(checks.nothing_is_sent_readable()) == refused


def test_debug_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its error pages show everything."""
    monkeypatch.setattr(settings, "ALLOWED_HOSTS", ["localhost"])
    monkeypatch.setattr(settings, "DEBUG", True)
    assert ids(checks.nothing_is_open_to_others()) == {"E011"}


def test_one_setting_chooses_the_database(tmp_path: Path) -> None:
    """Empty for SQLite, an address for PostgreSQL, one sentence for anything else."""
    assert database("", tmp_path)["NAME"] == tmp_path / "genkan.sqlite3"
    told = database("postgresql://a%40b:w%2Frd@db.example:5433/site?sslmode=verify-full", tmp_path)
    assert (told["USER"], told["PASSWORD"], told["HOST"], told["PORT"], told["NAME"]) == (
        "a@b",
        "w/rd",
        "db.example",
        "5433",
        "site",
    )
    assert told["OPTIONS"]["sslmode"] == "verify-full"
    assert postgresql("postgresql:///site?host=/run/postgresql")["HOST"] == "/run/postgresql"
    for wrong in ("mysql://a/b", "postgresql://host", "site.sqlite3"):
        with pytest.raises(ValueError, match="GENKAN_DATABASE"):
            database(wrong, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("door", ["start", "server"])
def test_the_start_itself_refuses_with_id_and_sentence(tmp_path: Path, door: str) -> None:
    """Both ways to serve: ./start, and any WSGI server that loads the application. First they start well."""
    told = {
        **{name: value for name, value in os.environ.items() if name != "GENKAN_DATABASE"},
        "GENKAN_VAR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "genkan_web.settings",
        "PYTHONPATH": ":".join(path for path in sys.path if path),
        "LANG": "C",
    }
    prepare = [sys.executable, "-m", "genkan_web", "--prepare-only"]
    asked = prepare if door == "start" else [sys.executable, "-c", "import genkan_web.wsgi"]
    subprocess.run(prepare, env=told, check=True)
    subprocess.run(asked, env=told, check=True)
    (tmp_path / "keys" / keys.FILE).chmod(0o644)
    told["GENKAN_HOSTS"] = "genkan.example"
    refused = subprocess.run(asked, env=told, capture_output=True, text=True, check=False)
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
    assert {line.split(":")[0] for line in refused.stderr.splitlines() if line.startswith("genkan.")} == {
        "genkan.E010",
        "genkan.E012",
    }


@pytest.mark.parametrize("secret", ["", "given by whoever runs the site"])
def test_the_sites_folder_is_nobody_elses_to_read(tmp_path: Path, secret: str) -> None:
    """Also where the secret is given, so that nothing is written there first, and files are open to all."""
    var = tmp_path / "site" / "var"
    told = {**os.environ, "GENKAN_VAR": str(var), "GENKAN_SECRET": secret, "GENKAN_DATABASE": ""}
    told |= {"PYTHONPATH": str(Path(genkan_web.__file__).parents[1])}
    asked = [sys.executable, "-c", "import os; os.umask(0o022); import genkan_web.settings"]
    subprocess.run(asked, env=told, check=True)
    assert stat.S_IMODE(var.stat().st_mode) == 0o700
    assert {stat.S_IMODE(one.stat().st_mode) for one in var.iterdir() if one.is_dir()} == {0o700}
