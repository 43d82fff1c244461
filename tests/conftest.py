"""What every test needs before it starts; the folder it may write in is chosen in ``tests/settings.py``."""

import os

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the browser driver runs a loop of its own
