"""The last change of each notebook is found without reading all its days."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One index more."""

    dependencies = [("genkan", "0007_tokens")]
    operations = [
        migrations.AddIndex("daynote", models.Index(fields=["notebook", "changed_at"], name="note_changed")),
    ]
