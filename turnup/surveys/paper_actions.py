"""Issuing the papers of stage 2: the survey's act, the estimate, the letter of refusal."""

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop as _

from turnup.orders.holding import hold_order
from turnup.orders.models import JournalEntry, Order
from turnup.orders.moves import Move
from turnup.orders.occurrence import standing_row
from turnup.orders.office import office_calendar
from turnup.papers.actions import keep_paper, take_number
from turnup.papers.models import Paper
from turnup.papers.queries import company_on, shelf
from turnup.papers.typeset import source_hash, typeset
from turnup.people.actor import Actor
from turnup.standard.refusals import BadField
from turnup.surveys.law import REFUSAL, term_from
from turnup.surveys.models import (
    DevelopmentDecision,
    Estimate,
    IssuedPaper,
    RefusalLetter,
    Survey,
)
from turnup.surveys.paper_words import act_data, estimate_data, refusal_data
from turnup.surveys.queries import issued_paper, standing_estimate, standing_survey

ACT, ESTIMATE, LETTER = "survey_act", "estimate", "refusal_letter"
DRAFT: Final = "проект"
SERIES: Final = {ACT: "ТЭ", ESTIMATE: "СМ", LETTER: "ОТ"}


@transaction.atomic
def issue_act(*, order_id: UUID, actor: Actor, at: datetime) -> Paper:
    """Issue the act of the survey that stands; one that was issued already is given.

    Raises BadField where no survey stands or our company's details are not known.
    """
    hold_order(order_id)
    survey = standing_survey(order_id)
    if survey is None:
        raise BadField("survey", _("No survey result stands, so there is no act."))
    return issued_paper(survey) or _issued_act(survey, actor, at)


def _issued_act(survey: Survey, actor: Actor, at: datetime) -> Paper:
    order, entry = _ground_of(survey)
    number = _number(ACT, survey.surveyed_on)
    data = act_data(order, survey, entry, number)
    paper = _issued(ACT, number, data, order, actor, at)
    IssuedPaper.objects.create(order_id=order.id, seq=survey.seq, paper=paper)
    return paper


@transaction.atomic
def issue_estimate(*, order_id: UUID, actor: Actor, at: datetime) -> Paper:
    """Issue the paper of the estimate that stands; one that was issued already is given.

    Raises BadField where no estimate stands or our company's details are not known.
    """
    hold_order(order_id)
    estimate = standing_estimate(order_id)
    if estimate is None:
        raise BadField("estimate", _("No estimate stands, so there is no paper of it."))
    return issued_paper(estimate) or _issued_estimate(estimate, actor, at)


def _issued_estimate(estimate: Estimate, actor: Actor, at: datetime) -> Paper:
    order, entry = _ground_of(estimate)
    number = _number(ESTIMATE, office_calendar().local_date(entry.at))
    data = estimate_data(order, estimate, standing_survey(order.id), entry, number)
    paper = _issued(ESTIMATE, number, data, order, actor, at)
    IssuedPaper.objects.create(order_id=order.id, seq=estimate.seq, paper=paper)
    return paper


@transaction.atomic
def write_refusal(*, move: Move, seq: int, decided_on: date) -> RefusalLetter | None:
    """Write the letter of a decision not to build, to be sent within the term of the law.

    Called by `actions.decide_development` with that decision's entry. None where our company has
    no details yet: `issue_refusal` writes it when they are there.
    """
    if company_on(decided_on) is None:
        return None
    decision = DevelopmentDecision.objects.get(order_id=move.order_id, seq=seq)
    return _written(decision, move.actor, move.now)


@transaction.atomic
def issue_refusal(*, order_id: UUID, actor: Actor, at: datetime) -> RefusalLetter:
    """Write the letter of the decision that stands, or give the one that is written.

    Raises BadField where nobody decided not to build.
    """
    hold_order(order_id)
    decision = standing_row(DevelopmentDecision, "development_decided", order_id)
    if decision is None or decision.decision != "no":
        raise BadField("decision", _("No decision against building stands."))
    found = RefusalLetter.objects.filter(order_id=order_id, seq=decision.seq).first()
    return found or _written(decision, actor, at)


def _written(decision: DevelopmentDecision, actor: Actor, at: datetime) -> RefusalLetter:
    survey = standing_survey(decision.order_id)
    assert survey is not None, "a decision rests on a survey"
    order, entry = _ground_of(decision)
    act = issued_paper(survey) or _issued_act(survey, actor, at)
    term = term_from(REFUSAL, decision.meeting_date)
    number = _number(LETTER, decision.meeting_date)
    data = refusal_data(
        order, survey, decision, entry, number=number, act=act.number, ground=term.ground
    )
    paper = _issued(LETTER, number, data, order, actor, at)
    return RefusalLetter.objects.create(
        order_id=order.id, seq=decision.seq, paper=paper, send_by=term.last_day, ground=term.ground
    )


def issue(*, order_id: UUID, kind: str, actor: Actor, at: datetime) -> Paper:
    """Issue a paper of a kind, or give the one that is issued. Raises BadField; KeyError."""
    if kind == LETTER:
        return issue_refusal(order_id=order_id, actor=actor, at=at).paper
    issuing = {ACT: issue_act, ESTIMATE: issue_estimate}[kind]
    return issuing(order_id=order_id, actor=actor, at=at)


def issued_of(order_id: UUID, kind: str) -> Paper | None:
    """Return the issued paper of a kind of what stands now, or None."""
    if kind == LETTER:
        decision = standing_row(DevelopmentDecision, "development_decided", order_id)
        rows = RefusalLetter.objects.filter(order_id=order_id, seq=decision.seq if decision else -1)
        letter = rows.select_related("paper__file").first()
        return letter.paper if letter else None
    row = standing_survey(order_id) if kind == ACT else standing_estimate(order_id)
    return issued_paper(row) if row else None


def drafted(*, order_id: UUID, kind: str) -> bytes:
    """Typeset an act or an estimate as it would be issued, without a number.

    Raises BadField where nothing stands, and for a letter: that is written at once.
    """
    survey, estimate = standing_survey(order_id), standing_estimate(order_id)
    if kind == ACT and survey:
        order, entry = _ground_of(survey)
        data = act_data(order, survey, entry, DRAFT)
    elif kind == ESTIMATE and estimate:
        order, entry = _ground_of(estimate)
        data = estimate_data(order, estimate, survey, entry, DRAFT)
    else:
        raise BadField(kind, _("There is nothing that this paper could tell of."))
    return typeset(f"surveys/{kind}", data, _pictures(data))


def _pictures(data: dict[str, Any]) -> dict[str, bytes]:
    return {one["file"]: shelf().get(one["sha256"]) for one in data.get("photos", ())}


def _ground_of(row: Survey | Estimate | DevelopmentDecision) -> tuple[Order, JournalEntry]:
    """Give the order, and the journal entry that made the row."""
    order = Order.objects.select_related("customer", "site").get(pk=row.order_id)
    entries = JournalEntry.objects.select_related("actor")
    return order, entries.get(order_id=row.order_id, seq=row.seq)


def _number(kind: str, day: date) -> str:
    return f"{SERIES[kind]}-{day.year}-{take_number(series=kind, year=day.year):04}"


def _issued(
    kind: str, number: str, data: dict[str, Any], order: Order, actor: Actor, at: datetime
) -> Paper:
    return keep_paper(
        actor=actor,
        at=at,
        kind=kind,
        content=typeset(f"surveys/{kind}", data, _pictures(data)),
        source_sha256=source_hash(data),
        order=order.id,
        number=number,
    )
