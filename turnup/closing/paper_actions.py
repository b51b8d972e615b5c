"""Making the papers of a bundle: invoice, transfer document as PDF and as XML; made once."""

from datetime import datetime
from uuid import uuid5

from django.db import transaction

from turnup.billing.invoice_paper import make_invoice
from turnup.closing.actions import keep_upd
from turnup.closing.models import Bundle
from turnup.closing.upd import upd_data
from turnup.closing.upd_xml import file_name, upd_xml
from turnup.papers.actions import keep_paper
from turnup.papers.typeset import source_hash, typeset
from turnup.people.actor import Actor


@transaction.atomic
def make_papers(*, bundle: Bundle, actor: Actor | None, at: datetime) -> Bundle:
    """Make what the bundle still lacks. Raises NoCompany or NoRequisites."""
    held = Bundle.objects.select_for_update().select_related("run", "invoice").get(pk=bundle.pk)
    if held.upd_id and held.xml_id:
        return held
    make_invoice(invoice=held.invoice, actor=actor, at=at)
    data = upd_data(held)
    made = {"actor": actor, "at": at, "number": held.upd_number, "source_sha256": source_hash(data)}
    pdf = keep_paper(
        kind="upd",
        content=typeset("closing/upd", data),
        name=f"УПД {held.upd_number}",
        **made,  # type: ignore[arg-type]  # one dict for both papers
    )
    guid = uuid5(held.message_id, held.upd_number)
    xml = keep_paper(
        kind="upd_xml",
        content=upd_xml(data, at, guid),
        name=file_name(data, at, guid),
        media_type="application/xml",
        **made,  # type: ignore[arg-type]  # as above
    )
    keep_upd(bundle=held, upd=pdf, xml=xml)
    held.refresh_from_db()
    return held
