"""What only the spine can refuse; the rest is in `turnup.standard.refusals`."""

from turnup.standard.refusals import Refused


class OrderNotFound(Refused):
    """No such order, or none that this actor may know of: the two must look alike."""

    code = "order.not_found"


class Overtaken(Refused):
    """`expected`, `version`: the order moved on since the caller looked."""

    code = "order.overtaken"


class IdTaken(Refused):
    """An order with the client-made id exists already."""

    code = "order.id_taken"
