"""The room of the customers' own pages."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop


class PortalConfig(AppConfig):
    """Customers' links, their pages, the public request form."""

    name = "turnup.portal"
    label = "portal"
    verbose_name = _("Customers' pages")

    def ready(self) -> None:
        """Name the kinds of papers of a signature by the link; forget whom staff forget."""
        from turnup.customers.forgetting import when_forgotten
        from turnup.messages.dead_letters import Post, name_post
        from turnup.orders.journal import when_stands
        from turnup.papers.kinds import name_kind
        from turnup.portal import survey_letters
        from turnup.portal.forgetting import forget_visits
        from turnup.portal.models import Letter
        from turnup.portal.retention import write_beginnings
        from turnup.portal.turns import tell_turn
        from turnup.standard import packaged

        title = gettext_noop("Sheet of the signature by the link")
        name_kind("signing_sheet", title, private=True, for_customer=True)
        name_kind("drawn_signature", gettext_noop("Drawn signature"), private=True)
        name_post(
            "customers",
            Post(
                gettext_noop("E-mails to customers"),
                Letter,
                lambda letter: (letter.subject, letter.to),
                "portal.send",
                "letter_pk",
            ),
        )
        when_forgotten(forget_visits)
        post_migrate.connect(write_beginnings, sender=self)
        for step in packaged().steps:
            when_stands(step, tell_turn)
        for step in survey_letters.STEPS:
            when_stands(step, survey_letters.tell_later)
