"""The care plan: exactly what is printed, as plain values.

Contents: regulation 8 of the National Health Service (Direct Payments)
Regulations 2013, and the PRSB personalised care and support plan with About
Me (DAPB4022). Needs hold outcomes, outcomes hold services, services hold
cost lines: every pound can be followed to an outcome and back.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from phb.core.pdf import Contact, Format, Organisation, Person, Printed, Stamp, must_equal, print_document

ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Emergency:
    """If this happens, then do that, and call these people."""

    when: str
    then: tuple[str, ...]
    call: tuple[Contact, ...] = ()


@dataclass(frozen=True)
class AboutMe:
    """The person's own words under the PRSB headings; an empty one is not printed."""

    most_important: str = ""
    important_people: str = ""
    not_to_contact: str = ""
    communication: str = ""
    wellness: str = ""
    please_do: str = ""
    please_do_not: str = ""
    how_to_support: str = ""
    also_worth_knowing: str = ""
    strengths: str = ""
    written_with: str = ""


@dataclass(frozen=True)
class FunderShare:
    """How much of a service one funder pays. ``weekly``: pounds a week."""

    funder: str
    weekly: Decimal


@dataclass(frozen=True)
class ServiceLine:
    """A service agreed in the plan and its cost.

    ``weekly``: pounds a week of a recurring service; ``one_off``: pounds, once.
    ``how_worked_out``: the arithmetic in words. ``held``: "Direct payment",
    "Notional budget" or "Third-party budget". ``also_meets``: the references
    of further outcomes; its cost is counted once, where it stands.
    """

    name: str
    how_often: str
    held: str
    weekly: Decimal = ZERO
    one_off: Decimal = ZERO
    how_worked_out: str = ""
    provided_by: str = ""
    funders: tuple[FunderShare, ...] = ()
    also_meets: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.funders:
            must_equal(f"The shares for {self.name}", self.weekly, sum((f.weekly for f in self.funders), ZERO))


@dataclass(frozen=True)
class Outcome:
    """What the person wants to happen. ``reference`` is short, as "1.2"."""

    reference: str
    words: str
    measure: str = ""
    services: tuple[ServiceLine, ...] = ()
    actions: tuple[str, ...] = ()

    @property
    def weekly(self) -> Decimal:
        """Pounds a week of the services that stand under this outcome."""
        return sum((service.weekly for service in self.services), ZERO)

    @property
    def one_off(self) -> Decimal:
        """Pounds, once, of the services that stand under this outcome."""
        return sum((service.one_off for service in self.services), ZERO)


@dataclass(frozen=True)
class Need:
    """A need, and the outcomes that serve it."""

    reference: str
    words: str
    outcomes: tuple[Outcome, ...] = ()


@dataclass(frozen=True)
class Risk:
    """A risk, how the person sees it, and the procedure agreed for it (regulation 8)."""

    words: str
    view: str
    procedure: str
    agreed_with: str
    agreed_on: date
    significant: bool = False


@dataclass(frozen=True)
class Capacity:
    """One decision and whether the person can make it."""

    decision: str
    finding: str
    assessed_on: date | None = None
    decided_by: str = ""


@dataclass(frozen=True)
class PersonInPlan:
    """Somebody in the plan. ``role`` says what they do; ``key`` prints them on page one."""

    name: str
    role: str
    telephone: str = ""
    email: str = ""
    key: bool = False


@dataclass(frozen=True)
class Money:
    """The budget of the plan in pounds. ``payment`` covers ``payment_every``."""

    weekly: Decimal
    four_weekly: Decimal
    yearly: Decimal
    one_off: Decimal = ZERO
    contingency: Decimal = ZERO
    contingency_words: str = ""
    direct_payment: Decimal = ZERO
    direct_payment_every: str = ""
    notice_days: int | None = None
    year_words: str = "52 weeks"


@dataclass(frozen=True)
class Signature:
    """Who agreed or authorised this version, as what, how and when; ``on`` None: not yet."""

    role: str
    name: str
    how: str = ""
    on: date | None = None


@dataclass(frozen=True)
class CarePlan:
    """A version of a plan as the person keeps it.

    ``must_know``: allergies and the like, a line each. ``escalation``: whom
    to call, in order. ``money`` None: the variant without money, for those
    who need not see it. ``format_flags``: how information must be given
    (Accessible Information Standard).
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
    capacity: tuple[Capacity, ...] = ()
    consent: tuple[str, ...] = ()
    people: tuple[PersonInPlan, ...] = ()
    health_monitored_by: str = ""
    safeguarding: str = ""
    other_plans: tuple[str, ...] = ()
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
    def shares(self) -> tuple[FunderShare, ...]:
        """What each funder pays a week in all, in the order first met."""
        totals: dict[str, Decimal] = {}
        for outcome in self.outcomes:
            for service in outcome.services:
                for share in service.funders:
                    totals[share.funder] = totals.get(share.funder, ZERO) + share.weekly
        return tuple(FunderShare(funder, weekly) for funder, weekly in totals.items())

    @property
    def title(self) -> str:
        """The title of the file."""
        return "My care and support plan"


def print_care_plan(plan: CarePlan, *, format: Format = Format.STANDARD) -> Printed:
    """The plan as tagged PDF. Raises DocumentRefused or DocumentTimedOut."""
    return print_document("documents/care_plan.html", plan, title=plan.title, format=format)
