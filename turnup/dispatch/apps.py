"""The room of planning."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DispatchConfig(AppConfig):
    """The board, slots, crews' pages, calendar feeds, guaranteed terms."""

    name = "turnup.dispatch"
    label = "dispatch"
    verbose_name = _("Planning of installations")
