"""Invariant I19: RADIUS has the accounts of the services in use, and no others.

What was changed in the last minute, or since RADIUS's database last answered, has time yet: the
reconciling brings it in line. What differs though a later reconciling left it equal is a fault.
"""

from contextlib import closing
from datetime import datetime, timedelta

import psycopg
from django.conf import settings

from turnup.activation.models import RadiusLink, Service
from turnup.activation.queries import accounts
from turnup.activation.radius import connected, differing
from turnup.orders.findings import Findings

PATIENCE = timedelta(seconds=60)
FAULTS = {
    "missing": "a service in use has no account at RADIUS",
    "other": "RADIUS says otherwise of a service than we",
    "stray": "RADIUS lets in a login that is not in service",
}


def radius_agrees(findings: Findings) -> None:
    """Compare every account both ways, where RADIUS's database is set up and answers (I19)."""
    finding = findings["I19"]
    found = _differing() if settings.RADIUS_DATABASE_URL else None
    if found is None:
        return
    finding.checked += Service.objects.filter(ended_at=None).count()
    if not found:
        return
    settled_at = _settled_at()
    changed = dict(
        Service.objects.filter(login__in=found).order_by("changed_at").values_list(
            "login", "changed_at"
        )
    )  # fmt: skip
    for login, kind in sorted(found.items()):
        since = changed.get(login)
        if settled_at is not None and (since is None or since <= settled_at):
            finding.look(FAULTS[kind], login=login)
            finding.checked -= kind != "stray"  # the services are counted already


def _differing() -> dict[str, str] | None:
    """Give what differs; None while RADIUS's database is away or has no tables yet."""
    try:
        with closing(connected(settings.RADIUS_DATABASE_URL)) as radius:
            return dict(differing(radius, accounts()))
    except (psycopg.OperationalError, psycopg.errors.UndefinedTable):
        return None


def _settled_at() -> datetime | None:
    """Give the moment up to which a reconciling has settled every change, or None."""
    link = RadiusLink.objects.filter(pk=1).first()
    if link is None or link.agreed_at is None:
        return None
    return link.agreed_at - PATIENCE
