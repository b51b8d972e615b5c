"""Work at height: what makes it so, the work permit (наряд-допуск), the weather, the limits."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class HeightWork(models.Model):
    """That an order needs work on a roof or mast, said by a person or by its lease."""

    order = models.OneToOneField("orders.Order", models.PROTECT, primary_key=True, related_name="+")
    place = models.CharField(_("where"), max_length=200)
    declared_at = models.DateTimeField()
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("work at height")
        verbose_name_plural = _("works at height")

    def __str__(self) -> str:
        return self.place


class WorkPermit(models.Model):
    """The work permit for a crew at height: who answers for it, which measures, from when on."""

    number = models.CharField(_("number"), max_length=40, unique=True)
    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(_("issued"))
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    supervisor = models.CharField(_("responsible on site"), max_length=200)
    members = models.TextField(_("members of the crew"))
    measures = models.TextField(_("safety measures"))
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"))
    ground = models.CharField(_("legal ground"), max_length=300)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    paper = models.ForeignKey(
        "papers.Paper", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("work permit")
        verbose_name_plural = _("work permits")
        ordering = ("-issued_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("valid_from")), name="work_permit_validity"
            ),
        )

    def __str__(self) -> str:
        return f"№ {self.number}"


class WeatherNote(models.Model):
    """The weather as somebody saw it there, and whether the limits of the day let one climb."""

    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("seen"))
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    wind_m_s = models.DecimalField(_("wind, m/s"), max_digits=4, decimal_places=1)
    thunderstorm = models.BooleanField(_("thunderstorm"), default=False)
    precipitation = models.BooleanField(_("rain or snow"), default=False)
    ice = models.BooleanField(_("ice"), default=False)
    fog = models.BooleanField(_("fog"), default=False)
    dark = models.BooleanField(_("dark"), default=False)
    is_safe = models.BooleanField(_("one may climb"))
    ground = models.CharField(_("legal ground"), max_length=300)

    class Meta:
        verbose_name = _("weather")
        verbose_name_plural = _("weather")
        ordering = ("-at", "-id")
        constraints = (
            models.CheckConstraint(condition=Q(wind_m_s__range=(0, 99)), name="weather_wind"),
            models.CheckConstraint(
                condition=Q(is_safe=False)
                | Q(thunderstorm=False, precipitation=False, ice=False, fog=False, dark=False),
                name="weather_safe_is_safe",
            ),
        )

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.wind_m_s}"


class SafetyLimit(models.Model):
    """A limit for work at height from a day on, with its ground; a change is a new row."""

    code = models.CharField(_("code"), max_length=40)
    value = models.DecimalField(_("value"), max_digits=6, decimal_places=1)
    valid_from = models.DateField(_("in force from"))
    ground = models.CharField(_("legal ground"), max_length=300)

    class Meta:
        verbose_name = _("safety limit")
        verbose_name_plural = _("safety limits")
        ordering = ("code", "valid_from")
        constraints = (
            models.UniqueConstraint(fields=("code", "valid_from"), name="safety_limit_once"),
            models.CheckConstraint(condition=Q(value__gt=0), name="safety_limit_value"),
            models.CheckConstraint(condition=~Q(ground=""), name="safety_limit_ground"),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.value.normalize():f}"
