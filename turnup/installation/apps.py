"""The room of the installation."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InstallationConfig(AppConfig):
    """Crews, visits, addresses and acts."""

    name = "turnup.installation"
    label = "installation"
    verbose_name = _("Installation")

    def ready(self) -> None:
        """Have what a visit held released when it falls, and all of it when the order ends."""
        from turnup.installation.actions import release_everything, release_visit
        from turnup.orders.journal import when_falls, when_stands

        when_falls("visit_planned", release_visit)
        when_stands("order_cancelled", release_everything)
        when_stands("order_refused", release_everything)
