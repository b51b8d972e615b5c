"""What planning and doing surveys leaves beside the journal: capacities, places by hand, photos."""

from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from turnup.orders.occurrence import Occurrence

SURVEYS_A_DAY: Final = 5
"""What an engineer does a day unless the company has said otherwise."""


class SurveyCapacity(models.Model):
    """How many surveys an engineer does a day; who has no row does `SURVEYS_A_DAY`."""

    engineer = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+"
    )
    surveys_a_day = models.PositiveSmallIntegerField(_("surveys a day"))

    class Meta:
        verbose_name = _("capacity of a survey engineer")
        verbose_name_plural = _("capacities of survey engineers")
        constraints = (
            models.CheckConstraint(condition=Q(surveys_a_day__lte=20), name="survey_capacity_sane"),
        )

    def __str__(self) -> str:
        return f"{self.engineer_id}: {self.surveys_a_day}"


class SurveyPlacement(models.Model):
    """Where somebody put a survey by hand; a proposal until `survey_scheduled` confirms it."""

    order = models.OneToOneField(
        "orders.Order", models.CASCADE, primary_key=True, related_name="survey_placement"
    )
    survey_date = models.DateField()
    engineer = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("survey placed by hand")
        verbose_name_plural = _("surveys placed by hand")

    def __str__(self) -> str:
        return f"{self.order_id}: {self.survey_date}"


class PhotoKind(models.TextChoices):
    """What a picture of a survey is."""

    PHOTO = "photo", _("Photo")
    SKETCH = "sketch", _("Sketch")


class SurveyPhoto(models.Model):
    """A picture taken at a survey, re-encoded; `survey` is null until its result is recorded.

    One taken back keeps its row and file: what was stored once is never silently gone.
    """

    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="survey_photos")
    survey = models.ForeignKey("surveys.Survey", models.PROTECT, null=True, related_name="photos")
    kind = models.CharField(max_length=10, choices=PhotoKind, default=PhotoKind.PHOTO)
    file = models.ForeignKey("papers.StoredFile", models.PROTECT, related_name="+")
    thumbnail = models.ForeignKey("papers.StoredFile", models.PROTECT, related_name="+")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("photo of a survey")
        verbose_name_plural = _("photos of surveys")
        ordering = ("kind", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=PhotoKind.values), name="survey_photo_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(survey__isnull=True) | Q(removed_at__isnull=True),
                name="survey_photo_recorded_stays",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class IssuedPaper(Occurrence):
    """The paper issued of a survey (its act) or of an estimate; `seq` is the entry it tells of."""

    paper = models.ForeignKey("papers.Paper", models.PROTECT, related_name="+")

    class Meta(Occurrence.Meta):
        verbose_name = _("issued paper")
        verbose_name_plural = _("issued papers")
