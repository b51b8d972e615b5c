"""Links of customers with their visits, letters and codes, signatures by link, calls asked for."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from turnup.contracts.models import Signature
from turnup.orders.models import Order
from turnup.papers.models import Paper

_SHA256 = "^[0-9a-f]{64}$"


class CustomerLink(models.Model):
    """A secret address that opens one order's page to its customer, until it ends.

    Only the token's SHA-256 is kept. `nonce` is 128 random bits, of which and of the program's
    secret key the token is made again to send it (`keys.py`): the database alone opens nothing.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    order = models.ForeignKey(Order, models.PROTECT, related_name="links")
    nonce = models.BinaryField(max_length=16)
    digest = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("customer's link")
        verbose_name_plural = _("customers' links")
        ordering = ("-made_at",)
        constraints = (
            models.CheckConstraint(condition=Q(digest__regex=_SHA256), name="link_digest_sha256"),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")), name="link_ends_later"
            ),
            models.UniqueConstraint(
                fields=("order",), condition=Q(revoked_at=None), name="one_link_an_order"
            ),
        )

    def __str__(self) -> str:
        return f"{self.order} {self.made_at:%Y-%m-%d}"


class LinkVisit(models.Model):
    """That somebody opened a page by a link: what, when, from where."""

    link = models.ForeignKey(CustomerLink, models.PROTECT, related_name="visits", db_index=False)
    at = models.DateTimeField()
    what = models.CharField(max_length=40)
    address = models.GenericIPAddressField(null=True)
    agent = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("visit by a link")
        verbose_name_plural = _("visits by links")
        ordering = ("-at",)
        indexes = (models.Index(fields=("link", "-at"), name="visits_of_link"),)

    def __str__(self) -> str:
        return f"{self.what} {self.at:%Y-%m-%d %H:%M}"


class SigningCode(models.Model):
    """A one-time code for signing one text by one link. Only its keyed hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    link = models.ForeignKey(CustomerLink, models.PROTECT, related_name="codes")
    text_sha256 = models.CharField(max_length=64)
    sent_to = models.EmailField(max_length=254, blank=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("one-time code")
        verbose_name_plural = _("one-time codes")
        ordering = ("-made_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(text_sha256__regex=_SHA256), name="code_text_sha256"
            ),
        )

    def __str__(self) -> str:
        return f"{self.link} {self.made_at:%Y-%m-%d %H:%M}"


class LinkSignature(models.Model):
    """How a contract was signed by the link: the drawn signature, the code, from where."""

    signature = models.OneToOneField(Signature, models.PROTECT, related_name="by_link")
    link = models.ForeignKey(CustomerLink, models.PROTECT, related_name="signatures")
    code = models.OneToOneField(SigningCode, models.PROTECT, related_name="signature")
    picture = models.OneToOneField(Paper, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
    address = models.GenericIPAddressField(null=True)
    agent = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("signature by a link")
        verbose_name_plural = _("signatures by links")

    def __str__(self) -> str:
        return f"{self.signature_id}"


class CallBack(models.Model):
    """That a customer asked to be called: open until somebody says that it was done."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="call_backs")
    asked_at = models.DateTimeField()
    phone = models.CharField(max_length=16)
    wish = models.CharField(max_length=500, blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("call asked for")
        verbose_name_plural = _("calls asked for")
        ordering = ("-asked_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("order",), condition=Q(settled_at=None), name="one_call_asked_for"
            ),
            models.CheckConstraint(
                condition=Q(phone__regex=r"^\+\d{7,15}$"), name="call_phone_e164"
            ),
        )

    def __str__(self) -> str:
        return self.phone


class Purpose(models.TextChoices):
    """What a letter to a customer is for."""

    LINK = "link", _("The link to the order's page")
    CODE = "code", _("The one-time code for signing")
    REGISTERED = "registered", _("The request is registered")
    TURN = "turn", _("It is the customer's turn")
    SURVEY = "survey", _("The day of the survey")


class Letter(models.Model):
    """An e-mail to a customer. Its secret, a link's token or a code, is put in as it is sent.

    Due until `sent_at`, or `failed_at` with its `failure`; repeats carry the same `message_id`.
    """

    purpose = models.CharField(max_length=12, choices=Purpose)
    link = models.ForeignKey(CustomerLink, models.PROTECT, null=True, related_name="letters")
    code = models.ForeignKey(SigningCode, models.PROTECT, null=True, related_name="letters")
    public_request = models.ForeignKey(
        "requests.PublicRequest", models.PROTECT, null=True, related_name="letters"
    )
    turn = models.CharField(max_length=100, blank=True)  # which step waits, and since when
    to = models.EmailField(max_length=254)
    message_id = models.UUIDField(default=uuid.uuid4)
    subject = models.CharField(max_length=250)
    body = models.TextField()
    written_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    failure = models.TextField(blank=True)

    class Meta:
        verbose_name = _("letter to a customer")
        verbose_name_plural = _("letters to customers")
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(failed_at=None), name="customer_letter_one_end"
            ),
            models.CheckConstraint(
                condition=Q(
                    purpose__in=(Purpose.LINK, Purpose.TURN, Purpose.SURVEY), link__isnull=False
                )
                | Q(purpose=Purpose.CODE, code__isnull=False)
                | Q(purpose=Purpose.REGISTERED, public_request__isnull=False),
                name="customer_letter_about_something",
            ),
        )

    def __str__(self) -> str:
        return self.subject


class Knocks(models.Model):
    """How often somebody came to a door of ours that has a limit, until the count begins anew."""

    door = models.CharField(max_length=80, primary_key=True)
    count = models.PositiveIntegerField()
    until = models.DateTimeField()

    class Meta:
        verbose_name = _("count of knocks")
        verbose_name_plural = _("counts of knocks")

    def __str__(self) -> str:
        return f"{self.door}: {self.count}"
