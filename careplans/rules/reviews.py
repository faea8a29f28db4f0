"""When a plan is reviewed (2013 Regulations, regulation 14; 2014 Regulations, regulation 7; National Framework).

The clocks of the case itself (review of the care, review of direct payments) are worked out by eligibility and
handed in: there is one date for each duty. Here they meet what only the plan knows, and the earliest day counts.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from careplans.enums import DueState, ReviewKind
from phb.core.errors import RuleBroken
from phb.core.periods import add_months, reaches_age_on, say_date

REGULATION_14 = "National Health Service (Direct Payments) Regulations 2013, regulation 14(2)"
COUNCIL_REGULATION_7 = "Care and Support (Direct Payments) Regulations 2014, regulation 7"
FRAMEWORK = "National Framework for NHS Continuing Healthcare"
SAME_CYCLE = "Convention of this product: budgets without direct payments are reviewed in the same cycle"
FROM_SIXTEEN = (
    "National Health Service (Direct Payments) Regulations 2013, regulations 3 to 5; Mental Capacity Act 2005"
)
ADULT = "National Framework for Children and Young People’s Continuing Care: adult services from 18"
THE_PLAN = "The plan"
FIRST_MONTHS, YEARLY_MONTHS, COUNCIL_MONTHS = 3, 12, 6
SOON = timedelta(days=28)
FIRST_CLOCKS = frozenset({"K3", "K10", "FNC1", "CYP1"})
# The end of a wheelchair budget's period is no review of the plan, which is looked at meanwhile.
NO_REVIEW_CYCLE = frozenset({"WCH"})
CLOCK_WORDS = {
    "K3": ("3 months after the decision.", FRAMEWORK),
    "K4": ("12 months after the last review was completed.", FRAMEWORK),
    "K10": ("3 months after the first direct payment.", REGULATION_14),
    "K11": ("12 months after the last review was completed.", REGULATION_14),
    "FNC1": ("3 months after the decision on nursing care.", "National Framework, NHS-funded Nursing Care"),
    "FNC2": ("12 months after the last review of nursing care.", "National Framework, NHS-funded Nursing Care"),
    "CYP1": ("3 months after the decision.", "National Framework for Children and Young People’s Continuing Care"),
    "CYP2": ("12 months after the last review.", "National Framework for Children and Young People’s Continuing Care"),
    "AFT": ("The yearly review of aftercare.", "Mental Health Act 1983, section 117; common practice"),
    "WCH": ("The wheelchair budget’s period ends.", "The commissioner’s own"),
}


@dataclass(frozen=True, slots=True)
class ReviewDue:
    """A review that is due: which, its last day in time, and why."""

    kind: ReviewKind
    due: date
    words: str
    source: str


@dataclass(frozen=True, slots=True)
class CaseClock:
    """A clock of the case, as eligibility keeps it: its key ("K10") and the last day in time."""

    key: str
    due: date


@dataclass(frozen=True, slots=True)
class Happening:
    """Something after which a plan is looked at: what, on which day, and the rule that asks for it."""

    kind: ReviewKind
    on: date
    words: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewFacts:
    """What decides when a plan is next reviewed.

    `in_force_from`: the first day of its first version in force. `named`: days that versions in force have named;
    `promised`: the day that the last completed review named, however soon after it. `soon_days`: a review held up to so many days before a named day or an age counts as that one.
    `after_days`: within how many days something that happened is looked at. `open_until`: the last day in time of the
    review or request that is open, with its kind.
    """

    in_force_from: date | None
    last_completed: date | None = None
    clocks: tuple[CaseClock, ...] = ()
    named: tuple[date, ...] = ()
    promised: date | None = None
    council_first_payment: date | None = None
    born: date | None = None
    happened: tuple[Happening, ...] = ()
    open_until: tuple[ReviewKind, date] | None = None
    soon_days: int = SOON.days
    after_days: int = 14


def next_review(facts: ReviewFacts) -> ReviewDue | None:
    """The next review due, the earliest of `duties`; None for a plan that is not in force."""
    found = duties(facts)
    return found[0] if found else None


def duties(facts: ReviewFacts) -> tuple[ReviewDue, ...]:
    """Every review that the plan owes, the earliest first. A late one stays due on its day until a review is completed."""
    if facts.in_force_from is None:
        return ()
    found = [
        *_of_clocks(facts), *_of_the_cycle(facts), *_of_the_council(facts), *_named(facts), *_of_ages(facts),
        *_after_happenings(facts), *_opened(facts),
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda each: each.due))


def _of_clocks(facts: ReviewFacts) -> list[ReviewDue]:
    kind = {True: ReviewKind.FIRST, False: ReviewKind.YEARLY}
    return [
        ReviewDue(kind[clock.key in FIRST_CLOCKS], clock.due, *CLOCK_WORDS.get(clock.key, ("A review of the case.", "")))
        for clock in facts.clocks
    ]  # fmt: skip


def _of_the_cycle(facts: ReviewFacts) -> list[ReviewDue]:
    """Where no clock of a review runs on the case, the plan keeps the same cycle by itself."""
    if any(clock.key not in NO_REVIEW_CYCLE for clock in facts.clocks):
        return []
    if facts.last_completed is not None:
        due = add_months(facts.last_completed, YEARLY_MONTHS)
        return [ReviewDue(ReviewKind.YEARLY, due, "12 months after the last review was completed.", SAME_CYCLE)]
    assert facts.in_force_from is not None
    due = add_months(facts.in_force_from, FIRST_MONTHS)
    return [ReviewDue(ReviewKind.FIRST, due, "3 months after the plan came into force.", SAME_CYCLE)]


def _of_the_council(facts: ReviewFacts) -> list[ReviewDue]:
    """A joint package: the council's first review within 6 months of its own first payment; the earlier day counts."""
    paid, last = facts.council_first_payment, facts.last_completed
    if paid is None or (last is not None and last >= paid):
        return []
    words = "6 months after the council’s first direct payment."
    return [ReviewDue(ReviewKind.FIRST, add_months(paid, COUNCIL_MONTHS), words, COUNCIL_REGULATION_7)]


def _named(facts: ReviewFacts) -> list[ReviewDue]:
    """Days that the plan itself names. They bring a review forward; another duty is never put off by them."""
    found = [ReviewDue(ReviewKind.AGREED, day, "The plan itself names this day.", THE_PLAN)
             for day in facts.named if not _done_by(facts, day)]  # fmt: skip
    if facts.promised is not None:
        found.append(ReviewDue(ReviewKind.AGREED, facts.promised, "The last review named this day.", THE_PLAN))
    return found


def _of_ages(facts: ReviewFacts) -> list[ReviewDue]:
    """Half a year before 16, at 16 and at 18, where the birthday falls while the plan is in force."""
    if facts.born is None:
        return []
    sixteen, eighteen = reaches_age_on(facts.born, 16), reaches_age_on(facts.born, 18)
    days = (
        (add_months(sixteen, -6), "In six months the person is 16 and decides for themselves: prepare it.", FROM_SIXTEEN),
        (sixteen, "The person is 16 and now decides for themselves, if they can.", FROM_SIXTEEN),
        (eighteen, "The person is 18: adult care, or what comes in its place.", ADULT),
    )  # fmt: skip
    assert facts.in_force_from is not None
    return [ReviewDue(ReviewKind.AGE, day, words, source) for day, words, source in days
            if day >= facts.in_force_from and not _done_by(facts, day)]  # fmt: skip


def _done_by(facts: ReviewFacts, day: date) -> bool:
    return facts.last_completed is not None and facts.last_completed >= day - timedelta(days=facts.soon_days)


def _after_happenings(facts: ReviewFacts) -> list[ReviewDue]:
    """What happened while the plan is in force and since the last review: due some days later, as soon as possible."""
    assert facts.in_force_from is not None
    return [
        ReviewDue(each.kind, each.on + timedelta(days=facts.after_days), each.words, each.source)
        for each in facts.happened
        if each.on > facts.in_force_from and (facts.last_completed is None or facts.last_completed < each.on)
    ]  # fmt: skip


def _opened(facts: ReviewFacts) -> list[ReviewDue]:
    if facts.open_until is None:
        return []
    kind, day = facts.open_until
    return [ReviewDue(kind, day, "A review has been opened.", THE_PLAN)]


def due_state(due: date, today: date, soon_days: int = SOON.days) -> DueState:
    """Due soon from so many days before; overdue from the day after."""
    if today > due:
        return DueState.OVERDUE
    return DueState.SOON if today >= due - timedelta(days=soon_days) else DueState.LATER


def latest_next(completed_on: date) -> date:
    """The last day on which the next review may be: 12 calendar months after this one was completed."""
    return add_months(completed_on, YEARLY_MONTHS)


def check_next_date(next_on: date, completed_on: date) -> None:
    """Refuse a next review on or before the day of this one, or more than 12 months later (RuleBroken, "next_due_on")."""
    if next_on <= completed_on:
        raise RuleBroken("The next review must be after the day on which this one is completed.", "next_due_on")
    if next_on > latest_next(completed_on):
        raise RuleBroken(
            f"The next review may be 12 months after this one at most: {say_date(latest_next(completed_on))} or earlier.",
            "next_due_on",
        )
