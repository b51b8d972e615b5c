"""The app's name and label."""

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    """The spine."""

    name = "turnup.orders"
    label = "orders"
