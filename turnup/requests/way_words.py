"""The steps of the way in the words of a letter to a customer: what they do, what we do.

The standard's titles say what stands once a step is done; a customer is told what happens. A step
that only a company's own standard knows keeps its title.
"""

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

YOURS: Final = {
    "terms_agreed": gettext_noop("accept the proposal"),
    "corrected_terms_accepted": gettext_noop("accept the corrected terms"),
    "duties_explained": gettext_noop("get to know your duties under the contract"),
    "contract_signed_by_customer": gettext_noop("sign the contract"),
    "money_received": gettext_noop("pay the connection"),
    "readiness_confirmed": gettext_noop("tell us when our crew can come"),
    "visit_agreed": gettext_noop("confirm the day of the installation"),
}
OURS: Final = {
    "terms_proposed": gettext_noop("We are preparing a proposal"),
    "brief_answered": gettext_noop("We are answering your technical brief"),
    "survey_requested": gettext_noop("We are passing your order to our engineers"),
    "survey_urgency_allowed": gettext_noop("We are arranging an urgent survey"),
    "survey_scheduled": gettext_noop("We are choosing the day of the survey"),
    "survey_done": gettext_noop("We are surveying the place"),
    "development_decided": gettext_noop("We are deciding whether to extend our network to you"),
    "network_built": gettext_noop("We are extending our network to you"),
    "estimate_made": gettext_noop("We are calculating what the work costs"),
    "terms_corrected": gettext_noop("We are correcting the terms after the survey"),
    "contract_drafted": gettext_noop("We are drawing up the contract"),
    "duties_explained": gettext_noop("We are explaining the contract to you"),
    "terms_approved_by_commercial_head": gettext_noop("Our heads are approving your terms"),
    "terms_approved_by_owner": gettext_noop("Our heads are approving your terms"),
    "disputes_settled": gettext_noop("Our lawyer is answering the clauses you dispute"),
    "contract_signed_by_director": gettext_noop("Our directors are signing the contract"),
    "contract_signed_by_technical_director": gettext_noop("Our directors are signing the contract"),
    "invoice_issued": gettext_noop("We are making out the invoice"),
    "money_received": gettext_noop("We are waiting for the payment to arrive"),
    "installation_requested": gettext_noop("We are preparing the installation"),
    "permits_obtained": gettext_noop("We are obtaining the permit of the building's owner"),
    "leases_agreed": gettext_noop("We are agreeing on the place for the equipment"),
    "equipment_promised": gettext_noop("We are ordering the equipment"),
    "equipment_ready": gettext_noop("The equipment for your line is on its way"),
    "obstacle_removed": gettext_noop("We are settling what kept our crew out"),
    "visit_planned": gettext_noop("We are choosing the day of the installation"),
    "line_connected": gettext_noop("Our crew is coming to connect the line"),
    "line_set_up": gettext_noop("We are setting the line up"),
    "act_signed": gettext_noop("The act of the completed works is being signed"),
    "act_handed_over": gettext_noop("We are putting the line into service"),
    "service_activated": gettext_noop("We are putting the line into service"),
    "statistics_confirmed": gettext_noop("We are putting the line into service"),
    "monthly_papers_enrolled": gettext_noop("We are enrolling your monthly papers"),
}


def yours(step: str, title: str) -> str:
    """Return what a customer has to do: “sign the contract”."""
    return _(YOURS[step]) if step in YOURS else title


def ours(step: str, title: str) -> str:
    """Return what we are doing: “We are drawing up the contract”."""
    return _(OURS[step]) if step in OURS else title
