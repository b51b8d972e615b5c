"""The clause library: what stands today, each clause's versions, and a new version."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods
from pydantic import ValidationError

from turnup.contracts.clause_actions import set_clause
from turnup.contracts.clause_forms import ClauseVersion
from turnup.contracts.clauses import clauses_on, policies_on, policy_texts
from turnup.contracts.models import Audience, Clause
from turnup.contracts.variables import VARIABLES
from turnup.orders.reading import Reader, faults_by_field, reader
from turnup.people.permissions import allows, scope_of
from turnup.standard.refusals import Refused
from turnup.ui import posted, schema


@require_GET
@allows("clauses.read")
def clauses(request: HttpRequest) -> HttpResponse:
    """Show the clauses that stand today by section, and the legal figures they name."""
    me = reader(request)
    today = timezone.localdate(me.now)
    policies = policies_on(today)
    said = policy_texts(policies)
    shown = {
        "sections": _sections(today),
        "policies": [{"row": row, "text": said[code]} for code, row in policies.items()],
        "may_edit": bool(scope_of(me.actor, "clauses.edit")),
        "today": today,
    }
    return render(request, "contracts/clauses.html", shown)


def _sections(day: date) -> list[dict[str, Any]]:
    sections: list[dict[str, Any]] = []
    for row in clauses_on(day):
        if row.heading:
            sections.append({"number": len(sections) + 1, "heading": row, "clauses": []})
        else:
            for_some = "" if row.audience == Audience.ALL else Audience(row.audience).label
            sections[-1]["clauses"].append({"row": row, "for_some": for_some})
    return sections


@require_http_methods(["GET", "HEAD", "POST"])
@allows("clauses.edit")
def clause(request: HttpRequest, code: str) -> HttpResponse:
    """Show a clause with its versions; write a new one from a day on."""
    me = reader(request)
    versions = list(
        Clause.objects.filter(code=code).select_related("written_by").order_by("-since")
    )
    if not versions:
        raise Http404(code)
    form = ClauseVersion.model_json_schema()
    if request.method != "POST":
        known = _known(versions[0], timezone.localdate(me.now))
        return _page(request, versions, schema.fields(form, known, {}))
    data = posted.read(form, request.POST)
    try:
        said = ClauseVersion.model_validate(data)
        seen = date.fromisoformat(request.POST.get("seen", ""))
        set_clause(actor=me.actor, at=me.now, code=code, seen=seen, **said.model_dump())
    except (Refused, ValidationError, ValueError) as fault:
        errors = _errors(fault, me)
        return _page(request, versions, schema.fields(form, data, errors), 422)
    messages.success(request, _("The clause has a new version."))
    return redirect("contracts:clauses")


def _errors(fault: Exception, me: Reader) -> dict[str, str]:
    if not isinstance(fault, Refused | ValidationError):
        return {"since": _("The page was sent incomplete. Load it anew.")}
    return faults_by_field(me.explained(fault))


def _known(last: Clause, today: date) -> dict[str, Any]:
    return {
        "text": last.text,
        "gloss": last.gloss,
        "audience": last.audience,
        "since": max(today, last.since).isoformat(),
    }


def _page(
    request: HttpRequest, versions: list[Clause], fields: Any, http: int = 200
) -> HttpResponse:
    policies = policies_on(timezone.localdate(timezone.now()))
    said = policy_texts(policies)
    shown = {
        "clause": versions[0],
        "versions": versions,
        "fields": fields,
        "variables": [
            *({"name": name, "title": _(title)} for name, title in VARIABLES.items()),
            *({"name": c, "title": f"{row.title}: {said[c]}"} for c, row in policies.items()),
        ],
    }
    return render(request, "contracts/clause.html", shown, status=http)
