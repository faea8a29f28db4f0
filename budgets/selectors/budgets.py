"""Budgets, the amounts given before them, and what their payments stand on."""

from datetime import date
from decimal import Decimal

from django.db.models import OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from budgets.enums import PaymentState, VersionState
from budgets.models import Agreement, Budget, BudgetVersion, Indicative, PayeeAccount, Payment
from phb.core.actors import Actor
from phb.core.errors import NotVisible
from phb.core.fields import MoneyField
from phb.core.models import Move
from phb.core.money import ZERO
from phb.core.selectors import people

PART = "see_money"
NOT_COUNTED = (PaymentState.CANCELLED, PaymentState.REJECTED)
NOTHING = Value(ZERO, output_field=MoneyField())


def budgets(actor: Actor) -> QuerySet[Budget]:
    """The budgets of people whose money the actor may see."""
    return Budget.objects.filter(organisation_id=actor.organisation_id, person__in=people(actor, part=PART))


def budget_for(actor: Actor, budget_id: int) -> Budget:
    """One budget with its person and case. Raises NotVisible: hidden and absent are the same."""
    rows = budgets(actor).select_related("person__named_contact__user", "case", "indicative", "plan")
    found = rows.filter(pk=budget_id).first()
    if found is None:
        raise NotVisible
    return found


def budgets_for_list(actor: Actor) -> QuerySet[Budget]:
    """The budgets with person and sums joined, so that a list asks once whatever its length."""
    sums = Payment.objects.filter(budget_id=OuterRef("pk")).order_by().values("budget_id")
    paid = sums.filter(state=PaymentState.PAID).annotate(sum=Sum("amount")).values("sum")
    promised = sums.exclude(state__in=NOT_COUNTED).annotate(sum=Sum("amount")).values("sum")
    agreed = BudgetVersion.objects.filter(budget_id=OuterRef("pk"), state=VersionState.AGREED)
    return (
        budgets(actor)
        .select_related("person")
        .annotate(
            weekly=Subquery(agreed.values("weekly")[:1]),
            paid=Coalesce(Subquery(paid), NOTHING),
            committed=Coalesce(Subquery(promised), NOTHING),
        )
    )


def committed_of(budget: Budget) -> Decimal:
    """Pounds paid or promised: every payment that is not cancelled or rejected (I5). Lock the budget before a decision."""
    return _sum(budget.payments.exclude(state__in=NOT_COUNTED))


def paid_of(budget: Budget) -> Decimal:
    """Pounds that were confirmed as paid."""
    return _sum(budget.payments.filter(state=PaymentState.PAID))


def agreed_version_of(budget: Budget) -> BudgetVersion | None:
    """The version that drives payments, if one is agreed."""
    rows = budget.versions.filter(state=VersionState.AGREED)
    return rows.select_related("plan_version", "agreed_by", "proposed_by").first()


def version_being_set(budget: Budget) -> BudgetVersion | None:
    """The agreed version, or else the newest proposed one."""
    rows = budget.versions.filter(state=VersionState.PROPOSED).select_related(
        "plan_version", "agreed_by", "proposed_by"
    )
    return agreed_version_of(budget) or rows.order_by("-number").first()


def agreement_on(budget: Budget, on: date) -> Agreement | None:
    """The direct payment agreement in force on a day."""
    rows = budget.agreements.filter(signed_on__lte=on).filter(Q(ended_on=None) | Q(ended_on__gt=on))
    return rows.order_by("-signed_on", "-id").first()


def account_on(budget: Budget) -> PayeeAccount | None:
    """The checked account that payments go to now, resting or not."""
    return budget.payee_accounts.filter(ended_on=None, checked_at__isnull=False).first()


def account_for(actor: Actor, account_id: int) -> PayeeAccount:
    """One account with its budget and person. Raises NotVisible."""
    found = (
        PayeeAccount.objects.filter(organisation_id=actor.organisation_id, person__in=people(actor, part=PART))
        .select_related("budget", "person__named_contact__user", "entered_by")
        .filter(pk=account_id)
        .first()
    )
    if found is None:
        raise NotVisible
    return found


def accounts_to_check(actor: Actor) -> QuerySet[PayeeAccount]:
    """Bank details that wait for a second person."""
    rows = PayeeAccount.objects.filter(
        organisation_id=actor.organisation_id, person__in=people(actor), checked_at=None, ended_on=None
    )
    return rows.select_related("budget", "person", "entered_by")


def indicatives(actor: Actor, case_id: int) -> QuerySet[Indicative]:
    """The amounts given on a case, newest first; each is kept as it was given."""
    rows = Indicative.objects.filter(
        organisation_id=actor.organisation_id, person__in=people(actor, part=PART), case_id=case_id
    )
    return rows.select_related("made_by").order_by("-id")


def indicatives_of(actor: Actor, person_id: int) -> QuerySet[Indicative]:
    """The amounts given to a person on any case, newest first."""
    rows = Indicative.objects.filter(
        organisation_id=actor.organisation_id, person__in=people(actor, part=PART), person_id=person_id
    )
    return rows.select_related("person__named_contact__user", "case", "made_by", "table").order_by("-given_on", "-id")


def indicative_for(actor: Actor, indicative_id: int) -> Indicative:
    """One amount as it was given. Raises NotVisible."""
    found = (
        Indicative.objects.filter(organisation_id=actor.organisation_id, person__in=people(actor, part=PART))
        .select_related("person__named_contact__user", "case", "made_by", "table", "assessment")
        .filter(pk=indicative_id)
        .first()
    )
    if found is None:
        raise NotVisible
    return found


def history(budget: Budget) -> list[Move]:
    """Every step of a budget and its versions, newest first."""
    versions = list(budget.versions.values_list("pk", flat=True))
    return list(
        Move.objects.filter(organisation_id=budget.organisation_id)
        .filter(
            Q(subject="budgets.budget", subject_id=budget.pk)
            | Q(subject="budgets.budgetversion", subject_id__in=versions)
        )
        .order_by("-id")
    )


def _sum(payments) -> Decimal:
    return payments.aggregate(sum=Sum("amount"))["sum"] or ZERO
