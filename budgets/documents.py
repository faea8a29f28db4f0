"""The indicative amount and the holder's statement: exactly what is printed.

The statement's order and words follow section 17 of the budgets reference:
how much came in, what was spent, what is left and how much of it is free to
use, and what to do next. No accounting words.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from phb.core.pdf import Contact, Format, Organisation, Person, Printed, Stamp, must_equal, print_document

ZERO = Decimal("0.00")
#: Lines in one tagged table: a single table of thousands is laid out far more slowly.
LINES_PER_TABLE = 40


@dataclass(frozen=True)
class AmountLine:
    """A line of the indicative amount. ``words``: its arithmetic. ``yearly``: pounds a year."""

    name: str
    words: str
    yearly: Decimal


@dataclass(frozen=True)
class RateUsed:
    """A figure the amount rests on, from when it holds and who published it."""

    name: str
    figure: str
    since: date
    source: str


@dataclass(frozen=True)
class IndicativeSheet:
    """What the budget may come to, before planning. Amounts in pounds.

    ``rates_on``: the day whose rates were used. ``way``: how it was worked
    out, in a sentence. ``one_offs`` and ``contingency`` are kept apart from the
    weekly amount. ``difference_words``: why it is another amount than before.
    """

    organisation: Organisation
    stamp: Stamp
    person: Person
    contact: Contact
    given_on: date
    rates_on: date
    lines: tuple[AmountLine, ...]
    weekly: Decimal
    four_weekly: Decimal
    yearly: Decimal
    rates: tuple[RateUsed, ...]
    one_offs: tuple[AmountLine, ...] = ()
    contingency: Decimal = ZERO
    contingency_words: str = ""
    way: str = "We counted the hours of help and what each costs."
    difference_words: str = ""

    @property
    def once(self) -> Decimal:
        """Pounds that are paid once."""
        return sum((line.yearly for line in self.one_offs), ZERO)

    @property
    def is_once(self) -> bool:
        """Whether nothing of it is paid every week."""
        return not self.lines and bool(self.one_offs)

    def __post_init__(self) -> None:
        must_equal("The amount for a year", self.yearly, sum((line.yearly for line in self.lines), ZERO))
        must_equal("The amount for four weeks", self.four_weekly, 4 * self.weekly)

    title = "Your indicative amount"


@dataclass(frozen=True)
class Entry:
    """A kind of money in or out over the period. ``amount``: pounds, positive."""

    words: str
    amount: Decimal
    note: str = ""


@dataclass(frozen=True)
class PlanLine:
    """A line of the plan: agreed for the period so far, spent, and what that means in words."""

    name: str
    outcome: str
    agreed: Decimal
    spent: Decimal
    words: str

    @property
    def difference(self) -> Decimal:
        """Pounds left; negative when more was spent than agreed."""
        return self.agreed - self.spent


@dataclass(frozen=True)
class Limit:
    """How much may build up. ``amount``: pounds for ``weeks``; ``repay``: pounds to pay back."""

    weeks: int
    amount: Decimal
    words: str
    repay: Decimal = ZERO


@dataclass(frozen=True)
class OneOff:
    """Money outside the usual run: what, when, pounds (negative: out), and why."""

    words: str
    on: date
    amount: Decimal
    why: str


@dataclass(frozen=True)
class ToDo:
    """Something the holder has to do; ``by`` None: no fixed day."""

    words: str
    by: date | None = None


@dataclass(frozen=True)
class BankLine:
    """One line of the account. ``amount``: pounds, negative when it went out; ``balance`` after it."""

    on: date
    words: str
    plan_line: str
    amount: Decimal
    balance: Decimal


@dataclass(frozen=True)
class SpendStatement:
    """The holder's statement for a period, both days included. Amounts in pounds.

    ``account``: how the account is known to the holder ("your account ending 4821").
    ``bank_closing`` None: the bank's own figure is not there yet. ``limit``
    None: no limit is set. ``part_paid``: who pays what of the direct payment,
    for a budget paid by NHS and council together. ``lines`` empty: no
    appendix. ``free`` may be negative.
    """

    organisation: Organisation
    stamp: Stamp
    person: Person
    contact: Contact
    holder: str
    start: date
    end: date
    account: str
    opening: Decimal
    money_in: tuple[Entry, ...]
    money_out: tuple[Entry, ...]
    closing: Decimal
    bank_closing: Decimal | None
    set_aside: tuple[Entry, ...]
    free: Decimal
    limit: Limit | None
    plan_lines: tuple[PlanLine, ...] = ()
    outcomes: tuple[str, ...] = ()
    to_do: tuple[ToDo, ...] = ()
    one_offs: tuple[OneOff, ...] = ()
    next_payment: Decimal | None = None
    next_payment_on: date | None = None
    next_payment_words: str = ""
    part_paid: tuple[Entry, ...] = ()
    lines: tuple[BankLine, ...] = ()

    def __post_init__(self) -> None:
        must_equal("The money at the end", self.closing, self.opening + self.total_in - self.total_out)
        must_equal("The money free to use", self.free, self.closing - self.total_set_aside)
        if self.lines:
            must_equal(
                "The lines of the account",
                sum((line.amount for line in self.lines), ZERO),
                self.total_in - self.total_out,
            )

    @property
    def total_in(self) -> Decimal:
        """Pounds that came in."""
        return sum((entry.amount for entry in self.money_in), ZERO)

    @property
    def total_out(self) -> Decimal:
        """Pounds that went out."""
        return sum((entry.amount for entry in self.money_out), ZERO)

    @property
    def total_set_aside(self) -> Decimal:
        """Pounds that are spoken for."""
        return sum((entry.amount for entry in self.set_aside), ZERO)

    @property
    def bank_difference(self) -> Decimal | None:
        """Pounds by which the bank's figure is higher; None when it is not known."""
        return None if self.bank_closing is None else self.bank_closing - self.closing

    @property
    def line_tables(self) -> tuple[tuple[BankLine, ...], ...]:
        """The account's lines, cut into tables of a page or less."""
        step = LINES_PER_TABLE
        return tuple(self.lines[start : start + step] for start in range(0, len(self.lines), step))

    @property
    def title(self) -> str:
        """The title of the file."""
        return "Your budget statement"


def print_indicative_sheet(sheet: IndicativeSheet, *, format: Format = Format.STANDARD) -> Printed:
    """The sheet as tagged PDF. Raises DocumentRefused or DocumentTimedOut."""
    return print_document("documents/indicative.html", sheet, title=sheet.title, format=format)


def print_easy_indicative(sheet: IndicativeSheet) -> Printed:
    """The same amount in easy read, with pictures. Raises DocumentRefused or DocumentTimedOut."""
    return print_document("documents/indicative_easy.html", sheet, title="What your care may cost")


def print_statement(statement: SpendStatement, *, format: Format = Format.STANDARD) -> Printed:
    """The statement as tagged PDF, 2,000 lines within 30 seconds. Raises DocumentRefused or DocumentTimedOut."""
    return print_document("documents/statement.html", statement, title=statement.title, format=format)
