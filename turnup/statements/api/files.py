"""The REST door of bank statements: bring one, import it, decide about what waits."""

from base64 import b64decode
from binascii import Error as NoBase64
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, TypeVar

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext_noop as _
from ninja import Router
from pydantic import BaseModel, Field

from turnup.billing.api import LARGEST, Query
from turnup.orders.forms import ShortText
from turnup.people.actor import Actor
from turnup.people.permissions import allows
from turnup.rest.door import json_answer, language_of, read_query
from turnup.rest.once import Strict, written_once
from turnup.rest.openapi import described
from turnup.standard.refusals import BadField
from turnup.statements.import_actions import import_statement, take_statement
from turnup.statements.models import BankOperation, StatementFile
from turnup.statements.telling import told_of

router = Router(tags=["statements"])
Form = TypeVar("Form", bound=BaseModel)


class StatementsQuery(Query):
    """Which statements to list."""

    before: int | None = Field(None, ge=1, le=LARGEST, description="The `id` before the page.")


# ------------------------------------------------------- what comes in
class StatementBody(Strict):
    """A statement's file; a larger one than a request may be goes by page, CLI or folder."""

    name: ShortText = Field(max_length=200)
    content: str = Field(max_length=8_000_000, description="The file's bytes in base64.")


class Nothing(Strict):
    """Nothing need be said."""


# ------------------------------------------------------- what goes out
@dataclass(frozen=True, slots=True)
class BinShown:
    """How many credits, and how much money in roubles."""

    count: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class FaultShown:
    """Why a line, or with `line` 0 the whole file, is not taken."""

    code: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class StatementShown:
    """A statement: imported = matched + parked + rejected; `known` were told by an earlier file.

    `refused` says why nothing of it is taken.
    """

    id: int
    name: str
    kind: str
    charset: str
    state: str
    accounts: list[str]
    imported: BinShown
    matched: BinShown
    parked: BinShown
    rejected: BinShown
    known: BinShown
    refused: FaultShown | None
    faults: list[FaultShown]
    warnings: list[FaultShown]


def _statement(one: StatementFile) -> StatementShown:
    told: dict[str, Any] = told_of(one)
    bins = ("imported", "matched", "parked", "rejected", "known")
    lists = {name: [FaultShown(**fault) for fault in told[name]] for name in ("faults", "warnings")}
    refused = told["refused"]
    return StatementShown(
        **{
            **told,
            **{name: BinShown(**told[name]) for name in bins},
            **lists,
            "refused": FaultShown(**refused) if refused else None,
        }
    )


# ------------------------------------------------------- statements
@router.get(
    "/statements",
    response={200: list[StatementShown]},
    operation_id="list_statements",
    summary="Bank statements, the latest first, 20 a page",
    openapi_extra=described(query=StatementsQuery, problems=(403,)),
)
@allows("statement.read")
def list_statements(request: HttpRequest) -> HttpResponse:
    """List the files that came, with what became of their credits."""
    asked = read_query(request, StatementsQuery)
    rows = StatementFile.objects.all()
    if asked.before:
        rows = rows.filter(pk__lt=asked.before)
    with translation.override(language_of(request)):
        return json_answer([_statement(one) for one in rows[:20]])


@router.get(
    "/statements/{int:statement_id}",
    response={200: StatementShown},
    operation_id="read_statement",
    summary="A bank statement",
    openapi_extra=described(problems=(403, 404)),
)
@allows("statement.read")
def read_statement(request: HttpRequest, statement_id: int) -> HttpResponse:
    """Give a file with what became of its credits."""
    with translation.override(language_of(request)):
        return json_answer(_statement(known_row(StatementFile, statement_id)))


Kept = TypeVar("Kept", StatementFile, BankOperation)


def known_row(model: type[Kept], pk: int) -> Kept:
    """Return a row by its number. Raises Http404."""
    found = model._default_manager.filter(pk=pk).first() if pk <= LARGEST else None
    if found is None:
        raise Http404("no such thing")
    return found


@router.post(
    "/statements",
    response={201: StatementShown},
    operation_id="bring_statement",
    summary="Bring a bank statement",
    openapi_extra=described(
        body=StatementBody,
        example={"name": "kl_to_1c.txt", "content": "MUNDbGllbnRCYW5rRXhjaGFuZ2U="},
        problems=(403,),
    ),
)
@allows("statement.import")
def bring_statement(request: HttpRequest) -> HttpResponse:
    """Read a file whole and keep it; nothing is credited before its import is asked for."""
    return written_once(request, StatementBody, _bring)


def _bring(said: StatementBody, actor: Actor, now: datetime) -> StatementShown:
    try:
        content = b64decode(said.content, validate=True)
    except (NoBase64, ValueError):
        raise BadField("content", _("This is no base64."), _("Encode the file’s bytes.")) from None
    with NamedTemporaryFile(prefix="statement-") as kept:
        kept.write(content)
        kept.flush()
        taken = take_statement(
            actor=actor, at=now, source=Path(kept.name), name=said.name, door="rest"
        )
    return _statement(taken)


@router.post(
    "/statements/{int:statement_id}/import",
    response={201: StatementShown},
    operation_id="import_statement",
    summary="Import a statement that was brought",
    openapi_extra=described(body=Nothing, example={}, problems=(403, 404)),
)
@allows("statement.import")
def import_one(request: HttpRequest, statement_id: int) -> HttpResponse:
    """Match or park every credit of the file; a second time changes nothing."""
    found = known_row(StatementFile, statement_id)

    def act(_said: Nothing, actor: Actor, now: datetime) -> StatementShown:
        return _statement(import_statement(statement=found, actor=actor, now=now))

    return written_once(request, Nothing, act)
