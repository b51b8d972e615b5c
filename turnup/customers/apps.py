"""The room of the customers."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CustomersConfig(AppConfig):
    """Customers, contacts and sites."""

    name = "turnup.customers"
    label = "customers"
    verbose_name = _("Customers")
