"""The room of the papers."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PapersConfig(AppConfig):
    """Numbering, typesetting and stored files."""

    name = "turnup.papers"
    label = "papers"
    verbose_name = _("Papers")
