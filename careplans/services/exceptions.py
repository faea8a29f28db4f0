"""Family who are paid, as an exception; and what the care would cost without the budget."""

from datetime import date
from decimal import Decimal

from django.db import transaction

from careplans.models import FamilyException, PaidPerson, ReplacedPackage
from careplans.rules.panels import why_not
from careplans.selectors import deciding, drafters_of, plan_for, row_for
from careplans.services.reach import check_right
from phb.core import moving
from phb.core.actors import Actor
from phb.core.errors import RuleBroken


@transaction.atomic
def decide_family_exception(
    *, paid_person_id: int, said: str, agreed: bool, reasons: str, on: date, by: Actor
) -> FamilyException:
    """Decide whether family or a friend in the same household may be paid (regulation 8(5A) and (5B)).

    `said`: the mark of what was on the page (name, relation, reason); changed words need a new decision. Raises
    RuleBroken for a role that may not, who wrote part of the plan or is family, missing reasons, or a changed page;
    NotVisible.
    """
    check_right(by, "family exception", "A", "Only a commissioner decides whether family may be paid.")
    row = row_for(by, PaidPerson, paid_person_id)
    version = moving.locked(type(row.version).objects.all(), pk=row.version_id)
    if deciding.paid_person_said(row) != said:
        raise RuleBroken("This has changed since you opened the page. Read it again before you decide.")
    newest = deciding.family_exception_of(version.plan_id, row)
    if newest is not None and (newest.decided_by_id, newest.agreed, newest.reasons) == (
        by.user_id,
        agreed,
        reasons.strip(),
    ):
        return newest  # the same page was sent twice
    if not row.needs_exception:
        raise RuleBroken("Paying this person needs no exception.")
    if not row.exception_reason.strip():
        raise RuleBroken("The plan does not say why paying them is necessary. The care coordinator writes it first.")
    why = why_not(
        by.user_id, drafters=drafters_of(version), signers=(), relatives=deciding.relatives_of(version.person_id)
    )
    if why:
        raise RuleBroken(f"Another commissioner decides this: you are somebody who {why}.")
    if not reasons.strip():
        raise RuleBroken("Write down the reasons. The person can read them.", "reasons")
    return FamilyException.objects.create(
        organisation_id=version.organisation_id, person_id=version.person_id, plan_id=version.plan_id, line=row.line, said=said,
        name=row.name, agreed=agreed, reasons=reasons.strip(), decided_on=on, decided_by_id=by.user_id,
    )  # fmt: skip


@transaction.atomic
def record_replaced_package(
    *, plan_id: int, weekly: Decimal | None, basis: str, on: date, by: Actor
) -> ReplacedPackage:
    """Record what the care cost, or would cost, without the budget: pounds a week and where the figure comes from; or,
    without a figure, why there is none. The newest holds. Raises RuleBroken, NotVisible."""
    check_right(by, "plan value", "W", "Your role does not record what the care would cost without the budget.")
    plan = plan_for(by, plan_id)
    if not basis.strip():
        words = "Say where the figure comes from." if weekly is not None else "Say why there is no such figure."
        raise RuleBroken(words, "basis")
    if weekly is not None and weekly < 0:
        raise RuleBroken("Enter an amount of £0.00 or more.", "weekly")
    newest = deciding.replaced_package_of(plan.pk)
    if newest is not None and (newest.weekly, newest.basis, newest.dated) == (weekly, basis.strip(), on):
        return newest
    return ReplacedPackage.objects.create(
        organisation_id=plan.organisation_id, person_id=plan.person_id, plan=plan, weekly=weekly, basis=basis.strip(), dated=on,
        by_id=by.user_id,
    )  # fmt: skip
