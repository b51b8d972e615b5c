"""A second, naive model of the company's gates, to hold the real rules against.

Written from the mission's text alone: the five stages, who may do what, and what no longer
stands when a ground is withdrawn. It shares no code, no table and no idea of structure with
`turnup.standard`: there is no graph and no data file here, only booleans, sets and `if`.

Where the mission leaves freedom the model says so: `may` answers None, "no opinion", and the
comparison asserts nothing there.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from tests.standard.naive_opinions import YES, Opinion, free, no, only_if
from tests.standard.naive_state import (
    EVENTS,
    FINDINGS,
    MISSES,
    MONEY_AND_CONTRACT,
    OF_A_VISIT,
    SIGNATURES,
    Facts,
    NaiveState,
)

OFFICE = ZoneInfo("Europe/Moscow")

MANAGER = {"account_manager"}
MANAGER_OR_CUSTOMER = {"account_manager", "customer"}
ON_SITE = {"installer", "tech_support"}
SUBSCRIBER_DEPARTMENT = {"subscriber_clerk", "subscriber_head"}

WHO = {
    "request_received": MANAGER,
    "terms_proposed": MANAGER,
    "brief_answered": MANAGER,
    "terms_agreed": MANAGER_OR_CUSTOMER,
    "survey_requested": MANAGER,
    "survey_urgency_allowed": {"technical_director"},
    "survey_scheduled": {"survey_engineer", "noc_head"},
    "survey_done": {"survey_engineer"},
    "development_decided": {"technical_director", "noc_head"},
    "network_built": {"noc_head"},
    "estimate_made": {"noc_head"},
    "terms_corrected": MANAGER,
    "corrected_terms_accepted": MANAGER_OR_CUSTOMER,
    "contract_drafted": MANAGER,
    "duties_explained": MANAGER_OR_CUSTOMER,
    "terms_approved_by_commercial_head": {"commercial_head"},
    "terms_approved_by_owner": {"owner"},
    "disputes_settled": {"lawyer"},
    "contract_signed_by_customer": MANAGER_OR_CUSTOMER,
    "contract_signed_by_director": {"director"},
    "contract_signed_by_technical_director": {"technical_director"},
    "invoice_issued": MANAGER,
    "money_received": SUBSCRIBER_DEPARTMENT,
    "installation_requested": MANAGER,
    "permits_obtained": MANAGER,
    "leases_agreed": MANAGER,
    "equipment_promised": {"chief_engineer"},
    "equipment_ready": {"chief_engineer"},
    "readiness_confirmed": MANAGER_OR_CUSTOMER,
    "obstacle_removed": {"account_manager", "crew_lead"},
    "visit_planned": {"crew_lead"},
    "visit_agreed": MANAGER_OR_CUSTOMER,
    "temporary_connection_made": ON_SITE,
    "temporary_connection_returned": ON_SITE | {"subscriber_clerk"},
    "line_connected": {"installer"},
    "line_set_up": ON_SITE,
    "act_signed": ON_SITE,
    "act_handed_over": ON_SITE,
    "service_activated": SUBSCRIBER_DEPARTMENT,
    "statistics_confirmed": SUBSCRIBER_DEPARTMENT,
    "monthly_papers_enrolled": SUBSCRIBER_DEPARTMENT,
}
STEPS = tuple(WHO)

WHO_TELLS = {
    "order_cancelled": MANAGER,
    "order_refused": {"account_manager", "technical_director", "commercial_head"},
    "waiver_granted": {"technical_director"},
    **{miss: {"crew_lead", "installer", "account_manager"} for miss in MISSES},
    **{finding: {"crew_lead", "installer"} for finding in FINDINGS},
    "visit_moved": {"crew_lead", "account_manager", "customer", "chief_engineer"},
    "visit_cancelled": {"crew_lead", "account_manager", "chief_engineer"},
    "survey_urgency_refused": {"technical_director"},
    "survey_moved": {"survey_engineer", "noc_head", "account_manager"},
    "survey_missed": {"survey_engineer", "noc_head"},
    "survey_annulled": {"noc_head", "technical_director"},
    "contract_withdrawn": {"account_manager", "lawyer"},
    "payment_reversed": SUBSCRIBER_DEPARTMENT,
    "terms_revised": MANAGER,
}
STAFF = set().union(*WHO.values(), *WHO_TELLS.values()) - {"customer"}
ROLES = (*sorted(STAFF), "customer")

BEFORE_THE_LINE = (
    "installation_requested",
    "permits_obtained",
    "leases_agreed",
    "equipment_promised",
    "equipment_ready",
    "readiness_confirmed",
    "obstacle_removed",
    "visit_planned",
    "visit_agreed",
    "temporary_connection_made",
)
ON_THE_WAY = {*BEFORE_THE_LINE, "line_connected"} - {"installation_requested", "visit_planned"}


class NaiveOrder(NaiveState):
    """One order that knows who may do what to it now, and why not."""

    def may(
        self, step: str, role: str, facts: Facts, at: datetime, *, leads: bool = False
    ) -> Opinion:
        """Say whether a step may be recorded now: yes, no with the reason, or None: no opinion.

        `leads` tells that the one who acts is the one who leads this order.
        """
        if self.final:
            return self._after_the_end(step)
        who = WHO.get(step) or WHO_TELLS.get(step)
        if who and role not in who:
            return no("this role does not do this")
        opinion = (
            self._tell_opinion(step, role, facts, at, leads)
            if step in EVENTS
            else (self._step_opinion(step, at))
        )
        return self._weakened(step, at) if opinion[0] else opinion

    def _after_the_end(self, step: str) -> Opinion:
        if step in EVENTS and step not in ("order_cancelled", "order_refused"):
            return free("what may still be noted on a dead order is not said")
        return no("a cancelled or refused order is final")

    def _weakened(self, step: str, at: datetime) -> Opinion:
        """Turn a yes into no opinion where the mission does not say that it must be possible."""
        if self.held and step != "order_resumed":
            return free("what rests while an order is on hold is not said")
        if self.moment and at < self.moment:
            return free("how late something may be recorded is not said")
        if step in ON_THE_WAY and not self._paid_and_signed_or_waived(at)[0]:
            return free("whether the way to the line rests when the waiver ends is not said")
        if self._superseded(step):
            return free("a later fact already stands in its place")
        return YES

    def _superseded(self, step: str) -> bool:
        if step in ("survey_requested", "survey_urgency_allowed", "survey_scheduled"):
            return self.has("survey_done")
        if step == "invoice_issued":
            return self.has("money_received")
        if step == "disputes_settled":
            return self.has(*SIGNATURES)
        return step in BEFORE_THE_LINE and self.has("line_connected")

    def _step_opinion(self, step: str, at: datetime) -> Opinion:
        again = {
            "network_built": self.fact("decision") == "build",
            "disputes_settled": self.new_dispute,
            "temporary_connection_returned": self.modem_out,
        }
        if self.has(step) and not again.get(step):
            return no("it stands already")
        if step != "request_received" and not self.has("request_received"):
            return no("nobody has asked for anything")
        return getattr(self, f"_may_{step}")(at)

    # 1. Request and preliminary terms

    def _may_request_received(self, at: datetime) -> Opinion:
        return YES

    def _may_terms_proposed(self, at: datetime) -> Opinion:
        return YES

    def _may_brief_answered(self, at: datetime) -> Opinion:
        return YES

    def _may_terms_agreed(self, at: datetime) -> Opinion:
        if not self.has("terms_proposed"):
            return no("there are no terms to agree")
        return only_if(self.has("brief_answered"), "the brief has not been answered")

    # 2. Technical survey

    def _may_survey_requested(self, at: datetime) -> Opinion:
        return only_if(self.has("terms_agreed"), "preliminary terms are not agreed")

    def _may_survey_urgency_allowed(self, at: datetime) -> Opinion:
        if not self.has("survey_requested"):
            return no("no survey has been asked for")
        return only_if(bool(self.fact("urgent")), "the survey is not urgent")

    def _may_survey_scheduled(self, at: datetime) -> Opinion:
        if not self.has("survey_requested"):
            return no("the journal holds no task")
        if self.fact("urgent") and not self.has("survey_urgency_allowed"):
            return no("the technical director has not allowed the urgent survey")
        return YES

    def _may_survey_done(self, at: datetime) -> Opinion:
        return only_if(self.has("survey_scheduled"), "no survey is scheduled")

    def _may_development_decided(self, at: datetime) -> Opinion:
        refused = self.has("survey_done") and self.fact("verdict") == "not_feasible"
        return only_if(refused, "no survey has found it not feasible")

    def _may_network_built(self, at: datetime) -> Opinion:
        decided = self.has("development_decided") and self.fact("decision") == "build"
        return only_if(decided, "nobody has decided to build")

    def _may_estimate_made(self, at: datetime) -> Opinion:
        return only_if(self.surveyed_positive, "no positive survey stands")

    def _may_terms_corrected(self, at: datetime) -> Opinion:
        changed = self.has("estimate_made") and bool(self.fact("terms_changed"))
        return only_if(changed, "the estimate has not changed the terms")

    def _may_corrected_terms_accepted(self, at: datetime) -> Opinion:
        return only_if(self.has("terms_corrected"), "there are no corrected terms")

    # 3. Contract

    def _may_contract_drafted(self, at: datetime) -> Opinion:
        if not self.surveyed_positive:
            return no("no contract without a positive survey")
        if not self.has("terms_agreed"):
            return no("the terms are not agreed")
        return only_if(self.terms_settled, "the customer has not accepted what the estimate says")

    def _may_duties_explained(self, at: datetime) -> Opinion:
        return only_if(self.has("contract_drafted"), "there is no contract to explain")

    def _may_terms_approved_by_commercial_head(self, at: datetime) -> Opinion:
        if not self.fact("nonstandard_terms"):
            return no("the terms are standard")
        if not self.has("terms_agreed"):
            return no("the terms are not agreed")
        return only_if(self.terms_settled, "the terms may still change")

    _may_terms_approved_by_owner = _may_terms_approved_by_commercial_head

    def _may_disputes_settled(self, at: datetime) -> Opinion:
        if not self.has("contract_drafted"):
            return no("there is no contract to dispute")
        return only_if(bool(self.fact("disputed")), "no clause is disputed")

    def _may_contract_signed_by_director(self, at: datetime) -> Opinion:
        if not self.surveyed_positive:
            return no("nobody signs without a positive survey")
        if at.astimezone(OFFICE).date() < self.at["survey_done"].astimezone(OFFICE).date():
            return no("the survey is dated later than the signature")
        if not self.has("contract_drafted"):
            return no("there is no contract to sign")
        if not self.approved:
            return no("non-standard terms want both approvals")
        if not self.undisputed:
            return no("disputed clauses are not settled with the lawyer")
        if not self.has("duties_explained"):
            return free("whether our side may sign before the duties are explained is not said")
        return YES

    _may_contract_signed_by_technical_director = _may_contract_signed_by_director

    def _may_contract_signed_by_customer(self, at: datetime) -> Opinion:
        opinion = self._may_contract_signed_by_director(at)
        if opinion[0] is not False and not self.has("duties_explained"):
            return no("the subscriber does not know the duties")
        return opinion

    # 4. Installation

    def _may_invoice_issued(self, at: datetime) -> Opinion:
        if not self.has("contract_drafted"):
            return free("whether money may be asked for before the contract is not said")
        return YES

    def _may_money_received(self, at: datetime) -> Opinion:
        if not self.has("invoice_issued"):
            return free("what happens to money that nobody asked for is not said")
        return YES

    def _paid_and_signed_or_waived(self, at: datetime) -> Opinion:
        if self.has(*MONEY_AND_CONTRACT):
            return YES
        if self.ends_that_day(at):
            return free("at which hour of its last day a waiver ends is not said")
        return only_if(self.waived(at), "no money or no contract, and no living waiver")

    def _may_installation_requested(self, at: datetime) -> Opinion:
        if not self.surveyed_positive:
            return no("no positive survey stands")
        if not self.terms_settled:
            return no("the customer has not accepted what the estimate says")
        return self._paid_and_signed_or_waived(at)

    def _needed_after_request(self, fact: str) -> Opinion:
        if not self.has("installation_requested"):
            return no("no installation has been asked for")
        return only_if(bool(self.fact(fact)), "it is not needed here")

    def _may_permits_obtained(self, at: datetime) -> Opinion:
        return self._needed_after_request("permits_needed")

    def _may_leases_agreed(self, at: datetime) -> Opinion:
        return self._needed_after_request("outdoor")

    def _may_equipment_promised(self, at: datetime) -> Opinion:
        return self._needed_after_request("special_equipment")

    def _may_equipment_ready(self, at: datetime) -> Opinion:
        if not self.has("equipment_promised"):
            return no("nobody has promised the special equipment")
        return self._needed_after_request("special_equipment")

    def _made_room(self, side: str) -> Opinion:
        if not self.has("installation_requested"):
            return no("no installation has been asked for")
        return only_if(self.missed_by == side, "they kept nobody out")

    def _may_readiness_confirmed(self, at: datetime) -> Opinion:
        return self._made_room("customer")

    def _may_obstacle_removed(self, at: datetime) -> Opinion:
        return self._made_room("third_party")

    def _may_visit_planned(self, at: datetime) -> Opinion:
        if not self.has("installation_requested"):
            return no("no installation has been asked for")
        if self.fact("permits_needed") and not self.has("permits_obtained"):
            return no("the owner of the building has not permitted it")
        if self.fact("outdoor") and not self.has("leases_agreed"):
            return no("the place of the outdoor equipment is not agreed")
        if self.fact("special_equipment") and not self.has("equipment_promised"):
            return no("nobody has promised the special equipment")
        if not self.may_come_again:
            return no("whoever kept the crew out has not made room for the next visit")
        return self._paid_and_signed_or_waived(at)

    def _may_visit_agreed(self, at: datetime) -> Opinion:
        return only_if(self.has("visit_planned"), "there is no date to agree")

    def _may_temporary_connection_made(self, at: datetime) -> Opinion:
        if self.modem_out:
            return free("whether a second modem may be lent is not said")
        return only_if(self.has("installation_requested"), "no installation has been asked for")

    def _may_temporary_connection_returned(self, at: datetime) -> Opinion:
        return only_if(self.modem_out, "no modem is lent")

    def _may_line_connected(self, at: datetime) -> Opinion:
        there = not self.fact("special_equipment") or self.has("equipment_ready")
        agreed = self.has("visit_planned", "visit_agreed")
        return only_if(there and agreed, "no visit is agreed, or the equipment is not there")

    def _may_line_set_up(self, at: datetime) -> Opinion:
        return only_if(self.has("line_connected"), "the line is not connected")

    def _may_act_signed(self, at: datetime) -> Opinion:
        return only_if(self.has("line_set_up"), "the line is not set up")

    def _may_act_handed_over(self, at: datetime) -> Opinion:
        return only_if(self.has("act_signed"), "there is no act")

    # 5. Activation

    def _may_service_activated(self, at: datetime) -> Opinion:
        if not self.has(*SIGNATURES):
            return no("the contract is not signed by both sides")
        if not self.has("money_received"):
            return no("the connection is not paid; no waiver helps here")
        return only_if(
            self.has("act_signed", "act_handed_over"), "the subscriber department has no act"
        )

    def _may_statistics_confirmed(self, at: datetime) -> Opinion:
        return only_if(self.has("service_activated"), "the service is not in use")

    _may_monthly_papers_enrolled = _may_statistics_confirmed

    # What may be told at any time

    def _tell_opinion(
        self, event: str, role: str, facts: Facts, at: datetime, leads: bool
    ) -> Opinion:
        if event == "waiver_granted":
            return self._may_waive(facts, at, leads)
        if event in ("order_cancelled", "order_refused"):
            return self._may_end(event)
        if not self.has("request_received") or self.completed:
            return free("what may be told before the request or after the end is not said")
        if event in ("order_held", "order_resumed"):
            fits = self.held == (event == "order_resumed") and role == "account_manager"
            return YES if fits else free("who else may hold and resume, and twice, is not said")
        if event == "note_added":
            return free("the customer's notes") if role == "customer" else YES
        return self._may_withdraw(event, role)

    def _may_waive(self, facts: Facts, at: datetime, leads: bool) -> Opinion:
        if leads:
            return no("nobody waives for an order they lead")
        if facts["gate"] != "installation_requested":
            return no("nobody can waive that")
        if facts["until"] <= at:
            return no("it would end before it begins")
        if not self.has("request_received") or self.has("installation_requested"):
            return free("how early or late a waiver may be given is not said")
        return free("nothing to waive") if self.has(*MONEY_AND_CONTRACT) else YES

    def _may_end(self, event: str) -> Opinion:
        if self.modem_out:
            return no("the temporary modem has not come back")
        if self.completed:
            return no("the order is closed")
        if not self.has("request_received") or self.has("service_activated"):
            return free("what becomes of a service in use is not said")
        decided = self.has("development_decided") and self.fact("decision")
        if event == "order_refused" and decided != "no":
            return free("other grounds for a refusal are not said")
        return YES

    def _may_withdraw(self, event: str, role: str) -> Opinion:
        if self.has("service_activated") or self.has("line_connected"):
            return free("what may be withdrawn from a line that works is not said")
        if event in OF_A_VISIT:
            return only_if(self.has("visit_planned"), "no visit is planned")
        if event == "survey_urgency_refused" and self.has("survey_scheduled"):
            return free("what becomes of a day that is set is not said")
        if event in ("survey_moved", "survey_missed"):
            ready = self.has("survey_scheduled") and not self.has("survey_done")
            return only_if(ready, "no survey is to come")
        ground = {
            "survey_urgency_refused": "survey_requested",
            "survey_annulled": "survey_done",
            "contract_withdrawn": "contract_drafted",
            "payment_reversed": "money_received",
            "terms_revised": "terms_proposed",
            "clauses_disputed": "contract_drafted",
        }[event]
        if not self.has(ground):
            return free("what withdrawing nothing means is not said")
        if event == "clauses_disputed" and role != "account_manager":
            return free("who besides the account manager notes a dispute is not said")
        if event in ("terms_revised", "clauses_disputed") and any(map(self.has, SIGNATURES)):
            return free("what may still change once somebody has signed is not said")
        return YES
