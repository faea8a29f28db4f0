"""A plan as plain values, for the rules: what a version says, with no database behind it."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from careplans.rules.around import Around
from careplans.rules.lines import (
    Action,
    Competence,
    Contact,
    Contingency,
    Decision,
    DelegatedTask,
    Funder,
    Need,
    OtherPlan,
    Outcome,
    PaidPerson,
    Risk,
    Service,
    StageGoal,
)

__all__ = [
    "Action",
    "Competence",
    "Contact",
    "Contingency",
    "Decision",
    "DelegatedTask",
    "Funder",
    "Need",
    "OtherPlan",
    "Outcome",
    "PaidPerson",
    "PlanContent",
    "Risk",
    "Service",
    "StageGoal",
]


@dataclass(frozen=True, slots=True)
class PlanContent:
    """Everything of one version that the rules look at. `direct_payment` in pounds a week as the plan states it;
    `around`: what is on record about the person and the case, by which more or less is asked of the plan."""

    needs: tuple[Need, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    actions: tuple[Action, ...] = ()
    stage_goals: tuple[StageGoal, ...] = ()
    services: tuple[Service, ...] = ()
    risks: tuple[Risk, ...] = ()
    contingency: tuple[Contingency, ...] = ()
    tasks: tuple[DelegatedTask, ...] = ()
    paid_people: tuple[PaidPerson, ...] = ()
    contacts: tuple[Contact, ...] = ()
    other_plans: tuple[OtherPlan, ...] = ()
    decisions: tuple[Decision, ...] = ()
    coordinator: str = ""
    first_review_on: date | None = None
    direct_payment: Decimal | None = None
    # The rest by the names of the version's own columns.
    health_monitor: str = ""
    review_how: str = ""
    payment_frequency: str = ""
    notice_days: int | None = None
    risks_advised_on: date | None = None
    risks_advised_by: str = ""
    safeguarding: str = ""
    liberty: str = ""
    liberty_authority: str = ""
    liberty_until: date | None = None
    restraint: str = ""
    formulation: str = ""
    advance_statement: str = ""
    advance_statement_kept: str = ""
    anticipatory: str = ""
    carers_situation: str = ""
    how_took_part: str = ""
    advocacy_offered_on: date | None = None
    advocacy: str = ""
    support_offered_on: date | None = None
    support: str = ""
    who_i_am: str = ""
    must_know: str = ""
    what_matters: str = ""
    important_people: str = ""
    not_to_contact: str = ""
    how_i_communicate: str = ""
    my_wellness: str = ""
    please_do: str = ""
    please_do_not: str = ""
    how_to_support_me: str = ""
    also_worth_knowing: str = ""
    strengths: str = ""
    written_with: str = ""
    extra_parts: tuple[str, ...] = ()
    around: Around = field(default_factory=Around)

    @property
    def has_direct_payment(self) -> bool:
        """Whether any service is paid directly to a holder."""
        return any(service.is_direct_payment for service in self.services)

    def rows(self, part: str) -> tuple[Any, ...]:
        """The rows of a part, by the name of the part."""
        rows: tuple[Any, ...] = getattr(self, part)
        return rows
