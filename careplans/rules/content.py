"""A plan as plain values, for the rules: what a version says, with no database behind it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from careplans.enums import DIRECT_PAYMENT_METHODS, HoldingMethod, RiskAgreement


@dataclass(frozen=True, slots=True)
class Need:
    """A health need in the person's words."""

    key: str
    words: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the person wants to come of it, and the needs it serves (keys)."""

    key: str
    words: str
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Service:
    """Something to be bought or arranged: the outcomes it meets (keys), what it costs, who holds the money.

    `weekly` and `one_off` in pounds, one of them given; `frequency` how often it is paid; `funders` each
    funder's percent; `full_cost` pounds a week or once that the provider or the costing says it takes.
    """

    key: str
    words: str
    outcomes: tuple[str, ...] = ()
    weekly: Decimal | None = None
    one_off: Decimal | None = None
    holding: HoldingMethod | None = None
    frequency: str = ""
    funders: tuple[Decimal, ...] = ()
    full_cost: Decimal | None = None

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
    """A risk: what it is, whether it is significant, when the person was advised, the agreed procedure, and what they came to."""

    key: str
    words: str
    significant: bool = False
    advised_on: date | None = None
    procedure: str = ""
    agreement: RiskAgreement | None = None


@dataclass(frozen=True, slots=True)
class PaidCarer:
    """Someone paid from the budget: family or friend by regulation 7(8), same household, and the recorded exception."""

    key: str
    name: str
    family_or_friend: bool = False
    same_household: bool = False
    exception_reason: str = ""
    exception_approved_on: date | None = None


@dataclass(frozen=True, slots=True)
class DelegatedTask:
    """A health task done by an assistant: who delegated it, training and competence, or the day they are planned for."""

    key: str
    words: str
    delegated_by: str = ""
    trained_on: date | None = None
    competent_on: date | None = None
    competence_expires: date | None = None
    planned_for: date | None = None


@dataclass(frozen=True, slots=True)
class PlanContent:
    """Everything of one version that the rules look at. `direct_payment` in pounds a week as the plan states it."""

    needs: tuple[Need, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    services: tuple[Service, ...] = ()
    risks: tuple[Risk, ...] = ()
    carers: tuple[PaidCarer, ...] = ()
    tasks: tuple[DelegatedTask, ...] = ()
    coordinator: str = ""
    health_monitor: str = ""
    first_review_on: date | None = None
    review_how: str = ""
    notice_days: int | None = None
    direct_payment: Decimal | None = None
    what_matters: str = ""

    @property
    def has_direct_payment(self) -> bool:
        """Whether any service is paid directly to a holder."""
        return any(service.is_direct_payment for service in self.services)
