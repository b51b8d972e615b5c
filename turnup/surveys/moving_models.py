"""What befell a survey's day: it was moved, or the survey did not take place."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from turnup.orders.occurrence import Occurrence


class Side(models.TextChoices):
    """On whose wish a day was moved, or on whose side a survey was missed."""

    COMPANY = "company", _("Ours")
    CUSTOMER = "customer", _("The customer's")
    THIRD_PARTY = "third_party", _("A third party's")


class SurveyMove(Occurrence):
    """That the day of a survey was moved: from where, to where, on whose wish, why."""

    from_date = models.DateField()
    from_engineer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    to_date = models.DateField()
    to_engineer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    wished_by = models.CharField(_("on whose wish"), max_length=12, choices=Side)
    reason = models.TextField(_("reason"))

    class Meta(Occurrence.Meta):
        verbose_name = _("move of a survey day")
        verbose_name_plural = _("moves of survey days")
        constraints = (
            *Occurrence.Meta.constraints,
            models.CheckConstraint(
                condition=Q(wished_by__in=Side.values), name="survey_move_side_known"
            ),
        )


class MissedSurvey(Occurrence):
    """That a survey did not take place on its day: on whose side, why."""

    survey_date = models.DateField()
    engineer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    missed_by = models.CharField(_("on whose side"), max_length=12, choices=Side)
    reason = models.TextField(_("reason"))

    class Meta(Occurrence.Meta):
        verbose_name = _("missed survey")
        verbose_name_plural = _("missed surveys")
        constraints = (
            *Occurrence.Meta.constraints,
            models.CheckConstraint(
                condition=Q(missed_by__in=Side.values), name="missed_survey_side_known"
            ),
        )
