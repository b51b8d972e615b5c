"""The room of the staff."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    """Staff, roles and sign-in."""

    name = "turnup.people"
    label = "people"
    verbose_name = _("People")
