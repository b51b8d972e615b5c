"""What every statement is read into: movements of money, totals, and what is at fault. Pure."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

LONGEST_LINE: Final = 65_536  # characters; no bank writes a hundredth of it
MOST_TOTALS: Final = 20_000  # sections of one file: fifty years of days
MOST_ACCOUNTS: Final = 100
NOTHING: Final = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a line or a whole file is not taken: a code, the line, what the texts are filled with."""

    code: str
    line: int = 0
    said: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Movement:
    """One operation as the statement tells it; `line` is where it begins.

    A `credit` came to one of our accounts; what left them is kept for returns only. `other_…` is
    the other side. `arrived_on` is None where the bank does not say it, `amount` where it cannot
    be read. `storno` marks what the bank took back itself. `other_purpose` is the purpose in
    another reading, where its pieces may be joined in two ways. `less_fee` says that the bank kept
    something of what was paid.
    """

    line: int
    credit: bool
    amount: Decimal | None
    number: str = ""
    document_on: date | None = None
    arrived_on: date | None = None
    own_account: str = ""
    other_name: str = ""
    other_inn: str = ""
    other_account: str = ""
    purpose: str = ""
    other_purpose: str = ""
    storno: bool = False
    less_fee: bool = False
    fault: Fault | None = None


def banks_own(reference: str) -> str:
    """Mark a bank's own reference, as SWIFT does: it is no payment order's number."""
    return f"//{reference.strip()}"[:40] if reference.strip() else ""


@dataclass(slots=True)
class Totals:
    """What the statement itself says of one account in one span of days."""

    account: str
    line: int = 0
    opening: Decimal | None = None
    credits: Decimal | None = None
    debits: Decimal | None = None
    closing: Decimal | None = None

    @property
    def balanced(self) -> bool:
        """Tell whether the four sums agree; what is not told disagrees with nothing."""
        if self.net is None or self.credits is None or self.debits is None:
            return True
        return self.net == self.credits - self.debits

    @property
    def net(self) -> Decimal | None:
        """Return by how much the account grew, or None where a balance is not told."""
        if self.opening is None or self.closing is None:
            return None
        return self.closing - self.opening


@dataclass(slots=True)
class Told:
    """What a file says beside its movements; complete when all of them were read."""

    accounts: list[str] = field(default_factory=list)
    totals: list[Totals] = field(default_factory=list)
    first_day: date | None = None
    last_day: date | None = None
    complete: bool = False
    faults: list[Fault] = field(default_factory=list)

    def name(self, account: str) -> None:
        """Note an account that the file tells of."""
        if account and account not in self.accounts[-MOST_ACCOUNTS:]:
            self.accounts.append(account)

    def begin(self, totals: "Totals") -> None:
        """Note the totals of one more account and span. Raises Unreadable."""
        if len(self.totals) >= MOST_TOTALS:
            raise Unreadable("too_much", totals.line)
        self.totals.append(totals)


class Unreadable(Exception):
    """The file is no statement that can be read at all; `fault` says where and why."""

    def __init__(self, code: str, line: int = 0, **said: Any):
        super().__init__(code)
        self.fault = Fault(code, line, said)
