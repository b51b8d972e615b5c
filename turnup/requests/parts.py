"""A step's data come in parts; a part's fault names the whole path of its field."""

from collections.abc import Iterator
from contextlib import contextmanager

from turnup.standard.refusals import BadField


@contextmanager
def inside(part: str) -> Iterator[None]:
    """Name the fields of a part by their whole path."""
    try:
        yield
    except BadField as fault:
        params = dict(fault.params)
        raise BadField(f"{part}.{params.pop('field')}", **params) from fault
