"""A figure of the law or of the company: its versions by date, and a new one."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from pydantic import ValidationError

from turnup.contracts.clause_actions import set_policy
from turnup.contracts.clause_forms import FigureVersion
from turnup.contracts.declension import term_in_genitive
from turnup.contracts.models import Policy
from turnup.orders.reading import faults_by_field, reader
from turnup.people.permissions import allows
from turnup.standard.refusals import Refused
from turnup.ui import posted, schema


@require_http_methods(["GET", "HEAD", "POST"])
@allows("clauses.edit")
def figure(request: HttpRequest, code: str) -> HttpResponse:
    """Show a figure with its versions; write a new one from a day on."""
    me = reader(request)
    rows = Policy.objects.filter(code=code).select_related("written_by")
    versions = list(rows.order_by("-since"))
    if not versions:
        raise Http404(code)
    form = FigureVersion.model_json_schema()
    if request.method != "POST":
        today = timezone.localdate(me.now)
        known = {
            "value": f"{versions[0].value.normalize():f}",
            "ground": versions[0].ground,
            "since": max(today, versions[0].since + timedelta(days=1)).isoformat(),
        }
        return _page(request, versions, schema.fields(form, known, {}))
    data = posted.read(form, request.POST)
    try:
        said = FigureVersion.model_validate(data)
        set_policy(actor=me.actor, at=me.now, code=code, **said.model_dump())
    except (Refused, ValidationError) as fault:
        errors = faults_by_field(me.explained(fault))
        return _page(request, versions, schema.fields(form, data, errors), 422)
    messages.success(request, _("The figure is written down from that day on."))
    return redirect("contracts:clauses")


def _page(
    request: HttpRequest, versions: list[Policy], fields: Any, http: int = 200
) -> HttpResponse:
    shown = {
        "figure": versions[0],
        "versions": [
            {"row": one, "text": term_in_genitive(one.value, one.unit)} for one in versions
        ],
        "fields": fields,
    }
    return render(request, "contracts/figure.html", shown, status=http)
