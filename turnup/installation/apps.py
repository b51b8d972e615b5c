"""The room of the installation."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

PAPERS = (
    ("completion_act", gettext_noop("Act of completed works")),
    ("completion_act_sealed", gettext_noop("Act of completed works, sealed")),
)


class InstallationConfig(AppConfig):
    """Crews, visits, addresses and acts."""

    name = "turnup.installation"
    label = "installation"
    verbose_name = _("Installation")

    def ready(self) -> None:
        """Have what a visit held released when it falls, and all of it when the order ends.

        Let visits follow the deliveries that they wait for; name the kinds of papers.
        """
        from turnup.installation.actions import (
            follow_delivery,
            release_everything,
            release_visit,
        )
        from turnup.orders.journal import when_falls, when_stands
        from turnup.papers.kinds import name_kind
        from turnup.stock.actions import when_promised

        for code, title in PAPERS:
            name_kind(code, title, for_customer=True)

        when_promised(follow_delivery)
        when_falls("visit_planned", release_visit)
        when_stands("order_cancelled", release_everything)
        when_stands("order_refused", release_everything)
        _forget()


def _forget() -> None:
    """Have what was said about the customer forgotten with the customer; the signed act stays."""
    from turnup.installation import models
    from turnup.orders.forgetting import forgets

    forgets(models.InstallationRequest, "wishes")
    forgets(models.VisitAgreement, "agreed_with")
    for model in (models.VisitMove, models.VisitCancellation, models.MissedVisit):
        forgets(model, "reason")
    forgets(models.SiteFinding, "found")
    forgets(models.TemporaryConnection, "condition")
    forgets(models.LineConnection, "note")
    forgets(models.LineSetUp, "note")
    forgets(models.ActHandover, "received_by")
