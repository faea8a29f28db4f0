"""The five criteria of a good plan and the six key features of a budget, as checklists (sections 2 and 3 of the reference)."""

from dataclasses import dataclass
from datetime import date

from careplans.rules.content import PlanContent

FIVE = "NHS England, the five criteria of a personalised care and support plan"
SIX = "NHS England, the six key features of a personal health budget"


@dataclass(frozen=True, slots=True)
class CriteriaFacts:
    """What is recorded outside the plan's text; each date is the day it was done, None while it is not."""

    conversations: int = 0
    last_conversation_on: date | None = None
    shared_on: date | None = None
    person_agreed_on: date | None = None
    authorised_on: date | None = None
    indicative_told_on: date | None = None
    sufficiency_confirmed_on: date | None = None
    options_told_on: date | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: done or not, since when where a day is known, and the part of the plan in which to mend it."""

    words: str
    done: bool
    on: date | None = None
    where: str = ""


@dataclass(frozen=True, slots=True)
class Criterion:
    """A criterion or key feature: met when all its checks are done."""

    number: int
    name: str
    checks: tuple[Check, ...]
    source: str

    @property
    def met(self) -> bool:
        """Whether every check is done."""
        return all(check.done for check in self.checks)


def criteria(plan: PlanContent, facts: CriteriaFacts) -> tuple[Criterion, ...]:
    """The five criteria, in order."""
    return tuple(
        Criterion(number, name, checks, FIVE)
        for number, (name, checks) in enumerate(
            (
                ("The person is at the centre", _centre(plan, facts)),
                ("Conversations are about what matters", _conversations(plan, facts)),
                ("Outcomes are agreed with professionals", _outcomes(plan)),
                ("The plan can be shared and says how outcomes are reached", _sharable(plan, facts)),
                ("The plan can be reviewed", _reviewed(plan)),
            ),
            start=1,
        )
    )


def key_features(plan: PlanContent, facts: CriteriaFacts) -> tuple[Criterion, ...]:
    """The six key features, in order."""
    told, enough = facts.indicative_told_on, facts.sufficiency_confirmed_on
    options, agreed = facts.options_told_on, facts.person_agreed_on
    rows: tuple[tuple[str, tuple[Check, ...]], ...] = (
        ("Central in developing the plan", _centre(plan, facts)),
        ("Outcomes agreed with the professionals", _outcomes(plan)),
        ("Told early how much money there is", (Check("The person was told the indicative amount", told is not None, told),)),
        ("Enough money for the plan", (Check("It was confirmed that the amount is enough", enough is not None, enough, "sign_off"),)),
        ("A choice of how the money is held", (
            Check("The ways to hold the money were explained and offered", options is not None, options, "support"),
            Check("Each line that costs something says how its money is held", all(s.holding for s in plan.services if s.amount), where="services"),
        )),
        ("Money used as agreed, in ways that make sense to the person", (
            Check("The person agreed what the money is for", agreed is not None, agreed, "sign_off"),
            Check("It was authorised", facts.authorised_on is not None, facts.authorised_on, "sign_off"),
        )),
    )  # fmt: skip
    return tuple(Criterion(number, name, checks, SIX) for number, (name, checks) in enumerate(rows, start=1))


def counts_as_plan(found: tuple[Criterion, ...]) -> bool:
    """Whether national returns count it as a personalised care and support plan: all five criteria are met
    (professional knowledge; not checked against the return's own guidance)."""
    return len(found) == 5 and all(criterion.met for criterion in found)


def _centre(plan: PlanContent, facts: CriteriaFacts) -> tuple[Check, ...]:
    answered = bool(plan.contacts) and all(contact.invited is not None for contact in plan.contacts)
    return (
        Check("How the person took part is written down", bool(plan.how_took_part.strip()), where="support"),
        Check("For everybody in the plan it is said whether the person invited them", answered, where="contacts"),
        Check("The person, or who acts for them, agreed the plan", facts.person_agreed_on is not None, facts.person_agreed_on, "sign_off"),
    )  # fmt: skip


def _conversations(plan: PlanContent, facts: CriteriaFacts) -> tuple[Check, ...]:
    return (
        Check("At least one conversation is on record", facts.conversations > 0, facts.last_conversation_on, "conversations"),
        Check("What matters to the person is written down", bool(plan.what_matters.strip()), where="about_me"),
    )  # fmt: skip


def _outcomes(plan: PlanContent) -> tuple[Check, ...]:
    days = [outcome.agreed_on for outcome in plan.outcomes if outcome.agreed_on and outcome.agreed_with.strip()]
    return (
        Check("There is at least one outcome", bool(plan.outcomes), where="outcomes"),
        Check("Each outcome was agreed with a professional on a day",
              bool(plan.outcomes) and len(days) == len(plan.outcomes), max(days, default=None), "outcomes"),
    )  # fmt: skip


def _sharable(plan: PlanContent, facts: CriteriaFacts) -> tuple[Check, ...]:
    ways = {key for service in plan.services for key in service.outcomes} | {action.outcome for action in plan.actions}
    linked = bool(plan.outcomes) and all(outcome.key in ways for outcome in plan.outcomes)
    return (
        Check("The plan was shared with the person", facts.shared_on is not None, facts.shared_on, "sign_off"),
        Check("Each outcome has a service or an action", linked, where="outcomes"),
    )


def _reviewed(plan: PlanContent) -> tuple[Check, ...]:
    return (
        Check("The next review has a day and a way", bool(plan.first_review_on and plan.review_how.strip()),
              plan.first_review_on, "review"),
        Check("The person can ask for a review at any time", True),
    )  # fmt: skip
