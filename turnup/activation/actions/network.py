"""What the network is known to do: whose account RADIUS has, and whether it answers."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q
from procrastinate.contrib.django import app

from turnup.activation.models import RadiusLink, Service


def follow(*, service: Service) -> None:
    """Queue the job that brings RADIUS in line; it commits with the caller's transaction."""
    job = app.configure_task("activation.provision", queue="radius", lock=f"radius:{service.login}")
    job.defer(login=service.login)


def mark_provisioned(*, seen: Iterable[Service], at: datetime) -> None:
    """Note that RADIUS says of these services what we said when they were read, and no later."""
    for service in seen:
        same = Service.objects.filter(
            pk=service.pk, ended_at=service.ended_at, changed_at=service.changed_at
        )
        same.update(provisioned_at=at)


def mark_astray(*, logins: Iterable[str]) -> None:
    """Note that RADIUS says otherwise of these logins than we, or may."""
    Service.objects.filter(login__in=list(logins)).update(provisioned_at=None)


def note_silence(*, at: datetime, fault: str) -> None:
    """Note that RADIUS's database does not answer; the first such moment is kept."""
    link, _made = RadiusLink.objects.get_or_create(pk=1)
    silent = RadiusLink.objects.filter(pk=link.pk)
    silent.filter(silent_since=None).update(silent_since=at)
    silent.update(fault=fault[:500])


def note_agreement(*, began_at: datetime) -> None:
    """Note that RADIUS had every account as ours at a reconciling that began at this moment."""
    RadiusLink.objects.get_or_create(pk=1)
    later = Q(agreed_at=None) | Q(agreed_at__lt=began_at)
    RadiusLink.objects.filter(later, pk=1).update(agreed_at=began_at)
    RadiusLink.objects.filter(pk=1).update(silent_since=None, fault="")
