"""The room of the money."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop


class BillingConfig(AppConfig):
    """Accounts, invoices and payments."""

    name = "turnup.billing"
    label = "billing"
    verbose_name = _("Money")

    def ready(self) -> None:
        """Have unpaid invoices fall with their ground; charge connections by their act."""
        from turnup.billing.actions import charge_connection, void_connection, withdraw_invoices
        from turnup.orders.journal import when_falls, when_stands
        from turnup.papers.kinds import name_kind

        name_kind("invoice", gettext_noop("Invoice"), private=True)
        when_falls("invoice_issued", withdraw_invoices)
        when_stands("order_cancelled", withdraw_invoices)
        when_stands("order_refused", withdraw_invoices)
        when_stands("act_signed", charge_connection)
        when_falls("act_signed", void_connection)
