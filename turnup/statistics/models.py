"""The statistics server's tables. Traffic lies in partitions by month (migration 0001)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Source(models.TextChoices):
    """Who counted."""

    RADIUS = "radius", _("Accounting")
    NETFLOW = "netflow", _("NetFlow")


class TrafficHour(models.Model):
    """What a service sent (`input`) and received (`output`) in an hour, octets.

    `service_id` names an `activation.Service` without the weight of a constraint a row.
    """

    pk = models.CompositePrimaryKey("service_id", "hour", "source")
    service_id = models.BigIntegerField()
    hour = models.DateTimeField()
    source = models.CharField(max_length=10, choices=Source)
    input = models.BigIntegerField()
    output = models.BigIntegerField()

    class Meta:
        verbose_name = _("traffic of an hour")
        verbose_name_plural = _("traffic by hour")

    def __str__(self) -> str:
        return f"{self.service_id} {self.hour:%Y-%m-%d %H} {self.input}/{self.output}"


class TrafficDay(models.Model):
    """What a service sent and received on a day of the office, octets."""

    pk = models.CompositePrimaryKey("service_id", "day", "source")
    service_id = models.BigIntegerField()
    day = models.DateField()
    source = models.CharField(max_length=10, choices=Source)
    input = models.BigIntegerField()
    output = models.BigIntegerField()

    class Meta:
        verbose_name = _("traffic of a day")
        verbose_name_plural = _("traffic by day")

    def __str__(self) -> str:
        return f"{self.service_id} {self.day} {self.input}/{self.output}"


class AccountedSession(models.Model):
    """A session as accounting told of it: where its counters stand.

    `service` is whose it was when it was first seen; None for a login that was nobody's.
    """

    nas = models.GenericIPAddressField(_("access server"))
    session_id = models.CharField(max_length=253)
    login = models.CharField(_("login"), max_length=253)
    service = models.ForeignKey(
        "activation.Service", models.PROTECT, null=True, related_name="sessions"
    )
    framed_ip = models.GenericIPAddressField(_("address"), null=True)
    began_at = models.DateTimeField(_("began"))
    counted_at = models.DateTimeField(_("last counted"))
    seconds = models.BigIntegerField(_("lasted, seconds"), default=0)
    input = models.DecimalField(max_digits=20, decimal_places=0, default=0)
    output = models.DecimalField(max_digits=20, decimal_places=0, default=0)
    wide = models.BooleanField(default=False)
    stopped_at = models.DateTimeField(_("ended"), null=True)
    cause = models.CharField(_("cause of the end"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        constraints = (
            models.UniqueConstraint(
                fields=("nas", "session_id", "login"), name="session_once_a_server"
            ),
        )
        indexes = (models.Index(fields=("service", "-began_at"), name="session_of_service"),)

    def __str__(self) -> str:
        return f"{self.login} {self.session_id}"


class UnknownTraffic(models.Model):
    """Traffic that is no service's: kept apart by day, and by login or address."""

    day = models.DateField(_("day"))
    source = models.CharField(_("counted by"), max_length=10, choices=Source)
    whose = models.CharField(_("login or address"), max_length=253)
    input = models.BigIntegerField(_("sent"))
    output = models.BigIntegerField(_("received"))

    class Meta:
        verbose_name = _("traffic of nobody")
        verbose_name_plural = _("traffic of nobody")
        constraints = (
            models.UniqueConstraint(fields=("day", "source", "whose"), name="unknown_once_a_day"),
        )

    def __str__(self) -> str:
        return f"{self.day} {self.whose}"


class Verdict(models.TextChoices):
    """What became of a packet or flow."""

    COUNTED = "counted", _("Counted")
    DUPLICATE = "duplicate", _("Repeated, counted already")
    LATE = "late", _("Late, counted by a later one")
    RESTARTED = "restarted", _("The session began anew")
    WRAPPED = "wrapped", _("The counter passed its end")
    IMPLAUSIBLE = "implausible", _("Faster than any line, not counted")
    CLOCK_OFF = "clock_off", _("The server's clock is wrong, ours was taken")
    UNKNOWN = "unknown", _("Of no service, kept apart")
    UNREADABLE = "unreadable", _("Could not be read")
    NO_TEMPLATE = "no_template", _("Flows whose template has not come yet")
    LOST = "lost", _("Lost on the way")


class DayOfCounting(models.Model):
    """How many packets or flows of a day had which verdict."""

    day = models.DateField(_("day"))
    source = models.CharField(_("counted by"), max_length=10, choices=Source)
    verdict = models.CharField(_("verdict"), max_length=12, choices=Verdict)
    packets = models.BigIntegerField(_("packets"))

    class Meta:
        verbose_name = _("day of counting")
        verbose_name_plural = _("days of counting")
        constraints = (
            models.UniqueConstraint(
                fields=("day", "source", "verdict"), name="counting_once_a_day"
            ),
        )

    def __str__(self) -> str:
        return f"{self.day} {self.verdict} {self.packets}"


class Exporter(models.Model):
    """A router that sends flows: what came of it since it was first heard, and what was lost.

    `lost` are flows by its own numbering, of NetFlow v9 datagrams. `sampling`: one packet of so
    many is looked at, and octets are multiplied by it.
    """

    address = models.GenericIPAddressField(_("address"))
    domain = models.BigIntegerField()
    version = models.PositiveSmallIntegerField()
    first_heard_at = models.DateTimeField()
    heard_at = models.DateTimeField(_("last heard"))
    datagrams = models.BigIntegerField(_("datagrams"))
    flows = models.BigIntegerField(_("flows"))
    lost = models.BigIntegerField(_("lost on the way"))
    sampling = models.BigIntegerField(_("sampling"), default=1)

    class Meta:
        verbose_name = _("exporter of flows")
        verbose_name_plural = _("exporters of flows")
        constraints = (
            models.UniqueConstraint(fields=("address", "domain", "version"), name="exporter_once"),
        )

    def __str__(self) -> str:
        return f"{self.address} {self.domain}"
