"""What befell a visit: it was moved, cancelled, missed, or the crew found the ground otherwise."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from turnup.orders.occurrence import Occurrence


class WishedBy(models.TextChoices):
    """On whose wish a visit was moved or cancelled."""

    COMPANY = "company", _("Ours")
    CUSTOMER = "customer", _("The customer's")
    THIRD_PARTY = "third_party", _("A third party's")


class VisitMove(Occurrence):
    """That a visit was moved: from where, to where, on whose wish. How often is their number."""

    visit = models.ForeignKey("installation.Visit", models.PROTECT, related_name="moves")
    from_crew = models.ForeignKey("installation.Crew", models.PROTECT, related_name="+")
    from_starts_at = models.DateTimeField()
    from_ends_at = models.DateTimeField()
    to_crew = models.ForeignKey("installation.Crew", models.PROTECT, related_name="+")
    to_starts_at = models.DateTimeField()
    to_ends_at = models.DateTimeField()
    wished_by = models.CharField(_("on whose wish"), max_length=12, choices=WishedBy)
    reason = models.TextField(_("reason"))
    promise = models.ForeignKey(
        "stock.SpecialPromise",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("delivery that it followed"),
    )

    class Meta(Occurrence.Meta):
        verbose_name = _("visit move")
        verbose_name_plural = _("visit moves")


class VisitCancellation(Occurrence):
    """That a visit was called off before its time, with no other time set yet."""

    visit = models.ForeignKey("installation.Visit", models.PROTECT, related_name="cancellations")
    wished_by = models.CharField(_("on whose wish"), max_length=12, choices=WishedBy)
    reason = models.TextField(_("reason"))
    promise = models.ForeignKey(
        "stock.SpecialPromise",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("delivery that it followed"),
    )

    class Meta(Occurrence.Meta):
        verbose_name = _("visit cancellation")
        verbose_name_plural = _("visit cancellations")


class Lack(models.TextChoices):
    """What the order goes back to."""

    SITE = "site", _("The survey")
    PERMIT = "permit", _("The permit")
    EQUIPMENT = "equipment", _("The equipment")


class SiteFinding(Occurrence):
    """Why a visit could not be finished: what the crew found on site."""

    visit = models.ForeignKey("installation.Visit", models.PROTECT, related_name="findings")
    lack = models.CharField(_("goes back to"), max_length=12, choices=Lack)
    found = models.TextField(_("what was found"))

    class Meta(Occurrence.Meta):
        verbose_name = _("finding on site")
        verbose_name_plural = _("findings on site")
