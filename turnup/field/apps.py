"""The room of the crews' phones."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

PAPERS = (("act_register", gettext_noop("Register of acts")),)


class FieldConfig(AppConfig):
    """What phones send from a customer's premises, and what does not fit."""

    name = "turnup.field"
    label = "field"
    verbose_name = _("On site")

    def ready(self) -> None:
        """Name the kinds of papers; let the customer have the link and, signed, the act."""
        from turnup.customers.forgetting import when_forgotten
        from turnup.field.actions.copies import have_link, send_copy
        from turnup.field.forgetting import forget_site
        from turnup.field.queries import latest_mark
        from turnup.orders.journal import when_stands
        from turnup.papers.kinds import name_kind
        from turnup.portal.visit_news import tell_of_visits

        when_stands("visit_agreed", have_link)
        when_stands("act_signed", send_copy)
        when_forgotten(forget_site)
        tell_of_visits(latest_mark)

        for code, title in PAPERS:
            name_kind(code, title)
