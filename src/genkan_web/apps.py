"""The one Django app of the site."""

from django.apps import AppConfig


class GenkanConfig(AppConfig):
    """Registers the start-up checks, and what is locked inside a package's own columns."""

    name = "genkan_web"
    label = "genkan"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Load the checks, so that they run before anything is served."""
        from genkan_web import checks, rotating  # noqa: F401 (checks register themselves)
        from genkan_web.care import homework  # noqa: F401 (says how a copy that was sent is erased)
        from genkan_web.leaving import going  # noqa: F401 (says how accounts and days are erased)
        from genkan_web.people import second

        rotating.elsewhere[:] = [second.Secrets()]
