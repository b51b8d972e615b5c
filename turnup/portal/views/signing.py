"""Signing the contract by the link: the one-time code, then the drawn signature."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from turnup.contracts.forms import CustomerSignature
from turnup.contracts.models import Signature
from turnup.orders.problems import explain
from turnup.people.texts import filled, fitting
from turnup.portal.guest import Guest
from turnup.portal.sheet import masked
from turnup.portal.signing_actions import check_code, send_code, sign_by_link
from turnup.portal.views.answers import REFUSALS, thanked, tried_again
from turnup.portal.views.door import by_link
from turnup.standard.refusals import Refused

SIGN: Final = "contract_signed_by_customer"


@require_POST
@by_link
def code(request: HttpRequest, guest: Guest) -> HttpResponse:
    """Send the one-time code; a fragment beside its field."""
    shown: dict[str, Any] = {}
    try:
        sent = send_code(link=guest.link, at=guest.now)
        shown["sent_to"] = masked(sent.sent_to)
    except Refused as fault:
        shown["problem"] = explain(fault, language=guest.language)
    return render(request, "portal/parts/code.html", shown)


@require_POST
@by_link
def sign(request: HttpRequest, guest: Guest) -> HttpResponse:
    """Sign the contract with the drawn signature and the one-time code."""
    given = request.POST
    try:
        said = CustomerSignature.read(
            {name: given.get(name, "") for name in ("signatory", "ground", "document")}
        )
        found = check_code(link=guest.link, typed=given.get("code", ""), at=guest.now)
        sign_by_link(
            link=guest.link,
            move=guest.move(given.get("_version", "")),
            code=found,
            drawing=given.get("drawing", ""),
            signatory=filled(Signature, "signatory", said.signatory),
            ground=said.ground,
            document=fitting(Signature, "document", said.document),
            came=guest.came,
        )
    except REFUSALS as fault:
        return tried_again(request, guest, SIGN, fault)
    return thanked(request, guest, _("Thank you: the contract is signed. Your copy is below."))
