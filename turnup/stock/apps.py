"""The room of the stock."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StockConfig(AppConfig):
    """Equipment and materials: where they are, and for which order they wait."""

    name = "turnup.stock"
    label = "stock"
    verbose_name = _("Stock")

    def ready(self) -> None:
        """Reserve the kit with the request, let it go when that falls or the order ends.

        Tell the estimate what was installed.
        """
        from turnup.orders.journal import when_falls, when_stands
        from turnup.stock.actions import release_kit, reserve_kit, settle_kit
        from turnup.stock.queries import installed_by_code
        from turnup.surveys.measuring import measured_by

        measured_by(installed_by_code)
        when_stands("installation_requested", reserve_kit)
        when_falls("installation_requested", release_kit)
        when_stands("order_cancelled", release_kit)
        when_stands("order_refused", release_kit)
        when_stands("service_activated", settle_kit)
