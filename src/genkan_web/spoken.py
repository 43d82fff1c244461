"""What the commands of a site share: Django loaded late, and one sentence for whatever stands in the way."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from genkan.cli import LANGS, language

STOPPED = 3  # exit code where something stands in the way
PATH = click.Path(path_type=Path)
LANG = click.option("--lang", type=LANGS, default=None, help="Language: en, th or ja.")


@contextmanager
def site(lang: str | None) -> Iterator[str]:
    """Django with the site's settings; whatever stands in the way is told in one sentence."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "genkan_web.settings")
    django.setup()
    from django.db import DatabaseError

    from genkan.knowledge import sentence
    from genkan_web.stopped import Stopped

    spoken = language(lang)
    try:
        yield spoken
    except Stopped as problem:
        click.echo(problem.told(spoken), err=True)
        sys.exit(STOPPED)
    except DatabaseError:
        click.echo(sentence("refusal.E016", spoken), err=True)
        sys.exit(STOPPED)


def say(identity: str, lang: str, err: bool = False, **facts: object) -> None:
    """Print a sentence; with ``err`` beside what a command gives, not into it."""
    from genkan.knowledge import sentence

    click.echo(sentence(identity, lang, **facts), err=err)


@contextmanager
def apart(lang: str | None) -> Iterator[str]:
    """The site's code without the site: its folder and its database are not touched."""
    with tempfile.TemporaryDirectory(prefix="genkan-") as folder:
        os.environ["GENKAN_VAR"] = folder
        os.environ.pop("GENKAN_DATABASE", None)
        with site(lang) as spoken:
            yield spoken
