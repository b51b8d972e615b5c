"""The room of the statistics server."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StatisticsConfig(AppConfig):
    """Traffic counted."""

    name = "turnup.statistics"
    label = "statistics"
    verbose_name = _("Statistics")
