"""Traffic of the demo's services: the last seven weeks by hour, as offices use the internet."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from math import cos, pi
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings

from turnup.activation.models import Service
from turnup.statistics.actions import write_tally
from turnup.statistics.models import Source
from turnup.statistics.tally import Tally

SPAN: Final = timedelta(days=49)
HOUR: Final = timedelta(hours=1)
BUSY: Final = 0.09  # what of a line an office fills in its busiest hour
WEEKEND: Final = 0.22


def write_past_traffic(*, rng: Random, end: datetime) -> None:
    """Count what every service in use has sent and received since it began, seven weeks at most."""
    tally = Tally(Source.RADIUS, ZoneInfo(settings.TIME_ZONE))
    for service in Service.objects.filter(ended_at=None).order_by("order__number"):
        appetite = rng.uniform(0.3, 1.6)
        for hour, share in _hours(service, end, tally.zone):
            busy = share * appetite * rng.uniform(0.6, 1.4)
            down = (service.speed_down_kbit or 20_000) * 125 * 3600
            up = (service.speed_up_kbit or 20_000) * 125 * 3600
            tally.add(service.pk, "", hour, int(up * busy / 6), int(down * busy))
    tally.note("counted", end - HOUR, len(tally.hours) * 12)
    tally.note("duplicate", end - HOUR, len(tally.hours) // 40)
    tally.add(None, "198.51.100.77", end - 30 * HOUR, 41_300_000, 780_100_000)
    write_tally(tally=tally)


def _hours(service: Service, end: datetime, zone: ZoneInfo) -> Iterator[tuple[datetime, float]]:
    """Yield every hour of service with the share of the line in use, most in the afternoon."""
    hour = max(service.activated_at, end - SPAN).replace(minute=0, second=0, microsecond=0)
    while hour < end:
        local = hour.astimezone(zone)
        day = (1 - cos(2 * pi * (local.hour - 3) / 24)) / 2
        yield hour, BUSY * day**3 * (WEEKEND if local.weekday() > 4 else 1)
        hour += HOUR
