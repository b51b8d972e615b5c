"""Customers with their contacts, sites and bank details, and the record of who read them."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What a customer is before the law."""

    PERSON = "person", _("Person")
    SOLE_TRADER = "sole_trader", _("Sole trader")
    COMPANY = "company", _("Company")


class Customer(models.Model):
    """Who is connected. A forgotten customer keeps the row and loses what is personal in it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    name = models.CharField(_("name"), max_length=300, blank=True)
    legal_form = models.CharField(_("legal form"), max_length=60, blank=True)
    inn = models.CharField(_("INN"), max_length=12, blank=True)
    kpp = models.CharField(_("KPP"), max_length=9, blank=True)
    ogrn = models.CharField(_("OGRN or OGRNIP"), max_length=15, blank=True)
    legal_address = models.CharField(_("legal address"), max_length=500, blank=True)
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    birth_place = models.CharField(_("place of birth"), max_length=200, blank=True)
    identity_document = models.CharField(_("identity document"), max_length=300, blank=True)
    contact_name = models.CharField(_("contact person"), max_length=200, blank=True)
    phone = models.CharField(_("phone"), max_length=16, blank=True)
    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    language = models.CharField(_("language"), max_length=2, default="ru")
    search_text = models.TextField(editable=False, default="")
    registered_at = models.DateTimeField(db_default=Now())
    forgotten_at = models.DateTimeField(null=True, blank=True)
    forgotten_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    forgotten_ground = models.CharField(max_length=200, blank=True)

    class Meta:
        """Requisites have the lengths the law gives them; search goes by trigrams."""

        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(
                condition=~Q(name="") | Q(forgotten_at__isnull=False), name="customer_has_name"
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="customer_kind_known"),
            models.CheckConstraint(
                condition=Q(inn__regex=r"^(|\d{10}|\d{12})$"), name="customer_inn_shape"
            ),
            models.CheckConstraint(
                condition=Q(ogrn__regex=r"^(|\d{13}|\d{15})$"), name="customer_ogrn_shape"
            ),
            models.CheckConstraint(
                condition=Q(kpp__regex=r"^(|\d{4}[0-9A-Z]{2}\d{3})$"), name="customer_kpp_shape"
            ),
            models.CheckConstraint(
                condition=Q(phone__regex=r"^(|\+\d{7,15})$"), name="customer_phone_e164"
            ),
            models.CheckConstraint(
                condition=Q(language__in=("ru", "en")), name="customer_language_known"
            ),
        )
        indexes = (
            models.Index(fields=("inn",), name="customer_inn", condition=~Q(inn="")),
            models.Index(fields=("phone",), name="customer_phone", condition=~Q(phone="")),
            GinIndex(OpClass(F("search_text"), "gin_trgm_ops"), name="customer_search"),
        )

    def __str__(self) -> str:
        """Show the customer's name, or that it was erased."""
        return self.name or str(_("Erased customer"))


class BankDetails(models.Model):
    """The customer's bank account, apart from the rest: the technical side never reads it."""

    customer = models.OneToOneField(
        Customer, on_delete=models.CASCADE, primary_key=True, related_name="bank"
    )
    account = models.CharField(_("settlement account"), max_length=20)
    bik = models.CharField(_("BIK"), max_length=9)
    correspondent_account = models.CharField(_("correspondent account"), max_length=20, blank=True)
    bank_name = models.CharField(_("bank"), max_length=200, blank=True)

    class Meta:
        """Shapes only: the account keys are checked by `requisites`."""

        verbose_name = _("bank details")
        verbose_name_plural = _("bank details")
        constraints = (
            models.CheckConstraint(
                condition=Q(account__regex=r"^\d{5}[0-9A-Z]\d{14}$"), name="bank_account_shape"
            ),
            models.CheckConstraint(condition=Q(bik__regex=r"^\d{9}$"), name="bank_bik_shape"),
            models.CheckConstraint(
                condition=Q(correspondent_account__regex=r"^(|\d{20})$"),
                name="bank_correspondent_shape",
            ),
        )

    def __str__(self) -> str:
        """Show the account by its last four digits."""
        return f"…{self.account[-4:]}"


class Contact(models.Model):
    """A person at the customer whom staff may call."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(_("name"), max_length=200)
    post = models.CharField(_("post"), max_length=200, blank=True)
    phone = models.CharField(_("phone"), max_length=16, blank=True)
    email = models.EmailField(_("e-mail"), max_length=254, blank=True)

    class Meta:
        """A contact has a name; phones are E.164."""

        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(condition=~Q(name=""), name="contact_has_name"),
            models.CheckConstraint(
                condition=Q(phone__regex=r"^(|\+\d{7,15})$"), name="contact_phone_e164"
            ),
        )

    def __str__(self) -> str:
        """Show the contact's name."""
        return self.name


class Site(models.Model):
    """A place to connect: the address as typed, and where it is on the map."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="sites")
    address = models.CharField(_("address"), max_length=500, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=6, blank=True)
    region = models.CharField(_("region"), max_length=120, blank=True)
    locality = models.CharField(_("town"), max_length=120, blank=True)
    street = models.CharField(_("street"), max_length=160, blank=True)
    house = models.CharField(_("house"), max_length=40, blank=True)
    fias_id = models.UUIDField(_("FIAS code"), null=True, blank=True)
    latitude = models.DecimalField(
        _("latitude"), max_digits=9, decimal_places=6, null=True, blank=True
    )
    longitude = models.DecimalField(
        _("longitude"), max_digits=9, decimal_places=6, null=True, blank=True
    )
    entrance = models.CharField(_("entrance"), max_length=20, blank=True)
    floor = models.CharField(_("floor"), max_length=20, blank=True)
    room = models.CharField(_("room"), max_length=40, blank=True)
    access_notes = models.CharField(_("how to get in"), max_length=500, blank=True)
    search_text = models.TextField(editable=False, default="")
    added_at = models.DateTimeField(db_default=Now())

    class Meta:
        """Coordinates come in pairs and lie on Earth."""

        verbose_name = _("site")
        verbose_name_plural = _("sites")
        ordering = ("added_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False)
                & Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="site_on_earth",
            ),
        )
        indexes = (GinIndex(OpClass(F("search_text"), "gin_trgm_ops"), name="site_search"),)

    def __str__(self) -> str:
        """Show the address as typed."""
        return self.address or str(_("Erased address"))


class AccessRecord(models.Model):
    """That a member of staff read personal data (invariant I23). Append-only by trigger."""

    id = models.BigAutoField(primary_key=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="access")
    what = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        """Found by customer, latest first."""

        ordering = ("-at",)
        indexes = (models.Index(fields=("customer", "-at"), name="access_by_customer"),)

    def __str__(self) -> str:
        """Show what was read and when."""
        return f"{self.what} {self.at:%Y-%m-%d %H:%M}"


class CustomerChange(models.Model):
    """That somebody changed a customer's data: which fields, who, when. It holds no values."""

    id = models.BigAutoField(primary_key=True)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="changes")
    fields = ArrayField(models.CharField(max_length=40))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        """Found by customer, latest first."""

        ordering = ("-id",)
        indexes = (models.Index(fields=("customer", "-id"), name="change_by_customer"),)

    def __str__(self) -> str:
        """Show which fields were changed and when."""
        return f"{', '.join(self.fields)} {self.at:%Y-%m-%d %H:%M}"


class Likeness(models.Model):
    """That somebody said of two customers that they are the same, or are not. The latest counts.

    Nothing is merged: contracts and journals name the customer they were made with.
    """

    id = models.BigAutoField(primary_key=True)
    first = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    same = models.BooleanField()
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    said_at = models.DateTimeField()

    class Meta:
        """A pair has one order: the lower id comes first."""

        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(first__lt=F("second")), name="likeness_of_two_in_order"
            ),
        )
        indexes = (models.Index(fields=("second",), name="likeness_by_second"),)

    def __str__(self) -> str:
        """Show what was said."""
        return f"{self.first_id} {'=' if self.same else '≠'} {self.second_id}"
