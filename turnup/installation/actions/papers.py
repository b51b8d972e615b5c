"""Making the act's paper: once, from what was signed, and kept for ever."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from turnup.installation.act_words import act_data, act_pictures
from turnup.installation.models import CompletionAct
from turnup.papers.actions import keep_paper
from turnup.papers.models import Paper
from turnup.papers.queries import content_of
from turnup.papers.seal import seal
from turnup.papers.typeset import source_hash, typeset

PLAIN, SEALED = "completion_act", "completion_act_sealed"


def make_act(*, act: CompletionAct, at: datetime) -> Paper:
    """Give the act's PDF as it was signed; the first who asks has it made.

    Raises BadField where our company's details are not known.
    """
    if kept := find_paper(act, PLAIN):
        return kept
    data = act_data(act)
    return _kept_once(
        act,
        PLAIN,
        content=lambda: typeset("installation/act", data, act_pictures(act)),
        source_sha256=source_hash(data),
        at=at,
    )


def seal_act(*, act: CompletionAct, at: datetime) -> Paper:
    """Give the act's PDF with the company's seal after its bytes, made once.

    Raises NoSeal where the company has no certificate; the unsealed paper is kept all the same.
    """
    if kept := find_paper(act, SEALED):
        return kept
    paper = make_act(act=act, at=at)
    reason = f"Акт выполненных работ № {act.number} подписан обеими сторонами"
    return _kept_once(
        act,
        SEALED,
        content=lambda: seal(content_of(paper.file), reason=reason, place=act.place),
        source_sha256=paper.source_sha256,
        at=at,
    )


def find_paper(act: CompletionAct, kind: str) -> Paper | None:
    """Return the act's paper of a kind, or None."""
    return Paper.objects.select_related("file").filter(kind=kind, number=act.number).first()


def _kept_once(
    act: CompletionAct, kind: str, *, content: Callable[[], bytes], **made: Any
) -> Paper:
    """Keep what was made, unless somebody was first: then theirs is the paper."""
    try:
        with transaction.atomic():
            return keep_paper(
                kind=kind,
                number=act.number,
                order=act.order_id,
                content=content(),
                actor=None,
                name=f"Акт выполненных работ {act.number}",
                **made,
            )
    except IntegrityError:
        first = find_paper(act, kind)
        if first is None:
            raise
        return first
