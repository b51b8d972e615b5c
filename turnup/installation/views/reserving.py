"""Keeping addresses and blocks of a pool back, and letting them be given again."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from turnup.installation.actions import (
    reserve_address,
    reserve_block,
    unreserve_address,
    unreserve_block,
)
from turnup.installation.address_plan import GIVES_BLOCKS
from turnup.installation.models import AddressPool
from turnup.orders.problems import explain
from turnup.people.permissions import allows
from turnup.standard.refusals import Refused


@require_POST
@allows("addresses.edit")
def reserve(request: HttpRequest, pool_id: int) -> HttpResponse:
    """Keep an address or block back."""
    pool = _pool(pool_id)
    what, reason = request.POST.get("what", "")[:50], request.POST.get("reason", "").strip()
    try:
        if pool.purpose in GIVES_BLOCKS:
            reserve_block(pool=pool, prefix=what, reason=reason)
        else:
            reserve_address(address=what, reason=reason)
        messages.success(request, _("It is kept back."))
    except Refused as fault:
        _tell(request, fault)
    return redirect("installation:pool", pool.pk)


@require_POST
@allows("addresses.edit")
def unreserve(request: HttpRequest, pool_id: int) -> HttpResponse:
    """Let an address or block be given again."""
    pool = _pool(pool_id)
    what = request.POST.get("what", "")[:50]
    try:
        if pool.purpose in GIVES_BLOCKS:
            unreserve_block(prefix=what)
        else:
            unreserve_address(address=what, at=timezone.now())
        messages.success(request, _("It may be given again."))
    except Refused as fault:
        _tell(request, fault)
    return redirect("installation:pool", pool.pk)


def _pool(pool_id: int) -> AddressPool:
    found = AddressPool.objects.filter(pk=pool_id).first()
    if found is None:
        raise Http404("no such pool")
    return found


def _tell(request: HttpRequest, fault: Refused) -> None:
    language = "en" if getattr(request, "LANGUAGE_CODE", "") == "en" else "ru"
    told = explain(fault, language=language)
    text = " ".join(f"{one.fault} {one.mend}".strip() for one in told.errors)
    messages.error(request, text or told.detail)
