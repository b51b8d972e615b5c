"""Issuing the minutes of a meeting; corrected ones keep their number and count their revisions."""

from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_noop as _

from turnup.papers.actions import keep_paper, take_number
from turnup.papers.models import Paper
from turnup.papers.typeset import source_hash, typeset
from turnup.people.actor import Actor
from turnup.people.queries import holders_of
from turnup.standard.refusals import BadField
from turnup.surveys.agenda import latest_terms
from turnup.surveys.models import AgendaItem, Decision, Ground, IssuedPaper, Meeting, Survey
from turnup.surveys.paper_words import (
    TECHNOLOGIES,
    company_head,
    day_text,
    paper_head,
    sum_text,
)

MINUTES: Final = "meeting_minutes"
SERIES: Final = "ПС"
DRAFT: Final = "проект"
POSTS: Final = (("technical_director", "Технический директор"), ("noc_head", "Начальник NOC"))


@transaction.atomic
def issue_minutes(*, meeting: Meeting, actor: Actor, at: datetime) -> Paper:
    """Issue the minutes as they are now; the same again give the paper that is issued.

    Raises BadField for a meeting that has decided nothing, or without our company's details.
    """
    held = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    latest = held.paper
    number = latest.number if latest else _number(held)
    data = minutes_data(held, number)
    if not data["items"] and not data["text"]:
        raise BadField("minutes", _("The meeting has decided nothing yet."))
    if latest and latest.source_sha256 == source_hash(data):
        return latest
    paper = keep_paper(
        actor=actor,
        at=at,
        kind=MINUTES,
        content=typeset("surveys/meeting_minutes", data),
        source_sha256=source_hash(data),
        number=number,
        revision=latest.revision + 1 if latest else 0,
    )
    Meeting.objects.filter(pk=held.pk).update(paper=paper)
    return paper


def _number(meeting: Meeting) -> str:
    year = meeting.meeting_date.year
    return f"{SERIES}-{year}-{take_number(series=SERIES, year=year):04}"


def drafted_minutes(meeting: Meeting) -> bytes:
    """Typeset the minutes as they would be issued now: their number, or none yet.

    Raises BadField.
    """
    number = meeting.paper.number if meeting.paper else DRAFT
    return typeset("surveys/meeting_minutes", minutes_data(meeting, number))


def minutes_data(meeting: Meeting, number: str) -> dict[str, Any]:
    """Give the data of the minutes: papers that leave the department are Russian."""
    with translation.override("ru"):
        rows = meeting.items.select_related("case__order__customer", "case__order__site")
        items = list(rows.order_by("id"))
        return {
            "number": number,
            "date": day_text(meeting.meeting_date),
            "company": paper_head(company_head(meeting.meeting_date)),
            "present": list(_present(meeting)),
            "items": [_item(place, one) for place, one in enumerate(items, start=1)],
            "text": meeting.minutes,
            "signatures": [_signer(meeting, role, post) for role, post in POSTS],
        }


def _present(meeting: Meeting) -> Any:
    """Name who holds the posts that make the meeting; who came is written in the minutes' text."""
    for role, post in POSTS:
        for one in holders_of(role, meeting.called_at):
            yield {"post": post, "name": one.name}


def _signer(meeting: Meeting, role: str, post: str) -> dict[str, str]:
    people = list(holders_of(role, meeting.called_at)[:2])
    return {"post": post, "name": people[0].name if len(people) == 1 else ""}


def _item(place: int, one: AgendaItem) -> dict[str, Any]:
    order = one.case.order
    survey = Survey.objects.get(order_id=order.id, seq=one.case.seq)
    act = IssuedPaper.objects.filter(order_id=order.id, seq=survey.seq).select_related("paper")
    terms = latest_terms([order.id]).get(order.id)
    return {
        "place": str(place),
        "order": str(order.number),
        "customer": str(order.customer),
        "address": str(order.site),
        "technology": str(translation.gettext(TECHNOLOGIES[survey.technology or order.technology])),
        "surveyed_on": day_text(survey.surveyed_on),
        "act": act[0].paper.number if act else "",
        "reason": str(Ground(survey.reason_code).label) if survey.reason_code else "",
        "once": sum_text(terms.connection_fee) if terms else "",
        "monthly": sum_text(terms.monthly_fee) if terms else "",
        "discussion": one.discussion,
        "decision": one.decision,
        "decided": _decided(one),
        "responsible": one.responsible,
        "by_when": day_text(one.by_when) if one.by_when else "",
    }


def _decided(one: AgendaItem) -> str:
    match Decision(one.decision):
        case Decision.BUILD:
            return "развивать сеть по этому адресу; после постройки провести повторную экспертизу"
        case Decision.NOT_NOW:
            assert one.review_on, "a put-off case has its day"
            return f"решение отложить, вернуться к вопросу {day_text(one.review_on)}"
    return "сеть не строить; заказчику направить письменный отказ"
