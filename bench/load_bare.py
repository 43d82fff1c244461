"""The yardstick of the load test: bare Django with the site's own durability, one page and one small write.

Settings, addresses and views are this module. ``python load_bare.py prepare`` makes its table;
``python load_bare.py PORT`` serves it as ``genkan serve --workers 2`` serves Genkan. ``LOAD_DATABASE`` is
empty for SQLite in ``LOAD_FOLDER``, or ``postgresql://…``.
"""

import os
import sys
from pathlib import Path

from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

import genkan_web  # noqa: F401 (brings the same SQLite)
from genkan_web.databases import database

SECRET_KEY = "nothing is signed here"  # noqa: S105
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "load_bare"
USE_I18N = False
USE_TZ = True
DATABASES = {"default": database(os.environ.get("LOAD_DATABASE", ""), Path(os.environ["LOAD_FOLDER"]))}
PAGE = "<!doctype html><html lang='en'><title>A page</title><h1>A page</h1>" + "<p>A line.</p>" * 40
HELD = ("django.template.loaders.locmem.Loader", {"page.html": PAGE})
LOADERS = [("django.template.loaders.cached.Loader", [HELD])]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "OPTIONS": {"loaders": LOADERS}}]
ROW = "a row of some hundred letters, which is about what a note of a day takes when it is locked. " * 3


def page(request: HttpRequest) -> HttpResponse:
    """Forty lines."""
    return render(request, "page.html")


def save(_: HttpRequest) -> HttpResponse:
    """One row, on the disk before the answer."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO note (words) VALUES (%s)", [ROW])
    return HttpResponse(status=201)


urlpatterns = [path("", page), path("save/", save)]


def prepare() -> None:
    """The one table."""
    import django

    django.setup()
    from django.db import connection

    kind = "SERIAL" if connection.vendor == "postgresql" else "INTEGER"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE note (id {kind} PRIMARY KEY, words TEXT)")


os.environ["DJANGO_SETTINGS_MODULE"] = "load_bare"
if __name__ == "__main__" and sys.argv[1] == "prepare":
    prepare()
elif __name__ == "__main__":
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    Granian(
        "load_bare:application",
        address="127.0.0.1",
        port=int(sys.argv[1]),
        interface=Interfaces.WSGI,
        workers=2,
        blocking_threads=4,
        log_level=LogLevels.warning,
    ).serve()
else:
    application = get_wsgi_application()
