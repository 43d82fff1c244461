"""The site as its server loads it, but nobody is slowed: judges ask in a minute what people ask in a year."""

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from genkan_web.people import knocks  # noqa: E402

knocks.LIMITS.update(dict.fromkeys(knocks.LIMITS, (1e9, 0.001)))
