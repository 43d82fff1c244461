"""The application of the houses is loaded by their servers only."""

collect_ignore = ["wsgi.py"]
