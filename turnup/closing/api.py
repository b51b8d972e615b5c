"""The REST door of the months: run one, see how far it is, read its papers."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, Q, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext
from ninja import Router
from pydantic import Field

from turnup.billing.api import LARGEST, PAGE, Query
from turnup.closing.actions import begin_month
from turnup.closing.deliver import have_run
from turnup.closing.models import Bundle, MonthRun
from turnup.closing.queries import bundle_paper
from turnup.customers.actions import note_read
from turnup.papers.answers import file_answer
from turnup.people.actor import Actor
from turnup.people.permissions import allows
from turnup.rest.door import actor_of, json_answer, language_of, read_query
from turnup.rest.files import FILE, told_with
from turnup.rest.once import Strict, written_once
from turnup.rest.openapi import described

router = Router(tags=["months"])
MONTH = r"^20[0-9]{2}-(0[1-9]|1[0-2])$"


class PapersQuery(Query):
    """Which papers of a month to list."""

    after: int | None = Field(None, ge=0, le=LARGEST, description="The `id` before the page.")


class MonthBody(Strict):
    """A month that has ended."""

    month: str = Field(pattern=MONTH, description="As 2026-02.")


@dataclass(frozen=True, slots=True)
class MonthShown:
    """The run of a month: `charged` of `services` are done, `papered` of `customers`."""

    month: str
    began_at: datetime
    done_at: datetime | None
    services: int
    charged: int
    customers: int
    papered: int
    sent: int
    failed: int
    amount: Decimal
    vat_amount: Decimal


@dataclass(frozen=True, slots=True)
class PapersOfMonth:
    """A customer's papers of a month; `papered`: the transfer document is made."""

    id: int
    account: int
    invoice: str
    upd_number: str
    amount: Decimal
    vat_amount: Decimal
    papered: bool
    sent_to: str
    sent_at: datetime | None
    failed_at: datetime | None
    failure: str


def _shown(run: MonthRun) -> MonthShown:
    counted = run.bundles.aggregate(
        customers=Count("pk"),
        papered=Count("pk", filter=Q(upd__isnull=False)),
        sent=Count("pk", filter=Q(sent_at__isnull=False)),
        failed=Count("pk", filter=Q(failed_at__isnull=False)),
    )
    sums = run.bundles.aggregate(amount=Sum("amount"), vat_amount=Sum("vat_amount"))
    sums = {name: value or Decimal("0.00") for name, value in sums.items()}
    return MonthShown(
        month=f"{run.month:%Y-%m}",
        began_at=run.began_at,
        done_at=run.done_at,
        services=run.services,
        charged=run.charged,
        **{**counted, **sums},
    )


@router.get(
    "/months",
    response={200: list[MonthShown]},
    operation_id="list_months",
    summary="The months that were run, the latest first",
    openapi_extra=described(problems=(403,)),
)
@allows("month.read")
def list_months(request: HttpRequest) -> HttpResponse:
    """List the last 60 months' runs."""
    return json_answer([_shown(run) for run in MonthRun.objects.all()[:60]])


def _run(text: str) -> MonthRun:
    try:
        found = MonthRun.objects.filter(month=date.fromisoformat(f"{text}-01")).first()
    except ValueError:
        found = None
    if found is None:
        raise Http404("no such month")
    return found


@router.get(
    "/months/{month}",
    response={200: MonthShown},
    operation_id="read_month",
    summary="The run of a month",
    openapi_extra=described(problems=(403, 404)),
)
@allows("month.read")
def read_month(request: HttpRequest, month: str) -> HttpResponse:
    """Give how far a month's run is."""
    return json_answer(_shown(_run(month)))


@router.post(
    "/months",
    response={201: MonthShown},
    operation_id="run_month",
    summary="Run a month that has ended, in the background",
    openapi_extra=described(body=MonthBody, example={"month": "2026-02"}, problems=(403,)),
)
@allows("month.run")
def run_month(request: HttpRequest) -> HttpResponse:
    """Begin the run, or let it go on; a month that is done stays as it is."""
    return written_once(request, MonthBody, _begin)


def _begin(said: MonthBody, actor: Actor, now: datetime) -> MonthShown:
    run = begin_month(actor=actor, now=now, month=date.fromisoformat(f"{said.month}-01"))
    if run.done_at is None:
        have_run(run)
    return _shown(run)


@router.get(
    "/months/{month}/papers",
    response={200: list[PapersOfMonth]},
    operation_id="list_month_papers",
    summary=f"A month's papers by customer, {PAGE} a page",
    openapi_extra=described(query=PapersQuery, problems=(403, 404)),
)
@allows("month.read")
def list_month_papers(request: HttpRequest, month: str) -> HttpResponse:
    """List the papers, and how the sending of each went."""
    asked = read_query(request, PapersQuery)
    rows = _run(month).bundles.filter(pk__gt=asked.after or 0).order_by("pk")
    chosen = rows.select_related("account", "invoice")[:PAGE]
    with translation.override(language_of(request)):
        return json_answer([_papers(one) for one in chosen])


@router.get(
    "/transfer-documents/{number}/{kind}",
    operation_id="read_transfer_document",
    summary="A month’s paper as `pdf`, `tax` (its tax invoice) or `xml`, to save",
    openapi_extra=told_with(**{"200": FILE}),
)
@allows("month.read")
def read_transfer_document(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """Give the file; reading it leaves an access record."""
    found = bundle_paper(number, kind) if number.isprintable() else None
    if found is None:
        raise Http404("no such paper")
    bundle, paper = found
    customer_id = bundle.account.customer_id
    note_read(actor=actor_of(request), customer_id=customer_id, what="paper upd", at=timezone.now())
    return file_answer(paper.file)


def _papers(one: Bundle) -> PapersOfMonth:
    return PapersOfMonth(
        id=one.pk,
        account=one.account.number,
        invoice=one.invoice.number,
        upd_number=one.upd_number,
        amount=one.amount,
        vat_amount=one.vat_amount,
        papered=one.upd_id is not None,
        sent_to=one.to,
        sent_at=one.sent_at,
        failed_at=one.failed_at,
        failure=gettext(one.failure) if one.failure else "",
    )
