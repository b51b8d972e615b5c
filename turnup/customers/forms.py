"""The data of a customer and of a site as programs send them; later rooms embed these."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from django.utils.translation import gettext_noop as _
from pydantic import BaseModel, ConfigDict, Field

Line = Annotated[str, Field(max_length=500)]
Latitude = Annotated[Decimal, Field(ge=-90, le=90)]
Longitude = Annotated[Decimal, Field(ge=-180, le=180)]


class Data(BaseModel):
    """Nothing but what is declared."""

    model_config = ConfigDict(extra="forbid")


class BankData(Data):
    """A bank account; its key is checked against the BIK."""

    account: str = Field(max_length=40, title=_("Settlement account"))
    bik: str = Field(max_length=12, title=_("BIK"))
    correspondent_account: str = Field("", max_length=40, title=_("Correspondent account"))
    bank_name: str = Field("", max_length=200, title=_("Bank"))


class CustomerData(Data):
    """Whom to connect: a person, a sole trader or a company."""

    kind: Literal["person", "sole_trader", "company"] = Field("company", title=_("Kind"))
    name: str = Field(min_length=1, max_length=300, title=_("Name"))
    legal_form: str = Field("", max_length=60, title=_("Legal form"))
    inn: str = Field("", max_length=20, title=_("INN"))
    kpp: str = Field("", max_length=20, title=_("KPP"))
    ogrn: str = Field("", max_length=20, title=_("OGRN or OGRNIP"))
    legal_address: Line = Field("", title=_("Legal address"))
    birth_date: date | None = Field(None, title=_("Date of birth"))
    birth_place: str = Field("", max_length=200, title=_("Place of birth"))
    identity_document: str = Field("", max_length=300, title=_("Identity document"))
    contact_name: str = Field("", max_length=200, title=_("Contact person"))
    phone: str = Field("", max_length=40, title=_("Phone"))
    email: str = Field("", max_length=254, title=_("E-mail"))
    language: Literal["ru", "en"] = Field("ru", title=_("Language"))


class SiteData(Data):
    """A place to connect."""

    address: Line = Field(min_length=1, title=_("Address"))
    postal_code: str = Field("", max_length=6, title=_("Postal code"))
    region: str = Field("", max_length=120, title=_("Region"))
    locality: str = Field("", max_length=120, title=_("Town"))
    street: str = Field("", max_length=160, title=_("Street"))
    house: str = Field("", max_length=40, title=_("House"))
    fias_id: UUID | None = Field(None, title=_("FIAS code"))
    latitude: Latitude | None = Field(None, title=_("Latitude"))
    longitude: Longitude | None = Field(None, title=_("Longitude"))
    entrance: str = Field("", max_length=20, title=_("Entrance"))
    floor: str = Field("", max_length=20, title=_("Floor"))
    room: str = Field("", max_length=40, title=_("Room"))
    access_notes: Line = Field("", title=_("How to get in"))
