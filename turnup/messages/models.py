"""A letter to one person about one journal entry, by one channel."""

from uuid import UUID, uuid5

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

LETTERS = UUID("6f0a3b52-7c1d-5a9e-9d0b-2f6f1a3c4e58")  # our name space for message ids


class Channel(models.TextChoices):
    """How a letter reaches a person."""

    INAPP = "inapp", _("In the program")
    EMAIL = "email", _("By e-mail")


class Message(models.Model):
    """A letter. It names the order and the step, never the customer: it may leave the house.

    By e-mail it is due until `sent_at` (delivered to the mail server) or `failed_at` (given up, a
    dead letter with its `failure`). Repeats carry the same `message_id`.
    """

    entry = models.ForeignKey(
        "orders.JournalEntry", models.PROTECT, related_name="messages", db_index=False
    )
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="messages", db_index=False
    )
    channel = models.CharField(max_length=10, choices=Channel)
    message_id = models.UUIDField()
    subject = models.CharField(max_length=250)
    body = models.TextField()
    written_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    failure = models.TextField(blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=("entry", "recipient", "channel"), name="message_once"),
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(failed_at=None), name="message_one_end"
            ),
            models.CheckConstraint(
                condition=Q(failed_at=None) | ~Q(failure=""), name="dead_letter_says_why"
            ),
        )
        indexes = (
            models.Index(
                fields=("recipient", "-id"),
                name="message_unread",
                condition=Q(channel="inapp", read_at=None),
            ),
            models.Index(
                fields=("id",),
                name="message_due",
                condition=Q(channel="email", sent_at=None),
            ),
        )

    def __str__(self) -> str:
        return self.subject


class MailLink(models.Model):
    """What we know of the mail server: one row. `silent_since` is when it stopped answering."""

    silent_since = models.DateTimeField(null=True)
    fault = models.TextField(blank=True)

    class Meta:
        verbose_name = _("link to the mail server")
        verbose_name_plural = _("links to the mail server")

    def __str__(self) -> str:
        return f"silent since {self.silent_since}"


def message_id(entry_id: int, person_id: UUID) -> UUID:
    """Return the id that every repeat of this letter carries."""
    return uuid5(LETTERS, f"{entry_id}:{person_id}")
