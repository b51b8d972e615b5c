"""The room of the bank statements."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StatementsConfig(AppConfig):
    """Bank statements and their matching."""

    name = "turnup.statements"
    label = "statements"
    verbose_name = _("Bank statements")
