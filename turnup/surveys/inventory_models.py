"""The network's inventory: what a site could be connected to, and the limits of a pre-check."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Polarization(models.TextChoices):
    """How a sector's waves swing."""

    VERTICAL = "V", _("Vertical")
    HORIZONTAL = "H", _("Horizontal")


def _on_earth(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(latitude__range=(-90, 90), longitude__range=(-180, 180)), name=name
    )


class RadioSite(models.Model):
    """A mast or roof with sector antennas."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=200)
    latitude = models.DecimalField(_("latitude"), max_digits=9, decimal_places=6)
    longitude = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6)

    class Meta:
        verbose_name = _("radio site")
        verbose_name_plural = _("radio sites")
        ordering = ("code",)
        constraints = (_on_earth("radio_site_on_earth"),)

    def __str__(self) -> str:
        return self.title


class Sector(models.Model):
    """A sector antenna; its height is above the ground, its sensitivity that of the receivers."""

    site = models.ForeignKey(RadioSite, models.CASCADE, related_name="sectors")
    code = models.CharField(_("code"), max_length=40, unique=True)
    equipment = models.CharField(_("equipment"), max_length=200, blank=True)
    height_m = models.FloatField(_("height, m"))
    azimuth_deg = models.FloatField(_("azimuth, °"))
    beamwidth_deg = models.FloatField(_("beamwidth, °"))
    band_ghz = models.FloatField(_("band, GHz"))
    bandwidth_mhz = models.FloatField(_("bandwidth, MHz"))
    power_dbm = models.FloatField(_("power, dBm"))
    gain_dbi = models.FloatField(_("gain, dBi"))
    feeder_db = models.FloatField(_("feeder loss, dB"), default=0)
    polarization = models.CharField(_("polarization"), max_length=1, choices=Polarization)
    capacity_mbps = models.FloatField(_("capacity, Mbit/s"))
    load_mbps = models.FloatField(_("load, Mbit/s"), default=0)
    sensitivity_dbm = models.FloatField(_("sensitivity, dBm"))

    class Meta:
        verbose_name = _("sector")
        verbose_name_plural = _("sectors")
        ordering = ("code",)
        constraints = (
            models.CheckConstraint(
                condition=Q(
                    height_m__range=(0, 500),
                    azimuth_deg__range=(0, 360),
                    beamwidth_deg__gt=0,
                    beamwidth_deg__lte=360,
                ),
                name="sector_antenna",
            ),
            models.CheckConstraint(
                condition=Q(band_ghz__range=(0.1, 100), bandwidth_mhz__gt=0), name="sector_band"
            ),
            models.CheckConstraint(
                condition=Q(capacity_mbps__gt=0, load_mbps__gte=0), name="sector_capacity"
            ),
            models.CheckConstraint(
                condition=Q(polarization__in=Polarization.values), name="sector_polarization"
            ),
        )

    def __str__(self) -> str:
        return self.code


class ServedBuilding(models.Model):
    """A building with a switch of ours."""

    address = models.CharField(_("address"), max_length=300, unique=True)
    latitude = models.DecimalField(_("latitude"), max_digits=9, decimal_places=6)
    longitude = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6)
    switch_model = models.CharField(_("switch"), max_length=100)
    ports = models.PositiveSmallIntegerField(_("ports"))
    free_ports = models.PositiveSmallIntegerField(_("free ports"))
    uplink_mbps = models.FloatField(_("uplink, Mbit/s"))
    uplink_load_mbps = models.FloatField(_("uplink load, Mbit/s"), default=0)

    class Meta:
        verbose_name = _("served building")
        verbose_name_plural = _("served buildings")
        ordering = ("address",)
        constraints = (
            _on_earth("served_building_on_earth"),
            models.CheckConstraint(
                condition=Q(free_ports__lte=F("ports")), name="served_building_ports"
            ),
            models.CheckConstraint(
                condition=Q(uplink_mbps__gt=0, uplink_load_mbps__gte=0),
                name="served_building_uplink",
            ),
        )

    def __str__(self) -> str:
        return self.address


class Satellite(models.Model):
    """A geostationary satellite whose capacity we sell; western longitudes are negative."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    east_deg = models.FloatField(_("orbital position, ° east"))
    band = models.CharField(_("band"), max_length=20)

    class Meta:
        verbose_name = _("satellite")
        verbose_name_plural = _("satellites")
        ordering = ("east_deg",)
        constraints = (
            models.CheckConstraint(
                condition=Q(east_deg__range=(-180, 180)), name="satellite_position"
            ),
        )

    def __str__(self) -> str:
        return self.name


class PrecheckLimit(models.Model):
    """A limit of `precheck.verdict.Limits` that the company has set otherwise."""

    code = models.CharField(max_length=40, primary_key=True)
    value = models.FloatField()

    class Meta:
        verbose_name = _("limit of the pre-check")
        verbose_name_plural = _("limits of the pre-check")
        ordering = ("code",)

    def __str__(self) -> str:
        return f"{self.code} {self.value:g}"
