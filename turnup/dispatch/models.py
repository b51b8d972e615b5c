"""Addresses of calendar feeds: each a secret that can be taken back."""

import hashlib

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Feed(models.Model):
    """A calendar's secret address, of a crew's visits or of a manager's orders.

    Only the token's SHA-256 is kept: who reads the database learns no address.
    """

    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    crew = models.ForeignKey(
        "installation.Crew", models.CASCADE, null=True, related_name="+", verbose_name=_("crew")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+"
    )
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(_("last read"), null=True)

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")
        ordering = ("-made_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(crew=None, person__isnull=False) | Q(crew__isnull=False, person=None),
                name="feed_of_one",
            ),
        )

    def __str__(self) -> str:
        return f"{self.crew or self.person} {self.made_at:%Y-%m-%d}"


def hash_of(token: str) -> str:
    """Give what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
