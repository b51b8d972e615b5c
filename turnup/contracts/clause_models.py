"""The clause library and the legal figures it names: every row a version from a day on."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from turnup.contracts.declension import UNITS


class Audience(models.TextChoices):
    """With whom a clause is agreed."""

    ALL = "all", _("With everybody")
    PERSON = "person", _("With a person")
    BUSINESS = "business", _("With a company or a sole trader")


class Clause(models.Model):
    """A version of a clause, or of a section's heading (`heading`), from a day on.

    `position` orders sections by their heading and clauses within a section; the number printed
    is counted when a contract is drawn up. An empty text takes the clause out from that day on.
    """

    code = models.SlugField(_("code"), max_length=60)
    section = models.SlugField(_("section"), max_length=60)
    heading = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(_("place"))
    audience = models.CharField(
        _("with whom"), max_length=10, choices=Audience, default=Audience.ALL
    )
    text = models.TextField(_("text"), blank=True)
    gloss = models.TextField(_("in English"), blank=True)
    since = models.DateField(_("in force from"))
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    written_at = models.DateTimeField(db_default=Now())

    class Meta:
        """One version of a clause a day."""

        verbose_name = _("clause")
        verbose_name_plural = _("clauses")
        ordering = ("code", "since")
        constraints = (
            models.UniqueConstraint(fields=("code", "since"), name="clause_version"),
            models.CheckConstraint(
                condition=Q(audience__in=Audience.values), name="clause_audience_known"
            ),
        )

    def __str__(self) -> str:
        """Show the code with its day."""
        return f"{self.code} {self.since}"


class Policy(models.Model):
    """A figure that clauses name, with its legal ground, from a day on."""

    code = models.SlugField(_("code"), max_length=60)
    title = models.CharField(_("title"), max_length=200)
    value = models.DecimalField(_("figure"), max_digits=8, decimal_places=3)
    unit = models.CharField(_("unit"), max_length=20, choices=[(unit, unit) for unit in UNITS])
    ground = models.CharField(_("legal ground"), max_length=300)
    since = models.DateField(_("in force from"))
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    written_at = models.DateTimeField(db_default=Now())

    class Meta:
        """One figure a day; none without its ground."""

        verbose_name = _("policy")
        verbose_name_plural = _("policies")
        ordering = ("code", "since")
        constraints = (
            models.UniqueConstraint(fields=("code", "since"), name="policy_version"),
            models.CheckConstraint(condition=Q(value__gte=0), name="policy_value"),
            models.CheckConstraint(condition=~Q(ground=""), name="policy_has_ground"),
            models.CheckConstraint(condition=Q(unit__in=list(UNITS)), name="policy_unit_known"),
        )

    def __str__(self) -> str:
        """Show the code with its day."""
        return f"{self.code} {self.since}"
