"""Files of live budgets: what was checked, refused, taken, and what holds up taking them back."""

from collections import defaultdict
from collections.abc import Sequence

from django.db.models import F, Func, IntegerField, Q, QuerySet

from budgets.enums import PaymentState
from budgets.models import (
    Agreement,
    BankAccount,
    Budget,
    BudgetChange,
    BudgetFile,
    BudgetFileItem,
    BudgetVersion,
    ContingencyUse,
    ContractRelease,
    Contribution,
    Entry,
    FundingSplit,
    PayeeAccount,
    Payment,
    Statement,
)
from phb.core.access import may
from phb.core.actors import Actor
from phb.core.errors import NotVisible

AREA = "budget import"
UNTOUCHED = (PaymentState.SCHEDULED, PaymentState.HELD, PaymentState.CANCELLED)


def files(actor: Actor) -> QuerySet[BudgetFile]:
    """The organisation's files, newest first; none for roles that do not bring in budgets."""
    found = BudgetFile.objects.filter(organisation_id=actor.organisation_id)
    seen = actor.role == "SYSTEM" or may(actor, AREA, "R")
    return (found if seen else found.none()).select_related("proposed_by", "approved_by").order_by("-id")


def files_for_list(actor: Actor) -> QuerySet[BudgetFile]:
    """The files without what is in them, but with the number of refusals (`refused`)."""
    number = Func(F("refusals"), function="jsonb_array_length", output_field=IntegerField())
    return files(actor).annotate(refused=number).defer("rows", "refusals", "told")


def file_for(actor: Actor, file_id: int) -> BudgetFile:
    """One file, or NotVisible."""
    row = files(actor).filter(pk=file_id).first()
    if row is None:
        raise NotVisible
    return row


def items_of(file: BudgetFile) -> QuerySet[BudgetFileItem]:
    """The budgets that a file brought, with their people."""
    return BudgetFileItem.objects.filter(organisation_id=file.organisation_id, file=file).select_related(
        "budget", "person"
    )


def item_of(budget: Budget) -> BudgetFileItem | None:
    """What a file said of a budget that it brought."""
    return BudgetFileItem.objects.filter(budget=budget).select_related("file").first()


def held_up(file: BudgetFile, budget_ids: Sequence[int] | None = None) -> dict[int, list[str]]:
    """Budgets of a file that cannot be taken back any more, each with the reasons; a fixed number of questions.

    `budget_ids`: only some of them. What the file itself brought (an agreement, a contribution) is no reason.
    """
    items = BudgetFileItem.objects.filter(file=file, taken_back_on=None)
    if budget_ids is not None:
        items = items.filter(budget_id__in=budget_ids)
    rows = list(items.values_list("budget_id", "made"))
    ids = [pk for pk, _ in rows]
    brought = {name: [made[name] for _, made in rows if name in made] for name in ("agreement", "contribution")}
    mine = Q(budget_id__in=ids)
    moved = Payment.objects.filter(mine).filter(~Q(state__in=UNTOUCHED) | Q(run__isnull=False))
    asked = [
        (moved, "a payment of it is in a run or was sent"),
        (BudgetVersion.objects.filter(mine, number__gt=1), "its amount was changed"),
        (Agreement.objects.filter(mine).exclude(pk__in=brought["agreement"]), "an agreement was signed"),
        (PayeeAccount.objects.filter(mine), "bank details were entered"),
        (BudgetChange.objects.filter(mine, withdrawn_on=None), "a change was recorded"),
        (FundingSplit.objects.filter(mine).exclude(state="withdrawn"), "a split between funders was recorded"),
        (Contribution.objects.filter(mine).exclude(pk__in=brought["contribution"]), "a contribution was recorded"),
        (ContingencyUse.objects.filter(mine), "contingency was asked for"),
        (ContractRelease.objects.filter(mine), "a contract release was recorded"),
        (BankAccount.objects.filter(mine), "bank statements are read for it"),
        (Statement.objects.filter(mine), "a statement was made"),
        (Entry.objects.filter(mine), "something was posted to its ledger"),
    ]
    found: dict[int, list[str]] = defaultdict(list)
    for query, words in asked:
        for pk in set(query.order_by().values_list("budget_id", flat=True)):
            found[pk].append(words)
    for pk in _planned_anew(ids):
        found[pk].append("its plan is being changed or was reviewed")
    return dict(found)


def _planned_anew(ids: Sequence[int]) -> set[int]:
    rows = Budget.objects.filter(pk__in=ids)
    changed = rows.filter(Q(plan__versions__number__gt=1) | Q(plan__versions__state="under_review"))
    reviewed = rows.filter(Q(plan__reviews__isnull=False) | Q(case__later__isnull=False, case__later__created_at__gt=F("created_at")))  # fmt: skip
    return set(changed.values_list("pk", flat=True)) | set(reviewed.values_list("pk", flat=True))
