"""The room as a Django app."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Base page, components and static files."""

    name = "turnup.ui"
    label = "ui"
