"""The room of the desk."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    """Tasks, the order card and the REST door. It owns no tables."""

    name = "turnup.desk"
    label = "desk"
    verbose_name = _("Desk")
