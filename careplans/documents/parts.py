"""What a plan on paper is made of: frozen values, each with its words."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from phb.core.pdf import Contact, must_equal

ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Emergency:
    """If this happens, then do that, and call these people. `kind`: a code of ContingencyKind."""

    when: str
    then: tuple[str, ...]
    call: tuple[Contact, ...] = ()
    kind: str = "other"
    warning_signs: str = ""
    coping: str = ""
    medicines_equipment: str = ""
    review_on: date | None = None


@dataclass(frozen=True)
class AboutMe:
    """The person's own words under the PRSB headings; an empty one is not printed. ``changed_on``: when they were last
    changed since the version was agreed, and ``changed_by`` whom."""

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
    changed_on: date | None = None
    changed_by: str = ""


@dataclass(frozen=True)
class FunderShare:
    """How much of a service one funder pays. ``weekly``: pounds a week, ``one_off``: pounds, once."""

    funder: str
    weekly: Decimal
    one_off: Decimal = ZERO


@dataclass(frozen=True)
class ServiceLine:
    """A service agreed in the plan and its cost.

    ``weekly``: pounds a week of a recurring service; ``one_off``: pounds, once.
    ``how_worked_out``: the arithmetic in words. ``held``: "Direct payment",
    "Notional budget" or "Third-party budget". ``also_meets``: the references
    of further outcomes; its cost is counted once, where it stands. ``number``:
    the line's number in every version; ``kind``: a code of ServiceKind.
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
    number: int = 0
    kind: str = "other"
    paid: str = ""

    def __post_init__(self) -> None:
        if self.funders:
            must_equal(f"The shares for {self.name}", self.weekly, sum((f.weekly for f in self.funders), ZERO))
            must_equal(f"The shares for {self.name}", self.one_off, sum((f.one_off for f in self.funders), ZERO))


@dataclass(frozen=True)
class StageGoal:
    """A step on the way."""

    words: str
    status: str = ""
    result: str = ""


@dataclass(frozen=True)
class Action:
    """What is done for an outcome, who does it and when; `confidence` 1 to 10."""

    words: str
    who: str = ""
    when: str = ""
    strategies: str = ""
    status: str = ""
    confidence: int | None = None
    review_on: date | None = None
    steps: tuple[StageGoal, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What the person wants to happen. ``reference`` is short, as "1.2"; `importance` and `confidence` 1 to 10."""

    reference: str
    words: str
    measure: str = ""
    services: tuple[ServiceLine, ...] = ()
    actions: tuple[Action, ...] = ()
    importance: int | None = None
    confidence: int | None = None
    status: str = ""

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
    professionals_view: str = ""


@dataclass(frozen=True)
class Risk:
    """A risk, how the person sees it, and the procedure agreed for it (regulation 8). `kind`: a code of RiskKind.

    `scores`: likelihood times impact, of 25, now and after the steps, in words.
    """

    words: str
    view: str
    procedure: str
    agreed_with: str
    agreed_on: date
    significant: bool = False
    kind: str = "other"
    what_matters: str = ""
    who_harmed: str = ""
    steps: str = ""
    professionals_view: str = ""
    agreement: str = ""
    scores: str = ""
    review_on: date | None = None


@dataclass(frozen=True)
class HealthTask:
    """A health task that assistants do: whose task it is, how it is done, who is competent until when."""

    words: str
    instructions: str = ""
    delegated_by: str = ""
    competent: tuple[str, ...] = ()
    if_withdrawn: str = ""
    service: int = 0
    agreed: str = ""


@dataclass(frozen=True)
class PaidPerson:
    """Somebody paid from the budget, without anything private: for what, how employed, what they are to the person."""

    name: str
    employed: str
    does: str = ""
    note: str = ""


@dataclass(frozen=True)
class Choice:
    """One way that was talked about, with what speaks for and against it."""

    words: str
    benefits: str = ""
    risks: str = ""


@dataclass(frozen=True)
class Decision:
    """A choice made together."""

    question: str
    choices: tuple[Choice, ...] = ()
    what_matters: str = ""
    decided: str = ""
    with_whom: str = ""
    status: str = ""
    decided_on: date | None = None
    revisit_on: date | None = None


@dataclass(frozen=True)
class OtherPlan:
    """Another plan that belongs with this one."""

    kind: str
    title: str
    held_by: str = ""
    words: str = ""
    dated: date | None = None
    review_on: date | None = None


@dataclass(frozen=True)
class Capacity:
    """One decision and whether the person can make it."""

    decision: str
    finding: str
    assessed_on: date | None = None
    decided_by: str = ""


@dataclass(frozen=True)
class PersonInPlan:
    """Somebody in the plan. ``role`` says what they do; ``key``: rung in a crisis; `professional` or in the person's life."""

    name: str
    role: str
    telephone: str = ""
    email: str = ""
    key: bool = False
    professional: bool = True
    key_worker: bool = False
    works_for: str = ""


@dataclass(frozen=True)
class Section:
    """A part that appears only where it applies: its heading, and paragraphs of (what it is, the words)."""

    heading: str
    parts: tuple[tuple[str, str], ...]


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
