"""The application, for any WSGI server, unless a check refuses; beside it the sweeping of what is over."""

import os
from importlib import import_module

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "genkan_web.settings")
application = get_wsgi_application()
import_module("genkan_web.checks").refuse_unsafe()
import_module("genkan_web.sweeping").start()  # knows models, which stand only now
