"""Recovery codes become hashes: old paper still opens, a kill changes nothing, down leaves no sheet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

from genkan_web import copies, databases
from genkan_web.locked import lock
from genkan_web.migrating import Whole
from genkan_web.people import recovery
from genkan_web.people.hashing import Argon2

BEFORE = [("genkan", "0011_homework"), ("mfa", "0003_authenticator_type_uniq")]
AFTER = [("genkan", "0012_sheet_hashes")]
USED = (0, 3)


class Site:
    """A database of its own, with three sheets as the version before kept them."""

    def __init__(self, here: BaseDatabaseWrapper):
        self.here = here
        Whole(here).migrate(BEFORE)
        apps = Whole(here).loader.project_state(BEFORE).apps
        self.rows: Any = apps.get_model("mfa", "Authenticator").objects.using(here.alias)
        accounts = apps.get_model("genkan", "Account").objects.using(here.alias)
        self.codes = []
        for name in ("yuki", "hana", "ploy"):
            of = accounts.create(handle=name, display=name, role="person", joined_at="2026-01-01T00:00:00Z")
            seed = RecoveryCodes.generate_seed()
            held = {"seed": lock(seed, "authenticator.secret"), "used_mask": sum(1 << at for at in USED)}
            self.codes.append(RecoveryCodes(Authenticator(data=held)).generate_codes())
            self.rows.create(user=of, type="recovery_codes", data=held)
        self.rows.create(user=of, type="totp", data={"secret": "g1.x.y", "used_counter": 0})

    def held(self) -> list[Any]:
        """The data of all rows, and of which kind they are."""
        return list(self.rows.order_by("pk").values_list("type", "data"))


@pytest.fixture
def site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, django_db_blocker: Any, transactional_db: None
) -> Iterator[Site]:
    """With sheets as the settings of the version before made them."""
    monkeypatch.setattr(settings, "MFA_RECOVERY_CODE_DIGITS", 16, raising=False)
    monkeypatch.setattr(settings, "MFA_RECOVERY_CODE_COUNT", 10, raising=False)
    with django_db_blocker.unblock(), copies.opened(databases.sqlite(tmp_path / "site.sqlite3")) as here:
        yield Site(here)


def test_codes_that_were_not_used_still_open_and_no_others(site: Site) -> None:
    """What the site makes of a typed code stands among the hashes; other factors stay as they were."""
    before = site.held()
    Whole(site.here).migrate(AFTER)
    for (_, held), codes in zip(site.held(), site.codes, strict=False):
        assert set(held) == {recovery.HASHES}
        like = held[recovery.HASHES][0]
        found = [Argon2().encoded_like(code, like) in held[recovery.HASHES] for code in codes]
        assert [at for at, fits in enumerate(found) if not fits] == list(USED)
    assert site.held()[-1] == before[-1]


def test_killed_within_it_nothing_is_changed_and_the_next_start_does_it(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the second sheet, and after the last one, before the step is written down."""
    before, encode, hashed = site.held(), Argon2.encode, list[str]()

    def ends(hasher: Argon2, text: str, salt: str) -> str:
        hashed.append(text)
        if len(hashed) == 12:
            raise KeyboardInterrupt
        return str(encode(hasher, text, salt))

    def unwritten(*_: Any) -> None:
        raise KeyboardInterrupt

    for what, name, killed in ((Argon2, "encode", ends), (Whole, "record_migration", unwritten)):
        with monkeypatch.context() as planted:
            planted.setattr(what, name, killed)
            with pytest.raises(KeyboardInterrupt):
                Whole(site.here).migrate(AFTER)
        assert site.held() == before
    Whole(site.here).migrate(AFTER)
    assert {recovery.HASHES} == set().union(*(held for kind, held in site.held() if kind != "totp"))


def test_down_takes_sheets_away_and_up_again_goes(site: Site) -> None:
    """The version before finds no sheet and offers a new one, where half a row would be an error page."""
    Whole(site.here).migrate(AFTER)
    Whole(site.here).migrate([BEFORE[0]])
    assert [kind for kind, _ in site.held()] == ["totp"]
    Whole(site.here).migrate(AFTER)
    assert [kind for kind, _ in site.held()] == ["totp"]


def test_a_sheet_that_does_not_open_stops_no_start(site: Site) -> None:
    """It stays as it is, opens nothing, and the others are hashed."""
    first = site.rows.filter(type="recovery_codes").order_by("pk").first()
    first.data = {**first.data, "seed": f"g1.gone.{first.data['seed'].split('.')[2]}"}
    first.save(using=site.here.alias)
    Whole(site.here).migrate(AFTER)
    assert site.held()[0][1] == first.data
    assert set(site.held()[1][1]) == {recovery.HASHES}
