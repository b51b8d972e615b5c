"""An invoice as lists show it: what was paid, what is lacking, how late it is."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _


def invoice_row(invoice: Any, today: date) -> dict[str, Any]:
    """Give what a list shows of an invoice that knows what was `paid`."""
    return {
        "invoice": invoice,
        "badge": invoice_badge(invoice, today),
        "paid": invoice.paid,
        "lacking": max(invoice.lacking, 0),
        "days_late": (today - invoice.due_on).days if invoice.lacking > 0 else 0,
    }


def invoice_badge(invoice: Any, today: date) -> dict[str, str]:
    """Give the badge of an invoice that knows what was `paid`."""
    if invoice.withdrawn_at:
        return {"text": _("Withdrawn"), "tone": "calm", "icon": "circle-x"}
    if invoice.lacking <= 0:
        return {"text": _("Paid"), "tone": "good", "icon": "circle-check"}
    if invoice.due_on < today:
        return {"text": _("Overdue"), "tone": "bad", "icon": "alert-circle"}
    if invoice.paid:
        return {"text": _("Paid in part"), "tone": "warn", "icon": "clock"}
    return {"text": _("Waits for payment"), "tone": "note", "icon": "clock"}
