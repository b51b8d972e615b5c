"""The service in use, and what makes it counted and papered."""

import secrets

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from turnup.orders.occurrence import Occurrence


def new_password() -> str:
    """Return a password for a subscriber's line, one that people can type."""
    return secrets.token_hex(8)


class Service(Occurrence):
    """A subscriber's line in current service. Our database is the truth; RADIUS follows it.

    `provisioned_at` is when RADIUS was last known to say the same; NULL while it has yet to.
    """

    login = models.CharField(_("login"), max_length=60)
    password = models.CharField(max_length=60, default=new_password)
    ip_address = models.GenericIPAddressField(_("IP address"))
    activated_at = models.DateTimeField(_("in service since"))
    ended_at = models.DateTimeField(_("ended"), null=True)
    provisioned_at = models.DateTimeField(null=True)

    class Meta(Occurrence.Meta):
        verbose_name = _("service")
        verbose_name_plural = _("services")
        constraints = (
            *Occurrence.Meta.constraints,
            models.UniqueConstraint(
                fields=("order",), condition=Q(ended_at=None), name="service_one_live"
            ),
            models.UniqueConstraint(
                fields=("login",), condition=Q(ended_at=None), name="service_login_one_live"
            ),
            models.UniqueConstraint(
                fields=("ip_address",), condition=Q(ended_at=None), name="service_address_one_live"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("activated_at")),
                name="service_span",
            ),
        )
        indexes = (
            models.Index(
                fields=("id",), name="service_to_provision", condition=Q(provisioned_at=None)
            ),
        )

    def __str__(self) -> str:
        return self.login


class StatisticsConfirmation(Occurrence):
    """That the statistics server counts a service: by its first traffic or by hand."""

    service = models.ForeignKey(Service, models.PROTECT, related_name="confirmations")
    counted_since = models.DateTimeField(_("counted since"))
    reason = models.TextField(_("how it was confirmed"), blank=True)

    class Meta(Occurrence.Meta):
        verbose_name = _("confirmation of counting")
        verbose_name_plural = _("confirmations of counting")


class Delivery(models.TextChoices):
    """How monthly papers reach the customer."""

    EMAIL = "email", _("By e-mail")
    EDO = "edo", _("By an e-document operator")
    POST = "post", _("By post")


class PapersEnrolment(Occurrence):
    """From which month a service's papers are made, and how they are delivered."""

    service = models.ForeignKey(Service, models.PROTECT, related_name="enrolments")
    first_month = models.DateField(_("first month"))
    delivery = models.CharField(_("delivery"), max_length=10, choices=Delivery)
    address = models.CharField(_("delivery address"), max_length=254, blank=True)

    class Meta(Occurrence.Meta):
        verbose_name = _("enrolment for monthly papers")
        verbose_name_plural = _("enrolments for monthly papers")
        constraints = (
            *Occurrence.Meta.constraints,
            models.CheckConstraint(condition=Q(first_month__day=1), name="enrolment_month"),
        )
