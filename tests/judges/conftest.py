"""The pages are judged as the site's own tests render them: static files collected, an invented family."""

from tests.web.conftest import _static_files, family, family_days

__all__ = ["_static_files", "family", "family_days"]
