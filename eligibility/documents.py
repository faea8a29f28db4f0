"""The decision letter: exactly what is printed, as plain values.

Written notice of a decision must give the decision, the reasons and, where
the person is not eligible, how and when to ask for a review (Standing Rules
2012, regulation 21(10) and (11)).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from phb.core.pdf import Addressee, Contact, Format, Organisation, Person, Printed, Stamp, print_document


class Outcome(StrEnum):
    """What was decided about NHS continuing healthcare."""

    ELIGIBLE = "eligible"
    FAST_TRACK = "fast-track"
    NOT_ELIGIBLE = "not-eligible"


TITLES = {
    Outcome.ELIGIBLE: "You can have NHS continuing healthcare",
    Outcome.FAST_TRACK: "You can have NHS continuing healthcare (Fast Track)",
    Outcome.NOT_ELIGIBLE: "Our decision about NHS continuing healthcare",
}


@dataclass(frozen=True)
class DomainLevel:
    """One care domain of the Decision Support Tool and the level agreed for it."""

    domain: str
    level: str


@dataclass(frozen=True)
class DecisionLetter:
    """A letter that tells a person what was decided, why, and what they can do.

    ``reasons``: one paragraph each, in plain words. ``domains``: empty for
    Fast Track. ``starts_on``: first day of NHS funding, None when not
    eligible. ``review_asked_by``: last day to ask for a review, inclusive,
    six months from the date of the letter. ``other_help``: what follows when
    the person is not eligible (social care, funded nursing), a sentence each.
    ``for_whom``: empty when the letter goes to the person; otherwise why
    somebody else receives it ("You are Mr Ali's attorney for health and welfare").
    """

    organisation: Organisation
    stamp: Stamp
    to: Addressee
    person: Person
    contact: Contact
    outcome: Outcome
    decided_on: date
    reasons: tuple[str, ...]
    review_asked_by: date
    review_contact: Contact
    starts_on: date | None = None
    first_review_by: date | None = None
    assessed_on: date | None = None
    domains: tuple[DomainLevel, ...] = ()
    budget_expected: bool = False
    other_help: tuple[str, ...] = ()
    for_whom: str = ""

    def __post_init__(self) -> None:
        if not any(reason.strip() for reason in self.reasons):
            raise ValueError("A decision letter must give reasons (Standing Rules, regulation 21(10)).")
        if self.outcome is not Outcome.NOT_ELIGIBLE and self.starts_on is None:
            raise ValueError("A letter that says yes must say from which day.")

    @property
    def title(self) -> str:
        """The heading of the letter and the title of the file."""
        return TITLES[self.outcome]


def print_decision_letter(letter: DecisionLetter, *, format: Format = Format.STANDARD) -> Printed:
    """The letter as tagged PDF. Raises DocumentRefused or DocumentTimedOut."""
    return print_document("documents/decision.html", letter, title=letter.title, format=format)
