"""Walking an order through stages 4 and 5 by the rooms' own forms and actions."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from tests.orders.company import MONDAY, Company, found
from turnup.activation import actions as activation
from turnup.activation import forms as activation_forms
from turnup.billing import actions as billing
from turnup.billing import forms as billing_forms
from turnup.ground import actions as ground
from turnup.ground import forms as ground_forms
from turnup.installation import actions as installation
from turnup.installation import forms as installation_forms
from turnup.installation.models import AddressPool, Crew
from turnup.orders.forms import StepForm
from turnup.orders.models import Order
from turnup.orders.moves import Receipt
from turnup.orders.office import standing_standard
from turnup.stock import actions as stock
from turnup.stock import forms as stock_forms

Action = Callable[..., Receipt]

STEPS: dict[str, tuple[type[StepForm], Action]] = {
    "invoice_issued": (billing_forms.InvoiceForm, billing.issue_invoice),
    "money_received": (billing_forms.PaymentForm, billing.receive_money),
    "payment_reversed": (billing_forms.PaymentReversalForm, billing.reverse_payment),
    "installation_requested": (
        installation_forms.InstallationRequestForm,
        installation.request_installation,
    ),
    "permits_obtained": (ground_forms.PermitForm, ground.obtain_permits),
    "leases_agreed": (ground_forms.LeaseForm, ground.agree_leases),
    "equipment_promised": (stock_forms.PromisedEquipmentForm, stock.promise_equipment),
    "equipment_ready": (stock_forms.EquipmentForm, stock.receive_equipment),
    "visit_planned": (installation_forms.VisitForm, installation.plan_visit),
    "visit_agreed": (installation_forms.VisitAgreementForm, installation.agree_visit),
    "readiness_confirmed": (
        installation_forms.ReadinessForm,
        installation.confirm_readiness,
    ),
    "obstacle_removed": (installation_forms.ObstacleForm, installation.remove_obstacle),
    "visit_moved": (installation_forms.MovedVisitForm, installation.move_visit),
    "visit_cancelled": (installation_forms.CancelledVisitForm, installation.cancel_visit),
    "visit_missed_by_customer": (
        installation_forms.MissedByCustomerForm,
        installation.miss_by_customer,
    ),
    "visit_missed_by_crew": (installation_forms.MissedByCrewForm, installation.miss_by_crew),
    "visit_missed_by_third_party": (
        installation_forms.MissedByThirdPartyForm,
        installation.miss_by_third_party,
    ),
    "site_unfit_found": (installation_forms.UnfitSiteForm, installation.find_site_unfit),
    "permit_lacking_found": (
        installation_forms.LackingPermitForm,
        installation.find_permit_lacking,
    ),
    "equipment_lacking_found": (
        installation_forms.LackingEquipmentForm,
        installation.find_equipment_lacking,
    ),
    "temporary_connection_made": (
        installation_forms.TemporaryConnectionForm,
        installation.make_temporary_connection,
    ),
    "temporary_connection_returned": (
        installation_forms.TemporaryReturnForm,
        installation.return_temporary_connection,
    ),
    "line_connected": (installation_forms.LineConnectionForm, installation.connect_line),
    "line_set_up": (installation_forms.LineSetUpForm, installation.set_up_line),
    "act_signed": (installation_forms.ActForm, installation.sign_act),
    "act_handed_over": (installation_forms.ActHandoverForm, installation.hand_over_act),
    "service_activated": (activation_forms.ActivationForm, activation.activate_service),
    "statistics_confirmed": (activation_forms.StatisticsForm, activation.confirm_statistics),
    "monthly_papers_enrolled": (activation_forms.PapersForm, activation.enrol_monthly_papers),
}
NEEDED = {"amount": "12000.00"}  # what the spine's bare orders cannot say: they have no terms


class Provider(Company):
    """The spine's company with crews and addresses, whose orders take real steps where it can."""

    def take(self, order: Order, step: str, **said: Any) -> Receipt:
        """Take a step an hour later, with its form's example and what is said besides."""
        self.now += timedelta(hours=1)
        form, action = STEPS[step]
        data = {**form.example(), **(NEEDED if step == "invoice_issued" else {}), **said}
        actor = self.staff[standing_standard().steps[step].by[0]]
        return action(move=self.move(order, actor), **form.read(data).keywords())

    def take_or_do(self, order: Order, step: str, **facts: Any) -> Receipt:
        """Take a step of this half of the standard; record a step of the first half bare."""
        return self.take(order, step) if step in STEPS else self.do(order, step, facts)

    def take_until(self, order: Order, step: str, **facts: Any) -> Order:
        """Take whatever is open until `step` is; `facts` colour the survey."""
        while step not in (opened := self.open_steps(order)):
            self.take_or_do(order, opened[0], **(facts if opened[0] == "survey_done" else {}))
        order.refresh_from_db()
        return order

    def take_all(self, order: Order) -> Order:
        """Take whatever is open until nothing is."""
        while opened := self.open_steps(order):
            self.take_or_do(order, opened[0])
        order.refresh_from_db()
        return order


def provider() -> Provider:
    """Found a company with two crews and an address pool."""
    staff = found().staff
    skills = ["lan", "radio", "leased_line", "satellite"]
    installation.create_crew(name="Бригада 1", skills=skills, at=MONDAY)
    installation.create_crew(name="Бригада 2", skills=["lan"], at=MONDAY)
    installation.create_pool(name="Клиенты", network="100.64.8.0/24", reserved=["100.64.8.2"])
    return Provider(staff=staff)


def crew(name: str = "Бригада 1") -> Crew:
    return Crew.objects.get(name=name)


def pool() -> AddressPool:
    return AddressPool.objects.get()
