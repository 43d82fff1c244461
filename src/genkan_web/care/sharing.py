"""Sharing, item by item: codes passed by hand, links, rights that end by themselves, and the quiet stop."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from genkan_web.care.models import Grant, GrantShot, Link, LinkCode
from genkan_web.diary.models import Notebook
from genkan_web.locked import Hashed, mark_of
from genkan_web.people import guardians
from genkan_web.people.models import Account

LONGEST = timedelta(days=90)
ASK_AGAIN = timedelta(days=14)  # before the end, the giver is asked in private
CODE_LASTS = timedelta(days=7)
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that look alike


# ── Codes ──


def new_code(maker: Account, notebook: Notebook | None = None) -> str:
    """A code to pass by hand: to ask for a share, or, with a notebook, to offer that."""
    code = "".join(secrets.choice(LETTERS) for _ in range(12))
    LinkCode.objects.create(
        code=plain_code(code),
        kind=LinkCode.Kind.OFFER if notebook else LinkCode.Kind.ASK,
        maker=maker,
        notebook=notebook,
        expires_at=timezone.now() + CODE_LASTS,
    )
    return "-".join(code[at : at + 4] for at in range(0, 12, 4))


def plain_code(code: str) -> str:
    """A code without what people add when they write it down."""
    return "".join(letter for letter in code.casefold() if letter.isalnum())


def code_typed(code: str, by: Account) -> LinkCode | None:
    """The code behind what was typed. Unknown, used, over and one's own are the same: None."""
    found = LinkCode.objects.filter(
        code=plain_code(code),
        used_at=None,
        expires_at__gt=timezone.now(),
        maker__is_active=True,
        maker__erase_at=None,
    )
    return found.select_related("maker", "maker__centre", "notebook").exclude(maker=by).first()


# ── Links and rights ──


def giver_mark(notebook: uuid.UUID) -> Hashed:
    """The mark of a notebook as the giving end."""
    return mark_of(str(notebook), "giver")


def reader_mark(account: uuid.UUID) -> Hashed:
    """The mark of an account as the reading end."""
    return mark_of(str(account), "reader")


def centre_mark(centre: uuid.UUID) -> Hashed:
    """The mark of the reader's centre."""
    return mark_of(str(centre), "centre")


def notebook_id(link: Link) -> uuid.UUID:
    """The notebook at the giving end."""
    return uuid.UUID(link.ends["notebook"])


def links_from(notebook: Notebook) -> list[Link]:
    """Everybody this notebook was ever linked with, the newest first."""
    found = Link.objects.filter(giver=giver_mark(notebook.pk)).prefetch_related("grants")
    return list(found.order_by("-made_at"))


def links_to(account: Account) -> list[Link]:
    """Every notebook linked with this account whose agreed time is not over, stopped or not."""
    return list(read_by(account).prefetch_related("grants").order_by("made_at"))


def read_by(account: Account) -> QuerySet[Link]:
    """The same as a question."""
    return Link.objects.filter(reader=reader_mark(account.pk), until__gt=timezone.now())


def live_over(account: Account, links: QuerySet[Link]) -> list[tuple[Link, frozenset[str]]]:
    """These, of whatever is linked with this account, each with the items shared over it now; two questions.

    Of a link there is its key, and what is locked in it.
    """
    mark, now = reader_mark(account.pk), timezone.now()
    grants = Grant.objects.filter(link__reader=mark, stopped_at=None, since__lte=now, until__gt=now)
    live: dict[str, set[str]] = {}
    for link, item in grants.annotate(text=Cast("link_id", TextField())).values_list("text", "item"):
        live.setdefault(link.replace("-", ""), set()).add(item)
    return [(link, frozenset(live.get(link.pk.hex, ()))) for link in links.only("ends").order_by("made_at")]


def link_to(account: Account, link: uuid.UUID) -> Link | None:
    """One of them, or None."""
    return read_by(account).filter(pk=link).prefetch_related("grants").first()


def live_items(link: Link, at: datetime | None = None) -> frozenset[str]:
    """The items shared over this link now."""
    moment = at or timezone.now()
    return frozenset(
        grant.item
        for grant in link.grants.all()
        if grant.stopped_at is None and grant.since <= moment < grant.until
    )


def is_live(link: Link, item: str) -> bool:
    """Whether an item is shared over this link now, asked of the database and not of memory."""
    now = timezone.now()
    return link.grants.filter(item=item, stopped_at=None, since__lte=now, until__gt=now).exists()


def share(notebook: Notebook, reader: Account, items: Iterable[str], called: str = "") -> Link:
    """Share these items for at most 90 days, and nothing else: what was shared and is not named stops."""
    now = timezone.now()
    ends = {"notebook": str(notebook.pk), "reader": str(reader.pk), "role": reader.role, "called": called}
    ends["reader_called"] = reader.centre.name if reader.centre else reader.display
    over = _until(now, notebook.writer_id, reader.pk)
    with transaction.atomic():
        link, _ = Link.objects.update_or_create(
            giver=giver_mark(notebook.pk),
            reader=reader_mark(reader.pk),
            defaults={
                "ends": ends,
                "until": now + LONGEST,
                "centre": centre_mark(reader.centre_id) if reader.centre_id else None,
            },
        )
        wanted = set(items)
        for item in wanted:
            link.grants.update_or_create(
                item=item,
                defaults={"since": now, "until": over, "stopped_at": None, "asked_again_at": None},
            )
        link.grants.filter(stopped_at=None).exclude(item__in=wanted).update(stopped_at=now)
        snapshot(link, now)
    return link


def stop(link: Link, items: Iterable[str] | None = None) -> None:
    """Stop items, or all of them, at once. The link stays as it is: nothing on the other side shows it."""
    now = timezone.now()
    with transaction.atomic():
        found = link.grants.filter(stopped_at=None)
        if items is not None:
            found = found.filter(item__in=list(items))
        found.update(stopped_at=now)
        snapshot(link, now)


def go_on(link: Link) -> None:
    """Share what is shared now for another 90 days, because the giver was asked again and said yes."""
    now, book = timezone.now(), book_of(link)
    if book is None:
        return
    over = _until(now, book.writer_id, uuid.UUID(link.ends["reader"]))
    with transaction.atomic():
        changed = link.grants.filter(stopped_at=None, until__gt=now)
        if changed.update(until=over, asked_again_at=now):
            Link.objects.filter(pk=link.pk).update(until=now + LONGEST)
            snapshot(link, now)


def _until(now: datetime, giver: uuid.UUID, reader: uuid.UUID) -> datetime:
    """90 days on; with somebody's guardian only until the day of age."""
    return min(now + LONGEST, guardians.cut_at(giver, reader) or now + LONGEST)


def cut(ward: Account, guardian: Account) -> None:
    """What somebody too young shares with whoever just became their guardian ends with the day of age too."""
    over, now = guardians.cut_at(ward.pk, guardian.pk), timezone.now()
    if over is None:
        return
    with transaction.atomic():
        for book in Notebook.objects.filter(writer=ward):
            for link in Link.objects.filter(giver=giver_mark(book.pk), reader=reader_mark(guardian.pk)):
                if link.grants.filter(until__gt=over).update(until=over):
                    snapshot(link, now)


def snapshot(link: Link, at: datetime) -> None:
    """Keep all rights over this link as they are now."""
    rights = [
        {
            "item": grant.item,
            "since": grant.since.isoformat(),
            "until": grant.until.isoformat(),
            "stopped_at": grant.stopped_at.isoformat() if grant.stopped_at else None,
        }
        for grant in Grant.objects.filter(link=link).order_by("item")
    ]
    GrantShot.objects.create(link=link, at=at, rights=rights)


def rights_at(link: Link, moment: datetime) -> frozenset[str]:
    """What could be seen over this link at a moment, told from the snapshots alone."""
    shot = link.shots.filter(at__lte=moment).order_by("-at", "-id").first()
    if shot is None:
        return frozenset()
    return frozenset(
        right["item"]
        for right in shot.rights
        if right["stopped_at"] is None
        and datetime.fromisoformat(right["since"]) <= moment < datetime.fromisoformat(right["until"])
    )


def ends_soon(grant: Grant) -> bool:
    """Whether the giver is to be asked whether to go on."""
    now = timezone.now()
    return grant.stopped_at is None and now < grant.until <= now + ASK_AGAIN


def stop_all_of(notebook: Notebook) -> None:
    """Stop everything a notebook shares."""
    for link in links_from(notebook):
        stop(link)


def linked_with_centre(account: Account) -> list[Link]:
    """Every notebook that somebody of this account's centre was linked with, the agreed time not over."""
    if account.centre_id is None:
        return []
    return list(
        Link.objects.filter(centre=centre_mark(account.centre_id), until__gt=timezone.now()).order_by(
            "made_at"
        )
    )


def book_of(link: Link) -> Notebook | None:
    """The notebook at the giving end, or None once it is gone."""
    return Notebook.objects.select_related("writer").filter(pk=notebook_id(link)).first()


# ── Codes from inside ──


def offers_of(notebook: Notebook) -> list[LinkCode]:
    """The offers of a notebook in the last 90 days, used or not: that is never told."""
    found = LinkCode.objects.filter(notebook=notebook, made_at__gt=timezone.now() - LONGEST)
    return list(found.order_by("-made_at"))


def take_back(notebook: Notebook) -> None:
    """Every offer and every share of a notebook, at once."""
    with transaction.atomic():
        stop_all_of(notebook)
        LinkCode.objects.filter(notebook=notebook).delete()


def used_up(code: LinkCode) -> bool:
    """Use a code up; False when somebody was faster. No time is kept that could be laid beside a link's."""
    found = LinkCode.objects.filter(pk=code.pk, used_at=None)
    if code.kind == LinkCode.Kind.ASK:
        return bool(found.delete()[0])
    return bool(found.update(used_at=code.made_at))


def codes_open(maker: Account) -> int:
    """How many codes that ask were not used; a code somebody looked at and put away is one of them."""
    return LinkCode.objects.filter(maker=maker, kind=LinkCode.Kind.ASK, used_at=None).count()
