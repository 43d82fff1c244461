"""What makes the site installable: a neutral name and icon, and pages that open without a network."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from genkan import lessons
from genkan.knowledge import sentence
from genkan.learn import SHELVES, pages_of
from genkan_web.crisis import static_address
from genkan_web.doors.apart import AWAY
from genkan_web.doors.manners import language_here
from genkan_web.doors.scenes import addresses as scene_addresses

STYLES = (
    "tokens.css",
    "reading.css",
    "page.css",
    "page.js",
    "device.js",
    "scenes.js",
    "outbox.js",
    "icon.svg",
)
APART = "own"  # said by outbox.js: only for whoever writes without network, without the pages to read


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """Name and icon that say nothing to whoever looks over a shoulder."""
    lang = language_here(request)
    name = sentence("web.tab", lang)
    return JsonResponse(
        {
            "name": name,
            "short_name": name,
            "lang": lang,
            "start_url": "/",
            "scope": "/",
            "display": "standalone",
            "background_color": "#FAF7F0",
            "theme_color": "#2C4A78",
            "icons": [
                {"src": static("icon.svg"), "sizes": "any", "type": "image/svg+xml"},
                {"src": static("icon-192.png"), "sizes": "192x192", "type": "image/png"},
                {"src": static("icon-512.png"), "sizes": "512x512", "type": "image/png"},
            ],
        },
        content_type="application/manifest+json",
    )


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The worker that keeps those pages, only when somebody asks for it."""
    lang = language_here(request)
    addresses = [reverse("help"), static_address(f"help-{lang}.html"), *(static(name) for name in STYLES)]
    if APART not in request.GET:
        places = (place.split("/") for shelf in SHELVES for place in pages_of(shelf))
        addresses += [reverse("learn"), *(reverse("learn-page", args=place) for place in places)]
        addresses += [reverse("lessons"), *(reverse("lesson", args=[name]) for name in lessons.path())]
        addresses += scene_addresses()
    shelf = hashlib.sha256(json.dumps([lang, addresses]).encode()).hexdigest()[:12]
    context = {
        "shelf": f"shelf-{shelf}",
        "kept": json.dumps(addresses),
        "device": static("device.js"),
        "outbox": static("outbox.js"),
        "away": AWAY,
        "reminder": json.dumps(_reminder(lang)),
    }
    text = render_to_string("worker.js", context)
    response = HttpResponse(text, content_type="text/javascript; charset=utf-8")
    response.headers["Service-Worker-Allowed"] = "/"
    return response


def _reminder(lang: str) -> dict[str, Any]:
    """What a lock screen shows of a reminder, and the page a press opens: the entrance, never a notebook."""
    return {
        "title": sentence("web.tab", lang),
        "options": {
            "body": sentence("remind.push.body", lang),
            "lang": lang,
            "icon": static("icon-192.png"),
            "tag": "days",  # a later one takes the place of an earlier one
        },
        "opens": reverse("entrance"),
    }
