"""Numbers of papers follow one another without a gap, whoever races for them."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import DatabaseError, connection, transaction

from turnup.papers.actions import take_number, take_numbers
from turnup.papers.models import NumberSeries


@pytest.mark.django_db
def test_each_series_counts_each_year_from_one():
    taken = [("СЧ", 2026), ("СЧ", 2026), ("Д", 2026), ("СЧ", 2027), ("СЧ", 2026)]
    assert [take_number(series=series, year=year) for series, year in taken] == [1, 2, 1, 1, 3]


@pytest.mark.django_db
def test_a_number_whose_paper_failed_is_given_again():
    take_number(series="СЧ", year=2026)
    with transaction.atomic():
        assert take_number(series="СЧ", year=2026) == 2
        transaction.set_rollback(True)
    assert take_number(series="СЧ", year=2026) == 2


@pytest.mark.django_db(transaction=True)
def test_a_number_outside_a_transaction_is_refused():
    with pytest.raises(RuntimeError, match="inside the transaction"):
        take_number(series="СЧ", year=2026)


@pytest.mark.django_db(transaction=True)
def test_racers_get_a_number_each_and_leave_no_gap():
    ready = Barrier(4)

    def issue(_: int) -> int:
        try:
            ready.wait()
            with transaction.atomic():
                return take_number(series="СЧ", year=2026)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        numbers = sorted(pool.map(issue, range(20)))
    assert numbers == list(range(1, 21))


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["last = last + 2", "last = 0", "year = 2027"])
def test_the_database_lets_a_series_only_go_up_one_by_one(change: str):
    take_number(series="СЧ", year=2026)
    with pytest.raises(DatabaseError, match="one by one"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE papers_numberseries SET {change}")
    with pytest.raises(DatabaseError, match="one by one"), transaction.atomic():
        NumberSeries.objects.all().delete()


@pytest.mark.django_db
def test_many_numbers_follow_one_another():
    with transaction.atomic():
        assert take_number(series="upd", year=2026) == 1
        assert take_numbers(series="upd", year=2026, count=3) == 2
        assert take_number(series="upd", year=2026) == 5
