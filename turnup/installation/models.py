"""Stage 4's tables: ground, crews and visits, the line, the act."""

from datetime import time

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import (
    ArrayField,
    DateTimeRangeField,
    RangeBoundary,
    RangeOperators,
)
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from turnup.installation.address_plan import (
    Address,
    AddressAssignment,
    AddressPool,
    BlockAssignment,
    LinePlace,
    ReservedBlock,
)
from turnup.installation.crew_models import Absence, CrewDay, CrewHours, Secondment, Technician
from turnup.installation.visit_models import SiteFinding, VisitCancellation, VisitMove
from turnup.orders.models import TECHNOLOGIES
from turnup.orders.occurrence import Occurrence

__all__ = [
    "Absence",
    "Address",
    "AddressAssignment",
    "AddressPool",
    "BlockAssignment",
    "CrewDay",
    "CrewHours",
    "LinePlace",
    "ReservedBlock",
    "Secondment",
    "SiteFinding",
    "Technician",
    "VisitCancellation",
    "VisitMove",
]

ALL_SKILLS = [technology for technology in TECHNOLOGIES if technology != "any"]


# ------------------------------------------------------------------ crews
class Crew(models.Model):
    """A team of installers: what it can install, its usual hours, its van and where it starts.

    Hours that differ by weekday are in `CrewHours`, single days in `CrewDay`.
    """

    name = models.CharField(_("name"), max_length=60, unique=True)
    skills = ArrayField(models.CharField(max_length=20), verbose_name=_("technologies"))
    works_from = models.TimeField(_("begins at"), default=time(9))
    works_until = models.TimeField(_("ends at"), default=time(18))
    is_active = models.BooleanField(_("takes visits"), default=True)
    at_height = models.BooleanField(_("works at height"), default=True)
    keeps_holidays = models.BooleanField(_("rests on public holidays"), default=True)
    van = models.CharField(_("van"), max_length=60, blank=True)
    base = models.CharField(_("home base"), max_length=200, blank=True)
    latitude = models.DecimalField(_("latitude"), max_digits=9, decimal_places=6, null=True)
    longitude = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6, null=True)

    class Meta:
        verbose_name = _("crew")
        verbose_name_plural = _("crews")
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(skills__contained_by=ALL_SKILLS), name="crew_skills_known"
            ),
            models.CheckConstraint(condition=Q(works_until__gt=F("works_from")), name="crew_hours"),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="crew_base_on_earth",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def can_install(self, technology: str) -> bool:
        """Tell whether the crew may be sent; where the technology is open, any crew may."""
        return technology == "any" or technology in self.skills


class CrewMember(models.Model):
    """That a person works in a crew; in one crew at a time."""

    crew = models.ForeignKey(Crew, models.PROTECT, related_name="members")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="crews")
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("crew member")
        verbose_name_plural = _("crew members")
        ordering = ("crew", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("person",), condition=Q(left_at=None), name="member_of_one_crew"
            ),
        )

    def __str__(self) -> str:
        return f"{self.person} ({self.crew})"


# ------------------------------------------------------------------ ground
class InstallationRequest(Occurrence):
    """The account manager's entry in the work journal: install here, and how it is wished."""

    wishes = models.TextField(_("wishes"), blank=True)

    class Meta(Occurrence.Meta):
        verbose_name = _("installation request")
        verbose_name_plural = _("installation requests")


# ------------------------------------------------------------------ the visit
class VisitRange(Func):
    """A visit's time: begin inclusive, end exclusive."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


TAKES_TIME = Q(released_at=None) & (Q(done_at=None) | Q(done_at__gt=F("starts_at")))
"""A visit released, or done before its time, leaves that time to others."""


class Visit(Occurrence):
    """A crew's time set aside for an order: live until it is released or done."""

    crew = models.ForeignKey(Crew, models.PROTECT, related_name="visits")
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    released_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta(Occurrence.Meta):
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        constraints = (
            *Occurrence.Meta.constraints,
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="visit_span"),
            models.CheckConstraint(
                condition=Q(released_at=None) | Q(done_at=None), name="visit_one_end"
            ),
            models.UniqueConstraint(
                fields=("order",),
                condition=Q(released_at=None, done_at=None),
                name="visit_one_live",
            ),
            ExclusionConstraint(
                name="visit_no_overlap",
                expressions=[
                    ("crew", RangeOperators.EQUAL),
                    (VisitRange("starts_at", "ends_at", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
                condition=TAKES_TIME,
            ),
        )
        indexes = (
            models.Index(
                fields=("crew", "starts_at"),
                name="visit_crew_time",
                condition=TAKES_TIME,
            ),
        )

    def __str__(self) -> str:
        return f"{self.crew} {self.starts_at:%Y-%m-%d %H:%M}"


class AgreementWay(models.TextChoices):
    """How the customer agreed."""

    PHONE = "phone", _("By phone")
    EMAIL = "email", _("By e-mail")
    LINK = "link", _("On the customer's page")
    IN_PERSON = "in_person", _("In person")


class VisitAgreement(Occurrence):
    """That the customer agreed to a visit's day and time."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="agreements")
    agreed_with = models.CharField(_("agreed with"), max_length=200)
    way = models.CharField(_("how"), max_length=12, choices=AgreementWay)

    class Meta(Occurrence.Meta):
        verbose_name = _("visit agreement")
        verbose_name_plural = _("visit agreements")


class Fault(models.TextChoices):
    """On whose side a visit was missed."""

    CUSTOMER = "customer", _("The customer's")
    CREW = "crew", _("The crew's")
    THIRD_PARTY = "third_party", _("A third party's")


class MissedVisit(Occurrence):
    """That a visit did not take place, and why."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="misses")
    fault = models.CharField(_("whose fault"), max_length=12, choices=Fault)
    reason = models.TextField(_("reason"))

    class Meta(Occurrence.Meta):
        verbose_name = _("missed visit")
        verbose_name_plural = _("missed visits")


class TemporaryConnection(Occurrence):
    """A modem lent to the customer: at one customer at a time, and it has to come back."""

    device = models.CharField(_("device"), max_length=200)
    serial = models.CharField(_("serial number"), max_length=60)
    deposit = models.DecimalField(_("deposit"), max_digits=14, decimal_places=2, default=0)
    given_at = models.DateTimeField()
    returned_at = models.DateTimeField(null=True)
    condition = models.TextField(_("condition on return"), blank=True)

    class Meta(Occurrence.Meta):
        verbose_name = _("temporary connection")
        verbose_name_plural = _("temporary connections")
        constraints = (
            *Occurrence.Meta.constraints,
            models.UniqueConstraint(
                fields=("serial",), condition=Q(returned_at=None), name="modem_one_holder"
            ),
            models.CheckConstraint(condition=Q(deposit__gte=0), name="modem_deposit"),
            models.CheckConstraint(
                condition=Q(returned_at=None) | Q(returned_at__gte=F("given_at")),
                name="modem_back_after_given",
            ),
        )

    def __str__(self) -> str:
        return f"{self.device} {self.serial}"


# ------------------------------------------------------------------ the line and the act
class LineConnection(Occurrence):
    """What the crew measured when the line was connected.

    `readings` are {code: decimal text}; `readings.py` has their titles, units and limits.
    """

    port = models.CharField(_("port"), max_length=200, blank=True)
    signal_dbm = models.IntegerField(_("signal, dBm"), null=True, blank=True)
    readings = models.JSONField(_("readings"), default=dict)
    note = models.TextField(_("note"), blank=True)

    class Meta(Occurrence.Meta):
        verbose_name = _("connected line")
        verbose_name_plural = _("connected lines")


class LineSetUp(Occurrence):
    """The checklist of the setting-up, all of it done, and the speed that was measured."""

    speed_down_kbit = models.PositiveIntegerField(_("download, kbit/s"), null=True, blank=True)
    speed_up_kbit = models.PositiveIntegerField(_("upload, kbit/s"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta(Occurrence.Meta):
        verbose_name = _("line set up")
        verbose_name_plural = _("lines set up")


class CompletionAct(Occurrence):
    """The act of completed works. It bears the subscriber's IP address.

    The signatures are SVG paths as drawn on the crew's screen (`signature.py`); blank where the
    act was signed on paper.
    """

    number = models.CharField(_("number"), max_length=40, unique=True)
    ip_address = models.GenericIPAddressField(_("IP address"))
    signatory_name = models.CharField(_("signed for the customer by"), max_length=200)
    signatory_post = models.CharField(_("post"), max_length=200, blank=True)
    signed_at = models.DateTimeField(_("signed at"))
    place = models.CharField(_("place"), max_length=500)
    works = models.TextField(_("works done"))
    equipment = models.JSONField(_("equipment"), default=list)
    customer_signature = models.TextField(_("the customer's signature"), blank=True)
    crew_signature = models.TextField(_("our signature"), blank=True)

    class Meta(Occurrence.Meta):
        verbose_name = _("act of completed works")
        verbose_name_plural = _("acts of completed works")

    def __str__(self) -> str:
        return f"№ {self.number}"


class ActHandover(Occurrence):
    """That the subscriber department received an act."""

    act = models.ForeignKey(CompletionAct, models.PROTECT, related_name="handovers")
    received_by = models.CharField(_("received by"), max_length=200)

    class Meta(Occurrence.Meta):
        verbose_name = _("act hand-over")
        verbose_name_plural = _("act hand-overs")
