from django.apps import AppConfig


class OrdersConfig(AppConfig):
    """The spine."""

    name = "turnup.orders"
    label = "orders"
