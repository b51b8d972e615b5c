"""The app's name and label."""

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    """The spine."""

    name = "turnup.orders"
    label = "orders"

    def ready(self) -> None:
        """Have the journal's own data forgotten with the customer."""
        from turnup.customers.forgetting import when_forgotten
        from turnup.orders.forgetting import forget_said

        when_forgotten(forget_said)
