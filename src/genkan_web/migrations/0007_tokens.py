import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import genkan_web.locked


class Migration(migrations.Migration):
    dependencies = [
        ("genkan", "0006_papers"),
    ]

    operations = [
        migrations.CreateModel(
            name="Token",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("word", genkan_web.locked.HashedName(max_length=64, unique=True)),
                ("called", genkan_web.locked.LockedText()),
                ("scope", models.CharField(choices=[("read", "Read"), ("write", "Write")], max_length=5)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("until", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tokens",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
    ]
