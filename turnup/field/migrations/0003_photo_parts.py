"""Parts of photos that come in over slow lines."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("field", "0002_labels"),
        ("orders", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PhotoPart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("photo_id", models.UUIDField()),
                ("begins", models.PositiveIntegerField()),
                ("content", models.BinaryField()),
                ("arrived_at", models.DateTimeField()),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="orders.order",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "part of a photo",
                "verbose_name_plural": "parts of photos",
                "ordering": ("photo_id", "begins"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("photo_id", "person", "begins"), name="photo_part_once"
                    )
                ],
            },
        ),
    ]
