"""A paper is the same bytes each time, says what it was made from, and leaves no gap unsaid."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from tests.papers.conftest import LETTER, NOW
from turnup.papers.actions import make_paper
from turnup.papers.models import Paper
from turnup.papers.queries import content_of
from turnup.papers.shelf import Shelf
from turnup.papers.typeset import TypesettingError, source_hash, typeset


def test_the_same_data_make_the_same_bytes():
    first = typeset("papers/letter", LETTER)
    assert first.startswith(b"%PDF-")
    assert typeset("papers/letter", dict(reversed(LETTER.items()))) == first
    assert typeset("papers/letter", LETTER | {"number": "18/2026"}) != first


def test_the_papers_carry_their_own_cyrillic_font():
    pdf = typeset("papers/letter", LETTER)
    assert b"PTSerif" in pdf
    assert b"PTSans" in pdf


@pytest.mark.parametrize("gone", ["number", "date", "company", "signatures"])
def test_a_value_that_is_missing_is_named(gone: str):
    lacking = {key: value for key, value in LETTER.items() if key != gone}
    with pytest.raises(TypesettingError, match=gone):
        typeset("papers/letter", lacking)


@pytest.mark.parametrize("said", ['#panic("run")', "*_`$[]", '#include "/etc"', "\\#{", "ё\u0301"])
def test_what_a_customer_wrote_is_shown_never_run(said: str):
    assert typeset("papers/letter", LETTER | {"paragraphs": [said], "title": said})


@pytest.mark.parametrize("name", ["letter", "../papers/letter", "papers/../x", "papers/none", ""])
def test_a_template_that_is_not_there_is_named(name: str):
    with pytest.raises(TypesettingError, match="template"):
        typeset(name, LETTER)


@pytest.mark.parametrize("odd", [float("nan"), float("inf")])
def test_numbers_that_are_none_are_refused(odd: Any):
    with pytest.raises(ValueError):
        typeset("papers/letter", LETTER | {"odd": odd})


@pytest.mark.django_db
def test_a_paper_keeps_its_file_number_order_and_source(place: Shelf):
    order = uuid4()
    paper = make_paper(
        actor=None,
        at=NOW,
        kind="request",
        template="papers/letter",
        data=LETTER,
        order=order,
        number="17/2026",
    )
    assert content_of(paper.file) == typeset("papers/letter", LETTER)
    assert (paper.order, paper.file.name) == (order, "request 17-2026.pdf")
    assert paper.source_sha256 == source_hash(dict(reversed(LETTER.items())))


@pytest.mark.django_db
def test_a_number_names_one_paper_and_a_correction_keeps_it(place: Shelf):
    def make(revision: int) -> Paper:
        return make_paper(
            actor=None,
            at=NOW,
            kind="request",
            template="papers/letter",
            data=LETTER,
            number="17/2026",
            revision=revision,
        )

    make(0)
    with pytest.raises(IntegrityError, match="paper_number_unique"), transaction.atomic():
        make(0)
    assert make(1).number == "17/2026"


@pytest.mark.django_db
def test_a_paper_that_was_made_never_changes(place: Shelf):
    paper = make_paper(actor=None, at=NOW, kind="request", template="papers/letter", data=LETTER)
    with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
        Paper.objects.filter(pk=paper.pk).update(number="99")
