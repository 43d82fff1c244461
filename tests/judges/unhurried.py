"""The site as its server loads it, but nobody is slowed: judges ask in a minute what people ask in a year.

Made when it is called for: who only looks into this file changes nothing of their own process.
"""

from __future__ import annotations

from typing import Any


def __getattr__(name: str) -> Any:
    if name != "application":
        raise AttributeError(name)
    from django.core.wsgi import get_wsgi_application

    made = get_wsgi_application()
    from genkan_web.people import knocks

    knocks.LIMITS.update(dict.fromkeys(knocks.LIMITS, (1e9, 0.001)))
    return made
