"""Cases that live budgets stand on, brought in from another system where the right was decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction

from eligibility.enums import CaseState, Route
from eligibility.enums import Decision as DecisionCode
from eligibility.models import Case, Decision
from eligibility.rules.case_clocks import later_review, payment_review
from eligibility.rules.registry import rule_set_of_route
from eligibility.selectors import right_of
from eligibility.services.cases import reference_of
from eligibility.services.past_cases import WAYS
from phb.core import moving
from phb.core.access import may
from phb.core.actors import Actor
from phb.core.errors import RuleBroken

AREA = "budget import"
MAY_NOT = "Your role does not bring in live budgets."


@dataclass(frozen=True, slots=True)
class CaseBrought:
    """A case that was decided in another system. `paid_since`: the first day of its direct payments there, if any."""

    person_id: int
    route: str
    decided_on: date
    reasons: str
    decider: str
    review_due_on: date
    paid_since: date | None
    where: str


@transaction.atomic
def bring_in_cases(*, cases: Sequence[CaseBrought], by: Actor) -> list[Case]:
    """Make the cases with their decisions, each walked through the states of its life cycle, in the order given.

    The number of statements does not grow with the cases. Raises RuleBroken for a role that brings in no budgets.
    """
    _check(by)
    if not cases:
        return []
    made = Case.objects.bulk_create(
        [_case(each, number, by) for each, number in zip(cases, _numbers(len(cases)), strict=True)]
    )
    moving.note_created(made, by=by)
    before = str(Case.life_cycle.initial)
    for verb in WAYS[CaseState.ELIGIBLE]:
        after = str(Case.life_cycle.check(before, verb))
        for case, each in zip(made, cases, strict=True):
            case.state = after
            if after == CaseState.ELIGIBLE:
                _decided(case, each)
        kept = ["state"] if after != CaseState.ELIGIBLE else ["state", *KEPT]
        Case.objects.bulk_update(made, kept, batch_size=500)
        moving.note_all(made, verb, by=by, before=before, after=after, reason="Decided in the system before.")
        before = after
    Decision.objects.bulk_create([_decision(case, each, by) for case, each in zip(made, cases, strict=True)])
    return made


KEPT = (
    "decided_on", "review_due_on", "review_clock", "payments_from", "payment_review_due_on", "payment_review_clock",
)  # fmt: skip


@transaction.atomic
def close_brought_in(*, case_ids: Sequence[int], on: date, reason: str, by: Actor) -> int:
    """Close cases that were brought in by mistake, with the reason. Returns how many; closed ones are left alone."""
    _check(by)
    rows = Case.objects.select_for_update(of=("self",)).filter(organisation_id=by.organisation_id, pk__in=case_ids)
    found = list(rows.filter(state=CaseState.ELIGIBLE).order_by("pk"))
    after = Case.life_cycle.check(CaseState.ELIGIBLE, "close")
    for case in found:
        case.state, case.ended_on = after, on
    Case.objects.bulk_update(found, ["state", "ended_on"], batch_size=500)
    moving.note_all(found, "close", by=by, before=CaseState.ELIGIBLE, after=after, reason=reason)
    return len(found)


def _check(by: Actor) -> None:
    if not may(by, AREA, "A"):
        raise RuleBroken(MAY_NOT)


def _numbers(many: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [Case._meta.db_table, many]
        )
        return [int(row[0]) for row in cursor.fetchall()]


def _case(each: CaseBrought, number: int, by: Actor) -> Case:
    return Case(
        pk=number,
        organisation_id=by.organisation_id,
        person_id=each.person_id,
        route=each.route,
        reference=reference_of(Route(each.route), each.decided_on, number),
        received_on=each.decided_on,
        referred_by=each.where[:200],
        reason=each.where,
        rule_set=_rules(each.route, each.decided_on),
    )


def _rules(route: str, on: date) -> str:
    """The rules of the day; none for a decision from before those that are held here."""
    try:
        return rule_set_of_route(route, on).id
    except RuleBroken:
        return ""


def _decided(case: Case, each: CaseBrought) -> None:
    # Its first review was in the system before: what comes now is one of the later ones.
    review = later_review(each.route, each.decided_on)
    case.decided_on = each.decided_on
    case.review_due_on = each.review_due_on if review else None
    case.review_clock = review.clock if review else ""
    if each.paid_since is not None:
        case.payments_from = each.paid_since
        case.payment_review_due_on = each.review_due_on
        case.payment_review_clock = payment_review(each.paid_since, each.paid_since).clock


def _decision(case: Case, each: CaseBrought, by: Actor) -> Decision:
    return Decision(
        organisation_id=case.organisation_id,
        person_id=case.person_id,
        case=case,
        decision=DecisionCode.ELIGIBLE,
        decided_on=each.decided_on,
        reasons=each.reasons,
        # The notice was sent by the system that the case comes from.
        review_rights_given=True,
        right=right_of(case, each.decided_on).as_dict() if case.rule_set else {},
        rule_set=case.rule_set,
        decided_by_id=by.user_id,
        decider_name=(each.decider or "Decided in the system before")[:200],
    )
