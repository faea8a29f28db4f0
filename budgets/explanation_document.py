"""“How we got to this number”: the agreed budget in plain words, as a document of its own."""

from dataclasses import dataclass
from datetime import date

from budgets.rules.explaining import Explanation, SaidLine, SaidSum
from phb.core.pdf import Contact, Format, Organisation, Person, Printed, Stamp, print_document


@dataclass(frozen=True)
class ExplanationSheet:
    """What is printed. ``agreed_on``: the day the budget was authorised."""

    organisation: Organisation
    stamp: Stamp
    person: Person
    contact: Contact
    agreed_on: date
    said: Explanation

    title = "How we got to this number"

    @property
    def sums(self) -> tuple[tuple[str, tuple[SaidSum, ...]], ...]:
        """Each heading with its sums."""
        return (("Who holds the money", self.said.holds), ("Whose money it is", self.said.payers))

    @property
    def lines(self) -> tuple[tuple[str, tuple[SaidLine, ...]], ...]:
        """Each heading with its lines; empty ones are left out."""
        groups = (("What each week pays for", self.said.lines), ("Paid one time", self.said.once))
        return tuple((heading, rows) for heading, rows in groups if rows)


def print_explanation(sheet: ExplanationSheet, *, format: Format = Format.STANDARD) -> Printed:
    """The sheet as tagged PDF. Raises DocumentRefused or DocumentTimedOut."""
    return print_document("documents/budget_explanation.html", sheet, title=sheet.title, format=format)
