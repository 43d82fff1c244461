"""The site's own settings with one small address to write to, and the drawers of the tests.

``FAULTS_FILE`` puts SQLite's file elsewhere; ``FAULTS_SYNCHRONOUS`` weakens it, for a control that loses.
"""

import os
from pathlib import Path

from genkan_web.databases import SAFE, sqlite
from genkan_web.settings import *  # noqa: F403
from genkan_web.settings import DATABASES, INSTALLED_APPS, MIDDLEWARE

INSTALLED_APPS = [*INSTALLED_APPS, "tests.drawers"]
MIDDLEWARE = [one for one in MIDDLEWARE if not one.endswith(".Gate")]  # it knows the site's addresses only
ROOT_URLCONF = "tests.faults.urls"
if os.environ.get("FAULTS_FILE"):
    begin = SAFE.replace("=FULL", f"={os.environ.get('FAULTS_SYNCHRONOUS', 'FULL')}")
    DATABASES["default"] = sqlite(Path(os.environ["FAULTS_FILE"]), begin)
