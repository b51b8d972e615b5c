"""The tables of the ground: parties, buildings, permits and leases."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from turnup.ground.height_models import HeightWork as HeightWork
from turnup.ground.height_models import SafetyLimit as SafetyLimit
from turnup.ground.height_models import WeatherNote as WeatherNote
from turnup.ground.height_models import WorkPermit as WorkPermit
from turnup.orders.occurrence import Occurrence


class PartyKind(models.TextChoices):
    """What a holder is before the law."""

    COMPANY = "company", _("Company")
    PERSON = "person", _("Person")


class Party(models.Model):
    """Who may let us in: a building's owner or manager, the holder of premises, a lessor."""

    kind = models.CharField(_("kind"), max_length=10, choices=PartyKind, default=PartyKind.COMPANY)
    name = models.CharField(_("name"), max_length=200, unique=True)
    inn = models.CharField(_("INN"), max_length=12, blank=True)
    contact_name = models.CharField(_("contact person"), max_length=200, blank=True)
    phone = models.CharField(_("phone"), max_length=16, blank=True)
    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    address = models.CharField(_("postal address"), max_length=500, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("holder")
        verbose_name_plural = _("holders")
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(condition=~Q(name=""), name="party_has_name"),
            models.CheckConstraint(
                condition=Q(inn__regex=r"^(|\d{10}|\d{12})$"), name="party_inn_shape"
            ),
        )

    def __str__(self) -> str:
        return self.name


class BuildingKind(models.TextChoices):
    """What law a building falls under when a network is placed in it."""

    UNKNOWN = "unknown", _("Not known")
    RESIDENTIAL = "residential", _("Residential block")
    OFFICE = "office", _("Offices, trade, works")
    PUBLIC = "public", _("State or municipal")
    MAST = "mast", _("Mast or tower")


class Building(models.Model):
    """An address that several sites share. `key` is `addresses.building_key` of it."""

    key = models.CharField(max_length=300, unique=True)
    address = models.CharField(_("address"), max_length=300)
    kind = models.CharField(
        _("kind"), max_length=12, choices=BuildingKind, default=BuildingKind.UNKNOWN
    )
    holder = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="buildings"
    )
    latitude = models.DecimalField(
        _("latitude"), max_digits=9, decimal_places=6, null=True, blank=True
    )
    longitude = models.DecimalField(
        _("longitude"), max_digits=9, decimal_places=6, null=True, blank=True
    )
    access = models.CharField(_("how to get in"), max_length=500, blank=True)
    keys_at = models.CharField(_("keys are with"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("building")
        verbose_name_plural = _("buildings")
        ordering = ("address",)

    def __str__(self) -> str:
        return self.address


class SiteBuilding(models.Model):
    """That a customer's site lies in a building."""

    site = models.OneToOneField("customers.Site", models.CASCADE, primary_key=True)
    building = models.ForeignKey(Building, models.PROTECT, related_name="sites")

    class Meta:
        verbose_name = _("site in a building")
        verbose_name_plural = _("sites in buildings")

    def __str__(self) -> str:
        return f"{self.site_id} → {self.building_id}"


class Answer(models.TextChoices):
    """What the holder answered."""

    GRANTED = "granted", _("Permission granted")
    REFUSED = "refused", _("Permission refused")


class Permit(models.Model):
    """A holder's written permission at a building: asked for by letter, answered, valid for a time.

    It serves every order at the building. `number` is our letter's; `document` is their paper's.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(_("number"), max_length=40, unique=True)
    building = models.ForeignKey(Building, models.PROTECT, related_name="permits")
    party = models.ForeignKey(Party, models.PROTECT, related_name="permits")
    order = models.ForeignKey(
        "orders.Order", models.PROTECT, null=True, blank=True, related_name="+"
    )
    subject = models.TextField(_("what is asked for"), blank=True)
    asked_at = models.DateTimeField(_("drawn up"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    sent_date = models.DateField(_("sent"), null=True, blank=True)
    sent_by = models.CharField(_("sent by"), max_length=200, blank=True)
    answer = models.CharField(_("answer"), max_length=8, choices=Answer, blank=True)
    answered_date = models.DateField(_("answered"), null=True, blank=True)
    reason = models.TextField(_("reason of the refusal"), blank=True)
    document = models.CharField(_("their document and its date"), max_length=200, blank=True)
    conditions = models.TextField(_("conditions"), blank=True)
    keys_at = models.CharField(_("keys are with"), max_length=300, blank=True)
    escort = models.CharField(_("who escorts"), max_length=300, blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    withdrawn_date = models.DateField(_("withdrawn"), null=True, blank=True)
    letter = models.ForeignKey(
        "papers.Paper", models.PROTECT, null=True, blank=True, related_name="+"
    )
    scan = models.ForeignKey(
        "papers.StoredFile", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("permit")
        verbose_name_plural = _("permits")
        ordering = ("-asked_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(answer="", answered_date=None)
                | Q(answer=Answer.GRANTED, valid_from__isnull=False, answered_date__isnull=False)
                | Q(answer=Answer.REFUSED, answered_date__isnull=False) & ~Q(reason=""),
                name="permit_answer_whole",
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="permit_validity",
            ),
        )
        indexes = (
            models.Index(
                fields=("building",), condition=Q(answer="granted"), name="permit_granted"
            ),
        )

    def __str__(self) -> str:
        return f"№ {self.number}"


class AccessWindow(models.Model):
    """Hours of a weekday (0 Monday … 6 Sunday) in which we are let in; none: at any time."""

    permit = models.ForeignKey(Permit, models.CASCADE, related_name="windows", db_index=False)
    weekday = models.PositiveSmallIntegerField(_("weekday"))
    begins = models.TimeField(_("from"))
    ends = models.TimeField(_("until"))

    class Meta:
        verbose_name = _("access hours")
        verbose_name_plural = _("access hours")
        ordering = ("weekday", "begins")
        constraints = (
            models.UniqueConstraint(
                fields=("permit", "weekday", "begins"), name="access_window_once"
            ),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="access_window_weekday"),
            models.CheckConstraint(condition=Q(ends__gt=F("begins")), name="access_window_span"),
        )

    def __str__(self) -> str:
        return f"{self.weekday} {self.begins:%H:%M}–{self.ends:%H:%M}"


class OrderPermit(Occurrence):
    """That a permit opens the way for an order (`permits_obtained`)."""

    permit = models.ForeignKey(Permit, models.PROTECT, related_name="order_permits")

    class Meta(Occurrence.Meta):
        verbose_name = _("permit of an order")
        verbose_name_plural = _("permits of orders")


class PlaceKind(models.TextChoices):
    """Where equipment outside the customer's premises stands."""

    ROOF = "roof", _("Roof")
    MAST = "mast", _("Mast")
    FACADE = "facade", _("Facade")
    INSIDE = "inside", _("Inside the building")
    OTHER = "other", _("Other place")


class Lease(models.Model):
    """An agreed place for equipment, what it costs, and how often that is paid."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    building = models.ForeignKey(Building, models.PROTECT, related_name="leases")
    party = models.ForeignKey(Party, models.PROTECT, related_name="leases")
    order = models.ForeignKey(
        "orders.Order", models.PROTECT, null=True, blank=True, related_name="+"
    )
    place = models.CharField(_("place"), max_length=200)
    place_kind = models.CharField(
        _("kind of place"), max_length=8, choices=PlaceKind, default=PlaceKind.OTHER
    )
    wind_area_m2 = models.DecimalField(
        _("wind area of our equipment, m²"), max_digits=6, decimal_places=2, null=True, blank=True
    )
    monthly_rent = models.DecimalField(_("rent a month"), max_digits=14, decimal_places=2)
    months_paid_at_once = models.PositiveSmallIntegerField(_("months paid at once"), default=1)
    conditions = models.TextField(_("conditions"), blank=True)
    document = models.CharField(_("agreement and its date"), max_length=200, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    ended_date = models.DateField(_("ended"), null=True, blank=True)
    scan = models.ForeignKey(
        "papers.StoredFile", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("lease")
        verbose_name_plural = _("leases")
        ordering = ("-valid_from", "id")
        constraints = (
            models.CheckConstraint(condition=Q(monthly_rent__gte=0), name="ground_lease_rent"),
            models.CheckConstraint(
                condition=Q(months_paid_at_once__range=(1, 12)), name="ground_lease_months"
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="ground_lease_validity",
            ),
        )

    def __str__(self) -> str:
        return self.place


class OrderLease(Occurrence):
    """That a lease gives an order's equipment its place (`leases_agreed`)."""

    lease = models.ForeignKey(Lease, models.PROTECT, related_name="order_leases")

    class Meta(Occurrence.Meta):
        verbose_name = _("lease of an order")
        verbose_name_plural = _("leases of orders")


class RentPayment(models.Model):
    """Rent for a span of months: due on its first day, paid or not yet."""

    lease = models.ForeignKey(Lease, models.CASCADE, related_name="payments", db_index=False)
    due_date = models.DateField(_("due"))
    until_date = models.DateField(_("pays until"))
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)
    paid_date = models.DateField(_("paid"), null=True, blank=True)
    document = models.CharField(_("payment order"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("rent payment")
        verbose_name_plural = _("rent payments")
        ordering = ("due_date",)
        constraints = (
            models.UniqueConstraint(fields=("lease", "due_date"), name="rent_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="rent_amount"),
            models.CheckConstraint(condition=Q(until_date__gt=F("due_date")), name="rent_span"),
        )
        indexes = (
            models.Index(fields=("due_date",), condition=Q(paid_date=None), name="rent_due"),
        )

    def __str__(self) -> str:
        return f"{self.due_date:%d.%m.%Y} {self.amount}"
