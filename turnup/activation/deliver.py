"""Bringing RADIUS in line with the services in use, by background jobs."""

from django.conf import settings
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from turnup.activation.actions import mark_provisioned
from turnup.activation.models import Service
from turnup.activation.queries import to_provision
from turnup.activation.radius import remove_account, write_account

AT_ONCE = 500  # logins a minute's reconciling takes up


@app.task(
    name="activation.provision",
    queue="radius",
    retry=RetryStrategy(max_attempts=5, exponential_wait=3),
)
def provision(login: str) -> None:
    """Write what RADIUS should say of one login: its live account, or nothing.

    Without `TURNUP_RADIUS_DATABASE_URL` it does nothing, and the services stay unprovisioned.
    """
    url = settings.RADIUS_DATABASE_URL
    if not url:
        return
    seen = list(Service.objects.filter(login=login))
    live = next((service for service in seen if service.ended_at is None), None)
    if live:
        write_account(url=url, login=login, password=live.password, ip_address=live.ip_address)
    else:
        remove_account(url=url, login=login)
    mark_provisioned(seen=seen, at=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="activation.reconcile", queue="radius", queueing_lock="activation.reconcile")
def reconcile(timestamp: int) -> None:
    """Provision what is still to be: after RADIUS was away, all converges within a minute."""
    if not settings.RADIUS_DATABASE_URL:
        return
    for login in to_provision().values_list("login", flat=True)[:AT_ONCE]:
        provision(login)
