"""Guardians: recorded by a centre, agreed to by the person, ended by a day, never readers of the writing."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from genkan.clock import zone_info
from genkan_web.people import ages
from genkan_web.people.models import Account, Guardianship, Invitation

MATTERS = ("in_care", "appointments", "safety_plan")
LONGEST_COURT = timedelta(days=5 * 366)  # then a paper is looked at again
LONGEST_TEXT = 2_000  # characters
KIND, ROLE = Guardianship.Kind, Account.Role


def recorded(
    by: Account, kind: str, told: dict[str, str], matters: Sequence[str], until: date
) -> Guardianship:
    """A new guardianship of this worker's centre, which has seen the consent or the court's paper today."""
    return Guardianship.objects.create(
        kind=kind,
        centre_id=by.centre_id,
        recorded_by=by,
        called=told["called"],
        paper=told["paper"],
        seen_on=timezone.now().date(),
        matters=",".join(MATTERS if kind == KIND.MINOR else (one for one in MATTERS if one in matters)),
        until=until,
    )


def problem_with_end(kind: str, until: date | None, country: str) -> str:
    """The id of a sentence, or nothing: the day of age lies ahead, a court's end not too far ahead."""
    today = timezone.now().date()
    longest = timedelta(days=366 * ages.alone_from(country)) if kind == KIND.MINOR else LONGEST_COURT
    return "" if until is not None and today < until <= today + longest else "people.guardian.until_wrong"


def take_up(invitation: Invitation, account: Account) -> bool:
    """Somebody with the code of a guardianship is the person (and says yes by it) or the guardian."""
    if invitation.guardianship is None or account.role != invitation.role:
        return False
    now, rows = timezone.now(), Guardianship.objects.filter(pk=invitation.guardianship.pk, ended_at=None)
    if account.role == ROLE.PERSON:
        done = rows.filter(ward=None).update(ward=account, agreed_at=now)
    else:
        done = rows.filter(guardian=None).update(guardian=account)
    return bool(done)


def is_live(one: Guardianship, now: datetime | None = None) -> bool:
    """Whether the guardian stands in it now: agreed to, not ended, and the day of its end not come."""
    if one.ward is None or one.guardian_id is None or one.agreed_at is None or one.ended_at is not None:
        return False
    return (now or timezone.now()) < end_of(one)


def end_of(one: Guardianship) -> datetime:
    """The moment the day of its end begins where the person lives."""
    zone = zone_info(one.ward.zone if one.ward else "UTC")
    return datetime.combine(one.until, time(), zone).astimezone(UTC)


def cut_at(ward: uuid.UUID, guardian: uuid.UUID) -> datetime | None:
    """When what somebody too young shares with their guardian ends at the latest; None without a guardian."""
    found = Guardianship.objects.filter(
        ward=ward, guardian=guardian, kind=KIND.MINOR, ended_at=None
    ).select_related("ward")
    return min((end for one in found if (end := end_of(one)) > timezone.now()), default=None)


def found(key: uuid.UUID) -> Guardianship | None:
    """The guardianship of this id, or None."""
    return Guardianship.objects.select_related("ward", "guardian", "centre").filter(pk=key).first()


def own(ward: Account) -> list[Guardianship]:
    """Everything recorded about somebody's guardians, the newest first."""
    return list(ward.guardianships.select_related("ward", "guardian", "centre").order_by("-made_at"))


def wards_of(guardian: Account) -> list[Guardianship]:
    """Whom somebody is guardian of now."""
    return [
        one for one in guardian.wards.select_related("ward", "centre").order_by("made_at") if is_live(one)
    ]


def of_centre(account: Account) -> list[Guardianship]:
    """What this account's centre recorded."""
    found = Guardianship.objects.filter(centre=account.centre_id).select_related("ward", "guardian")
    return list(found.order_by("-made_at"))


def to_ask(ward: Account) -> list[Guardianship]:
    """Of age since then, and not asked afresh yet."""
    now = timezone.now()
    waiting = ward.guardianships.filter(kind=KIND.MINOR, asked_again_at=None).exclude(agreed_at=None)
    return [one for one in waiting.select_related("ward") if end_of(one) <= now]


def answered(ward: Account) -> None:
    """They were asked afresh and go on by themselves."""
    keys = [one.pk for one in to_ask(ward)]
    Guardianship.objects.filter(pk__in=keys).update(asked_again_at=timezone.now())


def write(one: Guardianship, appointments: str, safety_plan: str) -> None:
    """What the centre tells the guardian; the person reads the same words."""
    one.appointments, one.safety_plan = appointments, safety_plan
    one.save(update_fields=["appointments", "safety_plan"])


def end(one: Guardianship) -> None:
    """End it now, by the centre; unused codes with it."""
    with transaction.atomic():
        Guardianship.objects.filter(pk=one.pk, ended_at=None).update(ended_at=timezone.now())
        Invitation.objects.filter(guardianship=one, used_at=None).delete()


def sweep() -> None:
    """Write down the end of what is over. What anybody sees never waits for this: see ``is_live``."""
    now, tomorrow = timezone.now(), timezone.now().date() + timedelta(days=1)
    for one in Guardianship.objects.filter(ended_at=None, until__lte=tomorrow).select_related("ward"):
        if end_of(one) <= now:
            end(one)
