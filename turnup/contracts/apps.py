"""The room of the contracts."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContractsConfig(AppConfig):
    """Contracts, approvals, disputes and signatures."""

    name = "turnup.contracts"
    label = "contracts"
    verbose_name = _("Contracts")
