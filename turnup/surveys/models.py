"""What stage 2 leaves behind: the task, the day, the result, the estimate, the decisions."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from turnup.catalog.models import Unit
from turnup.orders.models import TECHNOLOGIES
from turnup.orders.occurrence import Occurrence
from turnup.surveys.field_models import SURVEYS_A_DAY as SURVEYS_A_DAY
from turnup.surveys.field_models import IssuedPaper as IssuedPaper
from turnup.surveys.field_models import PhotoKind as PhotoKind
from turnup.surveys.field_models import SurveyCapacity as SurveyCapacity
from turnup.surveys.field_models import SurveyPhoto as SurveyPhoto
from turnup.surveys.field_models import SurveyPlacement as SurveyPlacement
from turnup.surveys.inventory_models import PrecheckLimit as PrecheckLimit
from turnup.surveys.inventory_models import RadioSite as RadioSite
from turnup.surveys.inventory_models import Satellite as Satellite
from turnup.surveys.inventory_models import Sector as Sector
from turnup.surveys.inventory_models import ServedBuilding as ServedBuilding
from turnup.surveys.meeting_models import AgendaItem as AgendaItem
from turnup.surveys.meeting_models import Decision as Decision
from turnup.surveys.meeting_models import DevelopmentCase as DevelopmentCase
from turnup.surveys.meeting_models import LegalTerm as LegalTerm
from turnup.surveys.meeting_models import Meeting as Meeting
from turnup.surveys.meeting_models import RefusalLetter as RefusalLetter
from turnup.surveys.moving_models import MissedSurvey as MissedSurvey
from turnup.surveys.moving_models import SurveyMove as SurveyMove


class Verdict(models.TextChoices):
    """What a survey concludes."""

    FEASIBLE = "feasible", _("Feasible")
    FEASIBLE_WITH_BUILD = "feasible_with_build", _("Feasible with build")
    NOT_FEASIBLE = "not_feasible", _("Not feasible")


class Ground(models.TextChoices):
    """Why a connection is not feasible: the operator has to prove it (decree 575, item 20)."""

    NO_CAPACITY = "no_capacity", _("No free capacity at the node")
    NO_LINE = "no_line", _("No free line to the customer")
    NO_SIGHT = "no_sight", _("No line of sight")
    NO_PERMIT = "no_permit", _("The owner does not permit it")
    NO_COVERAGE = "no_coverage", _("Outside the coverage")
    OTHER = "other", _("Other reason, see the notes")


class SurveyRequest(Occurrence):
    """The task in the work journal of the technical department."""

    urgent = models.BooleanField(default=False)
    wishes = models.TextField(blank=True)
    access = models.TextField(blank=True)

    class Meta(Occurrence.Meta):
        verbose_name = _("survey request")
        verbose_name_plural = _("survey requests")


class UrgencyPermission(Occurrence):
    """The technical director's consent to a survey on another day."""

    reason = models.TextField()

    class Meta(Occurrence.Meta):
        verbose_name = _("permission of an urgent survey")
        verbose_name_plural = _("permissions of urgent surveys")


class SurveyAppointment(Occurrence):
    """The day of a survey, and who goes; `survey_moved` changes both and keeps what they were."""

    survey_date = models.DateField()
    engineer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    note = models.TextField(blank=True)

    class Meta(Occurrence.Meta):
        verbose_name = _("survey appointment")
        verbose_name_plural = _("survey appointments")
        indexes = (models.Index(fields=("survey_date",), name="survey_appointment_day"),)


class Survey(Occurrence):
    """A survey's result. `readings` are {code: decimal text}, `checks` {code: yes|no|unknown};

    `readings.py` has their titles, units and limits. The coordinates are where it was done.
    """

    surveyed_on = models.DateField()
    verdict = models.CharField(max_length=20, choices=Verdict)
    technology = models.CharField(max_length=20, null=True)
    node_capacity = models.BooleanField()
    line_available = models.BooleanField()
    reason_code = models.CharField(max_length=20, choices=Ground, null=True)
    readings = models.JSONField(default=dict)
    checks = models.JSONField(default=dict)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    outdoor = models.BooleanField(default=False)
    permits_needed = models.BooleanField(default=False)
    special_equipment = models.BooleanField(default=False)
    valid_until = models.DateField()
    notes = models.TextField(blank=True)

    class Meta(Occurrence.Meta):
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")
        constraints = (
            *Occurrence.Meta.constraints,
            models.CheckConstraint(
                condition=Q(verdict__in=Verdict.values), name="survey_verdict_known"
            ),
            models.CheckConstraint(
                condition=Q(technology__isnull=True) | Q(technology__in=TECHNOLOGIES),
                name="survey_technology_known",
            ),
            models.CheckConstraint(
                condition=Q(verdict=Verdict.NOT_FEASIBLE, reason_code__in=Ground.values)
                | (~Q(verdict=Verdict.NOT_FEASIBLE) & Q(reason_code__isnull=True)),
                name="survey_infeasibility_has_ground",
            ),
            models.CheckConstraint(
                condition=~Q(verdict=Verdict.FEASIBLE) | Q(node_capacity=True, line_available=True),
                name="survey_feasible_needs_both",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__gte=models.F("surveyed_on")), name="survey_validity"
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="survey_done_on_earth",
            ),
        )


class DevelopmentDecision(Occurrence):
    """What the technical department's meeting decided where a survey was negative."""

    meeting_date = models.DateField()
    decision = models.CharField(max_length=10)
    minutes = models.TextField(blank=True)
    responsible = models.CharField(max_length=200, blank=True)
    by_when = models.DateField(null=True)

    class Meta(Occurrence.Meta):
        verbose_name = _("network development decision")
        verbose_name_plural = _("network development decisions")
        constraints = (
            *Occurrence.Meta.constraints,
            models.CheckConstraint(
                condition=Q(decision="no")
                | (Q(decision="build", by_when__isnull=False) & ~Q(responsible="")),
                name="decision_to_build_has_who_and_when",
            ),
        )


class NetworkBuild(Occurrence):
    """That the network was built, which leads to a new survey."""

    built_on = models.DateField()
    work = models.TextField(blank=True)

    class Meta(Occurrence.Meta):
        verbose_name = _("network build")
        verbose_name_plural = _("network builds")


class Estimate(Occurrence):
    """The planned cost of the work, and the fees it leads to where it changes the terms."""

    planned_cost = models.DecimalField(max_digits=14, decimal_places=2)
    terms_changed = models.BooleanField(default=False)
    connection_fee = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    monthly_fee = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    nonstandard_installation = models.BooleanField(default=False)
    service_date = models.DateField(null=True)
    actuals_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    actuals_at = models.DateTimeField(null=True)
    notes = models.TextField(blank=True)

    class Meta(Occurrence.Meta):
        verbose_name = _("estimate")
        verbose_name_plural = _("estimates")
        constraints = (
            *Occurrence.Meta.constraints,
            models.CheckConstraint(condition=Q(planned_cost__gte=0), name="estimate_cost"),
            models.CheckConstraint(
                condition=Q(terms_changed=True)
                | Q(connection_fee__isnull=True, monthly_fee__isnull=True),
                name="estimate_fees_change_terms",
            ),
        )


class EstimateLine(models.Model):
    """One work, device or material of an estimate; `amount` is quantity × price, half up.

    `vat_amount` is the tax inside it by the rate of the day of service; `vat_percent` is null
    without VAT. What was really used and paid comes after the installation.
    """

    estimate = models.ForeignKey(Estimate, models.CASCADE, related_name="lines", db_index=False)
    position = models.PositiveSmallIntegerField()
    item = models.ForeignKey("catalog.Item", models.PROTECT, null=True, related_name="+")
    title = models.CharField(max_length=200)
    quantity = models.DecimalField(max_digits=10, decimal_places=3)
    unit = models.CharField(max_length=10, choices=Unit)
    price = models.DecimalField(max_digits=14, decimal_places=2)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    vat_percent = models.DecimalField(max_digits=4, decimal_places=2, null=True)
    vat_amount = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    actual_quantity = models.DecimalField(max_digits=10, decimal_places=3, null=True)
    actual_amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)

    class Meta:
        verbose_name = _("estimate line")
        verbose_name_plural = _("estimate lines")
        ordering = ("estimate", "position")
        constraints = (
            models.UniqueConstraint(fields=("estimate", "position"), name="estimate_line_position"),
            models.CheckConstraint(
                condition=Q(quantity__gt=0, price__gte=0, amount__gte=0), name="estimate_line_sums"
            ),
        )

    def __str__(self) -> str:
        return f"{self.position}. {self.title}"
