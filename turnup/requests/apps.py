"""The room of the requests."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RequestsConfig(AppConfig):
    """Briefs and commercial terms."""

    name = "turnup.requests"
    label = "requests"
    verbose_name = _("Requests")
