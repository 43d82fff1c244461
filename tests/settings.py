"""The site's own settings, in a folder of this run alone: nothing a test writes lands outside of it.

pytest-django reads settings before any conftest, so the folder is chosen here; once, however often this is
read (pytest looks into every file for examples).
"""

import os
import tempfile

AHEAD = os.path.join(tempfile.gettempdir(), "genkan-test-")
if not os.environ.get("GENKAN_VAR", "").startswith(AHEAD):
    os.environ["GENKAN_VAR"] = tempfile.mkdtemp(prefix="genkan-test-")
os.environ["DJANGO_SETTINGS_MODULE"] = "genkan_web.settings"  # what processes of their own shall read

from genkan_web import keys  # noqa: E402
from genkan_web.settings import *  # noqa: E402, F403
from genkan_web.settings import DATABASES, INSTALLED_APPS, KEYS, VAR  # noqa: E402

INSTALLED_APPS = [*INSTALLED_APPS, "tests.drawers"]
if "sqlite" in DATABASES["default"]["ENGINE"]:  # in memory, SQLite locks otherwise than on a disk
    DATABASES["default"]["TEST"] = {"NAME": VAR / "test.sqlite3"}
keys.make_first(KEYS)  # what a start does once
