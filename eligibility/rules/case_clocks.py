"""The clocks that a case keeps beside those of the national table: local ones, and when a review follows a decision."""

from dataclasses import dataclass
from datetime import date

from eligibility.enums import CaseState, Coded, Route
from eligibility.rules.clocks import clock_rules, target_date
from phb.core.periods import add_months

# Clocks without a number in the national table, with who set them.
LOCAL = {
    "OFFER": "Decision on the commissioner’s own offer",
    "REQUEST": "Answer to the request for a budget",
    "FNC1": "First nursing care review",
    "FNC2": "Later nursing care review",
    "CYP1": "First continuing care review",
    "CYP2": "Later continuing care review",
    "AFT": "Joint aftercare review",
    "WCH": "End of the wheelchair budget period",
}
_LEGAL = {
    "OFFER": "the commissioner’s own",
    "REQUEST": "the commissioner’s own: there is no national limit",
    "WCH": "the commissioner’s own",
}


class Kind(Coded):
    """What a running clock is about."""

    DECISION = "DECISION", "Decision"
    CARE = "CARE", "Fast Track care in place"
    REVIEW = "REVIEW", "Review"
    PAYMENT_REVIEW = "PAYMENT_REVIEW", "Direct payment review"
    REQUEST = "REQUEST", "Request for a budget"


class Holder(Coded):
    """Who holds a running clock."""

    COORDINATOR = "COORDINATOR", "Care coordinator"
    TEAM = "TEAM", "Assessing team"
    COMMISSIONER = "COMMISSIONER", "Commissioner"


KIND_OF = {
    "K1": Kind.DECISION,
    "K9": Kind.DECISION,
    "OFFER": Kind.DECISION,
    "K2": Kind.CARE,
    "K3": Kind.REVIEW,
    "K4": Kind.REVIEW,
    "FNC1": Kind.REVIEW,
    "FNC2": Kind.REVIEW,
    "CYP1": Kind.REVIEW,
    "CYP2": Kind.REVIEW,
    "AFT": Kind.REVIEW,
    "WCH": Kind.REVIEW,
    "K10": Kind.PAYMENT_REVIEW,
    "K11": Kind.PAYMENT_REVIEW,
    "REQUEST": Kind.REQUEST,
}
TO_SCREEN = (CaseState.REFERRAL_RECEIVED, CaseState.CHECKLIST)
TO_ASSESS = (CaseState.AWAITING_ASSESSMENT, CaseState.RETURNED_FOR_EVIDENCE)


def clock_name(clock: str) -> str:
    """What a clock is called on a page."""
    if clock in LOCAL:
        return LOCAL[clock]
    return clock_rules()[clock].name if clock in clock_rules() else "Decision"


def legal_words(clock: str) -> str:
    """How binding a clock is: "standard", "regulation", "the commissioner’s own"…"""
    rules = clock_rules()
    return rules[clock].legal if clock in rules else _LEGAL.get(clock, "common practice")


def held_by(clock: str, state: str) -> Holder:
    """Who holds a running clock of a case in a state."""
    kind = KIND_OF.get(clock, Kind.DECISION)
    if kind in (Kind.REVIEW, Kind.PAYMENT_REVIEW):
        return Holder.COORDINATOR
    if kind is not Kind.DECISION:
        return Holder.COMMISSIONER
    return Holder.COORDINATOR if state in TO_SCREEN else Holder.TEAM if state in TO_ASSESS else Holder.COMMISSIONER


@dataclass(frozen=True, slots=True)
class Due:
    """A review that is due by a day, on a clock."""

    clock: str
    on: date


# (clock and months of the first review, clock and months of each later one)
_REVIEWS = {
    Route.CHC: (("K3", 3), ("K4", 12)),
    Route.FNC: (("FNC1", 3), ("FNC2", 12)),
    Route.CYPCC: (("CYP1", 3), ("CYP2", 12)),
    Route.S117: (("AFT", 12), ("AFT", 12)),
}


def first_review(route: str, decided_on: date) -> Due | None:
    """The first review after a decision that said yes: within three months of the *decision*; aftercare yearly.

    None where only the commissioner's own offer says when.
    """
    found = _REVIEWS.get(Route(route))
    return _due(*found[0], decided_on) if found else None


def later_review(route: str, reviewed_on: date) -> Due | None:
    """The next review after one that was done: at the latest twelve months later."""
    found = _REVIEWS.get(Route(route))
    return _due(*found[1], reviewed_on) if found else None


def payment_review(first_paid_on: date, reviewed_on: date | None) -> Due:
    """The review that regulation 14(2) asks for: within three months of the first payment, then every twelve."""
    if reviewed_on is None or reviewed_on < first_paid_on:
        return _due("K10", 3, first_paid_on)
    return _due("K11", 12, reviewed_on)


def _due(clock: str, months: int, start: date) -> Due:
    national = target_date(clock, start) if clock in clock_rules() else None
    return Due(clock, national or add_months(start, months))
