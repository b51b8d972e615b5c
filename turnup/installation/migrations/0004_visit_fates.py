"""What befell a visit: moves, cancellations, findings on site; tied to the journal."""

import django.db.models.deletion
from django.db import migrations, models

from turnup.orders.occurrence import tie_to_journal


class Migration(migrations.Migration):
    dependencies = [
        ("installation", "0003_act_signed_on_screen"),
        ("orders", "0002_append_only"),
    ]

    operations = [
        migrations.CreateModel(
            name="SiteFinding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seq", models.PositiveIntegerField()),
                (
                    "lack",
                    models.CharField(
                        choices=[
                            ("site", "The survey"),
                            ("permit", "The permit"),
                            ("equipment", "The equipment"),
                        ],
                        max_length=12,
                        verbose_name="goes back to",
                    ),
                ),
                ("found", models.TextField(verbose_name="what was found")),
                (
                    "order",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orders.order",
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="installation.visit",
                    ),
                ),
            ],
            options={
                "verbose_name": "finding on site",
                "verbose_name_plural": "findings on site",
                "ordering": ("order_id", "seq"),
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("order", "seq"), name="installation_sitefinding_entry"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="VisitCancellation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seq", models.PositiveIntegerField()),
                (
                    "wished_by",
                    models.CharField(
                        choices=[
                            ("company", "Ours"),
                            ("customer", "The customer's"),
                            ("third_party", "A third party's"),
                        ],
                        max_length=12,
                        verbose_name="on whose wish",
                    ),
                ),
                ("reason", models.TextField(verbose_name="reason")),
                (
                    "order",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orders.order",
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cancellations",
                        to="installation.visit",
                    ),
                ),
            ],
            options={
                "verbose_name": "visit cancellation",
                "verbose_name_plural": "visit cancellations",
                "ordering": ("order_id", "seq"),
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("order", "seq"), name="installation_visitcancellation_entry"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="VisitMove",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seq", models.PositiveIntegerField()),
                ("from_starts_at", models.DateTimeField()),
                ("from_ends_at", models.DateTimeField()),
                ("to_starts_at", models.DateTimeField()),
                ("to_ends_at", models.DateTimeField()),
                (
                    "wished_by",
                    models.CharField(
                        choices=[
                            ("company", "Ours"),
                            ("customer", "The customer's"),
                            ("third_party", "A third party's"),
                        ],
                        max_length=12,
                        verbose_name="on whose wish",
                    ),
                ),
                ("reason", models.TextField(verbose_name="reason")),
                (
                    "from_crew",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="installation.crew",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orders.order",
                    ),
                ),
                (
                    "to_crew",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="installation.crew",
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moves",
                        to="installation.visit",
                    ),
                ),
            ],
            options={
                "verbose_name": "visit move",
                "verbose_name_plural": "visit moves",
                "ordering": ("order_id", "seq"),
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("order", "seq"), name="installation_visitmove_entry"
                    )
                ],
            },
        ),
        migrations.RunSQL(
            tie_to_journal(
                "installation_sitefinding",
                "installation_visitcancellation",
                "installation_visitmove",
            )
        ),
    ]
