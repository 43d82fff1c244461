"""The one Django app of the site."""

from django.apps import AppConfig


class GenkanConfig(AppConfig):
    """Registers the start-up checks."""

    name = "genkan_web"
    label = "genkan"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Load the checks, so that they run before anything is served."""
        from genkan_web import checks  # noqa: F401
