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
        _forget()


def _forget() -> None:
    """Keep a customer whose service is in use; else forget where the papers went, and notes."""
    from turnup.activation import models
    from turnup.activation.queries import refuse_while_served
    from turnup.customers.forgetting import when_forgotten
    from turnup.orders.forgetting import forgets

    when_forgotten(refuse_while_served)
    forgets(models.PapersEnrolment, "address")
    forgets(models.StatisticsConfirmation, "reason")
    forgets(models.Suspension, "note", via="service__order")
    forgets(models.Termination, "reason", via="service__order")
