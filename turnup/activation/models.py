"""The service in use, and what makes it counted and papered."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from turnup.orders.occurrence import Occurrence


def new_password() -> str:
    """Return a password for a subscriber's line, one that people can type."""
    return secrets.token_hex(8)


class Service(Occurrence):
    """A subscriber's line in current service. Our database is the truth; RADIUS follows it.

    `changed_at` is when it last became another for the network, `provisioned_at` when RADIUS was
    known to say the same; NULL while it has yet to. A service without speeds is not limited.
    """

    login = models.CharField(_("login"), max_length=60)
    password = models.CharField(max_length=60, default=new_password)
    ip_address = models.GenericIPAddressField(_("IP address"))
    activated_at = models.DateTimeField(_("in service since"))
    ended_at = models.DateTimeField(_("ended"), null=True)
    changed_at = models.DateTimeField(db_default=Now())
    provisioned_at = models.DateTimeField(null=True)
    speed_down_kbit = models.PositiveIntegerField(_("download, kbit/s"), null=True)
    speed_up_kbit = models.PositiveIntegerField(_("upload, kbit/s"), null=True)

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


class Reason(models.TextChoices):
    """Why a service is suspended; only who suspended for a reason may lift it."""

    DEBT = "debt", _("Unpaid bill")
    VOLUNTARY = "voluntary", _("At the subscriber's request")
    AUTHORITY = "authority", _("By decision of an authority")
    IDENTITY = "identity", _("Subscriber's data not confirmed")
    BREACH = "breach", _("Breach of the contract")


class Way(models.TextChoices):
    """What a suspended subscriber meets."""

    REDIRECT = "redirect", _("Redirected to the cabinet and payment pages")
    REJECT = "reject", _("Not let in")


class Suspension(models.Model):
    """That a service was suspended for a reason from one moment (inclusive) to another."""

    service = models.ForeignKey(Service, models.PROTECT, related_name="suspensions")
    reason = models.CharField(_("reason"), max_length=10, choices=Reason)
    way = models.CharField(_("way"), max_length=10, choices=Way)
    note = models.TextField(_("note"), blank=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    suspended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    resumed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("suspension")
        verbose_name_plural = _("suspensions")
        ordering = ("since", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("service", "reason"),
                condition=Q(until=None),
                name="suspension_one_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="suspension_span"
            ),
        )

    def __str__(self) -> str:
        return f"{self.service} {self.reason} {self.since:%Y-%m-%d}…"


class Termination(models.Model):
    """That a service was ended for good by the contract's end, and its address given back."""

    service = models.OneToOneField(Service, models.PROTECT, related_name="termination")
    terminated_at = models.DateTimeField()
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("termination")
        verbose_name_plural = _("terminations")

    def __str__(self) -> str:
        return f"{self.service} {self.terminated_at:%Y-%m-%d}"


class AccessServer(models.Model):
    """A NAS: it asks RADIUS who may in, and can be told to cut or change a session."""

    name = models.CharField(_("name"), max_length=60)
    address = models.GenericIPAddressField(_("address"), unique=True)
    secret = models.CharField(_("secret"), max_length=60)
    dynamic_port = models.PositiveIntegerField(_("port for CoA and Disconnect"), default=3799)

    class Meta:
        verbose_name = _("access server")
        verbose_name_plural = _("access servers")
        ordering = ("name",)

    def __str__(self) -> str:
        return f"{self.name} {self.address}"


class RadiusLink(models.Model):
    """What we know of RADIUS's database: one row.

    `agreed_at` is when the last reconciling began that left every account as ours; `silent_since`
    is when it stopped answering.
    """

    agreed_at = models.DateTimeField(null=True)
    silent_since = models.DateTimeField(null=True)
    fault = models.TextField(blank=True)

    class Meta:
        verbose_name = _("link to RADIUS")
        verbose_name_plural = _("links to RADIUS")

    def __str__(self) -> str:
        return f"agreed {self.agreed_at}, silent since {self.silent_since}"


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
