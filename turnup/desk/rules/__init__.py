"""What the rooms promise, as SQL: a module for each, put together for `turnup verify`.

The spine's own invariants are in `turnup.orders.invariants`.
"""

from typing import Final

from turnup.desk.rules.addresses import ADDRESSES
from turnup.desk.rules.customers import CUSTOMERS
from turnup.desk.rules.field import FIELD
from turnup.desk.rules.jobs import JOBS
from turnup.desk.rules.letters import LETTERS
from turnup.desk.rules.money import MONEY
from turnup.desk.rules.movements import MOVEMENTS
from turnup.desk.rules.rule import Rule
from turnup.desk.rules.service_use import SERVICES
from turnup.desk.rules.statements import STATEMENTS
from turnup.desk.rules.stock import STOCK
from turnup.desk.rules.visits import VISITS

RULES: Final[tuple[Rule, ...]] = (
    *MOVEMENTS,
    *VISITS,
    *SERVICES,
    *ADDRESSES,
    *STOCK,
    *MONEY,
    *STATEMENTS,
    *LETTERS,
    *JOBS,
    *CUSTOMERS,
    *FIELD,
)
