"""The room of the catalogue."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogConfig(AppConfig):
    """Technologies, tariffs, works and equipment."""

    name = "turnup.catalog"
    label = "catalog"
    verbose_name = _("Catalogue")
