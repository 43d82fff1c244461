"""The site's addresses and one more: a note is put away together with its key and its look, or not at all."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from tests.drawers.models import Drawer

from genkan_web import once, record
from genkan_web.record import Seen
from genkan_web.urls import *  # noqa: F403
from genkan_web.urls import urlpatterns as own


@csrf_exempt
def put(request: HttpRequest) -> HttpResponse:
    """201 once the note is on the disk."""
    with transaction.atomic():
        once.once("a1", "put", request.POST["key"], lambda: _put(request.POST["key"], request.POST["text"]))
    return HttpResponse(status=201)


def _put(key: str, text: str) -> str:
    drawer = Drawer.objects.create(plain=key, text=text)
    record.write(Seen("a1", "person", "write", "drawer", str(drawer.pk)))
    return str(drawer.pk)


urlpatterns = [path("put/", put), *own]
