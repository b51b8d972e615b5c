"""The room of the activation."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ActivationConfig(AppConfig):
    """Services in use."""

    name = "turnup.activation"
    label = "activation"
    verbose_name = _("Activation")

    def ready(self) -> None:
        """Have a service ended when its activation falls."""
        from turnup.activation.actions import end_service
        from turnup.orders.journal import when_falls

        when_falls("service_activated", end_service)
