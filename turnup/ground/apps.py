"""The room of the ground."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GroundConfig(AppConfig):
    """Permits, leases, and the safety of work at height."""

    name = "turnup.ground"
    label = "ground"
    verbose_name = _("Permits and leases")
