"""The room of the surveys."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

PAPERS = (
    ("survey_act", gettext_noop("Act of the survey")),
    ("estimate", gettext_noop("Estimate")),
    ("refusal_letter", gettext_noop("Letter of refusal")),
    ("meeting_minutes", gettext_noop("Minutes of the meeting")),
)


class SurveysConfig(AppConfig):
    """Surveys, estimates and network development."""

    name = "turnup.surveys"
    label = "surveys"
    verbose_name = _("Surveys")

    def ready(self) -> None:
        """Name the kinds of papers; write the terms of the law that are missing.

        Have notes and pictures forgotten with the customer.
        """
        from turnup.customers.forgetting import when_forgotten
        from turnup.orders.forgetting import forgets
        from turnup.papers.kinds import name_kind
        from turnup.surveys import models
        from turnup.surveys.forgetting import forget_pictures
        from turnup.surveys.law import write_beginnings

        for code, title in PAPERS:
            name_kind(code, title, for_customer=code == "refusal_letter")
        post_migrate.connect(write_beginnings, sender=self)
        when_forgotten(forget_pictures)
        forgets(models.SurveyRequest, "wishes", "access")
        forgets(models.UrgencyPermission, "reason")
        forgets(models.SurveyAppointment, "note")
        forgets(models.SurveyMove, "reason")
        forgets(models.MissedSurvey, "reason")
        forgets(models.Survey, "notes")
        forgets(models.Estimate, "notes")
        forgets(models.DevelopmentDecision, "minutes")
        forgets(models.NetworkBuild, "work")
        forgets(models.AgendaItem, "discussion", via="case__order")
