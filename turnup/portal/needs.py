"""What is needed from the customer now: the open steps of the standard that are the customer's."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from turnup.billing.queries import standing_invoice
from turnup.contracts.annexes import DUTIES
from turnup.contracts.contract_page import DUTY_TITLES
from turnup.contracts.details import GROUNDS
from turnup.contracts.paper_actions import make_contract
from turnup.contracts.queries import latest_text, standing_contract
from turnup.customers.models import Kind
from turnup.desk.shapes import CardShown, StepShown
from turnup.installation.queries import live_visit
from turnup.papers.previews import page_count
from turnup.papers.queries import content_of
from turnup.portal.guest import Guest
from turnup.portal.queries import standing_code
from turnup.portal.sheet import masked
from turnup.portal.times import times_for
from turnup.requests.models import Acceptance, Terms
from turnup.requests.offered import differences
from turnup.requests.proposal import proposal
from turnup.requests.queries import standing_terms

Shown = dict[str, Any]
CUSTOMERS_EVENT: Final = "clauses_disputed"


def needs_of(guest: Guest, card: CardShown, typed: Mapping[str, str], about: str) -> list[Shown]:
    """Give a card for each thing that the customer may do now, the most urgent first."""
    if card.closed:
        return []
    opened = [one for one in card.steps if one.position == "open" and one.step in NEEDS]
    made = []
    for step in opened:
        shown = NEEDS[step.step](guest)
        if shown is None:
            continue
        mine = typed if about == step.step else {}
        values = {"name": _signatory(guest), **shown.get("values", {}), **mine}
        made.append({**shown, **_of(step), "values": values})
    return made


def _of(step: StepShown) -> Shown:
    return {
        "step": step.step,
        "heading": step.title,
        "due": step.due,
        "overdue": step.overdue,
        "template": f"portal/needs/{step.step}.html",
    }


def _signatory(guest: Guest) -> str:
    customer = guest.order.customer
    return customer.contact_name or (customer.name if customer.kind == Kind.PERSON else "")


def _terms(guest: Guest) -> Shown | None:
    said = proposal(guest.order, guest.language)
    return said and {"title": _("Read the proposal and accept it"), "proposal": said}


def _correction(guest: Guest) -> Shown | None:
    terms = standing_terms(guest.order.id)
    accepted = Acceptance.objects.filter(order=guest.order).order_by("seq").last()
    if terms is None:
        return None
    before = accepted.terms if accepted else Terms.objects.filter(order=guest.order).first()
    shown = [one for one in (before, terms) if one]
    return {
        "title": _("Accept the terms as the survey corrected them"),
        "rows": differences(shown),
        "terms": terms,
    }


def _text(guest: Guest) -> Any:
    contract = standing_contract(guest.order.id)
    return latest_text(contract) if contract else None


def _duties(guest: Guest) -> Shown | None:
    text = _text(guest)
    if text is None:
        return None
    clauses = {row["code"]: row for part in text.data["sections"] for row in part["clauses"]}
    return {
        "title": _("Get to know your duties under the contract"),
        "duties": [
            {
                "field": field,
                "title": _(DUTY_TITLES[field]),
                "clauses": [clauses[code] for code in codes if code in clauses],
            }
            for field, _title, codes in DUTIES
        ],
    }


def _signature(guest: Guest) -> Shown | None:
    text = _text(guest)
    if text is None:
        return None
    paper = make_contract(text=text, actor=None, at=guest.now)
    code = standing_code(guest.link, guest.now)
    details = text.details
    return {
        "title": _("Sign the contract"),
        "contract": text.contract,
        "incomplete": bool(text.missing),
        "pages": range(1, page_count(content_of(paper.file)) + 1),
        "grounds": [(key, _(title)) for key, title in GROUNDS["labels"].items()],
        "email": masked(guest.order.customer.email),
        "code": code,
        "values": {
            "signatory": details.get("signatory", "") or _signatory(guest),
            "ground": details.get("signatory_ground", "")
            or ("charter" if guest.order.customer.kind == Kind.COMPANY else "personally"),
            "document": details.get("signatory_document", ""),
        },
    }


def _visit(guest: Guest) -> Shown | None:
    visit = live_visit(guest.order.id)
    if visit is None:
        return None
    return {
        "title": _("Choose the day of the installation"),
        "visit": visit if visit.starts_at > guest.now else None,
        "times": times_for(guest.order, guest.now),
    }


def _ready(guest: Guest) -> Shown | None:
    return {"title": _("Tell us when our crew can come")}


def _payment(guest: Guest) -> Shown | None:
    invoice = standing_invoice(guest.order.id)
    return {"title": _("Pay the connection"), "invoice": invoice} if invoice else None


NEEDS: Final[Mapping[str, Callable[[Guest], Shown | None]]] = {
    "terms_agreed": _terms,
    "corrected_terms_accepted": _correction,
    "duties_explained": _duties,
    "contract_signed_by_customer": _signature,
    "money_received": _payment,
    "readiness_confirmed": _ready,
    "visit_agreed": _visit,
}


def clauses_of(guest: Guest) -> list[Shown]:
    """Give the clauses of the contract, to choose from: printed number and words."""
    text = _text(guest)
    if text is None:
        return []
    return [
        {"number": row["number"], "text": row["text"]}
        for part in text.data["sections"]
        for row in part["clauses"]
    ]
