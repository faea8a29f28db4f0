"""The lines of a plan as plain values, for the rules, with no database behind them.

`key` is the number of a line, the same in every version; `words` is what a page calls the line.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from careplans.enums import DIRECT_PAYMENT_METHODS, HoldingMethod, Relationship, RiskAgreement


@dataclass(frozen=True, slots=True)
class Need:
    """A need in the person's words."""

    key: str
    words: str
    domain: str = ""
    professionals_view: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the person wants to come of it, and the needs it serves (keys). `levels`: what each score, −2 to 2,
    would look like; `importance` and `confidence` 1 to 10."""

    key: str
    words: str
    needs: tuple[str, ...] = ()
    measure: str = ""
    importance: int | None = None
    confidence: int | None = None
    status: str = ""
    levels: tuple[tuple[str, str], ...] = ()
    weight: int = 1
    agreed_with: str = ""
    agreed_on: date | None = None
    code: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """What is done for an outcome (key), by whom and when; it costs nothing by itself."""

    key: str
    words: str
    outcome: str = ""
    who: str = ""
    who_role: str = ""
    when: str = ""
    strategies: str = ""
    status: str = ""
    confidence: int | None = None
    review_on: date | None = None


@dataclass(frozen=True, slots=True)
class StageGoal:
    """A step on the way of an action (key)."""

    key: str
    words: str
    action: str = ""
    result: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class Funder:
    """Who pays a share of a service, in percent."""

    name: str
    share: Decimal


@dataclass(frozen=True, slots=True)
class Service:
    """Something to be bought or arranged: the outcomes it meets (keys), what it costs, who holds the money.

    `weekly` and `one_off` in pounds, one of them given; `frequency` how often it is paid; `full_cost` pounds a week
    or once that the provider or the costing says it takes; `life_supporting`: a life depends on it.
    """

    key: str
    words: str
    outcomes: tuple[str, ...] = ()
    weekly: Decimal | None = None
    one_off: Decimal | None = None
    holding: HoldingMethod | None = None
    frequency: str = ""
    funders: tuple[Funder, ...] = ()
    full_cost: Decimal | None = None
    kind: str = ""
    provider: str = ""
    hours: Decimal | None = None
    rate: Decimal | None = None
    one_off_on: date | None = None
    life_supporting: bool = False

    @property
    def amount(self) -> Decimal | None:
        """Pounds a week, or once for a one-off."""
        return self.weekly if self.weekly is not None else self.one_off

    @property
    def is_direct_payment(self) -> bool:
        """Whether the 2013 Regulations govern it."""
        return self.holding in DIRECT_PAYMENT_METHODS


@dataclass(frozen=True, slots=True)
class Risk:
    """A risk: what it is, whether it is significant, when the person was advised, the agreed procedure, and what they
    came to. `score` and `residual` of 25, before and after the steps."""

    key: str
    words: str
    significant: bool = False
    advised_on: date | None = None
    procedure: str = ""
    agreement: RiskAgreement | None = None
    agreed_on: date | None = None
    agreed_with: str = ""
    kind: str = ""
    score: int = 0
    residual: int | None = None
    steps: str = ""
    what_matters: str = ""
    who_harmed: str = ""
    persons_view: str = ""
    professionals_view: str = ""
    review_on: date | None = None


@dataclass(frozen=True, slots=True)
class Contingency:
    """If this happens (`words`), then do that, and call them."""

    key: str
    words: str
    kind: str = ""
    action: str = ""
    contact: str = ""
    warning_signs: str = ""
    coping: str = ""
    medicines_equipment: str = ""
    review_on: date | None = None


@dataclass(frozen=True, slots=True)
class Competence:
    """One assistant in one health task: planned, trained, found competent until a day, or withdrawn.
    `signed`: by the practitioner, the employer and the assistant; `failed`: checked, and not found competent."""

    assistant: str
    planned_for: date | None = None
    trained_on: date | None = None
    competent_on: date | None = None
    expires_on: date | None = None
    withdrawn_on: date | None = None
    signed: bool = True
    failed: bool = False

    def stands_on(self, day: date | None) -> bool:
        """Whether training and competence are in place on a day; `day` None asks no expiry."""
        if self.withdrawn_on or not (self.trained_on and self.competent_on):
            return False
        return day is None or self.expires_on is None or day <= self.expires_on

    @property
    def is_dated(self) -> bool:
        """Whether training or a check is planned for a day and has not been withdrawn."""
        return self.planned_for is not None and not self.withdrawn_on


@dataclass(frozen=True, slots=True)
class DelegatedTask:
    """A health task done by assistants: who delegated it, by what registration, and who is competent in it."""

    key: str
    words: str
    delegated_by: str = ""
    registration: str = ""
    competences: tuple[Competence, ...] = ()
    instructions: str = ""
    practitioner_employer: str = ""
    risk_assessed_on: date | None = None
    person_content_on: date | None = None
    if_withdrawn: str = ""
    service: str = ""


@dataclass(frozen=True, slots=True)
class PaidPerson:
    """Someone paid from the budget. `exception`: "agreed", "refused" or "changed" (decided on other words), or "" while
    nobody decided on paying family or a friend of the same household."""

    key: str
    words: str
    relationship: str = Relationship.NONE
    same_household: bool = False
    exception_reason: str = ""
    exception: str = ""
    exception_on: date | None = None
    employment: str = "employed"
    acts_for_person: bool = False
    second_checker: str = ""
    registration_words: str = ""
    service: str = ""
    checks: frozenset[str] = frozenset()

    @property
    def needs_exception(self) -> bool:
        """Family by the list of regulation 7(8), or a friend, living in the same household."""
        return self.same_household and self.relationship in {Relationship.FAMILY, Relationship.FRIEND}


@dataclass(frozen=True, slots=True)
class Contact:
    """Someone in the plan, and how to reach them. `invited`: whether the person asked them to take part."""

    key: str
    words: str
    kind: str = ""
    role: str = ""
    phone: str = ""
    email: str = ""
    in_crisis: bool = False
    key_worker: bool = False
    organisation_name: str = ""
    team: str = ""
    speciality: str = ""
    invited: bool | None = None
    took_part: bool = False
    instructed_as: str = ""
    comments: str = ""


@dataclass(frozen=True, slots=True)
class OtherPlan:
    """Another plan that goes with this one."""

    key: str
    words: str
    kind: str = ""
    held_by: str = ""
    dated: date | None = None
    review_on: date | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """A choice made together (`words` the question): the options in words, and what was decided."""

    key: str
    words: str
    options: tuple[str, ...] = ()
    information: str = ""
    what_matters: str = ""
    decision: str = ""
    took_part: str = ""
    status: str = ""
    decided_on: date | None = None
    revisit_on: date | None = None
