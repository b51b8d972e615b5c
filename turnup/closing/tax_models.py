"""Tax invoices beside the months: for connections rendered, and for advances received."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from turnup.billing.models import Charge, PersonalAccount, Remittance
from turnup.papers.models import Paper


class TaxKind(models.TextChoices):
    """What a tax invoice is for."""

    CONNECTION = "connection", _("Connection")
    ADVANCE = "advance", _("Advance received")


class TaxInvoice(models.Model):
    """A tax invoice of its own: a month's stands in its bundle.

    One of an advance tells the tax by the calculated rate (22/122) for what lay unused when it was
    issued. One whose charge was taken back, or whose money was returned, is void with it.
    """

    kind = models.CharField(_("kind"), max_length=10, choices=TaxKind)
    account = models.ForeignKey(PersonalAccount, models.PROTECT, related_name="tax_invoices")
    charge = models.OneToOneField(Charge, models.PROTECT, null=True, related_name="own_tax_invoice")
    remittance = models.OneToOneField(
        Remittance, models.PROTECT, null=True, related_name="tax_invoice"
    )
    number = models.CharField(_("number"), max_length=40, unique=True)
    issued_on = models.DateField(_("issued on"))
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    vat_percent = models.DecimalField(max_digits=4, decimal_places=2)
    vat_amount = models.DecimalField(max_digits=14, decimal_places=2)
    paper = models.OneToOneField(Paper, models.PROTECT, null=True, related_name="+")
    xml = models.OneToOneField(Paper, models.PROTECT, null=True, related_name="+")
    message_id = models.UUIDField(unique=True)
    to = models.CharField(_("sent to"), max_length=254, blank=True)
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    failure = models.TextField(blank=True)

    class Meta:
        verbose_name = _("tax invoice")
        verbose_name_plural = _("tax invoices")
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(kind=TaxKind.CONNECTION, charge__isnull=False, remittance=None)
                | Q(kind=TaxKind.ADVANCE, charge=None, remittance__isnull=False),
                name="tax_invoice_ground",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0, vat_amount__gte=0, vat_amount__lt=F("amount")),
                name="tax_invoice_sums",
            ),
            models.CheckConstraint(
                condition=Q(failed_at=None) | ~Q(failure=""), name="tax_invoice_failure_says_why"
            ),
        )
        indexes = (models.Index(fields=("issued_on",), name="tax_invoice_day"),)

    def __str__(self) -> str:
        return self.number

    @property
    def void(self) -> bool:
        """Tell whether what it was issued for was taken back."""
        if self.charge:
            return self.charge.voided_at is not None
        return self.remittance is not None and self.remittance.returned_on is not None
