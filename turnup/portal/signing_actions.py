"""Signing a contract by the link: a code by e-mail, a drawn signature, a sheet that proves it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import uuid4

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_noop as _

from turnup.contracts.actions import sign_contract_as_customer
from turnup.contracts.models import ContractText, Side
from turnup.contracts.paper_actions import make_contract
from turnup.contracts.queries import latest_text, standing_contract, standing_signature
from turnup.orders.moves import Move, Receipt
from turnup.papers.actions import keep_paper
from turnup.papers.models import Paper
from turnup.papers.queries import content_of
from turnup.papers.shelf import hash_of
from turnup.papers.typeset import source_hash, typeset
from turnup.portal.actions import address_for, count_knock, write_letter
from turnup.portal.drawn import drawn_signature
from turnup.portal.keys import code_of
from turnup.portal.letters import code_words
from turnup.portal.models import CustomerLink, LinkSignature, Purpose, SigningCode
from turnup.portal.queries import standing_code
from turnup.portal.sheet import sheet_data
from turnup.standard.refusals import BadField

LASTS: Final = timedelta(minutes=15)
TRIES: Final = 5
CODES_AN_HOUR: Final = 5


@dataclass(frozen=True, slots=True)
class From:
    """Where a page was asked from, as far as the program can tell."""

    address: str | None
    agent: str


@transaction.atomic
def send_code(*, link: CustomerLink, at: datetime) -> SigningCode:
    """Make a one-time code for signing the contract as it is now, and send it by e-mail.

    Raises BadField where there is nothing to sign, no address, or too many codes were asked for.
    """
    text = _text(link)
    to = address_for(customer=link.order.customer)
    door = f"codes:{link.id}"
    if count_knock(door=door, at=at, window=timedelta(hours=1)) > CODES_AN_HOUR:
        raise BadField(
            "code", _("Too many codes were asked for."), _("Try again in an hour, or call us.")
        )
    code = SigningCode.objects.create(
        id=uuid4(),
        link=link,
        text_sha256=text.sha256,
        sent_to=to,
        made_at=at,
        expires_at=at + LASTS,
    )
    write_letter(purpose=Purpose.CODE, to=to, words=code_words(code), at=at, link=link, code=code)
    return code


def check_code(*, link: CustomerLink, typed: str, at: datetime) -> SigningCode:
    """Return the code that was typed right; each wrong try is counted, and the fifth is the last.

    Call it outside the transaction of the signature, for a wrong try must be kept. Raises BadField.
    """
    code = standing_code(link, at)
    if code is None:
        raise BadField("code", _("No code is in force."), _("Ask for a new one."))
    tried = SigningCode.objects.filter(pk=code.pk, tries__lt=TRIES).update(tries=F("tries") + 1)
    if not tried:
        raise BadField("code", _("This code was tried too often."), _("Ask for a new one."))
    digits = "".join(one for one in typed if one.isdigit())[:12]
    if not constant_time_compare(digits, code_of(code.id)):
        raise BadField("code", _("This is not the code."), _("Look at the latest letter."))
    return code


@transaction.atomic
def sign_by_link(
    *,
    link: CustomerLink,
    move: Move,
    code: SigningCode,
    drawing: str,
    signatory: str,
    ground: str,
    document: str,
    came: From,
) -> Receipt:
    """Sign the contract as the customer: record the signature, keep the drawing and the proof.

    Raises BadField for a drawing without ink or a text that changed since the code was asked for,
    and the standard's refusal.
    """
    picture = drawn_signature(drawing)
    text = _text(link)
    if code.text_sha256 != text.sha256:
        raise BadField(
            "code",
            _("The contract has changed since the code was sent."),
            _("Read it anew and ask for a new code."),
        )
    used = SigningCode.objects.filter(pk=code.pk, used_at=None).update(used_at=move.at)
    if not used:
        raise BadField("code", _("This code was used already."), _("Ask for a new one."))
    receipt = sign_contract_as_customer(
        move=move, signatory=signatory, ground=ground, document=document
    )
    signature = standing_signature(link.order_id, Side.CUSTOMER)
    assert signature is not None, "it was recorded just now"
    kept = _keep(link, text, "drawn_signature", picture, hash_of(picture), move, "image/png")
    made = LinkSignature.objects.create(
        signature=signature,
        link=link,
        code=code,
        picture=kept,
        signed_at=move.at,
        address=came.address,
        agent=came.agent[:200],
    )
    _keep_sheet(link, text, made, picture, move)
    return receipt


def _keep_sheet(
    link: CustomerLink, text: ContractText, made: LinkSignature, picture: bytes, move: Move
) -> None:
    contract = make_contract(text=text, actor=None, at=move.at)
    data: dict[str, Any] = sheet_data(
        text,
        made,
        order=link.order.number,
        pdf_sha256=hash_of(content_of(contract.file)),
        at=timezone.localtime(move.at),
    )
    pdf = typeset("portal/signing_sheet", data, {"drawing": picture})
    _keep(link, text, "signing_sheet", pdf, source_hash(data), move, "application/pdf")


def _keep(
    link: CustomerLink,
    text: ContractText,
    kind: str,
    content: bytes,
    source: str,
    move: Move,
    media_type: str,
) -> Paper:
    number = text.contract.number
    return keep_paper(
        actor=None,
        at=move.at,
        kind=kind,
        content=content,
        source_sha256=source,
        order=link.order_id,
        number=number,
        revision=Paper.objects.filter(kind=kind, number=number).count(),
        media_type=media_type,
    )


def _text(link: CustomerLink) -> ContractText:
    contract = standing_contract(link.order_id)
    text = latest_text(contract) if contract else None
    if text is None:
        raise BadField("contract", _("There is no contract to sign."))
    if text.missing:
        raise BadField(
            "contract",
            _("The contract is not complete yet."),
            _("Your manager is completing it."),
        )
    return text
