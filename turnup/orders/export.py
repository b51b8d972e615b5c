"""The journal as plain lines: what an outsider needs to recompute every hash."""

from collections.abc import Iterator
from typing import Any

from turnup.orders import chain
from turnup.orders.models import EntryData, JournalEntry, Seal, SealedHead
from turnup.standard.moments import moment_text


def exported(*, number: int | None = None, personal: bool = False) -> Iterator[dict[str, Any]]:
    """Give every entry by order and sequence, then every seal (all orders only)."""
    entries = JournalEntry.objects.select_related("order").order_by("order_id", "seq")
    if number is not None:
        entries = entries.filter(order__number=number)
    for entry in entries.iterator(chunk_size=1000):
        yield entry_line(entry, personal)
    if number is None:
        for made in Seal.objects.order_by("number").iterator():
            yield _seal_line(made)


def entry_line(entry: JournalEntry, personal: bool) -> dict[str, Any]:
    """Give one entry as its hashed body and its hash; with `personal`, also salt and data."""
    body = chain.entry_body(
        order=entry.order_id,
        seq=entry.seq,
        step=entry.step,
        at=entry.at,
        recorded_at=entry.recorded_at,
        actor=entry.actor_id,
        role=entry.role,
        door=entry.door,
        facts=entry.facts,
        commitment=entry.commitment,
        standard=entry.order.standard_id,
        previous=entry.previous,
    )
    line: dict[str, Any] = {"kind": "entry", "body": body, "hash": entry.hash}
    if personal:
        said = EntryData.objects.get(entry=entry)
        line |= {"salt": said.salt, "data": said.data}
    return line


def _seal_line(made: Seal) -> dict[str, Any]:
    heads = SealedHead.objects.filter(seal=made).values_list("order_id", "seq", "hash")
    body = {
        "number": made.number,
        "sealed_at": moment_text(made.sealed_at),
        "previous": made.previous,
        "heads": sorted([str(order), seq, digest] for order, seq, digest in heads),
    }
    return {"kind": "seal", "body": body, "hash": made.hash}
