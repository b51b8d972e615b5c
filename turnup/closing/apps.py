"""The room of the month."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop


class ClosingConfig(AppConfig):
    """Monthly fees and papers, reminders, suspension for debt."""

    name = "turnup.closing"
    label = "closing"
    verbose_name = _("The month")

    def ready(self) -> None:
        """Name the kinds of papers, and the letters that may be given up."""
        from turnup.closing.dead_post import name_posts
        from turnup.papers.kinds import name_kind

        name_kind("upd", gettext_noop("Universal transfer document"), private=True)
        name_kind("act", gettext_noop("Act of services rendered"), private=True)
        name_kind("tax_invoice", gettext_noop("Tax invoice"), private=True)
        name_posts()
        name_kind("upd_xml", gettext_noop("Universal transfer document, XML"), private=True)
