"""The room of the papers."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class PapersConfig(AppConfig):
    """Numbering, typesetting and stored files."""

    name = "turnup.papers"
    label = "papers"
    verbose_name = _("Papers")

    def ready(self) -> None:
        """Outside production, begin with the demo company's details."""
        from turnup.papers.rusnet import write_beginnings

        post_migrate.connect(write_beginnings, sender=self)
