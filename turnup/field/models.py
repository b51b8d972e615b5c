"""What phones send, kept by the ids that they made; ticks, marks, photos; acts handed over."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from turnup.field.checklist import POINTS
from turnup.installation.models import CompletionAct, Visit
from turnup.papers.models import Paper, StoredFile


class Outcome(models.TextChoices):
    """What became of an item at its arrival, or since."""

    DONE = "done", _("Recorded")
    WAITING = "waiting", _("Waits for what comes before it")
    CONFLICT = "conflict", _("Does not fit")
    REFUSED = "refused", _("To be mended")


class Settlement(models.TextChoices):
    """How a person, or a better item, settled what did not fit."""

    APPLIED = "applied", _("Recorded as sent")
    AMENDED = "amended", _("Recorded with corrections")
    SET_ASIDE = "set_aside", _("Put aside")
    REPLACED = "replaced", _("Replaced by a corrected one")


class ClockNote(models.TextChoices):
    """Why an act's moment is not the phone's."""

    RIGHT = "", _("As the phone said")
    SHIFTED = "shifted", _("The phone's clock was wrong")
    CHANGED = "changed", _("The phone's clock was set in between")
    CLAMPED = "clamped", _("The phone's clock cannot be true")
    GROUND = "ground", _("Earlier than what it rests on")


class Item(models.Model):
    """One thing that a phone sent, under the id that it got before it was sent.

    The row commits with its effect, so that an item has at most one. `said` is kept as it came
    while it is not in the journal; `seen` is what the phone knew of the visit. `problem` holds the
    refusal in each language.
    """

    id = models.UUIDField(primary_key=True)
    phone = models.UUIDField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    order = models.ForeignKey("orders.Order", models.PROTECT, null=True, related_name="field_items")
    kind = models.CharField(max_length=10)
    step = models.CharField(max_length=60, blank=True)
    said = models.JSONField(null=True)
    seen = models.JSONField(default=dict)
    fingerprint = models.CharField(max_length=64)
    phone_at = models.DateTimeField()
    happened_at = models.DateTimeField()
    clock_note = models.CharField(max_length=10, blank=True, choices=ClockNote)
    arrived_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome)
    problem = models.JSONField(null=True)
    receipt = models.JSONField(null=True)
    settlement = models.CharField(max_length=10, null=True, choices=Settlement)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        verbose_name = _("item from a phone")
        verbose_name_plural = _("items from phones")
        ordering = ("happened_at", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(outcome__in=Outcome.values), name="field_item_outcome_known"
            ),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.DONE)
                | Q(settlement__isnull=False)
                | Q(said__isnull=False),
                name="field_item_nothing_lost",
            ),
            models.CheckConstraint(
                condition=Q(settlement=None, settled_at=None)
                | Q(settlement__in=Settlement.values, settled_at__isnull=False),
                name="field_item_settlement_whole",
            ),
        )
        indexes = (
            models.Index(
                fields=("order", "happened_at"),
                name="field_item_unsettled",
                condition=Q(settlement=None) & ~Q(outcome=Outcome.DONE),
            ),
            models.Index(fields=("person", "-arrived_at"), name="field_item_person"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.step} {self.id}"

    @property
    def is_open(self) -> bool:
        """Tell whether somebody still has to settle it."""
        return self.outcome != Outcome.DONE and self.settlement is None


class Mark(models.TextChoices):
    """What a crew says of a visit on its way."""

    ON_THE_WAY = "on_the_way", _("On the way")
    ARRIVED = "arrived", _("On the spot")


class VisitMark(models.Model):
    """That a member of the crew was on the way to a visit, or arrived; the first time counts."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="marks")
    mark = models.CharField(max_length=12, choices=Mark)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("mark of a visit")
        verbose_name_plural = _("marks of visits")
        ordering = ("at", "id")
        constraints = (
            models.UniqueConstraint(fields=("visit", "mark", "person"), name="visit_mark_once"),
            models.CheckConstraint(condition=Q(mark__in=Mark.values), name="visit_mark_known"),
        )

    def __str__(self) -> str:
        return f"{self.visit} {self.mark}"


class Tick(models.Model):
    """That a point of the shared checklist was ticked or unticked; the latest of each counts."""

    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="setup_ticks")
    point = models.CharField(max_length=20)
    is_done = models.BooleanField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("tick of the checklist")
        verbose_name_plural = _("ticks of the checklist")
        ordering = ("at", "id")
        constraints = (
            models.CheckConstraint(condition=Q(point__in=[*POINTS]), name="setup_tick_known"),
        )
        indexes = (models.Index(fields=("order", "point", "-at"), name="setup_tick_latest"),)

    def __str__(self) -> str:
        return f"{self.point} {self.is_done}"


class PhotoKind(models.TextChoices):
    """What a photo from site shows."""

    PLACE = "place", _("The place")
    CABLE = "cable", _("Cable and route")
    DEVICE = "device", _("Device and serial number")
    ANTENNA = "antenna", _("Antenna, mast")
    FINISHED = "finished", _("Finished work")
    TROUBLE = "trouble", _("What is in the way")


class SitePhoto(models.Model):
    """A picture taken on site, re-encoded, under the id that the phone gave it."""

    id = models.UUIDField(primary_key=True)
    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="site_photos")
    kind = models.CharField(max_length=10, choices=PhotoKind)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    thumbnail = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=64)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    phone_at = models.DateTimeField()
    taken_at = models.DateTimeField()
    arrived_at = models.DateTimeField()

    class Meta:
        verbose_name = _("photo from site")
        verbose_name_plural = _("photos from site")
        ordering = ("taken_at", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=PhotoKind.values), name="site_photo_kind_known"
            ),
        )
        indexes = (models.Index(fields=("order", "taken_at"), name="site_photo_order"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class PhotoPart(models.Model):
    """A part of a photo that is still coming in; gone once the photo is whole."""

    photo_id = models.UUIDField()
    order = models.ForeignKey("orders.Order", models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    begins = models.PositiveIntegerField()
    content = models.BinaryField()
    arrived_at = models.DateTimeField()

    class Meta:
        verbose_name = _("part of a photo")
        verbose_name_plural = _("parts of photos")
        ordering = ("photo_id", "begins")
        constraints = (
            models.UniqueConstraint(
                fields=("photo_id", "person", "begins"), name="photo_part_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.photo_id} {self.begins}"


class ActRegister(models.Model):
    """A list of acts that a crew member brings to the subscriber department; received as a whole.

    Its number is taken when it is received: the receipt is the paper.
    """

    number = models.CharField(_("number"), max_length=40, unique=True, null=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    received_at = models.DateTimeField(null=True)
    paper = models.ForeignKey(Paper, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("register of acts")
        verbose_name_plural = _("registers of acts")
        ordering = ("-made_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(received_at=None, received_by=None, number=None)
                | Q(received_at__isnull=False, received_by__isnull=False),
                name="act_register_received_whole",
            ),
        )

    def __str__(self) -> str:
        return self.number or f"{self.made_by} {self.made_at:%Y-%m-%d}"


class RegisteredAct(models.Model):
    """An act on a register; `returned` says why the clerk did not take it."""

    register = models.ForeignKey(ActRegister, models.CASCADE, related_name="lines")
    act = models.ForeignKey(CompletionAct, models.PROTECT, related_name="registrations")
    position = models.PositiveSmallIntegerField()
    returned = models.TextField(_("why it was not taken"), blank=True)

    class Meta:
        verbose_name = _("act on a register")
        verbose_name_plural = _("acts on registers")
        ordering = ("register", "position")
        constraints = (
            models.UniqueConstraint(fields=("register", "position"), name="act_register_position"),
            models.UniqueConstraint(
                fields=("act",), condition=Q(returned=""), name="act_on_one_register"
            ),
        )

    def __str__(self) -> str:
        return f"{self.register} {self.position}"
