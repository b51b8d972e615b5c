"""The room of the requests."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop


class RequestsConfig(AppConfig):
    """Briefs and commercial terms."""

    name = "turnup.requests"
    label = "requests"
    verbose_name = _("Requests")

    def ready(self) -> None:
        """Name the kind of the proposal."""
        from turnup.papers.kinds import name_kind

        name_kind("proposal", gettext_noop("Commercial proposal"), for_customer=True)
