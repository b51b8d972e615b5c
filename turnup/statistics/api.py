"""The REST door of services in use and their traffic."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router
from pydantic import BaseModel, ConfigDict, Field

from turnup.activation.models import Service
from turnup.people.permissions import allows
from turnup.rest.door import actor_of, json_answer, read_query
from turnup.rest.openapi import described
from turnup.statistics.queries import Amount, days_of, first_of_next, hours_of, totals_of
from turnup.statistics.reading import PAGE, page_of, read_login, visible_services
from turnup.statistics.shown import suspended_ways

router = Router(tags=["services"])
Month = Field(
    None,
    pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$",
    description="A month of the office's calendar, as 2026-11; left out: this month.",
)


class Strict(BaseModel):
    """Nothing but what is declared."""

    model_config = ConfigDict(extra="forbid")


class ServicesQuery(Strict):
    """Which services to list."""

    q: str | None = Field(
        None, max_length=100, description="In the login, the company's name; or an address begins."
    )
    after: int | None = Field(
        None, ge=0, le=2**62, description="The `id` after which the page begins."
    )


class TrafficQuery(Strict):
    """Which traffic to give."""

    month: str | None = Month
    by: Literal["day", "hour"] = "day"


@dataclass(frozen=True, slots=True)
class ServiceShown:
    """A service; octets are this month's, `sent` by the subscriber. `suspended` says how."""

    id: int
    order_id: UUID
    login: str
    ip_address: str
    activated_at: datetime
    ended_at: datetime | None
    suspended: str | None
    speed_down_kbit: int | None
    speed_up_kbit: int | None
    provisioned_at: datetime | None
    sent_octets: int
    received_octets: int


@dataclass(frozen=True, slots=True)
class LoginShown:
    """What the subscriber's router says to be let in."""

    service: int
    login: str
    password: str


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted in a span that begins then."""

    begins: datetime | date
    sent_octets: int
    received_octets: int
    source: str | None


@dataclass(frozen=True, slots=True)
class TrafficShown:
    """A service's month."""

    service: int
    month: str
    sent_octets: int
    received_octets: int
    rows: list[Counted]


@router.get(
    "/services",
    response={200: list[ServiceShown]},
    operation_id="list_services",
    summary=f"Services, the latest first, {PAGE} a page",
    openapi_extra=described(query=ServicesQuery, problems=(403,)),
)
@allows("statistics.read")
def list_services(request: HttpRequest) -> HttpResponse:
    """List the services that the caller may see, with this month's traffic."""
    asked = read_query(request, ServicesQuery)
    rows = page_of(visible_services(actor_of(request)), asked.q or "", asked.after).rows
    totals = totals_of([row.pk for row in rows], timezone.localdate().replace(day=1))
    ways = suspended_ways(rows)
    return json_answer([_shown(row, totals, ways) for row in rows])


def _shown(row: Service, totals: dict[int, Amount], ways: dict[int, str]) -> ServiceShown:
    amount = totals.get(row.pk)
    return ServiceShown(
        id=row.pk,
        order_id=row.order_id,
        login=row.login,
        ip_address=row.ip_address,
        activated_at=row.activated_at,
        ended_at=row.ended_at,
        suspended=ways.get(row.pk),
        speed_down_kbit=row.speed_down_kbit,
        speed_up_kbit=row.speed_up_kbit,
        provisioned_at=row.provisioned_at,
        sent_octets=amount.sent if amount else 0,
        received_octets=amount.received if amount else 0,
    )


def _service(request: HttpRequest, service_id: int) -> Service:
    known = service_id < 2**63
    row = visible_services(actor_of(request)).filter(pk=service_id).first() if known else None
    if row is None:
        raise Http404("no such service")
    return row


@router.get(
    "/services/{int:service_id}/login",
    response={200: LoginShown},
    operation_id="read_line_login",
    summary="A line's login and password",
    openapi_extra=described(problems=(403, 404)),
)
@allows("line_login.read")
def read_line_login(request: HttpRequest, service_id: int) -> HttpResponse:
    """Give what RADIUS lets the line in with; leaves an access record."""
    row = _service(request, service_id)
    login, password = read_login(actor=actor_of(request), service=row, at=timezone.now())
    answer = json_answer(LoginShown(row.pk, login, password))
    answer["Cache-Control"] = "no-store"
    return answer


@router.get(
    "/services/{int:service_id}/traffic",
    response={200: TrafficShown},
    operation_id="read_traffic",
    summary="A service's month by day or by hour",
    openapi_extra=described(query=TrafficQuery, problems=(403, 404)),
)
@allows("statistics.read")
def read_traffic(request: HttpRequest, service_id: int) -> HttpResponse:
    """Give what was counted, spans without traffic left out; the totals are by day."""
    asked = read_query(request, TrafficQuery)
    row = _service(request, service_id)
    today = timezone.localdate()
    month = date.fromisoformat(f"{asked.month}-01") if asked.month else today.replace(day=1)
    days = days_of(row.pk, month)
    by_day = [Counted(day, one.sent, one.received, None) for day, one in sorted(days.items())]
    return json_answer(
        TrafficShown(
            service=row.pk,
            month=f"{month:%Y-%m}",
            sent_octets=sum(one.sent_octets for one in by_day),
            received_octets=sum(one.received_octets for one in by_day),
            rows=by_day if asked.by == "day" else _by_hour(row, month),
        )
    )


def _by_hour(row: Service, month: date) -> list[Counted]:
    zone = ZoneInfo(settings.TIME_ZONE)
    since, until = (
        datetime(day.year, day.month, 1, tzinfo=zone) for day in (month, first_of_next(month))
    )
    found = hours_of(row.pk, since, until)
    return [Counted(one.hour, one.input, one.output, one.source) for one in found]
