"""The room of the surveys."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SurveysConfig(AppConfig):
    """Surveys, estimates and network development."""

    name = "turnup.surveys"
    label = "surveys"
    verbose_name = _("Surveys")
