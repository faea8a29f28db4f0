"""The whole plan as the person keeps it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from careplans.documents.front import Front, front_of
from careplans.documents.parts import (
    ZERO,
    AboutMe,
    Capacity,
    Decision,
    Emergency,
    FunderShare,
    HealthTask,
    Money,
    Need,
    OtherPlan,
    Outcome,
    PaidPerson,
    PersonInPlan,
    Risk,
    Section,
    ServiceLine,
    Signature,
)  # fmt: skip
from phb.core.pdf import Contact, Organisation, Person, Stamp, must_equal


@dataclass(frozen=True)
class CarePlan:
    """A version of a plan as the person keeps it.

    ``must_know``: allergies and the like, a line each. ``escalation``: whom
    to call, in order. ``contact``: who runs the plan today. ``money`` None: the
    variant without money, for those who need not see it. ``format_flags``: how
    information must be given (Accessible Information Standard). ``sections``:
    the parts that appear only where they apply.
    """

    organisation: Organisation
    stamp: Stamp
    person: Person
    contact: Contact
    state: str
    who_i_am: str
    about_me: AboutMe
    needs: tuple[Need, ...]
    emergencies: tuple[Emergency, ...]
    escalation: tuple[Contact, ...]
    money: Money | None
    review_on: date | None
    review_how: str
    must_know: tuple[str, ...] = ()
    format_flags: tuple[str, ...] = ()
    risks: tuple[Risk, ...] = ()
    tasks: tuple[HealthTask, ...] = ()
    paid_people: tuple[PaidPerson, ...] = ()
    decisions: tuple[Decision, ...] = ()
    capacity: tuple[Capacity, ...] = ()
    consent: tuple[str, ...] = ()
    people: tuple[PersonInPlan, ...] = ()
    health_monitored_by: str = ""
    sections: tuple[Section, ...] = ()
    other_plans: tuple[OtherPlan, ...] = ()
    signatures: tuple[Signature, ...] = ()
    replaces: str = ""

    def __post_init__(self) -> None:
        if self.money is not None:
            outcomes = self.outcomes
            must_equal("The weekly budget", self.money.weekly, sum((o.weekly for o in outcomes), ZERO))
            must_equal("The one-off amount", self.money.one_off, sum((o.one_off for o in outcomes), ZERO))

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """All outcomes in the order of the needs that they serve."""
        return tuple(outcome for need in self.needs for outcome in need.outcomes)

    @property
    def has_services(self) -> bool:
        """Whether any service is in the plan yet."""
        return any(outcome.services for outcome in self.outcomes)

    @property
    def lines(self) -> Iterator[tuple[tuple[str, ...], tuple[str, ...], ServiceLine]]:
        """Every service once, with the references of the outcomes and of the needs that it works towards."""
        need_of = {outcome.reference: need.reference for need in self.needs for outcome in need.outcomes}
        for outcome in self.outcomes:
            for service in outcome.services:
                met = (outcome.reference, *service.also_meets)
                needs = tuple(dict.fromkeys(need_of[each] for each in met if each in need_of))
                yield met, needs, service

    def also_for(self, reference: str) -> tuple[str, ...]:
        """The services that stand under another outcome and work towards this one too."""
        return tuple(
            service.name for outcome in self.outcomes for service in outcome.services if reference in service.also_meets
        )

    @property
    def shares(self) -> tuple[FunderShare, ...]:
        """What each funder pays in all, a week and once, in the order first met."""
        totals: dict[str, tuple[Decimal, Decimal]] = {}
        for outcome in self.outcomes:
            for service in outcome.services:
                for share in service.funders:
                    weekly, once = totals.get(share.funder, (ZERO, ZERO))
                    totals[share.funder] = weekly + share.weekly, once + share.one_off
        return tuple(FunderShare(funder, *each) for funder, each in totals.items())

    @property
    def front(self) -> Front:
        """The first page as it is when nothing has to be shortened."""
        return front_of(self)

    @property
    def title(self) -> str:
        """The title of the file."""
        return "My care and support plan"
