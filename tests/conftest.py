"""Nothing a test writes lands outside its own folder."""

import os
import tempfile

os.environ["GENKAN_VAR"] = tempfile.mkdtemp(prefix="genkan-test-")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the browser driver runs a loop of its own
