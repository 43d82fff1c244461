"""The app that keeps the others safe; it knows none of them."""

from django.apps import AppConfig


class SafeConfig(AppConfig):
    """Its own tables and migrations, so that no other app waits for it."""

    name = "genkan_web.safe"
    label = "safe"
    default_auto_field = "django.db.models.BigAutoField"
