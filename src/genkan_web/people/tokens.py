"""Access tokens: a word that a program sends instead of a visit. Shown once, kept as a mark, over by itself.

Only a person and a family make them. Whoever works at a centre comes in with a second factor and for a short
visit; a word that lies in a file for weeks would undo both.
"""

from __future__ import annotations

import secrets
import uuid
from datetime import timedelta

from django.http import HttpRequest
from django.utils import timezone

from genkan_web.care.sharing import LETTERS
from genkan_web.once import once
from genkan_web.people.models import Account, Token

LONGEST = timedelta(days=90)
DAYS = (7, 30, 90)  # how long one may last
MOST = 10  # tokens of one account
LONGEST_NAME = 60  # characters
PREFIX, LENGTH = "gk", 40  # 40 of 30 letters: nobody guesses it
SCHEME = "bearer"
API = "/api/"


def is_borne(request: HttpRequest) -> bool:
    """Whether this request comes as a program with a word, good or not; then no visit of it counts."""
    return request.path_info.startswith(API) and "Authorization" in request.headers


def borne(request: HttpRequest) -> Token | None:
    """The token this request bears. Unknown, over, taken back, of somebody put out: all None."""
    scheme, _, word = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != SCHEME or len(word) > 100:
        return None
    found = (
        Token.objects.select_related("account").filter(word=word.strip(), until__gt=timezone.now()).first()
    )
    return found if found and may_have(found.account) else None


def may_have(account: Account) -> bool:
    """Whether this account has tokens at all: a person's or a family's that is here to stay."""
    if not account.is_active or account.is_going:
        return False
    return account.role in (Account.Role.PERSON, Account.Role.FAMILY)


def tokens_of(account: Account) -> list[Token]:
    """Those that are not over, the newest first."""
    return list(Token.objects.filter(account=account, until__gt=timezone.now()).order_by("-made_at"))


def made(account: Account, called: str, scope: str, days: int, key: str = "") -> str:
    """The word of a new token; it is told here and never again. Raises ValueError for what does not fit.

    ``key`` is the form's own: sent twice there is one token, and the word told last is its word.
    """
    if not may_have(account) or scope not in Token.Scope.values or days not in DAYS:
        raise ValueError("people.tokens.unfit")
    if not 1 <= len(called) <= LONGEST_NAME:
        raise ValueError("people.tokens.name_wrong")
    until = timezone.now() + min(timedelta(days=days), LONGEST)
    fresh = Token(account=account, called=called, scope=scope, until=until)

    def keep() -> str:
        if len(tokens_of(account)) >= MOST:
            raise ValueError("people.tokens.many")
        fresh.save()
        return str(fresh.pk)

    fresh.word = word = _new_word()
    outcome, is_first = once(str(account.pk), "tokens", key or str(uuid.uuid4()), keep)
    if not is_first and not _told_anew(account, outcome, word):
        raise ValueError("people.tokens.unfit")
    return word


def _new_word() -> str:
    return f"{PREFIX}-{''.join(secrets.choice(LETTERS) for _ in range(LENGTH))}"


def _told_anew(account: Account, key: str, word: str) -> bool:
    """Give a token of theirs another word; False where it was taken back meanwhile."""
    held = Token.objects.filter(account=account, pk=key).first()
    if held is None:
        return False
    held.word = word
    held.save(update_fields=["word"])
    return True


def end(account: Account, key: str) -> None:
    """Take one back; one that is not theirs stays, and nobody is told that it is there."""
    try:
        wanted = uuid.UUID(key)
    except ValueError:
        return
    Token.objects.filter(account=account, pk=wanted).delete()


def end_all(account: Account) -> None:
    """Take all back."""
    Token.objects.filter(account=account).delete()


def sweep() -> None:
    """Forget those that are over."""
    Token.objects.filter(until__lte=timezone.now()).delete()
