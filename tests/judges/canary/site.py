"""python -m tests.judges.canary.site PORT: the canary, served. Planted faults only; loopback only.

SQL injection, a script that is sent back, a path that leads out, a 500, headers that are missing, a redirect
to anywhere, a form without its token, a status nobody documented, an answer that breaks its own schema.
"""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import path

HERE = Path(__file__).resolve()
PAGES = """<html><body><a href="/find/?q=a">find</a> <a href="/say/?word=hello">say</a>
<a href="/file/?name=read.txt">file</a> <a href="/go/?to=/">go</a> <a href="/break/?at=1">break</a>
<form method="post" action="/keep/"><input name="word" value="x"><input type="submit"></form></body></html>"""
_database = sqlite3.connect(":memory:", check_same_thread=False)
_database.executescript(
    "create table day (id integer, words text); insert into day values (1, 'a'), (2, 'b');"
)


def entrance(_: HttpRequest) -> HttpResponse:
    """Leads to everything, and sets a cookie that scripts may read."""
    answer = HttpResponse(PAGES)
    answer.set_cookie("visit", "1")
    return answer


def ready(_: HttpRequest) -> HttpResponse:
    """It answers."""
    return HttpResponse(status=204)


def find(request: HttpRequest) -> HttpResponse:
    """SQL injection, and the database's own words when it goes wrong."""
    asked = f"select words from day where words = '{request.GET.get('q', '')}'"  # noqa: S608 (the fault)
    try:
        return HttpResponse(str(_database.execute(asked).fetchall()))
    except sqlite3.Error as problem:
        return HttpResponse(f"SQLite3::SQLException: {problem}: {asked}", status=500)


def say(request: HttpRequest) -> HttpResponse:
    """What was sent, sent back as it is."""
    return HttpResponse(f"<html><body><p>{request.GET.get('word', '')}</p></body></html>")


def file(request: HttpRequest) -> HttpResponse | FileResponse:
    """Any file there is."""
    try:
        return FileResponse((HERE.parent / request.GET.get("name", "")).open("rb"), content_type="text/plain")
    except (OSError, ValueError) as problem:
        return HttpResponse(str(problem), status=404)


def go(request: HttpRequest) -> HttpResponse:
    """To anywhere."""
    return HttpResponseRedirect(request.GET.get("to", "/"))


def keep(request: HttpRequest) -> HttpResponse:
    """A form that nobody guards."""
    return HttpResponse(f"<p>{request.POST.get('word', '')}</p>")


def breaks(request: HttpRequest) -> HttpResponse:
    """A 500 for what is no number."""
    return HttpResponse(str(int(request.GET.get("at", "1"))))


def answer(request: HttpRequest, number: str) -> HttpResponse:
    """Breaks for 0, answers 418 for what is no number, and says a number as a text."""
    if request.method != "GET":
        return HttpResponse(status=500)
    if not number.isascii() or not number.isdecimal():
        return JsonResponse({}, status=418)
    return JsonResponse({"half": str(10 // int(number))})


DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Canary", "version": "1"},
    "paths": {
        "/answer/{number}/": {
            "get": {
                "parameters": [
                    {
                        "in": "path",
                        "name": "number",
                        "required": True,
                        "schema": {"type": "integer", "minimum": 0},
                    }
                ],
                "responses": {
                    "200": {
                        "description": "OK",
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "object",
                                    "required": ["half"],
                                    "properties": {"half": {"type": "integer"}},
                                }
                            }
                        },
                    }
                },
            }
        }
    },
}

urlpatterns = [
    path("", entrance),
    path("ready/", ready),
    path("find/", find),
    path("say/", say),
    path("file/", file),
    path("go/", go),
    path("keep/", keep),
    path("break/", breaks),
    path("answer/<str:number>/", answer),
    path("schema.json", lambda _: JsonResponse(DOCUMENT)),
]


def main(port: int) -> None:
    """Serve until stopped."""
    from socketserver import ThreadingMixIn
    from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

    from django.core.wsgi import get_wsgi_application

    told = {"ROOT_URLCONF": "tests.judges.canary.site", "ALLOWED_HOSTS": ["127.0.0.1"], "SECRET_KEY": "-"}
    settings.configure(**told)
    django.setup()

    class Many(ThreadingMixIn, WSGIServer):
        daemon_threads = True

    class Quiet(WSGIRequestHandler):
        def log_message(self, *_: Any) -> None:
            """Nothing."""

    make_server("127.0.0.1", port, get_wsgi_application(), Many, Quiet).serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]))
