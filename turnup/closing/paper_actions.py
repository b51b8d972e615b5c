"""Making the papers of a bundle: invoice, and the month's papers in the customer's form; once."""

from datetime import datetime
from typing import Any
from uuid import uuid5

from django.db import transaction
from django.utils import timezone

from turnup.billing.invoice_paper import make_invoice
from turnup.closing.actions import keep_upd
from turnup.closing.models import Bundle, PaperForm
from turnup.closing.upd import upd_data
from turnup.closing.upd_xml import file_name, upd_xml
from turnup.papers.actions import keep_paper
from turnup.papers.models import Paper
from turnup.papers.typeset import source_hash, typeset
from turnup.people.actor import Actor


@transaction.atomic
def make_papers(*, bundle: Bundle, actor: Actor | None, at: datetime) -> Bundle:
    """Make what the bundle still lacks. Raises NoCompany or NoRequisites.

    A transfer document comes as PDF and XML; an act as PDF, with a tax invoice (PDF and XML)
    where there is VAT and the customer is no private person: acts have no electronic format of
    their own any more.
    """
    rows = Bundle.objects.select_for_update(of=("self",)).select_related("run", "invoice")
    held = rows.get(pk=bundle.pk)
    if held.upd_id:
        return held
    if held.amount:
        make_invoice(invoice=held.invoice, actor=actor, at=at)
    made = _acts(held, actor, at) if held.form == PaperForm.ACT else _transfer(held, actor, at)
    keep_upd(bundle=held, **made)
    held.refresh_from_db()
    return held


def _transfer(held: Bundle, actor: Actor | None, at: datetime) -> dict[str, Paper]:
    data = upd_data(held)
    return {
        "upd": _pdf("upd", "closing/upd", f"УПД {held.upd_number}", data, held, actor, at),
        "xml": _xml(data, held, actor, at),
    }


def _acts(held: Bundle, actor: Actor | None, at: datetime) -> dict[str, Paper]:
    data = upd_data(held, "act")
    number = held.upd_number
    made = {"upd": _pdf("act", "closing/act", f"Акт {number}", data, held, actor, at)}
    if data["status"] == 1:
        taxed = upd_data(held, "tax_invoice")
        name = f"Счёт-фактура {number}"
        made["tax_invoice"] = _pdf("tax_invoice", "closing/upd", name, taxed, held, actor, at)
        made["xml"] = _xml(taxed, held, actor, at)
    return made


def _pdf(
    kind: str,
    template: str,
    name: str,
    data: dict[str, Any],
    held: Bundle,
    actor: Actor | None,
    at: datetime,
) -> Paper:
    return keep_paper(
        actor=actor,
        at=at,
        kind=kind,
        content=typeset(template, data),
        source_sha256=source_hash(data),
        number=held.upd_number,
        revision=held.correction,
        name=name,
    )


def _xml(data: dict[str, Any], held: Bundle, actor: Actor | None, at: datetime) -> Paper:
    guid = uuid5(held.message_id, f"{held.upd_number}/{held.correction}")
    said_at = timezone.localtime(at)
    return keep_paper(
        actor=actor,
        at=at,
        kind="upd_xml",
        content=upd_xml(data, said_at, guid),
        source_sha256=source_hash(data),
        number=held.upd_number,
        revision=held.correction,
        name=file_name(data, said_at, guid),
        media_type="application/xml",
    )
