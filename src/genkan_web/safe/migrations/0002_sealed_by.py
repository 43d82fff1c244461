"""The head of the record also says which key seals."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """One column."""

    dependencies: ClassVar = [("safe", "0001_keep")]
    operations: ClassVar = [
        migrations.AddField("head", "sealed_by", models.CharField(blank=True, default="", max_length=8)),
    ]
