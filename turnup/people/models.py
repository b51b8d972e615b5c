"""Staff, the roles they held and when, and the tokens their programs sign in with."""

import uuid
from datetime import datetime
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _

from turnup.people.roles import HELD_ROLES


class Language(models.TextChoices):
    """The languages Turnup speaks."""

    RUSSIAN = "ru", _("Russian")
    ENGLISH = "en", _("English")


class People(BaseUserManager["Person"]):
    """The staff, found by e-mail in any case."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        """Find the person who signs in with this address; raises `Person.DoesNotExist`."""
        return self.get(email=(username or "").strip().lower())


class Person(AbstractBaseUser):
    """A member of the staff. Signs in by e-mail; what they may do comes from their roles alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail"), max_length=254, unique=True)
    name = models.CharField(_("full name"), max_length=200)
    name_en = models.CharField(_("name in Latin letters"), max_length=200, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    language = models.CharField(
        _("language"), max_length=2, choices=Language, default=Language.RUSSIAN
    )
    is_active = models.BooleanField(_("may sign in"), default=True)
    hired_at = models.DateTimeField(db_default=Now())

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = People()

    class Meta:
        """One person, one address, kept in lower case."""

        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(condition=Q(email=Lower("email")), name="person_email_lower"),
            models.CheckConstraint(condition=~Q(name=""), name="person_has_name"),
            models.CheckConstraint(
                condition=Q(language__in=Language.values), name="person_language_known"
            ),
        )

    def __str__(self) -> str:
        """Show the person as colleagues name them."""
        return self.name

    def get_full_name(self) -> str:
        """Return the full name, in the order Russians write it: surname, name, patronymic."""
        return self.name


class RoleAssignment(models.Model):
    """That a person held a role from one moment (inclusive) until another (exclusive)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="assignments")
    role = models.CharField(max_length=40)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField(db_default=Now())
    given_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        """No two spans of one role of one person overlap, so that the past can be proved."""

        constraints = (
            models.CheckConstraint(condition=Q(role__in=HELD_ROLES), name="assignment_role_known"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")),
                name="assignment_ends_after_start",
            ),
            ExclusionConstraint(
                name="assignment_no_overlap",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (
                        Func(
                            "since",
                            "until",
                            RangeBoundary(),
                            function="TSTZRANGE",
                            output_field=DateTimeRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        )

    def __str__(self) -> str:
        """Show the role with its span."""
        return f"{self.role} {self.since:%Y-%m-%d}…{self.until or ''}"

    def holds_at(self, at: datetime) -> bool:
        """Tell whether the role was held at the moment."""
        return self.since <= at and (self.until is None or at < self.until)


class ApiToken(models.Model):
    """A secret by which a program acts for a person. Only its SHA-256 is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="tokens")
    title = models.CharField(max_length=100, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    last4 = models.CharField(max_length=4)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """The digest is a SHA-256 in hexadecimal digits."""

        ordering = ("-created_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(digest__regex="^[0-9a-f]{64}$"), name="token_digest_is_sha256"
            ),
        )

    def __str__(self) -> str:
        """Show as much of the token as may be shown."""
        return f"tu_…{self.last4}"


class StaffChange(models.Model):
    """What an administrator did with a person's account, and when; roles have their own rows."""

    class What(models.TextChoices):
        """What was done."""

        HIRED = "hired", _("added")
        DATA = "data", _("name, phone or language changed")
        PASSWORD = "password", _("new password given")
        TOKEN = "token", _("token given out")
        TOKEN_REVOKED = "token_revoked", _("token revoked")
        DISMISSED = "dismissed", _("account closed")
        READMITTED = "readmitted", _("account opened again")

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="changes")
    what = models.CharField(max_length=20, choices=What)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        """Latest first."""

        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(
                    what__in=(
                        "hired",
                        "data",
                        "password",
                        "token",
                        "token_revoked",
                        "dismissed",
                        "readmitted",
                    )
                ),
                name="staff_change_known",
            ),
        )

    def __str__(self) -> str:
        """Show what was done and when."""
        return f"{self.what} {self.at:%Y-%m-%d %H:%M}"
