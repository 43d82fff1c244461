"""What a test locks away."""

from __future__ import annotations

from django.db import models

from genkan_web.locked import HashedName, LockedJSON, LockedText
from genkan_web.safe.models import Edited


class Drawer(Edited):
    """One drawer."""

    text = LockedText(null=True)
    marks = LockedJSON(null=True)
    name = HashedName(null=True, unique=True)
    plain = models.TextField(default="")

    class Meta:
        """Known to Django as an app of the tests."""

        app_label = "drawers"

    def __str__(self) -> str:
        return "Drawer"
