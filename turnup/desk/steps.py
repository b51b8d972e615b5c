"""The table of steps: what each says (its form) and who carries it out (its action).

Pages, REST, the command line and `turnup connect` all record through `record_step`, so that one
step has one set of rules. A step that only a company's own standard knows has no row here: it
takes a form made of the facts that it sets, and a note.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from inspect import unwrap
from typing import Any, Final, Literal

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from pydantic import Field, ValidationError, create_model

from turnup.activation import actions as activation
from turnup.activation import forms as activation_forms
from turnup.billing import actions as billing
from turnup.billing import forms as billing_forms
from turnup.contracts import actions as contracts
from turnup.contracts import forms as contracts_forms
from turnup.ground import actions as ground
from turnup.ground import forms as ground_forms
from turnup.installation import actions as installation
from turnup.installation import forms as installation_forms
from turnup.orders import journal
from turnup.orders.faults import refuse_unkeepable
from turnup.orders.forms import StepForm, Text, labels
from turnup.orders.models import Order
from turnup.orders.moves import Move, Receipt
from turnup.orders.occurrence import plain
from turnup.orders.office import office_calendar, standard_version, standing_standard
from turnup.orders.queries import folded
from turnup.orders.refusals import OrderNotFound, Overtaken
from turnup.people.permissions import may_move
from turnup.requests import actions as requests
from turnup.requests import event_actions as events
from turnup.requests import event_forms
from turnup.requests import forms as requests_forms
from turnup.standard import Card, Standard, check
from turnup.standard.model import Fact
from turnup.standard.refusals import BadField, UnknownStep
from turnup.stock import actions as stock
from turnup.stock import forms as stock_forms
from turnup.surveys import actions as surveys
from turnup.surveys import forms as surveys_forms
from turnup.surveys import moving_forms

OPENING: Final = "request_received"


@dataclass(frozen=True, slots=True)
class Row:
    """What a step says, and the action that carries it out: `action(move=…, **form.keywords())`."""

    form: type[StepForm]
    action: Callable[..., Receipt]


def receive_request(*, move: Move, **said: Any) -> Receipt:
    """Open the order `move.order_id`; one that is open already refuses as any standing step."""
    if Order.objects.filter(pk=move.order_id).exists():
        return _record(move=move, step=OPENING, data={})
    if move.expected_version:
        raise Overtaken(expected=move.expected_version, version=0)
    return requests.open_order(
        order_id=move.order_id,
        actor=move.actor,
        at=move.at,
        now=move.now,
        door=move.door,
        **said,
    )


@transaction.atomic
def _record(*, move: Move, step: str, data: Mapping[str, Any]) -> Receipt:
    return journal.record(move=move, step=step, data=data)


STEPS: Final[Mapping[str, Row]] = {
    # 1. request
    OPENING: Row(requests_forms.ReceivedRequest, receive_request),
    "terms_proposed": Row(requests_forms.ProposedTerms, requests.propose_terms),
    "brief_answered": Row(requests_forms.BriefAnswered, requests.answer_brief),
    "terms_agreed": Row(requests_forms.AgreedTerms, requests.agree_terms),
    # 2. survey
    "survey_requested": Row(surveys_forms.SurveyTask, surveys.request_survey),
    "survey_urgency_allowed": Row(surveys_forms.AllowedUrgency, surveys.allow_urgent_survey),
    "survey_scheduled": Row(surveys_forms.SurveyDay, surveys.schedule_survey),
    "survey_done": Row(surveys_forms.SurveyResult, surveys.finish_survey),
    "development_decided": Row(surveys_forms.MeetingDecision, surveys.decide_development),
    "network_built": Row(surveys_forms.BuiltNetwork, surveys.finish_build),
    "estimate_made": Row(surveys_forms.MadeEstimate, surveys.make_estimate),
    "terms_corrected": Row(requests_forms.CorrectedTerms, requests.correct_terms),
    "corrected_terms_accepted": Row(
        requests_forms.AcceptedCorrection, requests.accept_corrected_terms
    ),
    # 3. contract
    "contract_drafted": Row(contracts_forms.DraftedContract, contracts.draft_contract),
    "duties_explained": Row(contracts_forms.ExplainedDuties, contracts.explain_duties),
    "terms_approved_by_commercial_head": Row(
        contracts_forms.ApprovedTerms, contracts.approve_terms_as_commercial_head
    ),
    "terms_approved_by_owner": Row(contracts_forms.ApprovedTerms, contracts.approve_terms_as_owner),
    "disputes_settled": Row(contracts_forms.SettledDisputes, contracts.settle_disputes),
    "contract_signed_by_customer": Row(
        contracts_forms.CustomerSignature, contracts.sign_contract_as_customer
    ),
    "contract_signed_by_director": Row(
        contracts_forms.DirectorSignature, contracts.sign_contract_as_director
    ),
    "contract_signed_by_technical_director": Row(
        contracts_forms.DirectorSignature, contracts.sign_contract_as_technical_director
    ),
    # 4. installation
    "invoice_issued": Row(billing_forms.InvoiceForm, billing.issue_invoice),
    "money_received": Row(billing_forms.PaymentForm, billing.receive_money),
    "installation_requested": Row(
        installation_forms.InstallationRequestForm, installation.request_installation
    ),
    "permits_obtained": Row(ground_forms.PermitForm, ground.obtain_permits),
    "leases_agreed": Row(ground_forms.LeaseForm, ground.agree_leases),
    "equipment_promised": Row(stock_forms.PromisedEquipmentForm, stock.promise_equipment),
    "equipment_ready": Row(stock_forms.EquipmentForm, stock.receive_equipment),
    "readiness_confirmed": Row(installation_forms.ReadinessForm, installation.confirm_readiness),
    "obstacle_removed": Row(installation_forms.ObstacleForm, installation.remove_obstacle),
    "visit_planned": Row(installation_forms.VisitForm, installation.plan_visit),
    "visit_agreed": Row(installation_forms.VisitAgreementForm, installation.agree_visit),
    "temporary_connection_made": Row(
        installation_forms.TemporaryConnectionForm, installation.make_temporary_connection
    ),
    "temporary_connection_returned": Row(
        installation_forms.TemporaryReturnForm, installation.return_temporary_connection
    ),
    "line_connected": Row(installation_forms.LineConnectionForm, installation.connect_line),
    "line_set_up": Row(installation_forms.LineSetUpForm, installation.set_up_line),
    "act_signed": Row(installation_forms.ActForm, installation.sign_act),
    "act_handed_over": Row(installation_forms.ActHandoverForm, installation.hand_over_act),
    # 5. activation
    "service_activated": Row(activation_forms.ActivationForm, activation.activate_service),
    "statistics_confirmed": Row(activation_forms.StatisticsForm, activation.confirm_statistics),
    "monthly_papers_enrolled": Row(activation_forms.PapersForm, activation.enrol_monthly_papers),
    # at any time
    "order_cancelled": Row(event_forms.Cancellation, events.cancel_order),
    "order_refused": Row(event_forms.Refusal, events.refuse_order),
    "order_held": Row(event_forms.Hold, events.put_on_hold),
    "order_resumed": Row(event_forms.Resumption, events.resume_order),
    "waiver_granted": Row(event_forms.Waiver, events.grant_waiver),
    "note_added": Row(event_forms.Note, events.add_note),
    "terms_revised": Row(event_forms.ReopenedTerms, events.reopen_terms),
    "survey_urgency_refused": Row(surveys_forms.RefusedUrgency, surveys.refuse_urgent_survey),
    "survey_moved": Row(moving_forms.MovedSurvey, surveys.move_survey),
    "survey_missed": Row(moving_forms.UnheldSurvey, surveys.miss_survey),
    "survey_annulled": Row(surveys_forms.AnnulledSurvey, surveys.annul_survey),
    "clauses_disputed": Row(contracts_forms.DisputedClauses, contracts.dispute_clauses),
    "contract_withdrawn": Row(contracts_forms.WithdrawnContract, contracts.withdraw_contract),
    "equipment_ordered": Row(stock_forms.EquipmentOrderForm, stock.order_equipment),
    "delivery_moved": Row(stock_forms.DeliveryForm, stock.promise_delivery),
    "delivery_cancelled": Row(stock_forms.GivenUpDeliveryForm, stock.give_up_delivery),
    "payment_reversed": Row(billing_forms.PaymentReversalForm, billing.reverse_payment),
    "visit_moved": Row(installation_forms.MovedVisitForm, installation.move_visit),
    "visit_cancelled": Row(installation_forms.CancelledVisitForm, installation.cancel_visit),
    "visit_missed_by_customer": Row(
        installation_forms.MissedByCustomerForm, installation.miss_by_customer
    ),
    "visit_missed_by_crew": Row(installation_forms.MissedByCrewForm, installation.miss_by_crew),
    "visit_missed_by_third_party": Row(
        installation_forms.MissedByThirdPartyForm, installation.miss_by_third_party
    ),
    "site_unfit_found": Row(installation_forms.UnfitSiteForm, installation.find_site_unfit),
    "permit_lacking_found": Row(
        installation_forms.LackingPermitForm, installation.find_permit_lacking
    ),
    "equipment_lacking_found": Row(
        installation_forms.LackingEquipmentForm, installation.find_equipment_lacking
    ),
}


def record_step(*, move: Move, step: str, data: Mapping[str, Any], alone: bool = True) -> Receipt:
    """Record a step with plain data as they came in at a door, and give the receipt.

    With `alone` False the caller's transaction is the action's too: the caller undoes it whole
    when this raises, and the database is spared a savepoint.

    Raises a `Refused`, or pydantic's ValidationError where the data are at fault; but if the step
    could not be taken with any data, it says that instead. `orders.problems` puts both in words.
    """
    refuse_unkeepable(data)
    row = STEPS.get(step) or _own_row(move, step)
    try:
        said = row.form.read(dict(data))
    except ValidationError:
        _refuse_whatever_the_data(move, step)
        raise
    action = row.action if alone else unwrap(row.action)  # without its own transaction.atomic
    return action(move=move, **said.keywords())


def form_of(standard: Standard, step: str) -> type[StepForm]:
    """Give the form of a step of this standard. Raises UnknownStep."""
    if step not in standard.steps:
        raise UnknownStep(step=step)
    return STEPS[step].form if step in STEPS else _own_form(standard.version, step)


def choice_title(step: str, field: str, value: str) -> str:
    """Give the title of one of a form's choices in the active language; else the code itself."""
    row = STEPS.get(step)
    extra = row.form.model_fields[field].json_schema_extra if row else None
    titles = extra.get("labels", {}) if isinstance(extra, dict) else {}
    title = titles.get(value) if isinstance(titles, dict) else None
    return gettext(str(title)) if title else value


# ------------------------------------------------------- steps of a company's own
def _own_row(move: Move, step: str) -> Row:
    order = _order_of(move)
    form = form_of(standard_version(order.standard_id), step)

    def act(*, move: Move, **said: Any) -> Receipt:
        return _record(move=move, step=step, data=plain(**said))

    return Row(form, act)


@cache
def _own_form(version: int, code: str) -> type[StepForm]:
    """Make the form of a step without a row: the facts that it sets, and a note."""
    standard = standard_version(version)
    step = standard.steps[code]
    fields: dict[str, Any] = {key: _own_field(standard.facts[key]) for key in step.sets}
    fields["note"] = (Text, Field("", title=_("Note")))
    form = create_model(f"Own_{code}", __base__=StepForm, __doc__=step.title["en"], **fields)
    form.sample = {key: _first(standard.facts[key]) for key in step.sets}
    return form


def _own_field(fact: Fact) -> tuple[Any, Any]:
    if not fact.choices:
        return bool, Field(False, title=fact.title["en"])
    titles = {code: title["en"] for code, title in fact.choices.items()}
    choices = Literal[tuple(fact.choices)]  # type: ignore[valid-type]  # known at run time only
    return choices, Field(title=fact.title["en"], json_schema_extra=labels(**titles))


def _first(fact: Fact) -> bool | str:
    return next(iter(fact.choices)) if fact.choices else False


# ------------------------------------------------------- what no data could mend
def _order_of(move: Move) -> Order:
    """Give the order of a move as `journal.record()` would, without locking it."""
    order = Order.objects.filter(pk=move.order_id).first()
    if order is None or not may_move(move.actor, order_id=order.id, lead_id=order.lead_id):
        raise OrderNotFound(order=str(move.order_id))
    return order


def _refuse_whatever_the_data(move: Move, code: str) -> None:
    """Raise what would be refused with any data: a hidden order, another's step, a closed gate."""
    if code == OPENING and not Order.objects.filter(pk=move.order_id).exists():
        return refuse_opening(move)
    order = _order_of(move)
    if move.expected_version is not None and move.expected_version != order.version:
        raise Overtaken(expected=move.expected_version, version=order.version)
    standard, card = folded(order)
    return _refuse_now(standard, card, move, code)


def refuse_opening(move: Move) -> None:
    """Raise NotYourRole where the actor may open no order at all."""
    _refuse_now(standing_standard(), Card(), move, OPENING)


def _refuse_now(standard: Standard, card: Card, move: Move, code: str) -> None:
    opening = not card.seq
    try:
        check(
            standard,
            Card(open={code: move.at}) if opening else card,
            code,
            actor=str(move.actor.id),
            roles=move.actor.roles,
            at=move.at,
            facts={"gate": None},
            calendar=office_calendar(standard.country),
        )
    except BadField:
        return  # data that are not known yet cannot be at fault
