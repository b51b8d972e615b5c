"""A company that works its orders by the actions of stages 1 to 3, with the forms' examples."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from tests.orders.company import Company, found
from turnup.contracts import actions as contracts
from turnup.contracts import forms as contract_forms
from turnup.orders.forms import StepForm
from turnup.orders.models import EntryData, Order
from turnup.orders.moves import Move, Receipt
from turnup.orders.office import office_calendar, standing_standard
from turnup.requests import actions as requests
from turnup.requests import event_actions as events
from turnup.requests import event_forms
from turnup.requests import forms as request_forms
from turnup.surveys import actions as surveys
from turnup.surveys import forms as survey_forms
from turnup.surveys import moving_forms

Row = tuple[type[StepForm], Callable[..., Receipt]]
ROWS: Mapping[str, Row] = {
    "terms_proposed": (request_forms.ProposedTerms, requests.propose_terms),
    "brief_answered": (request_forms.BriefAnswered, requests.answer_brief),
    "terms_agreed": (request_forms.AgreedTerms, requests.agree_terms),
    "survey_requested": (survey_forms.SurveyTask, surveys.request_survey),
    "survey_urgency_allowed": (survey_forms.AllowedUrgency, surveys.allow_urgent_survey),
    "survey_scheduled": (survey_forms.SurveyDay, surveys.schedule_survey),
    "survey_done": (survey_forms.SurveyResult, surveys.finish_survey),
    "development_decided": (survey_forms.MeetingDecision, surveys.decide_development),
    "network_built": (survey_forms.BuiltNetwork, surveys.finish_build),
    "estimate_made": (survey_forms.MadeEstimate, surveys.make_estimate),
    "terms_corrected": (request_forms.CorrectedTerms, requests.correct_terms),
    "corrected_terms_accepted": (
        request_forms.AcceptedCorrection,
        requests.accept_corrected_terms,
    ),
    "contract_drafted": (contract_forms.DraftedContract, contracts.draft_contract),
    "duties_explained": (contract_forms.ExplainedDuties, contracts.explain_duties),
    "terms_approved_by_commercial_head": (
        contract_forms.ApprovedTerms,
        contracts.approve_terms_as_commercial_head,
    ),
    "terms_approved_by_owner": (contract_forms.ApprovedTerms, contracts.approve_terms_as_owner),
    "disputes_settled": (contract_forms.SettledDisputes, contracts.settle_disputes),
    "contract_signed_by_customer": (
        contract_forms.CustomerSignature,
        contracts.sign_contract_as_customer,
    ),
    "contract_signed_by_director": (
        contract_forms.DirectorSignature,
        contracts.sign_contract_as_director,
    ),
    "contract_signed_by_technical_director": (
        contract_forms.DirectorSignature,
        contracts.sign_contract_as_technical_director,
    ),
    "clauses_disputed": (contract_forms.DisputedClauses, contracts.dispute_clauses),
    "contract_withdrawn": (contract_forms.WithdrawnContract, contracts.withdraw_contract),
    "survey_urgency_refused": (survey_forms.RefusedUrgency, surveys.refuse_urgent_survey),
    "survey_moved": (moving_forms.MovedSurvey, surveys.move_survey),
    "survey_missed": (moving_forms.UnheldSurvey, surveys.miss_survey),
    "survey_annulled": (survey_forms.AnnulledSurvey, surveys.annul_survey),
    "order_cancelled": (event_forms.Cancellation, events.cancel_order),
    "order_refused": (event_forms.Refusal, events.refuse_order),
    "order_held": (event_forms.Hold, events.put_on_hold),
    "order_resumed": (event_forms.Resumption, events.resume_order),
    "waiver_granted": (event_forms.Waiver, events.grant_waiver),
    "note_added": (event_forms.Note, events.add_note),
    "terms_revised": (event_forms.ReopenedTerms, events.reopen_terms),
}
BARE = {
    "kind": "company",
    "name": "ООО «Калужские двигатели»",
    "inn": "7707049388",
    "email": "office@example.com",
}
"""A customer of whom the law asks more than this before a contract is signed."""
STAGES = ("request", "survey", "contract")


@dataclass
class Desk:
    """Opens orders and takes their steps, an hour after the last."""

    company: Company = field(default_factory=found)

    def open(self, order_id: UUID | None = None, **said: Any) -> Order:
        """Open an order with the example, in which `said` replaces fields."""
        form = request_forms.ReceivedRequest.read(
            {**request_forms.ReceivedRequest.example(), **said}
        )
        receipt = requests.open_order(
            order_id=order_id,
            actor=self.company.staff["account_manager"],
            at=self.company.now,
            now=self.company.now,
            door="test",
            **form.keywords(),
        )
        return Order.objects.get(pk=receipt.id)

    def take(self, order: Order, step: str, **said: Any) -> Receipt:
        """Take a step with the example, in which `said` replaces fields; None leaves one out."""
        form, action = ROWS[step]
        given = {**form.example(), **said}
        read = form.read({key: value for key, value in given.items() if value is not None})
        return action(move=self.move(order, step), **read.keywords())

    def move(self, order: Order, step: str) -> Move:
        """Give the intended movement by the person of the step's first role."""
        self.company.now += timedelta(hours=1)
        role = standing_standard().steps[step].by[0]
        return self.company.move(order, self.company.staff[role])

    def take_open(self, order: Order, until: str = "", **said: Mapping[str, Any]) -> Order:
        """Take every open step of the first three stages, with what is said for one of them."""
        while opened := [code for code in self.opened(order) if code != until]:
            if until in self.opened(order):
                break
            self.take(order, opened[0], **said.get(opened[0], {}))
        order.refresh_from_db()
        return order

    def opened(self, order: Order) -> list[str]:
        rows = order.open_steps.filter(stage__in=STAGES).order_by("id")
        return list(rows.values_list("step", flat=True))

    def today(self) -> date:
        return office_calendar().local_date(self.company.now)


def data_of(order: Order, step: str) -> dict[str, Any]:
    """Give what the latest entry of a step says."""
    rows = EntryData.objects.filter(entry__order=order, entry__step=step).order_by("-entry__seq")
    data = rows[0].data
    assert data is not None
    return data
