"""Who agreed to a plan: what the writer wrote down, and what readers said over their links."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from genkan.clock import zone_info
from genkan.worksheets.care_plan import Agreed as Said
from genkan.worksheets.care_plan import Plan
from genkan_web.care import sharing
from genkan_web.care.models import Agreed, Link
from genkan_web.diary.models import Notebook
from genkan_web.diary.plans import Version
from genkan_web.people.models import Account

ITEM = "plan"
WHO = {Account.Role.FAMILY: "family", Account.Role.WORKER: "centre", Account.Role.CLINIC: "clinic"}


@dataclass(frozen=True, slots=True)
class Yes:
    """Somebody agreed to a version: who by role, when, and by which name the writer knows them."""

    who: str
    on: date
    called: str = ""


def agree(link: Link, version: Version) -> None:
    """This reader agrees to this version; said twice, the first stands."""
    held, made = Agreed.objects.get_or_create(
        link=link, version=version.number, defaults={"at": timezone.now()}
    )
    if not made and held.at < version.paper.made_at:  # of an earlier plan that is gone
        Agreed.objects.filter(pk=held.pk).update(at=timezone.now())


def has_agreed(link: Link, version: Version) -> bool:
    """Whether this reader agreed to this version."""
    return _of_version(version).filter(link=link).exists()


def yeses(book: Notebook, version: Version) -> list[Yes]:
    """Every reader who agreed to this version, the first first."""
    links = {link.pk: link for link in sharing.links_from(book)}
    zone = zone_info(book.zone)
    return [
        Yes(WHO[link.ends["role"]], one.at.astimezone(zone).date(), link.ends["reader_called"])
        for one in _of_version(version).filter(link__in=links).order_by("at")
        if (link := links[one.link_id]).ends["role"] in WHO
    ]


def agreed_plan(book: Notebook, version: Version) -> Plan:
    """The version with everybody who agreed: written down by the writer, or said over a link."""
    plan = version.plan
    said = tuple(Said(one.who, one.on) for one in yeses(book, version))
    return replace(plan, agreed=tuple(dict.fromkeys((*plan.agreed, *said))))


def last_agreed(link: Link, versions: list[Version]) -> Version | None:
    """The newest version this reader agreed to."""
    return next((one for one in versions if has_agreed(link, one)), None)


def _of_version(version: Version) -> QuerySet[Agreed]:
    """What was agreed to this very version, and not to one of an earlier plan with the same number."""
    return Agreed.objects.filter(version=version.number, at__gte=version.paper.made_at)
