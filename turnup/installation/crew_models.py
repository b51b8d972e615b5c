"""When a crew works and who is in it on a day: hours by weekday, single days, absences, skills."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class CrewHours(models.Model):
    """A crew's hours on one weekday. A crew without any works on the office's working days."""

    crew = models.ForeignKey("installation.Crew", models.CASCADE, related_name="week")
    weekday = models.PositiveSmallIntegerField(_("weekday"))  # Monday is 0
    works_from = models.TimeField(_("begins at"))
    works_until = models.TimeField(_("ends at"))

    class Meta:
        verbose_name = _("crew's weekday")
        verbose_name_plural = _("crew's weekdays")
        ordering = ("crew", "weekday")
        constraints = (
            models.UniqueConstraint(fields=("crew", "weekday"), name="crew_weekday_once"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="crew_weekday_known"),
            models.CheckConstraint(
                condition=Q(works_until__gt=F("works_from")), name="crew_weekday_hours"
            ),
        )

    def __str__(self) -> str:
        return f"{self.crew} {self.weekday}: {self.works_from:%H:%M}-{self.works_until:%H:%M}"


class CrewDay(models.Model):
    """A day that departs from the week: other hours, or none at all (a day off)."""

    crew = models.ForeignKey("installation.Crew", models.CASCADE, related_name="days")
    day = models.DateField(_("day"))
    works_from = models.TimeField(_("begins at"), null=True, blank=True)
    works_until = models.TimeField(_("ends at"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("crew's single day")
        verbose_name_plural = _("crew's single days")
        ordering = ("crew", "day")
        constraints = (
            models.UniqueConstraint(fields=("crew", "day"), name="crew_day_once"),
            models.CheckConstraint(
                condition=Q(works_from=None, works_until=None) | Q(works_until__gt=F("works_from")),
                name="crew_day_hours",
            ),
        )

    def __str__(self) -> str:
        return f"{self.crew} {self.day}"


class Technician(models.Model):
    """What an installer can do. One without this card can do whatever their crew does."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, primary_key=True)
    skills = ArrayField(models.CharField(max_length=20), verbose_name=_("technologies"))
    height_until = models.DateField(_("height permit until"), null=True, blank=True)

    class Meta:
        verbose_name = _("technician")
        verbose_name_plural = _("technicians")

    def __str__(self) -> str:
        return str(self.person)


class Away(models.TextChoices):
    """Why a technician is not at work."""

    HOLIDAY = "holiday", _("On holiday")
    SICK = "sick", _("Ill")
    TRAINING = "training", _("In training")
    OTHER = "other", _("Away")


class Absence(models.Model):
    """Days on which a technician is not at work, the last one included."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="absences")
    first_day = models.DateField(_("from"))
    last_day = models.DateField(_("to, inclusive"))
    kind = models.CharField(_("why"), max_length=12, choices=Away)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering = ("first_day", "id")
        constraints = (
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="absence_span"),
        )

    def __str__(self) -> str:
        return f"{self.person}: {self.first_day} - {self.last_day}"


class Secondment(models.Model):
    """That a technician works with another crew for a day: part of its team of the day."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    crew = models.ForeignKey("installation.Crew", models.CASCADE, related_name="seconded")
    day = models.DateField(_("day"))

    class Meta:
        verbose_name = _("secondment")
        verbose_name_plural = _("secondments")
        constraints = (
            models.UniqueConstraint(fields=("person", "day"), name="seconded_to_one_crew"),
        )

    def __str__(self) -> str:
        return f"{self.person} → {self.crew} {self.day}"
