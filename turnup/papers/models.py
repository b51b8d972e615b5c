"""Numbers, stored files and the papers made of them."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class NumberSeries(models.Model):
    """How far a series of numbers has come in a year. Only `actions.take_number` moves it."""

    series = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        """One counter for a series and year."""

        constraints = (
            models.UniqueConstraint(fields=("series", "year"), name="number_series_unique"),
        )

    def __str__(self) -> str:
        """Show the last number given."""
        return f"{self.series}-{self.year}-{self.last}"


class StoredFile(models.Model):
    """A file that never changes. Its bytes lie under the data folder, named by their SHA-256."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)
    name = models.CharField(_("file name"), max_length=150)
    stored_at = models.DateTimeField()

    class Meta:
        """Many names may share the same bytes."""

        constraints = (
            models.CheckConstraint(
                condition=Q(sha256__regex="^[0-9a-f]{64}$"), name="file_sha256_shape"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="file_has_name"),
        )

    def __str__(self) -> str:
        """Show the file's name."""
        return self.name


class CompanyDetails(models.Model):
    """Our own company as papers name it, from a day on. A change is a new row."""

    since = models.DateField(_("in force from"), unique=True)
    name = models.CharField(_("full name"), max_length=300)
    short_name = models.CharField(_("short name"), max_length=200)
    address = models.CharField(_("legal address"), max_length=500)
    inn = models.CharField(_("INN"), max_length=12)
    kpp = models.CharField(_("KPP"), max_length=9, blank=True)
    ogrn = models.CharField(_("OGRN or OGRNIP"), max_length=15)
    account = models.CharField(_("settlement account"), max_length=20)
    bik = models.CharField(_("BIK"), max_length=9)
    correspondent_account = models.CharField(_("correspondent account"), max_length=20, blank=True)
    bank_name = models.CharField(_("bank"), max_length=200)
    licence = models.CharField(_("licence: number, date, who gave it"), max_length=300)
    phone = models.CharField(_("phone"), max_length=16)
    support_phone = models.CharField(_("phone of the support, at any hour"), max_length=16)
    email = models.EmailField(_("e-mail"), max_length=254)
    web = models.CharField(_("web site"), max_length=100)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    written_at = models.DateTimeField(db_default=Now())

    class Meta:
        """The row of the latest day that has come is in force."""

        verbose_name = _("details of our company")
        verbose_name_plural = _("details of our company")
        ordering = ("-since",)

    def __str__(self) -> str:
        """Show the short name."""
        return self.short_name


class Paper(models.Model):
    """A paper as it was made: its number, the file, and the hash of the data it was made from."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=40)
    number = models.CharField(_("number"), max_length=40, blank=True)
    revision = models.PositiveSmallIntegerField(default=0)
    order = models.UUIDField(null=True, blank=True, db_index=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="papers")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField()
    source_sha256 = models.CharField(max_length=64)

    class Meta:
        """A number names one paper; a corrected one keeps it and counts its revisions."""

        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        ordering = ("-made_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "number", "revision"),
                condition=~Q(number=""),
                name="paper_number_unique",
            ),
            models.CheckConstraint(
                condition=Q(source_sha256__regex="^[0-9a-f]{64}$"), name="paper_source_shape"
            ),
        )

    def __str__(self) -> str:
        """Show kind and number."""
        return f"{self.kind} {self.number}".strip()
