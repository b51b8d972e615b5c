"""What is said for one contract alone: who signs, requisites the customer's card lacks, wishes."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Final, Literal

from django.utils.translation import gettext_noop as _
from pydantic import Field

from turnup.customers.models import Customer, Kind
from turnup.orders.forms import BusinessDate, Line, Part, Text, labels

BirthDate = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2100, 1, 1))]
DELIVERIES = labels(
    **{"": "—"},
    email=_("By e-mail"),
    post=_("By post"),
    office=_("Handed over at our office"),
)
GROUNDS = labels(
    charter=_("Charter"),
    power_of_attorney=_("Power of attorney"),
    personally=_("For oneself"),
    other=_("Another document"),
)
GROUNDS_OR_NONE = labels(**{"": "—"}, **GROUNDS["labels"])


class ContractDetails(Part):
    """What a contract needs beyond the customer's card and the terms; blank: taken from there."""

    signatory: Line = Field("", title=_("Who signs for the customer"), max_length=200)
    signatory_post: Line = Field("", title=_("Their post"), max_length=200)
    signatory_ground: Literal["", "charter", "power_of_attorney", "personally", "other"] = Field(
        "", title=_("On what ground"), json_schema_extra=GROUNDS_OR_NONE
    )
    signatory_document: Line = Field(
        "",
        title=_("Document"),
        description=_("Number and date of the power of attorney or other document."),
        max_length=200,
    )
    signatory_genitive: Line = Field(
        "",
        title=_("Post and name in the genitive"),
        description=_("Only where the program declines them wrongly."),
        max_length=300,
        json_schema_extra={"widget": "text"},
    )
    operator_genitive: Line = Field(
        "",
        title=_("Our directors in the genitive"),
        description=_("Only where the program declines them wrongly."),
        max_length=400,
        json_schema_extra={"widget": "text"},
    )
    legal_address: Line = Field(
        "", title=_("Legal address"), max_length=500, json_schema_extra={"widget": "text"}
    )
    inn: Line = Field("", title=_("INN"), max_length=12)
    kpp: Line = Field("", title=_("KPP"), max_length=9)
    ogrn: Line = Field("", title=_("OGRN or OGRNIP"), max_length=15)
    birth_date: BirthDate | None = Field(None, title=_("Date of birth"))
    birth_place: Line = Field("", title=_("Place of birth"), max_length=200)
    identity_document: Line = Field(
        "", title=_("Identity document"), max_length=300, json_schema_extra={"widget": "text"}
    )
    line_description: Text = Field(
        "",
        title=_("Description of the line"),
        description=_("Blank: by the survey's readings."),
    )
    bill_delivery: Literal["", "email", "post", "office"] = Field(
        "", title=_("How bills are delivered"), json_schema_extra=DELIVERIES
    )
    bill_address: Line = Field(
        "",
        title=_("Where bills are delivered"),
        description=_("Blank: the e-mail or the legal address of the customer."),
        max_length=300,
        json_schema_extra={"widget": "text"},
    )
    until: BusinessDate | None = Field(
        None,
        title=_("In force until"),
        description=_("Blank: without an end; a term only at the customer's wish."),
    )
    extra_obligations: Text = Field(
        "",
        title=_("Further duties we take on"),
        description=_("Blank: none, and the contract says so."),
    )


PERSONAL: Final = ("birth_date", "birth_place", "identity_document")
NONE_OF_THEIRS: Final[Mapping[str, tuple[str, ...]]] = {
    Kind.PERSON: ("inn", "kpp", "ogrn", "signatory_post"),
    Kind.SOLE_TRADER: ("birth_date", "birth_place", "kpp"),
    Kind.COMPANY: PERSONAL,
}


def not_asked(customer: Customer) -> set[str]:
    """Name what this customer's contract is not asked: what the card says, what they have none of.

    What is said for the contract alone never contradicts the card; a mistake there is mended there.
    """
    known = {name for name in ContractDetails.model_fields if getattr(customer, name, None)}
    return known | set(NONE_OF_THEIRS[Kind(customer.kind)])


def schema_for(customer: Customer) -> dict[str, Any]:
    """Return the form's schema for this customer."""
    made = ContractDetails.model_json_schema()
    for name in not_asked(customer):
        made["properties"].pop(name, None)
    return made


def asked_of(customer: Customer, details: Mapping[str, Any]) -> dict[str, Any]:
    """Return the details without what this customer's contract is not asked."""
    passed_over = not_asked(customer)
    return {name: value for name, value in details.items() if name not in passed_over}
