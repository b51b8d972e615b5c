"""The room of the catalogue."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CatalogConfig(AppConfig):
    """Technologies, tariffs, works and equipment."""

    name = "turnup.catalog"
    label = "catalog"
    verbose_name = _("Catalogue")

    def ready(self) -> None:
        """Begin every catalogue with the technologies and the tax rates."""
        from turnup.catalog.law import write_beginnings

        post_migrate.connect(write_beginnings, sender=self)
