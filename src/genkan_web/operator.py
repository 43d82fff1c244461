"""What only whoever runs the site can do with people: centres, invitations, the table, ending visits."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import click

from genkan_web.spoken import LANG, say, site


@contextmanager
def _tables(lang: str | None) -> Iterator[str | None]:
    """The site with its keys and tables in place, as after a first start."""
    with site(lang) as spoken:
        from genkan_web.__main__ import ready_database

        ready_database()
        yield spoken


@click.group()
def centre() -> None:
    """Support centres and clinics of this site."""


@centre.command("new")
@click.argument("name")
@click.option("--kind", type=click.Choice(["centre", "clinic"]), required=True)
@click.option("--country", required=True, help="Two small letters, such as th.")
@click.option("--reads", default="", help="When somebody there reads, such as «weekdays 9–17».")
@LANG
def centre_new(name: str, kind: str, country: str, reads: str, lang: str | None) -> None:
    """Make a centre and print its id."""
    with _tables(lang):
        from genkan import helplines
        from genkan_web.people.models import Centre

        if country not in helplines.codes():
            raise click.BadParameter("not a country there are help lines for", param_hint="--country")
        if not name.strip() or len(name) > 120:
            raise click.BadParameter("1 to 120 characters", param_hint="NAME")
        made = Centre.objects.create(kind=kind, name=name.strip(), country=country, reads_when=reads)
        click.echo(str(made.pk))


@centre.command("list")
@LANG
def centre_list(lang: str | None) -> None:
    """Every centre: id, kind, country, name."""
    with _tables(lang):
        from genkan_web.people.models import Centre

        for one in Centre.objects.order_by("made_at"):
            click.echo(f"{one.pk}  {one.kind:6}  {one.country}  {one.name}")


@centre.command("may")
def centre_may() -> None:
    """Print who may see and do what, as Markdown."""
    from genkan_web.may_table import as_markdown

    click.echo(as_markdown(), nl=False)


@click.command()
@click.argument("centre_id", type=click.UUID)
@click.argument("role", type=click.Choice(["worker", "clinic", "admin", "auditor", "person"]))
@LANG
def invite(centre_id: uuid.UUID, role: str, lang: str | None) -> None:
    """Print a code with which one person joins a centre in a role, once, within 14 days."""
    with _tables(lang):
        from genkan_web.people.invitations import new_invitation
        from genkan_web.people.models import Centre

        place = Centre.objects.filter(pk=centre_id).first()
        if place is None:
            raise click.BadParameter("no centre has this id; see «centre list»", param_hint="CENTRE_ID")
        click.echo(new_invitation(place, role))


@click.command("sign-out")
@click.argument("name", required=False)
@click.option("--everybody", is_flag=True, help="Every visit of every account, and all access words.")
@click.option("--close", is_flag=True, help="Nobody comes in by it until it is opened again.")
@click.option("--open", "reopen", is_flag=True, help="Let its owner in again.")
@LANG
def sign_out(name: str | None, everybody: bool, close: bool, reopen: bool, lang: str | None) -> None:
    """End every visit and access word of an account at once. NAME is what its owner signs in with."""
    if everybody == bool(name) or everybody + close + reopen > 1:
        raise click.UsageError("give a name, or --everybody alone; --close or --open, not both")
    with _tables(lang) as spoken:
        from genkan_web.people import visits
        from genkan_web.people.models import Account

        if everybody:
            visits.end_everybodys()
            return
        account = Account.objects.filter(handle=name).first()
        if account is None:
            raise click.BadParameter("no account has this name", param_hint="NAME")
        account.visits += 1
        account.is_active = reopen or (account.is_active and not close)
        account.save(update_fields=["visits", "is_active"])
        visits.end_all(account)
        say("account.signed_out" if account.is_active else "account.closed", spoken or "en")
