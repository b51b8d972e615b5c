"""What stands on one order in the naive model, and what falls when a ground is withdrawn.

The gates are in `naive_model`, which says what this model is for. A step in `doubts` may stand or
not: the mission does not say. Whoever compares takes the real rules' word for it by `learn`.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

Facts = Mapping[str, Any]

SIGNATURES = (
    "contract_signed_by_customer",
    "contract_signed_by_director",
    "contract_signed_by_technical_director",
)
APPROVALS = ("terms_approved_by_commercial_head", "terms_approved_by_owner")
MONEY_AND_CONTRACT = ("money_received", "contract_signed_by_customer")

MISSES = (
    "visit_missed_by_customer",
    "visit_missed_by_crew",
    "visit_missed_by_third_party",
)
FINDINGS = ("site_unfit_found", "permit_lacking_found", "equipment_lacking_found")
OF_A_VISIT = (*MISSES, *FINDINGS, "visit_moved", "visit_cancelled")

EVENTS = (
    "order_cancelled",
    "order_refused",
    "order_held",
    "order_resumed",
    "waiver_granted",
    "note_added",
    *MISSES,
    "visit_moved",
    "visit_cancelled",
    *FINDINGS,
    "survey_urgency_refused",
    "survey_moved",
    "survey_missed",
    "survey_annulled",
    "contract_withdrawn",
    "payment_reversed",
    "terms_revised",
    "clauses_disputed",
)
TELLS = {
    "request_received": ("technology",),
    "terms_proposed": ("nonstandard_terms",),
    "survey_requested": ("urgent",),
    "survey_urgency_refused": ("urgent",),
    "survey_done": (
        "verdict",
        "technology",
        "outdoor",
        "permits_needed",
        "special_equipment",
    ),
    "development_decided": ("decision",),
    "estimate_made": ("terms_changed",),
    "terms_corrected": ("nonstandard_terms",),
    "contract_drafted": ("disputed",),
    "clauses_disputed": ("disputed",),
    "installation_requested": ("outdoor", "permits_needed", "special_equipment"),
    "permit_lacking_found": ("permits_needed",),
    "equipment_lacking_found": ("special_equipment",),
}


class NaiveState:
    """One order, as plain sets: what stands, what was said, who waived, where the modem is."""

    def __init__(self) -> None:
        self.at: dict[str, datetime] = {}
        self.said: list[tuple[str, dict[str, Any]]] = []
        self.waivers: list[tuple[datetime, datetime]] = []
        self.on_waiver: dict[str, set[str]] = {}
        self.modem_out = False
        self.held = False
        self.final: str | None = None
        self.new_dispute = False
        self.missed_by: str | None = None
        self.doubts: set[str] = set()
        self.moment: datetime | None = None
        self._before: set[str] = set()

    # What the order is, in words

    def has(self, *steps: str) -> bool:
        return all(step in self.at for step in steps)

    def fact(self, name: str) -> Any:
        """Give the latest word on a fact, of those whose step still stands."""
        words = [facts[name] for _, facts in self.said if name in facts]
        return words[-1] if words else None

    @property
    def surveyed_positive(self) -> bool:
        return self.has("survey_done") and self.fact("verdict") in (
            "feasible",
            "feasible_with_build",
        )

    @property
    def terms_settled(self) -> bool:
        """Tell whether the customer accepted the terms as the estimate left them."""
        changed = bool(self.fact("terms_changed"))
        return self.has("estimate_made") and (
            not changed or self.has("terms_corrected", "corrected_terms_accepted")
        )

    @property
    def approved(self) -> bool:
        return not self.fact("nonstandard_terms") or self.has(*APPROVALS)

    @property
    def undisputed(self) -> bool:
        if not self.fact("disputed"):
            return True
        return self.has("disputes_settled") and not self.new_dispute

    @property
    def completed(self) -> bool:
        return (
            not self.final
            and not self.modem_out
            and self.has("service_activated", "statistics_confirmed", "monthly_papers_enrolled")
        )

    def waived(self, at: datetime) -> bool:
        return any(given <= at <= until for given, until in self.waivers)

    def ends_that_day(self, at: datetime) -> bool:
        return any(abs(until - at) < timedelta(days=1) for _, until in self.waivers)

    # What is recorded

    def do(self, step: str, facts: Facts, at: datetime) -> None:
        """Take a recorded step or event as done, and let fall what rested on what it takes away."""
        self._before = set(self.at)
        self.moment = max(self.moment or at, at)
        if step in EVENTS:
            self._tell(step, facts, at)
        else:
            self._stand(step, facts, at)
        self.settle()

    def learn(self, step: str, stands: bool) -> None:
        """Take the real rules' word for a step on which this model has no opinion."""
        self.doubts.discard(step)
        if not stands:
            self.fall(step)
        elif step in self.on_waiver:
            self.on_waiver[step] |= {need for need in MONEY_AND_CONTRACT if not self.has(need)}

    def fall(self, *steps: str) -> None:
        for step in steps:
            self.at.pop(step, None)
            self.on_waiver.pop(step, None)
            self.said = [(who, facts) for who, facts in self.said if who != step]

    def _say(self, step: str, facts: Facts) -> None:
        own = {name: facts[name] for name in TELLS.get(step, ()) if name in facts}
        self.said.append((step, own))

    def _stand(self, step: str, facts: Facts, at: datetime) -> None:
        self.at[step] = at
        self._say(step, facts)
        if step in ("installation_requested", "visit_planned"):
            self.on_waiver[step] = {need for need in MONEY_AND_CONTRACT if not self.has(need)}
        if step == "network_built":
            self.fall("survey_scheduled", "survey_done")
            self.doubts |= {"network_built"}
        if step == "temporary_connection_made":
            self.modem_out = True
        if step == "temporary_connection_returned":
            self.modem_out = False
        if step in ("contract_drafted", "disputes_settled"):
            self.new_dispute = False

    def _tell(self, event: str, facts: Facts, at: datetime) -> None:
        if event in ("order_held", "order_resumed"):
            self.held = event == "order_held"
        if event in ("order_cancelled", "order_refused"):
            self.final = event
            self.fall("visit_planned", "visit_agreed", "service_activated")
        if event == "waiver_granted":
            self.waivers.append((at, facts["until"]))
        if event in OF_A_VISIT:
            self._tell_of_visit(event)
        if event == "survey_urgency_refused":
            self._say(event, {"urgent": False})
            self.fall("survey_urgency_allowed")
        if event == "survey_missed":
            self.fall("survey_scheduled")
        if event == "survey_annulled":
            self.fall("survey_scheduled", "survey_done")
        if event == "contract_withdrawn":
            self.fall("contract_drafted")
        if event == "payment_reversed":
            self.fall("money_received")
        if event == "terms_revised":
            self.fall("terms_proposed", *APPROVALS, "contract_drafted")
            self.doubts |= {"terms_corrected", "corrected_terms_accepted"} & set(self.at)
        if event == "clauses_disputed":
            self._say(event, {"disputed": True})
            self.new_dispute = True

    def _tell_of_visit(self, event: str) -> None:
        self.fall("visit_agreed")
        if event != "visit_moved":
            self.fall("visit_planned")
        if event in MISSES:
            self.missed_by = event.removeprefix("visit_missed_by_")
        if event == "visit_missed_by_customer":
            self.fall("readiness_confirmed")
        if event == "visit_missed_by_third_party":
            self.fall("obstacle_removed")
        if event == "site_unfit_found":
            self.fall("survey_scheduled", "survey_done")
        if event == "permit_lacking_found":
            self._say(event, {"permits_needed": True})
            self.fall("permits_obtained")
        if event == "equipment_lacking_found":
            self._say(event, {"special_equipment": True})
            self.fall("equipment_promised", "equipment_ready")

    @property
    def may_come_again(self) -> bool:
        """Tell whether whoever kept the crew out of an earlier visit has made room for the next."""
        if self.missed_by == "customer":
            return self.has("readiness_confirmed")
        return self.missed_by != "third_party" or self.has("obstacle_removed")

    # What no longer stands when its ground is gone

    def settle(self) -> None:
        """Let fall, until nothing more falls, every step whose ground is gone.

        Physical facts stay: the survey made, the money, the line, the act, the modem lent.
        """
        before: set[str] | None = None
        while before != set(self.at):
            before = set(self.at)
            self._settle_survey()
            self._settle_contract()
            self._settle_installation()
            self._settle_service()
        self.doubts &= set(self.at)

    def _doubt(self, *steps: str) -> None:
        self.doubts |= set(steps) & set(self.at)

    def _settle_survey(self) -> None:
        if not self.has("terms_proposed", "brief_answered"):
            self.fall("terms_agreed")
        asked = ("survey_requested", "survey_urgency_allowed", "survey_scheduled")
        if not self.has("terms_agreed"):
            if self.has("survey_done"):
                self._doubt(*asked)
            else:
                self.fall(*asked)
        if not (self.has("survey_done") and self.fact("verdict") == "not_feasible"):
            self.fall("development_decided")
        if not (self.has("development_decided") and self.fact("decision") == "build"):
            self._doubt("network_built")
        if not self.surveyed_positive:
            self.fall("estimate_made")
        if not self.has("estimate_made"):
            self.fall("terms_corrected")
        if not self.has("terms_corrected"):
            self.fall("corrected_terms_accepted")

    def _settle_contract(self) -> None:
        if not (self.has("terms_agreed") and self.terms_settled):
            self.fall(*APPROVALS, "contract_drafted")
        if not self.surveyed_positive:
            self.fall("contract_drafted")
        if not self.fact("nonstandard_terms"):
            self._doubt(*APPROVALS)
        if not self.has("contract_drafted"):
            self.fall("duties_explained", "disputes_settled", *SIGNATURES)
            self._doubt("invoice_issued")
        if not self.approved:
            self.fall(*SIGNATURES)
        if not self.undisputed:
            self._doubt("disputes_settled", *SIGNATURES)

    def _settle_installation(self) -> None:
        if not (self.surveyed_positive and self.terms_settled):
            self.fall("installation_requested")
        self._settle_money_and_contract("installation_requested")
        if not self.has("installation_requested"):
            self._doubt("permits_obtained", "leases_agreed")
            self._doubt("equipment_promised", "equipment_ready")
            self._doubt("temporary_connection_made", "temporary_connection_returned")
            self.fall("readiness_confirmed", "obstacle_removed")
            self.fall("visit_planned")
        if not self.has("equipment_promised"):
            self._doubt("equipment_ready")
        self._settle_money_and_contract("visit_planned")
        if not self.has("visit_planned"):
            self.fall("visit_agreed")
        if not self.has("temporary_connection_made"):
            self._doubt("temporary_connection_returned")

    def _settle_money_and_contract(self, step: str) -> None:
        """Take down a step that has lost its money or contract and never had a waiver for it."""
        for need in MONEY_AND_CONTRACT:
            if self.has(need) or step not in self.at:
                continue
            used = need in self.on_waiver.get(step, set())
            if need in self._before and (used or self._waiver_living()):
                self._doubt(step)
            elif not used and not self._waiver_living():
                self.fall(step)

    def _waiver_living(self) -> bool:
        """Tell whether a waiver covers now; its last day counts, to the reader's doubt."""
        now = self.moment
        return now is not None and any(
            until + timedelta(days=1) >= now for _, until in self.waivers
        )

    def _settle_service(self) -> None:
        grounds = (*SIGNATURES, "money_received", "act_signed", "act_handed_over")
        if not self.has(*grounds):
            self.fall("service_activated")
        if not self.has("service_activated"):
            self._doubt("statistics_confirmed", "monthly_papers_enrolled")
