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
        """Name the kind of the proposal; have what was asked for forgotten with the customer."""
        from turnup.orders.forgetting import forgets
        from turnup.papers.kinds import name_kind
        from turnup.requests import models

        name_kind("proposal", gettext_noop("Commercial proposal"), for_customer=True)
        forgets(models.TechnicalBrief, "wishes")
        forgets(models.BriefItem, "text", via="brief__order")
        forgets(models.BriefAnswer, "summary")
        forgets(models.ItemAnswer, "text", via="answer__order")
        forgets(models.Acceptance, "agreed_by")
