"""``{% say "web.own.title" %}``: a sentence of the knowledge files, in the language of the page."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django import template
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template.base import Node, Parser, Token
from django.template.context import Context
from django.template.defaulttags import URLNode, url
from django.templatetags.static import StaticNode
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.html import conditional_escape, escape

from genkan.clock import zone_info
from genkan.knowledge import date_told, sentence
from genkan.nouns import Reach
from genkan.sheet import COMMA
from genkan.worksheets.filled import Sheet
from genkan_web.care.models import Link
from genkan_web.diary.notes import WeekLine
from genkan_web.on_device import mark_of
from genkan_web.people.models import Account

register = template.Library()
MOST_KEPT = 4_096  # of addresses, and of sentences


class Address(URLNode):  # type: ignore[misc]
    """Django's own ``url``; an address made once is not made again, for each page has some twenty."""

    def render(self, context: Context) -> str:
        """The address, as Django makes it."""
        if self.kwargs or self.asvar:
            return str(super().render(context))
        told = [one.resolve(context) for one in self.args]
        return _address(get_urlconf(), get_script_prefix(), self.view_name.resolve(context), *told)


@lru_cache(MOST_KEPT, typed=True)
def _address(_: str | None, __: str, name: str, *told: Any) -> str:
    return str(conditional_escape(reverse(name, args=told)))


@register.tag("url")
def address(parser: Parser, token: Token) -> Address:
    """``{% url "name" part %}``."""
    node = url(parser, token)
    return Address(node.view_name, node.args, node.kwargs, node.asvar)


class Static(StaticNode):  # type: ignore[misc]
    """Django's own ``static``; the address of a file stays what it is as long as this process runs."""

    def url(self, context: Context) -> str:
        """The address, as Django makes it."""
        return _place(staticfiles_storage, self.path.resolve(context))


@lru_cache(MOST_KEPT)
def _place(storage: Any, name: str) -> str:
    return str(conditional_escape(storage.url(name)))


@register.tag("static")
def static(parser: Parser, token: Token) -> Static:
    """``{% static "file.js" %}``; needs no ``load``."""
    return Static.handle_token(parser, token)


_with_facts = template.Library()


@_with_facts.simple_tag(takes_context=True, name="say")
def _say(context: dict[str, Any], identity: str, **facts: Any) -> str:
    return sentence(identity, context["lang"], **facts)


class Said(Node):  # type: ignore[misc]
    """A sentence that is named in the template and has no facts: most of them, some thirty a page."""

    def __init__(self, identity: str):
        self.identity = identity

    def render(self, context: Context) -> str:
        """The sentence, escaped as any other text."""
        return (_said if context.autoescape else sentence)(self.identity, context["lang"])


@lru_cache(MOST_KEPT)
def _said(identity: str, lang: str) -> str:
    return str(escape(sentence(identity, lang)))


@register.tag("say")
def say(parser: Parser, token: Token) -> Node:
    """``{% say "web.own.title" days=3 %}``: the sentence with its facts; escaped like any other text."""
    bits = token.split_contents()
    if len(bits) == 2 and bits[1][0] == bits[1][-1] == '"':
        return Said(bits[1][1:-1])
    return _with_facts.tags["say"](parser, token)


@register.simple_tag(takes_context=True)
def day(context: dict[str, Any], value: Any) -> str:
    """A date the way the page's language writes it."""
    return date_told(value, context["lang"])


@register.filter
def local_day(value: datetime, zone: str) -> date:
    """The day a moment falls on, by the wall clock of a zone."""
    return value.astimezone(zone_info(zone)).date()


@register.simple_tag(takes_context=True)
def moment(context: dict[str, Any], value: datetime, zone: str) -> str:
    """A date and the wall clock of a zone, with the zone."""
    local = value.astimezone(zone_info(zone))
    return f"{date_told(local.date(), context['lang'])} {local:%H:%M} ({zone})"


@register.simple_tag(takes_context=True)
def weekday(context: dict[str, Any], value: Any) -> str:
    """The short name of a date's day of the week."""
    return sentence(f"people.week.day.{value.weekday()}", context["lang"])


@register.filter
def named(told: Any, name: str) -> Any:
    """What a note says under a name; None where it says nothing, or where there is no note."""
    return told.get(name) if isinstance(told, dict) else None


@register.filter
def mark(account: Account) -> str:
    """By what a device tells one account from another."""
    return mark_of(account)


@register.simple_tag(takes_context=True)
def joined(context: dict[str, Any], lines: Any) -> str:
    """Several short texts in one line, with the comma of the page's language."""
    return COMMA[context["lang"]].join(str(line).rstrip(".。") for line in lines)


@register.simple_tag(takes_context=True)
def after_another(context: dict[str, Any], *lines: Any) -> str:
    """Whole sentences one after another; Japanese puts no space between them."""
    return ("" if context["lang"] == "ja" else " ").join(str(line) for line in lines if line)


@register.simple_tag(takes_context=True)
def reach_said(context: dict[str, Any], level: int) -> str:
    """The name of a floor of the way out."""
    return sentence(f"reach.{Reach(level).name.lower()}", context["lang"])


@register.simple_tag(takes_context=True)
def face_said(context: dict[str, Any], level: int) -> str:
    """The word under a face, 0 to 4."""
    return sentence(f"people.note.face.{level}", context["lang"])


@register.simple_tag(takes_context=True)
def drive_said(context: dict[str, Any], level: int) -> str:
    """The word for how much somebody wishes to do, 0 to 3."""
    return sentence(f"people.note.drive_level.{level}", context["lang"])


def name_over(link: Link, lang: str) -> str:
    """What whoever shares is called over this link, and four signs that tell two of a name apart."""
    called = link.ends.get("called") or sentence("people.linked.unnamed", lang)
    return f"{called} · {link.pk.hex[:4]}"


@register.simple_tag(takes_context=True)
def link_name(context: dict[str, Any], link: Link) -> str:
    """The same in the language of the page."""
    return name_over(link, context["lang"])


@lru_cache(MOST_KEPT)
def said_of(line: WeekLine, lang: str) -> str:
    """The line of a week, with days that may have been out where there are some."""
    facts = {"days": line.written, "out": line.out}
    if line.most == line.out:
        return sentence("people.share.line", lang, **facts)
    return sentence("people.share.line_open", lang, most=line.most, **facts)


@register.simple_tag(takes_context=True)
def week_said(context: dict[str, Any], line: WeekLine) -> str:
    """The same in the language of the page."""
    return said_of(line, context["lang"])


@register.simple_tag
def worksheet_text(sheet: Sheet, field: str) -> str:
    """What was written in one field of a worksheet; empty where nothing was."""
    return str(sheet.get(field) or "")


@register.simple_tag
def worksheet_day(sheet: Sheet, field: str) -> date | None:
    """The day in one field of a worksheet, or None."""
    found = sheet.get(field)
    return found if isinstance(found, date) else None
