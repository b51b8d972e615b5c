"""What the steps of stage 5 say."""

from datetime import date
from typing import Annotated, Literal

from django.utils.translation import gettext_noop as _
from pydantic import Field

from turnup.orders.forms import BusinessDate, Moment, ShortText, StepForm, Text, labels

Login = Annotated[ShortText, Field(max_length=60, pattern=r"^[A-Za-zА-Яа-яЁё0-9._/@-]+$")]


class ActivationForm(StepForm):
    """`service_activated`: nothing need be said."""

    login: Login | None = Field(
        None,
        title=_("Login"),
        description=_("Left blank: the contract's number."),
        examples=["2026-17"],
    )


class StatisticsForm(StepForm):
    """`statistics_confirmed`: since when the line is counted, and how we know."""

    counted_since: Moment | None = Field(
        None,
        title=_("Counted since"),
        description=_("Left blank: now."),
        examples=["2026-02-05T12:00:00Z"],
    )
    reason: Text | None = Field(
        None,
        title=_("How it was confirmed"),
        examples=["Первый трафик виден на сервере статистики"],
    )


class PapersForm(StepForm):
    """`monthly_papers_enrolled`: from which month, and how the papers are delivered."""

    first_month: BusinessDate | None = Field(
        None,
        title=_("First month"),
        description=_("Any day of it. Left blank: the month of activation."),
        examples=[date(2026, 2, 1).isoformat()],
    )
    delivery: Literal["email", "edo", "post"] = Field(
        "email",
        title=_("Delivery"),
        json_schema_extra=labels(
            email=_("By e-mail"), edo=_("By an e-document operator"), post=_("By post")
        ),
        examples=["email"],
    )
    address: Annotated[ShortText, Field(max_length=254)] | None = Field(
        None,
        title=_("Delivery address"),
        description=_("Left blank: the customer's own."),
        examples=["buh@okna40.example"],
    )
