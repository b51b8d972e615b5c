"""The room of the ground."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop


class GroundConfig(AppConfig):
    """Permits, leases, and the safety of work at height."""

    name = "turnup.ground"
    label = "ground"
    verbose_name = _("Permits and leases")

    def ready(self) -> None:
        """Name the kinds of papers; write the limits that are missing."""
        from turnup.ground.law import write_beginnings
        from turnup.papers.kinds import name_kind

        name_kind("permit_request", gettext_noop("Request for a permit"))
        name_kind("work_permit", gettext_noop("Work permit for height"))
        post_migrate.connect(write_beginnings, sender=self)
