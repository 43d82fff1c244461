"""Whether these keys belong to this database: known words, locked under them once."""

from __future__ import annotations

import hashlib
import hmac
from pathlib import Path

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, transaction

from genkan_web import keys
from genkan_web.safe.models import KeyProof
from genkan_web.stopped import NotOpened

NAME = "genkan"


def first_keys() -> bool:
    """Make keys where there are none and nothing was ever locked. True when they were made now."""
    folder = Path(settings.KEYS)
    if (folder / keys.FILE).exists() or (_has_table() and KeyProof.objects.exists()):
        return False
    keys.make_first(folder)
    return True


def put() -> None:
    """Leave the proof in the database, unless it is there."""
    if not KeyProof.objects.exists():
        renew()


def renew() -> None:
    """Leave it anew, under the newest keys: an older copy of their file is refused from now on."""
    with transaction.atomic():
        KeyProof.objects.all().delete()
        KeyProof.objects.create(text=_words(keys.ring().newest(keys.Use.RECORD)), name=NAME)


def holds(using: str = DEFAULT_DB_ALIAS) -> bool:
    """Whether all three kinds of keys are those of this database; true for one without a proof yet."""
    proofs = KeyProof.objects.using(using)
    if not _has_table(using) or not proofs.exists():
        return True
    try:
        texts = list(proofs.filter(name=NAME).values_list("text", flat=True))
        known = [_words(key) for key in keys.ring().of(keys.Use.RECORD)]
        return any(hmac.compare_digest(text, words) for text in texts for words in known)
    except NotOpened:
        return False


def _words(key: keys.Key) -> str:
    """Words that also hold the print of a key of the record, which opens nothing itself."""
    return f"{NAME} {hmac.new(key.secret, b'genkan proof', hashlib.sha256).hexdigest()}"


def _has_table(using: str = DEFAULT_DB_ALIAS) -> bool:
    return KeyProof._meta.db_table in connections[using].introspection.table_names()
