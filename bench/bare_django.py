"""The yardstick for server time: bare Django, one view, one template, no middleware, behind the same server.

Settings, addresses and view are this one module. ``python bare_django.py PORT`` serves it the way
``python -m genkan_web`` serves Genkan: granian, one worker, four threads.
"""

import os
import sys

from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

SECRET_KEY = "nothing is signed here"  # noqa: S105
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "bare_django"
USE_I18N = False
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ title }}</title></head>
<body><h1>{{ title }}</h1><ul>{% for line in lines %}<li>{{ line }}</li>{% endfor %}</ul></body></html>
"""
HELD = ("django.template.loaders.locmem.Loader", {"page.html": PAGE})
LOADERS = [("django.template.loaders.cached.Loader", [HELD])]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "OPTIONS": {"loaders": LOADERS}}]


def page(request: HttpRequest) -> HttpResponse:
    """A heading and five lines."""
    return render(request, "page.html", {"title": "A page", "lines": [f"line {n}" for n in range(5)]})


urlpatterns = [path("", page)]

if __name__ == "__main__":
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    Granian(
        "bare_django:application",
        address="127.0.0.1",
        port=int(sys.argv[1]),
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=4,
        log_level=LogLevels.warning,
    ).serve()
else:
    os.environ["DJANGO_SETTINGS_MODULE"] = "bare_django"
    application = get_wsgi_application()
