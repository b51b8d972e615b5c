"""Contracts with what belongs to them: duties, approvals, disputes, signatures."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from turnup.contracts.clause_models import Audience as Audience
from turnup.contracts.clause_models import Clause as Clause
from turnup.contracts.clause_models import Policy as Policy
from turnup.orders.occurrence import Occurrence
from turnup.requests.models import Channel, Terms


class Contract(Occurrence):
    """A contract as drawn up, on the terms that stood then. Its number is never given again.

    One drawn up `outside`, on the customer's own form say, has no text here to be checked.
    """

    number = models.CharField(_("number"), max_length=40, unique=True)
    place = models.CharField(_("place"), max_length=200)
    contract_date = models.DateField(_("date"))
    terms = models.ForeignKey(Terms, models.PROTECT, related_name="contracts")
    disputed = models.BooleanField(default=False)
    outside = models.BooleanField(default=False)

    class Meta(Occurrence.Meta):
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")

    def __str__(self) -> str:
        return f"№ {self.number}"


class ContractText(models.Model):
    """What a contract says, whole: the data its paper is typeset from. A correction is a new row.

    `details` is what was said for this contract alone; `missing` names the mandatory items it
    lacks. `sha256` covers `data`, and is what a signature names.
    """

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="texts", db_index=False)
    revision = models.PositiveSmallIntegerField()
    details = models.JSONField(default=dict)
    data = models.JSONField()
    sha256 = models.CharField(max_length=64)
    missing = ArrayField(models.CharField(max_length=40), default=list)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        verbose_name = _("text of a contract")
        verbose_name_plural = _("texts of contracts")
        ordering = ("contract", "revision")
        constraints = (
            models.UniqueConstraint(fields=("contract", "revision"), name="contract_text_revision"),
            models.CheckConstraint(
                condition=Q(sha256__regex="^[0-9a-f]{64}$"), name="contract_text_sha256"
            ),
        )

    def __str__(self) -> str:
        return f"{self.contract} / {self.revision}"


class DutiesExplanation(Occurrence):
    """That the subscriber was made aware of each duty: who, by whom is in the journal, and how."""

    connection_payment = models.BooleanField()
    recurring_fee = models.BooleanField()
    due_dates = models.BooleanField()
    disconnection_conditions = models.BooleanField()
    explained_to = models.CharField(max_length=200)
    channel = models.CharField(max_length=10, choices=Channel)

    class Meta(Occurrence.Meta):
        verbose_name = _("explanation of the duties")
        verbose_name_plural = _("explanations of the duties")
        constraints = (
            *Occurrence.Meta.constraints,
            models.CheckConstraint(
                condition=Q(
                    connection_payment=True,
                    recurring_fee=True,
                    due_dates=True,
                    disconnection_conditions=True,
                ),
                name="duties_all_explained",
            ),
        )


class Approver(models.TextChoices):
    """Whose approvals non-standard terms need: both."""

    COMMERCIAL_HEAD = "commercial_head", _("Head of the commercial department")
    OWNER = "owner", _("Owner")


class TermsApproval(Occurrence):
    """One of the two approvals of non-standard terms."""

    approver = models.CharField(max_length=20, choices=Approver)
    terms = models.ForeignKey(Terms, models.PROTECT, related_name="approvals")
    comment = models.TextField(blank=True)

    class Meta(Occurrence.Meta):
        verbose_name = _("approval of terms")
        verbose_name_plural = _("approvals of terms")
        constraints = (
            *Occurrence.Meta.constraints,
            models.CheckConstraint(
                condition=Q(approver__in=Approver.values), name="approval_approver_known"
            ),
        )


class Dispute(Occurrence):
    """That the customer does not agree with clauses of a contract."""

    class Meta(Occurrence.Meta):
        verbose_name = _("dispute")
        verbose_name_plural = _("disputes")


class DisputedClause(models.Model):
    """A clause that the customer disputes, and what they want instead."""

    dispute = models.ForeignKey(Dispute, models.CASCADE, related_name="clauses", db_index=False)
    clause = models.CharField(max_length=20)
    theirs = models.TextField(blank=True)

    class Meta:
        verbose_name = _("disputed clause")
        verbose_name_plural = _("disputed clauses")
        ordering = ("dispute", "id")
        constraints = (
            models.UniqueConstraint(fields=("dispute", "clause"), name="clause_disputed_once"),
        )

    def __str__(self) -> str:
        return self.clause


class DisputeDraft(models.Model):
    """A row of the protocol while lawyer and account manager work on it; no journal, no history.

    `version` counts the edits, so that neither overwrites the other unseen.
    """

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="drafts", db_index=False)
    clause = models.CharField(max_length=20)
    theirs = models.TextField(blank=True)
    agreed = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    edited_at = models.DateTimeField()

    class Meta:
        verbose_name = _("draft of a disputed clause")
        verbose_name_plural = _("drafts of disputed clauses")
        ordering = ("contract", "id")
        constraints = (
            models.UniqueConstraint(fields=("contract", "clause"), name="clause_drafted_once"),
        )

    def __str__(self) -> str:
        return self.clause


class Settlement(Occurrence):
    """How the lawyer settled the disputed clauses."""

    summary = models.TextField(blank=True)

    class Meta(Occurrence.Meta):
        verbose_name = _("settlement of disputes")
        verbose_name_plural = _("settlements of disputes")


class SettledClause(models.Model):
    """One row of the protocol of disagreements: our wording, theirs, and the agreed one."""

    settlement = models.ForeignKey(
        Settlement, models.CASCADE, related_name="clauses", db_index=False
    )
    clause = models.CharField(max_length=20)
    ours = models.TextField(blank=True)
    theirs = models.TextField(blank=True)
    agreed = models.TextField()

    class Meta:
        verbose_name = _("settled clause")
        verbose_name_plural = _("settled clauses")
        ordering = ("settlement", "id")
        constraints = (
            models.UniqueConstraint(fields=("settlement", "clause"), name="clause_settled_once"),
            models.CheckConstraint(condition=~Q(agreed=""), name="settled_clause_has_wording"),
        )

    def __str__(self) -> str:
        return self.clause


class Side(models.TextChoices):
    """Whose signature it is."""

    CUSTOMER = "customer", _("Customer")
    DIRECTOR = "director", _("Director")
    TECHNICAL_DIRECTOR = "technical_director", _("Technical director")


class Signature(Occurrence):
    """One of the three signatures under a contract."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="signatures")
    side = models.CharField(max_length=20, choices=Side)
    signed_on = models.DateField()
    signatory = models.CharField(max_length=200)
    ground = models.CharField(max_length=20)
    document = models.CharField(max_length=200, blank=True)
    text = models.ForeignKey(ContractText, models.PROTECT, null=True, related_name="signatures")
    text_sha256 = models.CharField(max_length=64, blank=True)

    class Meta(Occurrence.Meta):
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        constraints = (
            *Occurrence.Meta.constraints,
            models.CheckConstraint(condition=Q(side__in=Side.values), name="signature_side_known"),
            models.CheckConstraint(condition=~Q(signatory=""), name="signature_has_signatory"),
        )


class SignedScan(models.Model):
    """A scan of the paper as the customer signed it, given beside their signature."""

    signature = models.ForeignKey(Signature, models.PROTECT, related_name="scans", db_index=False)
    paper = models.OneToOneField("papers.Paper", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("scan of a signed contract")
        verbose_name_plural = _("scans of signed contracts")
        ordering = ("signature", "id")
        constraints = (
            models.UniqueConstraint(fields=("signature", "paper"), name="scan_of_signature"),
        )

    def __str__(self) -> str:
        return f"{self.signature_id}"
