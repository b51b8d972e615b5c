"""The technical department's meeting: what it has to decide, and what it decided."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from turnup.orders.occurrence import Occurrence


class Meeting(models.Model):
    """One meeting of the technical department; `paper` are its latest issued minutes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting_date = models.DateField(unique=True)
    minutes = models.TextField(blank=True)
    paper = models.ForeignKey("papers.Paper", models.PROTECT, null=True, related_name="+")
    called_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    called_at = models.DateTimeField()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ("-meeting_date",)

    def __str__(self) -> str:
        return f"{self.meeting_date}"


class DevelopmentCase(Occurrence):
    """Whether the network should be developed where a survey was negative.

    `seq` is the entry of that survey; the case is open while the survey stands undecided. One that
    was put off comes back to the agenda on `review_on`.
    """

    review_on = models.DateField(null=True)

    class Meta(Occurrence.Meta):
        verbose_name = _("development case")
        verbose_name_plural = _("development cases")


class Decision(models.TextChoices):
    """What a meeting may decide about a case; the journal knows `build` and `no`."""

    BUILD = "build", _("Build")
    NOT_NOW = "not_now", _("Not now")
    NO = "no", _("Do not build")


class AgendaItem(models.Model):
    """What one meeting decided about one case: who answers for it and by when."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="items")
    case = models.ForeignKey(DevelopmentCase, models.PROTECT, related_name="items")
    decision = models.CharField(max_length=10, choices=Decision)
    discussion = models.TextField(blank=True)
    responsible = models.CharField(max_length=200, blank=True)
    by_when = models.DateField(null=True)
    review_on = models.DateField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        verbose_name = _("item of an agenda")
        verbose_name_plural = _("items of agendas")
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(decision__in=Decision.values), name="agenda_decision_known"
            ),
            models.CheckConstraint(
                condition=~Q(decision=Decision.BUILD)
                | (Q(by_when__isnull=False) & ~Q(responsible="")),
                name="agenda_build_has_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(decision=Decision.NOT_NOW, review_on__isnull=False)
                | (~Q(decision=Decision.NOT_NOW) & Q(review_on__isnull=True)),
                name="agenda_put_off_until_a_day",
            ),
        )

    def __str__(self) -> str:
        return f"{self.case_id} {self.decision}"


class RefusalLetter(Occurrence):
    """The written refusal that a decision not to build leads to; `seq` is that decision's entry."""

    paper = models.ForeignKey("papers.Paper", models.PROTECT, related_name="+")
    send_by = models.DateField()
    ground = models.CharField(max_length=300)

    class Meta(Occurrence.Meta):
        verbose_name = _("letter of refusal")
        verbose_name_plural = _("letters of refusal")


class LegalTerm(models.Model):
    """A term that the law sets, in days, with its ground, by date. Never a constant in the code."""

    code = models.CharField(_("code"), max_length=40)
    days = models.PositiveSmallIntegerField(_("days"))
    ground = models.CharField(_("legal ground"), max_length=300)
    valid_from = models.DateField(_("in force from"))
    valid_until = models.DateField(_("in force until"), null=True, blank=True)

    class Meta:
        verbose_name = _("term set by law")
        verbose_name_plural = _("terms set by law")
        ordering = ("code", "valid_from")
        constraints = (
            models.UniqueConstraint(fields=("code", "valid_from"), name="legal_term_begins_once"),
            models.CheckConstraint(condition=~Q(ground=""), name="legal_term_has_ground"),
        )

    def __str__(self) -> str:
        return f"{self.code}: {self.days}"
