"""The site's own settings, in a folder of this run alone: nothing a test writes lands outside of it.

pytest-django reads settings before any conftest, so the folder is chosen here; once in each process that runs
tests, however often this is read (pytest looks into every file for examples).
"""

import os
import tempfile

RUNNER = os.environ.get("PYTEST_XDIST_WORKER", "one")  # tests may run in several processes at once
AHEAD = os.path.join(tempfile.gettempdir(), f"genkan-test-{RUNNER}-")
if not os.environ.get("GENKAN_VAR", "").startswith(AHEAD):
    os.environ["GENKAN_VAR"] = tempfile.mkdtemp(prefix=os.path.basename(AHEAD))
os.environ["DJANGO_SETTINGS_MODULE"] = "genkan_web.settings"  # what processes of their own shall read

from genkan_web import keys  # noqa: E402
from genkan_web.settings import *  # noqa: E402, F403
from genkan_web.settings import DATABASES, INSTALLED_APPS, KEYS, VAR  # noqa: E402

INSTALLED_APPS = [*INSTALLED_APPS, "tests.drawers"]
if "sqlite" in DATABASES["default"]["ENGINE"]:  # in memory, SQLite locks otherwise than on a disk
    DATABASES["default"]["TEST"] = {"NAME": VAR / "test.sqlite3"}
keys.make_first(KEYS)  # what a start does once
